#include "protocol/export_csv.h"

#include <string.h>

#include "protocol/clock.h"
#include "protocol/csv_write.h"
#include "protocol/error.h"
#include "protocol/json_read.h"
#include "protocol/message.h"

/* Codes of the record as people say them. */
static const struct {
    const char *code, *msgid;
} words[] = {
    {"complaint", N_("complaint")}, {"suggestion", N_("suggestion")},
    {"remark", N_("remark")},       {"answered", N_("answered in full")},
    {"check", N_("to be checked")}, {"forward", N_("forwarded")},
};

static char *word(const char *code)
{
    for (gsize i = 0; code && i < G_N_ELEMENTS(words); i++)
        if (strcmp(code, words[i].code) == 0)
            return csv_text(words[i].msgid);
    return g_strdup(code);
}

char *export_attendees_csv(JsonObject *record, const Rules *rules)
{
    static const char *const heads[] = {N_("No."),        N_("Surname"),    N_("Name"),
                                        N_("Patronymic"), N_("Category"),   N_("Address"),
                                        N_("Telephone"),  N_("Registered"), NULL};
    GString *csv = csv_begin(heads);
    JsonArray *list = json_object_get_array_member(record, "attendee_list");
    for (guint i = 0; i < json_array_get_length(list); i++) {
        JsonObject *person = json_array_get_object_element(list, i);
        const char *code = json_read_text(person, "category");
        const char *kk = rules_category(rules, code, "kk"), *ru = rules_category(rules, code, "ru");
        g_autofree char *category = kk && ru ? g_strconcat(kk, " / ", ru, NULL) : g_strdup(code);
        csv_number(csv, json_object_get_int_member(person, "n"));
        csv_cell(csv, json_read_text(person, "surname"));
        csv_cell(csv, json_read_text(person, "name"));
        csv_cell(csv, json_read_text(person, "patronymic"));
        csv_cell(csv, category);
        csv_cell(csv, json_read_text(person, "address"));
        csv_cell(csv, json_read_text(person, "phone"));
        csv_cell(csv, json_read_text(person, "registered"));
        csv_end(csv);
    }
    return g_string_free(csv, FALSE);
}

/* "00:40:12" in take 1, or nothing. */
static char *place(JsonObject *entry)
{
    gint64 take = json_object_get_int_member_with_default(entry, "take", 0);
    gint64 seconds = json_object_get_int_member_with_default(entry, "position_ms", 0) / 1000;
    if (take == 0)
        return NULL;
    g_autofree char *at = time_length(seconds);
    return g_strdup_printf("take-%02d %s", (int)take, at);
}

static char *initiator(JsonObject *entry)
{
    JsonNode *node = json_object_get_member(entry, "initiator");
    if (!node || !JSON_NODE_HOLDS_OBJECT(node))
        return csv_text(N_("anonymous"));
    JsonObject *person = json_node_get_object(node);
    const char *patronymic = json_read_text(person, "patronymic");
    return g_strjoin(" ", json_read_text(person, "surname"), json_read_text(person, "name"),
                     patronymic, NULL);
}

static void add_entry_row(GString *csv, JsonObject *entry, gboolean is_public)
{
    g_autofree char *type = word(json_read_text(entry, "type"));
    g_autofree char *outcome = word(json_read_text(entry, "outcome"));
    g_autofree char *who = is_public ? NULL : initiator(entry), *where = place(entry);
    gboolean secret = json_object_get_boolean_member_with_default(entry, "confidential", FALSE);
    g_autofree char *confidential = csv_text(secret ? N_("yes") : N_("no"));
    if (is_public && secret)
        return;
    csv_number(csv, json_object_get_int_member(entry, "entry"));
    csv_cell(csv, type);
    if (!is_public)
        csv_cell(csv, who);
    csv_cell(csv, json_read_text(entry, "said"));
    csv_cell(csv, where);
    csv_cell(csv, json_read_text(entry, "text"));
    csv_cell(csv, outcome);
    csv_cell(csv, json_read_text(entry, "answer"));
    csv_cell(csv, json_read_text(entry, "to"));
    csv_cell(csv, json_read_text(entry, "deadline"));
    if (!is_public)
        csv_cell(csv, confidential);
    csv_end(csv);
}

static char *entries_csv(JsonObject *record, const char *const *heads, gboolean is_public)
{
    GString *csv = csv_begin(heads);
    JsonArray *list = json_object_get_array_member(record, "entries");
    for (guint i = 0; i < json_array_get_length(list); i++)
        add_entry_row(csv, json_array_get_object_element(list, i), is_public);
    return g_string_free(csv, FALSE);
}

char *export_entries_csv(JsonObject *record)
{
    static const char *const heads[] = {N_("Entry"),
                                        N_("Kind"),
                                        N_("Initiator"),
                                        N_("Said at"),
                                        N_("In the recording"),
                                        N_("Text"),
                                        N_("Outcome"),
                                        N_("Answer"),
                                        N_("Forwarded to"),
                                        N_("Deadline"),
                                        N_("Confidential"),
                                        NULL};
    return entries_csv(record, heads, FALSE);
}

char *export_public_entries_csv(JsonObject *record)
{
    static const char *const heads[] = {
        N_("Entry"),   N_("Kind"),   N_("Said at"),      N_("In the recording"), N_("Text"),
        N_("Outcome"), N_("Answer"), N_("Forwarded to"), N_("Deadline"),         NULL};
    return entries_csv(record, heads, TRUE);
}
