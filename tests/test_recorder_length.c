/* A recording as long as a meeting: neither frames nor time nor the step between picture and sound
 * get lost on the way.
 *
 * $RECORD_SECONDS: how long it is. Without that, a machine that is busy with other tests may lose
 * some, if the recorder tells of each. */
#include <stdlib.h>
#include <string.h>

#include "media/chain.h"
#include "media/preview.h"
#include "tests/support.h"
#include "tests/support_recorder.h"
#include "tests/support_survivors.h"

#define SECONDS_IN_CHECK 3
#define LOOK_EVERY_US 66000
#define BEEP_BUDGET_US 40000
#define MEMORY_BUDGET_KIB (90 * 1024)

/* The most memory that the process had. */
static gint64 peak_kib(GSubprocess *process)
{
    g_autofree char *path =
        g_strdup_printf("/proc/%s/status", g_subprocess_get_identifier(process));
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return 0;
    const char *line = strstr(text, "VmHWM:");
    return line ? g_ascii_strtoll(line + strlen("VmHWM:"), NULL, 10) : 0;
}

/* Looks at it as the screen does, until it is nearly over. */
static RecorderStatus watch(const char *folder, GSubprocess *recorder, gint64 until_ms,
                            gint64 *peak_kib_out)
{
    RecorderStatus status = support_recorder_wait_safe(folder, 0);
    g_autoptr(RecorderClient) client = recorder_connect(folder, NULL);
    g_autoptr(Preview) preview = preview_open(client, NULL);
    g_assert_nonnull(preview);
    while (status.running_ms < until_ms) {
        PreviewPicture picture;
        g_usleep(LOOK_EVERY_US);
        preview_read(preview, &picture);
        g_assert_true(recorder_status(client, &status, NULL));
    }
    *peak_kib_out = peak_kib(recorder);
    return status;
}

static void test_real_time(void)
{
    const char *wanted = g_getenv("RECORD_SECONDS");
    int seconds = wanted ? atoi(wanted) : SECONDS_IN_CHECK;
    g_autofree char *folder = g_dir_make_tmp("esep-length-XXXXXX", NULL);
    g_autofree char *take = g_build_filename(folder, "take-01.mkv", NULL);
    g_autofree char *text = g_strdup_printf("%d", seconds);
    g_autoptr(GSubprocess) recorder =
        support_recorder_run(folder, "test", "test", "--for", text, NULL);
    gint64 memory_kib = 0;
    RecorderStatus status = watch(folder, recorder, seconds * 1000 - 500, &memory_kib);
    g_assert_cmpint(support_recorder_exit(recorder), ==, 0);
    g_autoptr(GError) error = NULL;
    g_autoptr(Recording) recording = recording_verify(folder, NULL, NULL, NULL, &error);
    g_assert_no_error(error);
    Survivors survivors = support_survivors(take);
    g_test_message("%d s: %u frames, %d lost; peak of memory %d KiB", seconds, survivors.pictures,
                   (int)status.frames_lost, (int)memory_kib);
    support_assert_told(&survivors, recording, 1, status.frames_lost);
    g_assert_cmpint(survivors.worst_beep_us, <=, BEEP_BUDGET_US);
    if (wanted) {
        g_assert_cmpint(status.frames_lost, ==, 0);
        g_assert_cmpint(survivors.missing + survivors.placeholders, ==, 0);
        g_assert_cmpint(survivors.pictures, >=, (guint)seconds * 30 - 6);
        g_assert_cmpint(survivors.beeps_missing, ==, 0);
        g_assert_cmpint(survivors.beeps, >=, (guint)seconds - 1);
        g_assert_cmpint(recording->gaps->len, ==, 0);
    }
#ifndef __SANITIZE_ADDRESS__
    g_assert_cmpint(memory_kib, <=, MEMORY_BUDGET_KIB);
#endif
    remove_folder(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/length/at-real-time-not-one-frame-or-beep-is-lost-in-silence",
                    test_real_time);
    return g_test_run();
}
