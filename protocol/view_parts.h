/* What view.c and view_document.c share. */
#pragma once

#include "protocol/view.h"
#include "protocol/view_words.h"

typedef struct {
    const ViewWords *words;
    const ViewOptions *options;
} Viewer;

/* The object with the members beside its own; path is where it stands in the record. */
JsonObject *view_copy_object(const Viewer *viewer, JsonObject *object, const char *path);
/* Adds what a document needs and no single member of the record has: control number, texts in the
 * language, the edition of the rules, blocks of signatures, the entry that it is about. */
gboolean view_add_document(const Viewer *viewer, JsonObject *record, JsonObject *view,
                           GError **error);
