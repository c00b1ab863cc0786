#include "protocol/register_schema.h"
#include "protocol/register_schema_part.h"

/* The device, and the series of numbers. A number once given is never given again. */
static const char schema_device[] =
    "CREATE TABLE device ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " uuid TEXT NOT NULL, name TEXT NOT NULL, name_kk TEXT, city TEXT,"
    " certificate_sha256 TEXT NOT NULL, made TEXT NOT NULL" TABLE_END "CREATE TABLE series ("
    " name TEXT NOT NULL PRIMARY KEY, last INTEGER NOT NULL CHECK (last > 0)" TABLE_END REFUSE_IF(
        "series_insert", "INSERT", "series",
        "NEW.last <> 1 OR NEW.name IN (SELECT name FROM series)", "a series only grows")
        REFUSE_IF("series_update", "UPDATE", "series",
                  "NEW.name IS NOT OLD.name OR NEW.last <= OLD.last", "a series only grows")
            REFUSE_IF("series_delete", "DELETE", "series", "TRUE", "a series only grows");

static const char schema_meeting[] =
    "CREATE TABLE meeting ("
    " id TEXT NOT NULL PRIMARY KEY,"
    " kind TEXT NOT NULL, edition TEXT NOT NULL,"
    " state TEXT NOT NULL CHECK (state IN ('planned', 'announced', 'registering', 'in-session',"
    "  'closed', 'sealed', 'disposed')),"
    " date TEXT NOT NULL, time TEXT NOT NULL, started TEXT, ended TEXT,"
    " place TEXT NOT NULL, format TEXT NOT NULL, convener TEXT,"
    " expected INTEGER CHECK (expected > 0), headcount INTEGER CHECK (headcount >= 0),"
    " no_entries INTEGER NOT NULL DEFAULT 0 CHECK (no_entries IN (0, 1)),"
    " no_decisions INTEGER NOT NULL DEFAULT 0 CHECK (no_decisions IN (0, 1)),"
    " late_reason TEXT, made TEXT NOT NULL,"
    " body TEXT, number_year INTEGER, number INTEGER CHECK (number > 0), sealed TEXT,"
    " UNIQUE (body, number_year, number),"
    " CHECK ((number IS NULL) = (sealed IS NULL)),"
    " CHECK ((state IN " SEALED_STATES ") = (sealed IS NOT NULL))" TABLE_END
    "CREATE INDEX meeting_date ON meeting (date);" REFUSE_IF(
        "meeting_insert", "INSERT", "meeting",
        "NEW.state <> 'planned' OR " STATE_OF("NEW.id") " IN " SEALED_STATES, IS_SEALED)
    /* Of a sealed meeting one thing can change: that it was disposed of. */
    REFUSE_IF("meeting_update_sealed", "UPDATE", "meeting",
              "OLD.state IN " SEALED_STATES " AND NOT (OLD.state = 'sealed'"
              " AND NEW.state = 'disposed' AND (NEW.id, NEW.kind, NEW.edition, NEW.date, NEW.time,"
              " NEW.started, NEW.ended, NEW.place, NEW.format, NEW.convener, NEW.expected,"
              " NEW.headcount, NEW.no_entries, NEW.no_decisions, NEW.late_reason, NEW.made,"
              " NEW.body, NEW.number_year, NEW.number, NEW.sealed) IS (OLD.id, OLD.kind,"
              " OLD.edition, OLD.date, OLD.time, OLD.started, OLD.ended, OLD.place, OLD.format,"
              " OLD.convener, OLD.expected, OLD.headcount, OLD.no_entries, OLD.no_decisions,"
              " OLD.late_reason, OLD.made, OLD.body, OLD.number_year, OLD.number, OLD.sealed))",
              IS_SEALED)
        REFUSE_IF(
            "meeting_update_key", "UPDATE", "meeting",
            "NEW.id IS NOT OLD.id OR EXISTS (SELECT 1 FROM meeting WHERE id <> OLD.id"
            " AND body = NEW.body AND number_year = NEW.number_year AND number = NEW.number)",
            "the number was given to another protocol") REFUSE_IF("meeting_delete", "DELETE",
                                                                  "meeting",
                                                                  "OLD.state IN " SEALED_STATES,
                                                                  IS_SEALED)

            "CREATE TABLE precinct (" MEETING_KEY " n INTEGER NOT NULL, precinct TEXT NOT NULL,"
            " PRIMARY KEY (meeting, n)" TABLE_END
            "CREATE INDEX precinct_name ON precinct (precinct);" FREEZE("precinct")

                "CREATE TABLE announcement (" MEETING_KEY
                " n INTEGER NOT NULL, channel TEXT NOT NULL,"
                " made_on TEXT NOT NULL, ref TEXT, PRIMARY KEY (meeting, n)" TABLE_END FREEZE(
                    "announcement")

                    "CREATE TABLE mark (" MEETING_KEY " point INTEGER NOT NULL, take INTEGER,"
                    " position_ms INTEGER, wall TEXT NOT NULL, PRIMARY KEY (meeting, "
                    "point)" TABLE_END FREEZE("mark")

                        "CREATE TABLE material (" MEETING_KEY
                        " n INTEGER NOT NULL, file TEXT NOT NULL,"
                        " sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (meeting, n),"
                        " UNIQUE (meeting, file)" TABLE_END FREEZE("material");

