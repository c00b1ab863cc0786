#include "protocol/meeting_check.h"

#include <string.h>

#include "protocol/error.h"
#include "protocol/text.h"

#define POSITION_MAX 200 /* positions run to 160 characters */
#define PRECINCT_MAX 20
#define PRECINCTS_MAX 20

gboolean meeting_check_date(const char *what, const char *value, GError **error)
{
    GDate date;
    if (date_parse(value, &date))
        return TRUE;
    g_autofree char *shown = g_utf8_make_valid(value ? value : "", -1);
    error_set(error, PROTOCOL_ERROR_USAGE, N_("{1}: “{2}” is no date. Write it YYYY-MM-DD."), what,
              shown, NULL);
    return FALSE;
}

gboolean meeting_check_time(const char *what, const char *value, GError **error)
{
    int seconds;
    if (time_of_day_parse(value, &seconds) && strlen(value) == 5)
        return TRUE;
    g_autofree char *shown = g_utf8_make_valid(value ? value : "", -1);
    error_set(error, PROTOCOL_ERROR_USAGE, N_("{1}: “{2}” is no time of day. Write it HH:MM."),
              what, shown, NULL);
    return FALSE;
}

gboolean meeting_check_official(const Official *official, GError **error)
{
    return text_check("rank", official->rank, TEXT_NAME_MAX, FALSE, error) &&
           text_check("surname", official->surname, TEXT_NAME_MAX, FALSE, error) &&
           text_check("name", official->name, TEXT_NAME_MAX, FALSE, error) &&
           text_check_optional("patronymic", official->patronymic, TEXT_NAME_MAX, FALSE, error) &&
           text_check("position", official->position, POSITION_MAX, FALSE, error);
}

gboolean meeting_check_precincts(const char *const *precincts, GError **error)
{
    for (int i = 0; precincts && precincts[i]; i++) {
        if (!text_check("precinct", precincts[i], PRECINCT_MAX, FALSE, error))
            return FALSE;
        for (int j = 0; j < i; j++)
            if (strcmp(precincts[i], precincts[j]) == 0) {
                error_set(error, PROTOCOL_ERROR_USAGE, N_("Precinct {1} is given twice."),
                          precincts[i], NULL);
                return FALSE;
            }
        if (i >= PRECINCTS_MAX) {
            error_set(error, PROTOCOL_ERROR_USAGE, N_("A meeting has at most 20 precincts."), NULL);
            return FALSE;
        }
    }
    return TRUE;
}

gboolean meeting_check_kind(const char *kind, GError **error)
{
    static const char *const kinds[] = {"inspector", "chief", NULL};
    return text_check_code("kind", kind, kinds, error);
}

gboolean meeting_check_format(const char *format, GError **error)
{
    static const char *const formats[] = {"in-person", "outdoor", "online", "mixed", NULL};
    return text_check_code("format", format, formats, error);
}

gboolean meeting_check_number(const char *what, const char *value, gint64 min, gint64 max,
                              GError **error)
{
    gint64 number;
    if (value && g_ascii_string_to_signed(value, 10, min, max, &number, NULL))
        return TRUE;
    g_autofree char *shown = g_utf8_make_valid(value ? value : "", -1);
    g_autofree char *low = g_strdup_printf("%" G_GINT64_FORMAT, min);
    g_autofree char *high = g_strdup_printf("%" G_GINT64_FORMAT, max);
    error_set(error, PROTOCOL_ERROR_USAGE, N_("{1}: “{2}” is no number from {3} to {4}."), what,
              shown, low, high, NULL);
    return FALSE;
}
