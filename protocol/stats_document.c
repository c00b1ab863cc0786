/* Statistics for readers: a table for spreadsheets, and pages with charts. */
#include <string.h>

#include "protocol/csv_write.h"
#include "protocol/error.h"
#include "protocol/form.h"
#include "protocol/json_read.h"
#include "protocol/stats.h"

#define NOTHING "–"

static const char *const numbers[] = {
    "held",          "missed",    "attendees",      "entries",       "complaint", "suggestion",
    "remark",        "answered",  "check",          "forward",       "in_time",   "late",
    "share_percent", "decisions", "decisions_done", "decisions_late"};

static void csv_row(GString *csv, JsonObject *row, const char *label)
{
    g_autofree char *precincts = stats_precincts(row);
    gboolean chief = g_strcmp0(json_read_text(row, "kind"), "chief") == 0;
    g_autofree char *chief_text = csv_text(N_("report of the chief"));
    csv_cell(csv, label);
    csv_cell(csv, chief ? chief_text : precincts);
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
        if (json_object_get_null_member(row, numbers[i]))
            csv_cell(csv, NULL);
        else
            csv_number(csv, json_object_get_int_member(row, numbers[i]));
    csv_end(csv);
}

char *stats_csv(JsonNode *stats)
{
    static const char *const heads[] = {N_("Quarter"),
                                        N_("Precinct"),
                                        N_("Meetings held"),
                                        N_("Meetings missed"),
                                        N_("Attendees"),
                                        N_("Entries"),
                                        N_("Complaints"),
                                        N_("Suggestions"),
                                        N_("Remarks"),
                                        N_("Answered at the meeting"),
                                        N_("Given for a check"),
                                        N_("Given for forwarding"),
                                        N_("In time"),
                                        N_("Late"),
                                        N_("In time, per cent"),
                                        N_("Decisions"),
                                        N_("Decisions carried out"),
                                        N_("Decisions late"),
                                        NULL};
    JsonObject *object = json_node_get_object(stats);
    JsonArray *rows = json_read_array(object, "rows");
    g_autofree char *total = csv_text(N_("Total of the year"));
    GString *csv = csv_begin(heads);
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        csv_row(csv, row, json_read_text(row, "quarter"));
    }
    csv_row(csv, json_read_object(object, "total"), total);
    return g_string_free(csv, FALSE);
}

/* What is not given as a dash, and the quarter as people write it. */
static void prepare_row(JsonObject *row)
{
    static const char *const roman[] = {"I", "II", "III", "IV"};
    const char *quarter = json_read_text(row, "quarter");
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
        if (json_object_get_null_member(row, numbers[i]))
            json_object_set_string_member(row, numbers[i], NOTHING);
        else if (strcmp(numbers[i], "share_percent") == 0) {
            g_autofree char *percent =
                g_strdup_printf("%d %%", (int)json_object_get_int_member(row, numbers[i]));
            json_object_set_string_member(row, numbers[i], percent);
        }
    json_object_set_boolean_member(row, "said", json_object_get_int_member(row, "entries") > 0);
    if (quarter)
        json_object_set_string_member(row, "label",
                                      roman[(quarter[strlen(quarter) - 1] - '1') & 3]);
}

static JsonObject *stats_facts(const char *language, gpointer user_data)
{
    static const char *const lists[] = {"rows", "quarters"};
    g_autofree char *text = json_to_string(user_data, FALSE);
    g_autoptr(JsonNode) copy = json_from_string(text, NULL);
    JsonObject *facts = json_node_get_object(copy);
    for (gsize l = 0; l < G_N_ELEMENTS(lists); l++) {
        JsonArray *rows = json_read_array(facts, lists[l]);
        for (guint i = 0; i < json_array_get_length(rows); i++)
            prepare_row(json_array_get_object_element(rows, i));
    }
    prepare_row(json_read_object(facts, "total"));
    json_object_set_int_member(facts, "least", STATS_LEAST);
    return json_object_ref(facts);
}

GBytes *stats_pdf(Home *home, JsonNode *stats, const char *language, GError **error)
{
    JsonObject *object = json_node_get_object(stats);
    gboolean both = strcmp(language, "both") == 0;
    const char *const languages[] = {both ? "kk" : language, both ? "ru" : NULL, NULL};
    g_autofree char *year = g_strdup_printf("%d", (int)json_object_get_int_member(object, "year"));
    const Form form = {.name = "statistics",
                       .languages = languages,
                       .title = N_("Report meetings of {1} in numbers"),
                       .title_what = year,
                       .date = json_read_text(object, "on"),
                       .facts = stats_facts,
                       .user_data = stats};
    return form_render(home, &form, error);
}
