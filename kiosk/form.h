/*
 * What a person has told so far: the fields as they are typed, the category, the signature. It
 * lives until the person is done or gone, then it is wiped. Citizens have one, the staff another:
 * neither ever stands in the other's. Pure; UI thread.
 */
#pragma once

#include <glib.h>

#include "kiosk/field.h"
#include "kiosk/signature.h"

typedef enum { CARET_LEFT, CARET_RIGHT, CARET_START, CARET_END } CaretMove;

typedef struct {
    GString *text[FIELD_COUNT];
    gsize caret[FIELD_COUNT]; /* bytes from the start, at a letter's edge */
    char *category;           /* code, NULL: not chosen */
    Signature *signature;
} Form;

Form *form_new(void);
/* Overwrites what was typed before it frees. */
void form_free(Form *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Form, form_free)
/* Overwrites and empties everything. */
void form_clear(Form *form);

/* Puts text in the place of what the field holds, the caret behind it; FALSE if it takes no such
 * text: then it is empty. */
gboolean form_set(Form *form, Field field, const char *text);
/* Overwrites and empties one field. */
void form_wipe(Form *form, Field field);
/* Types text at the caret; FALSE if the field takes no such letter (field.h) or is full. Control
 * characters are never taken. */
gboolean form_type(Form *form, Field field, const char *text);
/* Deletes the letter before or after the caret; FALSE if there is none. */
gboolean form_backspace(Form *form, Field field);
gboolean form_delete(Form *form, Field field);
void form_caret(Form *form, Field field, CaretMove move);
/* The next letter is a capital: of a text at its start, of a name after a space, a hyphen or an
 * apostrophe too. */
gboolean form_wants_capital(const Form *form, Field field);

/* The field without spaces at its ends and doubled ones; NULL if nothing is left. g_free. */
char *form_value(const Form *form, Field field);
gboolean form_has(const Form *form, Field field);
/* Nothing was typed, chosen or drawn. */
gboolean form_empty(const Form *form);
