/*
 * The central archive. The server of these tests (tests/central/server) lets botocore judge each
 * signature; with $ESEP_S3_URL, $ESEP_S3_BUCKET, $ESEP_S3_REGION, $ESEP_S3_ACCESS and
 * $ESEP_S3_SECRET a store that is no test's is asked to take an archive, too.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "protocol/bag.h"
#include "protocol/central.h"
#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/register_audit.h"
#include "protocol/s3.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_record.h"
#include "tests/support_sealed.h"

#define LARGE_BYTES (S3_PART_BYTES * 2 + 12345)

typedef struct {
    char *folder, *server_folder, *url, *id;
    GSubprocess *server;
    Clock *clock;
    Home *home;
} Fixture;

static void start_server(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *port = NULL;
    f->server_folder = g_build_filename(f->folder, "server", NULL);
    g_mkdir(f->server_folder, 0700);
    f->server = g_subprocess_new(G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                 &error, "python3", "tests/central/server", f->server_folder, NULL);
    g_assert_no_error(error);
    g_autoptr(GDataInputStream) out =
        g_data_input_stream_new(g_subprocess_get_stdout_pipe(f->server));
    port = g_data_input_stream_read_line(out, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_nonnull(port);
    f->url = g_strconcat("http://127.0.0.1:", port, NULL);
}

static void write_setup(Fixture *f, const char *lines, int mode)
{
    g_autofree char *path = g_build_filename(home_path(f->home), CENTRAL_FILE, NULL);
    g_autofree char *text = g_strconcat("[central]\n", lines, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    g_assert_cmpint(g_chmod(path, (mode_t)mode), ==, 0);
}

static void set_up(Fixture *f, gconstpointer unused)
{
    f->folder = support_folder();
    f->clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    f->home = support_home(f->folder, f->clock);
    f->id = support_sealed(f->home);
    start_server(f);
    g_autofree char *lines = g_strdup_printf(
        "url=%s/\nbucket=b\nregion=kz-1\naccess-key=kiosk\nsecret-key=secret 0123456789\n", f->url);
    write_setup(f, lines, 0600);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    g_output_stream_close(g_subprocess_get_stdin_pipe(f->server), NULL, NULL);
    g_subprocess_wait(f->server, NULL, NULL);
    g_object_unref(f->server);
    home_free(f->home);
    clock_free(f->clock);
    remove_folder(f->folder);
    g_free(f->folder);
    g_free(f->server_folder);
    g_free(f->url);
    g_free(f->id);
}

static void set_fault(Fixture *f, const char *words)
{
    g_autofree char *path = g_build_filename(f->server_folder, "fault", NULL);
    g_assert_true(g_file_set_contents(path, words, -1, NULL));
}

/* The requests since the last call, a line each; g_free. */
static char *take_log(Fixture *f)
{
    g_autofree char *path = g_build_filename(f->server_folder, "log", NULL);
    char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        text = g_strdup("");
    g_unlink(path);
    return text;
}

/* Sends the meeting; NULL with the code of the error if it was refused. */
static JsonObject *send_meeting(Fixture *f, int code)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Central) central = central_open(f->home, &error);
    g_assert_no_error(error);
    g_autoptr(JsonArray) waiting = central_waiting(f->home, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(json_array_get_length(waiting), ==, 1);
    JsonObject *sent =
        central_send(central, json_array_get_object_element(waiting, 0), NULL, NULL, &error);
    if (code)
        g_assert_error(error, PROTOCOL_ERROR, code);
    else
        g_assert_no_error(error);
    return sent;
}

/* Puts the objects of the server in folder as the bag that they were; the number of them. */
static int fetch_bag(Fixture *f, const char *folder)
{
    g_autofree char *objects = g_build_filename(f->server_folder, "objects", NULL);
    g_autoptr(GDir) listing = g_dir_open(objects, 0, NULL);
    int count = 0;
    for (const char *name; (name = g_dir_read_name(listing));) {
        if (g_str_has_suffix(name, ".sha256") || g_str_has_suffix(name, ".lock"))
            continue;
        g_auto(GStrv) parts = g_strsplit(name, "\\", 4);
        g_autofree char *inside = g_strdelimit(g_strdup(parts[3]), "\\", '/');
        g_autofree char *from = g_build_filename(objects, name, NULL);
        g_autofree char *to = g_build_filename(folder, inside, NULL);
        g_autofree char *below = g_path_get_dirname(to);
        g_assert_cmpstr(parts[0], ==, home_device_uuid(f->home));
        g_assert_cmpstr(parts[1], ==, f->id);
        g_assert_cmpint(g_mkdir_with_parents(below, 0700), ==, 0);
        g_assert_true(durable_copy(from, to, 0600, NULL, NULL));
        count++;
    }
    return count;
}

