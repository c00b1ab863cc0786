/* An archive on a USB stick: a small filesystem on a loop device, for root alone; FAT, where the
 * kernel has it. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "protocol/bag.h"
#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/export.h"
#include "protocol/meeting.h"
#include "protocol/seal.h"
#include "protocol/verify.h"
#include "tests/support.h"
#include "tests/support_fault.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"
#include "tests/support_record.h"
#include "tests/support_sealed.h"

typedef struct {
    char *folder, *stick, *id;
    Clock *clock;
    Home *home;
    gboolean mounted, fat;
} Fixture;

static gboolean shell(const Fixture *f, const char *line)
{
    g_autofree char *whole = g_strdup_printf("cd '%s' && %s", f->folder, line);
    const char *const argv[] = {"sh", "-c", whole, NULL};
    g_auto(Run) run = run_program(argv);
    return run.exit_code == 0;
}

static gboolean put_in(Fixture *f)
{
    f->mounted = shell(f, f->fat ? "mount -o loop,utf8 image stick" : "mount -o loop image stick");
    return f->mounted;
}

static void pull_out(Fixture *f)
{
    if (f->mounted)
        g_assert_cmpint(umount2(f->stick, 0), ==, 0);
    f->mounted = FALSE;
}

static void set_up(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    f->folder = support_folder();
    f->stick = g_build_filename(f->folder, "stick", NULL);
    g_assert_cmpint(g_mkdir_with_parents(f->stick, 0755), ==, 0);
    f->fat = TRUE; /* read by put_in */
    f->fat = shell(f, "truncate -s 24M image && /usr/sbin/mkfs.vfat image") && put_in(f);
    if (!f->fat && (!shell(f, "/usr/sbin/mkfs.ext4 -q -F -m 0 image") || !put_in(f)))
        return;
    shell(f, "rm -rf stick/lost+found");
    f->clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    f->home = support_home(f->folder, f->clock);
    f->id = support_ready(f->home);
    /* Names that FAT would change. */
    static const char *const names[] = {"есеп.", "a:b", "ЕСЕП 100%.TXT"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(f->folder, names[i], NULL);
        g_assert_true(g_file_set_contents(path, names[i], -1, NULL));
        meeting_material(f->home, f->id, path, &error);
        g_assert_no_error(error);
    }
    meeting_sign(f->home, f->id, "inspector", SUPPORT_STROKES, &error);
    g_assert_no_error(error);
    seal_meeting(f->home, f->id, NULL, NULL, &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    pull_out(f);
    home_free(f->home);
    clock_free(f->clock);
    remove_folder(f->folder);
    g_free(f->folder);
    g_free(f->stick);
    g_free(f->id);
}

static gboolean is_there(const Fixture *f)
{
    if (!f->mounted)
        g_test_skip("needs root and loop devices");
    return f->mounted;
}

static char *export(Fixture *f, GError **error)
{
    char *bag = NULL;
    export_meeting(f->home, f->id, f->stick, &(ExportChoice){.profile = EXPORT_FULL}, NULL, NULL,
                   &bag, error);
    return bag;
}

static void test_whole(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    if (!is_there(f))
        return;
    g_autofree char *bag = export(f, &error);
    g_assert_no_error(error);
    /* In another machine. */
    pull_out(f);
    g_assert_true(put_in(f));
    Verification result;
    g_assert_true(verify_path(bag, NULL, NULL, &result, &error));
    g_assert_cmpstr(result.file, ==, NULL);
    g_assert_true(result.ok);
    verification_clear(&result);
    support_shell_in(bag, "sha256sum --quiet --strict -c manifest-sha256.txt");
}

static void assert_nothing_left(Fixture *f)
{
    g_autofree char *line = g_strdup_printf("test -z \"$(ls -A '%s' | grep -v filler)\"", f->stick);
    support_shell_in(f->folder, line);
}

