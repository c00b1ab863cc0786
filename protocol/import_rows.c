#include "protocol/import_rows.h"

#include <string.h>

#include "protocol/canonical.h"
#include "protocol/error.h"
#include "protocol/json_read.h"
#include "protocol/meeting_check.h"
#include "protocol/receipt.h"
#include "protocol/record.h"
#include "protocol/record_compare.h"
#include "protocol/register_audit.h"
#include "protocol/register_correct.h"
#include "protocol/register_device.h"
#include "protocol/register_entry.h"
#include "protocol/register_import.h"
#include "protocol/register_meeting.h"
#include "protocol/register_passport.h"
#include "protocol/register_people.h"
#include "protocol/register_statement.h"
#include "protocol/strokes.h"
#include "protocol/text.h"

#define SPEAKERS_MAX 20

typedef struct {
    Home *home;
    Register *register_;
    const ImportFiles *files;
    const char *id;
    JsonObject *record;
    const char *now;
} Import;

static gboolean differs(GError **error)
{
    error_set(
        error, PROTOCOL_ERROR_DIFFERENT,
        N_("{1} is no record that this program can take over whole: it was written by a newer "
           "one, or by hand."),
        "meeting.json", NULL);
    return FALSE;
}

static gint64 number_of(JsonObject *object, const char *member)
{
    JsonNode *node = object ? json_object_get_member(object, member) : NULL;
    return node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_INT64
               ? json_node_get_int(node)
               : 0;
}

static gboolean is_true(JsonObject *object, const char *member)
{
    JsonNode *node = json_object_get_member(object, member);
    return node && JSON_NODE_HOLDS_VALUE(node) &&
           json_node_get_value_type(node) == G_TYPE_BOOLEAN && json_node_get_boolean(node);
}