static void assert_bag(const char *path)
{
    g_autoptr(GError) error = NULL;
    BagCheck check = {.checked = g_ptr_array_new_with_free_func(g_free)};
    g_assert_true(bag_verify(path, &check, &error));
    g_assert_no_error(error);
    g_ptr_array_unref(check.checked);
    g_free(check.signer);
    g_free(check.signer_name);
    recording_check_free(check.recording);
}

static gboolean outbox_is_empty(Fixture *f)
{
    g_autofree char *outbox = g_build_filename(home_path(f->home), "outbox", NULL);
    g_autoptr(GDir) listing = g_dir_open(outbox, 0, NULL);
    return g_dir_read_name(listing) == NULL;
}

/* What arrives is the archive, whole, signature last, each file locked to the end of the term. */
static void test_sent(Fixture *f, gconstpointer unused)
{
    g_autoptr(JsonObject) sent = send_meeting(f, 0);
    g_autofree char *log = take_log(f), *bag = g_build_filename(f->folder, "bag", NULL);
    int files = fetch_bag(f, bag);
    assert_bag(bag);
    g_assert_cmpint(json_object_get_int_member(sent, "files"), ==, files);
    g_assert_cmpstr(json_object_get_string_member(sent, "locked_until"), ==, "2027-11-21");

    g_auto(GStrv) lines = g_strsplit(log, "\n", -1);
    int puts = 0, locks = 0;
    const char *last = "";
    for (gsize i = 0; lines[i]; i++) {
        if (!g_str_has_prefix(lines[i], "PUT "))
            continue;
        gboolean lock = g_str_has_suffix(lines[i], " retention=");
        locks += lock;
        puts += !lock;
        last = lock ? last : lines[i];
    }
    g_assert_cmpint(puts, ==, files);
    g_assert_cmpint(locks, ==, files);
    g_assert_true(g_str_has_suffix(last, "/signature.p7s "));

    gint64 rows = 0;
    g_autoptr(JsonArray) waiting = central_waiting(f->home, NULL);
    g_assert_cmpuint(json_array_get_length(waiting), ==, 0);
    g_assert_true(outbox_is_empty(f));
    g_assert_true(register_audit_count(home_register(f->home), f->id, "sent", &rows, NULL));
    g_assert_cmpint(rows, ==, 1);
}

/* Cut off anywhere, what has arrived is not sent again, and in the end all of it is there. */
static void test_cut(Fixture *f, gconstpointer unused)
{
    int cuts = 0;
    JsonObject *sent = NULL;
    while (!sent && ++cuts < 100) {
        set_fault(f, "cut 2");
        g_autoptr(GError) error = NULL;
        g_autoptr(Central) central = central_open(f->home, &error);
        g_autoptr(JsonArray) waiting = central_waiting(f->home, &error);
        g_assert_no_error(error);
        sent = central_send(central, json_array_get_object_element(waiting, 0), NULL, NULL, &error);
        g_assert_true(sent || g_error_matches(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED));
    }
    g_autofree char *bag = g_build_filename(f->folder, "bag", NULL);
    int files = fetch_bag(f, bag);
    g_assert_cmpint(cuts, ==, files); /* each try brings one file */
    assert_bag(bag);
    json_object_unref(sent);
}

/* A store that says yes and does not lock, or keeps other bytes, is found out; nothing is noted. */
static void test_liars(Fixture *f, gconstpointer unused)
{
    static const char *const faults[] = {"no-lock", "other"};
    for (gsize i = 0; i < G_N_ELEMENTS(faults); i++) {
        set_fault(f, faults[i]);
        g_assert_null(send_meeting(f, PROTOCOL_ERROR_REFUSED));
        g_assert_false(outbox_is_empty(f));
    }
    set_fault(f, "");
    g_autoptr(JsonObject) sent = send_meeting(f, 0);
    g_autofree char *bag = g_build_filename(f->folder, "bag", NULL);
    fetch_bag(f, bag);
    assert_bag(bag);
}

/* What lies in the outbox and was changed there never goes. */
static void test_outbox(Fixture *f, gconstpointer unused)
{
    set_fault(f, "cut 1");
    g_assert_null(send_meeting(f, PROTOCOL_ERROR_REFUSED));
    Run run = run_program((const char *[]){"sh", "-c",
                                           "cd \"$0\"/outbox/*/*/data && echo x >> protocol.pdf",
                                           home_path(f->home), NULL});
    g_assert_cmpint(run.exit_code, ==, 0);
    run_clear(&run);
    set_fault(f, "");
    g_autoptr(JsonObject) sent = send_meeting(f, 0);
    g_autofree char *bag = g_build_filename(f->folder, "bag", NULL);
    fetch_bag(f, bag);
    assert_bag(bag);
}

