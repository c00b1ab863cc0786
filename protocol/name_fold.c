#include "protocol/name_fold.h"

static const struct {
    gunichar from, to;
} folds[] = {
    {0x04D9, 0x0430}, /* ә а */
    {0x0493, 0x0433}, /* ғ г */
    {0x049B, 0x043A}, /* қ к */
    {0x04A3, 0x043D}, /* ң н */
    {0x04E9, 0x043E}, /* ө о */
    {0x04B1, 0x0443}, /* ұ у */
    {0x04AF, 0x0443}, /* ү у */
    {0x04BB, 0x0445}, /* һ х */
    {0x0456, 0x0438}, /* і и */
    {0x0451, 0x0435}, /* ё е */
    {0x0439, 0x0438}, /* й и */
};

static gunichar fold(gunichar character)
{
    for (gsize i = 0; i < G_N_ELEMENTS(folds); i++)
        if (folds[i].from == character)
            return folds[i].to;
    return character;
}

char *name_fold(const char *name)
{
    /* Composed: a letter may have come as a base and its mark. */
    g_autofree char *composed = g_utf8_normalize(name, -1, G_NORMALIZE_ALL_COMPOSE);
    GString *folded = g_string_new(NULL);
    gboolean blank = FALSE;
    for (const char *at = composed ? composed : ""; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (g_unichar_isspace(character)) {
            blank = folded->len > 0;
            continue;
        }
        if (blank)
            g_string_append_c(folded, ' ');
        blank = FALSE;
        g_string_append_unichar(folded, fold(g_unichar_tolower(character)));
    }
    return g_string_free(folded, FALSE);
}
