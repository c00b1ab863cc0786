#include "media/remux.h"

#include <string.h>

#include "media/blank.h"
#include "media/error.h"
#include "media/take_reader.h"

#define STREAMS_MAX 4

typedef struct {
    JobRun *run;
    AVFormatContext *out;
    AVPacket *packet;
    gint64 last_dts_ms[STREAMS_MAX];
    const JobChapter *chapters;
    AVStream *subtitles;   /* NULL if there is none */
    unsigned next_chapter; /* of the copy: its subtitle and those after it are not written yet */
    Blank *blank;          /* NULL: nothing is left out */
    gboolean begun;        /* the header is written */
} Remux;

/* A stretch of one take on its way into the copy. */
typedef struct {
    TakeReader *reader;
    gint64 from_ms, to_ms; /* what to copy; from the keyframe before from_ms on */
    gint64 shift_ms;       /* from the take's time to the copy's */
    int map[STREAMS_MAX];  /* streams of the take to those of the copy */
    gboolean foreign;      /* its H.264 has other parameters than the copy's header tells */
    gboolean started;      /* the first keyframe has been copied */
} Stretch;

static const AVRational milliseconds = {1, 1000};

static void remux_clear(Remux *remux)
{
    av_packet_free(&remux->packet);
    if (remux->out)
        avio_closep(&remux->out->pb);
    avformat_free_context(remux->out);
    blank_free(remux->blank);
}

/* How long a copy of all takes is. */
static gint64 copy_length_ms(const JobRun *run)
{
    return run->recording->length_ms + (gint64)(run->recording->takes->len - 1) * JOB_SEAM_MS;
}

/* The stream of the copy for stream of a take: the same one of its type, counted from the first;
 * -1 if there is none yet. */
static int find_stream(const Remux *remux, const AVFormatContext *take, unsigned stream)
{
    const enum AVMediaType type = take->streams[stream]->codecpar->codec_type;
    int nth = 0;
    for (unsigned i = 0; i < stream; i++)
        nth += take->streams[i]->codecpar->codec_type == type;
    for (unsigned i = 0; i < remux->out->nb_streams; i++)
        if (remux->out->streams[i]->codecpar->codec_type == type && nth-- == 0)
            return (int)i;
    return -1;
}

/* The streams that the copy needs for this take too. */
static gboolean add_streams(Remux *remux, const AVFormatContext *take, GError **error)
{
    for (unsigned i = 0; i < take->nb_streams; i++) {
        if (find_stream(remux, take, i) >= 0)
            continue;
        AVStream *stream =
            remux->out->nb_streams < STREAMS_MAX ? avformat_new_stream(remux->out, NULL) : NULL;
        if (!stream || avcodec_parameters_copy(stream->codecpar, take->streams[i]->codecpar) < 0) {
            job_set_error(remux->run, remux->run->out, AVERROR(ENOMEM), error);
            return FALSE;
        }
        stream->codecpar->codec_tag = 0;
        stream->avg_frame_rate = take->streams[i]->avg_frame_rate;
        stream->time_base = milliseconds;
    }
    return TRUE;
}

static gboolean remux_open(Remux *remux, GError **error)
{
    g_autofree char *url = g_strconcat("file:", remux->run->part, NULL);
    int code = avformat_alloc_output_context2(&remux->out, NULL, "matroska", NULL);
    if (code >= 0)
        code = avio_open(&remux->out->pb, url, AVIO_FLAG_WRITE);
    remux->packet = av_packet_alloc();
    if (code < 0 || !remux->packet) {
        job_set_error(remux->run, remux->run->out, code < 0 ? code : AVERROR(ENOMEM), error);
        return FALSE;
    }
    /* The same recording gives the same bytes. */
    remux->out->flags |= AVFMT_FLAG_BITEXACT;
    for (int i = 0; i < STREAMS_MAX; i++)
        remux->last_dts_ms[i] = -1;
    return TRUE;
}

static gboolean remux_begin(Remux *remux, GError **error)
{
    if (remux->out->nb_streams == 0) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING, "%s", remux->run->directory);
        return FALSE;
    }
    int code = avformat_write_header(remux->out, NULL);
    if (code < 0)
        job_set_error(remux->run, remux->run->out, code, error);
    remux->begun = code >= 0;
    return remux->begun;
}

