#include <string.h>

#include "protocol/error.h"
#include "protocol/json_read.h"
#include "protocol/view_parts.h"

/* Half of a SHA-256 is more than anybody can forge, and what a person can still compare. */
#define CONTROL_DIGITS 32

static JsonObject *element(JsonArray *array, guint index)
{
    JsonNode *node = json_array_get_element(array, index);
    return JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static guint length_of(JsonArray *array)
{
    return array ? json_array_get_length(array) : 0;
}

static void set_or_null(JsonObject *out, const char *member, const char *text)
{
    if (text && *text)
        json_object_set_string_member(out, member, text);
    else
        json_object_set_null_member(out, member);
}

/* {"kk","ru"} gets "text" in the language of the document. */
static void add_texts(const Viewer *viewer, JsonArray *rows)
{
    for (guint i = 0; i < length_of(rows); i++) {
        JsonObject *row = element(rows, i);
        if (row)
            set_or_null(row, "text", json_read_shown(row, viewer->options->language));
    }
}

static void add_body(const Viewer *viewer, JsonObject *view)
{
    JsonObject *body = json_read_object(view, "body");
    const char *name = body ? json_read_shown(body, "name") : "";
    const char *kazakh = body ? json_read_shown(body, "name_kk") : "";
    gboolean in_kazakh = strcmp(viewer->options->language, "kk") == 0 && *kazakh;
    json_object_set_string_member(view, "body_name", in_kazakh ? kazakh : name);
}

static char *control_payload(JsonObject *view, const char *sha256)
{
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
    JsonObject *payload = json_object_new();
    json_object_set_string_member(payload, "meeting", json_read_shown(view, "id"));
    json_object_set_string_member(payload, "date", json_read_shown(view, "date"));
    json_object_set_string_member(payload, "body", json_read_shown(view, "body_name"));
    json_object_set_string_member(payload, "sha256", sha256);
    json_node_take_object(node, payload);
    return json_to_string(node, FALSE);
}

static void add_control(const Viewer *viewer, JsonObject *view)
{
    const char *sha256 = viewer->options->sha256;
    g_autofree char *control = sha256 ? view_groups(sha256, CONTROL_DIGITS, "-") : NULL;
    g_autofree char *groups = sha256 ? view_groups(sha256, 64, " ") : NULL;
    g_autofree char *payload = sha256 ? control_payload(view, sha256) : NULL;
    set_or_null(view, "control", control);
    set_or_null(view, "record_sha256", sha256);
    set_or_null(view, "record_sha256_groups", groups);
    set_or_null(view, "qr", payload);
}

/* Whether the announcement has to say how questions are sent (608 p.8; 723 p.7). */
static gboolean asks_questions(const Rules *rules)
{
    RulesDemand notice;
    return rules_document_by_name(rules, "notice", &notice) &&
           g_strv_contains(notice.fields, "questions");
}

static void add_rules(const Viewer *viewer, JsonObject *view)
{
    const Rules *rules = viewer->options->rules;
    const char *language = viewer->options->language;
    JsonObject *out = json_object_new();
    set_or_null(out, "id", rules_id(rules));
    set_or_null(out, "title", rules_title(rules, language));
    set_or_null(out, "controller", rules_controller(rules, language));
    json_object_set_boolean_member(out, "stamp", rules_stamp(rules));
    json_object_set_boolean_member(out, "video_required", rules_video_required(rules));
    json_object_set_boolean_member(out, "notice_questions", asks_questions(rules));
    json_object_set_int_member(out, "announce_days", rules_announce_days(rules));
    json_object_set_int_member(out, "retention_years", rules_retention_years(rules));
    json_object_set_int_member(out, "forward_working_days", rules_forward_working_days(rules));
    json_object_set_int_member(out, "check_working_days", rules_check_working_days(rules));
    static const char *const keys[] = {"required", "registration", "retention_years",
                                       "forward_working_days", "check_working_days"};
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        const char *source = rules_source(rules, keys[i]);
        g_autofree char *member = g_strconcat(keys[i], "_source", NULL);
        g_autofree char *text = source ? view_words_source(viewer->words, source) : NULL;
        set_or_null(out, member, text);
    }
    json_object_set_object_member(view, "rules", out);
}

static gboolean any_confidential(JsonArray *entries)
{
    for (guint i = 0; i < length_of(entries); i++) {
        JsonObject *entry = element(entries, i);
        if (entry && json_object_get_boolean_member_with_default(entry, "confidential", FALSE))
            return TRUE;
    }
    return FALSE;
}

