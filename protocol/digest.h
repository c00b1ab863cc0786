/*
 * The hashes of files: each file is read once, and its SHA-256, its SHA-512 and whatever else wants
 * its bytes are computed at the same time, on as many threads as there are cores.
 *
 * One thread reads, so that a card or stick is read from beginning to end; a bounded number of
 * blocks is on its way. What each consumer gets comes in order, and to one thread at a time.
 */
#pragma once

#include <glib.h>

#define DIGEST_SHA256_DIGITS 64
#define DIGEST_SHA512_DIGITS 128

typedef struct {
    char sha256[DIGEST_SHA256_DIGITS + 1]; /* lower-case hex */
    char sha512[DIGEST_SHA512_DIGITS + 1];
    gint64 bytes;
} Digest;

/* Called after each block with the bytes that were read, on the caller's thread; may be NULL. FALSE
 * ends the run with MEDIA_ERROR_CANCELLED. */
typedef gboolean (*DigestProgress)(gint64 bytes, gpointer user_data);
/* Gets a file's bytes in order, on any thread. FALSE ends the run; errno says why. */
typedef gboolean (*DigestTap)(const void *data, gsize size, gpointer user_data);

typedef struct {
    int fd;               /* closed by the run */
    const char *name;     /* for errors; borrowed till done was called */
    DigestTap tap;        /* NULL: nobody else wants the bytes */
    const char *tap_name; /* what it writes, for errors */
    gpointer tap_data;
    gpointer user_data; /* the caller's own */
    Digest digest;      /* in done */
} DigestFile;

/* What the run asks its caller, on the caller's thread. */
typedef struct {
    /* Fills the next file; FALSE without an error: that was all. */
    gboolean (*next)(DigestFile *file, gpointer user_data, GError **error);
    /* A file's digests are known, in the order of next. FALSE with an error ends the run. */
    gboolean (*done)(DigestFile *file, gpointer user_data, GError **error);
    DigestProgress progress; /* may be NULL */
    gpointer user_data;
} DigestCalls;

/* PROTOCOL_ERROR_REFUSED for what cannot be read, or what a tap could not do. Blocks for long. */
gboolean digest_run(const DigestCalls *calls, GError **error);
/* One file alone. */
gboolean digest_file(const DigestFile *file, DigestProgress progress, gpointer user_data,
                     Digest *digest_out, GError **error);
void digest_data(const void *data, gsize size, Digest *digest_out);
