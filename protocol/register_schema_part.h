/*
 * What the schema's scripts are put together from, for register_schema*.c alone.
 *
 * Tables are STRICT, and WITHOUT ROWID, so that no hidden key lets INSERT OR REPLACE reach another
 * row. The triggers do not trust the program: they hold for anybody who opens the file. REPLACE
 * fires no DELETE trigger in a plain shell; each table that could be hit by it checks its keys
 * before INSERT and UPDATE.
 */
#pragma once

#define SEALED_STATES "('sealed', 'disposed')"
#define STATE_OF(id) "(SELECT state FROM meeting WHERE id = " id ")"
#define REFUSE_IF(name, event, table, when, why)                                                   \
    "CREATE TRIGGER " name " BEFORE " event " ON " table " WHEN " when                             \
    " BEGIN SELECT RAISE(ABORT, '" why "'); END;"
#define IS_SEALED "the record is sealed"

/* The rows of a table that belong to a meeting's record cannot change once it is sealed; they can
 * only go when it is disposed of. */
#define FREEZE(table)                                                                              \
    REFUSE_IF(table "_insert", "INSERT", table, STATE_OF("NEW.meeting") " IN " SEALED_STATES,      \
              IS_SEALED)                                                                           \
    REFUSE_IF(table "_update", "UPDATE", table,                                                    \
              STATE_OF("OLD.meeting") " IN " SEALED_STATES                                         \
                                      " OR " STATE_OF("NEW.meeting") " IN " SEALED_STATES,         \
              IS_SEALED)                                                                           \
    REFUSE_IF(table "_delete", "DELETE", table, STATE_OF("OLD.meeting") " = 'sealed'", IS_SEALED)

#define MEETING_KEY " meeting TEXT NOT NULL REFERENCES meeting (id),"
#define TABLE_END ") STRICT, WITHOUT ROWID;"
