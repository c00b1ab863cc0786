/* Keys and what stands under them. Outside witness: the bytes in the files. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "protocol/error.h"
#include "protocol/master_key.h"
#include "protocol/vault.h"
#include "tests/support.h"
#include "tests/support_home.h"

#define NAME "Қожахметов"
#define PLACE "attendee.surname|2026-0001|1"

typedef struct {
    char *folder, *keys;
    Vault *vault;
} Fixture;

static void set_up(Fixture *f, gconstpointer unused)
{
    f->folder = support_folder();
    f->keys = g_build_filename(f->folder, VAULT_FOLDER, NULL);
    f->vault = vault_new(f->keys);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    vault_free(f->vault);
    remove_folder(f->folder);
    g_free(f->folder);
    g_free(f->keys);
}

/* As another process would see it. */
static void reopen(Fixture *f)
{
    vault_free(f->vault);
    f->vault = vault_new(f->keys);
}

static char *encrypt(Fixture *f, const char *key, const char *text)
{
    g_autoptr(GError) error = NULL;
    char *encrypted = vault_encrypt(f->vault, key, PLACE, text, &error);
    g_assert_no_error(error);
    return encrypted;
}

static void assert_reads(Fixture *f, const char *key, const char *encrypted, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *plain = vault_decrypt(f->vault, key, PLACE, encrypted, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(plain, ==, text);
}

static void assert_refuses(Fixture *f, const char *key, const char *place, const char *encrypted,
                           int code)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(vault_decrypt(f->vault, key, place, encrypted, &error));
    g_assert_error(error, PROTOCOL_ERROR, code);
}

