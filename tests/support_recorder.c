#include "tests/support_recorder.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#define ASK_AGAIN_US 30000

/* A test that aborts takes its recorder with it: whoever reads the test's output would wait on. */
static void end_with_the_test(gpointer unused)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

GSubprocess *support_recorder_run(const char *folder, const char *camera, const char *mic, ...)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep-recorder", NULL);
    const char *first[] = {program, "--directory", folder, "--camera", camera, "--mic", mic};
    for (gsize i = 0; i < G_N_ELEMENTS(first); i++)
        g_ptr_array_add(argv, (gpointer)first[i]);
    va_list args;
    va_start(args, mic);
    for (const char *arg; (arg = va_arg(args, const char *));)
        g_ptr_array_add(argv, (gpointer)arg);
    va_end(args);
    g_ptr_array_add(argv, NULL);
    g_autoptr(GSubprocessLauncher) launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE);
    g_subprocess_launcher_set_child_setup(launcher, end_with_the_test, NULL, NULL);
    GSubprocess *recorder =
        g_subprocess_launcher_spawnv(launcher, (const char *const *)argv->pdata, &error);
    g_assert_no_error(error);
    return recorder;
}

char *support_recorder_line(GSubprocess *recorder)
{
    GString *line = g_string_new(NULL);
    char byte;
    while (g_input_stream_read(g_subprocess_get_stdout_pipe(recorder), &byte, 1, NULL, NULL) == 1 &&
           byte != '\n')
        g_string_append_c(line, byte);
    return g_string_free(line, FALSE);
}

RecorderStatus support_recorder_wait(const char *folder, SupportCondition condition,
                                     gpointer user_data)
{
    RecorderStatus status = {0};
    g_autoptr(RecorderClient) client = NULL;
    gint64 until_us = g_get_monotonic_time() + SUPPORT_PATIENCE_US;
    while (g_get_monotonic_time() < until_us) {
        if (!client)
            client = recorder_connect(folder, NULL);
        if (client && recorder_status(client, &status, NULL) && condition(&status, user_data))
            return status;
        g_usleep(ASK_AGAIN_US);
    }
    g_error("the recorder never said what was waited for");
}

static gboolean is_safe(const RecorderStatus *status, gpointer user_data)
{
    return status->safe_ms >= *(gint64 *)user_data;
}

RecorderStatus support_recorder_wait_safe(const char *folder, gint64 safe_ms)
{
    return support_recorder_wait(folder, is_safe, &safe_ms);
}

int support_recorder_exit(GSubprocess *recorder)
{
    g_assert_true(g_subprocess_wait(recorder, NULL, NULL));
    return g_subprocess_get_if_exited(recorder) ? g_subprocess_get_exit_status(recorder) : -1;
}

guint64 support_recorder_stop(const char *folder, GSubprocess *recorder)
{
    RecorderStatus status;
    g_autoptr(GError) error = NULL;
    g_autoptr(RecorderClient) client = recorder_connect(folder, &error);
    g_assert_no_error(error);
    g_assert_true(recorder_status(client, &status, &error));
    g_assert_true(recorder_stop(client, &error));
    g_assert_no_error(error);
    if (recorder)
        g_assert_cmpint(support_recorder_exit(recorder), ==, 0);
    return status.frames_lost;
}

char *support_shell(const char *command, ...)
{
    va_list args;
    va_start(args, command);
    g_autofree char *script = g_strdup_vprintf(command, args);
    va_end(args);
    const char *argv[] = {"sh", "-c", script, NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(GSubprocess) shell = g_subprocess_newv(argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
    g_assert_no_error(error);
    char *out = NULL;
    g_assert_true(g_subprocess_communicate_utf8(shell, NULL, NULL, &out, NULL, &error));
    return out;
}

gint64 support_decode_ms(const char *take)
{
    /* Each frame at its own time: a rate that ffmpeg guesses would set two on the same tick. */
    g_autofree char *errors = support_shell(
        "ffmpeg -v error -i '%s' -vsync passthrough -enc_time_base:v 1:1000 -f null - 2>&1", take);
    g_assert_cmpstr(errors, ==, "");
    g_autofree char *times =
        support_shell("ffprobe -v error -select_streams v -show_entries packet=pts_time"
                      " -of csv=p=0 '%s' | tail -n 1",
                      take);
    return (gint64)(g_ascii_strtod(times, NULL) * 1000 + 0.5);
}
