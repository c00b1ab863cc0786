/*
 * On-screen keyboards as data: templates/keyboards/. What the keys do to a form is the
 * application's; this knows which keys there are and where they lie.
 */
#pragma once

#include <SDL.h>
#include <glib.h>

#include "protocol/message.h"

typedef enum {
    KEY_LETTER,
    KEY_SHIFT,
    KEY_BACKSPACE,
    KEY_SPACE,
    KEY_LAYOUT,  /* the next alphabet */
    KEY_DIGITS,  /* digits and signs */
    KEY_LETTERS, /* back to the alphabet */
    KEY_GO,      /* the screen's main action */
} KeyKind;

typedef struct {
    KeyKind kind;
    char letter[8]; /* UTF-8, small; of KEY_LETTER */
    double width;   /* 1: as wide as a letter */
    gboolean own;   /* stands out in colour */
} Key;

typedef enum {
    KEYBOARD_KK,
    KEYBOARD_RU,
    KEYBOARD_LATIN,
    KEYBOARD_DIGITS,
    KEYBOARD_SIGNS, /* digits, and all that a password may hold */
    KEYBOARD_PHONE,
    KEYBOARD_PIN,
    KEYBOARD_COUNT,
    KEYBOARD_ALPHABET = KEYBOARD_COUNT /* the one of the language */
} KeyboardId;

typedef struct Keyboards Keyboards; /* all of them; immutable */

/* Reads all keyboards of directory (NULL: the program's own). A key that is none, a row without
 * keys, a missing file is an error that names file and row. Free with keyboards_free. */
Keyboards *keyboards_load(const char *directory, GError **error);
void keyboards_free(Keyboards *keyboards);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Keyboards, keyboards_free)

/* "ҚАЗ": what a key says that leads to this keyboard. */
const char *keyboards_name(const Keyboards *keyboards, KeyboardId id);
int keyboards_rows(const Keyboards *keyboards, KeyboardId id, gboolean high);
/* The keys of a row, 0 … ; their number through count_out. */
const Key *keyboards_row(const Keyboards *keyboards, KeyboardId id, gboolean high, int row,
                         int *count_out);
/* Width of the widest row in letters. */
double keyboards_columns(const Keyboards *keyboards, KeyboardId id, gboolean high);
/* The alphabet after id: kk, ru, latin, kk. */
KeyboardId keyboards_after(KeyboardId id);
