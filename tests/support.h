/* What several tests need: programs of ours run as processes, and folders of their own. */
#pragma once

#include <gio/gio.h>

typedef struct {
    int exit_code; /* -1 if a signal ended it */
    char *out, *err;
} Run;

void run_clear(Run *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

/* Runs the esep command of the build under test with arguments up to a NULL. */
Run run_esep(const char *first, ...) G_GNUC_NULL_TERMINATED;
/* Runs any program (found in $PATH) with its arguments; argv ends with NULL. */
Run run_program(const char *const *argv);
/* Removes a folder and all that is in it. */
void remove_folder(const char *path);
/* No test waits longer than this for anything: what takes longer never comes. */
#define SUPPORT_PATIENCE_US (60 * G_USEC_PER_SEC)
/* For a loop that waits for an outcome, until_us being 0 before it: a moment goes by; fails the
 * test when patience is at its end. */
void support_wait(gint64 *until_us);
/* A GSpawnChildSetupFunc: what is started ends with the test, even one that aborts. */
void support_end_with_test(gpointer unused);