/* Whether anybody has signed one; one that nobody has gets a null signature. */
static gboolean any_signed(JsonArray *addenda)
{
    gboolean any = FALSE;
    for (guint i = 0; i < length_of(addenda); i++) {
        JsonObject *addendum = element(addenda, i);
        if (addendum && json_read_object(addendum, "signature"))
            any = TRUE;
        else if (addendum)
            json_object_set_null_member(addendum, "signature");
    }
    return any;
}

static void add_categories(const Viewer *viewer, JsonObject *view)
{
    JsonArray *list = json_read_array(view, "attendee_list");
    for (guint i = 0; i < length_of(list); i++) {
        JsonObject *row = element(list, i);
        if (!row)
            continue;
        const char *code = json_read_shown(row, "category");
        const char *text = rules_category(viewer->options->rules, code, viewer->options->language);
        set_or_null(row, "category_text", text ? text : code);
    }
}

static gboolean same_person(JsonObject *a, JsonObject *b)
{
    return strcmp(json_read_shown(a, "surname"), json_read_shown(b, "surname")) == 0 &&
           strcmp(json_read_shown(a, "name"), json_read_shown(b, "name")) == 0 &&
           strcmp(json_read_shown(a, "patronymic"), json_read_shown(b, "patronymic")) == 0;
}

/* Whether official has signed as role; the signatures of the role are counted on the way. */
static gboolean has_signed(JsonArray *signatures, const char *role, JsonObject *official,
                           guint *count_out)
{
    gboolean found = FALSE;
    *count_out = 0;
    for (guint i = 0; i < length_of(signatures); i++) {
        JsonObject *signature = element(signatures, i);
        if (!signature || strcmp(json_read_shown(signature, "role"), role) != 0)
            continue;
        (*count_out)++;
        JsonObject *signer = json_read_object(signature, "official");
        found |= official && signer && same_person(signer, official);
    }
    return found;
}

/* A line for somebody who has not signed yet. */
static void add_blank(const Viewer *viewer, JsonArray *blocks, const char *role,
                      JsonObject *official)
{
    g_autoptr(JsonObject) blank = json_object_new();
    json_object_set_string_member(blank, "role", role);
    json_object_set_object_member(blank, "official", json_object_ref(official));
    json_object_set_null_member(blank, "signed");
    json_object_set_null_member(blank, "strokes");
    json_object_set_null_member(blank, "certificate");
    json_array_add_object_element(blocks, view_copy_object(viewer, blank, ""));
}

/* Those who signed, then lines for those who have to and did not: an acting official who signed
 * for one of them leaves no empty line. */
static void add_role(const Viewer *viewer, JsonObject *record, JsonArray *blocks, const char *role)
{
    JsonArray *signatures = json_read_array(record, "signatures");
    for (guint i = 0; i < length_of(signatures); i++) {
        JsonObject *signature = element(signatures, i);
        if (!signature || strcmp(json_read_shown(signature, "role"), role) != 0)
            continue;
        g_autofree char *path = g_strdup_printf("signatures/%u", i);
        JsonObject *block = view_copy_object(viewer, signature, path);
        if (!json_object_has_member(block, "certificate"))
            json_object_set_null_member(block, "certificate");
        json_array_add_object_element(blocks, block);
    }

    guint signed_count = 0;
    JsonObject *secretary = json_read_object(record, "secretary");
    if (strcmp(role, "secretary") == 0) {
        has_signed(signatures, role, NULL, &signed_count);
        if (!signed_count && secretary)
            add_blank(viewer, blocks, role, secretary);
        return;
    }
    JsonArray *speakers = json_read_array(record, "speakers");
    guint missing = length_of(speakers);
    has_signed(signatures, role, NULL, &signed_count);
    missing -= MIN(missing, signed_count);
    for (guint i = 0; i < length_of(speakers) && missing; i++) {
        JsonObject *speaker = element(speakers, i);
        if (!speaker || has_signed(signatures, role, speaker, &signed_count))
            continue;
        add_blank(viewer, blocks, role, speaker);
        missing--;
    }
}

static void add_signature_blocks(const Viewer *viewer, JsonObject *record, JsonObject *view)
{
    JsonArray *blocks = json_array_new();
    const char *const *roles = rules_signatories(viewer->options->rules);
    for (gsize i = 0; roles && roles[i]; i++)
        add_role(viewer, record, blocks, roles[i]);
    json_object_set_array_member(view, "signature_blocks", blocks);
}

