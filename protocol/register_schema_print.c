/* What went to paper, in rows of their own: the audit log, where it stood alone until now, stays
 * on its device. */
#include "protocol/register_schema.h"
#include "protocol/register_schema_part.h"

#define STAYS "what was printed stays printed"

static const char schema_print[] =
    "CREATE TABLE print (" MEETING_KEY " n INTEGER NOT NULL CHECK (n > 0),"
    " copies INTEGER NOT NULL CHECK (copies > 0), who TEXT NOT NULL, at TEXT NOT NULL,"
    " PRIMARY KEY (meeting, n)" TABLE_END
    /* Their moment with the offset of Kazakhstan, as the program writes moments. */
    "INSERT INTO print SELECT meeting, row_number() OVER (PARTITION BY meeting ORDER BY seq),"
    " MAX(CAST(after AS INTEGER), 1), who,"
    " strftime('%Y-%m-%dT%H:%M:%S+05:00', wall_ms / 1000 + 18000, 'unixepoch')"
    " FROM audit WHERE what = 'printed' AND meeting IS NOT NULL;" REFUSE_IF(
        "print_insert", "INSERT", "print",
        "NEW.n <> (SELECT COALESCE(MAX(n), 0) + 1 FROM print WHERE meeting = NEW.meeting)"
        " OR " STATE_OF("NEW.meeting") " <> 'sealed'",
        STAYS) REFUSE_IF("print_update", "UPDATE", "print", "TRUE", STAYS)
        REFUSE_IF("print_delete", "DELETE", "print", "TRUE", STAYS);

const char *const register_schema_print[] = {schema_print, NULL};