/* Item i of an array that may be missing or hold anything; NULL if it is no object. */
static JsonObject *item_of(JsonArray *array, guint i)
{
    JsonNode *node =
        array && i < json_array_get_length(array) ? json_array_get_element(array, i) : NULL;
    return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static guint length_of(JsonArray *array)
{
    return array ? json_array_get_length(array) : 0;
}

static Official official_of(JsonObject *object)
{
    return (Official){.rank = json_read_text(object, "rank"),
                      .surname = json_read_text(object, "surname"),
                      .name = json_read_text(object, "name"),
                      .patronymic = json_read_text(object, "patronymic"),
                      .position = json_read_text(object, "position"),
                      .acting = object && is_true(object, "acting")};
}

static gboolean add_meeting(Import *import, GError **error)
{
    JsonObject *record = import->record;
    JsonArray *speakers = json_read_array(record, "speakers");
    JsonArray *numbers = json_read_array(record, "precincts");
    JsonObject *secretary = json_read_object(record, "secretary");
    Official officials[SPEAKERS_MAX], keeper = official_of(secretary);
    guint count = length_of(speakers);
    g_autoptr(GPtrArray) precincts = g_ptr_array_new();
    for (guint i = 0; i < MIN(count, SPEAKERS_MAX); i++)
        officials[i] = official_of(item_of(speakers, i));
    for (guint i = 0; i < length_of(numbers); i++) {
        JsonNode *node = json_array_get_element(numbers, i);
        if (JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING)
            g_ptr_array_add(precincts, (gpointer)json_node_get_string(node));
    }
    g_ptr_array_add(precincts, NULL);
    const MeetingNew meeting = {
        .kind = json_read_text(record, "kind"),
        .date = json_read_text(record, "date"),
        .time = json_read_text(record, "time"),
        .place = json_read_text(record, "place"),
        .format = json_read_text(record, "format"),
        .precincts = (const char *const *)precincts->pdata,
        .expected = (int)number_of(record, "expected"),
        .speakers = officials,
        .speaker_count = count,
        .secretary = secretary ? &keeper : NULL,
    };
    const RulesSet *set = home_rules(import->home, error);
    const char *edition = json_read_text(record, "edition");
    if (!edition || count > SPEAKERS_MAX)
        return differs(error);
    if (!set || !meeting_check_kind(meeting.kind, error) ||
        !meeting_check_date("date", meeting.date, error) ||
        !meeting_check_time("time", meeting.time, error) ||
        !meeting_check_format(meeting.format, error) || !rules_by_id(set, edition, error))
        return FALSE;
    return register_meeting_add(import->register_, import->id, &meeting, edition, import->now,
                                error) &&
           register_precincts_replace(import->register_, import->id, meeting.precincts, error) &&
           register_officials_replace(import->register_, import->id, "speaker", officials, count,
                                      error) &&
           register_officials_replace(import->register_, import->id, "secretary", meeting.secretary,
                                      meeting.secretary ? 1 : 0, error);
}

static gboolean add_columns(Import *import, GError **error)
{
    static const struct {
        MeetingColumn column;
        const char *member;
    } texts[] = {
        {MEETING_STARTED, "started"}, {MEETING_ENDED, "ended"}, {MEETING_CONVENER, "convener"}};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        if (!register_meeting_set(import->register_, import->id, texts[i].column,
                                  json_read_text(import->record, texts[i].member), error))
            return FALSE;
    gint64 heads = number_of(import->record, "attendees");
    gint64 adults = number_of(import->record, "adults");
    g_autofree char *of_age = g_strdup_printf("%" G_GINT64_FORMAT, adults);
    g_autofree char *headcount = g_strdup_printf("%" G_GINT64_FORMAT, heads);
    gboolean more = heads > length_of(json_read_array(import->record, "attendee_list"));
    return register_meeting_set(import->register_, import->id, MEETING_HEADCOUNT,
                                more ? headcount : NULL, error) &&
           register_meeting_set(import->register_, import->id, MEETING_ADULTS,
                                adults > 0 ? of_age : NULL, error) &&
           register_meeting_set(import->register_, import->id, MEETING_NO_ENTRIES,
                                is_true(import->record, "no_entries") ? "1" : "0", error) &&
           register_meeting_set(import->register_, import->id, MEETING_NO_DECISIONS,
                                is_true(import->record, "no_decisions") ? "1" : "0", error);
}

/* A drawn signature as the register keeps it (g_free), NULL with an error if it is none. */
static char *strokes_text(JsonNode *drawn, GError **error)
{
    g_autofree char *text = canonical_json(drawn, NULL, error);
    g_autoptr(JsonNode) strokes = text ? strokes_parse(text, -1, error) : NULL;
    return strokes ? canonical_json(strokes, NULL, error) : NULL;
}

static gboolean add_attendee(Import *import, JsonObject *row, int unused, GError **error)
{
    JsonNode *strokes = json_object_get_member(row, "strokes");
    gboolean drawn = strokes && JSON_NODE_HOLDS_OBJECT(strokes);
    g_autofree char *text = drawn ? strokes_text(strokes, error) : NULL;
    int number = 0;
    const Attendee attendee = {.surname = json_read_text(row, "surname"),
                               .name = json_read_text(row, "name"),
                               .patronymic = json_read_text(row, "patronymic"),
                               .category = json_read_text(row, "category"),
                               .address = json_read_text(row, "address"),
                               .phone = json_read_text(row, "phone")};
    return (text || !drawn) &&
           register_attendee_add(import->register_, import->id, &attendee, text,
                                 json_read_text(row, "registered"), &number, error);
}

static gboolean add_entry(Import *import, JsonObject *row, int number, GError **error)
{
    const Entry entry = {.type = json_read_text(row, "type"),
                         .from = (int)number_of(row, "from"),
                         .text = json_read_text(row, "text"),
                         .outcome = json_read_text(row, "outcome"),
                         .answer = json_read_text(row, "answer"),
                         .to = json_read_text(row, "to"),
                         .confidential = is_true(row, "confidential")};
    const EntryRow more = {.number = number,
                           .said = json_read_text(row, "said"),
                           .take = (int)number_of(row, "take"),
                           .position_ms = number_of(row, "position_ms"),
                           .deadline = json_read_text(row, "deadline"),
                           .deadline_source = json_read_text(row, "deadline_source"),
                           .receipt = json_read_text(row, "receipt")};
    gboolean taken = FALSE;
    if (!more.receipt || !register_receipt_exists(import->register_, more.receipt, &taken, error))
        return FALSE;
    if (!taken)
        return register_entry_add(import->register_, import->id, &entry, &more, error);
    error_set(
        error, PROTOCOL_ERROR_REFUSED,
        N_("The receipt {1} of this archive belongs to an entry that is here already: nothing "
           "was imported."),
        more.receipt, NULL);
    return FALSE;
}

static gboolean add_decision(Import *import, JsonObject *row, int unused, GError **error)
{
    int number = 0;
    return register_decision_add(import->register_, import->id, json_read_text(row, "text"),
                                 json_read_text(row, "owner"), json_read_text(row, "due"), &number,
                                 error);
}

static gboolean add_award(Import *import, JsonObject *row, int unused, GError **error)
{
    int number = 0;
    return register_award_add(import->register_, import->id, json_read_text(row, "to"),
                              json_read_text(row, "text"), &number, error);
}

static gboolean add_announcement(Import *import, JsonObject *row, int unused, GError **error)
{
    return register_announcement_add(import->register_, import->id, json_read_text(row, "channel"),
                                     json_read_text(row, "on"), json_read_text(row, "ref"), error);
}

static gboolean add_invitation(Import *import, JsonObject *row, int number, GError **error)
{
    const Invitation invitation = {.category = json_read_text(row, "category"),
                                   .who = json_read_text(row, "who"),
                                   .person = json_read_text(row, "person"),
                                   .position = json_read_text(row, "position"),
                                   .on = json_read_text(row, "on")};
    JsonNode *came = json_object_get_member(row, "came");
    int added = 0;
    return register_invitation_add(import->register_, import->id, &invitation, &added, error) &&
           (!came || JSON_NODE_HOLDS_NULL(came) ||
            register_item_set(import->register_, import->id, MEETING_INVITATION, number, "came",
                              is_true(row, "came") ? "1" : "0", error));
}

static gboolean add_mark(Import *import, JsonObject *row, int point, GError **error)
{
    JsonObject *mark = json_read_object(row, "mark");
    return !mark ||
           register_mark_set(import->register_, import->id, point, (int)number_of(mark, "take"),
                             number_of(mark, "position_ms"), json_read_text(mark, "wall"), error);
}

/* The numbered rows of a record. Of what was withdrawn the record keeps number and reason: a row
 * without words keeps the place. blank: such a row, without its number. */
static const struct {
    MeetingItem item;
    const char *array, *number;
    gboolean (*add)(Import *import, JsonObject *row, int number, GError **error);
    const char *blank;
} kinds[] = {
    {MEETING_ATTENDEE, "attendee_list", "n", add_attendee,
     "{\"surname\":\"—\",\"name\":\"—\",\"category\":\"other\",\"registered\":\"—\"}"},
    {MEETING_ENTRY, "entries", "entry", add_entry,
     "{\"type\":\"remark\",\"text\":\"—\",\"said\":\"—\",\"outcome\":\"answered\"}"},
    {MEETING_DECISION, "decisions", "n", add_decision,
     "{\"text\":\"—\",\"owner\":\"—\",\"due\":\"—\"}"},
    {MEETING_AWARD, "awards", "n", add_award, "{\"to\":\"—\",\"text\":\"—\"}"},
    {MEETING_ANNOUNCEMENT, "announcements", "n", add_announcement,
     "{\"channel\":\"other\",\"on\":\"—\"}"},
    {MEETING_INVITATION, "invitations", "n", add_invitation,
     "{\"category\":\"other\",\"who\":\"—\"}"},
    {MEETING_MARK, "agenda", "point", add_mark, "{\"mark\":{\"wall\":\"—\"}}"},
};

static int compare_numbers(gconstpointer a, gconstpointer b, gpointer unused)
{
    return GPOINTER_TO_INT(a) - GPOINTER_TO_INT(b);
}

/* The rows of a kind by their numbers: JsonObjects of the record. NULL if two have one number. */
static GTree *rows_of(Import *import, gsize kind)
{
    g_autoptr(GTree) rows = g_tree_new_full(compare_numbers, NULL, NULL, NULL);
    const char *const from[] = {kinds[kind].array, "withdrawn"};
    for (int withdrawn = 0; withdrawn < 2; withdrawn++) {
        JsonArray *array = json_read_array(import->record, from[withdrawn]);
        for (guint i = 0; i < length_of(array); i++) {
            JsonObject *row = item_of(array, i);
            gint64 number = number_of(row, withdrawn ? "n" : kinds[kind].number);
            if (withdrawn && row &&
                g_strcmp0(json_read_text(row, "what"), meeting_item_code(kinds[kind].item)) != 0)
                continue;
            if (!row || number < 1 || number > G_MAXINT32)
                return NULL;
            JsonObject *known = g_tree_lookup(rows, GINT_TO_POINTER((int)number));
            /* A point of the agenda stands there, marked or not. */
            if (known && (kinds[kind].item != MEETING_MARK || !withdrawn))
                return NULL;
            g_tree_insert(rows, GINT_TO_POINTER((int)number), row);
        }
    }
    return g_steal_pointer(&rows);
}

static gboolean add_row(Import *import, gsize kind, JsonObject *row, int number, GError **error)
{
    if (!json_object_has_member(row, "what"))
        return kinds[kind].add(import, row, number, error);
    g_autoptr(JsonNode) node = json_from_string(kinds[kind].blank, NULL);
    g_autofree char *receipt = receipt_new();
    JsonObject *blank = json_node_get_object(node);
    json_object_set_string_member(blank, "receipt", receipt);
    return kinds[kind].add(import, blank, number, error) &&
           register_item_set(import->register_, import->id, kinds[kind].item, number, "withdrawn",
                             json_read_text(row, "why"), error);
}

static gboolean add_numbered(Import *import, gsize kind, GError **error)
{
    g_autoptr(GTree) rows = rows_of(import, kind);
    if (!rows)
        return differs(error);
    for (GTreeNode *node = g_tree_node_first(rows); node; node = g_tree_node_next(node))
        if (!add_row(import, kind, g_tree_node_value(node), GPOINTER_TO_INT(g_tree_node_key(node)),
                     error))
            return FALSE;
    return TRUE;
}

static gboolean add_lists(Import *import, GError **error)
{
    JsonArray *materials = json_read_array(import->record, "materials");
    static const struct {
        const char *array;
        gboolean (*add)(Register *register_, const char *meeting, JsonObject *row, GError **error);
    } carried[] = {{"carried", register_import_carried},
                   {"carried_decisions", register_import_carried_decision}};
    for (guint i = 0; i < length_of(materials); i++) {
        JsonObject *row = item_of(materials, i);
        if (!register_material_add(import->register_, import->id, json_read_text(row, "file"),
                                   json_read_text(row, "sha256"), number_of(row, "bytes"), error))
            return FALSE;
    }
    for (gsize c = 0; c < G_N_ELEMENTS(carried); c++) {
        JsonArray *rows = json_read_array(import->record, carried[c].array);
        for (guint i = 0; i < length_of(rows); i++) {
            JsonObject *row = item_of(rows, i);
            if (!row || !carried[c].add(import->register_, import->id, row, error))
                return row ? FALSE : differs(error);
        }
    }
    return TRUE;
}

/* Which of the officials (from 1) is official; 0: none. */
static int find_official(JsonArray *officials, JsonNode *official)
{
    for (guint i = 0; i < length_of(officials); i++)
        if (json_node_equal(json_array_get_element(officials, i), official))
            return (int)i + 1;
    return 0;
}

static gboolean add_signature(Import *import, JsonObject *row, GError **error)
{
    const char *role = json_read_text(row, "role");
    JsonNode *official = row ? json_object_get_member(row, "official") : NULL;
    JsonNode *strokes = row ? json_object_get_member(row, "strokes") : NULL;
    gboolean keeper = g_strcmp0(role, "secretary") == 0;
    JsonNode *secretary = json_object_get_member(import->record, "secretary");
    JsonNode *key = row ? json_object_get_member(row, "certificate") : NULL;
    gboolean drawn = strokes && JSON_NODE_HOLDS_OBJECT(strokes);
    if (!official || drawn == (key != NULL))
        return differs(error);
    int n = keeper ? (secretary && json_node_equal(secretary, official) ? 1 : 0)
                   : find_official(json_read_array(import->record, "speakers"), official);
    if (n == 0)
        return differs(error);
    g_autofree char *text = drawn ? strokes_text(strokes, error) : NULL;
    g_autofree char *certificate = key ? canonical_json(key, NULL, error) : NULL;
    return (text || certificate) &&
           register_signature_set(import->register_, import->id, role, n,
                                  keeper ? "secretary" : "speaker", json_read_text(row, "signed"),
                                  text, certificate, error);
}

static gboolean add_signatures(Import *import, GError **error)
{
    JsonArray *signatures = json_read_array(import->record, "signatures");
    for (guint i = 0; i < length_of(signatures); i++)
        if (!add_signature(import, item_of(signatures, i), error))
            return FALSE;
    return TRUE;
}

/* Entries keep their numbers if those are free here, else each gets one of this device's series:
 * the receipt is what citizens have. */
static gboolean number_entries(Import *import, GError **error)
{
    const struct {
        const char *array, *member;
    } places[] = {{"entries", "entry"}, {"withdrawn", "n"}};
    g_autoptr(GArray) objects = g_array_new(FALSE, FALSE, sizeof(JsonObject *));
    g_autoptr(GArray) members = g_array_new(FALSE, FALSE, sizeof(const char *));
    gboolean free_here = TRUE, has;
    for (gsize p = 0; p < G_N_ELEMENTS(places); p++) {
        JsonArray *array = json_read_array(import->record, places[p].array);
        for (guint i = 0; i < length_of(array); i++) {
            JsonObject *row = item_of(array, i);
            if (!row || (p == 1 && g_strcmp0(json_read_text(row, "what"), "entry") != 0))
                continue;
            gint64 number = number_of(row, places[p].member);
            if (number < 1 || number > G_MAXINT32)
                return differs(error);
            if (!register_import_has_entry(import->register_, (int)number, &has, error))
                return FALSE;
            free_here = free_here && !has;
            g_array_append_val(objects, row);
            g_array_append_val(members, places[p].member);
        }
    }
    for (guint i = 0; i < objects->len; i++) {
        JsonObject *row = g_array_index(objects, JsonObject *, i);
        const char *member = g_array_index(members, const char *, i);
        int number = (int)number_of(row, member);
        if (!(free_here ? register_import_number(import->register_, "entry", number, error)
                        : register_next(import->register_, "entry", &number, error)))
            return FALSE;
        json_object_set_int_member(row, member, number);
    }
    return TRUE;
}

static gboolean add_seal(Import *import, GError **error)
{
    JsonObject *device = json_read_object(import->record, "device");
    JsonObject *body = json_read_object(import->record, "body");
    g_autoptr(JsonObject) own = register_device(import->register_, error);
    if (!own)
        return FALSE;
    const ImportOrigin origin = {
        .device = json_read_text(device, "uuid"),
        .id = json_read_text(import->record, "id"),
        .certificate_sha256 = json_read_text(device, "certificate_sha256"),
        .name = json_read_text(body, "name"),
        .name_kk = json_read_text(body, "name_kk"),
        .city = json_read_text(body, "city"),
        .at = import->now,
    };
    const ImportSeal seal = {
        .late_reason = json_read_text(import->record, "late_reason"),
        .sealed = json_read_text(import->record, "sealed"),
        .number = (int)number_of(import->record, "number"),
        .json_sha256 = import->files->json_sha256,
        .pdf_sha256 = import->files->pdf_sha256,
        .audit_head = json_read_text(import->record, "audit_head"),
    };
    const char *name = json_read_text(own, "name");
    if (!origin.device || !origin.id || !origin.name || !seal.sealed || seal.number < 1)
        return differs(error);
    const AuditEvent event = {
        .meeting = import->id, .what = "import", .subject = origin.device, .after = origin.id};
    return register_import_add(import->register_, import->id, &origin, error) &&
           register_import_seal(import->register_, import->id, &origin,
                                strcmp(name, origin.name) == 0 ? name : NULL, &seal, error) &&
           register_audit_add(import->register_, home_clock(import->home), &event, error);
}

/* The record that is read from the rows must be the one that was sealed. */
static gboolean check_rows(Import *import, GError **error)
{
    g_autoptr(JsonNode) node = record_read(import->home, import->id, error);
    if (!node)
        return FALSE;
    g_autofree char *where = record_difference(import->record, json_node_get_object(node), FALSE);
    return !where || differs(error);
}

gboolean import_rows_add(Home *home, const ImportFiles *files, JsonObject *record, GError **error)
{
    g_autofree char *now = time_iso(clock_now_ms(home_clock(home)));
    Import import = {home, home_register(home), files, files->id, record, now};
    if (!number_entries(&import, error) || !add_meeting(&import, error) ||
        !add_columns(&import, error))
        return FALSE;
    for (gsize kind = 0; kind < G_N_ELEMENTS(kinds); kind++)
        if (!add_numbered(&import, kind, error))
            return FALSE;
    return add_lists(&import, error) && add_signatures(&import, error) &&
           add_seal(&import, error) && check_rows(&import, error);
}
