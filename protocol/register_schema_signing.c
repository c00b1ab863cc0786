/* Signatures with keys: that one was announced before sealing, and those that followed it. */
#include "protocol/register_schema.h"

static const char schema_signing[] =
    /* Plain like the officials themselves, who act in public. */
    "ALTER TABLE signature ADD COLUMN certificate TEXT;"

    /* No names: they stand in the protocol, and go with it. */
    "CREATE TABLE signing ("
    " meeting TEXT NOT NULL REFERENCES meeting (id), n INTEGER NOT NULL CHECK (n > 0),"
    " role TEXT NOT NULL, official_n INTEGER NOT NULL, certificate_sha256 TEXT NOT NULL,"
    " signed TEXT NOT NULL, pdf_sha256 TEXT NOT NULL, pdf_bytes INTEGER NOT NULL,"
    " PRIMARY KEY (meeting, n)) STRICT, WITHOUT ROWID;"

    "CREATE TRIGGER signing_insert BEFORE INSERT ON signing"
    " WHEN NEW.n <> (SELECT COALESCE(MAX(n), 0) + 1 FROM signing WHERE meeting = NEW.meeting)"
    "  OR (SELECT state FROM meeting WHERE id = NEW.meeting) <> 'sealed'"
    " BEGIN SELECT RAISE(ABORT, 'signatures of a sealed record only grow'); END;"
    "CREATE TRIGGER signing_update BEFORE UPDATE ON signing"
    " BEGIN SELECT RAISE(ABORT, 'signatures of a sealed record only grow'); END;"
    "CREATE TRIGGER signing_delete BEFORE DELETE ON signing"
    " BEGIN SELECT RAISE(ABORT, 'signatures of a sealed record only grow'); END;";

const char *const register_schema_signing[] = {schema_signing, NULL};