static const char schema_people[] =
    "CREATE TABLE official (" MEETING_KEY
    " role TEXT NOT NULL CHECK (role IN ('speaker', 'secretary')), n INTEGER NOT NULL,"
    " rank TEXT NOT NULL, surname TEXT NOT NULL, name TEXT NOT NULL, patronymic TEXT,"
    " position TEXT NOT NULL, PRIMARY KEY (meeting, role, n)" TABLE_END FREEZE("official")

        "CREATE TABLE attendee (" MEETING_KEY " n INTEGER NOT NULL,"
        " surname TEXT NOT NULL, name TEXT NOT NULL, patronymic TEXT, category TEXT NOT NULL,"
        " address TEXT, phone TEXT, registered TEXT NOT NULL, strokes TEXT,"
        " PRIMARY KEY (meeting, n)" TABLE_END FREEZE("attendee")

    /* Who signed is kept as they were when they signed. */
    "CREATE TABLE signature (" MEETING_KEY " role TEXT NOT NULL, n INTEGER NOT NULL,"
    " rank TEXT NOT NULL, surname TEXT NOT NULL, name TEXT NOT NULL, patronymic TEXT,"
    " position TEXT NOT NULL, signed TEXT NOT NULL, strokes TEXT NOT NULL,"
    " PRIMARY KEY (meeting, role, n)" TABLE_END FREEZE("signature");

#define ENTRY_OF_SEALED(other)                                                                     \
    "EXISTS (SELECT 1 FROM entry e JOIN meeting m ON m.id = e.meeting WHERE " other                \
    "(e.number = NEW.number OR e.receipt = NEW.receipt) AND m.state IN " SEALED_STATES ")"

static const char schema_entry[] =
    "CREATE TABLE entry ("
    " number INTEGER NOT NULL PRIMARY KEY," MEETING_KEY
    " type TEXT NOT NULL, from_n INTEGER, text TEXT NOT NULL, said TEXT NOT NULL,"
    " take INTEGER, position_ms INTEGER, outcome TEXT NOT NULL, answer TEXT, forward_to TEXT,"
    " confidential INTEGER NOT NULL CHECK (confidential IN (0, 1)),"
    " deadline TEXT, deadline_source TEXT, receipt TEXT NOT NULL UNIQUE,"
    " FOREIGN KEY (meeting, from_n) REFERENCES attendee (meeting, n)" TABLE_END
    "CREATE INDEX entry_meeting ON entry (meeting);"
    "CREATE INDEX entry_open ON entry (outcome, deadline);" FREEZE("entry")
        REFUSE_IF("entry_insert_key", "INSERT", "entry", ENTRY_OF_SEALED(""),
                  IS_SEALED) REFUSE_IF("entry_update_key", "UPDATE", "entry",
                                       ENTRY_OF_SEALED("e.number <> OLD.number AND "), IS_SEALED)

            "CREATE TABLE decision (" MEETING_KEY " n INTEGER NOT NULL, text TEXT NOT NULL,"
            " owner TEXT NOT NULL, due TEXT NOT NULL, PRIMARY KEY (meeting, n)" TABLE_END FREEZE(
                "decision")

                "CREATE TABLE award (" MEETING_KEY " n INTEGER NOT NULL, to_whom TEXT NOT NULL,"
                " text TEXT NOT NULL, PRIMARY KEY (meeting, n)" TABLE_END FREEZE("award")

    /* What of earlier meetings was open when this one was sealed. */
    "CREATE TABLE carried (" MEETING_KEY " entry INTEGER NOT NULL, earlier TEXT NOT NULL,"
    " type TEXT NOT NULL, text TEXT NOT NULL, state TEXT NOT NULL, deadline TEXT,"
    " outcome_text TEXT, PRIMARY KEY (meeting, entry)" TABLE_END FREEZE("carried");

