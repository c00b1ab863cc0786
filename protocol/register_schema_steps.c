/* More steps of the follow-up: a check begins, is extended, an answer is contested, a letter was
 * received. */
#include "protocol/register_schema.h"
#include "protocol/register_schema_part.h"

#define STAYS "a step of the follow-up stays as it is"
/* As of version 5: what is open follows from the steps. */
#define IS_OPEN(number)                                                                            \
    "EXISTS (SELECT 1 FROM follow_now WHERE entry = " number                                       \
    " AND state IN ('check', 'forward', 'forwarded', 'notified'))"
#define SETTLE(name, event, number)                                                                \
    "CREATE TRIGGER " name " AFTER " event                                                         \
    " BEGIN INSERT OR IGNORE INTO open_entry (entry) SELECT " number                               \
    " WHERE " IS_OPEN(number) ";"                                                                  \
                              " DELETE FROM open_entry WHERE entry = " number                      \
                              " AND NOT " IS_OPEN(number) "; END;"

/* A constraint cannot be changed: the table is made anew under its own name, so that the views and
 * triggers of others, which name it, need not change. Its own triggers go with it. */
static const char table[] =
    "CREATE TABLE follow_before AS SELECT * FROM follow;"
    "DROP TABLE follow;"
    "CREATE TABLE follow ("
    " entry INTEGER NOT NULL REFERENCES entry (number), n INTEGER NOT NULL CHECK (n > 0),"
    " event TEXT NOT NULL CHECK (event IN ('answer', 'forward', 'notify', 'receive', 'begin',"
    "  'extend', 'contest', 'close')),"
    " state TEXT NOT NULL CHECK (state IN ('answered', 'check', 'forward', 'forwarded',"
    "  'notified', 'closed')),"
    " deadline TEXT, deadline_source TEXT, text TEXT, forward_to TEXT, ref TEXT,"
    " at TEXT NOT NULL, PRIMARY KEY (entry, n)) STRICT, WITHOUT ROWID;"
    "INSERT INTO follow (entry, n, event, state, deadline, deadline_source, text, forward_to, ref,"
    " at) SELECT entry, n, event, state, deadline, deadline_source, text, forward_to, ref, at"
    " FROM follow_before;"
    "DROP TABLE follow_before;";

static const char triggers[] =
    REFUSE_IF("follow_insert", "INSERT", "follow",
              "NEW.n <> (SELECT COALESCE(MAX(n), 0) + 1 FROM follow WHERE entry = NEW.entry)",
              STAYS) REFUSE_IF("follow_update", "UPDATE", "follow", "TRUE", STAYS)
    /* Disposal ends the words of the citizens; nothing else does. */
    REFUSE_IF("follow_delete", "DELETE", "follow",
              "(SELECT m.state FROM entry e JOIN meeting m ON m.id = e.meeting"
              " WHERE e.number = OLD.entry) <> 'disposed'",
              STAYS) SETTLE("follow_added", "INSERT ON follow", "NEW.entry")
        SETTLE("follow_gone", "DELETE ON follow", "OLD.entry");

const char *const register_schema_steps[] = {table, triggers, NULL};
