/* An archive on sticks as they come from the shop: exFAT through its driver in user space, FAT
 * through mtools, since neither needs a kernel that has them. Outside witnesses: the checkers of
 * both file systems, sha256sum. */
#include <linux/magic.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "protocol/error.h"
#include "protocol/export.h"
#include "protocol/meeting.h"
#include "protocol/seal.h"
#include "protocol/text.h"
#include "protocol/verify.h"
#include "tests/support.h"
#include "tests/support_fault.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"
#include "tests/support_record.h"
#include "tests/support_sealed.h"

#define FUSE_MAGIC 0x65735546 /* linux/magic.h has it from 6.1 on */

typedef struct {
    char *folder, *stick, *id;
    Clock *clock;
    Home *home;
    GSubprocess *driver; /* of the stick; NULL: it is not in */
    gint64 done_bytes, pull_at_bytes;
} Fixture;

/* What people call their files. */
static const char *const names[] = {
    "есеп.",   "a:b",    "ЕСЕП 100%.TXT", "есеп 100%.Txt",
    "aux.txt", "Ерлан ", "\"1\"?*",       "№ 1 – акт.pdf",
};

static void attach(Fixture *f, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(f->folder, name, NULL);
    g_assert_true(g_file_set_contents(path, name, -1, &error));
    meeting_material(f->home, f->id, path, &error);
    g_assert_no_error(error);
}

static void set_up(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    f->folder = support_folder();
    f->stick = g_build_filename(f->folder, "stick", NULL);
    g_assert_cmpint(g_mkdir_with_parents(f->stick, 0755), ==, 0);
    f->clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    f->home = support_home(f->folder, f->clock);
    f->id = support_ready(f->home);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        attach(f, names[i]);
    /* As long as the name of a material can be, and growing by the "_" behind its dot. */
    g_autofree char *letters = g_strnfill(TEXT_NAME_MAX - 1, 'q');
    g_auto(GStrv) parts = g_strsplit(letters, "q", -1);
    g_autofree char *word = g_strjoinv("ұ", parts), *longest = g_strconcat(word, ".", NULL);
    attach(f, longest);
    meeting_sign(f->home, f->id, "inspector", SUPPORT_STROKES, &error);
    g_assert_no_error(error);
    seal_meeting(f->home, f->id, NULL, NULL, &error);
    g_assert_no_error(error);
}

static void pull_out(Fixture *f)
{
    if (!f->driver)
        return;
    /* Busy for as long as whoever looked at the mount holds it. */
    g_assert_cmpint(umount2(f->stick, MNT_DETACH), ==, 0);
    g_assert_true(g_subprocess_wait(f->driver, NULL, NULL));
    g_clear_object(&f->driver);
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

static gboolean shell(const Fixture *f, const char *line)
{
    g_autofree char *whole = g_strdup_printf(
        "cd '%s' && PATH=$PATH:/usr/sbin && export LC_ALL=C.UTF-8 && %s", f->folder, line);
    g_auto(Run) run = run_program((const char *[]){"sh", "-c", whole, NULL});
    if (run.exit_code != 0)
        g_test_message("%s: %s", line, run.err);
    return run.exit_code == 0;
}

static gboolean is_mounted(const Fixture *f)
{
    struct statfs disk;
    return statfs(f->stick, &disk) == 0 && disk.f_type == FUSE_MAGIC;
}

/* The driver stays a child of the test, which can end it: that is the stick pulled out. FALSE where
 * there is no loop device or no FUSE. */
static gboolean put_in(Fixture *f)
{
    g_autofree char *image = g_build_filename(f->folder, "image", NULL);
    g_auto(Run) loop = run_program((const char *[]){"losetup", "-f", "--show", image, NULL});
    const char *device = g_strchomp(loop.out);
    if (loop.exit_code != 0)
        return FALSE;
    f->driver =
        g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                         NULL, "/usr/sbin/mount.exfat-fuse", "-d", device, f->stick, NULL);
    gint64 end_us = g_get_monotonic_time() + SUPPORT_PATIENCE_US;
    while (f->driver && !is_mounted(f) && g_subprocess_get_identifier(f->driver) &&
           g_get_monotonic_time() < end_us)
        g_usleep(1000);
    /* The kernel lets go of it when the driver does. */
    g_auto(Run) detach = run_program((const char *[]){"losetup", "-d", device, NULL});
    g_assert_cmpint(detach.exit_code, ==, 0);
    if (is_mounted(f))
        return TRUE;
    g_clear_object(&f->driver);
    return FALSE;
}

static gboolean new_stick(Fixture *f)
{
    gboolean there = shell(f, "truncate -s 64M image && mkfs.exfat image") && put_in(f);
    if (!there)
        g_test_skip("needs root, loop devices, FUSE and exfat-fuse");
    return there;
}

static char *export(Fixture *f, const char *to, ExportProgress progress, GError **error)
{
    char *bag = NULL;
    export_meeting(f->home, f->id, to, &(ExportChoice){.profile = EXPORT_FULL}, progress, f, &bag,
                   error);
    return bag;
}

static void assert_whole(const char *bag)
{
    g_autoptr(GError) error = NULL;
    Verification result;
    g_assert_true(verify_path(bag, NULL, NULL, &result, &error));
    g_assert_cmpstr(result.file, ==, NULL);
    g_assert_true(result.ok);
    verification_clear(&result);
    support_shell_in(bag, "sha256sum --quiet --strict -c manifest-sha256.txt");
}

/* ---- the names */

/* A long name of FAT (Microsoft's "FAT32 File System Specification", 1.03): up to 255 units of
 * UTF-16, none of these characters, no dot or blank at the end; upper and lower case are the same.
 * And what Windows keeps for itself. */
