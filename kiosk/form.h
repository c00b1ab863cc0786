/*
 * What a citizen has told so far: the fields as they are typed, the category, the signature. It
 * lives until the person is done or gone, then it is wiped. Pure; UI thread.
 */
#pragma once

#include <glib.h>

#include "kiosk/signature.h"

typedef enum {
    FIELD_SURNAME,
    FIELD_NAME,
    FIELD_PATRONYMIC,
    FIELD_PHONE,
    FIELD_ADDRESS,
    FIELD_RECEIPT, /* the number of an entry, of somebody who only asks */
    FIELD_COUNT,
    FIELD_NONE = FIELD_COUNT
} Field;

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

/* Types text at the caret; FALSE if the field takes no such letter (a phone: digits and + - ( )) or
 * is full. Control characters are never taken. */
gboolean form_type(Form *form, Field field, const char *text);
/* Deletes the letter before or after the caret; FALSE if there is none. */
gboolean form_backspace(Form *form, Field field);
gboolean form_delete(Form *form, Field field);
void form_caret(Form *form, Field field, CaretMove move);
/* A name's next letter is a capital: at its start, and after a space, a hyphen or an apostrophe. */
gboolean form_wants_capital(const Form *form, Field field);

/* The field without spaces at its ends and doubled ones; NULL if nothing is left. g_free. */
char *form_value(const Form *form, Field field);
gboolean form_has(const Form *form, Field field);
/* Nothing was typed, chosen or drawn. */
gboolean form_empty(const Form *form);
