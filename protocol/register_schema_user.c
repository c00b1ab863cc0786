/* The people who work with the device. */
#include "protocol/register_schema.h"

static const char schema_user[] =
    "CREATE TABLE user ("
    " n INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL,"
    " role TEXT NOT NULL CHECK (role IN ('secretary', 'inspector', 'chief', 'controller',"
    "  'administrator')),"
    " pin TEXT NOT NULL, made TEXT NOT NULL, removed TEXT,"
    " tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0), boot TEXT, boot_ms INTEGER"
    ") STRICT, WITHOUT ROWID;"
    "CREATE UNIQUE INDEX user_name ON user (name) WHERE removed IS NULL;"
    /* Who acted stays known. */
    "CREATE TRIGGER user_delete BEFORE DELETE ON user BEGIN"
    " SELECT RAISE(ABORT, 'people are removed, not deleted'); END;";

const char *const register_schema_user[] = {schema_user, NULL};
