#include "tests/support_survivors.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "media/record_format.h"
#include "media/test_picture.h"
#include "tests/support_recorder.h"

#ifdef __SANITIZE_ADDRESS__
/* With the many names of GStreamer, GLib leaves an allocation of its constructor behind, which
 * tests/leaks.txt can only tell from ours by a full stack. That makes all else ten times slower. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "fast_unwind_on_malloc=0";
}
#endif

/* One line through the middle of the squares. */
#define LINE_PX ((1 + TEST_PICTURE_BITS + TEST_PICTURE_PHASE_BITS + 1) * TEST_PICTURE_SQUARE_PX)
#define LINE_Y_PX (TEST_PICTURE_SQUARE_PX + TEST_PICTURE_SQUARE_PX / 2)
#define LOUD 3000
#define QUIET_SAMPLES (RECORD_SAMPLES_PER_SECOND / 10)
#define FRAME_US (G_USEC_PER_SEC / RECORD_FRAMES_PER_SECOND)
/* Since the recorder was asked how many it lost. */
#define LOST_SINCE 12
#define BEEP_BUDGET_US 40000

typedef struct {
    gint64 taken_us; /* by the camera's clock; 0: a placeholder */
    gint64 at_us;    /* in the take */
} Picture;

/* What a shell command writes. Free with g_bytes_unref. */
static GBytes *output(const char *format, ...) G_GNUC_PRINTF(1, 2);
static GBytes *output(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *command = g_strdup_vprintf(format, args);
    va_end(args);
    g_autoptr(GError) error = NULL;
    g_autofree char *name = NULL;
    int fd = g_file_open_tmp("esep-decoded-XXXXXX", &name, &error);
    g_assert_no_error(error);
    g_close(fd, NULL);
    g_free(support_shell("%s > '%s'", command, name));
    char *data = NULL;
    gsize size = 0;
    g_assert_true(g_file_get_contents(name, &data, &size, &error));
    g_unlink(name);
    return g_bytes_new_take(data, size);
}

static GArray *read_pictures(const char *take)
{
    g_autoptr(GBytes) lines = output("ffmpeg -v quiet -i '%s' -vf format=gray,crop=%d:1:0:%d"
                                     " -vsync passthrough -f rawvideo -",
                                     take, LINE_PX, LINE_Y_PX);
    g_autoptr(GBytes) times = output("ffprobe -v quiet -select_streams v -show_entries"
                                     " packet=pts_time -of csv=p=0 '%s'",
                                     take);
    GArray *pictures = g_array_new(FALSE, FALSE, sizeof(Picture));
    const guint8 *line = g_bytes_get_data(lines, NULL);
    const char *time = g_bytes_get_data(times, NULL);
    for (gsize left = g_bytes_get_size(lines); left >= LINE_PX; left -= LINE_PX, line += LINE_PX) {
        g_assert_nonnull(time);
        /* The number zero is that of black, which a placeholder is there. */
        gint64 taken_us = test_picture_number(line, 0) == 0 ? 0 : test_picture_taken_us(line, 0);
        Picture picture = {taken_us, (gint64)(g_ascii_strtod(time, NULL) * G_USEC_PER_SEC + 0.5)};
        g_array_append_val(pictures, picture);
        time = strchr(time, '\n');
        time = time ? time + 1 : NULL;
    }
    return pictures;
}

/* When each beep begins, in microseconds of the take: by the time of the packet that it is in. */
static GArray *read_beeps(const char *take)
{
    g_autoptr(GBytes) sound = output("ffmpeg -v quiet -i '%s' -vn -ac 1 -f s16le -", take);
    g_autoptr(GBytes) times = output("ffprobe -v quiet -select_streams a -show_entries"
                                     " frame=pts_time,nb_samples -of csv=p=0 '%s'",
                                     take);
    GArray *beeps = g_array_new(FALSE, FALSE, sizeof(gint64));
    gsize size;
    const gint16 *samples = g_bytes_get_data(sound, &size);
    const char *time = g_bytes_get_data(times, NULL);
    gint64 all = (gint64)(size / sizeof *samples), loud = -QUIET_SAMPLES, begin = 0;
    for (double at_s; begin < all && time && *time; time = strchr(time, '\n') + 1) {
        char *after;
        at_s = g_ascii_strtod(time, &after);
        gint64 end = begin + g_ascii_strtoll(after + 1, NULL, 10);
        for (gint64 i = begin; i < MIN(end, all); i++) {
            gint64 at_us = (gint64)(at_s * G_USEC_PER_SEC) +
                           (i - begin) * G_USEC_PER_SEC / RECORD_SAMPLES_PER_SECOND;
            if (abs(samples[i]) < LOUD)
                continue;
            if (i - loud >= QUIET_SAMPLES)
                g_array_append_val(beeps, at_us);
            loud = i;
        }
        begin = end;
    }
    return beeps;
}

