/* The parsed form of a Mustache template; used by mustache.c alone. */
#pragma once

#include <glib.h>

typedef enum {
    MUSTACHE_TEXT,
    MUSTACHE_VARIABLE,
    MUSTACHE_RAW,
    MUSTACHE_SECTION,
    MUSTACHE_INVERTED,
    MUSTACHE_PARTIAL,
} MustacheKind;

typedef struct {
    MustacheKind kind;
    int line;
    char *text;          /* the text; else the name */
    char *indent;        /* of a standalone partial; NULL: none */
    GPtrArray *children; /* of MustacheNode, for sections; else NULL */
} MustacheNode;

/* Nodes of a template; free with g_ptr_array_unref. name is for errors. */
GPtrArray *mustache_parse(const char *name, const char *source, GError **error);
/* Sets *error to a message with template and line as {1} and {2}, detail as {3}. */
void mustache_error(GError **error, const char *msgid, const char *name, int line,
                    const char *detail);
