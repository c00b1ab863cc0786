#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "protocol/durable.h"
#include "protocol/error.h"

typedef struct {
    char *folder;
    char *path;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer unused)
{
    fixture->folder = g_dir_make_tmp("esep-durable-XXXXXX", NULL);
    fixture->path = g_build_filename(fixture->folder, "file", NULL);
}

static int entries(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    int count = 0;
    while (g_dir_read_name(dir))
        count++;
    return count;
}

static void tear_down(Fixture *fixture, gconstpointer unused)
{
    g_unlink(fixture->path);
    g_rmdir(fixture->folder);
    g_free(fixture->path);
    g_free(fixture->folder);
}

static void test_a_file_is_replaced_whole(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(durable_write(fixture->path, "old", 3, 0600, &error));
    g_assert_true(durable_write(fixture->path, "newer", 5, 0600, &error));
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(fixture->path, &text, NULL, NULL));
    g_assert_cmpstr(text, ==, "newer");
    GStatBuf state;
    g_assert_cmpint(g_stat(fixture->path, &state), ==, 0);
    g_assert_cmpint(state.st_mode & 0777, ==, 0600);
    g_assert_cmpint(entries(fixture->folder), ==, 1);
}

/* A full disk as the kernel shows it: the write ends short. The limit on the size of files makes
 * the same failure without a filesystem of its own. */
static void test_a_write_that_fails_leaves_the_old_file(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *large = g_malloc0(1 << 20);
    g_assert_true(durable_write(fixture->path, "old", 3, 0644, &error));

    struct rlimit before, small;
    getrlimit(RLIMIT_FSIZE, &before);
    small = (struct rlimit){4096, before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    gboolean written = durable_write(fixture->path, large, 1 << 20, 0644, &error);
    setrlimit(RLIMIT_FSIZE, &before);

    g_assert_false(written);
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_nonnull(strstr(error->message, fixture->path));
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(fixture->path, &text, NULL, NULL));
    g_assert_cmpstr(text, ==, "old");
    g_assert_cmpint(entries(fixture->folder), ==, 1);
}

static void test_a_folder_that_is_not_there_is_an_error(Fixture *fixture, gconstpointer unused)
{
    g_autofree char *path = g_build_filename(fixture->folder, "none", "file", NULL);
    g_autoptr(GError) error = NULL;
    g_assert_false(durable_write(path, "x", 1, 0644, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
}

static void test_a_pipe_is_not_replaced(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(mkfifo(fixture->path, 0600), ==, 0);
    g_assert_false(durable_write(fixture->path, "x", 1, 0644, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    GStatBuf state;
    g_assert_cmpint(g_stat(fixture->path, &state), ==, 0);
    g_assert_true(S_ISFIFO(state.st_mode));
    g_assert_cmpint(entries(fixture->folder), ==, 1);
}

static void test_a_copy_is_hashed_while_it_is_made(Fixture *fixture, gconstpointer unused)
{
    g_autofree char *source = g_build_filename(fixture->folder, "source", NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *hash = NULL;
    g_assert_true(durable_write(source, "abc", 3, 0644, &error));
    g_assert_true(durable_copy(source, fixture->path, 0644, &hash, &error));
    g_unlink(source);
    /* FIPS 180-2, appendix B.1 */
    g_assert_cmpstr(hash, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(fixture->path, &text, NULL, NULL));
    g_assert_cmpstr(text, ==, "abc");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, function) g_test_add("/durable/" name, Fixture, NULL, set_up, function, tear_down)
    ADD("a-file-is-replaced-whole", test_a_file_is_replaced_whole);
    ADD("a-write-that-fails-leaves-the-old-file", test_a_write_that_fails_leaves_the_old_file);
    ADD("a-folder-that-is-not-there-is-an-error", test_a_folder_that_is_not_there_is_an_error);
    ADD("a-pipe-is-not-replaced", test_a_pipe_is_not_replaced);
    ADD("a-copy-is-hashed-while-it-is-made", test_a_copy_is_hashed_while_it_is_made);
    return g_test_run();
}
