/* Where the master key lives, and that it moves whole or not at all. */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/error.h"
#include "protocol/master_key.h"
#include "protocol/vault.h"
#include "tests/support.h"
#include "tests/support_home.h"

#define MEMORY_FOLDER "/dev/shm" /* a tmpfs on every Debian */
#define PHRASE "төрт сөзден тұратын құпия"
#define PLACE "attendee.surname|2026-0001|1"
#define NAME "Қожахметов"
enum { KEYS = 8, KILLS = 20 };

typedef struct {
    char *folder, *keys, *file, *memory;
    char *texts[KEYS];
} Fixture;

static char *key_name(int i)
{
    return g_strdup_printf("2026-%04d", i + 1);
}

static void set_up(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    f->folder = support_folder();
    f->keys = g_build_filename(f->folder, VAULT_FOLDER, NULL);
    f->file = g_build_filename(f->folder, "outside.key", NULL);
    f->memory = g_strdup(MEMORY_FOLDER "/esep-test-XXXXXX");
    g_assert_nonnull(g_mkdtemp(f->memory));
    g_setenv("XDG_RUNTIME_DIR", f->memory, TRUE);
    Vault *vault = vault_new(f->keys);
    for (int i = 0; i < KEYS; i++) {
        g_autofree char *name = key_name(i);
        f->texts[i] = vault_encrypt(vault, name, PLACE, NAME, &error);
        g_assert_no_error(error);
    }
    vault_free(vault);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    remove_folder(f->folder);
    remove_folder(f->memory);
    g_free(f->folder);
    g_free(f->keys);
    g_free(f->file);
    g_free(f->memory);
    for (int i = 0; i < KEYS; i++)
        g_free(f->texts[i]);
}

/* How many of the texts a new process would read. */
static int count_readable(Fixture *f)
{
    int count = 0;
    Vault *vault = vault_new(f->keys);
    for (int i = 0; i < KEYS; i++) {
        g_autofree char *name = key_name(i);
        g_autofree char *text = vault_decrypt(vault, name, PLACE, f->texts[i], NULL);
        count += g_strcmp0(text, NAME) == 0;
    }
    vault_free(vault);
    return count;
}

static gboolean move(Fixture *f, const char *location, const char *passphrase, GError **error)
{
    Vault *vault = vault_new(f->keys);
    gboolean ok = vault_move(vault, location, passphrase, error);
    vault_free(vault);
    return ok;
}

static void must_move(Fixture *f, const char *location, const char *passphrase)
{
    g_autoptr(GError) error = NULL;
    move(f, location, passphrase, &error);
    g_assert_no_error(error);
    g_autofree char *now = master_key_location(f->keys, &error);
    g_assert_cmpstr(now, ==, location);
    g_assert_cmpint(count_readable(f), ==, KEYS);
}

