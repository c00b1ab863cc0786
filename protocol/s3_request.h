/* One request to an object store and its answer; for s3.c alone. Needs libcurl. */
#pragma once

#include <curl/curl.h>

#include "protocol/s3.h"

enum { HTTP_OK = 200, HTTP_NOT_FOUND = 404 };

typedef struct {
    CURL *curl;
    char *region_and_service; /* for the signature */
    char *user;               /* "access:secret" */
    char *authority;
} S3Server;

gboolean s3_server_open(S3Server *server, const S3Setup *setup, GError **error);
void s3_server_close(S3Server *server);

typedef struct {
    const char *method, *url;
    const char *what;          /* the key, for errors */
    const char *body;          /* text; NULL: bytes of fd are sent, none if that is 0 */
    int fd;                    /* borrowed */
    gint64 from, bytes;        /* of the file */
    const char *object_sha256; /* kept with the object; NULL: nothing is */

    /* the answer */
    long status;
    GString *reply;     /* at most REPLY_BYTES_MAX */
    gint64 reply_bytes; /* as its header says, -1 if it does not */
    char *tag;          /* ETag */
    char *sha256;       /* that was kept with the object */

    gint64 at; /* read of the file */
} S3Request;

/* FALSE with an error only if there was no answer. */
gboolean s3_perform(S3Server *server, S3Request *request, GError **error);
/* Whether the answer is success; an error says what the server said. */
gboolean s3_succeeded(const S3Request *request, GError **error);
/* What stands in the answer's first element name; g_free. NULL if there is none. */
char *s3_reply_text(const S3Request *request, const char *name);
void s3_request_clear(S3Request *request);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(S3Request, s3_request_clear)

/* Percent-encoded, but for "/"; g_free. */
char *s3_escape(const char *text);
