#include "protocol/text.h"

#include "protocol/error.h"

static gboolean is_forbidden(gunichar c, gboolean lines)
{
    if (c == '\n')
        return !lines;
    return g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E ||
           c == 0x200F || (c & 0xFFFE) == 0xFFFE;
}

/* The first character that may not stand in text, 0 if there is none; whether any is no space. */
static gunichar find_forbidden(const char *value, gboolean lines, gboolean *blank_out)
{
    *blank_out = TRUE;
    for (const char *at = value; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (is_forbidden(c, lines))
            return c;
        if (!g_unichar_isspace(c))
            *blank_out = FALSE;
    }
    return 0;
}

gboolean text_check(const char *what, const char *value, glong max_characters, gboolean lines,
                    GError **error)
{
    gboolean blank = TRUE;
    if (value && !g_utf8_validate(value, -1, NULL)) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("{1} is not valid UTF-8."), what, NULL);
        return FALSE;
    }
    gunichar forbidden = value ? find_forbidden(value, lines, &blank) : 0;
    if (forbidden) {
        g_autofree char *code = g_strdup_printf("U+%04X", forbidden);
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("{1} holds the control character {2}. Leave it out."), what, code, NULL);
        return FALSE;
    }
    if (blank) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("{1} is empty. Give it."), what, NULL);
        return FALSE;
    }
    if (g_utf8_strlen(value, -1) > max_characters) {
        g_autofree char *max = g_strdup_printf("%ld", max_characters);
        error_set(error, PROTOCOL_ERROR_USAGE, N_("{1} is longer than {2} characters. Shorten it."),
                  what, max, NULL);
        return FALSE;
    }
    return TRUE;
}

gboolean text_check_optional(const char *what, const char *value, glong max_characters,
                             gboolean lines, GError **error)
{
    return !value || text_check(what, value, max_characters, lines, error);
}

gboolean text_check_code(const char *what, const char *value, const char *const *codes,
                         GError **error)
{
    if (value && g_strv_contains(codes, value))
        return TRUE;
    g_autofree char *known = g_strjoinv(", ", (char **)codes);
    g_autofree char *shown = g_utf8_make_valid(value ? value : "", -1);
    error_set(error, PROTOCOL_ERROR_USAGE, N_("There is no {1} “{2}”. One of: {3}."), what, shown,
              known, NULL);
    return FALSE;
}
