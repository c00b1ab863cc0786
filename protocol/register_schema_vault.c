/* Personal columns are encrypted under a key per meeting; names are found by keyed hashes of their
 * first letters in place of the words themselves. */
#include "protocol/register_schema.h"

const char register_schema_encrypt[] = "";

/* The hashes go with the record. They are found by meeting only then, which may take its time. */
static const char names[] =
    "ALTER TABLE attendee ADD COLUMN iin TEXT;"
    "DROP TRIGGER meeting_words_gone;"
    "DROP TABLE attendee_word;"
    "CREATE TABLE name_hash ("
    " hash INTEGER NOT NULL, meeting TEXT NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY (hash, meeting DESC, n)) STRICT, WITHOUT ROWID;"
    "INSERT OR IGNORE INTO name_hash SELECT h.value, a.meeting, a.n FROM attendee a"
    " JOIN meeting m ON m.id = a.meeting,"
    " json_each(name_hashes(substr(m.made, 1, 7), a.surname, a.name, a.patronymic)) h;"
    "CREATE TRIGGER meeting_names_gone AFTER UPDATE OF state ON meeting"
    " WHEN NEW.state = 'disposed'"
    " BEGIN DELETE FROM name_hash WHERE meeting = NEW.id; END;"
    "CREATE INDEX meeting_made ON meeting (made);";

const char *const register_schema_vault[] = {names, register_schema_encrypt, NULL};