static gboolean remux_finish(Remux *remux, GError **error)
{
    int code = av_write_trailer(remux->out);
    /* A full disk may show only here. */
    if (code >= 0 && remux->out->pb->error < 0)
        code = remux->out->pb->error;
    int closed = avio_closep(&remux->out->pb);
    if (code >= 0)
        code = closed;
    if (code < 0)
        job_set_error(remux->run, remux->run->out, code, error);
    return code >= 0;
}

static void append_set(GByteArray *sets, const guint8 *set, guint size)
{
    guint8 length[4] = {0, 0, (guint8)(size >> 8), (guint8)size};
    g_byte_array_append(sets, length, sizeof length);
    g_byte_array_append(sets, set, size);
}

/* The parameter sets in an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1), each behind
 * a length of four bytes; NULL if it is none, or its NAL units have other lengths. */
static GByteArray *parameter_sets(const guint8 *data, int size)
{
    g_autoptr(GByteArray) sets = g_byte_array_new();
    int at = 6;
    if (size < 7 || data[0] != 1 || (data[4] & 3) != 3)
        return NULL;
    for (int kind = 0, left = data[5] & 31; kind < 2; kind++) {
        for (; left > 0; left--) {
            int length = at + 2 <= size ? data[at] << 8 | data[at + 1] : size;
            if (at + 2 + length > size)
                return NULL;
            append_set(sets, data + at + 2, (guint)length);
            at += 2 + length;
        }
        left = kind == 0 && at < size ? data[at++] : 0;
    }
    return g_steal_pointer(&sets);
}

/* A take from another encoder: its parameters travel with its keyframes. */
static gboolean put_parameters(Remux *remux, const AVCodecParameters *parameters, GError **error)
{
    AVPacket *packet = remux->packet;
    g_autoptr(GByteArray) sets = parameter_sets(parameters->extradata, parameters->extradata_size);
    int size = packet->size, code = AVERROR_INVALIDDATA;
    if (sets)
        code = av_grow_packet(packet, (int)sets->len);
    if (code >= 0)
        code = av_packet_make_writable(packet);
    if (code < 0) {
        job_set_error(remux->run, remux->run->out, code, error);
        return FALSE;
    }
    memmove(packet->data + sets->len, packet->data, (gsize)size);
    memcpy(packet->data, sets->data, sets->len);
    return TRUE;
}

/* Whether the packet belongs into the copy; times are the take's. */
static gboolean wanted(Stretch *stretch, const AVPacket *packet, const AVStream *stream,
                       gint64 at_ms)
{
    gboolean key =
        stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO && (packet->flags & AV_PKT_FLAG_KEY);
    if (at_ms > stretch->to_ms)
        return FALSE;
    if (!stretch->started && key) {
        stretch->started = TRUE;
        if (stretch->from_ms > 0)
            stretch->shift_ms = -at_ms;
    }
    return stretch->started || stretch->from_ms == 0;
}

/* Whether chapter i of the copy is a subtitle. */
static gboolean is_subtitle(const Remux *remux, unsigned i)
{
    return remux->chapters[remux->out->chapters[i]->id - 1].subtitle;
}

/* Where the subtitle of chapter i of the copy ends. */
static gint64 subtitle_end_ms(const Remux *remux, unsigned i)
{
    const AVFormatContext *out = remux->out;
    const gint64 start_ms = out->chapters[i]->start;
    const gint64 end_ms = MIN(copy_length_ms(remux->run), start_ms + JOB_SUBTITLE_MS);
    for (i++; i < out->nb_chapters && out->chapters[i]->start < end_ms; i++)
        if (is_subtitle(remux, i) && out->chapters[i]->start > start_ms)
            return out->chapters[i]->start;
    return end_ms;
}

