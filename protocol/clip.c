#include "protocol/clip.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "media/chain.h"
#include "media/chain_line.h"
#include "media/cluster.h"
#include "media/merkle.h"
#include "protocol/error.h"

/* More than any stretch that a clip is made for. */
#define CLIP_BYTES_MAX (512 << 20)

typedef struct {
    gsize index; /* among all segments of the recording */
    int take;
    gint64 from, to, start_ms, end_ms;
    guint8 sha256[CHAIN_HASH_BYTES];
} Segment;

typedef struct {
    GArray *segments;   /* of Segment */
    GByteArray *leaves; /* of all of them */
    int fd;             /* the take */
} Source;

static gboolean differs(const char *file, GError **error)
{
    error_set(error, PROTOCOL_ERROR_DIFFERENT, N_("{1} has been changed."), file, NULL);
    return FALSE;
}

static gboolean read_segments(Source *source, const char *folder, const char *root, GError **error)
{
    g_autofree char *path = g_build_filename(folder, CHAIN_FILE, NULL), *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return differs(CHAIN_FILE, error);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (gsize i = 0; lines[i]; i++) {
        g_auto(ChainLine) line = {0};
        if (!*lines[i] || !chain_line_parse(lines[i], strlen(lines[i]), &line) ||
            line.kind != CHAIN_LINE_SEGMENT)
            continue;
        Segment segment = {source->segments->len, line.take,  line.from, line.to,
                           line.start_ms,         line.end_ms};
        memcpy(segment.sha256, line.sha256, sizeof segment.sha256);
        g_array_append_val(source->segments, segment);
        g_byte_array_append(source->leaves, line.sha256, CHAIN_HASH_BYTES);
    }
    guint8 found[MERKLE_HASH_BYTES];
    char hex[CHAIN_HEX_BYTES + 1];
    merkle_root(source->leaves->data, source->segments->len, found);
    chain_hex(found, hex);
    return strcmp(hex, root) == 0 || differs(CHAIN_FILE, error);
}

/* Appends the segment's bytes to out; they must be those of the chain. */
static gboolean append(const Source *source, const Segment *segment, const char *file,
                       GByteArray *out, GError **error)
{
    gsize size = (gsize)(segment->to - segment->from), at = out->len, done = 0;
    if (size + at > CLIP_BYTES_MAX) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The clip would be too large."), NULL);
        return FALSE;
    }
    g_byte_array_set_size(out, at + size);
    for (gssize got; done < size; done += (gsize)got)
        if ((got = pread(source->fd, out->data + at + done, size - done,
                         segment->from + (gint64)done)) <= 0)
            return differs(file, error);
    char hex[CHAIN_HEX_BYTES + 1], expected[CHAIN_HEX_BYTES + 1];
    chain_hash_hex(out->data + at, size, hex);
    chain_hex(segment->sha256, expected);
    return strcmp(hex, expected) == 0 || differs(file, error);
}

static JsonObject *part_json(const Source *source, const Segment *segment)
{
    JsonObject *part = json_object_new();
    char hex[CHAIN_HEX_BYTES + 1];
    chain_hex(segment->sha256, hex);
    json_object_set_int_member(part, "index", (gint64)segment->index);
    json_object_set_int_member(part, "from", segment->from);
    json_object_set_int_member(part, "to", segment->to);
    json_object_set_int_member(part, "start_ms", segment->start_ms);
    json_object_set_int_member(part, "end_ms", segment->end_ms);
    json_object_set_string_member(part, "sha256", hex);
    JsonArray *proof = json_array_new();
    g_autoptr(GByteArray) hashes =
        merkle_proof(source->leaves->data, source->segments->len, segment->index);
    for (guint at = 0; at < hashes->len; at += MERKLE_HASH_BYTES) {
        chain_hex(hashes->data + at, hex);
        json_array_add_string_element(proof, hex);
    }
    json_object_set_array_member(part, "proof", proof);
    return part;
}

static JsonNode *proof_json(const Source *source, const Segment *first, const char *root,
                            gsize header, JsonArray *parts)
{
    g_autoptr(JsonObject) proof = json_object_new();
    g_autofree char *file = chain_take_file(first->take);
    json_object_set_string_member(proof, "schema", "esep-clip-1");
    json_object_set_int_member(proof, "take", first->take);
    json_object_set_string_member(proof, "file", file);
    json_object_set_string_member(proof, "root", root);
    json_object_set_int_member(proof, "segments", source->segments->len);
    json_object_set_int_member(proof, "header_bytes", (gint64)header);
    json_object_set_object_member(proof, "first", part_json(source, first));
    json_object_set_array_member(proof, "parts", json_array_ref(parts));
    return json_node_init_object(json_node_alloc(), proof);
}

static const Segment *first_of(const Source *source, int take)
{
    for (guint i = 0; i < source->segments->len; i++)
        if (g_array_index(source->segments, Segment, i).take == take)
            return &g_array_index(source->segments, Segment, i);
    return NULL;
}

static gboolean cut(const Source *source, int take, gint64 from_ms, gint64 to_ms, const char *root,
                    Clip *clip, GError **error)
{
    const Segment *first = first_of(source, take);
    g_autofree char *file = chain_take_file(take);
    g_autoptr(JsonArray) parts = json_array_new();
    if (!first || !append(source, first, file, clip->first, error))
        return first ? FALSE : differs(CHAIN_FILE, error);
    /* Within what was just found to be the take's own. */
    gsize header = (gsize)CLAMP(cluster_header_bytes(source->fd), 0, first->to);
    for (guint i = (guint)first->index; i < source->segments->len; i++) {
        const Segment *segment = &g_array_index(source->segments, Segment, i);
        if (segment->take != take || segment->end_ms < from_ms || segment->start_ms > to_ms)
            continue;
        if (segment == first)
            header = 0;
        if (clip->clip->len == 0)
            g_byte_array_append(clip->clip, clip->first->data, (guint)header);
        if (!append(source, segment, file, clip->clip, error))
            return FALSE;
        json_array_add_object_element(parts, part_json(source, segment));
    }
    if (json_array_get_length(parts) == 0) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The recording does not reach to this moment: there is no clip of it."), NULL);
        return FALSE;
    }
    clip->proof = proof_json(source, first, root, header, parts);
    return TRUE;
}

gboolean clip_make(const char *folder, int take, gint64 from_ms, gint64 to_ms, const char *root,
                   Clip *clip_out, GError **error)
{
    *clip_out = (Clip){g_byte_array_new(), g_byte_array_new(), NULL};
    g_autoptr(GArray) segments = g_array_new(FALSE, FALSE, sizeof(Segment));
    g_autoptr(GByteArray) leaves = g_byte_array_new();
    g_autofree char *file = chain_take_file(take);
    g_autofree char *path = g_build_filename(folder, file, NULL);
    Source source = {segments, leaves, open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    gboolean ok = source.fd >= 0 ? read_segments(&source, folder, root, error) &&
                                       cut(&source, take, from_ms, to_ms, root, clip_out, error)
                                 : differs(file, error);
    if (source.fd >= 0)
        close(source.fd);
    return ok;
}

void clip_clear(Clip *clip)
{
    g_clear_pointer(&clip->clip, g_byte_array_unref);
    g_clear_pointer(&clip->first, g_byte_array_unref);
    g_clear_pointer(&clip->proof, json_node_unref);
}
