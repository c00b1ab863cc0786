#include "protocol/iin.h"

#include <string.h>

#include "protocol/clock.h"
#include "protocol/error.h"

enum { DIGITS = 12, CENTURY_AT = 6, CENTURY_MAX = 6, AGE_MAX = 120 };

/* The sum of the first eleven digits, the first weighed by first, modulo 11. */
static int weigh(const char *digits, int first)
{
    int sum = 0;
    for (int i = 0; i < DIGITS - 1; i++)
        sum += (digits[i] - '0') * ((first - 1 + i) % 11 + 1);
    return sum % 11;
}

/* Weights 1 to 11; where that gives 10, weights from 3; a number that gives 10 again is not given
 * out. */
static gboolean is_checked(const char *digits)
{
    int check = weigh(digits, 1);
    if (check == 10)
        check = weigh(digits, 3);
    return check != 10 && check == digits[DIGITS - 1] - '0';
}

/* Whether there was such a day of birth in a hundred years, not later than on and not so long
 * before that nobody is that old. */
static gboolean is_born_in(const char *digits, int hundreds, const GDate *on)
{
    int year = 100 * hundreds + 10 * (digits[0] - '0') + digits[1] - '0';
    int month = 10 * (digits[2] - '0') + digits[3] - '0';
    int day = 10 * (digits[4] - '0') + digits[5] - '0';
    GDate born;
    if (!g_date_valid_dmy(day, month, year))
        return FALSE;
    g_date_clear(&born, 1);
    g_date_set_dmy(&born, day, month, year);
    return g_date_compare(&born, on) <= 0 && g_date_get_year(on) - year <= AGE_MAX;
}

/* Without a century, in any of them. */
static gboolean is_born(const char *digits, const GDate *on)
{
    int century = digits[CENTURY_AT] - '0';
    if (century > 0)
        return century <= CENTURY_MAX && is_born_in(digits, 18 + (century - 1) / 2, on);
    return is_born_in(digits, 19, on) || is_born_in(digits, 20, on);
}

gboolean iin_check(const char *text, const char *on, GError **error)
{
    const char *wrong = NULL;
    GDate day;
    date_parse(on, &day);
    if (strlen(text) != DIGITS || strspn(text, "0123456789") != DIGITS)
        wrong = N_("An IIN has twelve digits.");
    else if (!is_checked(text))
        wrong = N_("This is no IIN: its last digit does not fit the others. Read it once more.");
    else if (!is_born(text, &day))
        wrong = N_("This is no IIN: its first digits are no day of birth. Read it once more.");
    if (wrong)
        error_set(error, PROTOCOL_ERROR_USAGE, wrong, NULL);
    return !wrong;
}
