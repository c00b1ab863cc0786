/* Stretches of a copy in which nothing is to be seen or heard, decoded by another program. */
#include <stdlib.h>
#include <string.h>

#include "media/chain.h"
#include "media/chain_writer.h"
#include "media/error.h"
#include "media/jobs.h"
#include "tests/support.h"
#include "tests/support_recorder.h"

/* Of the test's takes. */
#define SAMPLES_PER_MS 48
/* The sound's margins (blank.h), and what the coder looks ahead. */
#define SOUND_BEFORE_MS 130
#define SOUND_AFTER_MS 500
/* What is left of the sound before, which a decoder's filters still ring with. */
#define RINGING_MS 20
/* The ground of the plate, as a brightness. */
#define PLATE_LUMA_MIN 40
#define PLATE_LUMA_MAX 44

typedef struct {
    char *folder, *whole, *out, *program;
    Job job;
} Fixture;

static void set_up(Fixture *f, gconstpointer unused)
{
    f->folder = g_dir_make_tmp("esep-blank-XXXXXX", NULL);
    f->whole = g_build_filename(f->folder, "whole.mkv", NULL);
    f->out = g_build_filename(f->folder, "out.mkv", NULL);
    f->program = g_build_filename(g_getenv("ESEP_BUILD"), "esep-recorder", NULL);
    f->job = (Job){.program = f->program, .directory = f->folder, .out = f->out};
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    remove_folder(f->folder);
    g_free(f->folder);
    g_free(f->whole);
    g_free(f->out);
    g_free(f->program);
}

/* A loud take of ten bright pictures a second, a keyframe each second. coder: how they are coded.
 */
static void add_take(const Fixture *f, const char *size, int seconds, const char *coder)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ChainWriter) writer = chain_writer_open(f->folder, &error);
    g_assert_no_error(error);
    int take = chain_writer_take(writer, "test", "test", &error);
    g_assert_no_error(error);
    g_free(support_shell("ffmpeg -v error -y -f lavfi -i testsrc2=size=%s:rate=10 -f lavfi"
                         " -i 'anoisesrc=sample_rate=48000:amplitude=0.4:seed=%d' -t %d"
                         " -pix_fmt yuv420p -c:v libx264 -preset ultrafast -tune zerolatency -g 10"
                         " %s -c:a libopus -ac 1 -f matroska -live 1 -cluster_time_limit 1000"
                         " '%s/take-%02d.mkv'",
                         size, take, seconds, coder, f->folder, take));
    g_assert_true(chain_writer_complete(writer, "stopped", &error));
    g_assert_no_error(error);
}

