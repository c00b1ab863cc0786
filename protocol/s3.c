#include "protocol/s3.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/error.h"
#include "protocol/s3_request.h"

struct S3 {
    S3Server server;
    char *bucket_url; /* "https://host/bucket" */
};

S3 *s3_new(const S3Setup *setup, GError **error)
{
    g_autoptr(S3) s3 = g_new0(S3, 1);
    g_autofree char *bucket = NULL;
    if (!s3_server_open(&s3->server, setup, error))
        return NULL;
    bucket = s3_escape(setup->bucket);
    s3->bucket_url = g_strconcat(setup->url, "/", bucket, NULL);
    return g_steal_pointer(&s3);
}

void s3_free(S3 *s3)
{
    if (!s3)
        return;
    s3_server_close(&s3->server);
    g_free(s3->bucket_url);
    g_free(s3);
}

static char *object_url(const S3 *s3, const char *key, const char *query)
{
    g_autofree char *escaped = s3_escape(key);
    return g_strconcat(s3->bucket_url, "/", escaped, query ? "?" : NULL, query, NULL);
}

gboolean s3_find(S3 *s3, const char *key, S3Object *object_out, GError **error)
{
    g_autofree char *url = object_url(s3, key, NULL);
    g_auto(S3Request) request = {.method = "HEAD", .url = url, .what = key};
    *object_out = (S3Object){0};
    if (!s3_perform(&s3->server, &request, error))
        return FALSE;
    if (request.status == HTTP_NOT_FOUND)
        return TRUE;
    if (!s3_succeeded(&request, error))
        return FALSE;
    object_out->found = TRUE;
    object_out->bytes = request.reply_bytes;
    if (request.sha256)
        g_strlcpy(object_out->sha256, request.sha256, sizeof object_out->sha256);
    return TRUE;
}

/* -- Parts of a large object -- */

typedef struct {
    S3 *s3;
    const S3Upload *upload;
    int fd;
    gint64 bytes;
    char *id;        /* of the upload, as the server calls it */
    GPtrArray *tags; /* what the server called each part that arrived */
} Parts;

/* The parts that arrived stand in the memory, under the hash of what they are parts of. */
static void recall(Parts *parts)
{
    g_autoptr(GKeyFile) memory = g_key_file_new();
    g_autofree char *id = NULL;
    g_auto(GStrv) tags = NULL;
    const char *group = parts->upload->sha256;
    if (!g_key_file_load_from_file(memory, parts->upload->memory, G_KEY_FILE_NONE, NULL) ||
        !(id = g_key_file_get_string(memory, group, "upload", NULL)))
        return;
    tags = g_key_file_get_string_list(memory, group, "parts", NULL, NULL);
    parts->id = g_steal_pointer(&id);
    for (gsize i = 0; tags && tags[i]; i++)
        g_ptr_array_add(parts->tags, g_strdup(tags[i]));
}

/* What cannot be remembered is sent again after a failure: no reason to stop. */
static void remember(const Parts *parts)
{
    g_autoptr(GKeyFile) memory = g_key_file_new();
    g_key_file_set_string(memory, parts->upload->sha256, "upload", parts->id);
    g_key_file_set_string_list(memory, parts->upload->sha256, "parts",
                               (const char *const *)parts->tags->pdata, parts->tags->len);
    if (!g_key_file_save_to_file(memory, parts->upload->memory, NULL))
        g_info("%s: %s", parts->upload->memory, g_strerror(errno));
}

static void forget(Parts *parts)
{
    unlink(parts->upload->memory);
    g_clear_pointer(&parts->id, g_free);
    g_ptr_array_set_size(parts->tags, 0);
}

static gboolean begin_parts(Parts *parts, GError **error)
{
    const S3Upload *upload = parts->upload;
    g_autofree char *url = object_url(parts->s3, upload->key, "uploads=");
    g_auto(S3Request) request = {
        .method = "POST", .url = url, .what = upload->key, .object_sha256 = upload->sha256};
    if (!s3_perform(&parts->s3->server, &request, error) || !s3_succeeded(&request, error))
        return FALSE;
    parts->id = s3_reply_text(&request, "UploadId");
    if (parts->id)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("The central archive gives an answer that is none: {1}."), upload->key, NULL);
    return FALSE;
}

/* Sends the next part. *gone_out: the server does not know the upload any more. */
static gboolean send_part(Parts *parts, gboolean *gone_out, GError **error)
{
    const S3Upload *upload = parts->upload;
    gint64 from = (gint64)parts->tags->len * S3_PART_BYTES;
    g_autofree char *id = s3_escape(parts->id);
    g_autofree char *query = g_strdup_printf("partNumber=%u&uploadId=%s", parts->tags->len + 1, id);
    g_autofree char *url = object_url(parts->s3, upload->key, query);
    g_auto(S3Request) request = {.method = "PUT",
                                 .url = url,
                                 .what = upload->key,
                                 .fd = parts->fd,
                                 .from = from,
                                 .bytes = MIN(S3_PART_BYTES, parts->bytes - from)};
    if (!s3_perform(&parts->s3->server, &request, error))
        return FALSE;
    *gone_out = request.status == HTTP_NOT_FOUND;
    if (!s3_succeeded(&request, error))
        return FALSE;
    g_ptr_array_add(parts->tags, g_strdup(request.tag ? request.tag : ""));
    remember(parts);
    if (upload->progress)
        upload->progress(request.bytes, upload->user_data);
    return TRUE;
}

