#include "protocol/sources.h"

#include "protocol/view_words.h"

/* What was written in one language, by source. */
typedef struct {
    gboolean tried; /* to read the words */
    ViewWords *words;
    GHashTable *texts;
} Written;

struct Sources {
    Written written[LANGUAGE_COUNT];
};

Sources *sources_new(void)
{
    Sources *sources = g_new0(Sources, 1);
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        sources->written[i].texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return sources;
}

void sources_free(Sources *sources)
{
    if (!sources)
        return;
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        view_words_free(sources->written[i].words);
        g_hash_table_unref(sources->written[i].texts);
    }
    g_free(sources);
}

static void read_words(Written *written, Language language)
{
    g_autoptr(GError) error = NULL;
    if (written->tried || language == LANGUAGE_EN)
        return;
    written->tried = TRUE;
    written->words = view_words_load(language_code(language), &error);
    if (!written->words) {
        g_autofree char *text = message_error(LANGUAGE_EN, error);
        g_warning("%s", text);
    }
}

const char *sources_text(Sources *sources, Language language, const char *source)
{
    Written *written = &sources->written[language];
    const char *key = source ? source : "";
    char *text = g_hash_table_lookup(written->texts, key);
    if (text)
        return text;
    read_words(written, language);
    text = written->words ? view_words_source(written->words, key) : g_strdup(key);
    g_hash_table_insert(written->texts, g_strdup(key), text);
    return text;
}
