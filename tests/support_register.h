/* For tests of the register as evidence: held meetings, sealed ones, and the sqlite3 shell. */
#pragma once

#include "protocol/meeting.h"
#include "tests/support.h"

typedef struct {
    char *folder;
    char *path;   /* of the register */
    Clock *clock; /* stands at SUPPORT_NOW_MS */
    Home *home;
} RegisterFixture;
void register_set_up(RegisterFixture *fixture, gconstpointer unused);
void register_tear_down(RegisterFixture *fixture, gconstpointer unused);

/* Runs SQL in the sqlite3 shell on the fixture's register. */
Run support_sql(RegisterFixture *fixture, const char *sql);
void support_sql_must(RegisterFixture *fixture, const char *sql);

/* The id (g_free) of a meeting with everything in it, held and signed. */
char *support_held_meeting(Home *home);
/* Stands for seal.c: gives hashes as if it had written files. */
gboolean support_write_files(Home *home, const char *id, int number, char **json_out,
                             char **pdf_out, gpointer user_data, GError **error);
/* Seals; the number that was given. */
int support_seal(Home *home, const char *id, MeetingSealFiles files, gpointer user_data);