static gboolean write_subtitle(Remux *remux, const char *text, gint64 start_ms, gint64 end_ms,
                               GError **error)
{
    AVPacket *packet = av_packet_alloc();
    int code = packet ? av_new_packet(packet, (int)strlen(text)) : AVERROR(ENOMEM);
    if (code >= 0) {
        const AVRational base = remux->subtitles->time_base;
        memcpy(packet->data, text, strlen(text));
        packet->stream_index = remux->subtitles->index;
        packet->pts = packet->dts = av_rescale_q(start_ms, milliseconds, base);
        packet->duration = av_rescale_q(end_ms - start_ms, milliseconds, base);
        packet->flags |= AV_PKT_FLAG_KEY;
        code = av_interleaved_write_frame(remux->out, packet);
    }
    if (code < 0)
        job_set_error(remux->run, remux->run->out, code, error);
    av_packet_free(&packet);
    return code >= 0;
}

/* The subtitles that begin until then: none is handed over early, for libavformat holds back what
 * is around it only within ten seconds. */
static gboolean write_subtitles(Remux *remux, gint64 until_ms, GError **error)
{
    AVFormatContext *out = remux->out;
    for (; remux->subtitles && remux->next_chapter < out->nb_chapters; remux->next_chapter++) {
        const unsigned i = remux->next_chapter;
        const AVChapter *chapter = out->chapters[i];
        if (chapter->start > until_ms)
            break;
        const gint64 end_ms = subtitle_end_ms(remux, i);
        const AVDictionaryEntry *title = av_dict_get(chapter->metadata, "title", NULL, 0);
        if (is_subtitle(remux, i) && title && end_ms > chapter->start &&
            !write_subtitle(remux, title->value, chapter->start, end_ms, error))
            return FALSE;
    }
    return TRUE;
}

/* remux->packet into stream to of the copy; its duration is in base. */
static gboolean put_packet(Remux *remux, int to, gint64 at_ms, AVRational base, GError **error)
{
    AVPacket *packet = remux->packet;
    /* Where two takes meet, the last packet of one may be as late as the first of the next. */
    gint64 time_ms = MAX(at_ms, remux->last_dts_ms[to] + 1);
    remux->last_dts_ms[to] = time_ms;
    if (!write_subtitles(remux, time_ms, error))
        return FALSE;
    const AVRational ours = remux->out->streams[to]->time_base;
    packet->stream_index = to;
    packet->pts = packet->dts = av_rescale_q(time_ms, milliseconds, ours);
    packet->duration = av_rescale_q(packet->duration, base, ours);
    packet->pos = -1;
    int code = av_interleaved_write_frame(remux->out, packet);
    if (code < 0)
        job_set_error(remux->run, remux->run->out, code, error);
    return code >= 0;
}

/* The pictures that stand for those that are left out, as far as they are due; remux->packet is
 * as before. */
static gboolean put_plates(Remux *remux, Stretch *stretch, GError **error)
{
    const AVFormatContext *take = take_reader_format(stretch->reader);
    AVPacket *waiting = remux->packet;
    gint64 at_ms;
    gboolean ok = TRUE;
    int stream = av_find_best_stream((AVFormatContext *)take, AVMEDIA_TYPE_VIDEO, -1, -1, NULL, 0);
    for (const AVPacket *plate; ok && (plate = blank_due(remux->blank, &at_ms));) {
        remux->packet = av_packet_clone(plate);
        if (remux->packet)
            ok = put_packet(remux, stretch->map[stream], at_ms, take->streams[stream]->time_base,
                            error);
        else
            job_set_error(remux->run, remux->run->out, AVERROR(ENOMEM), error);
        ok = ok && remux->packet;
        av_packet_free(&remux->packet);
    }
    remux->packet = waiting;
    return ok;
}

static gboolean copy_packet(Remux *remux, Stretch *stretch, GError **error)
{
    AVPacket *packet = remux->packet;
    const AVStream *from = take_reader_format(stretch->reader)->streams[packet->stream_index];
    int to = packet->stream_index < STREAMS_MAX ? stretch->map[packet->stream_index] : -1;
    gint64 pts = packet->pts == AV_NOPTS_VALUE ? packet->dts : packet->pts;
    gint64 at_ms = pts == AV_NOPTS_VALUE ? 0 : av_rescale_q(pts, from->time_base, milliseconds);
    gboolean keep = to >= 0 && wanted(stretch, packet, from, at_ms);
    at_ms += stretch->shift_ms;
    if (keep && remux->blank &&
        (!blank_packet(remux->blank, packet, from, at_ms, &keep, error) ||
         !put_plates(remux, stretch, error)))
        return FALSE;
    if (!keep)
        return TRUE;
    if (stretch->foreign && from->codecpar->codec_type == AVMEDIA_TYPE_VIDEO &&
        (packet->flags & AV_PKT_FLAG_KEY) && !put_parameters(remux, from->codecpar, error))
        return FALSE;
    return put_packet(remux, to, at_ms, from->time_base, error);
}

