#include "media/plate.h"

#include <math.h>
#include <string.h>

#include "media/error.h"

/* The largest number of a parameter set: encoders begin with 0. */
#define PLATE_PARAMETERS "sps-id=31"
/* The same for both pictures, which look alike then. */
#define QUALITY "20"
/* RFC 6716, 3.1: CELT, full band, 2.5 ms; code 3: any number of frames. */
#define SILENT_CONFIGURATION (28 << 3)
#define SILENT_FRAMES_MAX 48
#define CODE_ANY_NUMBER 3
#define STEREO 4
#define SKIP_SAMPLES_BYTES 10

/* Luma of background and drawing. */
enum { GROUND = 52, INK = 128, NEUTRAL = 128 };
/* NAL units that a picture needs (Rec. ITU-T H.264, table 7-1). */
enum { NAL_IDR = 5, NAL_SEQUENCE = 7, NAL_PICTURE = 8 };

/* The lock, with the picture's height as 1 and its middle as (0, 0). */
static gboolean is_ink(double x, double y)
{
    if (y >= 0)
        return fabs(x) < 0.12 && y < 0.17 && hypot(x, y - 0.08) > 0.025;
    double shackle = y > -0.06 ? fabs(x) : hypot(x, y + 0.06);
    return shackle > 0.06 && shackle < 0.085;
}

static void draw(AVFrame *frame)
{
    for (int row = 0; row < frame->height; row++)
        for (int column = 0; column < frame->width; column++) {
            double x = (column + 0.5 - frame->width / 2.0) / frame->height;
            double y = (row + 0.5 - frame->height / 2.0) / frame->height;
            frame->data[0][row * frame->linesize[0] + column] = is_ink(x, y) ? INK : GROUND;
        }
    for (int plane = 1; plane < 3; plane++)
        memset(frame->data[plane], NEUTRAL, (gsize)(frame->linesize[plane] * frame->height / 2));
}

static AVCodecContext *open_encoder(int width, int height)
{
    const AVCodec *codec = avcodec_find_encoder_by_name("libx264");
    AVCodecContext *encoder = codec ? avcodec_alloc_context3(codec) : NULL;
    AVDictionary *options = NULL;
    av_dict_set(&options, "preset", "superfast", 0);
    av_dict_set(&options, "tune", "zerolatency", 0);
    av_dict_set(&options, "qp", QUALITY, 0);
    av_dict_set(&options, "x264-params", PLATE_PARAMETERS, 0);
    if (encoder) {
        encoder->width = width;
        encoder->height = height;
        encoder->pix_fmt = AV_PIX_FMT_YUV420P;
        encoder->time_base = (AVRational){1, 1};
        encoder->sample_aspect_ratio = (AVRational){1, 1};
        encoder->gop_size = 1;
        encoder->thread_count = 1;
    }
    if (encoder && avcodec_open2(encoder, codec, &options) < 0)
        avcodec_free_context(&encoder);
    av_dict_free(&options);
    return encoder;
}

/* The next NAL unit from *at on, behind a start code; NULL at the end. */
static const guint8 *next_unit(const guint8 **at, const guint8 *end, gsize *size_out)
{
    static const guint8 start_code[] = {0, 0, 1};
    const guint8 *unit = memmem(*at, (gsize)(end - *at), start_code, sizeof start_code);
    if (!unit)
        return NULL;
    unit += sizeof start_code;
    const guint8 *next = memmem(unit, (gsize)(end - unit), start_code, sizeof start_code);
    *at = next ? next : end;
    for (next = *at; next > unit && next[-1] == 0;)
        next--;
    *size_out = (gsize)(next - unit);
    return unit;
}

/* What a decoder needs of the encoder's packet, start codes made lengths. */
static AVPacket *with_lengths(const AVPacket *coded)
{
    g_autoptr(GByteArray) units = g_byte_array_new();
    const guint8 *at = coded->data, *end = coded->data + coded->size, *unit;
    for (gsize size; (unit = next_unit(&at, end, &size));) {
        const int kind = unit[0] & 31;
        const guint32 length = GUINT32_TO_BE((guint32)size);
        if (kind != NAL_IDR && kind != NAL_SEQUENCE && kind != NAL_PICTURE)
            continue;
        g_byte_array_append(units, (const guint8 *)&length, sizeof length);
        g_byte_array_append(units, unit, (guint)size);
    }
    AVPacket *packet = av_packet_alloc();
    if (packet && (units->len == 0 || av_new_packet(packet, (int)units->len) < 0))
        av_packet_free(&packet);
    if (packet) {
        memcpy(packet->data, units->data, units->len);
        packet->flags |= AV_PKT_FLAG_KEY;
    }
    return packet;
}