static GArray *blank(Fixture *f, const JobBlank *blanks, gsize count)
{
    g_autoptr(GError) error = NULL;
    GArray *blanked = NULL;
    g_assert_true(job_blanked(&f->job, NULL, 0, blanks, count, &blanked, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(blanked->len, ==, count);
    for (guint i = 0; i < count; i++) {
        const JobBlank *one = &g_array_index(blanked, JobBlank, i);
        g_assert_cmpint(one->from_ms, ==, blanks[i].from_ms);
        g_assert_cmpint(one->to_ms, >=, blanks[i].to_ms);
    }
    return blanked;
}

static void write_whole(const Fixture *f)
{
    Job job = f->job;
    g_autoptr(GError) error = NULL;
    job.out = f->whole;
    g_assert_true(job_playable(&job, NULL, 0, &error));
    g_assert_no_error(error);
}

static gboolean is_blanked(const GArray *blanked, gint64 at_ms, gint64 before_ms, gint64 after_ms)
{
    for (guint i = 0; i < blanked->len; i++) {
        const JobBlank *one = &g_array_index(blanked, JobBlank, i);
        if (at_ms >= one->from_ms - before_ms && at_ms < one->to_ms + after_ms)
            return TRUE;
    }
    return FALSE;
}

/* Lines "at_ms,…" of the pictures or packets, as another program prints them. */
static char **lines_of(const char *file, const char *options)
{
    g_autofree char *text =
        support_shell("ffmpeg -v error -copyts -i '%s' -map 0:v %s -enc_time_base 1:1000 -fps_mode"
                      " passthrough -f framemd5 - | grep -v '^#' | tr -d ' '",
                      file, options);
    return g_strsplit(g_strchomp(text), "\n", -1);
}

/* Of "0,dts,pts,duration,size,hash". */
static gint64 time_of(const char *line)
{
    g_auto(GStrv) parts = g_strsplit(line, ",", -1);
    g_assert_cmpuint(g_strv_length(parts), ==, 6);
    return g_ascii_strtoll(parts[2], NULL, 10);
}

static const char *hash_of(const char *line)
{
    return strrchr(line, ',') + 1;
}

static void assert_outside_is_the_same(const Fixture *f, const GArray *blanked, const char *options)
{
    g_auto(GStrv) before = lines_of(f->whole, options), after = lines_of(f->out, options);
    guint outside = 0, found = 0;
    for (char **line = before; *line; line++) {
        if (is_blanked(blanked, time_of(*line), 0, 0))
            continue;
        outside++;
        /* Picture and time: it is where it was beside the sound. */
        if (!g_strv_contains((const char *const *)after, *line))
            g_error("not in the copy: %s", *line);
    }
    for (char **line = after; *line; line++)
        found += !is_blanked(blanked, time_of(*line), 0, 0);
    g_assert_cmpuint(found, ==, outside);
    g_assert_cmpuint(outside, >, 10);
}

/* Every picture of the stretch is one and the same, and none that was recorded. late_ms: when the
 * first one stands, at the latest. */
static void assert_inside_is_the_plate(const Fixture *f, const JobBlank *stretch, gint64 late_ms)
{
    const char *const decoded = "-c:v rawvideo";
    g_auto(GStrv) before = lines_of(f->whole, decoded), after = lines_of(f->out, decoded);
    const char *plate = NULL;
    gint64 last_ms = -1;
    for (char **line = after; *line; line++) {
        gint64 at_ms = time_of(*line);
        if (at_ms < stretch->from_ms || at_ms >= stretch->to_ms)
            continue;
        const gint64 wait_ms = last_ms < 0 ? at_ms - stretch->from_ms : at_ms - last_ms;
        g_assert_cmpint(wait_ms, <=, last_ms < 0 ? late_ms : 1000);
        if (!plate)
            plate = hash_of(*line);
        g_assert_cmpstr(hash_of(*line), ==, plate);
        last_ms = at_ms;
    }
    g_assert_nonnull(plate);
    for (char **line = before; *line; line++)
        g_assert_cmpstr(hash_of(*line), !=, plate);
    g_autofree char *ground =
        support_shell("ffmpeg -v error -ss %.3f -i '%s' -frames:v 1 -vf crop=2:2:8:8"
                      " -pix_fmt gray -f rawvideo - | od -An -tu1 -N1",
                      (double)(stretch->from_ms + 10) / 1000, f->out);
    g_assert_cmpint(atoi(ground), >=, PLATE_LUMA_MIN);
    g_assert_cmpint(atoi(ground), <=, PLATE_LUMA_MAX);
}

/* Decoded sound, of which silence stands where a packet is missing. */
static gint16 *samples_of(const Fixture *f, const char *file, gsize *count_out)
{
    g_autofree char *raw = g_build_filename(f->folder, "raw", NULL);
    g_free(support_shell("ffmpeg -v fatal -y -i '%s' -map 0:a -af aresample=async=1000:first_pts=0"
                         " -f s16le '%s'",
                         file, raw));
    char *data = NULL;
    g_assert_true(g_file_get_contents(raw, &data, count_out, NULL));
    *count_out /= sizeof(gint16);
    return (gint16 *)data;
}

static void assert_sound(const Fixture *f, const GArray *blanked)
{
    gsize count, whole_count, same = 0, silent = 0;
    g_autofree gint16 *samples = samples_of(f, f->out, &count);
    g_autofree gint16 *whole = samples_of(f, f->whole, &whole_count);
    g_assert_cmpuint(count, ==, whole_count);
    for (gsize i = 0; i < count; i++) {
        const gint64 at_ms = (gint64)i / SAMPLES_PER_MS;
        if (is_blanked(blanked, at_ms, -RINGING_MS, 0)) {
            if (ABS(samples[i]) > 1)
                g_error("something is heard at %" G_GINT64_FORMAT " ms: %d", at_ms, samples[i]);
            silent++;
        } else if (!is_blanked(blanked, at_ms, SOUND_BEFORE_MS, SOUND_AFTER_MS)) {
            if (ABS(samples[i] - whole[i]) > 1)
                g_error("another sound at %" G_GINT64_FORMAT " ms: %d, was %d", at_ms, samples[i],
                        whole[i]);
            same++;
        }
    }
    g_assert_cmpuint(same, >, 2000 * SAMPLES_PER_MS);
    g_assert_cmpuint(silent, >, 1000 * SAMPLES_PER_MS);
}

static char *probe(const char *file, const char *options)
{
    return support_shell("ffprobe -v error %s -of csv=p=0:nk=1 '%s'", options, file);
}

static void assert_copy(const Fixture *f, const GArray *blanked)
{
    g_autofree char *errors = support_shell(
        "ffmpeg -v error -i '%s' -enc_time_base 1:1000 -fps_mode passthrough -f null - 2>&1",
        f->out);
    g_assert_cmpstr(errors, ==, "");
    assert_outside_is_the_same(f, blanked, "-c:v copy");
    assert_outside_is_the_same(f, blanked, "-c:v rawvideo");
    assert_sound(f, blanked);
    g_autofree char *length = probe(f->whole, "-show_entries format=duration");
    g_autofree char *length_now = probe(f->out, "-show_entries format=duration");
    g_assert_cmpfloat(ABS(g_ascii_strtod(length, NULL) - g_ascii_strtod(length_now, NULL)), <,
                      0.05);
}

static void test_stretches(Fixture *f, gconstpointer unused)
{
    add_take(f, "320x240", 7, "");
    add_take(f, "480x270", 5, "");
    write_whole(f);
    g_autoptr(Recording) recording = recording_read(f->folder, NULL);
    const RecordingTake *first = g_ptr_array_index(recording->takes, 0);
    const gint64 seam_ms = first->length_ms + JOB_SEAM_MS;
    /* In the middle, between two keyframes; and from one take into the other. */
    const JobBlank asked[] = {{2350, 3420}, {seam_ms - 950, seam_ms + 1750}};
    g_autoptr(GArray) blanked = blank(f, asked, 2);
    const JobBlank *one = &g_array_index(blanked, JobBlank, 0);
    const JobBlank *two = &g_array_index(blanked, JobBlank, 1);
    g_assert_cmpint(one->to_ms - asked[0].to_ms, <=, 1000);
    g_assert_cmpint(two->to_ms - asked[1].to_ms, <=, 1000);
    assert_copy(f, blanked);
    const JobBlank parts[] = {*one, {two->from_ms, seam_ms}, {seam_ms, two->to_ms}};
    assert_inside_is_the_plate(f, &parts[0], 0);
    /* The picture of the take before stands until the first one of the next. */
    assert_inside_is_the_plate(f, &parts[1], 0);
    assert_inside_is_the_plate(f, &parts[2], 50);
    /* Nothing travels along that is not a track of picture or sound. */
    g_autofree char *tracks = support_shell(
        "mkvmerge -J '%s' | jq -c '[([.tracks[].codec] | sort), (.attachments | length),"
        " (.global_tags | length), (.chapters | length)]';"
        " mkvextract '%s' tags - | grep -o '<Name>[^<]*' | sort -u",
        f->out, f->out);
    g_assert_cmpstr(g_strchomp(tracks), ==,
                    "[[\"AVC/H.264/MPEG-4p10\",\"Opus\"],0,0,0]\n<Name>DURATION");
}

/* A keyframe behind which pictures may refer to what was before it does not end a stretch. */
static void test_open_groups(Fixture *f, gconstpointer unused)
{
    add_take(f, "320x240", 5, "-x264-params intra-refresh=1:keyint=10");
    write_whole(f);
    g_autofree char *keys = support_shell(
        "ffprobe -v error -select_streams v -show_entries packet=flags -of csv=p=0 '%s' |"
        " grep -c K",
        f->whole);
    g_assert_cmpint(atoi(keys), ==, 5);
    const JobBlank asked = {2350, 2600};
    g_autoptr(GArray) blanked = blank(f, &asked, 1);
    const JobBlank *one = &g_array_index(blanked, JobBlank, 0);
    g_autoptr(Recording) recording = recording_read(f->folder, NULL);
    g_assert_cmpint(one->to_ms, ==, recording->length_ms);
    /* The last plate stands where the last picture did, as long as that. */
    g_auto(GStrv) before = lines_of(f->whole, "-c:v copy"), after = lines_of(f->out, "-c:v copy");
    g_assert_cmpint(time_of(after[g_strv_length(after) - 1]), ==,
                    time_of(before[g_strv_length(before) - 1]));
    assert_copy(f, blanked);
    assert_inside_is_the_plate(f, one, 0);
}

/* From before the first picture to behind the last one; and what does not lie in the recording. */
static void test_whole(Fixture *f, gconstpointer unused)
{
    add_take(f, "320x240", 4, "");
    write_whole(f);
    const JobBlank asked[] = {{0, 3900}, {4100, 999000}};
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) blanked = NULL;
    g_assert_true(job_blanked(&f->job, NULL, 0, asked, 2, &blanked, &error));
    g_assert_no_error(error);
    const JobBlank *one = &g_array_index(blanked, JobBlank, 0);
    const JobBlank *two = &g_array_index(blanked, JobBlank, 1);
    g_assert_cmpint(one->to_ms, >=, 3900);
    g_assert_cmpint(two->from_ms, ==, two->to_ms);
    assert_inside_is_the_plate(f, one, 0);
    gsize count;
    g_autofree gint16 *samples = samples_of(f, f->out, &count);
    for (gsize i = 0; i < count; i++)
        g_assert_cmpint(ABS(samples[i]), <=, 1);
}

/* Killed and begun again, with the recorder's own pictures. */
static void test_recorder(Fixture *f, gconstpointer unused)
{
    g_autoptr(GSubprocess) killed = support_recorder_run(f->folder, "test", "test", NULL);
    support_recorder_wait_safe(f->folder, 1500);
    g_subprocess_force_exit(killed);
    support_recorder_exit(killed);
    g_autoptr(GSubprocess) second =
        support_recorder_run(f->folder, "test", "test", "--for", "2", NULL);
    g_assert_cmpint(support_recorder_exit(second), ==, 0);
    write_whole(f);
    g_autoptr(Recording) recording = recording_read(f->folder, NULL);
    const RecordingTake *first = g_ptr_array_index(recording->takes, 0);
    const gint64 seam_ms = first->length_ms + JOB_SEAM_MS;
    const JobBlank asked = {seam_ms - 800, seam_ms + 600};
    g_autoptr(GArray) blanked = blank(f, &asked, 1);
    const JobBlank *one = &g_array_index(blanked, JobBlank, 0);
    g_assert_cmpint(one->to_ms - seam_ms, <=, 1100);
    assert_outside_is_the_same(f, blanked, "-c:v copy");
    assert_outside_is_the_same(f, blanked, "-c:v rawvideo");
    assert_inside_is_the_plate(f, one, 0);
}

static void test_refused(Fixture *f, gconstpointer unused)
{
    static const JobBlank wrong[][2] = {{{2000, 1000}, {3000, 4000}},
                                        {{0, 2000}, {1000, 3000}},
                                        {{3000, 4000}, {0, 1000}},
                                        {{0, 1000}, {1000, 2000}},
                                        {{1000, 1000}, {3000, 4000}}};
    add_take(f, "320x240", 2, "");
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        GArray *blanked = NULL;
        g_assert_false(job_blanked(&f->job, NULL, 0, wrong[i], 2, &blanked, &error));
        g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED);
        g_assert_null(blanked);
        g_assert_false(g_file_test(f->out, G_FILE_TEST_EXISTS));
    }
    static const char *const texts[] = {"", "5", "-5-6", "5-", "5-6x", "5--6", "a-b"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *code =
            support_shell("'%s' remux --directory '%s' --out '%s' --blank='%s' >/dev/null 2>&1;"
                          " echo $?",
                          f->program, f->folder, f->out, texts[i]);
        g_assert_cmpint(atoi(code), !=, 0);
        g_assert_false(g_file_test(f->out, G_FILE_TEST_EXISTS));
    }
}

#define ADD(name, test) g_test_add("/blank/" name, Fixture, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("only-plate-and-silence-inside-and-all-as-it-was-outside", test_stretches);
    ADD("a-picture-that-may-refer-to-a-private-one-is-left-out", test_open_groups);
    ADD("the-whole-recording-can-be-blanked", test_whole);
    ADD("a-stretch-over-two-takes-of-the-recorder", test_recorder);
    ADD("stretches-that-are-none-are-refused", test_refused);
    return g_test_run();
}
