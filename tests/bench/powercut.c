/*
 * What a power cut costs: the recorder writes to a small ext4 on a loop device, and at random
 * moments the device's bytes are copied as they are, without a sync. Each copy is checked by
 * e2fsck, mounted, recovered, and its chain verified; printed is how much of the recording is
 * missing. Needs root.
 *
 *   powercut [CUTS]                   exit 1 if more than half a second is lost, or a chain breaks
 */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "media/chain.h"
#include "media/client.h"
#include "tests/support.h"

#define CUTS 20
#define IMAGE_MB 96
#define BUDGET_MS 500
#define SHORTEST_US 700000
#define LONGEST_US 2500000

typedef struct {
    char *folder, *image, *disk, *copy, *copied, *recorder;
    char *device; /* the loop device of disk */
} Lab;

/* Runs a shell command; its output (g_free), NULL if it failed with more than allowed. */
static char *shell(int allowed, const char *format, ...) G_GNUC_PRINTF(2, 3);
static char *shell(int allowed, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *command = g_strdup_vprintf(format, args);
    va_end(args);
    const char *argv[] = {"sh", "-c", command, NULL};
    g_auto(Run) run = run_program(argv);
    if (run.exit_code >= 0 && run.exit_code <= allowed)
        return g_strchomp(g_steal_pointer(&run.out));
    fprintf(stderr, "powercut: %s: %s\n", command, run.err);
    return NULL;
}

static gboolean do_shell(char *output)
{
    g_free(output);
    return output != NULL;
}

static gboolean set_up(Lab *lab)
{
    if (!do_shell(shell(0, "truncate -s %dM '%s' && mkfs.ext4 -q -F '%s' && mkdir '%s' '%s'",
                        IMAGE_MB, lab->image, lab->image, lab->disk, lab->copied)))
        return FALSE;
    lab->device = shell(0, "losetup --find --show '%s'", lab->image);
    return lab->device && do_shell(shell(0, "mount '%s' '%s'", lab->device, lab->disk));
}

static void tear_down(Lab *lab)
{
    g_free(shell(99, "umount '%s' 2>/dev/null", lab->disk));
    if (lab->device)
        g_free(shell(99, "losetup -d '%s'", lab->device));
    remove_folder(lab->folder);
}

/* How many writes the device has seen. */
static char *writes(const Lab *lab)
{
    return shell(0, "cat /sys/block/%s/stat | tr -s ' ' | cut -d' ' -f6",
                 strrchr(lab->device, '/') + 1);
}

/* Copies the device's bytes as they stand at one moment: again if something was written meanwhile.
 * The running time when it was done, or -1. */
static gint64 cut(const Lab *lab, RecorderClient *client)
{
    for (int i = 0; i < 50; i++) {
        RecorderMark mark;
        g_autofree char *before = writes(lab);
        gboolean ok = do_shell(shell(0, "cp --sparse=always '%s' '%s'", lab->image, lab->copy));
        g_autofree char *after = writes(lab);
        if (!ok || !before || !after || !recorder_mark(client, &mark, NULL))
            return -1;
        if (strcmp(before, after) == 0)
            return mark.at_ms;
    }
    return -1;
}

/* The time of the last picture that can be read from a take; -1 if there is none. */
static gint64 last_picture_ms(const char *take)
{
    g_autofree char *time =
        shell(255,
              "ffprobe -v quiet -select_streams v -show_entries packet=pts_time -of csv=p=0"
              " '%s' | tail -n 1",
              take);
    return time && *time ? (gint64)(g_ascii_strtod(time, NULL) * 1000 + 0.5) : -1;
}

