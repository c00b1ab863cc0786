/*
 * Sources of law in the reader's language: "1095 p.32" as "приказ № 1095, п. 32". The words are
 * those of the documents (view_words.h); in English, which is no language of the law, a source
 * stands as it is kept. Belongs to one thread.
 */
#pragma once

#include "protocol/message.h"

typedef struct Sources Sources;

Sources *sources_new(void);
void sources_free(Sources *sources);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sources, sources_free)

/* Owned by sources; never NULL. source may be NULL: "". The first call in a language reads a small
 * file; where it cannot be used, the source stands as it is. */
const char *sources_text(Sources *sources, Language language, const char *source);
