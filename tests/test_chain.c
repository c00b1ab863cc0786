/* The chain of a recording: written, read, verified, and tampered with in every way. */
#include <errno.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "media/chain.h"
#include "media/chain_writer.h"
#include "media/error.h"
#include "media/segmenter.h"
#include "tests/support_matroska.h"

#define CLUSTERS 6

typedef struct {
    char *folder, *chain, *take;
} Folder;

static void set_up(Folder *folder, gconstpointer unused)
{
    folder->folder = g_dir_make_tmp("esep-chain-XXXXXX", NULL);
    folder->chain = g_build_filename(folder->folder, CHAIN_FILE, NULL);
    folder->take = g_build_filename(folder->folder, "take-01.mkv", NULL);
}

static void tear_down(Folder *folder, gconstpointer unused)
{
    g_autoptr(GDir) dir = g_dir_open(folder->folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder->folder, name, NULL);
        g_assert_cmpint(g_unlink(path), ==, 0);
    }
    g_assert_cmpint(g_rmdir(folder->folder), ==, 0);
    g_free(folder->folder);
    g_free(folder->chain);
    g_free(folder->take);
}

static void write_file(const char *path, const void *data, gsize size)
{
    g_assert_true(g_file_set_contents(path, data, (gssize)size, NULL));
}

typedef struct {
    ChainWriter *writer;
    int take;
} Writing;

static void handle_segment(const Segment *segment, gpointer user_data)
{
    Writing *writing = user_data;
    g_assert_true(chain_writer_segment(writing->writer, writing->take, segment, NULL));
}

/* Records a take of so many clusters as the recorder does; ended, or as a crash leaves it with
 * torn bytes missing at its end. */
static void record(const Folder *folder, int clusters, gboolean ended, gsize torn)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ChainWriter) writer = chain_writer_open(folder->folder, &error);
    g_assert_no_error(error);
    Writing writing = {writer, chain_writer_take(writer, "test", "test", &error)};
    g_assert_no_error(error);
    g_autofree char *path = g_strdup_printf("%s/take-%02d.mkv", folder->folder, writing.take);
    g_autoptr(GByteArray) bytes = matroska_take(clusters);
    g_assert_true(chain_writer_clock(writer, writing.take, 0, NULL));
    g_autoptr(Segmenter) segmenter = segmenter_new(0, handle_segment, &writing);
    segmenter_feed(segmenter, bytes->data, bytes->len - torn);
    write_file(path, bytes->data, bytes->len - torn);
    if (!ended)
        return;
    SegmentTail tail;
    segmenter_finish(segmenter, TRUE, &tail);
    g_assert_true(chain_writer_gap(writer, writing.take, 1000, 500, "camera", "stalled", NULL));
    g_assert_true(chain_writer_gap(writer, writing.take, 1500, 300, "camera", "stalled", NULL));
    g_assert_true(chain_writer_end(writer, writing.take, &tail, "stopped", NULL));
}

static void assert_different(const Folder *folder, const char *file, gint64 second)
{
    g_autoptr(GError) error = NULL;
    RecordingDifference difference;
    g_autoptr(Recording) recording =
        recording_verify(folder->folder, NULL, NULL, &difference, &error);
    g_assert_null(recording);
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_DIFFERENT);
    g_assert_cmpstr(difference.file, ==, file);
    g_assert_cmpint(difference.second, ==, second);
    recording_difference_clear(&difference);
}

static void assert_whole(const Folder *folder)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Recording) recording = recording_verify(folder->folder, NULL, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_nonnull(recording);
}

static char *output_of(const char *command)
{
    g_autofree char *text = NULL;
    g_assert_true(g_spawn_command_line_sync(command, &text, NULL, NULL, NULL));
    return g_strndup(text, 64);
}

static void test_written_and_read(Folder *folder, gconstpointer unused)
{
    record(folder, CLUSTERS, TRUE, 0);
    g_autoptr(Recording) recording = recording_verify(folder->folder, NULL, NULL, NULL, NULL);
    g_assert_nonnull(recording);
    g_assert_cmpint(recording->segments, ==, CLUSTERS);
    g_assert_cmpint(recording->takes->len, ==, 1);
    RecordingTake *take = g_ptr_array_index(recording->takes, 0);
    struct stat status;
    g_assert_cmpint(stat(folder->take, &status), ==, 0);
    g_assert_cmpint(take->bytes, ==, status.st_size);
    g_assert_cmpint(take->length_ms, ==, (CLUSTERS - 1) * 1000 + 900);
    g_assert_cmpstr(take->end, ==, "stopped");
    g_assert_cmpint(recording->gaps->len, ==, 1);
    RecordingGap *gap = g_ptr_array_index(recording->gaps, 0);
    g_assert_cmpint(gap->at_ms, ==, 1000);
    g_assert_cmpint(gap->for_ms, ==, 800);
}

