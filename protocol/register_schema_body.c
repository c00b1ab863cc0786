/* The names that the police body of the device has had: offices are renamed, and what was sealed
 * keeps the name of its day. Before the first row stands what the device was set up with. */
#include "protocol/register_schema.h"

static const char schema_body[] =
    "CREATE TABLE body ("
    " n INTEGER NOT NULL PRIMARY KEY CHECK (n > 0), since TEXT NOT NULL,"
    " name TEXT NOT NULL, name_kk TEXT, city TEXT, made TEXT NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "CREATE INDEX body_since ON body (since, n);"
    "CREATE TRIGGER body_insert BEFORE INSERT ON body"
    " WHEN NEW.n <> (SELECT COALESCE(MAX(n), 0) + 1 FROM body)"
    "  OR EXISTS (SELECT 1 FROM meeting WHERE sealed IS NOT NULL AND date >= NEW.since"
    "   AND id NOT IN (SELECT meeting FROM imported))"
    " BEGIN SELECT RAISE(ABORT, 'a sealed record keeps the name of its body'); END;"
    "CREATE TRIGGER body_update BEFORE UPDATE ON body"
    " BEGIN SELECT RAISE(ABORT, 'names of the body only follow each other'); END;"
    "CREATE TRIGGER body_delete BEFORE DELETE ON body"
    " BEGIN SELECT RAISE(ABORT, 'names of the body only follow each other'); END;";

const char *const register_schema_body[] = {schema_body, NULL};
