#include "protocol/search.h"

#include "protocol/error.h"
#include "protocol/name_fold.h"
#include "protocol/register_search.h"
#include "protocol/text.h"

enum { WORDS_MAX = 3, LETTERS_MIN = 2 };

/* The words of the query, the longest first; FALSE with an error. */
static gboolean split(const char *folded, char **words, const char *sorted[WORDS_MAX],
                      GError **error)
{
    guint count = g_strv_length(words), longest = 0;
    for (guint i = 1; i < count; i++)
        if (g_utf8_strlen(words[i], -1) > g_utf8_strlen(words[longest], -1))
            longest = i;
    if (count < 1 || count > WORDS_MAX || g_utf8_strlen(words[longest], -1) < LETTERS_MIN) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("“{1}”: give the beginnings of one to three names, one of at least two "
                     "letters."),
                  folded, NULL);
        return FALSE;
    }
    sorted[0] = words[longest];
    for (guint i = 0, at = 1; i < count; i++)
        if (i != longest)
            sorted[at++] = words[i];
    return TRUE;
}

JsonNode *search_people(Home *home, const char *query, GError **error)
{
    if (!text_check("name", query, TEXT_NAME_MAX * WORDS_MAX, FALSE, error))
        return NULL;
    const char *sorted[WORDS_MAX] = {"", "", ""};
    g_autofree char *folded = name_fold(query);
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    if (!split(folded, words, sorted, error))
        return NULL;
    g_autoptr(JsonArray) rows = register_search(home_register(home), sorted, SEARCH_MAX, error);
    if (!rows)
        return NULL;
    JsonNode *node = json_node_new(JSON_NODE_ARRAY);
    json_node_take_array(node, g_steal_pointer(&rows));
    return node;
}