static void test_other_programs_agree(Folder *folder, gconstpointer unused)
{
    record(folder, 2, TRUE, 0);
    g_autoptr(Recording) recording = recording_read(folder->folder, NULL);
    g_autofree char *last = g_strdup_printf("sh -c 'tail -n 1 \"%s\" | sha256sum'", folder->chain);
    g_autofree char *head = output_of(last);
    g_assert_cmpstr(recording->head, ==, head);

    /* The tree of two leaves by hand: SHA-256(1 | SHA-256(0 | a) | SHA-256(0 | b)). */
    g_autofree char *script = g_strdup_printf(
        "sh -c 'leaf() { printf \"00$1\" | tr a-f A-F | basenc --base16 -d | sha256sum |"
        " cut -c 1-64; }; "
        "set -- $(sed -n \"s/.*segment.*sha256\\\":\\\"\\([0-9a-f]*\\).*/\\1/p\" \"%s\"); "
        "printf \"01$(leaf $1)$(leaf $2)\" | tr a-f A-F | basenc --base16 -d | sha256sum'",
        folder->chain);
    g_autofree char *root = output_of(script);
    g_assert_cmpstr(recording->root, ==, root);
}

static void test_every_changed_byte(Folder *folder, gconstpointer unused)
{
    record(folder, CLUSTERS, TRUE, 0);
    g_autofree char *bytes = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(folder->take, &bytes, &size, NULL));
    gsize header = 40;
    gsize cluster = (size - header) / CLUSTERS;
    for (gsize at = 0; at < size; at += 97) {
        bytes[at] ^= 0x20;
        write_file(folder->take, bytes, size);
        assert_different(folder, "take-01.mkv",
                         at < header ? 0 : MIN((gint64)((at - header) / cluster), CLUSTERS - 1));
        bytes[at] ^= 0x20;
    }
    write_file(folder->take, bytes, size);
    assert_whole(folder);
    write_file(folder->take, bytes, size - 1);
    assert_different(folder, "take-01.mkv", CLUSTERS - 1);
    g_autofree char *longer = g_malloc0(size + 1);
    memcpy(longer, bytes, size);
    write_file(folder->take, longer, size + 1);
    assert_different(folder, "take-01.mkv", CLUSTERS - 1);
    /* Nor is it looked for elsewhere. */
    g_autofree char *elsewhere = g_build_filename(folder->folder, "elsewhere", NULL);
    write_file(elsewhere, bytes, size);
    g_assert_cmpint(g_unlink(folder->take), ==, 0);
    assert_different(folder, "take-01.mkv", 0);
    g_assert_cmpint(symlink(elsewhere, folder->take), ==, 0);
    assert_different(folder, "take-01.mkv", 0);
    g_assert_cmpint(g_unlink(folder->take), ==, 0);
    /* Where much differs, the first is told. */
    for (gsize at = header + cluster / 2; at < size; at += cluster)
        bytes[at] ^= 0x20;
    write_file(folder->take, bytes, size);
    for (int again = 0; again < 20; again++)
        assert_different(folder, "take-01.mkv", 0);
}

/* The lines joined, each with its newline; line `without` is left out. */
static void write_lines(const Folder *folder, char **lines, int without)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; lines[i]; i++)
        if (i != without)
            g_string_append_printf(text, "%s\n", lines[i]);
    write_file(folder->chain, text->str, text->len);
}

