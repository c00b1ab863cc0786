#include "media/picture.h"

#include <fcntl.h>
#include <libavcodec/avcodec.h>
#include <libavutil/imgutils.h>
#include <libswscale/swscale.h>
#include <unistd.h>

#include "media/error.h"
#include "media/take_reader.h"

typedef struct {
    enum AVCodecID codec;
    enum AVPixelFormat format;
    int quality;
} Kind;

static const Kind png = {AV_CODEC_ID_PNG, AV_PIX_FMT_RGB24, 0};
static const Kind jpeg = {AV_CODEC_ID_MJPEG, AV_PIX_FMT_YUVJ420P, 3};

/* Takes what the decoder has; TRUE when a picture later than at_ms came, and best is the one. */
static gboolean receive(AVCodecContext *decoder, AVRational base, gint64 at_ms, AVFrame *best)
{
    gboolean done = FALSE;
    AVFrame *frame = av_frame_alloc();
    while (!done && frame && avcodec_receive_frame(decoder, frame) >= 0) {
        gint64 shown_ms = av_rescale_q(frame->best_effort_timestamp, base, (AVRational){1, 1000});
        done = shown_ms > at_ms && best->width > 0;
        if (!done) {
            av_frame_unref(best);
            av_frame_move_ref(best, frame);
        }
    }
    av_frame_free(&frame);
    return done;
}

/* The last picture of the stretch that is not later than at_ms, or its first one. */
static gboolean decode(TakeReader *reader, gint64 at_ms, AVFrame *best, GError **error)
{
    AVFormatContext *take = take_reader_format(reader);
    const AVCodec *codec = NULL;
    g_autoptr(GError) reason = NULL;
    AVPacket *packet = av_packet_alloc();
    int stream = av_find_best_stream(take, AVMEDIA_TYPE_VIDEO, -1, -1, &codec, 0);
    AVCodecContext *decoder = stream < 0 ? NULL : avcodec_alloc_context3(codec);
    if (packet && decoder &&
        avcodec_parameters_to_context(decoder, take->streams[stream]->codecpar) >= 0 &&
        avcodec_open2(decoder, codec, NULL) >= 0) {
        AVRational base = take->streams[stream]->time_base;
        gboolean done = FALSE;
        while (!done && take_reader_next(reader, packet, &reason)) {
            if (packet->stream_index == stream && avcodec_send_packet(decoder, packet) >= 0)
                done = receive(decoder, base, at_ms, best);
            av_packet_unref(packet);
        }
        if (!done && avcodec_send_packet(decoder, NULL) >= 0)
            receive(decoder, base, at_ms, best);
    }
    avcodec_free_context(&decoder);
    av_packet_free(&packet);
    if (reason)
        g_propagate_error(error, g_steal_pointer(&reason));
    else if (best->width == 0)
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "no picture at that place");
    return best->width > 0 && !*error;
}

static AVFrame *convert(const AVFrame *from, enum AVPixelFormat format)
{
    AVFrame *to = av_frame_alloc();
    struct SwsContext *scaler =
        sws_getContext(from->width, from->height, from->format, from->width, from->height, format,
                       SWS_BICUBIC | SWS_ACCURATE_RND, NULL, NULL, NULL);
    if (to) {
        to->format = format;
        to->width = from->width;
        to->height = from->height;
    }
    if (!to || !scaler || av_frame_get_buffer(to, 0) < 0 ||
        sws_scale(scaler, (const uint8_t *const *)from->data, from->linesize, 0, from->height,
                  to->data, to->linesize) <= 0)
        av_frame_free(&to);
    sws_freeContext(scaler);
    return to;
}

/* The picture's bytes; NULL if memory is missing. Free with av_packet_free. */
static AVPacket *encode(AVFrame *frame, const Kind *kind)
{
    AVPacket *packet = av_packet_alloc();
    const AVCodec *codec = avcodec_find_encoder(kind->codec);
    AVCodecContext *encoder = codec ? avcodec_alloc_context3(codec) : NULL;
    gboolean ok = FALSE;
    if (packet && encoder) {
        encoder->width = frame->width;
        encoder->height = frame->height;
        encoder->pix_fmt = frame->format;
        encoder->color_range = AVCOL_RANGE_JPEG;
        encoder->time_base = (AVRational){1, 1};
        if (kind->quality > 0) {
            encoder->flags |= AV_CODEC_FLAG_QSCALE;
            encoder->global_quality = frame->quality = kind->quality * FF_QP2LAMBDA;
        }
        frame->pts = 0;
        ok = avcodec_open2(encoder, codec, NULL) >= 0 && avcodec_send_frame(encoder, frame) >= 0 &&
             avcodec_send_frame(encoder, NULL) >= 0 && avcodec_receive_packet(encoder, packet) >= 0;
    }
    avcodec_free_context(&encoder);
    if (!ok)
        av_packet_free(&packet);
    return packet;
}

static gboolean write_part(const JobRun *run, const AVPacket *packet, GError **error)
{
    int fd = open(run->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    gssize written = fd < 0 ? -1 : write(fd, packet->data, (gsize)packet->size);
    int code = written < 0 ? AVERROR(errno) : written < packet->size ? AVERROR(ENOSPC) : 0;
    if (fd >= 0 && close(fd) != 0 && code == 0)
        code = AVERROR(errno);
    if (code < 0)
        job_set_error(run, run->out, code, error);
    return code >= 0;
}

static gboolean write_frame(JobRun *run, const AVFrame *frame, GError **error)
{
    const Kind *kind =
        g_str_has_suffix(run->out, ".jpg") || g_str_has_suffix(run->out, ".jpeg") ? &jpeg : &png;
    AVFrame *converted = convert(frame, kind->format);
    AVPacket *packet = converted ? encode(converted, kind) : NULL;
    gboolean ok = FALSE;
    if (packet)
        ok = write_part(run, packet, error);
    else
        job_set_error(run, run->out, AVERROR(ENOMEM), error);
    av_packet_free(&packet);
    av_frame_free(&converted);
    return ok;
}

/* The picture at that place; NULL with an error. Free with av_frame_free. */
static AVFrame *read_frame(JobRun *run, int number, gint64 at_ms, GError **error)
{
    g_autoptr(TakeReader) reader = NULL;
    g_autoptr(GError) reason = NULL;
    const RecordingTake *take = take_reader_find(run, number, &reason);
    if (take && at_ms <= take->length_ms)
        reader = take_reader_new(run, take, at_ms, at_ms, &reason);
    if (take && !reader && !reason)
        g_set_error(&reason, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING, "%s, %" G_GINT64_FORMAT " ms",
                    take->file, at_ms);
    AVFrame *frame = av_frame_alloc();
    if (!reader || !decode(reader, at_ms, frame, &reason))
        av_frame_free(&frame);
    if (reason)
        g_propagate_error(error, g_steal_pointer(&reason));
    return frame;
}

gboolean picture_write(JobRun *run, int take, gint64 at_ms, GError **error)
{
    AVFrame *frame = read_frame(run, take, at_ms, error);
    gboolean ok = frame && write_frame(run, frame, error);
    av_frame_free(&frame);
    return ok;
}

gboolean picture_decodes(JobRun *run, int take, gint64 at_ms, GError **error)
{
    AVFrame *frame = read_frame(run, take, at_ms, error);
    gboolean ok = frame != NULL;
    av_frame_free(&frame);
    return ok;
}
