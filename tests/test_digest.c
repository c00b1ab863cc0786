/* Several digests of files from one reading, against the programs that everybody has. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "protocol/digest.h"
#include "protocol/error.h"
#include "tests/support.h"
#include "tests/support_home.h"

#define MEBIBYTE (1 << 20)

/* Around the size of a block, and more blocks than may be on their way. */
static const gsize sizes[] = {
    0, 1, 4096, MEBIBYTE - 1, MEBIBYTE, MEBIBYTE + 1, 2 * MEBIBYTE, 9 * MEBIBYTE + 7};

typedef struct {
    char *folder;
    gsize next, done; /* of sizes */
    GByteArray *seen; /* what the tap got */
    gint64 counted;
    gsize stop_at;
    int tap_error;
} Fixture;

static char *file_of(const Fixture *f, gsize index)
{
    g_autofree char *name = g_strdup_printf("%02zu", index);
    return g_build_filename(f->folder, name, NULL);
}

static void set_up(Fixture *f, gconstpointer unused)
{
    f->folder = support_folder();
    f->seen = g_byte_array_new();
    f->stop_at = G_MAXSIZE;
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autofree char *path = file_of(f, i), *data = g_malloc(sizes[i] + 1);
        for (gsize at = 0; at < sizes[i]; at++)
            data[at] = (char)(at * 2654435761u >> 24);
        g_assert_true(g_file_set_contents(path, data, (gssize)sizes[i], NULL));
    }
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    remove_folder(f->folder);
    g_free(f->folder);
    g_byte_array_unref(f->seen);
}

static gboolean see(const void *data, gsize size, gpointer user_data)
{
    Fixture *f = user_data;
    errno = f->tap_error;
    g_byte_array_append(f->seen, data, (guint)size);
    return f->tap_error == 0;
}

static gboolean next_file(DigestFile *file, gpointer user_data, GError **error)
{
    Fixture *f = user_data;
    if (f->next == G_N_ELEMENTS(sizes))
        return FALSE;
    g_autofree char *path = file_of(f, f->next);
    file->fd = open(path, O_RDONLY | O_CLOEXEC);
    g_assert_cmpint(file->fd, >=, 0);
    file->name = file->tap_name = "a file";
    file->user_data = GSIZE_TO_POINTER(f->next++);
    /* Only the last one has a listener, and needs none to be right. */
    file->tap = f->next == G_N_ELEMENTS(sizes) ? see : NULL;
    file->tap_data = f;
    return TRUE;
}

static void assert_program(const char *program, const char *path, const char *hex)
{
    const char *const argv[] = {program, path, NULL};
    g_auto(Run) run = run_program(argv);
    g_assert_true(g_str_has_prefix(run.out, hex) && run.out[strlen(hex)] == ' ');
}

static gboolean done_file(DigestFile *file, gpointer user_data, GError **error)
{
    Fixture *f = user_data;
    gsize index = GPOINTER_TO_SIZE(file->user_data);
    g_assert_cmpuint(index, ==, f->done);
    if (f->done++ == f->stop_at) {
        error_set(error, PROTOCOL_ERROR_DIFFERENT, "{1}", "enough", NULL);
        return FALSE;
    }
    g_autofree char *path = file_of(f, index);
    g_assert_cmpint(file->digest.bytes, ==, (gint64)sizes[index]);
    assert_program("sha256sum", path, file->digest.sha256);
    assert_program("sha512sum", path, file->digest.sha512);
    return TRUE;
}

static gboolean count(gint64 bytes, gpointer user_data)
{
    ((Fixture *)user_data)->counted += bytes;
    return TRUE;
}

static const DigestCalls *calls_of(Fixture *f, DigestCalls *calls)
{
    *calls = (DigestCalls){next_file, done_file, count, f};
    return calls;
}

static void test_programs_agree(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    DigestCalls calls;
    g_assert_true(digest_run(calls_of(f, &calls), &error));
    g_assert_no_error(error);
    g_assert_cmpuint(f->done, ==, G_N_ELEMENTS(sizes));
    gint64 all = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++)
        all += (gint64)sizes[i];
    g_assert_cmpint(f->counted, ==, all);
    g_autofree char *path = file_of(f, G_N_ELEMENTS(sizes) - 1), *data = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(path, &data, &size, NULL));
    g_assert_cmpmem(f->seen->data, f->seen->len, data, size);
}

static void test_stop(Fixture *f, gconstpointer unused)
{
    for (f->stop_at = 0; f->stop_at < G_N_ELEMENTS(sizes); f->stop_at += 3) {
        g_autoptr(GError) error = NULL;
        DigestCalls calls;
        f->next = f->done = 0;
        g_assert_false(digest_run(calls_of(f, &calls), &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_DIFFERENT);
        g_assert_cmpuint(f->done, ==, f->stop_at + 1);
    }
}

static void test_full_disk(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    DigestCalls calls;
    f->tap_error = ENOSPC;
    g_assert_false(digest_run(calls_of(f, &calls), &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_nonnull(strstr(error->message, "disk is full"));
}

static void test_unreadable(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    Digest digest;
    const DigestFile folder = {.fd = open(f->folder, O_RDONLY | O_CLOEXEC), .name = "a folder"};
    g_assert_false(digest_file(&folder, NULL, NULL, &digest, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_nonnull(strstr(error->message, "a folder"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/digest/sha256sum-and-sha512sum-agree", Fixture, NULL, set_up, test_programs_agree,
               tear_down);
    g_test_add("/digest/a-difference-ends-the-run-at-once", Fixture, NULL, set_up, test_stop,
               tear_down);
    g_test_add("/digest/a-full-disk-is-told", Fixture, NULL, set_up, test_full_disk, tear_down);
    g_test_add("/digest/what-cannot-be-read-is-told", Fixture, NULL, set_up, test_unreadable,
               tear_down);
    return g_test_run();
}
