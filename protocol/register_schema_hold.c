/* Why a sealed record is kept beyond its term: several reasons at once, each ended by itself. */
#include "protocol/register_schema.h"
#include "protocol/register_schema_part.h"

/* Until now holds and releases took turns in one table. Who it was stands in the audit log, in
 * which the k-th hold of a meeting is the k-th there. */
#define WHO(what)                                                                                  \
    "COALESCE((SELECT a.who FROM (SELECT who, meeting, row_number() OVER (PARTITION BY meeting"    \
    " ORDER BY seq) AS k FROM audit WHERE what = '" what "') a"                                    \
    " WHERE a.meeting = r.meeting AND a.k = (r.n + 1) / 2), '-')"

static const char schema_hold[] =
    "CREATE TABLE hold ("
    " meeting TEXT NOT NULL REFERENCES meeting (id), n INTEGER NOT NULL CHECK (n > 0),"
    " why TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, released TEXT, released_by TEXT,"
    " PRIMARY KEY (meeting, n),"
    " CHECK ((released IS NULL) = (released_by IS NULL))" TABLE_END
    "INSERT INTO hold SELECT r.meeting, (r.n + 1) / 2, r.why, " WHO(
        "hold") ", r.at, e.at,"
                " CASE WHEN e.at IS NOT NULL THEN " WHO(
                    "release") " END"
                               " FROM retention r LEFT JOIN retention e ON e.meeting = r.meeting "
                               "AND e.n = r.n + 1"
                               " WHERE r.event = 'hold';"
                               "DROP TRIGGER meeting_held; DROP TABLE retention;";

static const char hold_triggers[] =
    REFUSE_IF("hold_insert", "INSERT", "hold",
              "NEW.released IS NOT NULL OR NEW.n <>"
              " (SELECT COALESCE(MAX(n), 0) + 1 FROM hold WHERE meeting = NEW.meeting)",
              "a hold stays as it is")
    /* Of a hold one thing can change: that it was released. */
    REFUSE_IF("hold_update", "UPDATE", "hold",
              "OLD.released IS NOT NULL OR NEW.released IS NULL"
              " OR (NEW.meeting, NEW.n, NEW.why, NEW.who, NEW.at)"
              "  IS NOT (OLD.meeting, OLD.n, OLD.why, OLD.who, OLD.at)",
              "a hold stays as it is")
        REFUSE_IF("hold_delete", "DELETE", "hold", "TRUE", "a hold stays as it is")
    /* What is held cannot be disposed of. */
    REFUSE_IF("meeting_held", "UPDATE OF state", "meeting",
              "NEW.state = 'disposed' AND OLD.state <> 'disposed' AND EXISTS"
              " (SELECT 1 FROM hold WHERE meeting = OLD.id AND released IS NULL)",
              "the record is held");

const char *const register_schema_hold[] = {schema_hold, hold_triggers, NULL};
