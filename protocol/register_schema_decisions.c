/* The life of decisions, in rows like those of entries (version 16); who took each step; what of
 * decisions is carried over to the next meeting. */
#include "protocol/register_schema.h"
#include "protocol/register_schema_part.h"

#define STAYS "a step of the follow-up stays as it is"
#define IS_OPEN(row)                                                                               \
    "EXISTS (SELECT 1 FROM decision_now now WHERE now.meeting = " row ".meeting"                   \
    " AND now.decision = " row ".decision AND now.state IN ('noted', 'begun'))"
/* row: NEW or OLD; decision: the column of it that has the number. */
#define SETTLE(name, event, row, number)                                                           \
    "CREATE TRIGGER " name " AFTER " event                                                         \
    " BEGIN INSERT OR IGNORE INTO open_decision (meeting, decision)"                               \
    "  SELECT now.meeting, now.decision FROM decision_now now WHERE now.meeting = " row            \
    ".meeting AND now.decision = " row "." number " AND now.state IN ('noted', 'begun');"          \
    " DELETE FROM open_decision WHERE meeting = " row ".meeting AND decision = " row "." number    \
    "  AND NOT " IS_OPEN("open_decision") "; END;"

/* Each step has its line in the audit log, in the same order. */
static const char who[] =
    "ALTER TABLE follow ADD COLUMN who TEXT;"
    "DROP TRIGGER follow_update;"
    "UPDATE follow SET who = (SELECT line.who FROM"
    "  (SELECT a.who, row_number() OVER (ORDER BY a.seq) AS n FROM audit a"
    "   WHERE a.meeting = (SELECT e.meeting FROM entry e WHERE e.number = follow.entry)"
    "    AND a.what LIKE 'follow-%' AND a.subject = CAST(follow.entry AS TEXT)) line"
    " WHERE line.n = follow.n);" REFUSE_IF("follow_update", "UPDATE", "follow", "TRUE", STAYS);

static const char table[] =
    "CREATE TABLE decision_follow (" MEETING_KEY
    " decision INTEGER NOT NULL, n INTEGER NOT NULL CHECK (n > 0),"
    " event TEXT NOT NULL CHECK (event IN ('begin', 'extend', 'done', 'cancel', 'reopen')),"
    " state TEXT NOT NULL CHECK (state IN ('noted', 'begun', 'done', 'cancelled')),"
    " deadline TEXT, text TEXT, ref TEXT, who TEXT, at TEXT NOT NULL,"
    " PRIMARY KEY (meeting, decision, n),"
    " FOREIGN KEY (meeting, decision) REFERENCES decision (meeting, n)" TABLE_END

    /* Where each decision stands: its last step, else what was decided at the meeting. */
    "CREATE VIEW decision_now (meeting, decision, state, deadline, outcome_text, at) AS"
    " SELECT d.meeting, d.n,"
    "  CASE WHEN d.withdrawn IS NOT NULL THEN 'withdrawn' ELSE COALESCE(f.state, 'noted') END,"
    "  CASE WHEN d.withdrawn IS NOT NULL THEN NULL WHEN f.n IS NULL THEN d.due"
    "   ELSE f.deadline END, f.text, f.at"
    " FROM decision d LEFT JOIN decision_follow f ON f.meeting = d.meeting AND f.decision = d.n"
    "  AND f.n = (SELECT MAX(l.n) FROM decision_follow l WHERE l.meeting = d.meeting"
    "   AND l.decision = d.n);"

    "CREATE TABLE open_decision (" MEETING_KEY
    " decision INTEGER NOT NULL, PRIMARY KEY (meeting, decision)" TABLE_END
    "INSERT INTO open_decision SELECT meeting, decision FROM decision_now"
    " WHERE state IN ('noted', 'begun');";

static const char triggers[] =
    REFUSE_IF("decision_follow_insert", "INSERT", "decision_follow",
              "NEW.n <> (SELECT COALESCE(MAX(n), 0) + 1 FROM decision_follow"
              " WHERE meeting = NEW.meeting AND decision = NEW.decision)",
              STAYS) REFUSE_IF("decision_follow_update", "UPDATE", "decision_follow", "TRUE", STAYS)
        REFUSE_IF("decision_follow_delete", "DELETE", "decision_follow",
                  STATE_OF("OLD.meeting") " <> 'disposed'", STAYS)
            SETTLE("decision_follow_added", "INSERT ON decision_follow", "NEW", "decision")
                SETTLE("decision_follow_gone", "DELETE ON decision_follow", "OLD", "decision")
                    SETTLE("decision_added", "INSERT ON decision", "NEW", "n")
                        SETTLE("decision_changed", "UPDATE OF withdrawn ON decision", "NEW", "n")
                            SETTLE("decision_gone", "DELETE ON decision", "OLD", "n")
                                REFUSE_IF("open_decision_insert", "INSERT", "open_decision",
                                          "NOT " IS_OPEN("NEW"), "the decision is not open")
                                    REFUSE_IF("open_decision_update", "UPDATE", "open_decision",
                                              "TRUE", "the decision is open")
                                        REFUSE_IF("open_decision_delete", "DELETE", "open_decision",
                                                  IS_OPEN("OLD"), "the decision is open");

/* What of the decisions of earlier meetings was open when this one was sealed (1095 p.30). */
static const char carried[] =
    "CREATE TABLE carried_decision (" MEETING_KEY
    " earlier TEXT NOT NULL, decision INTEGER NOT NULL,"
    " text TEXT NOT NULL, owner TEXT NOT NULL, state TEXT NOT NULL, deadline TEXT,"
    " outcome_text TEXT, PRIMARY KEY (meeting, earlier, decision)" TABLE_END FREEZE(
        "carried_decision");

const char *const register_schema_decisions[] = {who, table, triggers, carried, NULL};
