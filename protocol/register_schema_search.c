/*
 * What keeps the questions of every day fast in a register of many years: the open entries by
 * themselves, and the words of names in the form that people type. Both follow from other rows.
 * No trigger needs a function of the program: the sqlite3 shell can still open the file.
 */
#include "protocol/register_schema.h"

/* Where something is still to be done. What was answered stays until somebody closes it, but
 * nothing is due. */
#define IS_OPEN(number)                                                                            \
    "EXISTS (SELECT 1 FROM follow_now WHERE entry = " number                                       \
    " AND state IN ('check', 'forward', 'forwarded', 'notified'))"
#define REFUSE(name, event, when, why)                                                             \
    "CREATE TRIGGER " name " BEFORE " event " ON open_entry WHEN " when                            \
    " BEGIN SELECT RAISE(ABORT, '" why "'); END;"
#define SETTLE(name, event, number)                                                                \
    "CREATE TRIGGER " name " AFTER " event                                                         \
    " BEGIN INSERT OR IGNORE INTO open_entry (entry) SELECT " number                               \
    " WHERE " IS_OPEN(number) ";"                                                                  \
                              " DELETE FROM open_entry WHERE entry = " number                      \
                              " AND NOT " IS_OPEN(number) "; END;"

static const char open_table[] =
    "CREATE TABLE open_entry (entry INTEGER NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;"
    "INSERT INTO open_entry SELECT entry FROM follow_now"
    " WHERE state IN ('check', 'forward', 'forwarded', 'notified');";

static const char open_insert[] =
    REFUSE("open_entry_insert", "INSERT", "NOT " IS_OPEN("NEW.entry"), "the entry is not open");
static const char open_update[] =
    REFUSE("open_entry_update", "UPDATE", "TRUE", "the entry is open");
static const char open_delete[] =
    REFUSE("open_entry_delete", "DELETE", IS_OPEN("OLD.entry"), "the entry is open");

static const char entry_added[] = SETTLE("entry_added", "INSERT ON entry", "NEW.number");
static const char entry_changed[] =
    SETTLE("entry_changed", "UPDATE OF outcome, withdrawn ON entry", "NEW.number");
static const char entry_gone[] = SETTLE("entry_gone", "DELETE ON entry", "OLD.number");
static const char follow_added[] = SETTLE("follow_added", "INSERT ON follow", "NEW.entry");
static const char follow_gone[] = SETTLE("follow_gone", "DELETE ON follow", "OLD.entry");

/* The words go with the record. They are found by meeting only then, which may take its time. */
static const char names[] =
    "CREATE TABLE attendee_word ("
    " word TEXT NOT NULL, meeting TEXT NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY (word, meeting DESC, n)) STRICT, WITHOUT ROWID;"
    "INSERT OR IGNORE INTO attendee_word SELECT fold_name(surname), meeting, n FROM attendee;"
    "INSERT OR IGNORE INTO attendee_word SELECT fold_name(name), meeting, n FROM attendee;"
    "CREATE TRIGGER meeting_words_gone AFTER UPDATE OF state ON meeting"
    " WHEN NEW.state = 'disposed'"
    " BEGIN DELETE FROM attendee_word WHERE meeting = NEW.id; END;";

static const char indexes[] =
    "CREATE INDEX meeting_unfinished ON meeting (date)"
    " WHERE state NOT IN ('sealed', 'disposed');"
    "CREATE INDEX meeting_sealed ON meeting (edition, date) WHERE state = 'sealed';"
    "CREATE INDEX meeting_kind ON meeting (kind, date);";

const char *const register_schema_search[] = {
    open_table, open_insert,  open_update, open_delete, entry_added, entry_changed,
    entry_gone, follow_added, follow_gone, names,       indexes,     NULL,
};
