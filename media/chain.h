/*
 * The hash chain of a recording: video/chain.jsonl beside the takes, written while recording.
 *
 * Each line is one JSON object, UTF-8, ended by "\n". Every line has
 *   "seq"   0, 1, 2 …                    "kind"  what the line says
 *   "prev"  SHA-256 (hex) of the line before, with its "\n"; of the first line 64 zeros
 *   "wall"  wall clock, ISO 8601 UTC with milliseconds
 * and by kind
 *   take     "take", "file": a take begins; "camera", "mic": a word for what they are
 *   segment  "take", "from", "to": bytes [from, to) of the take, whole clusters (the first one
 *            also holds the header); "start_ms", "end_ms": running time in the take; "sha256"
 *   gap      "take", "at_ms", "for_ms", "what": camera|mic, "cause": bridged by a placeholder; or
 *            mic-1|mic-2: one of two microphones failed (mic-1: the other stands in for it);
 *            a long one comes in pieces, each beginning where the one before ended
 *   clock    "take", "at_ms": running time and wall clock as a pair, each minute and on a jump
 *   end      "take", "bytes", "at_ms", "cause": stopped|crash|no-space|error: the take is
 *            complete; with "from", "sha256" if a torn cluster [from, bytes) stands behind the
 *            last segment
 *
 * A line is fsynced after the bytes that it covers. The head is the SHA-256 of the last line.
 * Nothing is ever changed in a written line; a torn last line is cut by the recorder at its next
 * start, never by a reader.
 */
#pragma once

#include <glib.h>

#define CHAIN_FILE "chain.jsonl"
/* The copy for playing that may stand beside the takes of an archive; the chain says nothing of
 * it. */
#define CHAIN_PLAYABLE_FILE "playable.mkv"

typedef struct {
    int take;
    char *file; /* name in the folder: take-01.mkv */
    gint64 bytes;
    gint64 length_ms;
    gint64 started_unix_ms;
    char *end; /* stopped, crash, no-space, error; NULL while it runs */
} RecordingTake;

typedef struct {
    int take;
    gint64 at_ms;
    gint64 for_ms;
    char *what;  /* camera, mic, mic-1, mic-2, recorder (the stretch between two takes; take is the
                    one before) */
    char *cause; /* unplugged, stalled, absent, error, crash, … */
} RecordingGap;

/* A stretch of a take for which one line vouches: whole clusters, and the header in the first. */
typedef struct {
    int take;
    gint64 from, to; /* bytes [from, to) */
    gint64 start_ms, end_ms;
} RecordingSegment;

/* A moment by both clocks. */
typedef struct {
    int take;
    gint64 at_ms;
    gint64 unix_ms;
} RecordingMoment;

/* What chain.jsonl says of a recording. */
typedef struct {
    GPtrArray *takes; /* of RecordingTake */
    GPtrArray *gaps;  /* of RecordingGap, in order; the pieces of one gap joined */
    GArray *moments;  /* of RecordingMoment, in order */
    GArray *index;    /* of RecordingSegment, in order */
    gint64 length_ms; /* all takes together */
    gsize segments;
    char *head; /* lower-case hex */
    char *root; /* Merkle root over all segments in order, lower-case hex */
} Recording;

/* Where a difference was found. */
typedef struct {
    char *file;      /* take-01.mkv or chain.jsonl */
    gint64 second;   /* in the take, or -1 */
    gint64 from, to; /* the bytes of the take that one line vouches for, or -1 */
    gint64 line;     /* of chain.jsonl, from 1, or -1 */
} RecordingDifference;
#define RECORDING_NO_DIFFERENCE ((RecordingDifference){NULL, -1, -1, -1, -1})

typedef void (*RecordingProgress)(gint64 done_bytes, gint64 all_bytes, gpointer user_data);

/* Reads directory/chain.jsonl without touching the takes' bytes; checks the chain of lines.
 * NULL with MEDIA_ERROR_NO_RECORDING if there is none, MEDIA_ERROR_DIFFERENT if a line was
 * changed, left out or added. Blocks for the disk. Any thread. */
Recording *recording_read(const char *directory, GError **error);
/* As recording_read, and hashes every byte of every take. difference_out (may be NULL) is filled
 * on MEDIA_ERROR_DIFFERENT; clear it with recording_difference_clear. Hashes on all cores; progress
 * is called on the caller's thread. Blocks for long. */
Recording *recording_verify(const char *directory, RecordingProgress progress, gpointer user_data,
                            RecordingDifference *difference_out, GError **error);

/* As recording_verify, but only of what begins in [from_ms, to_ms) of one take, which may still be
 * written; and from the disk itself, not from what the system remembers of it. The next stretch
 * begins at to_ms, or at the take's length_ms. */
Recording *recording_verify_stretch(const char *directory, int take, gint64 from_ms, gint64 to_ms,
                                    RecordingDifference *difference_out, GError **error);

/* The same for whoever reads the takes himself, because he needs other hashes of their bytes at
 * the same time. */
typedef struct RecordingCheck RecordingCheck;
typedef struct TakeCheck TakeCheck;
/* Reads the chain. NULL as recording_read. */
RecordingCheck *recording_check_new(const char *directory, GError **error);
void recording_check_free(RecordingCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordingCheck, recording_check_free)
/* The take in this file, which is there; owned by check, NULL if the chain knows none. It is fed
 * its file from the first byte to the last, by one thread at a time. */
TakeCheck *recording_check_take(RecordingCheck *check, const char *file);
void take_check_feed(TakeCheck *take, const void *data, gsize size);
/* Judges what was fed; a take that nobody asked for is missing. The recording (recording_free), or
 * NULL as recording_verify. Once. */
Recording *recording_check_finish(RecordingCheck *check, RecordingDifference *difference_out,
                                  GError **error);
void recording_free(Recording *recording);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Recording, recording_free)
void recording_difference_clear(RecordingDifference *difference);

/* The place of a wall-clock moment: take and running time by the clock pairs of the chain. FALSE
 * when no take was running then. */
gboolean recording_position(const Recording *recording, gint64 unix_ms, int *take_out,
                            gint64 *at_ms_out);
/* The other way: when by the wall clock a place of a take was recorded. FALSE if it has none such.
 */
gboolean recording_wall(const Recording *recording, int take, gint64 at_ms, gint64 *unix_ms_out);
