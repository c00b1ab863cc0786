#include "protocol/record.h"
#include "protocol/meeting_recording.h"

#include <string.h>

#include "media/chain.h"
#include "media/error.h"
#include "protocol/check.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "protocol/register_body.h"
#include "protocol/register_correct.h"
#include "protocol/register_device.h"
#include "protocol/register_entry.h"
#include "protocol/register_import.h"
#include "protocol/register_meeting.h"
#include "protocol/register_passport.h"
#include "protocol/register_people.h"

#define SCHEMA "esep-meeting-1"

/* A record while it is put together; every step stops at the first error. */
typedef struct {
    Home *home;
    Register *register_;
    const char *id;
    JsonObject *row;    /* owned: the meeting's row */
    const Rules *rules; /* of the home */
    JsonObject *record; /* owned */
} Reading;

static void set_text(JsonObject *object, const char *name, const char *text)
{
    if (text)
        json_object_set_string_member(object, name, text);
    else
        json_object_set_null_member(object, name);
}

static gboolean add_array(Reading *reading, const char *name, JsonArray *array)
{
    if (array)
        json_object_set_array_member(reading->record, name, array);
    return array != NULL;
}

/* What a record that came from another device is called there. */
static void add_imported(Reading *reading, JsonObject *origin)
{
    JsonObject *imported = json_object_new();
    set_text(imported, "id", json_object_get_string_member(origin, "id"));
    set_text(imported, "at", json_object_get_string_member(origin, "at"));
    json_object_set_object_member(reading->record, "imported", imported);
}

/* Of the device where the meeting was held. */
static void set_device(Reading *reading, JsonObject *row, const char *uuid)
{
    JsonObject *device = json_object_new();
    set_text(device, "uuid", json_object_get_string_member(row, uuid));
    set_text(device, "certificate_sha256",
             json_object_get_string_member(row, "certificate_sha256"));
    json_object_set_object_member(reading->record, "device", device);
}

static void set_body(JsonObject *record, JsonObject *row)
{
    JsonObject *body = json_object_new();
    const char *name = json_object_get_string_member(row, "name");
    const char *name_kk = json_object_get_string_member_with_default(row, "name_kk", NULL);
    set_text(body, "name", name);
    set_text(body, "name_kk", name_kk ? name_kk : name);
    set_text(body, "city", json_object_get_string_member_with_default(row, "city", NULL));
    json_object_set_object_member(record, "body", body);
}

gboolean record_set_body(Home *home, JsonNode *record, const char *on, GError **error)
{
    g_autoptr(JsonObject) row = register_body(home_register(home), on, error);
    if (row)
        set_body(json_node_get_object(record), row);
    return row != NULL;
}

/* The body as it was named on the meeting's day. */
static gboolean add_device(Reading *reading, GError **error)
{
    g_autoptr(JsonObject) origin = NULL;
    if (!register_import_origin(reading->register_, reading->id, &origin, error))
        return FALSE;
    if (origin) {
        add_imported(reading, origin);
        set_device(reading, origin, "device");
        set_body(reading->record, origin);
        return TRUE;
    }
    const char *date = json_object_get_string_member(reading->row, "date");
    g_autoptr(JsonObject) device = register_device(reading->register_, error);
    g_autoptr(JsonObject) body = device ? register_body(reading->register_, date, error) : NULL;
    if (!body)
        return FALSE;
    set_device(reading, device, "uuid");
    set_body(reading->record, body);
    return TRUE;
}

