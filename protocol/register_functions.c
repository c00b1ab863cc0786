/* The SQL functions of register_personal.h, and fold_name. */
#include <string.h>

#include "protocol/name_fold.h"
#include "protocol/register_database.h"
#include "protocol/register_personal.h"

#define LETTERS_MAX 64

/* SQL's fold_name(text). */
static void handle_fold(sqlite3_context *context, int count, sqlite3_value **values)
{
    const char *text = (const char *)sqlite3_value_text(values[0]);
    if (!text || !g_utf8_validate(text, -1, NULL))
        sqlite3_result_null(context);
    else
        sqlite3_result_text(context, name_fold(text), -1, g_free);
}

/* The error that register_failed shows in place of SQLite's. */
static void fail(sqlite3_context *context, Register *register_, GError *failed)
{
    g_clear_error(&register_->failed);
    register_->failed = failed;
    sqlite3_result_error(context, "a personal column", -1);
}

typedef char *(*Crypt)(Vault *vault, const char *name, const char *place, const char *text,
                       GError **error);

/* (text, meeting, place, row) */
static void crypt_value(sqlite3_context *context, sqlite3_value **values, Crypt crypt)
{
    Register *register_ = sqlite3_user_data(context);
    const char *parts[4];
    for (int i = 0; i < 4; i++)
        parts[i] = (const char *)sqlite3_value_text(values[i]);
    if (!parts[0] || !parts[1] || !parts[2] || !parts[3]) {
        sqlite3_result_null(context);
        return;
    }
    GError *failed = NULL;
    g_autofree char *place = g_strjoin("|", parts[2], parts[1], parts[3], NULL);
    char *result = crypt(register_->vault, parts[1], place, parts[0], &failed);
    if (result)
        sqlite3_result_text(context, result, -1, g_free);
    else
        fail(context, register_, failed);
}

static void handle_encrypt(sqlite3_context *context, int count, sqlite3_value **values)
{
    crypt_value(context, values, vault_encrypt);
}

static void handle_decrypt(sqlite3_context *context, int count, sqlite3_value **values)
{
    crypt_value(context, values, vault_decrypt);
}

/* Appends the hashes of the beginnings of a folded word. */
static gboolean add_word(Register *register_, const char *key, const char *word, GString *json,
                         GError **error)
{
    static const int lengths[] = NAME_HASH_LETTERS;
    for (gsize i = 0; i < G_N_ELEMENTS(lengths); i++) {
        gint64 hash = 0;
        if (g_utf8_strlen(word, -1) < lengths[i])
            continue;
        g_autofree char *letters = g_utf8_substring(word, 0, lengths[i]);
        if (!vault_hash(register_->vault, key, letters, TRUE, &hash, error))
            return FALSE;
        g_string_append_printf(json, "%s%" G_GINT64_FORMAT, json->len > 1 ? "," : "", hash);
    }
    return TRUE;
}

/* SQL's name_hashes(month, name …). */
static void handle_hashes(sqlite3_context *context, int count, sqlite3_value **values)
{
    Register *register_ = sqlite3_user_data(context);
    GError *failed = NULL;
    g_autoptr(GString) json = g_string_new("[");
    const char *month = count > 0 ? (const char *)sqlite3_value_text(values[0]) : NULL;
    g_autofree char *key = register_index_key(month ? month : "");
    for (int i = 1; i < count; i++) {
        const char *name = (const char *)sqlite3_value_text(values[i]);
        g_autofree char *folded = name_fold(name ? name : "");
        g_auto(GStrv) words = g_strsplit(folded, " ", -1);
        for (int w = 0; words[w]; w++)
            if (!add_word(register_, key, words[w], json, &failed)) {
                fail(context, register_, failed);
                return;
            }
    }
    g_string_append_c(json, ']');
    sqlite3_result_text(context, json->str, -1, SQLITE_TRANSIENT);
}

gboolean register_personal_functions(Register *register_, GError **error)
{
    static const struct {
        const char *name;
        int arguments, flags;
        void (*handle)(sqlite3_context *context, int count, sqlite3_value **values);
    } functions[] = {
        {"fold_name", 1, SQLITE_DETERMINISTIC, handle_fold},
        {"encrypt", 4, SQLITE_DIRECTONLY, handle_encrypt},
        {"decrypt", 4, 0, handle_decrypt},
        {"name_hashes", -1, SQLITE_DIRECTONLY, handle_hashes},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(functions); i++)
        if (sqlite3_create_function(register_->database, functions[i].name, functions[i].arguments,
                                    SQLITE_UTF8 | functions[i].flags, register_,
                                    functions[i].handle, NULL, NULL) != SQLITE_OK)
            return register_failed(register_, error);
    return TRUE;
}