static void test_full(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    if (!is_there(f))
        return;
    shell(f, "head -c 30M /dev/zero > stick/filler");
    g_assert_null(export(f, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_nonnull(strstr(error->message, "enough room"));
    assert_nothing_left(f);
}

/* The recording of a very long day is told before anything is written. */
static void test_too_long_for_fat(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    if (!is_there(f))
        return;
    if (!f->fat) {
        g_test_skip("the kernel has no FAT");
        return;
    }
    g_assert_true(durable_check_file(f->stick, G_GINT64_CONSTANT(0xffffffff), &error));
    g_assert_true(durable_check_file("/", G_GINT64_CONSTANT(0x100000000), &error));
    g_assert_false(durable_check_file(f->stick, G_GINT64_CONSTANT(0x100000000), &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_nonnull(strstr(error->message, "exFAT"));
}

typedef struct {
    Fixture *f;
    const char *file;
    gboolean done;
} Damage;

/* When all is written, and before it is read back: the medium holds something else. */
static gboolean damage(gint64 bytes, gpointer user_data)
{
    Damage *way = user_data;
    g_autofree char *path = g_build_filename(way->f->stick, "bag.part", way->file, NULL);
    if (way->done || access(path, F_OK) != 0)
        return TRUE;
    support_flip(path, 0);
    way->done = TRUE;
    return TRUE;
}

static void test_read_back(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    if (!is_there(f))
        return;
    g_autofree char *key = home_key_path(f->home), *certificate = home_certificate_path(f->home);
    g_autofree char *path = g_build_filename(f->stick, "bag", NULL);
    Damage way = {f, "data/a.txt", FALSE};
    g_autoptr(Bag) bag = bag_new(path, &error);
    g_assert_no_error(error);
    bag_read_back(bag);
    g_assert_true(bag_add_data(bag, "a.txt", "abc", 3, &error));
    bag_on_progress(bag, damage, &way);
    g_assert_true(bag_add_file(bag, "device.crt", certificate, NULL, &error));
    g_assert_true(way.done);
    g_assert_false(bag_finish(bag, "2026-11-20", key, certificate, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_nonnull(strstr(error->message, "data/a.txt"));
    g_clear_pointer(&bag, bag_free);
    assert_nothing_left(f);
}

/* The stick is pulled out when the recording is on it already: what is written next fails. */
static void test_pulled(Fixture *f, gconstpointer unused)
{
    static const struct {
        const char *part;
        int reason;
    } moments[] = {{"take-01", EIO}, {"manifest-sha512", ENOTCONN}, {"signature", ECONNABORTED}};
    if (!is_there(f))
        return;
    SupportFault fault;
    support_fault_set_up(&fault, f->folder);
    for (gsize i = 0; i < G_N_ELEMENTS(moments); i++) {
        support_fault_strike(&fault, moments[i].part, moments[i].reason, 0);
        g_autofree char *line =
            g_strdup_printf("--home '%s' export %s --to '%s'", home_path(f->home), f->id, f->stick);
        g_auto(Run) run = support_fault_esep(&fault, line);
        g_assert_cmpint(run.exit_code, ==, PROTOCOL_ERROR_REFUSED);
        g_assert_nonnull(strstr(run.err, "pulled out"));
        g_assert_cmpint(fault.memory->hits, >, 0);
        assert_nothing_left(f);
    }
    support_fault_tear_down(&fault);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, function) g_test_add(path, Fixture, NULL, set_up, function, tear_down)
    ADD("/export-stick/it-verifies-in-another-machine", test_whole);
    ADD("/export-stick/a-full-stick-is-told-before", test_full);
    ADD("/export-stick/fat-has-no-room-for-long-files", test_too_long_for_fat);
    ADD("/export-stick/a-stick-that-is-pulled-out-is-said-and-holds-no-archive", test_pulled);
    ADD("/export-stick/a-stick-that-forgets-is-found", test_read_back);
    return g_test_run();
}