/* The columns of the row that are members of the record as they are. */
static void add_columns(Reading *reading)
{
    static const char *const names[] = {"id",     "kind",     "edition",  "state",       "number",
                                        "date",   "time",     "started",  "ended",       "place",
                                        "format", "convener", "expected", "late_reason", "sealed"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        json_object_set_member(reading->record, names[i],
                               json_object_dup_member(reading->row, names[i]));
    json_object_set_boolean_member(reading->record, "no_entries",
                                   json_object_get_int_member(reading->row, "no_entries"));
    json_object_set_boolean_member(reading->record, "no_decisions",
                                   json_object_get_int_member(reading->row, "no_decisions"));
}

static gboolean add_officials(Reading *reading, GError **error)
{
    g_autoptr(JsonArray) secretaries =
        register_officials(reading->register_, reading->id, "secretary", error);
    if (!secretaries)
        return FALSE;
    if (json_array_get_length(secretaries) > 0)
        json_object_set_member(reading->record, "secretary",
                               json_array_dup_element(secretaries, 0));
    else
        json_object_set_null_member(reading->record, "secretary");
    return add_array(reading, "speakers",
                     register_officials(reading->register_, reading->id, "speaker", error));
}

/* Of a tenth of whom a gathering is valid. */
static gboolean add_adults(Reading *reading, GError **error)
{
    gint64 adults = 0;
    if (!register_adults(reading->register_, reading->id, &adults, error))
        return FALSE;
    if (adults > 0)
        json_object_set_int_member(reading->record, "adults", adults);
    else
        json_object_set_null_member(reading->record, "adults");
    return TRUE;
}

static gboolean add_attendees(Reading *reading, GError **error)
{
    JsonArray *attendees = register_attendees(reading->register_, reading->id, error);
    if (!add_array(reading, "attendee_list", attendees))
        return FALSE;
    gint64 heads = json_object_get_int_member_with_default(reading->row, "headcount", 0);
    json_object_set_int_member(reading->record, "attendees",
                               MAX(heads, (gint64)json_array_get_length(attendees)));
    return TRUE;
}

/* The mark of a point without its point; null if it was not reached. */
static JsonNode *find_mark(JsonArray *marks, int point)
{
    for (guint i = 0; i < json_array_get_length(marks); i++) {
        JsonObject *mark = json_array_get_object_element(marks, i);
        if (json_object_get_int_member(mark, "point") != point)
            continue;
        static const char *const members[] = {"take", "position_ms", "wall"};
        JsonObject *object = json_object_new();
        for (gsize m = 0; m < G_N_ELEMENTS(members); m++)
            json_object_set_member(object, members[m], json_object_dup_member(mark, members[m]));
        JsonNode *node = json_node_init_object(json_node_alloc(), object);
        json_object_unref(object);
        return node;
    }
    return json_node_new(JSON_NODE_NULL);
}

static gboolean add_agenda(Reading *reading, GError **error)
{
    g_autoptr(JsonArray) marks = register_marks(reading->register_, reading->id, error);
    if (!marks)
        return FALSE;
    JsonArray *agenda = json_array_new();
    for (int point = 1; point <= rules_point_count(reading->rules); point++) {
        JsonObject *item = json_object_new();
        json_object_set_int_member(item, "point", point);
        set_text(item, "kk", rules_point(reading->rules, point, "kk"));
        set_text(item, "ru", rules_point(reading->rules, point, "ru"));
        json_object_set_member(item, "mark", find_mark(marks, point));
        json_array_add_object_element(agenda, item);
    }
    return add_array(reading, "agenda", agenda);
}

static JsonArray *takes_json(const Recording *recording)
{
    JsonArray *takes = json_array_new();
    for (guint i = 0; i < recording->takes->len; i++) {
        const RecordingTake *take = recording->takes->pdata[i];
        g_autofree char *started = time_iso(take->started_unix_ms);
        JsonObject *object = json_object_new();
        json_object_set_int_member(object, "take", take->take);
        set_text(object, "file", take->file);
        json_object_set_int_member(object, "bytes", take->bytes);
        json_object_set_int_member(object, "length_ms", take->length_ms);
        set_text(object, "started", started);
        set_text(object, "end", take->end);
        json_array_add_object_element(takes, object);
    }
    return takes;
}

static JsonArray *gaps_json(const Recording *recording)
{
    JsonArray *gaps = json_array_new();
    for (guint i = 0; i < recording->gaps->len; i++) {
        const RecordingGap *gap = recording->gaps->pdata[i];
        JsonObject *object = json_object_new();
        json_object_set_int_member(object, "take", gap->take);
        json_object_set_int_member(object, "at_ms", gap->at_ms);
        json_object_set_int_member(object, "for_ms", gap->for_ms);
        set_text(object, "what", gap->what);
        set_text(object, "cause", gap->cause);
        json_array_add_object_element(gaps, object);
    }
    return gaps;
}

static gboolean add_recording(Reading *reading, GError **error)
{
    g_autofree char *folder = meeting_recording_folder(reading->home, reading->id);
    g_autoptr(GError) unread = NULL;
    g_autoptr(Recording) recording = recording_read(folder, &unread);
    if (!recording && !g_error_matches(unread, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING)) {
        g_propagate_error(error, g_steal_pointer(&unread));
        return FALSE;
    }
    if (!recording) {
        json_object_set_null_member(reading->record, "recording");
        return TRUE;
    }
    JsonObject *object = json_object_new();
    json_object_set_array_member(object, "takes", takes_json(recording));
    json_object_set_array_member(object, "gaps", gaps_json(recording));
    json_object_set_int_member(object, "length_ms", recording->length_ms);
    json_object_set_int_member(object, "segments", (gint64)recording->segments);
    set_text(object, "head", recording->head);
    set_text(object, "root", recording->root);
    json_object_set_object_member(reading->record, "recording", object);
    return TRUE;
}

/* The head of the audit log now; of a sealed meeting the one that it was sealed with. */
static gboolean add_audit_head(Reading *reading, GError **error)
{
    g_autoptr(JsonObject) seal = NULL;
    if (!register_seal(reading->register_, reading->id, &seal, error))
        return FALSE;
    g_autofree char *head = seal ? g_strdup(json_object_get_string_member(seal, "audit_head"))
                                 : register_audit_head(reading->register_, error);
    set_text(reading->record, "audit_head", head);
    return head != NULL;
}

static gboolean add_rows(Reading *reading, GError **error)
{
    Register *register_ = reading->register_;
    const char *id = reading->id;
    return add_array(reading, "precincts", register_precincts(register_, id, error)) &&
           add_array(reading, "announcements", register_announcements(register_, id, error)) &&
           add_array(reading, "invitations", register_invitations(register_, id, error)) &&
           add_array(reading, "carried", register_carried(register_, id, error)) &&
           add_array(reading, "carried_decisions",
                     register_carried_decisions(register_, id, error)) &&
           add_array(reading, "entries", register_entries(register_, id, error)) &&
           add_array(reading, "decisions", register_decisions(register_, id, error)) &&
           add_array(reading, "awards", register_awards(register_, id, error)) &&
           add_array(reading, "materials", register_materials(register_, id, error)) &&
           add_array(reading, "signatures", register_signatures(register_, id, error)) &&
           add_array(reading, "withdrawn", register_withdrawn(register_, id, error)) &&
           add_array(reading, "addenda", register_addenda(register_, id, error));
}

/* What does not block sealing but stands in the protocol. The last part: it judges the others. */
static void add_remarks(Reading *reading)
{
    JsonArray *remarks = json_array_new();
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), reading->record);
    g_autofree char *today = clock_today(home_clock(reading->home));
    g_autoptr(GPtrArray) items = check_record(node, reading->rules, today, FALSE);
    for (guint i = 0; i < items->len; i++) {
        const CheckItem *item = items->pdata[i];
        if (item->blocking)
            continue;
        JsonObject *remark = json_object_new();
        set_text(remark, "kk", item->text_kk);
        set_text(remark, "ru", item->text_ru);
        set_text(remark, "source", item->source);
        json_array_add_object_element(remarks, remark);
    }
    add_array(reading, "remarks", remarks);
}