static void test_every_changed_line(Folder *folder, gconstpointer unused)
{
    record(folder, CLUSTERS, TRUE, 0);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(folder->chain, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
    int count = (int)g_strv_length(lines);
    for (int i = 0; i < count - 1; i++) {
        /* One digit of the wall clock, which nothing but the next line's hash covers. */
        char *digit = strchr(strstr(lines[i], "\"wall\""), 'Z') - 1;
        char before = *digit;
        *digit = before == '5' ? '6' : '5';
        write_lines(folder, lines, -1);
        assert_different(folder, CHAIN_FILE, -1);
        *digit = before;
        write_lines(folder, lines, i);
        assert_different(folder, CHAIN_FILE, -1);
        char *next = lines[i + 1];
        lines[i + 1] = lines[i];
        lines[i] = next;
        write_lines(folder, lines, -1);
        assert_different(folder, CHAIN_FILE, -1);
        lines[i] = lines[i + 1];
        lines[i + 1] = next;
    }
    write_lines(folder, lines, -1);
    assert_whole(folder);
    /* The last line is covered by its hash in the sealed protocol: the head must tell. */
    g_autoptr(Recording) whole = recording_read(folder->folder, NULL);
    write_lines(folder, lines, count - 1);
    g_autoptr(Recording) shorter = recording_read(folder->folder, NULL);
    g_assert_cmpstr(whole->head, !=, shorter->head);
    RecordingTake *take = g_ptr_array_index(shorter->takes, 0);
    g_assert_null(take->end);
}

static void test_added(Folder *folder, gconstpointer unused)
{
    record(folder, 2, TRUE, 0);
    g_autofree char *text = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(folder->chain, &text, &size, NULL));
    static const char *const additions[] = {
        "{\"seq\":99}\n", "\n", "torn", "{\"seq\":4,\"kind\":\"end\"}\n", "[]\n", "\xff\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(additions); i++) {
        g_autofree char *longer = g_strconcat(text, additions[i], NULL);
        write_file(folder->chain, longer, strlen(longer));
        assert_different(folder, CHAIN_FILE, -1);
    }
    write_file(folder->chain, text, size);
    g_autofree char *other = g_build_filename(folder->folder, "take-07.mkv", NULL);
    write_file(other, "x", 1);
    assert_different(folder, "take-07.mkv", -1);
}

static void test_crash_is_completed(Folder *folder, gconstpointer unused)
{
    record(folder, CLUSTERS, FALSE, 100);
    g_autofree char *before = NULL, *after = NULL;
    gsize before_size, after_size;
    g_assert_true(g_file_get_contents(folder->take, &before, &before_size, NULL));
    /* The last two lines did not reach the disk, the one before is torn. */
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(folder->chain, &text, NULL, NULL));
    char *third_last = g_strrstr(text, "{\"seq\":5");
    g_assert_nonnull(third_last);
    write_file(folder->chain, text, (gsize)(third_last + 30 - text));
    g_autoptr(Recording) torn = recording_read(folder->folder, NULL);
    g_assert_cmpint(torn->segments, ==, 3);

    record(folder, 2, TRUE, 0);
    g_autoptr(Recording) recording = recording_verify(folder->folder, NULL, NULL, NULL, NULL);
    g_assert_nonnull(recording);
    g_assert_cmpint(recording->takes->len, ==, 2);
    g_assert_cmpint(recording->segments, ==, CLUSTERS - 1 + 2);
    RecordingTake *take = g_ptr_array_index(recording->takes, 0);
    g_assert_cmpstr(take->end, ==, "crash");
    g_assert_cmpint(take->bytes, ==, before_size);
    RecordingGap *gap = g_ptr_array_index(recording->gaps, 0);
    g_assert_cmpstr(gap->what, ==, "recorder");
    g_assert_cmpstr(gap->cause, ==, "crash");
    g_assert_cmpint(gap->take, ==, 1);
    g_assert_true(g_file_get_contents(folder->take, &after, &after_size, NULL));
    g_assert_cmpmem(before, before_size, after, after_size);

    /* The torn rest is vouched for as well. */
    after[after_size - 1] ^= 1;
    write_file(folder->take, after, after_size);
    assert_different(folder, "take-01.mkv", CLUSTERS - 1);
}

static void test_one_writer(Folder *folder, gconstpointer unused)
{
    g_autoptr(ChainWriter) writer = chain_writer_open(folder->folder, NULL);
    g_autoptr(GError) error = NULL;
    g_assert_null(chain_writer_open(folder->folder, &error));
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_RUNNING);
}

static void test_no_recording(Folder *folder, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(recording_read(folder->folder, &error));
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING);
    g_clear_error(&error);
    g_assert_null(recording_read("/nonexistent", &error));
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING);
}

