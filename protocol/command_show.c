/* esep meeting show: the record for a person, or whole as JSON. */
#include "protocol/command_law.h"
#include "protocol/command_record.h"
#include "protocol/error.h"
#include "protocol/import_numbers.h"
#include "protocol/json_read.h"
#include "protocol/record.h"

static char *number_of(JsonObject *object, const char *name)
{
    return g_strdup_printf("%" G_GINT64_FORMAT,
                           json_object_get_int_member_with_default(object, name, 0));
}

static char *full_name(JsonObject *person)
{
    const char *patronymic = json_read_text(person, "patronymic");
    return g_strjoin(" ", json_read_text(person, "surname"), json_read_text(person, "name"),
                     patronymic, NULL);
}

/* "  [1: 00:40:12]", the take and the place in it, or nothing. */
static char *place_in_recording(JsonObject *object)
{
    gint64 ms = json_object_get_int_member_with_default(object, "position_ms", -1);
    gint64 take = json_object_get_int_member_with_default(object, "take", 0);
    if (take <= 0 || ms < 0)
        return g_strdup("");
    g_autofree char *at = time_length(ms / 1000);
    return g_strdup_printf("  [%d: %s]", (int)take, at);
}

/* Whose protocol it is: its number is one of theirs. */
static void print_origin(Session *session, JsonObject *record)
{
    JsonObject *imported = json_object_get_object_member(record, "imported");
    JsonObject *body = json_object_get_object_member(record, "body");
    const char *kk = json_read_text(body, "name_kk");
    session_print(session, N_("  police body: {1}"),
                  session->language == LANGUAGE_KK && kk ? kk : json_read_text(body, "name"), NULL);
    session_print(session, N_("  sealed by another device as {1}, imported {2}"),
                  json_read_text(imported, "id"), json_read_text(imported, "at"), NULL);
}

static void print_head(Session *session, JsonObject *record)
{
    const char *started = json_read_text(record, "started"),
               *ended = json_read_text(record, "ended");
    g_autofree char *number = number_of(record, "number");
    session_print(session, N_("Meeting {1}: {2}, {3}"), json_read_text(record, "id"),
                  command_record_word(session, json_read_text(record, "kind")),
                  command_record_word(session, json_read_text(record, "state")), NULL);
    if (json_read_text(record, "sealed"))
        session_print(session, N_("  protocol no. {1}, sealed {2}"), number,
                      json_read_text(record, "sealed"), NULL);
    session_print(session, N_("  {1} at {2}, {3} ({4}), rules {5}"), json_read_text(record, "date"),
                  json_read_text(record, "time"), json_read_text(record, "place"),
                  command_record_word(session, json_read_text(record, "format")),
                  json_read_text(record, "edition"), NULL);
    if (started)
        session_print(session, N_("  held from {1} to {2}"), started, ended ? ended : "…", NULL);
    if (json_object_has_member(record, "imported"))
        print_origin(session, record);
    JsonArray *speakers = json_object_get_array_member(record, "speakers");
    for (guint i = 0; i < json_array_get_length(speakers); i++) {
        JsonObject *speaker = json_array_get_object_element(speakers, i);
        g_autofree char *name = full_name(speaker);
        session_print(session, N_("  speaker: {1}, {2}, {3}"), name,
                      json_read_text(speaker, "rank"), json_read_text(speaker, "position"), NULL);
    }
}

/* rules: the edition of the meeting. */
static void print_people(Session *session, JsonObject *record, const Rules *rules)
{
    const char *language = language_code(session->language);
    g_autofree char *count = number_of(record, "attendees");
    JsonArray *list = json_object_get_array_member(record, "attendee_list");
    session_print(session, N_("\nPresent: {1}"), count, NULL);
    for (guint i = 0; i < json_array_get_length(list); i++) {
        JsonObject *person = json_array_get_object_element(list, i);
        g_autofree char *n = number_of(person, "n");
        g_autofree char *name = full_name(person);
        const char *code = json_read_text(person, "category");
        const char *category = rules_category(rules, code, language);
        session_print(session, "  {1}. {2} ({3})", n, name, category ? category : code, NULL);
    }
}

/* there: the numbers that entries have in the protocol, where it was sealed elsewhere. */
static void print_entries(Session *session, JsonObject *record, JsonArray *there)
{
    JsonArray *entries = json_object_get_array_member(record, "entries");
    if (json_array_get_length(entries) > 0)
        session_print(session, N_("\nComplaints, suggestions and remarks:"), NULL);
    for (guint i = 0; i < json_array_get_length(entries); i++) {
        JsonObject *entry = json_array_get_object_element(entries, i);
        g_autofree char *number = number_of(entry, "entry");
        g_autofree char *place = place_in_recording(entry);
        const char *deadline = json_read_text(entry, "deadline");
        session_print(session, N_("  no. {1}, {2}, {3}: {4}{5}{6}{7}"), number,
                      command_record_word(session, json_read_text(entry, "type")),
                      json_read_text(entry, "said"),
                      command_record_word(session, json_read_text(entry, "outcome")),
                      deadline ? ", " : "", deadline ? deadline : "", place, NULL);
        session_print(session, "     {1}", json_read_text(entry, "text"), NULL);
        JsonObject *pair =
            json_read_row(there, "entry", json_object_get_int_member(entry, "entry"));
        if (pair) {
            g_autofree char *other = number_of(pair, "there");
            session_print(session, N_("     in its protocol: no. {1}"), other, NULL);
        }
    }
}