static gboolean read_parts(Reading *reading, GError **error)
{
    const RulesSet *set = home_rules(reading->home, error);
    reading->row = set ? register_meeting(reading->register_, reading->id, error) : NULL;
    if (!reading->row)
        return FALSE;
    reading->rules =
        rules_by_id(set, json_object_get_string_member(reading->row, "edition"), error);
    if (!reading->rules)
        return FALSE;
    json_object_set_string_member(reading->record, "schema", SCHEMA);
    add_columns(reading);
    if (!add_device(reading, error) || !add_officials(reading, error) ||
        !add_attendees(reading, error) || !add_adults(reading, error) ||
        !add_rows(reading, error) || !add_agenda(reading, error) ||
        !add_recording(reading, error) || !add_audit_head(reading, error))
        return FALSE;
    add_remarks(reading);
    return TRUE;
}

JsonNode *record_read(Home *home, const char *id, GError **error)
{
    gboolean begun = FALSE;
    JsonNode *node = NULL;
    Reading reading = {
        .home = home, .register_ = home_register(home), .id = id, .record = json_object_new()};
    if (!register_begin_read(reading.register_, &begun, error))
        goto cleanup;
    if (read_parts(&reading, error))
        node = json_node_init_object(json_node_alloc(), reading.record);

cleanup:
    if (begun)
        register_rollback(reading.register_);
    json_object_unref(reading.record);
    g_clear_pointer(&reading.row, json_object_unref);
    return node;
}

JsonNode *record_list(Home *home, const char *date, GError **error)
{
    JsonArray *rows = register_meetings(home_register(home), date, error);
    if (!rows)
        return NULL;
    JsonNode *node = json_node_init_array(json_node_alloc(), rows);
    json_array_unref(rows);
    return node;
}
