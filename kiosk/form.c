#include "kiosk/form.h"

#include <string.h>

Form *form_new(void)
{
    Form *form = g_new0(Form, 1);
    for (int i = 0; i < FIELD_COUNT; i++)
        form->text[i] = g_string_new(NULL);
    form->signature = signature_new();
    return form;
}

void form_wipe(Form *form, Field field)
{
    memset(form->text[field]->str, 0, form->text[field]->allocated_len);
    g_string_truncate(form->text[field], 0);
    form->caret[field] = 0;
}

void form_clear(Form *form)
{
    for (Field field = 0; field < FIELD_COUNT; field++)
        form_wipe(form, field);
    g_clear_pointer(&form->category, g_free);
    signature_clear(form->signature);
}

void form_free(Form *form)
{
    if (!form)
        return;
    form_clear(form);
    for (int i = 0; i < FIELD_COUNT; i++)
        g_string_free(form->text[i], TRUE);
    signature_free(form->signature);
    g_free(form);
}

static gboolean takes(Field field, gunichar letter)
{
    static const char *const only[] = {[TAKES_PHONE] = "0123456789+-() ",
                                       [TAKES_RECEIPT] = "0123456789- ",
                                       [TAKES_DIGITS] = "0123456789"};
    FieldTakes kind = field_kind(field)->takes;
    if (kind == TAKES_TEXT || kind == TAKES_NAME || kind == TAKES_ADDRESS)
        return g_unichar_isprint(letter);
    return letter > 0 && letter < 128 && strchr(only[kind], (int)letter);
}

gboolean form_type(Form *form, Field field, const char *text)
{
    if (field == FIELD_NONE || !g_utf8_validate(text, -1, NULL))
        return FALSE;
    GString *value = form->text[field];
    if (g_utf8_strlen(value->str, -1) + g_utf8_strlen(text, -1) > field_kind(field)->letters)
        return FALSE;
    for (const char *at = text; *at; at = g_utf8_next_char(at))
        if (!takes(field, g_utf8_get_char(at)))
            return FALSE;
    g_string_insert(value, (gssize)form->caret[field], text);
    form->caret[field] += strlen(text);
    return *text != '\0';
}

gboolean form_set(Form *form, Field field, const char *text)
{
    form_wipe(form, field);
    return !text || !*text || form_type(form, field, text);
}

gboolean form_backspace(Form *form, Field field)
{
    if (field == FIELD_NONE || form->caret[field] == 0)
        return FALSE;
    GString *value = form->text[field];
    char *before = g_utf8_prev_char(value->str + form->caret[field]);
    gsize start = before - value->str;
    g_string_erase(value, (gssize)start, (gssize)(form->caret[field] - start));
    form->caret[field] = start;
    return TRUE;
}

gboolean form_delete(Form *form, Field field)
{
    if (field == FIELD_NONE || form->caret[field] >= form->text[field]->len)
        return FALSE;
    form_caret(form, field, CARET_RIGHT);
    return form_backspace(form, field);
}

void form_caret(Form *form, Field field, CaretMove move)
{
    if (field == FIELD_NONE)
        return;
    GString *value = form->text[field];
    char *at = value->str + form->caret[field];
    if (move == CARET_START)
        at = value->str;
    else if (move == CARET_END)
        at = value->str + value->len;
    else if (move == CARET_LEFT && at > value->str)
        at = g_utf8_prev_char(at);
    else if (move == CARET_RIGHT && *at)
        at = g_utf8_next_char(at);
    form->caret[field] = at - value->str;
}

gboolean form_wants_capital(const Form *form, Field field)
{
    if (field == FIELD_NONE)
        return FALSE;
    gsize caret = form->caret[field];
    FieldTakes kind = field_kind(field)->takes;
    if (kind == TAKES_TEXT)
        return caret == 0;
    return kind == TAKES_NAME && (caret == 0 || strchr(" -'", form->text[field]->str[caret - 1]));
}

char *form_value(const Form *form, Field field)
{
    g_auto(GStrv) words = g_strsplit(form->text[field]->str, " ", -1);
    GString *value = g_string_new(NULL);
    for (int i = 0; words[i]; i++)
        if (*words[i])
            g_string_append_printf(value, "%s%s", value->len ? " " : "", words[i]);
    return g_string_free(value, value->len == 0);
}

gboolean form_has(const Form *form, Field field)
{
    g_autofree char *value = form_value(form, field);
    return value != NULL;
}

gboolean form_empty(const Form *form)
{
    for (int i = 0; i < FIELD_COUNT; i++)
        if (form->text[i]->len > 0)
            return FALSE;
    return !form->category && signature_empty(form->signature);
}