static void test_position(Folder *folder, gconstpointer unused)
{
    record(folder, CLUSTERS, TRUE, 0);
    g_autoptr(Recording) recording = recording_read(folder->folder, NULL);
    RecordingTake *only = g_ptr_array_index(recording->takes, 0);
    int take = 0;
    gint64 at_ms = -1;
    gint64 begin = g_array_index(recording->moments, RecordingMoment, 0).unix_ms;
    g_assert_false(recording_position(recording, begin - 1, &take, &at_ms));
    g_assert_true(recording_position(recording, begin, &take, &at_ms));
    g_assert_cmpint(take, ==, 1);
    g_assert_cmpint(at_ms, ==, 0);

    /* The clock was set five seconds ahead in the middle: what came before and after it differ. */
    g_array_set_size(recording->moments, 0);
    RecordingMoment first = {1, 0, 1000000}, jump = {1, 2000, 1007000};
    only->started_unix_ms = 1000000;
    g_array_append_val(recording->moments, first);
    g_array_append_val(recording->moments, jump);
    g_assert_true(recording_position(recording, 1001500, &take, &at_ms));
    g_assert_cmpint(at_ms, ==, 1500);
    g_assert_true(recording_position(recording, 1008000, &take, &at_ms));
    g_assert_cmpint(at_ms, ==, 3000);
    gint64 unix_ms = 0;
    g_assert_true(recording_wall(recording, 1, 1500, &unix_ms));
    g_assert_cmpint(unix_ms, ==, 1001500);
    g_assert_true(recording_wall(recording, 1, 3000, &unix_ms));
    g_assert_cmpint(unix_ms, ==, 1008000);
    g_assert_false(recording_wall(recording, 2, 0, &unix_ms));
    g_assert_false(recording_wall(recording, 1, only->length_ms + 1, &unix_ms));
    g_assert_false(recording_wall(recording, 1, -1, &unix_ms));
    g_assert_false(recording_position(recording, 2000000, &take, &at_ms));
}

static void test_a_recording_that_never_began_leaves_no_file(Folder *folder, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    for (int i = 0; i < 2; i++) {
        g_autoptr(ChainWriter) writer = chain_writer_open(folder->folder, &error);
        g_assert_no_error(error);
        g_assert_true(g_file_test(folder->chain, G_FILE_TEST_EXISTS));
        g_autoptr(ChainWriter) second = chain_writer_open(folder->folder, &error);
        g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_RUNNING);
        g_assert_null(second);
        g_clear_error(&error);
        g_assert_true(g_file_test(folder->chain, G_FILE_TEST_EXISTS));
        g_clear_pointer(&writer, chain_writer_free);
        g_assert_false(g_file_test(folder->chain, G_FILE_TEST_EXISTS));
    }
    record(folder, 1, TRUE, 0);
    g_autoptr(ChainWriter) writer = chain_writer_open(folder->folder, &error);
    g_assert_no_error(error);
    g_clear_pointer(&writer, chain_writer_free);
    g_assert_true(g_file_test(folder->chain, G_FILE_TEST_EXISTS));
}

#define ADD(name, test) g_test_add("/chain/" name, Folder, NULL, set_up, test, tear_down)

static void test_crash_behind_the_last_segment(Folder *folder, gconstpointer unused)
{
    g_autofree char *lines = NULL;
    g_autoptr(GError) error = NULL;
    record(folder, 4, TRUE, 0);
    g_autoptr(Recording) before = recording_read(folder->folder, NULL);
    g_assert_true(g_file_get_contents(folder->chain, &lines, NULL, NULL));
    *strrchr(lines, '{') = 0;
    write_file(folder->chain, lines, strlen(lines));
    chain_writer_free(chain_writer_open(folder->folder, &error));
    g_assert_no_error(error);
    g_autoptr(Recording) after = recording_verify(folder->folder, NULL, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(after->length_ms, ==, before->length_ms);
    g_assert_cmpstr(((RecordingTake *)g_ptr_array_index(after->takes, 0))->end, ==, "crash");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("what-is-written-is-read-and-verifies", test_written_and_read);
    ADD("sha256sum-agrees-on-head-and-root", test_other_programs_agree);
    ADD("a-changed-byte-is-found-with-its-second", test_every_changed_byte);
    ADD("a-changed-line-is-found", test_every_changed_line);
    ADD("an-added-line-or-take-is-found", test_added);
    ADD("a-crashed-take-is-completed-and-never-shortened", test_crash_is_completed);
    ADD("a-crash-right-behind-the-last-segment-is-completed", test_crash_behind_the_last_segment);
    ADD("one-recorder-to-a-folder", test_one_writer);
    ADD("no-recording-is-said-as-such", test_no_recording);
    ADD("a-recording-that-never-began-leaves-no-file",
        test_a_recording_that_never_began_leaves_no_file);
    ADD("a-moment-has-its-place-even-when-the-clock-jumped", test_position);
    return g_test_run();
}