static void check_name(const char *path, GHashTable *taken)
{
    g_autofree char *name = g_path_get_basename(path);
    glong units = 0;
    g_autofree gunichar2 *wide = g_utf8_to_utf16(name, -1, NULL, &units, NULL);
    g_test_message("%s", name);
    g_assert_nonnull(wide);
    g_assert_cmpint(units, <=, 255);
    g_assert_null(strpbrk(name, "\"*/:<>?\\|"));
    for (const char *at = name; *at; at++)
        g_assert_false(g_ascii_iscntrl(*at));
    g_assert_null(strchr(". ", name[strlen(name) - 1]));
    g_assert_false(g_regex_match_simple("^(con|prn|aux|nul|(com|lpt)[0-9])(\\.|$)", name,
                                        G_REGEX_CASELESS, 0));
    g_assert_true(g_hash_table_add(taken, g_utf8_strdown(path, -1)));
}

static void test_names(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *bag = export(f, f->stick, NULL, &error);
    g_assert_no_error(error);
    g_auto(Run) run = run_program((const char *[]){"find", f->stick, "-mindepth", "1", NULL});
    g_auto(GStrv) paths = g_strsplit(g_strchomp(run.out), "\n", -1);
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (gsize i = 0; paths[i]; i++)
        check_name(paths[i], taken);
    g_assert_cmpuint(g_hash_table_size(taken), >, G_N_ELEMENTS(names) + 20);
}

/* ---- FAT */

/* Onto a stick and from there onto another machine's disk. */
static void test_fat(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *bag = export(f, f->stick, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(shell(f, "mkfs.vfat -F 32 -C image 65536 && mkdir back"));
    g_assert_true(shell(f, "mcopy -n -s -i image stick/* ::/ && fsck.vfat -n image"));
    g_assert_true(shell(f, "mcopy -n -s -i image '::/*' back/ && diff -r stick back"));
    g_autofree char *name = g_path_get_basename(bag);
    g_autofree char *back = g_build_filename(f->folder, "back", name, NULL);
    assert_whole(back);
}

/* A recording of over 4 GB: told before anything is written, however much room there is. */
static void test_too_long(Fixture *f, gconstpointer unused)
{
    SupportFault fault;
    g_autofree char *take = home_meeting_path(f->home, f->id, "video/take-01.mkv");
    g_autofree char *line =
        g_strdup_printf("--home '%s' export %s --to '%s'", home_path(f->home), f->id, f->stick);
    g_assert_cmpint(truncate(take, G_GINT64_CONSTANT(5000000000)), ==, 0);
    support_fault_set_up(&fault, f->folder);
    support_fault_strike(&fault, "stick", 0, 0);
    fault.memory->type = MSDOS_SUPER_MAGIC;
    g_auto(Run) run = support_fault_esep(&fault, line);
    support_fault_tear_down(&fault);
    g_assert_cmpint(run.exit_code, ==, PROTOCOL_ERROR_REFUSED);
    g_assert_nonnull(strstr(run.err, "formatted as exFAT"));
    g_assert_true(shell(f, "test -z \"$(ls -A stick)\""));
}

/* ---- exFAT */

static void test_exfat(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    if (!new_stick(f))
        return;
    g_autofree char *bag = export(f, f->stick, NULL, &error);
    g_assert_no_error(error);
    /* In another machine. */
    pull_out(f);
    g_assert_true(shell(f, "fsck.exfat -n image"));
    g_assert_true(put_in(f));
    assert_whole(bag);
}

/* The driver ends as it does when there is no stick any more. */
static gboolean pull(gint64 done_bytes, gint64 all_bytes, gpointer user_data)
{
    Fixture *f = user_data;
    f->done_bytes = done_bytes;
    if (done_bytes < f->pull_at_bytes)
        return TRUE;
    g_subprocess_force_exit(f->driver);
    g_assert_true(g_subprocess_wait(f->driver, NULL, NULL));
    return TRUE;
}

static void assert_pulled(Fixture *f, gint64 at_bytes)
{
    g_autoptr(GError) error = NULL;
    f->pull_at_bytes = at_bytes;
    g_autofree char *bag = export(f, f->stick, pull, &error);
    g_assert_null(bag);
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_nonnull(strstr(error->message, "pulled out"));
    pull_out(f);
    g_assert_true(put_in(f));
    g_assert_true(shell(f, "test -z \"$(ls stick | grep -v '[.]part$')\""));
}

/* While it is written, while it is read back, and before it gets its name: nothing looks whole.
 * What is there is no hindrance to the next try. */
static void test_pulled(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    if (!new_stick(f))
        return;
    f->pull_at_bytes = G_MAXINT64;
    g_autofree char *bag = export(f, f->stick, pull, &error);
    g_assert_no_error(error);
    remove_folder(bag);
    gint64 all_bytes = f->done_bytes;
    for (int percent = 0; percent <= 100; percent += 20)
        assert_pulled(f, all_bytes * percent / 100);
    g_autofree char *again = export(f, f->stick, NULL, &error);
    g_assert_no_error(error);
    assert_whole(again);
    g_assert_true(shell(f, "test $(ls stick | wc -l) = 1"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, run) g_test_add("/export-fat/" name, Fixture, NULL, set_up, run, tear_down)
    ADD("each-name-is-one-that-fat-and-windows-take", test_names);
    ADD("it-comes-back-from-fat-as-it-was", test_fat);
    ADD("fat-has-no-room-for-long-files", test_too_long);
    ADD("it-comes-back-from-exfat-as-it-was", test_exfat);
    ADD("pulled-out-of-exfat-nothing-looks-whole", test_pulled);
    return g_test_run();
}
