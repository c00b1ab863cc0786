#include "media/take_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/cluster.h"
#include "media/error.h"

#define BLOCK_BYTES (64 << 10)

struct TakeReader {
    JobRun *run;
    char *path;
    int fd;
    gint64 header_bytes;
    gint64 position, end; /* in the file */
    gint64 body;          /* where reading goes on after the header */
    int code;             /* why reading failed, or 0 */
    AVIOContext *io;
    AVFormatContext *format;
};

/* The bytes that hold the stretch. */
static void find_stretch(TakeReader *reader, const RecordingTake *take, gint64 from_ms,
                         gint64 to_ms)
{
    const GArray *index = reader->run->recording->index;
    gboolean ended = FALSE;
    for (guint i = 0; i < index->len && !ended; i++) {
        const RecordingSegment *segment = &g_array_index(index, RecordingSegment, i);
        if (segment->take != take->take)
            continue;
        if (segment->start_ms <= from_ms)
            reader->body = MAX(reader->body, segment->from);
        ended = segment->end_ms > to_ms;
        if (ended)
            reader->end = MIN(reader->end, segment->to);
    }
}

static int read_block(void *opaque, uint8_t *data, int size)
{
    TakeReader *reader = opaque;
    if (reader->position == reader->header_bytes)
        reader->position = reader->body;
    gint64 until = reader->position < reader->header_bytes ? reader->header_bytes : reader->end;
    gint64 wanted = MIN((gint64)size, until - reader->position);
    if (wanted <= 0)
        return AVERROR_EOF;
    gssize got;
    do
        got = pread(reader->fd, data, (gsize)wanted, reader->position);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return reader->code = AVERROR(errno);
    if (got == 0)
        return AVERROR_EOF;
    reader->position += got;
    if (!job_advance(reader->run, got))
        return reader->code = AVERROR_EXIT;
    return (int)got;
}

static gboolean open_file(TakeReader *reader)
{
    struct stat status;
    reader->fd = open(reader->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (reader->fd < 0 || fstat(reader->fd, &status) != 0) {
        reader->code = AVERROR(errno);
        return FALSE;
    }
    reader->end = status.st_size;
    reader->header_bytes = reader->body = cluster_header_bytes(reader->fd);
    return reader->header_bytes > 0;
}

static gboolean open_format(TakeReader *reader)
{
    reader->io =
        avio_alloc_context(av_malloc(BLOCK_BYTES), BLOCK_BYTES, 0, reader, read_block, NULL, NULL);
    reader->format = avformat_alloc_context();
    if (!reader->io || !reader->format) {
        reader->code = AVERROR(ENOMEM);
        return FALSE;
    }
    reader->format->pb = reader->io;
    /* The header says all that a copy needs. */
    int code = avformat_open_input(&reader->format, NULL, av_find_input_format("matroska"), NULL);
    /* A header that was cut off holds nothing: that is no failure. */
    if (code < 0 && !reader->code && code != AVERROR_INVALIDDATA && code != AVERROR_EOF)
        reader->code = code;
    return code >= 0;
}

TakeReader *take_reader_new(JobRun *run, const RecordingTake *take, gint64 from_ms, gint64 to_ms,
                            GError **error)
{
    g_autoptr(TakeReader) reader = g_new0(TakeReader, 1);
    reader->run = run;
    reader->path = g_build_filename(run->directory, take->file, NULL);
    if (open_file(reader)) {
        find_stretch(reader, take, from_ms, to_ms);
        if (open_format(reader))
            return g_steal_pointer(&reader);
    }
    if (reader->code)
        job_set_error(run, take->file, reader->code, error);
    return NULL;
}

void take_reader_free(TakeReader *reader)
{
    if (!reader)
        return;
    avformat_close_input(&reader->format);
    if (reader->io)
        av_freep(&reader->io->buffer);
    avio_context_free(&reader->io);
    if (reader->fd >= 0)
        close(reader->fd);
    g_free(reader->path);
    g_free(reader);
}

AVFormatContext *take_reader_format(TakeReader *reader)
{
    return reader->format;
}

gboolean take_reader_next(TakeReader *reader, AVPacket *packet, GError **error)
{
    if (av_read_frame(reader->format, packet) >= 0)
        return TRUE;
    /* Whatever else stops the demuxer is the end that a crash left. */
    if (reader->code)
        job_set_error(reader->run, reader->path, reader->code, error);
    return FALSE;
}

const RecordingTake *take_reader_find(const JobRun *run, int number, GError **error)
{
    for (guint i = 0; i < run->recording->takes->len; i++) {
        const RecordingTake *take = g_ptr_array_index(run->recording->takes, i);
        if (take->take == number)
            return take;
    }
    g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING, "%s, take %d", run->directory,
                number);
    return NULL;
}
