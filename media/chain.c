#include "media/chain.h"

#include <string.h>

#include "media/chain_pieces.h"
#include "media/error.h"
#include "media/merkle.h"

#define NEWEST_CHAIN_BYTES ((gsize)1 << 30)

/* The chain as it is read, line by line. */
typedef struct {
    Recording *recording;
    GArray *pieces;
    GByteArray *leaves;
    RecordingTake *open; /* the take that has no end line yet */
    gint64 seq;
    gint64 covered; /* bytes of the open take */
    char head[CHAIN_HEX_BYTES + 1];
} Reader;

static void take_free(gpointer data)
{
    RecordingTake *take = data;
    g_free(take->file);
    g_free(take->end);
    g_free(take);
}

static void gap_free(gpointer data)
{
    RecordingGap *gap = data;
    g_free(gap->what);
    g_free(gap->cause);
    g_free(gap);
}

static Recording *recording_new(void)
{
    Recording *recording = g_new0(Recording, 1);
    recording->takes = g_ptr_array_new_with_free_func(take_free);
    recording->gaps = g_ptr_array_new_with_free_func(gap_free);
    recording->moments = g_array_new(FALSE, FALSE, sizeof(RecordingMoment));
    recording->index = g_array_new(FALSE, FALSE, sizeof(RecordingSegment));
    return recording;
}

void recording_free(Recording *recording)
{
    if (!recording)
        return;
    g_ptr_array_unref(recording->takes);
    g_ptr_array_unref(recording->gaps);
    g_array_unref(recording->moments);
    g_array_unref(recording->index);
    g_free(recording->head);
    g_free(recording->root);
    g_free(recording);
}

void recording_difference_clear(RecordingDifference *difference)
{
    g_clear_pointer(&difference->file, g_free);
    *difference = RECORDING_NO_DIFFERENCE;
}

static void add_gap(Recording *recording, int take, gint64 at_ms, gint64 for_ms, const char *what,
                    const char *cause)
{
    /* A piece of the gap before it? Another device's gap may stand between the two. */
    for (guint i = recording->gaps->len; i > 0; i--) {
        RecordingGap *last = g_ptr_array_index(recording->gaps, i - 1);
        if (last->take == take && strcmp(last->what, what) == 0 &&
            last->at_ms + last->for_ms == at_ms && strcmp(last->cause, cause) == 0) {
            last->for_ms += for_ms;
            return;
        }
        if (last->take != take)
            break;
    }
    RecordingGap *gap = g_new0(RecordingGap, 1);
    *gap = (RecordingGap){.take = take,
                          .at_ms = at_ms,
                          .for_ms = for_ms,
                          .what = g_strdup(what),
                          .cause = g_strdup(cause)};
    g_ptr_array_add(recording->gaps, gap);
}

static void add_moment(Recording *recording, const ChainLine *line)
{
    RecordingMoment moment = {line->take, line->start_ms, line->wall_unix_ms};
    g_array_append_val(recording->moments, moment);
}

static void add_piece(Reader *reader, const ChainLine *line)
{
    ChainPiece piece = {.take_index = reader->recording->takes->len - 1,
                        .from = line->from,
                        .to = line->to,
                        .start_ms = line->start_ms};
    memcpy(piece.sha256, line->sha256, sizeof piece.sha256);
    g_array_append_val(reader->pieces, piece);
    reader->covered = line->to;
}

static gboolean handle_take(Reader *reader, const ChainLine *line)
{
    GPtrArray *takes = reader->recording->takes;
    RecordingTake *last = takes->len > 0 ? g_ptr_array_index(takes, takes->len - 1) : NULL;
    if (reader->open || (last && line->take <= last->take))
        return FALSE;
    if (last)
        add_gap(reader->recording, last->take, last->length_ms,
                MAX(line->wall_unix_ms - last->started_unix_ms - last->length_ms, 0), "recorder",
                last->end);
    reader->open = g_new0(RecordingTake, 1);
    reader->open->take = line->take;
    reader->open->file = g_strdup(line->file);
    reader->open->started_unix_ms = line->wall_unix_ms;
    reader->covered = 0;
    g_ptr_array_add(takes, reader->open);
    return TRUE;
}

