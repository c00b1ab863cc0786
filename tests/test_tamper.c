/* Random changes to an archive, of which verification must find every one. $ESEP_CHANGES says how
 * many (make tamper), $ESEP_SEED from where. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/export.h"
#include "protocol/verify.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"
#include "tests/support_sealed.h"

#define CHANGES 200
#define SEED 20261120
/* So often the reader of RFC 8493 is asked too: it is a process of its own. */
#define ASK_EVERY 25

typedef struct {
    char *folder, *bag;
    GPtrArray *names;     /* of the bag's files, sorted */
    GHashTable *pristine; /* GBytes by name */
    GRand *random;
} Fixture;

static void list(Fixture *f, const char *below)
{
    g_autofree char *folder = g_build_filename(f->bag, below, NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        char *path = *below ? g_build_filename(below, name, NULL) : g_strdup(name);
        g_autofree char *full = g_build_filename(f->bag, path, NULL);
        char *data = NULL;
        gsize size = 0;
        if (g_file_test(full, G_FILE_TEST_IS_DIR)) {
            list(f, path);
            g_free(path);
            continue;
        }
        g_assert_true(g_file_get_contents(full, &data, &size, NULL));
        g_ptr_array_add(f->names, path);
        g_hash_table_insert(f->pristine, path, g_bytes_new_take(data, size));
    }
}