static void count_pictures(Survivors *survivors, const GArray *pictures)
{
    gint64 last_taken_us = 0, last_us = -1;
    for (guint i = 0; i < pictures->len; i++) {
        const Picture *picture = &g_array_index(pictures, Picture, i);
        if (last_us >= 0)
            survivors->longest_hole_us = MAX(survivors->longest_hole_us, picture->at_us - last_us);
        last_us = picture->at_us;
        survivors->end_us = picture->at_us + FRAME_US;
        survivors->placeholders += picture->taken_us == 0;
        survivors->pictures += picture->taken_us > 0;
        if (picture->taken_us == 0)
            continue;
        gint64 steps = (picture->taken_us - last_taken_us + FRAME_US / 2) / FRAME_US;
        if (last_taken_us > 0 && steps > 1)
            survivors->missing += (guint)(steps - 1);
        survivors->doubled += last_taken_us > 0 && steps < 1;
        last_taken_us = picture->taken_us;
    }
}

/* The picture that is shown at a place in the take; NULL if none is. */
static const Picture *find_picture(const GArray *pictures, gint64 at_us)
{
    guint low = 0, high = pictures->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        if (g_array_index(pictures, Picture, middle).at_us <= at_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? &g_array_index(pictures, Picture, low - 1) : NULL;
}

/* How far from a full second the camera's clock is at a place in the take; FALSE if it shows none
 * there. */
static gboolean from_second(const GArray *pictures, gint64 at_us, gint64 *offset_us_out)
{
    const Picture *picture = find_picture(pictures, at_us);
    if (!picture || picture->taken_us == 0 || at_us - picture->at_us > 2 * FRAME_US)
        return FALSE;
    gint64 in_second_us = (picture->taken_us + at_us - picture->at_us) % G_USEC_PER_SEC;
    *offset_us_out =
        in_second_us > G_USEC_PER_SEC / 2 ? in_second_us - G_USEC_PER_SEC : in_second_us;
    return TRUE;
}

gint64 support_taken_us(const char *take, gint64 at_us)
{
    g_autoptr(GArray) pictures = read_pictures(take);
    const Picture *picture = find_picture(pictures, at_us);
    return picture ? picture->taken_us : 0;
}

static void count_beeps(Survivors *survivors, const GArray *pictures, const GArray *beeps)
{
    survivors->beeps = beeps->len;
    for (guint i = 0; i < beeps->len; i++) {
        gint64 at_us = g_array_index(beeps, gint64, i), offset_us;
        if (i > 0) {
            gint64 step_us = at_us - g_array_index(beeps, gint64, i - 1);
            gint64 steps = (step_us + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC;
            survivors->beeps_missing += (guint)MAX(steps - 1, 0);
        }
        if (!from_second(pictures, at_us, &offset_us))
            continue;
        survivors->worst_beep_us = MAX(survivors->worst_beep_us, ABS(offset_us));
        survivors->last_beep_us = offset_us;
    }
}

Survivors support_survivors(const char *take)
{
    Survivors survivors = {0};
    g_autoptr(GArray) pictures = read_pictures(take);
    g_autoptr(GArray) beeps = read_beeps(take);
    count_pictures(&survivors, pictures);
    count_beeps(&survivors, pictures, beeps);
    g_test_message("%s: %u pictures, %u placeholders, %u missing, %u doubled, longest hole %d ms,"
                   " end %d ms; %u beeps, %u missing, worst %d ms, last %d ms from its flash",
                   take, survivors.pictures, survivors.placeholders, survivors.missing,
                   survivors.doubled, (int)(survivors.longest_hole_us / 1000),
                   (int)(survivors.end_us / 1000), survivors.beeps, survivors.beeps_missing,
                   (int)(survivors.worst_beep_us / 1000), (int)(survivors.last_beep_us / 1000));
    return survivors;
}

gint64 support_bridged_ms(const Recording *recording, int take, const char *what, guint *count_out)
{
    gint64 sum_ms = 0;
    *count_out = 0;
    for (guint i = 0; i < recording->gaps->len; i++) {
        const RecordingGap *gap = g_ptr_array_index(recording->gaps, i);
        if (gap->take != take || strcmp(gap->what, what) != 0)
            continue;
        sum_ms += gap->for_ms;
        ++*count_out;
    }
    return sum_ms;
}

void support_assert_told(const Survivors *survivors, const Recording *recording, int take,
                         guint64 frames_lost)
{
    guint count;
    gint64 camera_ms = support_bridged_ms(recording, take, "camera", &count);
    g_test_message("told: camera away %u times, %d ms; %d frames lost", count, (int)camera_ms,
                   (int)frames_lost);
    g_assert_cmpint(survivors->doubled, ==, 0);
    gint64 told =
        camera_ms * RECORD_FRAMES_PER_SECOND / 1000 + 2 * count + (gint64)frames_lost + LOST_SINCE;
    g_assert_cmpint(survivors->missing, <=, told);
    g_assert_cmpint(survivors->end_us / FRAME_US - survivors->pictures, <=, told);
    g_assert_true(survivors->placeholders == 0 || count > 0);
    gint64 mic_ms = support_bridged_ms(recording, take, "mic", &count);
    gint64 silent_s = mic_ms / 1000 + count;
    g_assert_cmpint(survivors->beeps_missing, <=, silent_s);
    g_assert_cmpint(survivors->end_us / G_USEC_PER_SEC - survivors->beeps, <=, silent_s + 1);
    g_assert_cmpint(survivors->worst_beep_us, <=, BEEP_BUDGET_US);
}
