/* A recording that is taken up again by itself: when, how often, and when not. */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "media/client.h"
#include "media/revive.h"
#include "tests/support.h"

enum { DONE = 0, FAILED = 1, FULL = 5, KILLED = -1 };
#define TIMES 5 /* in a minute */
#define SETTLED_US 300000

typedef struct {
    char *folder, *socket, *log;
    /* How each recorder ends; the last one's end is that of all that follow. */
    const int *ends;
    gboolean begins;  /* it says that there is a recording */
    gboolean lingers; /* it ends only when it is told to */
    int closes_after; /* so many; somebody closes the recording then. 0: nobody */
} Play;

static void set_up(Play *play, gconstpointer unused)
{
    play->folder = g_dir_make_tmp("esep-revive-XXXXXX", NULL);
    play->socket = g_build_filename(play->folder, RECORDER_SOCKET, NULL);
    play->log = g_build_filename(play->folder, "log", NULL);
    g_assert_true(g_file_set_contents(play->socket, "", 0, NULL));
    g_assert_true(g_file_set_contents(play->log, "", 0, NULL));
    play->begins = TRUE;
}

static void tear_down(Play *play, gconstpointer unused)
{
    remove_folder(play->folder);
    g_free(play->folder);
    g_free(play->socket);
    g_free(play->log);
}

/* How many recorders there have been. */
static int starts(const Play *play)
{
    GStatBuf status;
    return g_stat(play->log, &status) == 0 ? (int)status.st_size : 0;
}

/* In a process of its own, where nothing may be asserted. */
static int record(int for_seconds, gboolean again, gint *begun, gpointer user_data)
{
    const Play *play = user_data;
    FILE *log = fopen(play->log, "a");
    int before = starts(play), end = play->ends[0];
    for (int i = 0; i < before && play->ends[i + 1] != G_MAXINT; i++)
        end = play->ends[i + 1];
    fputc(again ? 'a' : 'f', log);
    fclose(log);
    *begun = play->begins;
    if (play->closes_after == before + 1)
        g_unlink(play->socket);
    if (play->lingers)
        pause();
    if (end == KILLED)
        kill(getpid(), SIGKILL);
    return end;
}

/* Begins; the process that waits. */
static pid_t begin(Play *play)
{
    int fds[2];
    g_assert_cmpint(pipe(fds), ==, 0);
    pid_t pid = fork();
    if (pid == 0)
        _exit(revive_run(play->folder, 0, FAILED, fds[1], record, play));
    close(fds[0]);
    close(fds[1]);
    return pid;
}

/* Its exit code. */
static int end_of(pid_t pid)
{
    int status;
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    g_assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void wait_for_starts(const Play *play, int wanted)
{
    for (gint64 until_us = 0; starts(play) < wanted;)
        support_wait(&until_us);
    g_assert_cmpint(starts(play), ==, wanted);
}

static void assert_run(Play *play, int expected_starts, int expected_code)
{
    g_assert_cmpint(end_of(begin(play)), ==, expected_code);
    g_assert_cmpint(starts(play), ==, expected_starts);
}

static void test_goes_on(Play *play, gconstpointer unused)
{
    static const int ends[] = {KILLED, FAILED, DONE, G_MAXINT};
    play->ends = ends;
    assert_run(play, 3, DONE);
    /* Only the first is asked whether it may begin. */
    g_autofree char *log = NULL;
    g_assert_true(g_file_get_contents(play->log, &log, NULL, NULL));
    g_assert_cmpstr(log, ==, "faa");
}

static void test_ends(Play *play, gconstpointer unused)
{
    static const int full[] = {KILLED, FULL, G_MAXINT}, killed[] = {KILLED, G_MAXINT};
    play->ends = full;
    assert_run(play, 2, FULL);
    /* One that never recorded anything is not missed. */
    play->ends = killed;
    play->begins = FALSE;
    assert_run(play, 3, FAILED);
    /* Nor is one that somebody closed. */
    play->begins = TRUE;
    play->closes_after = 5;
    assert_run(play, 5, FAILED);
}

static void test_how_often(Play *play, gconstpointer unused)
{
    static const int killed[] = {KILLED, G_MAXINT};
    play->ends = killed;
    pid_t pid = begin(play);
    wait_for_starts(play, TIMES);
    g_usleep(SETTLED_US);
    g_assert_cmpint(starts(play), ==, TIMES);
    /* It can be told to end while it waits. */
    g_assert_cmpint(kill(pid, SIGTERM), ==, 0);
    g_assert_cmpint(end_of(pid), ==, FAILED);
    g_assert_cmpint(starts(play), ==, TIMES);
}

static void test_told_to_end(Play *play, gconstpointer unused)
{
    static const int done[] = {DONE, G_MAXINT};
    play->ends = done;
    play->lingers = TRUE;
    pid_t pid = begin(play);
    wait_for_starts(play, 1);
    /* The word is passed on; that it dies of it here is no reason for another. */
    g_assert_cmpint(kill(pid, SIGTERM), ==, 0);
    g_assert_cmpint(end_of(pid), ==, FAILED);
    g_assert_cmpint(starts(play), ==, 1);
}

#define ADD(name, test) g_test_add("/revive/" name, Play, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("a-recorder-that-dies-or-fails-is-followed-by-another", test_goes_on);
    ADD("what-is-over-is-not-taken-up-again", test_ends);
    ADD("five-times-a-minute-and-no-more", test_how_often);
    ADD("told-to-end-it-ends", test_told_to_end);
    return g_test_run();
}
