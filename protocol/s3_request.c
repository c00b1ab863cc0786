#include "protocol/s3_request.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "protocol/error.h"

#define REPLY_BYTES_MAX (1 << 20)
#define CONNECT_S 20L
#define SILENT_S 60L
#define BLOCK_BYTES (1 << 20)

char *s3_escape(const char *text)
{
    return g_uri_escape_string(text, "/", FALSE);
}

/* Names travel in the clear without TLS, and so do the words of citizens. */
static gboolean is_safe(const char *url)
{
    static const char *const here[] = {"http://127.0.0.1", "http://localhost", "http://[::1]"};
    if (g_str_has_prefix(url, "https://"))
        return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(here); i++)
        if (g_str_has_prefix(url, here[i]) && strchr(":/", url[strlen(here[i])]))
            return TRUE;
    return FALSE;
}

gboolean s3_server_open(S3Server *server, const S3Setup *setup, GError **error)
{
    if (!is_safe(setup->url)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("The central archive's address must begin with https://, not {1}"), setup->url,
                  NULL);
        return FALSE;
    }
    *server = (S3Server){
        .curl = curl_easy_init(),
        .region_and_service = g_strconcat("aws:amz:", setup->region, ":s3", NULL),
        .user = g_strconcat(setup->access_key, ":", setup->secret_key, NULL),
        .authority = g_strdup(setup->authority),
    };
    if (!server->curl)
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("There is not enough memory."), NULL);
    return server->curl != NULL;
}

void s3_server_close(S3Server *server)
{
    if (server->curl)
        curl_easy_cleanup(server->curl);
    g_free(server->region_and_service);
    g_free(server->user);
    g_free(server->authority);
}

void s3_request_clear(S3Request *request)
{
    if (request->reply)
        g_string_free(request->reply, TRUE);
    g_free(request->tag);
    g_free(request->sha256);
    request->reply = NULL;
    request->tag = request->sha256 = NULL;
}

static size_t handle_read(char *buffer, size_t size, size_t count, void *user_data)
{
    S3Request *request = user_data;
    gint64 left = request->bytes - request->at;
    gssize got = pread(request->fd, buffer, (size_t)MIN((gint64)(size * count), left),
                       request->from + request->at);
    if (got < 0)
        return CURL_READFUNC_ABORT;
    request->at += got;
    return (size_t)got;
}

static int handle_seek(void *user_data, curl_off_t offset, int origin)
{
    S3Request *request = user_data;
    if (origin != SEEK_SET || offset < 0 || offset > request->bytes)
        return CURL_SEEKFUNC_CANTSEEK;
    request->at = offset;
    return CURL_SEEKFUNC_OK;
}

static size_t handle_reply(char *data, size_t size, size_t count, void *user_data)
{
    S3Request *request = user_data;
    size_t bytes = size * count;
    if (request->reply->len + bytes > REPLY_BYTES_MAX)
        return 0;
    g_string_append_len(request->reply, data, (gssize)bytes);
    return bytes;
}

/* The SHA-256 of what is sent, in hex; g_free. NULL with errno. */
static char *payload_sha256(const S3Request *request)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    if (request->body) {
        g_checksum_update(checksum, (const guchar *)request->body, -1);
        return g_strdup(g_checksum_get_string(checksum));
    }
    g_autofree guchar *block = g_malloc(BLOCK_BYTES);
    for (gint64 at = 0; at < request->bytes;) {
        gssize got = pread(request->fd, block, (size_t)MIN(BLOCK_BYTES, request->bytes - at),
                           request->from + at);
        if (got <= 0)
            return NULL;
        g_checksum_update(checksum, block, got);
        at += got;
    }
    return g_strdup(g_checksum_get_string(checksum));
}

static struct curl_slist *add_header(struct curl_slist *headers, const char *name,
                                     const char *value)
{
    g_autofree char *line = g_strconcat(name, ": ", value, NULL);
    return curl_slist_append(headers, line);
}

/* RFC 1864, which S3 asks for where a lock is set. */
static char *md5_base64(const char *body)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_MD5);
    guint8 digest[16];
    gsize size = sizeof digest;
    g_checksum_update(checksum, (const guchar *)body, -1);
    g_checksum_get_digest(checksum, digest, &size);
    return g_base64_encode(digest, size);
}

static struct curl_slist *make_headers(const S3Request *request, const char *sha256)
{
    struct curl_slist *headers = add_header(NULL, "x-amz-content-sha256", sha256);
    if (request->object_sha256)
        headers = add_header(headers, "x-amz-meta-sha256", request->object_sha256);
    if (request->body) {
        g_autofree char *md5 = md5_base64(request->body);
        headers = add_header(headers, "Content-MD5", md5);
        headers = add_header(headers, "Content-Type", "application/xml");
    }
    return headers;
}