static gboolean finish_parts(Parts *parts, GError **error)
{
    g_autoptr(GString) list = g_string_new("<CompleteMultipartUpload>");
    for (guint i = 0; i < parts->tags->len; i++) {
        g_autofree char *tag = g_markup_escape_text(parts->tags->pdata[i], -1);
        g_string_append_printf(list, "<Part><PartNumber>%u</PartNumber><ETag>%s</ETag></Part>",
                               i + 1, tag);
    }
    g_string_append(list, "</CompleteMultipartUpload>");
    g_autofree char *id = s3_escape(parts->id), *query = g_strconcat("uploadId=", id, NULL);
    g_autofree char *url = object_url(parts->s3, parts->upload->key, query);
    g_auto(S3Request)
        request = {.method = "POST", .url = url, .what = parts->upload->key, .body = list->str};
    return s3_perform(&parts->s3->server, &request, error) && s3_succeeded(&request, error);
}

static gboolean send_parts(Parts *parts, gboolean *gone_out, GError **error)
{
    gint64 known = (gint64)parts->tags->len * S3_PART_BYTES;
    if (known > 0 && parts->upload->progress)
        parts->upload->progress(MIN(known, parts->bytes), parts->upload->user_data);
    if (!parts->id && !begin_parts(parts, error))
        return FALSE;
    while ((gint64)parts->tags->len * S3_PART_BYTES < parts->bytes)
        if (!send_part(parts, gone_out, error))
            return FALSE;
    return finish_parts(parts, error);
}

static gboolean put_parts(S3 *s3, const S3Upload *upload, int fd, gint64 bytes, GError **error)
{
    Parts parts = {.s3 = s3, .upload = upload, .fd = fd, .bytes = bytes};
    g_autoptr(GError) failure = NULL;
    gboolean gone = FALSE;
    parts.tags = g_ptr_array_new_with_free_func(g_free);
    recall(&parts);
    gboolean recalled = parts.id != NULL;
    gboolean ok = send_parts(&parts, &gone, &failure);
    if (!ok && gone && recalled) {
        g_clear_error(&failure);
        forget(&parts);
        ok = send_parts(&parts, &gone, &failure);
    }
    if (ok)
        forget(&parts);
    else
        g_propagate_error(error, g_steal_pointer(&failure));
    g_free(parts.id);
    g_ptr_array_unref(parts.tags);
    return ok;
}

static gboolean put_whole(S3 *s3, const S3Upload *upload, int fd, gint64 bytes, GError **error)
{
    g_autofree char *url = object_url(s3, upload->key, NULL);
    g_auto(S3Request) request = {.method = "PUT",
                                 .url = url,
                                 .what = upload->key,
                                 .fd = fd,
                                 .bytes = bytes,
                                 .object_sha256 = upload->sha256};
    if (!s3_perform(&s3->server, &request, error) || !s3_succeeded(&request, error))
        return FALSE;
    if (upload->progress)
        upload->progress(bytes, upload->user_data);
    return TRUE;
}

gboolean s3_put(S3 *s3, const S3Upload *upload, GError **error)
{
    struct stat status;
    gboolean ok = FALSE;
    int fd = open(upload->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0)
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("{1} cannot be read: {2}."), upload->path,
                  g_strerror(errno), NULL);
    else if (status.st_size > S3_PART_BYTES)
        ok = put_parts(s3, upload, fd, status.st_size, error);
    else
        ok = put_whole(s3, upload, fd, status.st_size, error);
    if (fd >= 0)
        close(fd);
    return ok;
}

/* Locks are read back in the form that the server likes: the day counts. */
static gboolean lock_stands(S3 *s3, const char *url, const char *key, const char *until,
                            gboolean *stands_out, GError **error)
{
    g_auto(S3Request) request = {.method = "GET", .url = url, .what = key};
    if (!s3_perform(&s3->server, &request, error))
        return FALSE;
    g_autofree char *mode = s3_reply_text(&request, "Mode");
    g_autofree char *date = s3_reply_text(&request, "RetainUntilDate");
    *stands_out = request.status == HTTP_OK && g_strcmp0(mode, "COMPLIANCE") == 0 && date &&
                  strncmp(date, until, strlen("YYYY-MM-DD")) >= 0;
    return TRUE;
}

gboolean s3_lock(S3 *s3, const char *key, const char *until, GError **error)
{
    g_autofree char *url = object_url(s3, key, "retention=");
    g_autofree char *body =
        g_strdup_printf("<Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>%sT00:00:00Z"
                        "</RetainUntilDate></Retention>",
                        until);
    gboolean stands = FALSE;
    /* A lock that lasts longer stays as it is; the server would refuse to shorten it. */
    if (!lock_stands(s3, url, key, until, &stands, error))
        return FALSE;
    if (stands)
        return TRUE;
    g_auto(S3Request) request = {.method = "PUT", .url = url, .what = key, .body = body};
    if (!s3_perform(&s3->server, &request, error) || !s3_succeeded(&request, error) ||
        !lock_stands(s3, url, key, until, &stands, error))
        return FALSE;
    if (!stands)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The central archive did not lock {1}: whoever has its keys could delete it. "
                     "Use a bucket with Object Lock, or set lock=none in {2}."),
                  key, "central.ini", NULL);
    return stands;
}