/* Mends and reads the copy; how much of at_ms is missing, or -1 if it is not sound. */
static gint64 examine(const Lab *lab, gint64 at_ms)
{
    g_autoptr(GError) error = NULL;
    gint64 last_ms = -1;
    /* 1: it mended something. */
    if (!do_shell(shell(1, "e2fsck -p -f '%s'", lab->copy)) ||
        !do_shell(shell(0, "mount -o loop '%s' '%s'", lab->copy, lab->copied)))
        return -1;
    g_autofree char *take = g_build_filename(lab->copied, "take-01.mkv", NULL);
    if (recorder_recover(lab->recorder, lab->copied, &error)) {
        g_autoptr(Recording) recording = recording_verify(lab->copied, NULL, NULL, NULL, &error);
        if (recording)
            last_ms = last_picture_ms(take);
    }
    if (error)
        fprintf(stderr, "powercut: %s\n", error->message);
    g_free(shell(0, "umount '%s'", lab->copied));
    return last_ms < 0 ? -1 : MAX(at_ms - last_ms, 0);
}

static int compare(const void *a, const void *b)
{
    gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;
    return (left > right) - (left < right);
}

static gboolean report(gint64 *lost_ms, int cuts)
{
    qsort(lost_ms, (size_t)cuts, sizeof *lost_ms, compare);
    printf("powercut: %d cuts, lost min %.2f median %.2f max %.2f s, budget %.2f s; every chain"
           " verified\n",
           cuts, (double)lost_ms[0] / 1000, (double)lost_ms[cuts / 2] / 1000,
           (double)lost_ms[cuts - 1] / 1000, BUDGET_MS / 1000.0);
    return lost_ms[cuts - 1] <= BUDGET_MS;
}

static gboolean run(const Lab *lab, int cuts)
{
    RecorderOptions options = {lab->recorder, lab->disk, "test", "test", 0};
    g_autoptr(GError) error = NULL;
    g_autofree gint64 *lost_ms = g_new0(gint64, cuts);
    gboolean ok = recorder_start(&options, NULL, &error);
    g_autoptr(RecorderClient) client = ok ? recorder_connect(lab->disk, &error) : NULL;
    for (int i = 0; client && ok && i < cuts; i++) {
        g_usleep((gulong)g_random_int_range(SHORTEST_US, LONGEST_US));
        gint64 at_ms = cut(lab, client);
        lost_ms[i] = at_ms < 0 ? -1 : examine(lab, at_ms);
        ok = lost_ms[i] >= 0;
        printf("cut %2d at %7.2f s: %s%.2f s lost\n", i + 1, (double)at_ms / 1000,
               ok ? "" : "NOT SOUND, ", (double)lost_ms[i] / 1000);
    }
    if (client)
        recorder_stop(client, NULL);
    if (error)
        fprintf(stderr, "powercut: %s\n", error->message);
    return client && ok && report(lost_ms, cuts);
}

int main(int argc, char **argv)
{
    int cuts = argc > 1 ? atoi(argv[1]) : CUTS;
    if (geteuid() != 0 || cuts < 1) {
        fprintf(stderr, "powercut: needs root and a number of cuts\n");
        return 2;
    }
    g_autofree char *program = g_canonicalize_filename(argv[0], NULL);
    g_autofree char *programs = g_path_get_dirname(program);
    g_autofree char *build = g_path_get_dirname(programs);
    Lab lab = {.folder = g_dir_make_tmp("esep-powercut-XXXXXX", NULL)};
    lab.image = g_build_filename(lab.folder, "image", NULL);
    lab.disk = g_build_filename(lab.folder, "disk", NULL);
    lab.copy = g_build_filename(lab.folder, "copy", NULL);
    lab.copied = g_build_filename(lab.folder, "copied", NULL);
    lab.recorder = g_build_filename(build, "esep-recorder", NULL);
    gboolean ok = set_up(&lab) && run(&lab, cuts);
    tear_down(&lab);
    char *owned[] = {lab.folder, lab.image,    lab.disk,  lab.copy,
                     lab.copied, lab.recorder, lab.device};
    for (gsize i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
    return ok ? 0 : 1;
}
