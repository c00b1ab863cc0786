#include "protocol/register_correct.h"

#include "protocol/register_personal.h"
#include "protocol/register_statement.h"

/* The table of an item, and the column that numbers it. */
static const struct {
    const char *table, *number;
} items[MEETING_ITEM_COUNT] = {
    [MEETING_ATTENDEE] = {"attendee", "n"},         [MEETING_ENTRY] = {"entry", "number"},
    [MEETING_DECISION] = {"decision", "n"},         [MEETING_AWARD] = {"award", "n"},
    [MEETING_ANNOUNCEMENT] = {"announcement", "n"}, [MEETING_MARK] = {"mark", "point"},
    [MEETING_INVITATION] = {"invitation", "n"},
};

gboolean register_item(Register *register_, const char *id, MeetingItem item, int number,
                       JsonObject **row_out, GError **error)
{
    g_autofree char *sql = g_strdup_printf("SELECT * FROM %s WHERE meeting = ? AND %s = ?",
                                           items[item].table, items[item].number);
    return register_row(register_, row_out, error, sql, "si", id, number);
}

gboolean register_item_set(Register *register_, const char *id, MeetingItem item, int number,
                           const char *column, const char *value, GError **error)
{
    const char *table = items[item].table, *n = items[item].number;
    g_autofree char *encrypted = g_strdup_printf("encrypt(?1, ?2, '%s.%s', ?3)", table, column);
    g_autofree char *sql =
        g_strdup_printf("UPDATE main.%s SET %s = %s WHERE meeting = ?2 AND %s = ?3", table, column,
                        register_personal_is(table, column) ? encrypted : "?1", n);
    return register_run(register_, NULL, error, sql, "ssi", value, id, number);
}

JsonArray *register_withdrawn(Register *register_, const char *id, GError **error)
{
    g_autoptr(GString) sql = g_string_new(NULL);
    for (int item = 0; item < MEETING_ITEM_COUNT; item++)
        g_string_append_printf(sql,
                               "%sSELECT '%s' AS what, %s AS n, withdrawn AS why FROM %s"
                               " WHERE meeting = ?1 AND withdrawn IS NOT NULL",
                               item ? " UNION ALL " : "", items[item].table, items[item].number,
                               items[item].table);
    g_string_append(sql, " ORDER BY what, n");
    return register_rows(register_, error, sql->str, "s", id);
}

gboolean register_entry_of(Register *register_, const char *id, int attendee, int *entry_out,
                           GError **error)
{
    gint64 entry = 0;
    if (!register_number(register_, 0, &entry, error,
                         "SELECT MIN(number) FROM entry WHERE meeting = ? AND from_n = ?"
                         " AND withdrawn IS NULL",
                         "si", id, attendee))
        return FALSE;
    *entry_out = (int)entry;
    return TRUE;
}

gboolean register_entry_meeting(Register *register_, int number, char **id_out, GError **error)
{
    return register_text(register_, id_out, error, "SELECT meeting FROM entry WHERE number = ?",
                         "i", number);
}