/* A set-up that is wrong says so before anything goes. */
static void test_setup(Fixture *f, gconstpointer unused)
{
    const struct {
        const char *lines;
        int mode, code;
    } setups[] = {
        {"url=http://archive.example\nbucket=b\nregion=r\naccess-key=a\nsecret-key=s\n", 0600,
         PROTOCOL_ERROR_USAGE},
        {"url=http://localhost.example\nbucket=b\nregion=r\naccess-key=a\nsecret-key=s\n", 0600,
         PROTOCOL_ERROR_USAGE},
        {"url=https://x\nbucket=b\nregion=r\naccess-key=a\n", 0600, PROTOCOL_ERROR_USAGE},
        {"url=https://x\nbucket=b\nregion=r\naccess-key=a\nsecret-key=s\nlock=some\n", 0600,
         PROTOCOL_ERROR_USAGE},
        {"url=https://x\nbucket=b\nregion=r\naccess-key=a\nsecret-key=s\n", 0640,
         PROTOCOL_ERROR_USAGE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(setups); i++) {
        g_autoptr(GError) error = NULL;
        write_setup(f, setups[i].lines, setups[i].mode);
        g_assert_null(central_open(f->home, &error));
        g_assert_error(error, PROTOCOL_ERROR, setups[i].code);
    }
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(home_path(f->home), CENTRAL_FILE, NULL);
    g_unlink(path);
    g_assert_null(central_open(f->home, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
}

static void test_wrong_secret(Fixture *f, gconstpointer unused)
{
    g_autofree char *lines = g_strdup_printf(
        "url=%s\nbucket=b\nregion=kz-1\naccess-key=kiosk\nsecret-key=other\n", f->url);
    write_setup(f, lines, 0600);
    g_assert_null(send_meeting(f, PROTOCOL_ERROR_REFUSED));
}

/* -- Large objects -- */

typedef struct {
    char *path, *memory;
    char *sha256;
    S3 *s3;
} Large;

static void large_begin(Fixture *f, const S3Setup *setup, Large *large)
{
    g_autoptr(GError) error = NULL;
    g_autofree guint8 *bytes = g_malloc(LARGE_BYTES);
    for (gsize i = 0; i < LARGE_BYTES; i++)
        bytes[i] = (guint8)(i * 2654435761u >> 13);
    large->path = g_build_filename(f->folder, "large", NULL);
    large->memory = g_build_filename(f->folder, "large.parts", NULL);
    g_assert_true(g_file_set_contents(large->path, (char *)bytes, LARGE_BYTES, NULL));
    large->sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, LARGE_BYTES);
    large->s3 = s3_new(setup, &error);
    g_assert_no_error(error);
}

static void large_end(Large *large)
{
    s3_free(large->s3);
    g_free(large->path);
    g_free(large->memory);
    g_free(large->sha256);
}

static gboolean put(Large *large)
{
    const S3Upload upload = {.key = "үлкен +файл",
                             .path = large->path,
                             .sha256 = large->sha256,
                             .memory = large->memory};
    return s3_put(large->s3, &upload, NULL);
}

static void assert_arrived(Fixture *f, Large *large)
{
    S3Object object;
    g_autofree char *kept = g_build_filename(f->server_folder, "objects", "үлкен +файл", NULL);
    g_autofree char *data = NULL;
    gsize size;
    g_assert_true(g_file_get_contents(kept, &data, &size, NULL));
    g_autofree char *sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (guint8 *)data, size);
    g_assert_cmpstr(sha256, ==, large->sha256);
    g_assert_true(s3_find(large->s3, "үлкен +файл", &object, NULL));
    g_assert_true(object.found);
    g_assert_cmpint(object.bytes, ==, LARGE_BYTES);
    g_assert_cmpstr(object.sha256, ==, large->sha256);
    g_assert_false(g_file_test(large->memory, G_FILE_TEST_EXISTS));
}

static S3Setup own_setup(Fixture *f)
{
    return (S3Setup){.url = f->url,
                     .bucket = (char *)"b",
                     .region = (char *)"kz-1",
                     .access_key = (char *)"kiosk",
                     .secret_key = (char *)"secret 0123456789"};
}

/* Cut off within a part, it goes on with that part. */
static void test_parts(Fixture *f, gconstpointer unused)
{
    Large large;
    const S3Setup setup = own_setup(f);
    large_begin(f, &setup, &large);
    set_fault(f, "cut 2");
    g_assert_false(put(&large));
    g_free(take_log(f));
    set_fault(f, "");
    g_assert_true(put(&large));
    g_autofree char *log = take_log(f);
    g_assert_null(strstr(log, "uploads"));
    g_assert_null(strstr(log, "partNumber=1"));
    g_assert_nonnull(strstr(log, "partNumber=2"));
    g_assert_nonnull(strstr(log, "partNumber=3"));
    assert_arrived(f, &large);
    large_end(&large);
}

/* Parts that the store has thrown away go again; a late failure is a failure. */
static void test_parts_forgotten(Fixture *f, gconstpointer unused)
{
    Large large;
    const S3Setup setup = own_setup(f);
    large_begin(f, &setup, &large);
    set_fault(f, "cut 3");
    g_assert_false(put(&large));
    set_fault(f, "forget");
    g_assert_true(put(&large));
    assert_arrived(f, &large);
    g_autofree char *kept = g_build_filename(f->server_folder, "objects", "үлкен +файл", NULL);
    g_unlink(kept);
    set_fault(f, "late");
    g_assert_false(put(&large));
    g_assert_true(put(&large));
    assert_arrived(f, &large);
    large_end(&large);
}

static void test_command(Fixture *f, gconstpointer unused)
{
    g_auto(Run) sent = run_esep("--home", home_path(f->home), "--json", "sync", "--once", NULL);
    g_assert_cmpint(sent.exit_code, ==, 0);
    g_autoptr(JsonNode) node = json_from_string(sent.out, NULL);
    JsonObject *one = json_array_get_object_element(json_node_get_array(node), 0);
    g_assert_cmpstr(json_object_get_string_member(one, "meeting"), ==, f->id);
    g_assert_cmpstr(json_object_get_string_member(one, "locked_until"), ==, "2027-11-21");
    g_auto(Run) again = run_esep("--home", home_path(f->home), "--json", "sync", "--once", NULL);
    g_assert_cmpint(again.exit_code, ==, 0);
    g_assert_cmpstr(again.out, ==, "[]\n");
}

/* A store that is no test's own. */
static void test_real(Fixture *f, gconstpointer unused)
{
    static const char *const names[] = {"URL", "BUCKET", "REGION", "ACCESS", "SECRET"};
    char *values[G_N_ELEMENTS(names)];
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *variable = g_strconcat("ESEP_S3_", names[i], NULL);
        values[i] = (char *)g_getenv(variable);
        if (!values[i]) {
            g_test_skip("no store is named");
            return;
        }
    }
    const S3Setup setup = {.url = values[0],
                           .bucket = values[1],
                           .region = values[2],
                           .access_key = values[3],
                           .secret_key = values[4]};
    g_autofree char *lines =
        g_strdup_printf("url=%s\nbucket=%s\nregion=%s\naccess-key=%s\nsecret-key=%s\n", setup.url,
                        setup.bucket, setup.region, setup.access_key, setup.secret_key);
    write_setup(f, lines, 0600);
    g_autoptr(JsonObject) sent = send_meeting(f, 0);
    g_test_message("%s", json_object_get_string_member(sent, "where"));

    Large large;
    S3Object object;
    large_begin(f, &setup, &large);
    g_assert_true(put(&large));
    g_assert_true(s3_lock(large.s3, "үлкен +файл", "2027-11-21", NULL));
    g_assert_true(s3_find(large.s3, "үлкен +файл", &object, NULL));
    g_assert_cmpint(object.bytes, ==, LARGE_BYTES);
    g_assert_cmpstr(object.sha256, ==, large.sha256);
    large_end(&large);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define TEST(path, function)                                                                       \
    g_test_add("/central/" path, Fixture, NULL, set_up, function, tear_down)
    TEST("an-archive-arrives-whole-and-locked", test_sent);
    TEST("what-was-cut-off-goes-on", test_cut);
    TEST("a-store-that-lies-is-found-out", test_liars);
    TEST("what-was-changed-in-the-outbox-never-goes", test_outbox);
    TEST("a-wrong-set-up-is-said", test_setup);
    TEST("a-wrong-secret-is-refused", test_wrong_secret);
    TEST("a-large-file-goes-on-with-the-missing-part", test_parts);
    TEST("parts-that-were-forgotten-go-again", test_parts_forgotten);
    TEST("the-command-sends-once", test_command);
    TEST("a-real-store-takes-it", test_real);
    return g_test_run();
}
