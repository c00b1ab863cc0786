#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "protocol/bag.h"
#include "protocol/error.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"

typedef struct {
    char *folder, *key, *certificate, *bag;
} Fixture;

static char *in_bag(const Fixture *f, const char *name)
{
    return g_build_filename(f->bag, name, NULL);
}

static void write_bag(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Bag) bag = bag_new(f->bag, &error);
    g_assert_no_error(error);
    g_autofree char *sum = NULL;
    bag_info(bag, "External-Identifier", "2026-0007");
    bag_info(bag, "Source-Organization", "Полиция\nбасқармасы");
    bag_add_file(bag, "device.crt", f->certificate, &sum, &error);
    g_assert_no_error(error);
    g_assert_cmpint(strlen(sum), ==, 64);
    bag_add_data(bag, "video/take-01.mkv", "\0\1\2\377matroska", 12, &error);
    g_assert_no_error(error);
    bag_add_data(bag, "materials/есеп ә.txt", "мәтін", strlen("мәтін"), &error);
    g_assert_no_error(error);
    bag_add_data(bag, "empty.csv", "", 0, &error);
    g_assert_no_error(error);
    bag_finish(bag, "2026-11-20", f->key, f->certificate, &error);
    g_assert_no_error(error);
}

static void set_up(Fixture *f, gconstpointer unused)
{
    f->folder = support_folder();
    support_identity(f->folder);
    f->key = g_build_filename(f->folder, "device.key", NULL);
    f->certificate = g_build_filename(f->folder, "device.crt", NULL);
    f->bag = g_build_filename(f->folder, "bag", NULL);
    write_bag(f);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    remove_folder(f->folder);
    g_free(f->folder);
    g_free(f->key);
    g_free(f->certificate);
    g_free(f->bag);
}

/* Verifies; the file named as the first difference, NULL if the bag is good. g_free. */
static char *verify(const Fixture *f)
{
    g_autoptr(GError) error = NULL;
    BagCheck check = {.checked = g_ptr_array_new_with_free_func(g_free)};
    gboolean ok = bag_verify(f->bag, &check, &error);
    if (ok)
        g_assert_cmpuint(check.checked->len, >, 3);
    else
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_DIFFERENT);
    g_ptr_array_unref(check.checked);
    g_free(check.signer);
    g_free(check.signer_name);
    g_assert_true(ok == (check.file == NULL));
    return check.file;
}

static void assert_names(const Fixture *f, const char *wanted)
{
    g_autofree char *file = verify(f);
    g_assert_cmpstr(file, ==, wanted);
}

static void assert_shell(const Fixture *f, const char *line)
{
    support_shell_in(f->bag, line);
}

static void test_outside(Fixture *f, gconstpointer unused)
{
    assert_names(f, NULL);
    assert_shell(f, "sha256sum --strict -c manifest-sha256.txt tagmanifest-sha256.txt");
    assert_shell(f, "sha512sum --strict -c manifest-sha512.txt tagmanifest-sha512.txt");
    assert_shell(f, "openssl cms -verify -binary -inform DER -in signature.p7s -content "
                    "tagmanifest-sha256.txt -CAfile data/device.crt -purpose any -no_check_time "
                    "-out /dev/null");
    assert_shell(f, "test \"$(cat bagit.txt)\" = \"$(printf 'BagIt-Version: 1.0\\n"
                    "Tag-File-Character-Encoding: UTF-8')\"");
    assert_shell(f, "grep -qx 'Source-Organization: Полиция басқармасы' bag-info.txt");
    assert_shell(f, "grep -qx 'Bagging-Date: 2026-11-20' bag-info.txt");
    /* Octets and streams counted by somebody else. */
    assert_shell(f, "grep -qx \"Payload-Oxum: $(find data -type f -printf '%s\\n' | "
                    "awk '{s += $1} END {print s \".\" NR}')\" bag-info.txt");
    assert_shell(f, "test ! -e ../bag.part");
}

