#include "protocol/receipt.h"

#include <string.h>
#include <sys/random.h>

#define RANDOM_DIGITS 9
#define RANDOM_RANGE 1000000000u

/* H. Michael Damm, "Total anti-symmetrische Quasigruppen" (2004): the table of order 10. */
static const guint8 quasigroup[10][10] = {
    {0, 3, 1, 7, 5, 9, 8, 6, 4, 2}, {7, 0, 9, 2, 1, 5, 4, 8, 6, 3}, {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
    {1, 7, 5, 0, 9, 8, 3, 4, 2, 6}, {6, 1, 2, 3, 0, 4, 5, 9, 7, 8}, {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
    {5, 8, 6, 9, 7, 2, 0, 1, 3, 4}, {8, 9, 4, 5, 3, 6, 2, 0, 1, 7}, {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
    {2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
};

static int check_digit(const char *digits, gsize count)
{
    int interim = 0;
    for (gsize i = 0; i < count; i++)
        interim = quasigroup[interim][digits[i] - '0'];
    return interim;
}

static char *grouped(const char *digits)
{
    return g_strdup_printf("%.4s-%.4s-%.2s", digits, digits + 4, digits + 8);
}

char *receipt_new(void)
{
    guint32 number;
    /* Drawn again if a signal broke in, and above the largest whole multiple, where some codes
     * would be likelier than others. */
    while (getrandom(&number, sizeof number, 0) != sizeof number ||
           number >= G_MAXUINT32 / RANDOM_RANGE * RANDOM_RANGE)
        ;
    char digits[RANDOM_DIGITS + 2];
    g_snprintf(digits, sizeof digits, "%09u", number % RANDOM_RANGE);
    digits[RANDOM_DIGITS] = (char)('0' + check_digit(digits, RANDOM_DIGITS));
    digits[RANDOM_DIGITS + 1] = 0;
    return grouped(digits);
}

char *receipt_parse(const char *text)
{
    char digits[RANDOM_DIGITS + 2];
    gsize count = 0;
    for (const char *at = text; *at; at++) {
        if (*at == ' ' || *at == '-')
            continue;
        if (!g_ascii_isdigit(*at) || count > RANDOM_DIGITS)
            return NULL;
        digits[count++] = *at;
    }
    if (count != RANDOM_DIGITS + 1 || check_digit(digits, count) != 0)
        return NULL;
    digits[count] = 0;
    return grouped(digits);
}

char *receipt_scanned(const char *text)
{
    gsize length = strspn(text, "0123456789-");
    g_autofree char *start = g_strndup(text, length);
    return text[length] && text[length] != ' ' ? NULL : receipt_parse(start);
}