static gboolean copy_stretch(Remux *remux, Stretch *stretch, GError **error)
{
    const AVFormatContext *take = take_reader_format(stretch->reader);
    for (unsigned i = 0; i < MIN(take->nb_streams, STREAMS_MAX); i++) {
        int to = stretch->map[i] = find_stream(remux, take, i);
        const AVCodecParameters *ours = take->streams[i]->codecpar;
        const AVCodecParameters *theirs = to < 0 ? ours : remux->out->streams[to]->codecpar;
        if (ours->codec_type == AVMEDIA_TYPE_VIDEO &&
            (ours->extradata_size != theirs->extradata_size ||
             memcmp(ours->extradata, theirs->extradata, (gsize)ours->extradata_size) != 0))
            stretch->foreign = TRUE;
    }
    g_autoptr(GError) reason = NULL;
    gboolean ok = !remux->blank || blank_take(remux->blank, take, error);
    while (ok && take_reader_next(stretch->reader, remux->packet, &reason)) {
        ok = copy_packet(remux, stretch, error);
        av_packet_unref(remux->packet);
    }
    if (reason)
        g_propagate_error(error, g_steal_pointer(&reason));
    else if (ok && remux->blank) {
        blank_take_ends(remux->blank);
        ok = put_plates(remux, stretch, error);
    }
    return ok && !*error;
}

/* Runs through all takes: adds their streams, or copies them. */
static gboolean each_take(Remux *remux, gboolean copy, GError **error)
{
    gint64 shift_ms = 0;
    GPtrArray *takes = remux->run->recording->takes;
    for (guint i = 0; i < takes->len; i++) {
        const RecordingTake *take = g_ptr_array_index(takes, i);
        g_autoptr(GError) reason = NULL;
        g_autoptr(TakeReader) reader = take_reader_new(remux->run, take, 0, G_MAXINT64, &reason);
        Stretch stretch = {.reader = reader, .to_ms = G_MAXINT64, .shift_ms = shift_ms};
        if (reader && !(copy ? copy_stretch(remux, &stretch, &reason)
                             : add_streams(remux, take_reader_format(reader), &reason)))
            g_assert(reason);
        if (reason) {
            g_propagate_error(error, g_steal_pointer(&reason));
            return FALSE;
        }
        shift_ms += take->length_ms + JOB_SEAM_MS;
    }
    return TRUE;
}

/* The time in the copy; -1 for a place that is not in the recording. */
static gint64 chapter_ms(const JobRun *run, const JobChapter *chapter)
{
    gint64 shift_ms = 0;
    for (guint i = 0; i < run->recording->takes->len; i++) {
        const RecordingTake *take = g_ptr_array_index(run->recording->takes, i);
        if (take->take == chapter->take)
            return chapter->at_ms < 0 || chapter->at_ms > take->length_ms
                       ? -1
                       : shift_ms + chapter->at_ms;
        shift_ms += take->length_ms + JOB_SEAM_MS;
    }
    return -1;
}

static int compare_chapters(const void *a, const void *b)
{
    const AVChapter *first = *(AVChapter *const *)a, *second = *(AVChapter *const *)b;
    if (first->start != second->start)
        return first->start < second->start ? -1 : 1;
    return first->id < second->id ? -1 : 1;
}