static void set_payload(CURL *curl, S3Request *request)
{
    if (strcmp(request->method, "HEAD") == 0) {
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    } else if (request->body || strcmp(request->method, "POST") == 0) {
        const char *body = request->body ? request->body : "";
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(body));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    } else if (strcmp(request->method, "PUT") == 0) {
        curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)request->bytes);
        curl_easy_setopt(curl, CURLOPT_READFUNCTION, handle_read);
        curl_easy_setopt(curl, CURLOPT_READDATA, request);
        curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, handle_seek);
        curl_easy_setopt(curl, CURLOPT_SEEKDATA, request);
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
}

static void set_up(const S3Server *server, S3Request *request, struct curl_slist *headers)
{
    CURL *curl = server->curl;
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, request->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https,http");
    curl_easy_setopt(curl, CURLOPT_AWS_SIGV4, server->region_and_service);
    curl_easy_setopt(curl, CURLOPT_USERPWD, server->user);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, SILENT_S);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, handle_reply);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, request);
    if (server->authority)
        curl_easy_setopt(curl, CURLOPT_CAINFO, server->authority);
    set_payload(curl, request);
}

static char *header_text(CURL *curl, const char *name)
{
    struct curl_header *header;
    return curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK
               ? g_strdup(header->value)
               : NULL;
}

static void read_answer(CURL *curl, S3Request *request)
{
    curl_off_t bytes = -1;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &request->status);
    curl_easy_getinfo(curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &bytes);
    request->reply_bytes = bytes;
    request->tag = header_text(curl, "etag");
    request->sha256 = header_text(curl, "x-amz-meta-sha256");
}

gboolean s3_perform(S3Server *server, S3Request *request, GError **error)
{
    g_autofree char *sha256 = payload_sha256(request);
    if (!sha256) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("{1} cannot be read: {2}."), request->what,
                  g_strerror(errno), NULL);
        return FALSE;
    }
    struct curl_slist *headers = make_headers(request, sha256);
    request->reply = g_string_new(NULL);
    request->at = 0;
    set_up(server, request, headers);
    CURLcode code = curl_easy_perform(server->curl);
    curl_slist_free_all(headers);
    if (code != CURLE_OK) {
        error_set(
            error, PROTOCOL_ERROR_REFUSED,
            N_("The central archive does not answer: {1}. Nothing is lost: what waits is sent "
               "when it does."),
            curl_easy_strerror(code), NULL);
        return FALSE;
    }
    read_answer(server->curl, request);
    return TRUE;
}

typedef struct {
    const char *name;
    gboolean inside;
    GString *text;
} Finder;

static void handle_start(GMarkupParseContext *context, const char *name, const char **names,
                         const char **values, gpointer user_data, GError **error)
{
    Finder *finder = user_data;
    if (!finder->text && strcmp(name, finder->name) == 0) {
        finder->inside = TRUE;
        finder->text = g_string_new(NULL);
    }
}

static void handle_end(GMarkupParseContext *context, const char *name, gpointer user_data,
                       GError **error)
{
    Finder *finder = user_data;
    if (strcmp(name, finder->name) == 0)
        finder->inside = FALSE;
}

static void handle_text(GMarkupParseContext *context, const char *text, gsize bytes,
                        gpointer user_data, GError **error)
{
    Finder *finder = user_data;
    if (finder->inside)
        g_string_append_len(finder->text, text, (gssize)bytes);
}

char *s3_reply_text(const S3Request *request, const char *name)
{
    static const GMarkupParser parser = {
        .start_element = handle_start, .end_element = handle_end, .text = handle_text};
    Finder finder = {.name = name};
    g_autoptr(GMarkupParseContext) context =
        g_markup_parse_context_new(&parser, G_MARKUP_IGNORE_QUALIFIED, &finder, NULL);
    gboolean whole = g_markup_parse_context_parse(context, request->reply->str,
                                                  (gssize)request->reply->len, NULL) &&
                     g_markup_parse_context_end_parse(context, NULL);
    char *text = finder.text ? g_string_free(finder.text, FALSE) : NULL;
    if (!whole)
        g_clear_pointer(&text, g_free);
    return text;
}

/* A server that has begun to answer with success may still fail: then its answer says so. */
gboolean s3_succeeded(const S3Request *request, GError **error)
{
    g_autofree char *code = s3_reply_text(request, "Code");
    if (request->status / 100 == 2 && !code)
        return TRUE;
    g_autofree char *status = g_strdup_printf("HTTP %ld", request->status);
    g_autofree char *said = s3_reply_text(request, "Message");
    g_autofree char *why = code && said && *said ? g_strconcat(code, ", ", said, NULL)
                                                 : g_strdup(code ? code : status);
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("The central archive does not take {1}: {2}. It stays here and is tried again."),
              request->what, why, NULL);
    return FALSE;
}
