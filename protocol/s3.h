/*
 * An object store that speaks S3 over HTTP, with AWS Signature Version 4: objects are put whole or
 * not at all, found, and locked until a day (S3 Object Lock).
 *
 * An S3 keeps a connection and belongs to one thread. All functions block for the network; a server
 * that is silent for a minute has failed. Every failure is PROTOCOL_ERROR_REFUSED: nothing was
 * lost, and the same call may be made again later.
 */
#pragma once

#include <glib.h>

typedef struct S3 S3;

typedef struct {
    char *url;    /* "https://archive.example:443"; http only to this machine itself */
    char *bucket; /* which exists, with Object Lock where objects are to be locked */
    char *region; /* as the server calls it */
    char *access_key;
    char *secret_key;
    char *authority; /* file of the certificate that signed the server's; NULL: the system's */
} S3Setup;

/* Copies what it needs of setup. Does not speak with the server. Free with s3_free. */
S3 *s3_new(const S3Setup *setup, GError **error);
void s3_free(S3 *s3);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(S3, s3_free)

typedef struct {
    gboolean found;
    gint64 bytes;
    char sha256[65]; /* as s3_put said; "" if whoever put it said nothing */
} S3Object;

/* Whether there is an object key, which is UTF-8 with "/" between its parts. */
gboolean s3_find(S3 *s3, const char *key, S3Object *object_out, GError **error);

/* Of what was sent, on the caller's thread. */
typedef void (*S3Progress)(gint64 bytes, gpointer user_data);

typedef struct {
    const char *key;
    const char *path;    /* the file */
    const char *sha256;  /* of the file, lower-case hex */
    const char *memory;  /* a file that remembers the parts of a large object that have arrived */
    S3Progress progress; /* may be NULL */
    gpointer user_data;
} S3Upload;

/* Puts a file. The server checks the SHA-256 of all that arrives. A large file goes in parts of
 * S3_PART_BYTES: after a failure the next call, also of another process, goes on with the part that
 * is missing. */
gboolean s3_put(S3 *s3, const S3Upload *upload, GError **error);

#define S3_PART_BYTES (16 << 20)

/* Locks the object in the mode COMPLIANCE until the day (YYYY-MM-DD, UTC) begins, and reads the
 * lock back: there are servers that say yes to it and do nothing. */
gboolean s3_lock(S3 *s3, const char *key, const char *until, GError **error);