static void add_chapters(Remux *remux, const JobChapter *chapters, gsize count)
{
    AVFormatContext *out = remux->out;
    out->chapters = av_calloc(MAX(count, 1), sizeof *out->chapters);
    for (gsize i = 0; out->chapters && i < count; i++) {
        gint64 at_ms = chapter_ms(remux->run, &chapters[i]);
        AVChapter *chapter = at_ms < 0 ? NULL : av_mallocz(sizeof *chapter);
        if (!chapter)
            continue;
        chapter->id = (gint64)i + 1;
        chapter->time_base = milliseconds;
        chapter->start = at_ms;
        av_dict_set(&chapter->metadata, "title", chapters[i].title, 0);
        out->chapters[out->nb_chapters++] = chapter;
    }
    if (out->nb_chapters > 0)
        qsort(out->chapters, out->nb_chapters, sizeof *out->chapters, compare_chapters);
    for (unsigned i = 0; i < out->nb_chapters; i++)
        out->chapters[i]->end = i + 1 < out->nb_chapters ? out->chapters[i + 1]->start
                                                         : remux->run->recording->length_ms;
}

/* A text track, if there is something to show it on and a chapter in the copy is a subtitle. */
static gboolean add_subtitles(Remux *remux, GError **error)
{
    AVFormatContext *out = remux->out;
    gboolean any = FALSE;
    for (unsigned i = 0; out->nb_streams > 0 && i < out->nb_chapters; i++)
        any = any || is_subtitle(remux, i);
    if (!any)
        return TRUE;
    AVStream *stream = remux->subtitles = avformat_new_stream(out, NULL);
    if (!stream) {
        job_set_error(remux->run, remux->run->out, AVERROR(ENOMEM), error);
        return FALSE;
    }
    stream->codecpar->codec_type = AVMEDIA_TYPE_SUBTITLE;
    stream->codecpar->codec_id = AV_CODEC_ID_SUBRIP;
    stream->time_base = milliseconds;
    stream->disposition = AV_DISPOSITION_DEFAULT;
    /* ISO 639-2: a title may be in more than one language. */
    av_dict_set(&stream->metadata, "language", "und", 0);
    return TRUE;
}

gboolean remux_all(JobRun *run, const JobChapter *chapters, gsize count, const GArray *blanks,
                   GError **error)
{
    Remux remux = {.run = run, .chapters = chapters};
    if (blanks) {
        remux.blank = blank_new((const JobBlank *)blanks->data, blanks->len, error);
        if (!remux.blank)
            return FALSE;
    }
    GPtrArray *takes = run->recording->takes;
    for (guint i = 0; i < takes->len; i++)
        run->all_bytes += ((RecordingTake *)g_ptr_array_index(takes, i))->bytes;
    gboolean ok = remux_open(&remux, error) && each_take(&remux, FALSE, error);
    if (ok) {
        run->done_bytes = 0;
        add_chapters(&remux, chapters, count);
        /* What begins after the last packet is written last. */
        ok = add_subtitles(&remux, error) && remux_begin(&remux, error) &&
             each_take(&remux, TRUE, error) && write_subtitles(&remux, G_MAXINT64, error) &&
             remux_finish(&remux, error);
    }
    if (ok && remux.blank)
        run->blanked = blank_result(remux.blank, copy_length_ms(run));
    remux_clear(&remux);
    return ok;
}

gboolean remux_clip(JobRun *run, int number, gint64 from_ms, gint64 to_ms, GError **error)
{
    Remux remux = {.run = run};
    g_autoptr(GError) reason = NULL;
    g_autoptr(TakeReader) reader = NULL;
    const RecordingTake *take = take_reader_find(run, number, &reason);
    if (take && (from_ms > to_ms || from_ms > take->length_ms))
        g_set_error(&reason, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING,
                    "%s, %" G_GINT64_FORMAT " … %" G_GINT64_FORMAT " ms", take->file, from_ms,
                    to_ms);
    else if (take)
        reader = take_reader_new(run, take, from_ms, to_ms, &reason);
    if (take && !reader && !reason)
        g_set_error(&reason, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING, "%s", take->file);
    Stretch stretch = {.reader = reader, .from_ms = from_ms, .to_ms = to_ms};
    gboolean ok = reader && remux_open(&remux, &reason) &&
                  add_streams(&remux, take_reader_format(reader), &reason) &&
                  remux_begin(&remux, &reason) && copy_stretch(&remux, &stretch, &reason) &&
                  remux_finish(&remux, &reason);
    if (reason)
        g_propagate_error(error, g_steal_pointer(&reason));
    remux_clear(&remux);
    return ok;
}
