/* Passports of precincts (order 1095, annex 1, parts of it), and who was invited to a meeting. */
#include "protocol/register_schema.h"
#include "protocol/register_schema_part.h"

/* What belongs to no meeting changes from year to year; the audit log says how. */
static const char schema_passport[] =
    "CREATE TABLE passport ("
    " precinct TEXT NOT NULL PRIMARY KEY, body TEXT,"
    " population INTEGER CHECK (population > 0), adults INTEGER CHECK (adults > 0),"
    " changed TEXT NOT NULL" TABLE_END "CREATE TABLE organisation ("
    " precinct TEXT NOT NULL REFERENCES passport (precinct), n INTEGER NOT NULL CHECK (n > 0),"
    " name TEXT NOT NULL, category TEXT NOT NULL, address TEXT, head TEXT, phone TEXT,"
    " PRIMARY KEY (precinct, n), UNIQUE (precinct, name)" TABLE_END;

static const char schema_invitation[] =
    "CREATE TABLE invitation (" MEETING_KEY " n INTEGER NOT NULL, category TEXT NOT NULL,"
    " who TEXT NOT NULL, person TEXT, made_on TEXT, came INTEGER CHECK (came IN (0, 1)),"
    " withdrawn TEXT, PRIMARY KEY (meeting, n)" TABLE_END FREEZE("invitation");

/* How many residents of age the precincts had when the record was sealed. */
static const char schema_adults[] =
    "ALTER TABLE meeting ADD COLUMN adults INTEGER CHECK (adults > 0);" REFUSE_IF(
        "meeting_adults", "UPDATE OF adults", "meeting",
        "OLD.state IN " SEALED_STATES " AND NEW.adults IS NOT OLD.adults", IS_SEALED);

const char *const register_schema_precinct[] = {schema_passport, schema_invitation, schema_adults,
                                                NULL};
