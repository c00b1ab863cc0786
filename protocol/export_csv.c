#include "protocol/export_csv.h"

#include <string.h>

#include "protocol/clock.h"
#include "protocol/error.h"
#include "protocol/json_read.h"
#include "protocol/message.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

/* Codes of the record as people say them. */
static const struct {
    const char *code, *msgid;
} words[] = {
    {"complaint", N_("complaint")}, {"suggestion", N_("suggestion")},
    {"remark", N_("remark")},       {"answered", N_("answered in full")},
    {"check", N_("to be checked")}, {"forward", N_("forwarded")},
};

/* A text of the catalogue in Kazakh and Russian. */
static char *in_both(const char *msgid)
{
    const char *kk = message(LANGUAGE_KK, msgid), *ru = message(LANGUAGE_RU, msgid);
    return strcmp(kk, ru) == 0 ? g_strdup(kk) : g_strconcat(kk, " / ", ru, NULL);
}

static char *word(const char *code)
{
    for (gsize i = 0; code && i < G_N_ELEMENTS(words); i++)
        if (strcmp(code, words[i].code) == 0)
            return in_both(words[i].msgid);
    return g_strdup(code);
}

static void add_cell(GString *csv, const char *text)
{
    if (csv->len > strlen(BYTE_ORDER_MARK) && csv->str[csv->len - 1] != '\n')
        g_string_append_c(csv, ';');
    g_string_append_c(csv, '"');
    if (text && *text && strchr("=+-@\t\r", *text))
        g_string_append_c(csv, '\'');
    for (const char *at = text ? text : ""; *at; at++) {
        if (*at == '"')
            g_string_append_c(csv, '"');
        g_string_append_c(csv, *at);
    }
    g_string_append_c(csv, '"');
}

static void add_number(GString *csv, gint64 number)
{
    g_autofree char *digits = g_strdup_printf("%" G_GINT64_FORMAT, number);
    add_cell(csv, digits);
}

static void end_row(GString *csv)
{
    g_string_append(csv, "\r\n");
}

static GString *begin(const char *const *heads)
{
    GString *csv = g_string_new(BYTE_ORDER_MARK);
    for (; *heads; heads++) {
        g_autofree char *text = in_both(*heads);
        add_cell(csv, text);
    }
    end_row(csv);
    return csv;
}

char *export_attendees_csv(JsonObject *record, const Rules *rules)
{
    static const char *const heads[] = {N_("No."),        N_("Surname"),    N_("Name"),
                                        N_("Patronymic"), N_("Category"),   N_("Address"),
                                        N_("Telephone"),  N_("Registered"), NULL};
    GString *csv = begin(heads);
    JsonArray *list = json_object_get_array_member(record, "attendee_list");
    for (guint i = 0; i < json_array_get_length(list); i++) {
        JsonObject *person = json_array_get_object_element(list, i);
        const char *code = json_read_text(person, "category");
        const char *kk = rules_category(rules, code, "kk"), *ru = rules_category(rules, code, "ru");
        g_autofree char *category = kk && ru ? g_strconcat(kk, " / ", ru, NULL) : g_strdup(code);
        add_number(csv, json_object_get_int_member(person, "n"));
        add_cell(csv, json_read_text(person, "surname"));
        add_cell(csv, json_read_text(person, "name"));
        add_cell(csv, json_read_text(person, "patronymic"));
        add_cell(csv, category);
        add_cell(csv, json_read_text(person, "address"));
        add_cell(csv, json_read_text(person, "phone"));
        add_cell(csv, json_read_text(person, "registered"));
        end_row(csv);
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
        return in_both(N_("anonymous"));
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
    g_autofree char *confidential = in_both(secret ? N_("yes") : N_("no"));
    if (is_public && secret)
        return;
    add_number(csv, json_object_get_int_member(entry, "entry"));
    add_cell(csv, type);
    if (!is_public)
        add_cell(csv, who);
    add_cell(csv, json_read_text(entry, "said"));
    add_cell(csv, where);
    add_cell(csv, json_read_text(entry, "text"));
    add_cell(csv, outcome);
    add_cell(csv, json_read_text(entry, "answer"));
    add_cell(csv, json_read_text(entry, "to"));
    add_cell(csv, json_read_text(entry, "deadline"));
    if (!is_public)
        add_cell(csv, confidential);
    end_row(csv);
}

static char *entries_csv(JsonObject *record, const char *const *heads, gboolean is_public)
{
    GString *csv = begin(heads);
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
