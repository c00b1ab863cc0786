/* esep stats */
#include <string.h>

#include "protocol/command.h"
#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/json_read.h"
#include "protocol/stats.h"

/* The columns of the table on the screen. */
static const struct {
    const char *member, *head;
} columns[] = {
    {"quarter", N_("Quarter")},
    {"precincts", N_("Precinct")},
    {"held", N_("Held")},
    {"missed", N_("Missed")},
    {"attendees", N_("Attendees")},
    {"entries", N_("Entries")},
    {"complaint", N_("Complaints")},
    {"suggestion", N_("Suggestions")},
    {"remark", N_("Remarks")},
    {"answered", N_("Answered")},
    {"check", N_("Check")},
    {"forward", N_("Forward")},
    {"share_percent", N_("In time, per cent")},
    {"decisions", N_("Decisions")},
    {"decisions_done", N_("Carried out")},
};
#define COLUMNS G_N_ELEMENTS(columns)

/* What stands in a cell; g_free. */
static char *cell(const Session *session, JsonObject *row, const char *member)
{
    if (strcmp(member, "quarter") == 0)
        return g_strdup(json_read_text(row, member) ? json_read_text(row, member)
                                                    : message(session->language, N_("Year")));
    if (strcmp(member, "precincts") == 0) {
        if (g_strcmp0(json_read_text(row, "kind"), "chief") == 0)
            return g_strdup(message(session->language, N_("report of the chief")));
        return stats_precincts(row);
    }
    if (json_object_get_null_member(row, member))
        return g_strdup("–");
    return g_strdup_printf("%" G_GINT64_FORMAT, json_object_get_int_member(row, member));
}

/* A line of cells in columns of their widths: text on the left, numbers on the right. */
static void print_line(Session *session, char *const *cells, const glong *widths)
{
    g_autoptr(GString) line = g_string_new(NULL);
    for (gsize c = 0; c < COLUMNS; c++) {
        g_autofree char *pad = g_strnfill((gsize)(widths[c] - g_utf8_strlen(cells[c], -1)), ' ');
        g_string_append_printf(line, "%s%s%s", c ? "  " : "", c < 2 ? cells[c] : pad,
                               c < 2 ? pad : cells[c]);
    }
    session_print(session, "{1}", g_strchomp(line->str), NULL);
}

static void print_table(Session *session, JsonNode *stats)
{
    JsonObject *object = json_node_get_object(stats);
    JsonArray *rows = json_read_array(object, "rows");
    guint count = json_array_get_length(rows);
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    glong widths[COLUMNS] = {0};
    for (guint i = 0; i < count + 2; i++) {
        char **cells = g_new0(char *, COLUMNS + 1);
        JsonObject *row = i == 0           ? NULL
                          : i == count + 1 ? json_read_object(object, "total")
                                           : json_array_get_object_element(rows, i - 1);
        for (gsize c = 0; c < COLUMNS; c++) {
            cells[c] = row ? cell(session, row, columns[c].member)
                           : g_strdup(message(session->language, columns[c].head));
            widths[c] = MAX(widths[c], g_utf8_strlen(cells[c], -1));
        }
        g_ptr_array_add(lines, cells);
    }
    for (guint i = 0; i < lines->len; i++)
        print_line(session, lines->pdata[i], widths);
    if (json_object_get_boolean_member(object, "public"))
        session_print(session, N_("–: not given, as so small a number could tell of one person."),
                      NULL);
}

static gboolean write_files(Session *session, Home *home, JsonNode *stats, const char *csv_path,
                            const char *pdf_path, GError **error)
{
    if (csv_path) {
        g_autofree char *csv = stats_csv(stats);
        if (!durable_write(csv_path, csv, strlen(csv), 0644, error))
            return FALSE;
        session_note(session, N_("Written: {1}"), csv_path, NULL);
    }
    if (pdf_path) {
        const char *language =
            session->language == LANGUAGE_EN ? "both" : language_code(session->language);
        g_autoptr(GBytes) pdf = stats_pdf(home, stats, language, error);
        if (!pdf || !durable_write(pdf_path, g_bytes_get_data(pdf, NULL), g_bytes_get_size(pdf),
                                   0644, error))
            return FALSE;
        session_note(session, N_("Written: {1}"), pdf_path, NULL);
    }
    return TRUE;
}

static gboolean run_stats(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *csv = NULL, *pdf = NULL, *today = clock_today(session->clock);
    gboolean public_ = FALSE;
    int year = (int)g_ascii_strtoll(today, NULL, 10);
    const GOptionEntry options[] = {
        {"year", 0, 0, G_OPTION_ARG_INT, &year, N_("the year (this one)"), "YYYY"},
        {"public", 0, 0, G_OPTION_ARG_NONE, &public_,
         N_("for everybody: without numbers so small that they tell of one person"), NULL},
        {"csv", 0, 0, G_OPTION_ARG_FILENAME, &csv, N_("write a table for spreadsheets, too"),
         "OUT.csv"},
        {"pdf", 0, 0, G_OPTION_ARG_FILENAME, &pdf, N_("write pages with charts, too"), "OUT.pdf"},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 0, 0, error))
        return FALSE;
    Home *home = session_home(session, error);
    g_autoptr(JsonNode) stats = home ? stats_read(home, year, public_, error) : NULL;
    if (!stats || !write_files(session, home, stats, csv, pdf, error))
        return FALSE;
    if (session->json)
        session_print_json(stats);
    else
        print_table(session, stats);
    return TRUE;
}

const Command command_stats_table[] = {
    {"stats", "[--year YYYY] [--public] [--csv OUT.csv] [--pdf OUT.pdf]",
     N_("meetings, attendees, entries and deadlines of a year in numbers"), run_stats},
    {NULL},
};