/* Changes every byte of a file, one after the other; each must be found and the file named. */
static void change_every_byte(const Fixture *f, const char *name, const char *wanted)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = in_bag(f, name), *data = NULL;
    gsize size;
    g_file_get_contents(path, &data, &size, &error);
    g_assert_no_error(error);
    for (gsize i = 0; i < size; i++) {
        char before = data[i];
        data[i] ^= i % 2 ? 0x01 : 0x20;
        FILE *file = fopen(path, "r+");
        g_assert_nonnull(file);
        g_assert_cmpuint(fwrite(data, 1, size, file), ==, size);
        fclose(file);
        g_autofree char *found = verify(f);
        if (g_strcmp0(found, wanted) != 0)
            g_error("%s, byte %zu changed: %s is named", name, i, found ? found : "nothing");
        data[i] = before;
    }
    g_file_set_contents(path, data, size, &error);
    g_assert_no_error(error);
    assert_names(f, NULL);
}

static void test_every_byte(Fixture *f, gconstpointer unused)
{
    static const char *const names[] = {
        "signature.p7s",       "tagmanifest-sha256.txt", "tagmanifest-sha512.txt",
        "manifest-sha256.txt", "manifest-sha512.txt",    "bag-info.txt",
        "bagit.txt",           "data/device.crt",        "data/video/take-01.mkv"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        change_every_byte(f, names[i], names[i]);
}

/* Each row: what a shell does to the bag, and the file that must be named. */
static const struct {
    const char *line, *named;
} changes[] = {
    {"echo x > data/new.txt", "data/new.txt"},
    {"echo x > new.txt", "new.txt"},
    {"touch data/.hidden", "data/.hidden"},
    {"rm data/video/take-01.mkv", "data/video/take-01.mkv"},
    {"rm -r data/video", "data/video/take-01.mkv"},
    {"rm data/empty.csv", "data/empty.csv"},
    {"mv data/empty.csv data/emptx.csv", "data/empty.csv"},
    {"mkdir data/nothing", "data/nothing"},
    {"mkdir nothing", "nothing"},
    {"ln -s take-01.mkv data/video/link", "data/video/link"},
    {"mv data/video ../v && ln -s ../../v data/video", "data/video"},
    {"mv data ../d && ln -s ../d data", "data"},
    {"mv bagit.txt ../b && ln -s ../b bagit.txt", "bagit.txt"},
    {"mv data/empty.csv ../e && ln -s ../../e data/empty.csv", "data/empty.csv"},
    {"mkfifo data/pipe", "data/pipe"},
    {"rm data/empty.csv && mkfifo data/empty.csv", "data/empty.csv"},
    {"rm bagit.txt && mkfifo bagit.txt", "bagit.txt"},
    {"rm bagit.txt", "bagit.txt"},
    {"rm bag-info.txt", "bag-info.txt"},
    {"rm manifest-sha256.txt", "manifest-sha256.txt"},
    {"rm manifest-sha512.txt", "manifest-sha512.txt"},
    {"rm tagmanifest-sha256.txt", "tagmanifest-sha256.txt"},
    {"rm tagmanifest-sha512.txt", "tagmanifest-sha512.txt"},
    {"rm signature.p7s", "signature.p7s"},
    {"rm -r data", "data"},
    {"echo 'Contact-Name: X' >> bag-info.txt", "bag-info.txt"},
    {"tail -1 manifest-sha256.txt >> manifest-sha256.txt", "manifest-sha256.txt"},
    {"printf '\\n' >> tagmanifest-sha512.txt", "tagmanifest-sha512.txt"},
    {"printf '\\0' >> signature.p7s", "signature.p7s"},
    {"truncate -s -1 data/video/take-01.mkv", "data/video/take-01.mkv"},
    {"printf x >> data/empty.csv", "data/empty.csv"},
};

static void test_changes(Fixture *f, gconstpointer unused)
{
    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
        assert_shell(f, "cp -a . ../kept");
        assert_shell(f, changes[i].line);
        g_autofree char *found = verify(f);
        if (g_strcmp0(found, changes[i].named) != 0)
            g_error("%s: %s is named", changes[i].line, found ? found : "nothing");
        assert_shell(f, "cd .. && rm -rf bag b d e v && mv kept bag");
    }
    assert_names(f, NULL);
}

