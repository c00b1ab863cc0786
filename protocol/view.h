/*
 * The view: what the templates of documents see. The record (record.h) as it is, and beside its
 * members those that document.h and templates/documents/README.md list. Strokes are not copied: in
 * their place stands true, and "strokes_ref" says where in the record they are.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/rules.h"

typedef struct {
    const char *language; /* "kk", "ru" */
    const Rules *rules;   /* the record's edition */
    const char *sha256;   /* of the canonical record, hex; NULL: a draft */
    gboolean public_copy; /* the record is record_public's: "public" is true */
    int entry;            /* the entry that the document is about; 0: none */
    int invitation;       /* the one that is invited; 0: all of them */
} ViewOptions;

/* Free with json_node_unref. PROTOCOL_ERROR_NOT_FOUND if there is no such entry, _REFUSED if the
 * record lacks what every view needs. Any thread. */
JsonNode *view_new(JsonNode *record, const ViewOptions *options, GError **error);