static AVPacket *encode(AVCodecContext *encoder, AVFrame *frame)
{
    AVPacket *coded = av_packet_alloc(), *packet = NULL;
    if (coded && avcodec_send_frame(encoder, frame) >= 0 &&
        avcodec_receive_packet(encoder, coded) >= 0)
        packet = with_lengths(coded);
    av_packet_free(&coded);
    return packet;
}

gboolean plate_encode(int width, int height, AVPacket *pictures_out[2], GError **error)
{
    AVCodecContext *encoder = open_encoder(width, height);
    AVFrame *frame = av_frame_alloc();
    pictures_out[0] = pictures_out[1] = NULL;
    if (encoder && frame) {
        frame->format = AV_PIX_FMT_YUV420P;
        frame->width = width;
        frame->height = height;
        if (av_frame_get_buffer(frame, 0) >= 0) {
            draw(frame);
            for (int i = 0; i < 2; i++) {
                frame->pts = i;
                pictures_out[i] = encode(encoder, frame);
            }
        }
    }
    avcodec_free_context(&encoder);
    av_frame_free(&frame);
    if (pictures_out[0] && pictures_out[1])
        return TRUE;
    for (int i = 0; i < 2; i++)
        av_packet_free(&pictures_out[i]);
    g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "the plate cannot be encoded");
    return FALSE;
}

/* How long the packet lasts, in frames of 2.5 ms; 0 if it is no Opus. */
static int opus_frames(const AVPacket *packet)
{
    static const int silk[] = {4, 8, 16, 24};
    if (packet->size < 1)
        return 0;
    const int configuration = packet->data[0] >> 3, code = packet->data[0] & 3;
    int frames = 1 << (configuration & 3);
    if (configuration < 12)
        frames = silk[configuration & 3];
    else if (configuration < 16)
        frames = silk[configuration & 1];
    if (code == CODE_ANY_NUMBER)
        return packet->size < 2 ? 0 : frames * (packet->data[1] & 63);
    return code == 0 ? frames : 2 * frames;
}

/* Of what travels beside the packet only how much of it is to be played. */
static gboolean leave_out_side_data(AVPacket *packet)
{
    guint8 kept[SKIP_SAMPLES_BYTES];
    size_t size = 0;
    const guint8 *found = av_packet_get_side_data(packet, AV_PKT_DATA_SKIP_SAMPLES, &size);
    const gboolean any = found && size == sizeof kept;
    if (any)
        memcpy(kept, found, sizeof kept);
    av_packet_free_side_data(packet);
    guint8 *anew =
        any ? av_packet_new_side_data(packet, AV_PKT_DATA_SKIP_SAMPLES, sizeof kept) : NULL;
    if (anew)
        memcpy(anew, kept, sizeof kept);
    return anew || !any;
}

gboolean plate_silence(AVPacket *packet)
{
    /* The bit that says silence comes first in a frame, and is very rare: all ones. */
    static const guint8 silent_frame[] = {0xff, 0xfe};
    const int frames = opus_frames(packet);
    const int size = 2 + frames * (int)sizeof silent_frame;
    if (frames < 1 || frames > SILENT_FRAMES_MAX)
        return FALSE;
    const guint8 stereo = packet->data[0] & STEREO;
    if (!leave_out_side_data(packet))
        return FALSE;
    if (size > packet->size && av_grow_packet(packet, size - packet->size) < 0)
        return FALSE;
    av_shrink_packet(packet, size);
    if (av_packet_make_writable(packet) < 0)
        return FALSE;
    packet->data[0] = (guint8)(SILENT_CONFIGURATION | stereo | CODE_ANY_NUMBER);
    packet->data[1] = (guint8)frames;
    for (int i = 0; i < frames; i++)
        memcpy(packet->data + 2 + i * (int)sizeof silent_frame, silent_frame, sizeof silent_frame);
    return TRUE;
}