static gboolean is_there(const char *folder, const char *file)
{
    g_autofree char *path = g_build_filename(folder, file, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void test_file(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *location = g_strconcat("file:", f->file, NULL);
    g_assert_true(is_there(f->keys, MASTER_KEY_FILE));
    must_move(f, location, NULL);
    g_assert_false(is_there(f->keys, MASTER_KEY_FILE));
    /* Without the file there is nothing; a copy of all else is of no use. */
    g_autofree char *away = g_strconcat(f->file, ".away", NULL);
    g_assert_cmpint(g_rename(f->file, away), ==, 0);
    g_assert_cmpint(count_readable(f), ==, 0);
    g_assert_cmpint(g_rename(away, f->file), ==, 0);
    g_assert_cmpint(count_readable(f), ==, KEYS);
    /* A file that is there is not overwritten. */
    g_assert_false(move(f, location, NULL, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_cmpint(count_readable(f), ==, KEYS);
    must_move(f, "home", NULL);
    g_assert_false(g_file_test(f->file, G_FILE_TEST_EXISTS));
}

static void test_passphrase(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    guint8 key[MASTER_KEY_BYTES];
    g_assert_false(move(f, "passphrase", "short", &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
    g_clear_error(&error);
    must_move(f, "passphrase", PHRASE);
    master_key_lock(f->keys);
    g_assert_cmpint(count_readable(f), ==, 0);
    g_assert_false(master_key_load(f->keys, "not the phrase", key, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_clear_error(&error);
    g_assert_cmpint(count_readable(f), ==, 0);
    g_assert_true(master_key_load(f->keys, PHRASE, key, &error));
    g_assert_no_error(error);
    g_assert_cmpint(count_readable(f), ==, KEYS);
}

/* A folder on a disk is no memory: what was unlocked is not written there. */
static void test_no_memory(Fixture *f, gconstpointer unused)
{
    g_setenv("XDG_RUNTIME_DIR", f->folder, TRUE);
    g_assert_true(move(f, "passphrase", PHRASE, NULL));
    g_autoptr(GDir) dir = g_dir_open(f->folder, 0, NULL);
    const char *file = g_dir_read_name(dir);
    g_assert_cmpstr(file, ==, VAULT_FOLDER);
    g_assert_null(g_dir_read_name(dir));
}

static void test_wrong(Fixture *f, gconstpointer unused)
{
    static const char *const wrong[] = {
        "",        "file",  "file:key", "usb:",      "usb:../x",
        "cloud:x", "homes", "home:x",   "tang:host", "passphrase:x"};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(move(f, wrong[i], PHRASE, &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
    }
    g_assert_cmpint(count_readable(f), ==, KEYS);
}

/* A tang server on a port of its own; socat starts it for each request. */
static GSubprocess *start_tang(Fixture *f, char **location_out)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *database = g_build_filename(f->folder, "tang", NULL);
    g_autoptr(GSocketListener) listener = g_socket_listener_new();
    g_assert_cmpint(g_mkdir(database, 0700), ==, 0);
    const char *const making[] = {"/usr/libexec/tangd-keygen", database, NULL};
    g_auto(Run) made = run_program(making);
    g_assert_cmpint(made.exit_code, ==, 0);
    int port = g_socket_listener_add_any_inet_port(listener, NULL, &error);
    g_assert_no_error(error);
    g_socket_listener_close(listener);
    g_autofree char *listen = g_strdup_printf("TCP-LISTEN:%d,fork,reuseaddr,bind=127.0.0.1", port);
    g_autofree char *serve = g_strdup_printf("EXEC:/usr/libexec/tangd %s", database);
    GSubprocess *server =
        g_subprocess_new(G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "socat", listen, serve, NULL);
    g_assert_no_error(error);
    *location_out = g_strdup_printf("tang:http://127.0.0.1:%d", port);
    g_autoptr(GSocketClient) client = g_socket_client_new();
    for (gint64 until_us = 0;; support_wait(&until_us)) {
        g_autoptr(GSocketConnection) connection =
            g_socket_client_connect_to_host(client, "127.0.0.1", (guint16)port, NULL, NULL);
        if (connection)
            return server;
    }
}

static void test_tang(Fixture *f, gconstpointer unused)
{
    g_autofree char *location = NULL;
    g_autoptr(GSubprocess) server = start_tang(f, &location);
    must_move(f, location, NULL);
    master_key_lock(f->keys);
    g_assert_cmpint(count_readable(f), ==, KEYS);
    master_key_lock(f->keys);
    g_subprocess_force_exit(server);
    g_assert_true(g_subprocess_wait(server, NULL, NULL));
    g_assert_cmpint(count_readable(f), ==, 0);
}

static void test_stick(void)
{
    static const char mounts[] =
        "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        "40 22 8:17 / /media/kiosk/OTHER rw,nosuid shared:1 - vfat /dev/sdb1 rw\n"
        "41 22 8:33 / /run/media/My\\040Stick rw - vfat /dev/sdc1 rw\n"
        "broken line\n\n - \n";
    g_autofree char *other = master_key_stick(mounts, "OTHER");
    g_autofree char *spaced = master_key_stick(mounts, "My Stick");
    g_assert_cmpstr(other, ==, "/media/kiosk/OTHER");
    g_assert_cmpstr(spaced, ==, "/run/media/My Stick");
    g_assert_null(master_key_stick(mounts, "media"));
    g_assert_null(master_key_stick("", "OTHER"));
}

static void tidy(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    Vault *vault = vault_new(f->keys);
    g_assert_true(vault_tidy(vault, &error));
    g_assert_no_error(error);
    g_assert_false(vault_untidy(vault));
    vault_free(vault);
}

/* Killed at a random moment the keys stand under the old master key or the new one. */
static void test_kill(Fixture *f, gconstpointer unused)
{
    g_autofree char *location = g_strconcat("file:", f->file, NULL);
    int moved = 0;
    for (int i = 0; i < KILLS; i++) {
        pid_t child = fork();
        if (child == 0)
            _exit(move(f, location, NULL, NULL) ? 0 : 1);
        g_usleep(g_test_rand_int_range(0, 12000));
        kill(child, SIGKILL);
        g_assert_cmpint(waitpid(child, NULL, 0), ==, child);
        g_assert_cmpint(count_readable(f), ==, KEYS);
        tidy(f);
        g_assert_cmpint(count_readable(f), ==, KEYS);
        g_autofree char *now = master_key_location(f->keys, NULL);
        if (strcmp(now, location) == 0) {
            moved++;
            g_assert_true(move(f, "home", NULL, NULL));
        }
        g_assert_false(g_file_test(f->file, G_FILE_TEST_EXISTS));
    }
    g_test_message("moved %d times of %d", moved, KILLS);
}

#define ADD(name, function)                                                                        \
    g_test_add("/master-key/" name, Fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("without-its-file-nothing-is-read", test_file);
    ADD("a-passphrase-unlocks-once-and-locks-again", test_passphrase);
    ADD("what-is-unlocked-is-never-written-to-a-disk", test_no_memory);
    ADD("a-wrong-place-is-refused-and-changes-nothing", test_wrong);
    ADD("a-tang-server-unlocks-it-where-it-is-and-nowhere-else", test_tang);
    g_test_add_func("/master-key/a-stick-is-found-by-its-label", test_stick);
    ADD("killed-while-it-moves-it-is-the-old-one-or-the-new", test_kill);
    return g_test_run();
}
