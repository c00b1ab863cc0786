/*
 * One line of chain.jsonl, read strictly. The format is told in chain.h.
 */
#pragma once

#include <glib.h>

#define CHAIN_HASH_BYTES 32
#define CHAIN_HEX_BYTES (2 * CHAIN_HASH_BYTES)

typedef enum {
    CHAIN_LINE_TAKE,
    CHAIN_LINE_SEGMENT,
    CHAIN_LINE_GAP,
    CHAIN_LINE_CLOCK,
    CHAIN_LINE_END,
} ChainLineKind;

typedef struct {
    ChainLineKind kind;
    gint64 seq;
    char prev[CHAIN_HEX_BYTES + 1];
    gint64 wall_unix_ms;
    int take;
    gint64 from, to;         /* segment; end: the tail, from == to if there is none */
    gint64 start_ms, end_ms; /* segment; else both are at_ms */
    gint64 for_ms;           /* gap */
    gint64 bytes;            /* end */
    guint8 sha256[CHAIN_HASH_BYTES];
    char *file, *what, *cause; /* NULL where the kind has none */
} ChainLine;

/* Reads the line of size bytes (without its "\n"). FALSE if it is not exactly what the recorder
 * writes. Clear with chain_line_clear in both cases. */
gboolean chain_line_parse(const char *text, gsize size, ChainLine *line_out);
void chain_line_clear(ChainLine *line);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ChainLine, chain_line_clear)

/* SHA-256 of size bytes as lower-case hex. */
void chain_hash_hex(const void *data, gsize size, char hex_out[CHAIN_HEX_BYTES + 1]);
void chain_hex(const guint8 hash[CHAIN_HASH_BYTES], char hex_out[CHAIN_HEX_BYTES + 1]);
/* "take-01.mkv". Free with g_free. */
char *chain_take_file(int take);
