/* Disposal: what stays of a record when its term is over. */
#include "protocol/register_schema.h"

/* n counts the attempts: one that was taken back stays as a row. */
static const char schema_disposal[] =
    "CREATE TABLE disposal ("
    " meeting TEXT NOT NULL REFERENCES meeting (id), n INTEGER NOT NULL CHECK (n > 0),"
    " act TEXT NOT NULL, act_sha256 TEXT NOT NULL, kept_until TEXT NOT NULL,"
    " begun TEXT NOT NULL, until_ms INTEGER NOT NULL, undone TEXT, why TEXT, finished TEXT,"
    " files_gone INTEGER NOT NULL DEFAULT 0 CHECK (files_gone IN (0, 1)),"
    " PRIMARY KEY (meeting, n), CHECK (undone IS NULL OR finished IS NULL),"
    " CHECK ((undone IS NULL) = (why IS NULL)),"
    " CHECK (files_gone = 0 OR finished IS NOT NULL)) STRICT, WITHOUT ROWID;"

    "CREATE TRIGGER disposal_insert BEFORE INSERT ON disposal"
    " WHEN NEW.n <> (SELECT COALESCE(MAX(n), 0) + 1 FROM disposal WHERE meeting = NEW.meeting)"
    "  OR NEW.undone IS NOT NULL OR NEW.finished IS NOT NULL"
    "  OR EXISTS (SELECT 1 FROM disposal WHERE meeting = NEW.meeting AND undone IS NULL)"
    "  OR (SELECT state FROM meeting WHERE id = NEW.meeting) <> 'sealed'"
    " BEGIN SELECT RAISE(ABORT, 'only a sealed record is disposed of, once at a time'); END;"
    "CREATE TRIGGER disposal_update BEFORE UPDATE ON disposal"
    " WHEN (NEW.meeting, NEW.n, NEW.act, NEW.act_sha256, NEW.kept_until, NEW.begun, NEW.until_ms)"
    "   IS NOT (OLD.meeting, OLD.n, OLD.act, OLD.act_sha256, OLD.kept_until, OLD.begun,"
    "    OLD.until_ms)"
    "  OR OLD.undone IS NOT NULL OR OLD.finished IS NOT NULL AND (NEW.finished, NEW.files_gone)"
    "   IS NOT (OLD.finished, 1)"
    " BEGIN SELECT RAISE(ABORT, 'a disposal stays as it is'); END;"
    "CREATE TRIGGER disposal_delete BEFORE DELETE ON disposal"
    " BEGIN SELECT RAISE(ABORT, 'a disposal stays as it is'); END;"

    /* No record goes without its act. */
    "CREATE TRIGGER meeting_disposal BEFORE UPDATE OF state ON meeting"
    " WHEN NEW.state = 'disposed' AND OLD.state <> 'disposed' AND NOT EXISTS"
    "  (SELECT 1 FROM disposal WHERE meeting = OLD.id AND finished IS NOT NULL)"
    " BEGIN SELECT RAISE(ABORT, 'the record is sealed, and there is no act of its disposal'); END;";

const char *const register_schema_disposal[] = {schema_disposal, NULL};
