#include "protocol/bag_manifest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <string.h>
#include <unistd.h>

#include "protocol/error.h"

#define BLOCK_BYTES (1 << 20)
#define BLOCKS 4
/* Of a path and its parts, as most filesystems have it. */
#define NAME_MAX_BYTES 1024
#define PART_MAX_BYTES 255

typedef struct {
    EVP_MD_CTX *sha256, *sha512;
} Pair;

static Pair pair_begin(void)
{
    Pair pair = {EVP_MD_CTX_new(), EVP_MD_CTX_new()};
    EVP_DigestInit_ex(pair.sha256, EVP_sha256(), NULL);
    EVP_DigestInit_ex(pair.sha512, EVP_sha512(), NULL);
    return pair;
}

static void end_one(EVP_MD_CTX *context, char *hex)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    EVP_DigestFinal_ex(context, digest, &size);
    EVP_MD_CTX_free(context);
    for (unsigned int i = 0; i < size; i++) {
        *hex++ = "0123456789abcdef"[digest[i] >> 4];
        *hex++ = "0123456789abcdef"[digest[i] & 15];
    }
    *hex = 0;
}

static void pair_end(Pair *pair, BagHash *hash)
{
    end_one(pair->sha256, hash->sha256);
    end_one(pair->sha512, hash->sha512);
}

static gboolean write_all(int fd, const char *data, gsize size)
{
    while (size > 0) {
        gssize written = write(fd, data, size);
        if (written < 0 && errno != EINTR)
            return FALSE;
        if (written > 0)
            data += written, size -= written;
    }
    return TRUE;
}

static gboolean failed(const char *msgid, const char *name, GError **error)
{
    error_set(error, PROTOCOL_ERROR_REFUSED, msgid, name, g_strerror(errno), NULL);
    return FALSE;
}

/* Blocks on their way: read by one thread, which also takes the SHA-256, while another takes the
 * slower SHA-512 of those before. Only pointers pass between the two. */
typedef struct {
    char *data;
    gsize size; /* 0: the end */
} Block;

typedef struct {
    Block blocks[BLOCKS];
    GAsyncQueue *free, *full; /* of Block */
    EVP_MD_CTX *sha512;
} Relay;

static gpointer run_sha512(gpointer user_data)
{
    Relay *relay = user_data;
    for (Block *block; (block = g_async_queue_pop(relay->full))->size > 0;) {
        EVP_DigestUpdate(relay->sha512, block->data, block->size);
        g_async_queue_push(relay->free, block);
    }
    return NULL;
}

static void relay_begin(Relay *relay, EVP_MD_CTX *sha512)
{
    *relay = (Relay){.free = g_async_queue_new(), .full = g_async_queue_new(), .sha512 = sha512};
    for (int i = 0; i < BLOCKS; i++) {
        relay->blocks[i].data = g_malloc(BLOCK_BYTES);
        g_async_queue_push(relay->free, &relay->blocks[i]);
    }
}

static void relay_end(Relay *relay)
{
    for (int i = 0; i < BLOCKS; i++)
        g_free(relay->blocks[i].data);
    g_async_queue_unref(relay->free);
    g_async_queue_unref(relay->full);
}

