/* What goes on after a record is sealed: the follow-up of its entries, and how long it is kept. */
#include "protocol/register_schema.h"

static const char schema_follow[] =
    "CREATE TABLE follow ("
    " entry INTEGER NOT NULL REFERENCES entry (number), n INTEGER NOT NULL CHECK (n > 0),"
    " event TEXT NOT NULL CHECK (event IN ('answer', 'forward', 'notify', 'close')),"
    " state TEXT NOT NULL CHECK (state IN ('answered', 'check', 'forward', 'forwarded',"
    "  'notified', 'closed')),"
    " deadline TEXT, deadline_source TEXT, text TEXT, forward_to TEXT, ref TEXT,"
    " at TEXT NOT NULL, PRIMARY KEY (entry, n)) STRICT, WITHOUT ROWID;"

    "CREATE TRIGGER follow_insert BEFORE INSERT ON follow"
    " WHEN NEW.n <> (SELECT COALESCE(MAX(n), 0) + 1 FROM follow WHERE entry = NEW.entry)"
    " BEGIN SELECT RAISE(ABORT, 'a step of the follow-up stays as it is'); END;"
    "CREATE TRIGGER follow_update BEFORE UPDATE ON follow"
    " BEGIN SELECT RAISE(ABORT, 'a step of the follow-up stays as it is'); END;"
    /* Disposal ends the words of the citizens; nothing else does. */
    "CREATE TRIGGER follow_delete BEFORE DELETE ON follow"
    " WHEN (SELECT m.state FROM entry e JOIN meeting m ON m.id = e.meeting"
    "  WHERE e.number = OLD.entry) <> 'disposed'"
    " BEGIN SELECT RAISE(ABORT, 'a step of the follow-up stays as it is'); END;"

    /* Where each entry stands: its last step, else what was said at the meeting. */
    "CREATE VIEW follow_now (entry, state, deadline, deadline_source, outcome_text, at) AS"
    " SELECT e.number, COALESCE(f.state, e.outcome),"
    "  CASE WHEN f.n IS NULL THEN e.deadline ELSE f.deadline END,"
    "  CASE WHEN f.n IS NULL THEN e.deadline_source ELSE f.deadline_source END,"
    "  f.text, f.at"
    " FROM entry e LEFT JOIN follow f ON f.entry = e.number"
    "  AND f.n = (SELECT MAX(n) FROM follow WHERE entry = e.number);";

static const char schema_retention[] =
    "CREATE TABLE retention ("
    " meeting TEXT NOT NULL REFERENCES meeting (id), n INTEGER NOT NULL CHECK (n > 0),"
    " event TEXT NOT NULL CHECK (event IN ('hold', 'release')), why TEXT, at TEXT NOT NULL,"
    " PRIMARY KEY (meeting, n), CHECK ((event = 'hold') = (why IS NOT NULL))"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TRIGGER retention_insert BEFORE INSERT ON retention"
    " WHEN NEW.n <> (SELECT COALESCE(MAX(n), 0) + 1 FROM retention WHERE meeting = NEW.meeting)"
    "  OR NEW.event <> CASE NEW.n % 2 WHEN 1 THEN 'hold' ELSE 'release' END"
    " BEGIN SELECT RAISE(ABORT, 'holds and releases take turns'); END;"
    "CREATE TRIGGER retention_update BEFORE UPDATE ON retention"
    " BEGIN SELECT RAISE(ABORT, 'a hold stays as it is'); END;"
    "CREATE TRIGGER retention_delete BEFORE DELETE ON retention"
    " BEGIN SELECT RAISE(ABORT, 'a hold stays as it is'); END;"
    /* What is held cannot be disposed of. */
    "CREATE TRIGGER meeting_held BEFORE UPDATE OF state ON meeting"
    " WHEN NEW.state = 'disposed' AND OLD.state <> 'disposed'"
    "  AND (SELECT COUNT(*) FROM retention WHERE meeting = OLD.id) % 2 = 1"
    " BEGIN SELECT RAISE(ABORT, 'the record is held'); END;";

const char *const register_schema_follow[] = {schema_follow, schema_retention, NULL};
