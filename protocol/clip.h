/*
 * A clip: what a recording holds of one stretch, cut without touching a byte, so that it can be
 * proven alone against the Merkle root that the protocol prints (RFC 9162, section 2.1).
 *
 *   clip.mkv           the take's header, then whole segments as they lie in the take
 *   first-segment.bin  the take's first segment, which the header is the beginning of
 *   clip.json          the proof: {"schema":"esep-clip-1","take","file","root","segments":N,
 *                      "header_bytes":N,"first":part,"parts":[part]}; a part is {"index","from",
 *                      "to","start_ms","end_ms","sha256","proof":[hex]}: place among all segments
 *                      of the recording and in the take, SHA-256 and inclusion proof.
 *
 * A clip that begins with the first segment holds the header in it: header_bytes is 0.
 */
#pragma once

#include <json-glib/json-glib.h>

#define CLIP_FILE "clip.mkv"
#define CLIP_FIRST_FILE "first-segment.bin"
#define CLIP_PROOF_FILE "clip.json"

typedef struct {
    GByteArray *clip, *first;
    JsonNode *proof;
} Clip;

/* Cuts what lies in [from_ms, to_ms] of a take of the recording in folder. PROTOCOL_ERROR_DIFFERENT
 * if chain or bytes are not those of root (hex). Clear with clip_clear in any case. Blocks. */
gboolean clip_make(const char *folder, int take, gint64 from_ms, gint64 to_ms, const char *root,
                   Clip *clip_out, GError **error);
void clip_clear(Clip *clip);

typedef struct {
    char *file;              /* on PROTOCOL_ERROR_DIFFERENT: the first one; g_free */
    gint64 second;           /* in the take, -1 if it is none */
    gsize parts;             /* segments in the clip */
    gint64 start_ms, end_ms; /* in the take */
} ClipCheck;

/* Checks the three files in folder, which may be a stranger's, against root (hex). Never follows a
 * link. PROTOCOL_ERROR_DIFFERENT otherwise. Blocks as long as hashing takes. */
gboolean clip_verify(const char *folder, const char *root, ClipCheck *check_out, GError **error);
