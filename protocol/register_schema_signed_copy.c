/* Scans of the protocol that was printed and signed by hand, which come back after sealing. */
#include "protocol/register_schema.h"

static const char schema_signed_copy[] =
    "CREATE TABLE signed_copy ("
    " meeting TEXT NOT NULL REFERENCES meeting (id), n INTEGER NOT NULL CHECK (n > 0),"
    " file TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, added TEXT NOT NULL,"
    " PRIMARY KEY (meeting, n)) STRICT, WITHOUT ROWID;"

    "CREATE TRIGGER signed_copy_insert BEFORE INSERT ON signed_copy"
    " WHEN NEW.n <> (SELECT COALESCE(MAX(n), 0) + 1 FROM signed_copy WHERE meeting = NEW.meeting)"
    "  OR (SELECT state FROM meeting WHERE id = NEW.meeting) <> 'sealed'"
    " BEGIN SELECT RAISE(ABORT, 'signed copies of a sealed record only grow'); END;"
    "CREATE TRIGGER signed_copy_update BEFORE UPDATE ON signed_copy"
    " BEGIN SELECT RAISE(ABORT, 'signed copies of a sealed record only grow'); END;"
    "CREATE TRIGGER signed_copy_delete BEFORE DELETE ON signed_copy"
    " BEGIN SELECT RAISE(ABORT, 'signed copies of a sealed record only grow'); END;";

const char *const register_schema_signed_copy[] = {schema_signed_copy, NULL};
