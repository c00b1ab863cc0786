#include "kiosk/keyboard.h"

#include <string.h>

#include "protocol/error.h"
#include "protocol/paths.h"

/* On a wide screen and on a high one. */
#define SHAPES 2

typedef struct {
    char *name;
    GPtrArray *rows[SHAPES]; /* of GArray of Key */
} Keyboard;

struct Keyboards {
    Keyboard all[KEYBOARD_COUNT];
};

static const char *const files[KEYBOARD_COUNT] = {
    [KEYBOARD_KK] = "kk.keyboard",       [KEYBOARD_RU] = "ru.keyboard",
    [KEYBOARD_LATIN] = "latin.keyboard", [KEYBOARD_DIGITS] = "digits.keyboard",
    [KEYBOARD_SIGNS] = "signs.keyboard", [KEYBOARD_PHONE] = "phone.keyboard",
    [KEYBOARD_PIN] = "pin.keyboard",
};

static const struct {
    const char *word;
    KeyKind kind;
} functions[] = {
    {"<shift>", KEY_SHIFT},   {"<backspace>", KEY_BACKSPACE}, {"<space>", KEY_SPACE},
    {"<layout>", KEY_LAYOUT}, {"<digits>", KEY_DIGITS},       {"<letters>", KEY_LETTERS},
    {"<go>", KEY_GO},
};

static void array_free(gpointer array)
{
    g_array_free(array, TRUE);
}

/* "ә", "<space*5>", "-*2" to a key. */
static gboolean parse_key(const char *word, const char *own, Key *key)
{
    g_autofree char *name = g_strdup(word);
    *key = (Key){.width = 1};
    char *star = strrchr(name, '*');
    if (star && star != name) {
        gboolean angle = name[strlen(name) - 1] == '>';
        key->width = g_ascii_strtod(star + 1, NULL);
        strcpy(star, angle ? ">" : "");
    }
    if (key->width < 1 || key->width > 12)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(functions); i++)
        if (strcmp(name, functions[i].word) == 0) {
            key->kind = functions[i].kind;
            return TRUE;
        }
    key->kind = KEY_LETTER;
    key->own = strstr(own, name) != NULL;
    return g_utf8_strlen(name, -1) == 1 &&
           g_strlcpy(key->letter, name, sizeof key->letter) < sizeof key->letter;
}

static GArray *parse_row(const char *text, const char *own)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    GArray *row = g_array_new(FALSE, FALSE, sizeof(Key));
    for (int i = 0; words[i]; i++) {
        Key key;
        if (!parse_key(words[i], own, &key)) {
            g_array_free(row, TRUE);
            return NULL;
        }
        g_array_append_val(row, key);
    }
    return row;
}

static gboolean load(Keyboard *keyboard, const char *path, GError **error)
{
    static const char *const groups[SHAPES] = {"wide", "high"};
    g_autoptr(GKeyFile) file = g_key_file_new();
    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, error))
        return FALSE;
    keyboard->name = g_key_file_get_string(file, "keyboard", "name", error);
    g_autofree char *own = g_key_file_get_string(file, "keyboard", "own", NULL);
    if (!keyboard->name)
        return FALSE;
    for (int shape = 0; shape < SHAPES; shape++) {
        keyboard->rows[shape] = g_ptr_array_new_with_free_func(array_free);
        for (int i = 1;; i++) {
            g_autofree char *name = g_strdup_printf("row%d", i);
            g_autofree char *text = g_key_file_get_string(file, groups[shape], name, NULL);
            if (!text && i > 1)
                break;
            GArray *row = text ? parse_row(text, own ? own : "") : NULL;
            if (!row) {
                error_set(error, PROTOCOL_ERROR_REFUSED,
                          N_("The keyboard {1} is damaged: [{2}] {3}. Install Esep again."), path,
                          groups[shape], name, NULL);
                return FALSE;
            }
            g_ptr_array_add(keyboard->rows[shape], row);
        }
    }
    return TRUE;
}

Keyboards *keyboards_load(const char *directory, GError **error)
{
    g_autoptr(Keyboards) keyboards = g_new0(Keyboards, 1);
    g_autofree char *own = directory ? NULL : paths_template("keyboards", NULL);
    for (int i = 0; i < KEYBOARD_COUNT; i++) {
        g_autofree char *path = g_build_filename(directory ? directory : own, files[i], NULL);
        if (!load(&keyboards->all[i], path, error))
            return NULL;
    }
    return g_steal_pointer(&keyboards);
}

void keyboards_free(Keyboards *keyboards)
{
    if (!keyboards)
        return;
    for (int i = 0; i < KEYBOARD_COUNT; i++) {
        g_free(keyboards->all[i].name);
        for (int shape = 0; shape < SHAPES; shape++)
            g_clear_pointer(&keyboards->all[i].rows[shape], g_ptr_array_unref);
    }
    g_free(keyboards);
}

const char *keyboards_name(const Keyboards *keyboards, KeyboardId id)
{
    return keyboards->all[id].name;
}

int keyboards_rows(const Keyboards *keyboards, KeyboardId id, gboolean high)
{
    return (int)keyboards->all[id].rows[high != FALSE]->len;
}

const Key *keyboards_row(const Keyboards *keyboards, KeyboardId id, gboolean high, int row,
                         int *count_out)
{
    GArray *keys = keyboards->all[id].rows[high != FALSE]->pdata[row];
    *count_out = (int)keys->len;
    return (const Key *)(void *)keys->data;
}

double keyboards_columns(const Keyboards *keyboards, KeyboardId id, gboolean high)
{
    double most = 1;
    for (int row = 0; row < keyboards_rows(keyboards, id, high); row++) {
        int count;
        double width = 0;
        const Key *keys = keyboards_row(keyboards, id, high, row, &count);
        for (int i = 0; i < count; i++)
            width += keys[i].width;
        most = MAX(most, width);
    }
    return most;
}

KeyboardId keyboards_after(KeyboardId id)
{
    return id == KEYBOARD_KK ? KEYBOARD_RU : id == KEYBOARD_RU ? KEYBOARD_LATIN : KEYBOARD_KK;
}
