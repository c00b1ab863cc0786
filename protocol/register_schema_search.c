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
#define SETTLE(number)                                                                             \
    " BEGIN INSERT OR IGNORE INTO open_entry (entry) SELECT " number                               \
    " WHERE " IS_OPEN(number) ";"                                                                  \
                              " DELETE FROM open_entry WHERE entry = " number                      \
                              " AND NOT " IS_OPEN(number) "; END;"

static const char
    schema_open[] =
        "CREATE TABLE open_entry (entry INTEGER NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;"
        "INSERT INTO open_entry SELECT entry FROM follow_now"
        " WHERE state IN ('check', 'forward', 'forwarded', 'notified');"
        "CREATE TRIGGER open_entry_insert BEFORE INSERT ON open_entry WHEN NOT " IS_OPEN(
            "NEW.entry") " BEGIN SELECT RAISE(ABORT, 'the entry is not open'); END;"
                         "CREATE TRIGGER open_entry_update BEFORE UPDATE ON open_entry"
                         " BEGIN SELECT RAISE(ABORT, 'the entry is open'); END;"
                         "CREATE TRIGGER open_entry_delete BEFORE DELETE ON open_entry "
                         "WHEN " IS_OPEN(
                             "OLD.entry") " BEGIN SELECT RAISE(ABORT, 'the entry is open'); END;"

                                          "CREATE TRIGGER entry_added AFTER INSERT ON "
                                          "entry" SETTLE(
                                              "NE"
                                              "W."
                                              "nu"
                                              "mb"
                                              "e"
                                              "r") "CREATE TRIGGER entry_changed AFTER "
                                                   "UPDATE OF outcome, withdrawn ON "
                                                   "entry" SETTLE(
                                                       "NEW.number") "CREATE"
                                                                     " TRIGG"
                                                                     "ER "
                                                                     "entry_"
                                                                     "gone "
                                                                     "AFTER "
                                                                     "DELETE"
                                                                     " ON "
                                                                     "entr"
                                                                     "y" SETTLE(
                                                                         "OL"
                                                                         "D."
                                                                         "nu"
                                                                         "mb"
                                                                         "e"
                                                                         "r") "CREATE "
                                                                              "TRIGGER "
                                                                              "follow_added "
                                                                              "AFTER INSERT "
                                                                              "ON "
                                                                              "follo"
                                                                              "w" SETTLE(
                                                                                  "NE"
                                                                                  "W."
                                                                                  "en"
                                                                                  "tr"
                                                                                  "y") "CREATE "
                                                                                       "TRIGGER "
                                                                                       "follow_"
                                                                                       "gone AFTER "
                                                                                       "DELETE ON "
                                                                                       "follo"
                                                                                       "w" SETTLE("OLD.entry");

/* The words go with the record. They are found by meeting only then, which may take its time. */
static const char schema_names[] =
    "CREATE TABLE attendee_word ("
    " word TEXT NOT NULL, meeting TEXT NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY (word, meeting DESC, n)) STRICT, WITHOUT ROWID;"
    "INSERT OR IGNORE INTO attendee_word SELECT fold_name(surname), meeting, n FROM attendee;"
    "INSERT OR IGNORE INTO attendee_word SELECT fold_name(name), meeting, n FROM attendee;"
    "CREATE TRIGGER meeting_words_gone AFTER UPDATE OF state ON meeting"
    " WHEN NEW.state = 'disposed'"
    " BEGIN DELETE FROM attendee_word WHERE meeting = NEW.id; END;";

static const char schema_indexes[] =
    "CREATE INDEX meeting_unfinished ON meeting (date)"
    " WHERE state NOT IN ('sealed', 'disposed');"
    "CREATE INDEX meeting_sealed ON meeting (edition, date) WHERE state = 'sealed';"
    "CREATE INDEX meeting_kind ON meeting (kind, date);";

const char *const register_schema_search[] = {schema_open, schema_names, schema_indexes, NULL};
