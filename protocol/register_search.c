#include "protocol/register_search.h"

#include "protocol/register_statement.h"

gboolean register_words_keep(Register *register_, const char *id, int attendee,
                             const char *surname_before, const char *name_before, GError **error)
{
    return register_run(register_, NULL, error,
                        "DELETE FROM attendee_word WHERE word IN (fold_name(?), fold_name(?))"
                        " AND meeting = ? AND n = ?",
                        "sssi", surname_before, name_before, id, attendee) &&
           register_run(register_, NULL, error,
                        "INSERT OR IGNORE INTO attendee_word SELECT fold_name(surname), meeting, n"
                        " FROM attendee WHERE meeting = ?1 AND n = ?2 UNION"
                        " SELECT fold_name(name), meeting, n FROM attendee"
                        " WHERE meeting = ?1 AND n = ?2",
                        "si", id, attendee);
}

/* U+10FFFF is after every letter: the words that begin with ?1 stand between. */
JsonArray *register_search(Register *register_, const char *const words[3], int limit,
                           GError **error)
{
    return register_rows(
        register_, error,
        "WITH found AS (SELECT a.*, m.date, w.word, ' ' || fold_name(a.surname || ' ' || a.name"
        "  || ' ' || COALESCE(a.patronymic, '')) AS whole"
        " FROM attendee_word w CROSS JOIN attendee a ON a.meeting = w.meeting AND a.n = w.n"
        " CROSS JOIN meeting m ON m.id = w.meeting"
        " WHERE w.word >= ?1 AND w.word < ?1 || char(0x10FFFF) AND a.withdrawn IS NULL"
        " ORDER BY w.word, w.meeting DESC, w.n)"
        "SELECT meeting, date, n, surname, name, patronymic, category FROM found"
        " WHERE (?2 = '' OR instr(whole, ' ' || ?2)) AND (?3 = '' OR instr(whole, ' ' || ?3))"
        " ORDER BY word, meeting DESC, n LIMIT ?4",
        "sssi", words[0], words[1], words[2], limit);
}
