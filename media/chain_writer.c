#include "media/chain_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/chain.h"
#include "media/chain_line.h"
#include "media/error.h"

/* Kept allocated behind the end of the chain: room for a few hundred lines on a full disk. */
#define RESERVE_BYTES (64 << 10)
#define READ_BLOCK_BYTES (256 << 10)

struct ChainWriter {
    int dir_fd;
    int fd; /* of chain.jsonl */
    gboolean locked;
    gint64 size, reserved;
    gint64 seq; /* of the next line */
    char head[CHAIN_HEX_BYTES + 1];
    int last_take;
    gboolean open_take; /* last_take has no end line */
    gint64 covered;     /* bytes of last_take that segments cover */
    gint64 covered_ms;  /* until when they do */
};

static gboolean fail(GError **error, const char *what)
{
    int reason = errno;
    g_set_error(error, MEDIA_ERROR,
                reason == ENOSPC || reason == EDQUOT ? MEDIA_ERROR_NO_SPACE : MEDIA_ERROR_FAILED,
                "%s: %s", what, g_strerror(reason));
    return FALSE;
}

/* A recording that never began leaves no file: one without a line would be none of the record's. */
static void remove_empty(ChainWriter *writer)
{
    struct stat status;
    if (fstat(writer->fd, &status) == 0 && status.st_size == 0 &&
        unlinkat(writer->dir_fd, CHAIN_FILE, 0) != 0)
        g_info("chain: the empty file could not be removed: %s", g_strerror(errno));
}

void chain_writer_free(ChainWriter *writer)
{
    if (!writer)
        return;
    if (writer->locked)
        remove_empty(writer);
    if (writer->fd >= 0) {
        /* Gives back what was reserved behind the end. */
        if (writer->reserved > writer->size && ftruncate(writer->fd, writer->size) != 0)
            g_info("chain: the reserve could not be given back: %s", g_strerror(errno));
        close(writer->fd);
    }
    if (writer->dir_fd >= 0)
        close(writer->dir_fd);
    g_free(writer);
}

static void reserve(ChainWriter *writer)
{
    if (writer->size + RESERVE_BYTES / 2 <= writer->reserved)
        return;
    /* Best effort: a filesystem that cannot reserve merely loses this comfort. */
    if (fallocate(writer->fd, FALLOC_FL_KEEP_SIZE, 0, writer->size + RESERVE_BYTES) == 0)
        writer->reserved = writer->size + RESERVE_BYTES;
}

/* Appends the line durably, or leaves the file as it was. */
static gboolean append(ChainWriter *writer, const GString *line, GError **error)
{
    gsize done = 0;
    while (done < line->len) {
        gssize written =
            pwrite(writer->fd, line->str + done, line->len - done, writer->size + (gint64)done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            fail(error, CHAIN_FILE);
            if (ftruncate(writer->fd, writer->size) != 0)
                g_warning("chain: a torn line is left");
            writer->reserved = 0;
            return FALSE;
        }
        done += written;
    }
    if (fdatasync(writer->fd) != 0)
        return fail(error, CHAIN_FILE);
    writer->size += line->len;
    writer->seq++;
    chain_hash_hex(line->str, line->len, writer->head);
    reserve(writer);
    return TRUE;
}

static GString *line_begin(const ChainWriter *writer, const char *kind, int take)
{
    gint64 now_us = g_get_real_time();
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(now_us / G_USEC_PER_SEC);
    g_autofree char *wall = g_date_time_format(now, "%Y-%m-%dT%H:%M:%S");
    GString *line = g_string_new(NULL);
    g_string_printf(line,
                    "{\"seq\":%" G_GINT64_FORMAT ",\"kind\":\"%s\",\"prev\":\"%s\","
                    "\"wall\":\"%s.%03dZ\",\"take\":%d",
                    writer->seq, kind, writer->head, wall, (int)(now_us % G_USEC_PER_SEC / 1000),
                    take);
    return line;
}

static void add_number(GString *line, const char *name, gint64 value)
{
    g_string_append_printf(line, ",\"%s\":%" G_GINT64_FORMAT, name, value);
}

/* value is one of our own words and needs no escaping. */
static void add_word(GString *line, const char *name, const char *value)
{
    g_string_append_printf(line, ",\"%s\":\"%s\"", name, value);
}