static gboolean handle_segment(Reader *reader, const ChainLine *line)
{
    if (line->from != reader->covered || line->start_ms < reader->open->length_ms)
        return FALSE;
    add_piece(reader, line);
    RecordingSegment segment = {line->take, line->from, line->to, line->start_ms, line->end_ms};
    g_array_append_val(reader->recording->index, segment);
    g_byte_array_append(reader->leaves, line->sha256, CHAIN_HASH_BYTES);
    reader->open->bytes = line->to;
    reader->open->length_ms = line->end_ms;
    reader->recording->segments++;
    return TRUE;
}

static gboolean handle_end(Reader *reader, const ChainLine *line)
{
    RecordingTake *take = reader->open;
    if (line->from != reader->covered || line->end_ms < take->length_ms)
        return FALSE;
    if (line->from < line->to)
        add_piece(reader, line);
    take->bytes = line->bytes;
    take->length_ms = line->end_ms;
    take->end = g_strdup(line->cause);
    reader->open = NULL;
    return TRUE;
}

static gboolean handle_line(Reader *reader, const ChainLine *line)
{
    if (line->seq != reader->seq || strcmp(line->prev, reader->head) != 0)
        return FALSE;
    if (line->kind == CHAIN_LINE_TAKE)
        return handle_take(reader, line);
    if (!reader->open || line->take != reader->open->take)
        return FALSE;
    switch (line->kind) {
    case CHAIN_LINE_SEGMENT:
        return handle_segment(reader, line);
    case CHAIN_LINE_END:
        return handle_end(reader, line);
    case CHAIN_LINE_GAP:
        add_gap(reader->recording, line->take, line->start_ms, line->for_ms, line->what,
                line->cause);
        return TRUE;
    default:
        add_moment(reader->recording, line);
        return TRUE;
    }
}

static gboolean read_lines(Reader *reader, const char *text, gsize size, GError **error)
{
    const char *at = text, *end = text + size, *newline;
    memset(reader->head, '0', CHAIN_HEX_BYTES);
    for (; at < end && (newline = memchr(at, '\n', end - at)); at = newline + 1) {
        g_auto(ChainLine) line = {0};
        if (!chain_line_parse(at, newline - at, &line) || !handle_line(reader, &line)) {
            g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_DIFFERENT, CHAIN_FILE ":%" G_GINT64_FORMAT,
                        reader->seq + 1);
            return FALSE;
        }
        chain_hash_hex(at, newline + 1 - at, reader->head);
        reader->seq++;
    }
    /* A torn line may stand where a recorder died or just writes, and nowhere else. */
    if (at < end && reader->recording->takes->len > 0 && !reader->open) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_DIFFERENT, CHAIN_FILE ":%" G_GINT64_FORMAT,
                    reader->seq + 1);
        return FALSE;
    }
    return TRUE;
}

static void finish(Reader *reader)
{
    Recording *recording = reader->recording;
    guint8 root[MERKLE_HASH_BYTES];
    char hex[CHAIN_HEX_BYTES + 1];
    merkle_root(reader->leaves->data, recording->segments, root);
    chain_hex(root, hex);
    recording->root = g_strdup(hex);
    recording->head = g_strdup(reader->head);
    for (guint i = 0; i < recording->takes->len; i++)
        recording->length_ms +=
            ((RecordingTake *)g_ptr_array_index(recording->takes, i))->length_ms;
}

