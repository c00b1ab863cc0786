#include "protocol/register_stats.h"

#include <string.h>

#include "protocol/register_statement.h"

/* Whether a step of an entry came after the deadline that it had to keep. */
#define WAS_LATE                                                                                   \
    "EXISTS (SELECT 1 FROM main.follow f WHERE f.entry = e.number AND substr(f.at, 1, 10) >"       \
    " CASE f.n WHEN 1 THEN e.deadline ELSE"                                                        \
    "  (SELECT p.deadline FROM main.follow p WHERE p.entry = f.entry AND p.n = f.n - 1) END)"
#define HAD_DEADLINE                                                                               \
    "(e.deadline IS NOT NULL OR EXISTS (SELECT 1 FROM main.follow f WHERE f.entry = e.number"      \
    " AND f.deadline IS NOT NULL))"

/* The same of decision d. */
#define DECISION_WAS_LATE                                                                          \
    "(COALESCE(now.deadline < ?1, 0) OR EXISTS (SELECT 1 FROM main.decision_follow f"              \
    "  WHERE f.meeting = d.meeting AND f.decision = d.n AND substr(f.at, 1, 10) >"                 \
    "  CASE f.n WHEN 1 THEN d.due ELSE (SELECT p.deadline FROM main.decision_follow p"             \
    "   WHERE p.meeting = f.meeting AND p.decision = f.decision AND p.n = f.n - 1) END))"
#define DECISIONS(what)                                                                            \
    "(SELECT " what " FROM main.decision d JOIN main.decision_now now"                             \
    " ON now.meeting = d.meeting AND now.decision = d.n"                                           \
    " WHERE d.meeting = m.id AND d.withdrawn IS NULL)"

#define DECISIONS_ALL DECISIONS("COUNT(*)")
#define DECISIONS_DONE DECISIONS("COALESCE(SUM(now.state = 'done'), 0)")
#define DECISIONS_LATE DECISIONS("COALESCE(SUM(" DECISION_WAS_LATE "), 0)")
#define ATTENDEES                                                                                  \
    "MAX(COALESCE(m.headcount, 0), (SELECT COUNT(*) FROM main.attendee a"                          \
    "  WHERE a.meeting = m.id AND a.withdrawn IS NULL))"
#define ENTRIES                                                                                    \
    "(SELECT json_group_array(json_object('type', type, 'outcome', outcome, 'entries', n,"         \
    "   'in_time', in_time, 'late', late)) FROM"                                                   \
    "  (SELECT type, outcome, COUNT(*) AS n, SUM(had AND NOT late AND deadline IS NULL) AS"        \
    "    in_time, SUM(late) AS late FROM"                                                          \
    "   (SELECT e.type, e.outcome, now.deadline, " HAD_DEADLINE " AS had, " WAS_LATE               \
    "     OR COALESCE(now.deadline < ?1, 0) AS late"                                               \
    "    FROM main.entry e JOIN main.follow_now now ON now.entry = e.number"                       \
    "    WHERE e.meeting = m.id AND e.withdrawn IS NULL)"                                          \
    "   GROUP BY type, outcome))"

/* The numbers of meeting m, on the day ?1. The tables themselves, not the views that decrypt. */
#define COUNTS                                                                                     \
    "json_object('attendees', " ATTENDEES ", 'decisions', " DECISIONS_ALL                          \
    ", 'decisions_done', " DECISIONS_DONE ", 'decisions_late', " DECISIONS_LATE                    \
    ", 'entries', " ENTRIES ")"

JsonArray *register_stats_meetings(Register *register_, const char *from, const char *before,
                                   const char *today, GError **error)
{
    return register_rows(register_, error,
                         "SELECT m.id, m.kind, m.date, (SELECT json_group_array(p.precinct)"
                         "  FROM precinct p WHERE p.meeting = m.id) AS \"precincts:json\","
                         " COALESCE((SELECT t.counts FROM tally t WHERE t.meeting = m.id), " COUNTS
                         ") AS \"counts:json\" FROM meeting m"
                         " WHERE m.date >= ?2 AND m.date < ?3 AND (m.date <= ?1 AND m.state IN"
                         "  ('in-session', 'closed', 'sealed', 'disposed')"
                         "  OR m.date < ?1 AND m.state = 'registering') ORDER BY m.date, m.id",
                         "sss", today, from, before);
}

gboolean register_stats_keep(Register *register_, const char *id, const char *at, GError **error)
{
    g_autofree char *day = g_strndup(at, strlen("YYYY-MM-DD"));
    return register_run(register_, NULL, error,
                        "INSERT INTO tally (meeting, counts) SELECT m.id, " COUNTS
                        " FROM meeting m WHERE m.id = ?2",
                        "ss", day, id);
}