/* Reads a block as full as it gets; -1 with errno on failure. */
static gssize read_block(int fd, char *data)
{
    gsize done = 0;
    while (done < BLOCK_BYTES) {
        gssize got = read(fd, data + done, BLOCK_BYTES - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (gsize)got;
    }
    return (gssize)done;
}

gboolean bag_hash(int from, const char *from_name, int to, const char *to_name,
                  BagProgress progress, gpointer user_data, BagHash *hash_out, GError **error)
{
    Pair pair = pair_begin();
    Relay relay;
    GThread *thread = NULL; /* not for a file of one block */
    Block end = {0};
    gssize got;
    relay_begin(&relay, pair.sha512);
    hash_out->bytes = 0;
    for (;;) {
        Block *block = g_async_queue_pop(relay.free);
        got = read_block(from, block->data);
        if (got < 0)
            failed(N_("{1} could not be read: {2}."), from_name, error);
        block->size = (gsize)MAX(got, 0);
        if (!thread && got == BLOCK_BYTES)
            thread = g_thread_new("sha512", run_sha512, &relay);
        if (thread)
            g_async_queue_push(relay.full, block);
        else if (got > 0)
            EVP_DigestUpdate(pair.sha512, block->data, (gsize)got);
        if (got <= 0)
            break;
        EVP_DigestUpdate(pair.sha256, block->data, (gsize)got);
        if (to >= 0 && !write_all(to, block->data, (gsize)got)) {
            got = -1;
            failed(N_("{1} could not be written: {2}."), to_name, error);
            break;
        }
        hash_out->bytes += got;
        if (progress)
            progress(got, user_data);
        if (!thread)
            g_async_queue_push(relay.free, block);
    }
    if (thread && got < 0)
        g_async_queue_push(relay.full, &end);
    if (thread)
        g_thread_join(thread);
    relay_end(&relay);
    pair_end(&pair, hash_out);
    return got == 0;
}

void bag_hash_data(const void *data, gsize size, BagHash *hash_out)
{
    Pair pair = pair_begin();
    EVP_DigestUpdate(pair.sha256, data, size);
    EVP_DigestUpdate(pair.sha512, data, size);
    pair_end(&pair, hash_out);
    hash_out->bytes = size;
}

static int compare_names(gconstpointer a, gconstpointer b, gpointer unused)
{
    return strcmp(a, b);
}

GTree *bag_manifest_new(void)
{
    return g_tree_new_full(compare_names, NULL, g_free, g_free);
}

void bag_manifest_add(GTree *manifest, const char *name, const BagHash *hash)
{
    g_tree_insert(manifest, g_strdup(name), g_memdup2(hash, sizeof *hash));
}

char *bag_manifest_text(GTree *manifest, gboolean sha512)
{
    GString *text = g_string_new(NULL);
    for (GTreeNode *node = g_tree_node_first(manifest); node; node = g_tree_node_next(node)) {
        const BagHash *hash = g_tree_node_value(node);
        g_string_append_printf(text, "%s  %s\n", sha512 ? hash->sha512 : hash->sha256,
                               (const char *)g_tree_node_key(node));
    }
    return g_string_free(text, FALSE);
}

char *bag_manifest_oxum(GTree *manifest)
{
    gint64 bytes = 0;
    for (GTreeNode *node = g_tree_node_first(manifest); node; node = g_tree_node_next(node))
        bytes += ((const BagHash *)g_tree_node_value(node))->bytes;
    return g_strdup_printf("%" G_GINT64_FORMAT ".%d", bytes, g_tree_nnodes(manifest));
}

static gboolean is_forbidden(gunichar c)
{
    return g_unichar_iscntrl(c) || (c < 128 && strchr("\\%:*?\"<>|", (int)c));
}

gboolean bag_name_valid(const char *name)
{
    if (!*name || strlen(name) > NAME_MAX_BYTES || !g_utf8_validate(name, -1, NULL))
        return FALSE;
    for (const char *at = name; *at; at = g_utf8_next_char(at))
        if (is_forbidden(g_utf8_get_char(at)))
            return FALSE;
    g_auto(GStrv) parts = g_strsplit(name, "/", -1);
    for (char **part = parts; *part; part++)
        if (!**part || strcmp(*part, ".") == 0 || strcmp(*part, "..") == 0 ||
            strlen(*part) > PART_MAX_BYTES)
            return FALSE;
    return TRUE;
}

char *bag_safe_name(const char *name)
{
    g_autofree char *valid = g_utf8_make_valid(name, -1);
    GString *safe = g_string_new(NULL);
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        g_string_append_unichar(safe, is_forbidden(c) || c == '/' ? '_' : c);
    }
    if (safe->len == 0 || safe->str[0] == '.')
        g_string_prepend_c(safe, '_');
    return g_string_free(safe, FALSE);
}

char **bag_safe_names(const char *const *names)
{
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    char **safe = g_new0(char *, g_strv_length((char **)names) + 1);
    for (int i = 0; names[i]; i++) {
        safe[i] = bag_safe_name(names[i]);
        char *folded;
        while (g_hash_table_contains(taken, folded = g_utf8_casefold(safe[i], -1))) {
            char *other = g_strdup_printf("%d-%s", i + 1, safe[i]);
            g_free(safe[i]);
            g_free(folded);
            safe[i] = other;
        }
        g_hash_table_add(taken, folded);
    }
    return safe;
}