static const char schema_seal[] =
    "CREATE TABLE seal (" MEETING_KEY " json_sha256 TEXT NOT NULL, pdf_sha256 TEXT NOT NULL,"
    " audit_head TEXT NOT NULL, PRIMARY KEY (meeting)" TABLE_END REFUSE_IF(
        "seal_insert", "INSERT", "seal",
        STATE_OF("NEW.meeting") " <> 'sealed' OR NEW.meeting IN (SELECT meeting FROM seal)",
        IS_SEALED) REFUSE_IF("seal_update", "UPDATE", "seal", "TRUE", IS_SEALED)
        REFUSE_IF("seal_delete", "DELETE", "seal", "TRUE", IS_SEALED)

            "CREATE TABLE addendum (" MEETING_KEY " n INTEGER NOT NULL, text TEXT NOT NULL,"
            " added TEXT NOT NULL, PRIMARY KEY (meeting, n)" TABLE_END REFUSE_IF(
                "addendum_insert", "INSERT", "addendum",
                STATE_OF("NEW.meeting") " <> 'sealed' OR EXISTS (SELECT 1 FROM addendum"
                                        " WHERE meeting = NEW.meeting AND n = NEW.n)",
                "an addendum stays as it is") REFUSE_IF("addendum_update", "UPDATE", "addendum",
                                                        "TRUE", "an addendum stays as it is")
                REFUSE_IF("addendum_delete", "DELETE", "addendum",
                          STATE_OF("OLD.meeting") " <> 'disposed'", "an addendum stays as it is");

static const char schema_audit[] =
    "CREATE TABLE audit ("
    " seq INTEGER NOT NULL PRIMARY KEY, who TEXT NOT NULL, wall_ms INTEGER NOT NULL,"
    " trusted INTEGER NOT NULL CHECK (trusted IN (0, 1)), monotonic_us INTEGER NOT NULL,"
    " meeting TEXT, what TEXT NOT NULL, subject TEXT, before TEXT, after TEXT,"
    " prev TEXT NOT NULL, hash TEXT NOT NULL UNIQUE" TABLE_END
    "CREATE INDEX audit_meeting ON audit (meeting);" REFUSE_IF(
        "audit_insert", "INSERT", "audit",
        "NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM audit)"
        " OR EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq - 1 AND hash <> NEW.prev)"
        " OR EXISTS (SELECT 1 FROM audit WHERE hash = NEW.hash)",
        "the audit log only grows")
        REFUSE_IF("audit_update", "UPDATE", "audit", "TRUE", "the audit log only grows")
            REFUSE_IF("audit_delete", "DELETE", "audit", "TRUE", "the audit log only grows");

static const char *const version_1[] = {
    schema_device, schema_meeting, schema_people, schema_entry, schema_seal, schema_audit, NULL,
};

const char *const *const register_schema[REGISTER_VERSION] = {version_1,
                                                              register_schema_follow,
                                                              register_schema_disposal,
                                                              register_schema_withdraw,
                                                              register_schema_search,
                                                              register_schema_user,
                                                              register_schema_import,
                                                              register_schema_vault,
                                                              register_schema_signing,
                                                              register_schema_signed_copy,
                                                              register_schema_precinct,
                                                              register_schema_hold,
                                                              register_schema_acting,
                                                              register_schema_invited,
                                                              register_schema_tally,
                                                              register_schema_steps,
                                                              register_schema_addendum,
                                                              register_schema_kept,
                                                              register_schema_body,
                                                              register_schema_decisions,
                                                              register_schema_print};