static void add_hash(GString *line, const guint8 *hash)
{
    char hex[CHAIN_HEX_BYTES + 1];
    chain_hex(hash, hex);
    add_word(line, "sha256", hex);
}

static gboolean line_end(ChainWriter *writer, GString *line, GError **error)
{
    g_string_append(line, "}\n");
    gboolean ok = append(writer, line, error);
    g_string_free(line, TRUE);
    return ok;
}

int chain_writer_take(ChainWriter *writer, const char *camera, const char *mic, GError **error)
{
    int take = writer->last_take;
    g_autofree char *file = NULL;
    int fd;
    do {
        g_free(file);
        file = chain_take_file(++take);
        fd = openat(writer->dir_fd, file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    } while (fd < 0 && errno == EEXIST && take < 9999);
    if (fd < 0) {
        fail(error, file);
        return 0;
    }
    gboolean ok = fsync(fd) == 0 && fsync(writer->dir_fd) == 0;
    if (!ok)
        fail(error, file);
    close(fd);
    GString *line = line_begin(writer, "take", take);
    add_word(line, "file", file);
    add_word(line, "camera", camera);
    add_word(line, "mic", mic);
    ok = line_end(writer, line, ok ? error : NULL) && ok;
    if (!ok) {
        unlinkat(writer->dir_fd, file, 0);
        return 0;
    }
    writer->last_take = take;
    writer->open_take = TRUE;
    writer->covered = writer->covered_ms = 0;
    return take;
}

gboolean chain_writer_segment(ChainWriter *writer, int take, const Segment *segment, GError **error)
{
    GString *line = line_begin(writer, "segment", take);
    add_number(line, "from", segment->from);
    add_number(line, "to", segment->to);
    add_number(line, "start_ms", segment->start_ms);
    add_number(line, "end_ms", segment->end_ms);
    add_hash(line, segment->sha256);
    if (!line_end(writer, line, error))
        return FALSE;
    writer->covered = segment->to;
    writer->covered_ms = segment->end_ms;
    return TRUE;
}

gboolean chain_writer_gap(ChainWriter *writer, int take, gint64 at_ms, gint64 for_ms,
                          const char *what, const char *cause, GError **error)
{
    GString *line = line_begin(writer, "gap", take);
    add_number(line, "at_ms", at_ms);
    add_number(line, "for_ms", for_ms);
    add_word(line, "what", what);
    add_word(line, "cause", cause);
    return line_end(writer, line, error);
}

gboolean chain_writer_clock(ChainWriter *writer, int take, gint64 at_ms, GError **error)
{
    GString *line = line_begin(writer, "clock", take);
    add_number(line, "at_ms", at_ms);
    return line_end(writer, line, error);
}

gboolean chain_writer_end(ChainWriter *writer, int take, const SegmentTail *tail, const char *cause,
                          GError **error)
{
    GString *line = line_begin(writer, "end", take);
    add_number(line, "bytes", tail->to);
    add_number(line, "at_ms", tail->end_ms);
    add_word(line, "cause", cause);
    if (tail->from < tail->to) {
        add_number(line, "from", tail->from);
        add_hash(line, tail->sha256);
    }
    if (!line_end(writer, line, error))
        return FALSE;
    writer->open_take = FALSE;
    return TRUE;
}

/* Takes over where the chain ends; a line that is not the recorder's is stepped over, for the
 * verifier to find: the meeting must be recorded all the same. */
static gboolean read_chain(ChainWriter *writer, GError **error)
{
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", writer->fd);
    g_autofree char *text = NULL;
    gsize size = 0;
    if (!g_file_get_contents(path, &text, &size, NULL))
        return fail(error, CHAIN_FILE);
    memset(writer->head, '0', CHAIN_HEX_BYTES);
    const char *at = text, *end = text + size, *newline;
    for (; (newline = memchr(at, '\n', end - at)); at = newline + 1) {
        g_auto(ChainLine) line = {0};
        if (chain_line_parse(at, newline - at, &line)) {
            if (line.kind == CHAIN_LINE_TAKE) {
                writer->covered = writer->covered_ms = 0;
            } else if (line.kind == CHAIN_LINE_SEGMENT) {
                writer->covered = line.to;
                writer->covered_ms = line.end_ms;
            }
            writer->open_take = line.kind != CHAIN_LINE_END;
            writer->last_take = MAX(line.take, writer->last_take);
        }
        chain_hash_hex(at, newline + 1 - at, writer->head);
        writer->seq++;
    }
    writer->size = at - text;
    if (writer->size < (gint64)size &&
        (ftruncate(writer->fd, writer->size) != 0 || fsync(writer->fd) != 0))
        return fail(error, CHAIN_FILE);
    return TRUE;
}

typedef struct {
    ChainWriter *writer;
    GError *error;
} Completion;

static void handle_segment(const Segment *segment, gpointer user_data)
{
    Completion *completion = user_data;
    ChainWriter *writer = completion->writer;
    if (!completion->error)
        chain_writer_segment(writer, writer->last_take, segment, &completion->error);
}

gboolean chain_writer_complete(ChainWriter *writer, const char *cause, GError **error)
{
    gboolean ok = FALSE;
    Completion completion = {.writer = writer};
    g_autofree char *file = chain_take_file(writer->last_take);
    g_autofree guint8 *block = g_malloc(READ_BLOCK_BYTES);
    /* Hours of recording are covered already: only what follows is read. */
    g_autoptr(Segmenter) segmenter = segmenter_new(writer->covered, handle_segment, &completion);
    SegmentTail tail;
    gssize got;
    int fd = openat(writer->dir_fd, file, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        /* Somebody took it away. The verifier says so; recording goes on. */
        tail = (SegmentTail){
            .from = writer->covered, .to = writer->covered, .end_ms = writer->covered_ms};
        ok = chain_writer_end(writer, writer->last_take, &tail, cause, error);
        goto cleanup;
    }
    /* What the chain is about to vouch for must be on the disk itself. */
    if (fd < 0 || fsync(fd) != 0 || lseek(fd, writer->covered, SEEK_SET) < 0) {
        fail(error, file);
        goto cleanup;
    }
    while ((got = read(fd, block, READ_BLOCK_BYTES)) > 0)
        segmenter_feed(segmenter, block, got);
    if (got < 0) {
        fail(error, file);
        goto cleanup;
    }
    segmenter_finish(segmenter, FALSE, &tail);
    if (completion.error) {
        g_propagate_error(error, g_steal_pointer(&completion.error));
        goto cleanup;
    }
    /* Nothing may stand behind the last segment. */
    tail.end_ms = MAX(tail.end_ms, writer->covered_ms);
    ok = chain_writer_end(writer, writer->last_take, &tail, cause, error);

cleanup:
    g_clear_error(&completion.error);
    if (fd >= 0)
        close(fd);
    return ok;
}

/* Opens and locks the chain; again if whoever had the lock removed the file meanwhile. */
static gboolean lock_chain(ChainWriter *writer, const char *directory, GError **error)
{
    struct stat status = {0};
    while (status.st_nlink == 0) {
        if (writer->fd >= 0)
            close(writer->fd);
        writer->fd = openat(writer->dir_fd, CHAIN_FILE, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
        if (writer->fd < 0)
            return fail(error, directory);
        if (flock(writer->fd, LOCK_EX | LOCK_NB) != 0) {
            g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_RUNNING, "%s", directory);
            return FALSE;
        }
        if (fstat(writer->fd, &status) != 0)
            return fail(error, directory);
    }
    writer->locked = TRUE;
    return TRUE;
}

ChainWriter *chain_writer_open(const char *directory, GError **error)
{
    g_autoptr(ChainWriter) writer = g_new0(ChainWriter, 1);
    writer->fd = -1;
    writer->dir_fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (writer->dir_fd < 0) {
        fail(error, directory);
        return NULL;
    }
    if (!lock_chain(writer, directory, error))
        return NULL;
    if (fsync(writer->dir_fd) != 0) {
        fail(error, directory);
        return NULL;
    }
    if (!read_chain(writer, error))
        return NULL;
    reserve(writer);
    if (writer->open_take && !chain_writer_complete(writer, "crash", error))
        return NULL;
    return g_steal_pointer(&writer);
}