static void test_round(Fixture *f, gconstpointer unused)
{
    static const char *const texts[] = {NAME, "", "а", "\"[{}]'\n\t", "𐍈 Ә"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *one = encrypt(f, "2026-0001", texts[i]);
        g_autofree char *other = encrypt(f, "2026-0001", texts[i]);
        g_assert_cmpstr(one, !=, other);
        g_assert_true(g_utf8_validate(one, -1, NULL));
        reopen(f);
        assert_reads(f, "2026-0001", one, texts[i]);
        assert_reads(f, "2026-0001", other, texts[i]);
    }
    assert_reads(f, "2026-0001", NAME, NAME); /* never encrypted */
    struct stat status;
    g_assert_cmpint(stat(f->keys, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0700);
    g_autofree char *key = g_build_filename(f->keys, "2026-0001.key", NULL);
    g_assert_cmpint(stat(key, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0600);
}

/* Every byte of it, another place, another meeting. */
static void test_changed(Fixture *f, gconstpointer unused)
{
    g_autofree char *encrypted = encrypt(f, "2026-0001", NAME);
    g_autofree char *of_another = encrypt(f, "2026-0002", NAME);
    for (gsize i = 1; i < strlen(encrypted); i++) {
        g_autofree char *changed = g_strdup(encrypted);
        changed[i] = changed[i] == 'A' ? 'Q' : 'A';
        /* The last letter of Base64 may hold bits that count for nothing. */
        if (i + 1 < strlen(encrypted))
            assert_refuses(f, "2026-0001", PLACE, changed, PROTOCOL_ERROR_DIFFERENT);
    }
    for (gsize length = 1; length + 1 < strlen(encrypted); length++) {
        g_autofree char *cut = g_strndup(encrypted, length);
        assert_refuses(f, "2026-0001", PLACE, cut, PROTOCOL_ERROR_DIFFERENT);
    }
    assert_refuses(f, "2026-0001", "attendee.name|2026-0001|1", encrypted,
                   PROTOCOL_ERROR_DIFFERENT);
    assert_refuses(f, "2026-0001", "attendee.surname|2026-0001|2", encrypted,
                   PROTOCOL_ERROR_DIFFERENT);
    assert_refuses(f, "2026-0002", PLACE, encrypted, PROTOCOL_ERROR_DIFFERENT);
    assert_reads(f, "2026-0002", of_another, NAME);
}

static void test_names_of_keys(Fixture *f, gconstpointer unused)
{
    static const char *const wrong[] = {"",  "../2026-0001", "a/b", "a b", ".", "A",
                                        "ә", "2026.key"};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(vault_encrypt(f->vault, wrong[i], PLACE, NAME, &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    }
    g_assert_cmpuint(vault_count(f->vault), ==, 0);
}

static void test_forget(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *gone = encrypt(f, "2026-0001", NAME);
    g_autofree char *kept = encrypt(f, "2026-0002", NAME);
    g_assert_true(vault_forget(f->vault, "2026-0001", &error));
    g_assert_true(vault_forget(f->vault, "2026-0001", &error));
    g_assert_no_error(error);
    assert_refuses(f, "2026-0001", PLACE, gone, PROTOCOL_ERROR_REFUSED);
    reopen(f);
    assert_refuses(f, "2026-0001", PLACE, gone, PROTOCOL_ERROR_REFUSED);
    assert_reads(f, "2026-0002", kept, NAME);
    g_assert_cmpuint(vault_count(f->vault), ==, 1);
}

static void test_digest(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *one = vault_digest(f->vault, "2026-0001", NAME, &error);
    reopen(f);
    g_autofree char *same = vault_digest(f->vault, "2026-0001", NAME, &error);
    g_autofree char *text = vault_digest(f->vault, "2026-0001", NAME "а", &error);
    g_autofree char *key = vault_digest(f->vault, "2026-0002", NAME, &error);
    g_assert_no_error(error);
    g_assert_true(g_str_has_prefix(one, "keyed:"));
    g_assert_cmpstr(one, ==, same);
    g_assert_cmpstr(one, !=, text);
    g_assert_cmpstr(one, !=, key);
}

static void test_hash(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    gint64 none = 7, one = 0, same = 0, other = 0;
    g_assert_true(vault_hash(f->vault, "index-2026-11", "кожа", FALSE, &none, &error));
    g_assert_cmpint(none, ==, 0);
    g_assert_true(vault_hash(f->vault, "index-2026-11", "кожа", TRUE, &one, &error));
    g_assert_true(vault_hash(f->vault, "index-2026-11", "кожа", FALSE, &same, &error));
    g_assert_true(vault_hash(f->vault, "index-2026-12", "кожа", TRUE, &other, &error));
    g_assert_no_error(error);
    g_assert_cmpint(one, >, 0);
    g_assert_cmpint(one, <, G_GINT64_CONSTANT(1) << 48);
    g_assert_cmpint(one, ==, same);
    g_assert_cmpint(one, !=, other);
}

static void change_byte(const char *folder, const char *file, gsize at)
{
    gsize size = 0;
    g_autofree char *data = NULL;
    g_autofree char *path = g_build_filename(folder, file, NULL);
    g_assert_true(g_file_get_contents(path, &data, &size, NULL));
    data[at] ^= 1;
    g_assert_true(g_file_set_contents(path, data, size, NULL));
}

static void test_damaged_key(Fixture *f, gconstpointer unused)
{
    g_autofree char *encrypted = encrypt(f, "2026-0001", NAME);
    for (gsize at = 0; at < 80; at += 9) {
        change_byte(f->keys, "2026-0001.key", at);
        reopen(f);
        if (at >= MASTER_ID_BYTES)
            assert_refuses(f, "2026-0001", PLACE, encrypted, PROTOCOL_ERROR_DIFFERENT);
        change_byte(f->keys, "2026-0001.key", at);
    }
    reopen(f);
    assert_reads(f, "2026-0001", encrypted, NAME);
    /* The key of another meeting, put in its place. */
    g_autofree char *other = encrypt(f, "2026-0002", NAME);
    g_autofree char *from = g_build_filename(f->keys, "2026-0002.key", NULL);
    g_autofree char *to = g_build_filename(f->keys, "2026-0001.key", NULL);
    g_autofree char *data = NULL;
    gsize size = 0;
    g_assert_true(g_file_get_contents(from, &data, &size, NULL));
    g_assert_true(g_file_set_contents(to, data, size, NULL));
    reopen(f);
    assert_refuses(f, "2026-0001", PLACE, other, PROTOCOL_ERROR_DIFFERENT);
}

/* A master key that is lost is not quietly replaced by another. */
static void test_lost_master(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *encrypted = encrypt(f, "2026-0001", NAME);
    g_autofree char *conf = g_build_filename(f->keys, MASTER_CONF_FILE, NULL);
    g_autofree char *master = g_build_filename(f->keys, MASTER_KEY_FILE, NULL);
    change_byte(f->keys, MASTER_KEY_FILE, 3);
    reopen(f);
    assert_refuses(f, "2026-0001", PLACE, encrypted, PROTOCOL_ERROR_REFUSED);
    g_assert_cmpint(remove(master), ==, 0);
    assert_refuses(f, "2026-0001", PLACE, encrypted, PROTOCOL_ERROR_REFUSED);
    g_assert_cmpint(remove(conf), ==, 0);
    assert_refuses(f, "2026-0001", PLACE, encrypted, PROTOCOL_ERROR_REFUSED);
    g_assert_null(vault_encrypt(f->vault, "2026-0002", PLACE, NAME, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_false(g_file_test(master, G_FILE_TEST_EXISTS));
}

#define ADD(name, function) g_test_add("/vault/" name, Fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("what-was-encrypted-is-read-again", test_round);
    ADD("what-was-changed-or-moved-is-refused", test_changed);
    ADD("no-path-hides-in-the-name-of-a-key", test_names_of_keys);
    ADD("a-key-thrown-away-is-gone", test_forget);
    ADD("a-digest-depends-on-the-key-and-the-text", test_digest);
    ADD("a-hash-for-an-index-is-one-of-the-key", test_hash);
    ADD("a-damaged-or-exchanged-key-is-refused", test_damaged_key);
    ADD("a-lost-master-key-is-said-and-not-replaced", test_lost_master);
    return g_test_run();
}
