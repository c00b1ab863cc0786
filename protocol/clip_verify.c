#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/chain_line.h"
#include "media/merkle.h"
#include "protocol/clip.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

#define BLOCK_BYTES (1 << 20)
#define PROOF_FILE_BYTES_MAX (64 << 20)
/* A tree of 2^60 segments. */
#define PROOF_HASHES_MAX 60

/* One part of the proof, read strictly. */
typedef struct {
    gint64 index, from, to, start_ms, end_ms;
    guint8 sha256[CHAIN_HASH_BYTES];
    GByteArray *proof;
} Part;

typedef struct {
    const char *folder;
    ClipCheck *check;
    gint64 segments;
    guint8 root[MERKLE_HASH_BYTES];
} Work;

static gboolean differs(Work *work, const char *file, gint64 second, GError **error)
{
    work->check->file = g_strdup(file);
    work->check->second = second;
    error_set(error, PROTOCOL_ERROR_DIFFERENT, N_("{1} has been changed."), file, NULL);
    return FALSE;
}

static gboolean read_hex(const char *hex, guint8 *bytes_out)
{
    if (!hex || strlen(hex) != CHAIN_HEX_BYTES || strspn(hex, "0123456789abcdef") != strlen(hex))
        return FALSE;
    for (int i = 0; i < CHAIN_HASH_BYTES; i++)
        bytes_out[i] =
            (guint8)(g_ascii_xdigit_value(hex[2 * i]) * 16 + g_ascii_xdigit_value(hex[2 * i + 1]));
    return TRUE;
}

static const char *text_of(JsonNode *node)
{
    return node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_string(node) : NULL;
}

static gboolean read_number(JsonObject *object, const char *name, gint64 *value_out)
{
    JsonNode *node = json_object_get_member(object, name);
    if (!node || !JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_INT64)
        return FALSE;
    *value_out = json_node_get_int(node);
    return *value_out >= 0;
}

static gboolean read_part(JsonNode *node, Part *part_out)
{
    part_out->proof = g_byte_array_new();
    JsonObject *object = node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
    JsonNode *proof = object ? json_object_get_member(object, "proof") : NULL;
    if (!proof || !JSON_NODE_HOLDS_ARRAY(proof) ||
        !read_number(object, "index", &part_out->index) ||
        !read_number(object, "from", &part_out->from) ||
        !read_number(object, "to", &part_out->to) ||
        !read_number(object, "start_ms", &part_out->start_ms) ||
        !read_number(object, "end_ms", &part_out->end_ms) || part_out->from >= part_out->to ||
        !read_hex(text_of(json_object_get_member(object, "sha256")), part_out->sha256))
        return FALSE;
    JsonArray *hashes = json_node_get_array(proof);
    guint count = json_array_get_length(hashes);
    for (guint i = 0; i < count && count <= PROOF_HASHES_MAX; i++) {
        guint8 hash[CHAIN_HASH_BYTES];
        if (!read_hex(text_of(json_array_get_element(hashes, i)), hash))
            return FALSE;
        g_byte_array_append(part_out->proof, hash, sizeof hash);
    }
    return count <= PROOF_HASHES_MAX;
}

/* Hashes the next bytes of fd; FALSE if the file is shorter. */
static gboolean hash_next(int fd, gint64 bytes, guint8 *sha256_out)
{
    g_autofree guint8 *block = g_malloc(BLOCK_BYTES);
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
    gssize got = 1;
    for (; bytes > 0 && (got = read(fd, block, MIN(bytes, BLOCK_BYTES))) > 0; bytes -= got)
        EVP_DigestUpdate(hash, block, (gsize)got);
    EVP_DigestFinal_ex(hash, sha256_out, NULL);
    EVP_MD_CTX_free(hash);
    return bytes == 0;
}

/* The next bytes of fd are this part, and the part is in the tree. */
static gboolean check_part(Work *work, int fd, const Part *part, const char *file, GError **error)
{
    guint8 found[CHAIN_HASH_BYTES];
    if (!hash_next(fd, part->to - part->from, found) ||
        memcmp(found, part->sha256, sizeof found) != 0)
        return differs(work, file, part->start_ms / 1000, error);
    if (!merkle_verify(part->sha256, (gsize)part->index, (gsize)work->segments, part->proof->data,
                       part->proof->len, work->root))
        return differs(work, CLIP_PROOF_FILE, part->start_ms / 1000, error);
    return TRUE;
}

static int open_file(Work *work, const char *file, GError **error)
{
    struct stat status;
    g_autofree char *path = g_build_filename(work->folder, file, NULL);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
        return fd;
    if (fd >= 0)
        close(fd);
    differs(work, file, -1, error);
    return -1;
}

