#include "protocol/register_schema.h"

/* The device, and the series of numbers. A number once given is never given again. */
static const char schema_device[] =
    "CREATE TABLE device ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " uuid TEXT NOT NULL, name TEXT NOT NULL, name_kk TEXT, city TEXT,"
    " certificate_sha256 TEXT NOT NULL, made TEXT NOT NULL) STRICT;"
    "CREATE TABLE series ("
    " name TEXT NOT NULL PRIMARY KEY, last INTEGER NOT NULL CHECK (last > 0)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TRIGGER series_grows BEFORE UPDATE ON series"
    " WHEN NEW.name IS NOT OLD.name OR NEW.last <= OLD.last"
    " BEGIN SELECT RAISE(ABORT, 'a series of numbers only grows'); END;"
    "CREATE TRIGGER series_stays BEFORE DELETE ON series"
    " BEGIN SELECT RAISE(ABORT, 'a series of numbers only grows'); END;"
    "CREATE TRIGGER series_once BEFORE INSERT ON series"
    " WHEN NEW.last <> 1"
    " BEGIN SELECT RAISE(ABORT, 'a series of numbers starts at 1'); END;";

static const char *const version_1[] = {schema_device, NULL};

const char *const *const register_schema[REGISTER_VERSION] = {version_1};
