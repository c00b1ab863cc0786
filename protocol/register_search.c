#include "protocol/register_search.h"

#include "protocol/register_database.h"
#include "protocol/register_personal.h"
#include "protocol/register_statement.h"

#define MADE_MONTH(id) "(SELECT substr(made, 1, 7) FROM meeting WHERE id = " id ")"
#define HASHES(month, a)                                                                           \
    "json_each(name_hashes(" month ", " a ".surname, " a ".name, " a ".patronymic))"

gboolean register_words_keep(Register *register_, const char *id, int attendee, JsonObject *before,
                             GError **error)
{
    const char *names[3] = {NULL};
    static const char *const members[3] = {"surname", "name", "patronymic"};
    for (int i = 0; before && i < 3; i++)
        names[i] = json_object_get_string_member_with_default(before, members[i], NULL);
    return register_run(
               register_, NULL, error,
               "DELETE FROM name_hash WHERE meeting = ?1 AND n = ?2 AND hash IN"
               " (SELECT value FROM json_each(name_hashes(" MADE_MONTH("?1") ","
                                                                             "  ?3, ?4, ?5)))",
               "sisss", id, attendee, names[0], names[1], names[2]) &&
           register_run(register_, NULL, error,
                        "INSERT OR IGNORE INTO name_hash SELECT h.value, a.meeting, a.n"
                        " FROM attendee a, " HASHES(MADE_MONTH("?1"),
                                                    "a") " h"
                                                         " WHERE a.meeting = ?1 AND a.n = ?2",
                        "si", id, attendee);
}

/* The months in which meetings were made, the newest first: [{"month"}]. From one to the next
 * through the index. */
static JsonArray *read_months(Register *register_, GError **error)
{
    return register_rows(
        register_, error,
        "WITH RECURSIVE months (month) AS (SELECT substr(MAX(made), 1, 7) FROM meeting UNION ALL"
        " SELECT (SELECT substr(MAX(made), 1, 7) FROM meeting WHERE made < month) FROM months"
        " WHERE month IS NOT NULL) SELECT month FROM months WHERE month IS NOT NULL",
        "");
}

/* The hash of as many letters of a word as the index knows; 0 for a word of fewer. */
static gboolean hash_of(Register *register_, const char *key, const char *word, gint64 *hash_out,
                        GError **error)
{
    static const int lengths[] = NAME_HASH_LETTERS;
    *hash_out = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(lengths); i++) {
        if (g_utf8_strlen(word, -1) < lengths[i])
            continue;
        g_autofree char *letters = g_utf8_substring(word, 0, lengths[i]);
        return vault_hash(register_->vault, key, letters, FALSE, hash_out, error);
    }
    return TRUE;
}

/* Those of a month: by the index those that may be meant, by their names those that are. */
static JsonArray *search_month(Register *register_, const gint64 hashes[3],
                               const char *const words[3], guint limit, GError **error)
{
    return register_rows(
        register_, error,
        "WITH found AS (SELECT a.*, m.date, ' ' || fold_name(a.surname || ' ' || a.name"
        "  || ' ' || COALESCE(a.patronymic, '')) AS whole"
        " FROM name_hash h CROSS JOIN attendee a ON a.meeting = h.meeting AND a.n = h.n"
        " CROSS JOIN meeting m ON m.id = h.meeting WHERE h.hash = ?1 AND a.withdrawn IS NULL"
        " AND (?2 = 0 OR EXISTS (SELECT 1 FROM name_hash o WHERE o.hash = ?2"
        "  AND o.meeting = h.meeting AND o.n = h.n))"
        " AND (?3 = 0 OR EXISTS (SELECT 1 FROM name_hash o WHERE o.hash = ?3"
        "  AND o.meeting = h.meeting AND o.n = h.n))"
        " ORDER BY h.meeting DESC, h.n)"
        "SELECT meeting, date, n, surname, name, patronymic, category FROM found"
        " WHERE instr(whole, ' ' || ?4) AND instr(whole, ' ' || ?5) AND instr(whole, ' ' || ?6)"
        " LIMIT ?7",
        "lllsssi", hashes[0], hashes[1], hashes[2], words[0], words[1], words[2], (int)limit);
}

static gboolean add_month(Register *register_, const char *month, const char *const words[3],
                          guint limit, JsonArray *found, GError **error)
{
    gint64 hashes[3];
    g_autofree char *key = register_index_key(month);
    for (int i = 0; i < 3; i++)
        if (!hash_of(register_, key, words[i], hashes + i, error))
            return FALSE;
    g_autoptr(JsonArray) rows =
        search_month(register_, hashes, words, limit - json_array_get_length(found), error);
    for (guint i = 0; rows && i < json_array_get_length(rows); i++)
        json_array_add_object_element(found,
                                      json_object_ref(json_array_get_object_element(rows, i)));
    return rows != NULL;
}

JsonArray *register_search(Register *register_, const char *const words[3], guint limit,
                           GError **error)
{
    g_autoptr(JsonArray) months = read_months(register_, error);
    g_autoptr(JsonArray) found = json_array_new();
    for (guint i = 0; months && i < json_array_get_length(months); i++) {
        JsonObject *row = json_array_get_object_element(months, i);
        if (json_array_get_length(found) == limit)
            break;
        if (!add_month(register_, json_object_get_string_member(row, "month"), words, limit, found,
                       error))
            return NULL;
    }
    return months ? g_steal_pointer(&found) : NULL;
}