static gboolean at_end(int fd)
{
    char byte;
    return read(fd, &byte, 1) == 0;
}

/* The first segment is in the tree, and the clip begins with its header. */
static gboolean check_header(Work *work, int clip, const Part *first, gint64 bytes, GError **error)
{
    guint8 of_clip[CHAIN_HASH_BYTES], of_first[CHAIN_HASH_BYTES];
    int fd = open_file(work, CLIP_FIRST_FILE, error);
    if (fd < 0)
        return FALSE;
    gboolean ok = check_part(work, fd, first, CLIP_FIRST_FILE, error) &&
                  (at_end(fd) || differs(work, CLIP_FIRST_FILE, 0, error));
    if (ok &&
        (bytes > first->to || lseek(fd, 0, SEEK_SET) != 0 || !hash_next(fd, bytes, of_first) ||
         !hash_next(clip, bytes, of_clip) || memcmp(of_first, of_clip, sizeof of_clip) != 0))
        ok = differs(work, CLIP_FILE, 0, error);
    close(fd);
    return ok;
}

/* Whole segments one after the other, and nothing else. */
static gboolean check_parts(Work *work, int clip, JsonArray *parts, const Part *first,
                            gint64 header, GError **error)
{
    gint64 index = -1, to = -1;
    guint count = json_array_get_length(parts);
    for (guint i = 0; i < count; i++) {
        Part part = {0};
        gboolean ok = read_part(json_array_get_element(parts, i), &part);
        gboolean is_first = ok && part.index == first->index;
        if (!ok || (i > 0 && (part.index != index + 1 || part.from != to)) ||
            (i == 0 && (is_first != (header == 0) || part.index < first->index)))
            ok = differs(work, CLIP_PROOF_FILE, -1, error);
        else
            ok = check_part(work, clip, &part, CLIP_FILE, error);
        index = part.index;
        to = part.to;
        if (i == 0)
            work->check->start_ms = part.start_ms;
        work->check->end_ms = part.end_ms;
        g_byte_array_unref(part.proof);
        if (!ok)
            return FALSE;
    }
    work->check->parts = count;
    return (count > 0 && at_end(clip)) ||
           differs(work, CLIP_FILE, work->check->end_ms / 1000, error);
}

static JsonNode *read_proof(Work *work, GError **error)
{
    int fd = open_file(work, CLIP_PROOF_FILE, error);
    if (fd < 0)
        return NULL;
    struct stat status;
    g_autofree char *text = NULL;
    JsonNode *node = NULL;
    if (fstat(fd, &status) == 0 && status.st_size <= PROOF_FILE_BYTES_MAX) {
        text = g_malloc0((gsize)status.st_size + 1);
        if (read(fd, text, (gsize)status.st_size) == status.st_size)
            node = json_read(CLIP_PROOF_FILE, text, status.st_size, NULL);
    }
    close(fd);
    if (node && JSON_NODE_HOLDS_OBJECT(node))
        return node;
    g_clear_pointer(&node, json_node_unref);
    differs(work, CLIP_PROOF_FILE, -1, error);
    return NULL;
}

gboolean clip_verify(const char *folder, const char *root, ClipCheck *check_out, GError **error)
{
    *check_out = (ClipCheck){.second = -1};
    Work work = {.folder = folder, .check = check_out};
    Part first = {0};
    gint64 header = 0;
    g_autoptr(JsonNode) node = read_proof(&work, error);
    if (!node)
        return FALSE;
    JsonObject *proof = json_node_get_object(node);
    JsonNode *parts = json_object_get_member(proof, "parts");
    const char *stated = text_of(json_object_get_member(proof, "root"));
    gboolean ok = FALSE;
    if (!read_hex(root, work.root) || g_strcmp0(stated, root) != 0 ||
        !read_number(proof, "segments", &work.segments) ||
        !read_number(proof, "header_bytes", &header) || !parts || !JSON_NODE_HOLDS_ARRAY(parts) ||
        !read_part(json_object_get_member(proof, "first"), &first) || first.from != 0) {
        differs(&work, CLIP_PROOF_FILE, -1, error);
        goto cleanup;
    }
    int clip = open_file(&work, CLIP_FILE, error);
    if (clip < 0)
        goto cleanup;
    ok = check_header(&work, clip, &first, header, error) &&
         check_parts(&work, clip, json_node_get_array(parts), &first, header, error);
    close(clip);

cleanup:
    if (first.proof)
        g_byte_array_unref(first.proof);
    return ok;
}