static void add_invited_one(JsonArray *invited, JsonObject *invitation)
{
    JsonObject *one = json_object_new();
    static const char *const members[] = {"who", "person", "position"};
    for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
        set_or_null(one, members[i], invitation ? json_read_shown(invitation, members[i]) : NULL);
    json_object_set_boolean_member(one, "last", FALSE);
    json_array_add_object_element(invited, one);
}

/* "invited": whom an invitation goes to. If nobody is noted, one with a line for the name. */
static gboolean add_invited(const Viewer *viewer, JsonObject *view, GError **error)
{
    JsonArray *invited = json_array_new(), *rows = json_read_array(view, "invitations");
    const int wanted = viewer->options->invitation;
    for (guint i = 0; i < length_of(rows); i++) {
        JsonObject *row = element(rows, i);
        if (row && (!wanted || json_object_get_int_member_with_default(row, "n", 0) == wanted))
            add_invited_one(invited, row);
    }
    if (!wanted && json_array_get_length(invited) == 0)
        add_invited_one(invited, NULL);
    guint count = json_array_get_length(invited);
    if (count > 0)
        json_object_set_boolean_member(element(invited, count - 1), "last", TRUE);
    json_object_set_array_member(view, "invited", invited);
    if (count > 0)
        return TRUE;
    g_autofree char *number = g_strdup_printf("%d", wanted);
    error_set(error, PROTOCOL_ERROR_NOT_FOUND,
              N_("Meeting {1} has no invitation {2}. See: esep invite {1}"),
              json_read_shown(view, "id"), number, NULL);
    return FALSE;
}

static gboolean add_selected(const Viewer *viewer, JsonObject *view, GError **error)
{
    json_object_set_null_member(view, "selected");
    if (viewer->options->entry == 0)
        return TRUE;
    JsonArray *entries = json_read_array(view, "entries");
    for (guint i = 0; i < length_of(entries); i++) {
        JsonObject *entry = element(entries, i);
        JsonNode *number = entry ? json_object_get_member(entry, "entry") : NULL;
        if (number && JSON_NODE_HOLDS_VALUE(number) &&
            json_node_get_int(number) == viewer->options->entry) {
            json_object_set_object_member(view, "selected", json_object_ref(entry));
            return TRUE;
        }
    }
    g_autofree char *wanted = g_strdup_printf("%d", viewer->options->entry);
    error_set(error, PROTOCOL_ERROR_NOT_FOUND, N_("Meeting {1} has no entry {2}."),
              json_read_shown(view, "id"), wanted, NULL);
    return FALSE;
}

gboolean view_add_document(const Viewer *viewer, JsonObject *record, JsonObject *view,
                           GError **error)
{
    JsonObject *recording = json_read_object(view, "recording");
    JsonArray *takes = recording ? json_read_array(recording, "takes") : NULL;
    json_object_set_string_member(view, "language", viewer->options->language);
    json_object_set_boolean_member(view, "many_takes", length_of(takes) > 1);
    if (!json_object_has_member(view, "follow")) {
        json_object_set_array_member(view, "follow", json_array_new());
        json_object_set_boolean_member(view, "has_follow", FALSE);
        set_or_null(view, "today", NULL);
        set_or_null(view, "today_words", NULL);
    }
    /* A record that was sealed by an older program. */
    if (!json_object_has_member(view, "carried_decisions")) {
        json_object_set_array_member(view, "carried_decisions", json_array_new());
        json_object_set_boolean_member(view, "has_carried_decisions", FALSE);
    }
    json_object_set_boolean_member(view, "public", viewer->options->public_copy);
    json_object_set_boolean_member(view, "has_confidential",
                                   any_confidential(json_read_array(view, "entries")));
    json_object_set_boolean_member(view, "addenda_signed",
                                   any_signed(json_read_array(view, "addenda")));
    add_texts(viewer, json_read_array(view, "agenda"));
    add_texts(viewer, json_read_array(view, "remarks"));
    add_body(viewer, view);
    add_control(viewer, view);
    add_rules(viewer, view);
    add_categories(viewer, view);
    add_signature_blocks(viewer, record, view);
    return add_invited(viewer, view, error) && add_selected(viewer, view, error);
}