static void print_decisions(Session *session, JsonObject *record)
{
    JsonArray *decisions = json_object_get_array_member(record, "decisions");
    if (json_array_get_length(decisions) > 0)
        session_print(session, N_("\nDecisions:"), NULL);
    for (guint i = 0; i < json_array_get_length(decisions); i++) {
        JsonObject *decision = json_array_get_object_element(decisions, i);
        g_autofree char *n = number_of(decision, "n");
        session_print(session, N_("  {1}. {2} ({3}, by {4})"), n, json_read_text(decision, "text"),
                      json_read_text(decision, "owner"), json_read_text(decision, "due"), NULL);
    }
}

/* What the next protocol says of earlier meetings (1095 p.30). */
static void print_carried(Session *session, JsonObject *record)
{
    JsonArray *entries = json_object_get_array_member(record, "carried");
    JsonArray *decisions = json_object_get_array_member(record, "carried_decisions");
    if (json_array_get_length(entries) + json_array_get_length(decisions) > 0)
        session_print(session, N_("\nOf earlier meetings:"), NULL);
    for (guint i = 0; i < json_array_get_length(entries); i++) {
        JsonObject *entry = json_array_get_object_element(entries, i);
        g_autofree char *number = number_of(entry, "entry");
        const char *outcome = json_read_text(entry, "outcome_text");
        session_print(session, N_("  no. {1}, {2}: {3}{4}{5}"), number,
                      command_record_word(session, json_read_text(entry, "type")),
                      command_law_word(session, json_read_text(entry, "state")),
                      outcome ? ": " : "", outcome ? outcome : "", NULL);
    }
    for (guint i = 0; i < json_array_get_length(decisions); i++) {
        JsonObject *decision = json_array_get_object_element(decisions, i);
        g_autofree char *number = number_of(decision, "decision");
        g_autofree char *name =
            g_strdup_printf("%s/%s", json_read_text(decision, "meeting"), number);
        const char *outcome = json_read_text(decision, "outcome_text");
        session_print(session, N_("  {1}. {2} ({3}): {4}{5}{6}"), name,
                      json_read_text(decision, "text"), json_read_text(decision, "owner"),
                      command_law_word(session, json_read_text(decision, "state")),
                      outcome ? ": " : "", outcome ? outcome : "", NULL);
    }
}

static void print_recording(Session *session, JsonObject *record)
{
    JsonNode *node = json_object_get_member(record, "recording");
    if (!JSON_NODE_HOLDS_OBJECT(node))
        return;
    JsonObject *recording = json_node_get_object(node);
    g_autofree char *length =
        time_length(json_object_get_int_member(recording, "length_ms") / 1000);
    g_autofree char *takes = g_strdup_printf(
        "%u", json_array_get_length(json_object_get_array_member(recording, "takes")));
    session_print(session, N_("\nRecording: {1} in {2} takes, head {3}"), length, takes,
                  json_read_text(recording, "head"), NULL);
}

static void print_signatures(Session *session, JsonObject *record)
{
    JsonArray *signatures = json_object_get_array_member(record, "signatures");
    for (guint i = 0; i < json_array_get_length(signatures); i++) {
        JsonObject *signature = json_array_get_object_element(signatures, i);
        JsonObject *official = json_object_get_object_member(signature, "official");
        g_autofree char *name = full_name(official);
        session_print(session, N_("Signed by {1}, {2}"), name, json_read_text(signature, "signed"),
                      NULL);
    }
    JsonArray *addenda = json_object_get_array_member(record, "addenda");
    for (guint i = 0; i < json_array_get_length(addenda); i++) {
        JsonObject *addendum = json_array_get_object_element(addenda, i);
        g_autofree char *n = number_of(addendum, "n");
        session_print(session, N_("Addendum {1}, {2}: {3}"), n, json_read_text(addendum, "added"),
                      json_read_text(addendum, "text"), NULL);
    }
}

/* Strokes are large and say nothing to whoever reads JSON for its words. */
static void leave_out_strokes(JsonArray *list)
{
    for (guint i = 0; i < json_array_get_length(list); i++)
        json_object_remove_member(json_array_get_object_element(list, i), "strokes");
}

gboolean command_meeting_show(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 1, 1, error))
        return FALSE;
    Home *home = session_home(session, error);
    g_autoptr(JsonNode) node = home ? record_read(home, argv[1], error) : NULL;
    if (!node)
        return FALSE;
    JsonObject *record = json_node_get_object(node);
    if (session->json) {
        leave_out_strokes(json_object_get_array_member(record, "attendee_list"));
        leave_out_strokes(json_object_get_array_member(record, "signatures"));
        session_print_json(node);
        return TRUE;
    }
    const RulesSet *set = home_rules(home, error);
    const Rules *rules = set ? rules_by_id(set, json_read_text(record, "edition"), error) : NULL;
    g_autoptr(JsonArray) there = rules ? import_numbers(home, record, error) : NULL;
    if (!there)
        return FALSE;
    print_head(session, record);
    print_people(session, record, rules);
    print_entries(session, record, there);
    print_decisions(session, record);
    print_carried(session, record);
    print_recording(session, record);
    print_signatures(session, record);
    return TRUE;
}
