/* What statistics still know of a meeting after its disposal: numbers alone. */
#include "protocol/register_schema.h"

/* counts: as REGISTER_STATS_COUNTS gives them (register_stats.h). */
static const char tally[] =
    "CREATE TABLE tally ("
    " meeting TEXT NOT NULL PRIMARY KEY REFERENCES meeting (id), counts TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID;"

    "CREATE TRIGGER tally_insert BEFORE INSERT ON tally"
    " WHEN NEW.meeting IN (SELECT meeting FROM tally)"
    "  OR (SELECT state FROM meeting WHERE id = NEW.meeting) <> 'sealed'"
    " BEGIN SELECT RAISE(ABORT, 'the numbers of a disposed record stay as they are'); END;"
    "CREATE TRIGGER tally_update BEFORE UPDATE ON tally"
    " BEGIN SELECT RAISE(ABORT, 'the numbers of a disposed record stay as they are'); END;"
    "CREATE TRIGGER tally_delete BEFORE DELETE ON tally"
    " BEGIN SELECT RAISE(ABORT, 'the numbers of a disposed record stay as they are'); END;";

const char *const register_schema_tally[] = {tally, NULL};