static char *load(const char *directory, gsize *size_out, GError **error)
{
    g_autofree char *path = g_build_filename(directory, CHAIN_FILE, NULL);
    g_autoptr(GError) reason = NULL;
    char *text = NULL;
    if (g_file_get_contents(path, &text, size_out, &reason) && *size_out <= NEWEST_CHAIN_BYTES)
        return text;
    g_free(text);
    gboolean none = g_error_matches(reason, G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
                    g_error_matches(reason, G_FILE_ERROR, G_FILE_ERROR_NOTDIR);
    g_set_error(error, MEDIA_ERROR, none ? MEDIA_ERROR_NO_RECORDING : MEDIA_ERROR_FAILED, "%s",
                none || !reason ? path : reason->message);
    return NULL;
}

Recording *chain_read_pieces(const char *directory, GArray **pieces_out,
                             RecordingDifference *difference_out, GError **error)
{
    gsize size = 0;
    g_autofree char *text = load(directory, &size, error);
    if (!text)
        return NULL;
    g_autoptr(Recording) recording = recording_new();
    g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(ChainPiece));
    g_autoptr(GByteArray) leaves = g_byte_array_new();
    Reader reader = {.recording = recording, .pieces = pieces, .leaves = leaves};
    if (!read_lines(&reader, text, size, error)) {
        if (difference_out) {
            difference_out->file = g_strdup(CHAIN_FILE);
            difference_out->line = reader.seq + 1;
        }
        return NULL;
    }
    if (recording->takes->len == 0) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING, "%s", directory);
        return NULL;
    }
    finish(&reader);
    *pieces_out = g_steal_pointer(&pieces);
    return g_steal_pointer(&recording);
}

Recording *recording_read(const char *directory, GError **error)
{
    g_autoptr(GArray) pieces = NULL;
    return chain_read_pieces(directory, &pieces, NULL, error);
}

/* The running time at unix_ms in a take, by the last of its moments that is not later, or by its
 * first one. */
static gint64 place_in_take(const Recording *recording, const RecordingTake *take, gint64 unix_ms)
{
    gint64 at_ms = unix_ms - take->started_unix_ms;
    gboolean any = FALSE;
    for (guint i = 0; i < recording->moments->len; i++) {
        const RecordingMoment *moment = &g_array_index(recording->moments, RecordingMoment, i);
        if (moment->take != take->take || (any && moment->unix_ms > unix_ms))
            continue;
        at_ms = moment->at_ms + (unix_ms - moment->unix_ms);
        any = TRUE;
    }
    return at_ms;
}

gboolean recording_position(const Recording *recording, gint64 unix_ms, int *take_out,
                            gint64 *at_ms_out)
{
    /* What is being recorded now is not in the chain for a second or two yet. */
    enum { NOT_YET_MS = 5000 };
    for (guint i = recording->takes->len; i > 0; i--) {
        const RecordingTake *take = g_ptr_array_index(recording->takes, i - 1);
        gint64 at_ms = place_in_take(recording, take, unix_ms);
        gint64 length_ms = take->length_ms + (take->end ? 0 : NOT_YET_MS);
        if (at_ms >= 0 && at_ms <= length_ms) {
            *take_out = take->take;
            *at_ms_out = at_ms;
            return TRUE;
        }
    }
    return FALSE;
}

gboolean recording_wall(const Recording *recording, int take, gint64 at_ms, gint64 *unix_ms_out)
{
    const RecordingTake *found = NULL;
    for (guint i = 0; i < recording->takes->len; i++) {
        const RecordingTake *one = g_ptr_array_index(recording->takes, i);
        if (one->take == take && at_ms >= 0 && at_ms <= one->length_ms)
            found = one;
    }
    if (!found)
        return FALSE;
    *unix_ms_out = found->started_unix_ms + at_ms;
    gboolean any = FALSE;
    for (guint i = 0; i < recording->moments->len; i++) {
        const RecordingMoment *moment = &g_array_index(recording->moments, RecordingMoment, i);
        if (moment->take != take || (any && moment->at_ms > at_ms))
            continue;
        *unix_ms_out = moment->unix_ms + (at_ms - moment->at_ms);
        any = TRUE;
    }
    return TRUE;
}