/* Makes tag manifests and signature anew, as somebody with the device's key could. */
static void sign_anew(const Fixture *f)
{
    support_sign_bag(f->bag, f->key, f->certificate);
}

/* Well signed and yet not to be followed. */
static void test_hostile(Fixture *f, gconstpointer unused)
{
    static const struct {
        const char *line, *named;
    } rows[] = {
        {"true", NULL},
        {"echo secret > ../secret; for s in 256 512; do (sha${s}sum ../secret | "
         "sed 's,\\.\\./,data/../../,') >> manifest-sha$s.txt; done",
         "manifest-sha256.txt"},
        {"for s in 256 512; do tail -1 manifest-sha$s.txt >> manifest-sha$s.txt; done",
         "manifest-sha256.txt"},
        {"tac manifest-sha512.txt > t; mv t manifest-sha512.txt", "manifest-sha512.txt"},
        {"sed -i 's/Oxum: [0-9]*/Oxum: 1/' bag-info.txt", "bag-info.txt"},
        {"printf 'BagIt-Version: 0.97\\nTag-File-Character-Encoding: UTF-8\\n' > bagit.txt",
         "bagit.txt"},
        {"sed -i 's/^./&&/' manifest-sha256.txt", "manifest-sha256.txt"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        assert_shell(f, "cp -a . ../kept");
        assert_shell(f, rows[i].line);
        sign_anew(f);
        g_autofree char *found = verify(f);
        if (g_strcmp0(found, rows[i].named) != 0)
            g_error("%s: %s is named", rows[i].line, found ? found : "nothing");
        assert_shell(f, "cd .. && rm -rf bag && mv kept bag");
    }
}

/* Signed whole by another device, whose certificate does not lie in the bag. */
static void test_other_signer(Fixture *f, gconstpointer unused)
{
    g_autofree char *other = g_build_filename(f->folder, "other", NULL);
    g_assert_cmpint(g_mkdir(other, 0700), ==, 0);
    support_identity(other);
    Fixture stranger = *f;
    stranger.key = g_build_filename(other, "device.key", NULL);
    stranger.certificate = g_build_filename(other, "device.crt", NULL);
    sign_anew(&stranger);
    assert_names(f, "signature.p7s");
    g_free(stranger.key);
    g_free(stranger.certificate);
}

static void test_nothing_there(Fixture *f, gconstpointer unused)
{
    g_autofree char *none = g_build_filename(f->folder, "none", NULL);
    const char *const paths[] = {none, f->folder, f->key};
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(GError) error = NULL;
        BagCheck check = {.checked = g_ptr_array_new_with_free_func(g_free)};
        g_assert_false(bag_verify(paths[i], &check, &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
        g_ptr_array_unref(check.checked);
    }
}

static void test_unfinished(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL, exists = NULL, busy = NULL;
    g_assert_null(bag_new(f->bag, &exists));
    g_assert_error(exists, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);

    g_autofree char *path = g_build_filename(f->folder, "second", NULL);
    g_autofree char *part = g_strconcat(path, ".part", NULL);
    g_autofree char *left = g_build_filename(part, "data", "left", NULL);
    /* What a killed export leaves does not end up in the next one's bag. */
    g_assert_cmpint(g_mkdir_with_parents(left, 0755), ==, 0);
    Bag *bag = bag_new(path, &error);
    g_assert_no_error(error);
    g_assert_false(g_file_test(left, G_FILE_TEST_EXISTS));
    g_assert_null(bag_new(path, &busy));
    g_assert_error(busy, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    bag_add_data(bag, "a", "a", 1, &error);
    g_assert_no_error(error);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    bag_free(bag);
    g_assert_false(g_file_test(part, G_FILE_TEST_EXISTS));
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

static void test_names(Fixture *f, gconstpointer unused)
{
    static const char *const bad[] = {"",     "/etc/passwd", "../x", "a/../b", "a//b",
                                      "a\nb", "a\\b",        "100%", "a:b",    "a/",
                                      "\xff", "./a",         "a/."};
    g_autofree char *path = g_build_filename(f->folder, "second", NULL);
    g_autoptr(Bag) bag = bag_new(path, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(bag_add_data(bag, bad[i], "a", 1, &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
        g_autofree char *safe = bag_safe_name(bad[i]);
        g_assert_true(bag_add_data(bag, safe, "a", 1, NULL) || i > 0);
    }
    g_assert_true(bag_add_data(bag, "twice", "a", 1, NULL));
    g_assert_false(bag_add_data(bag, "twice", "a", 1, NULL));
}

static void test_not_written(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(f->folder, "second", NULL);
    g_autofree char *target =
        g_build_filename(f->folder, "second.part", "manifest-sha256.txt", NULL);
    g_autoptr(Bag) bag = bag_new(path, &error);
    g_assert_no_error(error);
    g_assert_true(bag_add_data(bag, "a", "a", 1, NULL));
    g_assert_false(bag_add_file(bag, "b", "/nonexistent", NULL, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
    /* Something stands where a manifest belongs: nothing is finished. */
    g_assert_cmpint(g_mkdir(target, 0755), ==, 0);
    g_assert_false(bag_finish(bag, "2026-11-20", f->key, f->certificate, NULL));
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

/* A hash goes through blocks and two threads: sizes around the block, as coreutils see them. */
static void test_sizes(Fixture *f, gconstpointer unused)
{
    static const gsize sizes[] = {1, 1048575, 1048576, 1048577, 4194304, 9000001};
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(f->folder, "other", NULL);
    g_autofree char *source = g_build_filename(f->folder, "source", NULL);
    g_autoptr(Bag) bag = bag_new(path, &error);
    g_assert_no_error(error);
    bag_add_file(bag, "device.crt", f->certificate, NULL, &error);
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autofree char *data = g_malloc(sizes[i]);
        for (gsize at = 0; at < sizes[i]; at++)
            data[at] = (char)(at * 7 + at / 251 + i);
        g_assert_true(g_file_set_contents(source, data, sizes[i], NULL));
        g_autofree char *name = g_strdup_printf("%u.bin", (guint)i);
        bag_add_file(bag, name, source, NULL, &error);
        g_assert_no_error(error);
    }
    bag_finish(bag, "2026-11-20", f->key, f->certificate, &error);
    g_assert_no_error(error);
    support_shell_in(path, "sha256sum --quiet --strict -c manifest-sha256.txt &&"
                           " sha512sum --quiet --strict -c manifest-sha512.txt");
    BagCheck check = {.checked = g_ptr_array_new_with_free_func(g_free)};
    g_assert_true(bag_verify(path, &check, &error));
    g_ptr_array_unref(check.checked);
    g_free(check.file);
    g_free(check.signer);
    g_free(check.signer_name);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/bag/coreutils-and-openssl-check-a-bag", Fixture, NULL, set_up, test_outside,
               tear_down);
    g_test_add("/bag/a-changed-byte-is-found-in-every-file", Fixture, NULL, set_up, test_every_byte,
               tear_down);
    g_test_add("/bag/whatever-is-done-to-a-bag-is-found", Fixture, NULL, set_up, test_changes,
               tear_down);
    g_test_add("/bag/a-hostile-bag-is-refused-though-well-signed", Fixture, NULL, set_up,
               test_hostile, tear_down);
    g_test_add("/bag/a-bag-signed-by-another-device-is-refused", Fixture, NULL, set_up,
               test_other_signer, tear_down);
    g_test_add("/bag/files-of-every-size-hash-as-coreutils-hash-them", Fixture, NULL, set_up,
               test_sizes, tear_down);
    g_test_add("/bag/where-no-bag-is-nothing-is-found", Fixture, NULL, set_up, test_nothing_there,
               tear_down);
    g_test_add("/bag/a-bag-is-whole-or-absent", Fixture, NULL, set_up, test_unfinished, tear_down);
    g_test_add("/bag/dangerous-names-are-refused", Fixture, NULL, set_up, test_names, tear_down);
    g_test_add("/bag/a-bag-that-cannot-be-written-leaves-nothing", Fixture, NULL, set_up,
               test_not_written, tear_down);
    return g_test_run();
}
