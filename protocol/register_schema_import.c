/* Meetings that came in an archive from another device. */
#include "protocol/register_schema.h"

/* device and id are the meeting's name everywhere, meeting its name here. arrived: its files are
 * in its folder. */
static const char imported[] =
    "CREATE TABLE imported ("
    " meeting TEXT NOT NULL PRIMARY KEY REFERENCES meeting (id),"
    " device TEXT NOT NULL, id TEXT NOT NULL, certificate_sha256 TEXT NOT NULL,"
    " name TEXT NOT NULL, name_kk TEXT, city TEXT, at TEXT NOT NULL,"
    " arrived INTEGER NOT NULL DEFAULT 0 CHECK (arrived IN (0, 1)),"
    " UNIQUE (device, id)) STRICT, WITHOUT ROWID;"

    "CREATE TRIGGER imported_insert BEFORE INSERT ON imported"
    " WHEN (SELECT state FROM meeting WHERE id = NEW.meeting) IN ('sealed', 'disposed')"
    "  OR EXISTS (SELECT 1 FROM imported WHERE meeting = NEW.meeting"
    "   OR (device, id) = (NEW.device, NEW.id))"
    " BEGIN SELECT RAISE(ABORT, 'where a record came from stays as it is'); END;"
    "CREATE TRIGGER imported_update BEFORE UPDATE ON imported"
    " WHEN (NEW.meeting, NEW.device, NEW.id, NEW.certificate_sha256, NEW.name, NEW.name_kk,"
    "   NEW.city, NEW.at) IS NOT (OLD.meeting, OLD.device, OLD.id, OLD.certificate_sha256,"
    "   OLD.name, OLD.name_kk, OLD.city, OLD.at) OR NEW.arrived < OLD.arrived"
    " BEGIN SELECT RAISE(ABORT, 'where a record came from stays as it is'); END;"
    "CREATE TRIGGER imported_delete BEFORE DELETE ON imported"
    " BEGIN SELECT RAISE(ABORT, 'where a record came from stays as it is'); END;";

const char *const register_schema_import[] = {imported, NULL};