static int compare(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void set_up(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    f->folder = support_folder();
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    g_autoptr(Home) home = support_home(f->folder, clock);
    g_autofree char *id = support_sealed(home), *to = g_build_filename(f->folder, "to", NULL);
    export_meeting(home, id, to, &(ExportChoice){.profile = EXPORT_FULL}, NULL, NULL, &f->bag,
                   &error);
    g_assert_no_error(error);
    f->names = g_ptr_array_new();
    f->pristine =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
    list(f, "");
    g_ptr_array_sort(f->names, compare);
    const char *seed = g_getenv("ESEP_SEED");
    f->random = g_rand_new_with_seed(seed ? (guint32)atoi(seed) : SEED);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    remove_folder(f->folder);
    g_rand_free(f->random);
    g_ptr_array_unref(f->names);
    g_hash_table_unref(f->pristine);
    g_free(f->folder);
    g_free(f->bag);
}

/* The archive as it was exported. */
static void restore(Fixture *f)
{
    g_assert_true(durable_remove_tree(f->bag));
    for (guint i = 0; i < f->names->len; i++) {
        g_autofree char *path = g_build_filename(f->bag, f->names->pdata[i], NULL);
        g_autofree char *folder = g_path_get_dirname(path);
        GBytes *bytes = g_hash_table_lookup(f->pristine, f->names->pdata[i]);
        gsize size;
        const char *data = g_bytes_get_data(bytes, &size);
        g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
        FILE *file = fopen(path, "w");
        g_assert_nonnull(file);
        g_assert_cmpuint(fwrite(data, 1, size, file), ==, size);
        fclose(file);
    }
}

static gint64 upto(Fixture *f, gsize limit)
{
    return (gint64)(g_rand_double(f->random) * (double)limit);
}

static const char *any_name(Fixture *f)
{
    return f->names->pdata[upto(f, f->names->len)];
}

static char *path_of(const Fixture *f, const char *name)
{
    return g_build_filename(f->bag, name, NULL);
}

static void put(const Fixture *f, const char *name, const char *data, gsize size)
{
    g_autofree char *path = path_of(f, name);
    FILE *file = fopen(path, "w");
    g_assert_nonnull(file);
    g_assert_cmpuint(fwrite(data, 1, size, file), ==, size);
    fclose(file);
}

/* Each change says what it did (g_free), or gives NULL if nothing of the bag is different. */
typedef char *(*Change)(Fixture *f);

static char *flip_bit(Fixture *f)
{
    const char *name = any_name(f);
    gsize size;
    const guint8 *data = g_bytes_get_data(g_hash_table_lookup(f->pristine, name), &size);
    if (size == 0)
        return NULL;
    g_autofree guint8 *changed = g_memdup2(data, size);
    gint64 at = upto(f, size);
    changed[at] ^= (guint8)(1 << upto(f, 8));
    put(f, name, (char *)changed, size);
    return g_strdup_printf("a bit of byte %" G_GINT64_FORMAT " of %s flipped", at, name);
}

static char *overwrite(Fixture *f)
{
    const char *name = any_name(f);
    gsize size;
    const guint8 *data = g_bytes_get_data(g_hash_table_lookup(f->pristine, name), &size);
    g_autofree guint8 *changed = g_memdup2(data, size);
    gint64 from = upto(f, size), to = from + upto(f, size - (gsize)from + 1);
    for (gint64 i = from; i < to; i++)
        changed[i] = (guint8)upto(f, 256);
    if (size == 0 || memcmp(changed, data, size) == 0)
        return NULL;
    put(f, name, (char *)changed, size);
    return g_strdup_printf("bytes of %s overwritten", name);
}

static char *truncate_file(Fixture *f)
{
    const char *name = any_name(f);
    g_autofree char *path = path_of(f, name);
    gsize size = g_bytes_get_size(g_hash_table_lookup(f->pristine, name));
    if (size == 0)
        return NULL;
    gint64 left = upto(f, size);
    g_assert_cmpint(truncate(path, left), ==, 0);
    return g_strdup_printf("%s truncated to %" G_GINT64_FORMAT, name, left);
}

static char *append(Fixture *f)
{
    const char *name = any_name(f);
    g_autofree char *path = path_of(f, name);
    FILE *file = fopen(path, "a");
    g_assert_nonnull(file);
    for (gint64 i = upto(f, 40); i >= 0; i--)
        fputc((int)upto(f, 256), file);
    fclose(file);
    return g_strdup_printf("bytes added to %s", name);
}

static char *remove_file(Fixture *f)
{
    const char *name = any_name(f);
    g_autofree char *path = path_of(f, name);
    g_assert_cmpint(unlink(path), ==, 0);
    return g_strdup_printf("%s removed", name);
}

/* A name that is not there, beside a file that is. */
static char *new_name(Fixture *f)
{
    static const char *const endings[] = {"x", ".", " ", "~", ".mkv", ".txt", "-2", "\xcc\x81"};
    const char *beside = any_name(f);
    return g_strconcat(beside, endings[upto(f, G_N_ELEMENTS(endings))], NULL);
}

static char *add_file(Fixture *f)
{
    g_autofree char *name = new_name(f);
    put(f, name, "x", (gsize)upto(f, 2));
    return g_strdup_printf("%s added", name);
}

/* For people and some filesystems the same name. */
static char *add_case(Fixture *f)
{
    const char *name = any_name(f);
    g_autofree char *other = g_strdup(name);
    char *base = strrchr(other, '/') ? strrchr(other, '/') + 1 : other;
    *base = g_ascii_islower(*base) ? g_ascii_toupper(*base) : g_ascii_tolower(*base);
    if (strcmp(other, name) == 0)
        return NULL;
    gsize size;
    const char *data = g_bytes_get_data(g_hash_table_lookup(f->pristine, name), &size);
    put(f, other, data, size);
    return g_strdup_printf("%s added", other);
}

static char *rename_file(Fixture *f)
{
    const char *name = any_name(f);
    g_autofree char *other = new_name(f), *from = path_of(f, name), *to = path_of(f, other);
    g_assert_cmpint(rename(from, to), ==, 0);
    return g_strdup_printf("%s renamed to %s", name, other);
}

static char *swap_files(Fixture *f)
{
    const char *one = any_name(f), *other = any_name(f);
    GBytes *first = g_hash_table_lookup(f->pristine, one),
           *second = g_hash_table_lookup(f->pristine, other);
    if (g_bytes_equal(first, second))
        return NULL;
    put(f, one, g_bytes_get_data(second, NULL), g_bytes_get_size(second));
    put(f, other, g_bytes_get_data(first, NULL), g_bytes_get_size(first));
    return g_strdup_printf("%s and %s swapped", one, other);
}

/* What looks the same to whoever follows it. */
static char *link_file(Fixture *f)
{
    const char *name = any_name(f);
    g_autofree char *path = path_of(f, name), *kept = g_build_filename(f->folder, "kept", NULL);
    g_assert_cmpint(rename(path, kept), ==, 0);
    g_assert_cmpint(symlink(kept, path), ==, 0);
    return g_strdup_printf("%s made a link to its bytes", name);
}

static char *make_special(Fixture *f)
{
    const char *name = any_name(f);
    g_autofree char *path = path_of(f, name);
    gboolean pipe = upto(f, 2);
    g_assert_cmpint(unlink(path), ==, 0);
    g_assert_cmpint(pipe ? mkfifo(path, 0644) : mkdir(path, 0755), ==, 0);
    return g_strdup_printf("%s made a %s", name, pipe ? "pipe" : "folder");
}

static char *add_folder(Fixture *f)
{
    g_autofree char *name = new_name(f), *path = path_of(f, name);
    g_assert_cmpint(mkdir(path, 0755), ==, 0);
    return g_strdup_printf("folder %s added", name);
}

static const char *any_manifest(Fixture *f)
{
    static const char *const names[] = {"manifest-sha256.txt", "manifest-sha512.txt",
                                        "tagmanifest-sha256.txt", "tagmanifest-sha512.txt"};
    return names[upto(f, G_N_ELEMENTS(names))];
}

/* A line twice, away, in another place, with another hash or name, or a new one. */
static char *edit_manifest(Fixture *f)
{
    static const char *const hostile[] = {
        "data/../../../etc/passwd", "/etc/passwd", "~/x", "data/%2e%2e/x", "data\\x", "data/new"};
    const char *name = any_manifest(f);
    GBytes *bytes = g_hash_table_lookup(f->pristine, name);
    g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint count = g_strv_length(lines) - 1;
    guint at = (guint)upto(f, count), other = (guint)upto(f, count);
    g_autofree char *line = g_strdup(lines[at]);
    const char *path = strstr(line, "  ") + 2, *said;
    GString *changed = g_string_new(NULL);
    gint64 how = upto(f, 6);
    static const char *const words[] = {"twice",       "left out",          "moved",
                                        "in capitals", "with another name", "for a file elsewhere"};
    said = words[how];
    for (guint i = 0; i < count; i++) {
        if (how == 3 && i == at)
            for (char *c = lines[i]; *c != ' '; c++)
                *c = g_ascii_toupper(*c);
        if (how == 4 && i == at)
            g_string_append_printf(changed, "%.*s%s\n", (int)(path - line), line,
                                   hostile[upto(f, G_N_ELEMENTS(hostile))]);
        else if ((how != 1 && how != 2) || i != at)
            g_string_append_printf(changed, "%s\n", lines[i]);
        if ((how == 0 && i == at) || (how == 2 && i == other))
            g_string_append_printf(changed, "%s\n", line);
    }
    if (how == 5)
        g_string_append_printf(changed, "%.*s%s\n", (int)(path - line), line,
                               hostile[upto(f, G_N_ELEMENTS(hostile))]);
    gboolean same = strcmp(changed->str, text) == 0;
    put(f, name, changed->str, changed->len);
    g_string_free(changed, TRUE);
    return same ? NULL : g_strdup_printf("%s: line %u %s", name, at + 1, said);
}

static const Change changes[] = {flip_bit,    flip_bit,      overwrite,    truncate_file,
                                 append,      remove_file,   add_file,     add_case,
                                 rename_file, swap_files,    link_file,    make_special,
                                 add_folder,  edit_manifest, edit_manifest};

static gboolean is_found(const Fixture *f)
{
    g_autoptr(GError) error = NULL;
    Verification result;
    gboolean judged = verify_path(f->bag, NULL, NULL, &result, &error);
    gboolean found = judged ? !result.ok && result.file && result.reason : error != NULL;
    verification_clear(&result);
    return found;
}

/* Whether a program that knows nothing but RFC 8493 calls the bag valid. */
static gboolean is_valid_bag(const Fixture *f)
{
    const char *const argv[] = {"tests/rfc8493", f->bag, NULL};
    g_auto(Run) run = run_program(argv);
    g_assert_cmpint(run.exit_code, >=, 0);
    if (run.exit_code != 0)
        g_test_message("%s", run.out);
    return run.exit_code == 0;
}

static void test_changes(Fixture *f, gconstpointer unused)
{
    const char *asked = g_getenv("ESEP_CHANGES");
    int wanted = asked ? atoi(asked) : CHANGES, strict = 0, judged = 0;
    g_assert_false(is_found(f));
    g_assert_true(is_valid_bag(f));
    for (int done = 0; done < wanted;) {
        restore(f);
        g_autofree char *what = changes[upto(f, G_N_ELEMENTS(changes))](f);
        if (!what)
            continue;
        if (!is_found(f))
            g_error("change %d was not found: %s", done, what);
        if (done % ASK_EVERY == 0) {
            judged++;
            strict += is_valid_bag(f);
        }
        g_autofree char *kept = g_build_filename(f->folder, "kept", NULL);
        unlink(kept);
        done++;
    }
    restore(f);
    g_assert_false(is_found(f));
    g_test_message(
        "%d changes, all found; of %d that RFC 8493 alone was asked about it lets %d pass", wanted,
        judged, strict);
    /* It finds most of them by itself: neither reader is blind. */
    g_assert_cmpint(strict, <, judged);
}

/* Every profile is a valid bag for whoever knows the standard alone. */
static void test_profiles(Fixture *f, gconstpointer unused)
{
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    g_autofree char *path = g_build_filename(f->folder, "home", NULL);
    g_autoptr(Home) home = home_open(path, clock, NULL);
    g_autofree char *to = g_build_filename(f->folder, "to", NULL);
    for (int profile = EXPORT_ENTRY; profile < EXPORT_COUNT; profile++) {
        g_autoptr(GError) error = NULL;
        g_free(g_steal_pointer(&f->bag));
        export_meeting(home, "2026-0001", to,
                       &(ExportChoice){.profile = (ExportProfile)profile,
                                       .entry = profile == EXPORT_ENTRY ? 1 : 0},
                       NULL, NULL, &f->bag, &error);
        g_assert_no_error(error);
        g_assert_true(is_valid_bag(f));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/tamper/every-random-change-is-found", Fixture, NULL, set_up, test_changes,
               tear_down);
    g_test_add("/tamper/every-profile-is-a-bag-by-the-standard", Fixture, NULL, set_up,
               test_profiles, tear_down);
    return g_test_run();
}
