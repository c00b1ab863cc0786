#include "tests/support_register.h"

#include "protocol/error.h"
#include "protocol/register.h"
#include "tests/support_home.h"
#include "tests/support_record.h"

void register_set_up(RegisterFixture *fixture, gconstpointer unused)
{
    fixture->folder = support_folder();
    fixture->clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    fixture->home = support_home(fixture->folder, fixture->clock);
    fixture->path = g_build_filename(home_path(fixture->home), REGISTER_FILE, NULL);
}

void register_tear_down(RegisterFixture *fixture, gconstpointer unused)
{
    home_free(fixture->home);
    clock_free(fixture->clock);
    remove_folder(fixture->folder);
    g_free(fixture->folder);
    g_free(fixture->path);
}

Run support_sql(RegisterFixture *fixture, const char *sql)
{
    const char *argv[] = {"sqlite3", "-bail", fixture->path, sql, NULL};
    return run_program(argv);
}

void support_sql_must(RegisterFixture *fixture, const char *sql)
{
    g_auto(Run) run = support_sql(fixture, sql);
    if (run.exit_code != 0)
        g_error("%s: %s", sql, run.err);
}

char *support_held_meeting(Home *home)
{
    g_autoptr(GError) error = NULL;
    char *id = support_meeting(home);
    support_attend(home, id);
    meeting_mark(home, id, 1, &error);
    g_assert_no_error(error);
    support_hold(home, id);
    meeting_announce(home, id, "media", "2026-11-06", NULL, &error);
    g_assert_no_error(error);
    meeting_award(home, id, "Қожахметов Ғалым", "алғыс хат", &error);
    g_assert_no_error(error);
    meeting_sign(home, id, "inspector", SUPPORT_STROKES, &error);
    g_assert_no_error(error);
    return id;
}

/* Stands for seal.c: hashes of files that it would have written. */
gboolean support_write_files(Home *home, const char *id, int number, char **json_out,
                             char **pdf_out, gpointer user_data, GError **error)
{
    *json_out = g_strnfill(64, 'a');
    *pdf_out = g_strnfill(64, 'b');
    return TRUE;
}

int support_seal(Home *home, const char *id, MeetingSealFiles files, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    int number = 0;
    meeting_seal_commit(home, id, NULL, files, user_data, &number, &error);
    g_assert_no_error(error);
    return number;
}
