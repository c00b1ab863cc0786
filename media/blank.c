#include "media/blank.h"

#include "media/error.h"
#include "media/plate.h"

/* Between two pictures of the plate: a player may be put to any place. */
#define PLATE_EVERY_MS 1000
#define NAL_IDR 5
/* Before each NAL unit. */
#define LENGTH_BYTES 4
/* An Opus packet lasts no longer (RFC 6716, 2.1.4). */
#define SOUND_MAX_MS 120

struct Blank {
    GArray *stretches;  /* of JobBlank, as they were asked for */
    gint64 *ends_ms;    /* where each of them really ended; G_MAXINT64: it has not */
    guint open, begun;  /* [open, begun) have begun and have not ended */
    gboolean pictures;  /* the take has some */
    gboolean goes_on;   /* it began within a stretch, and had no picture yet */
    AVPacket *plate[2]; /* in the take's size */
    int turn;           /* which of the two is next */
    gint64 next_ms;     /* when it is due */
    gint64 due_ms;      /* pictures are due up to here */
    gint64 dropped_ms;  /* the last picture that was left out; -1 none in this take */
    gint64 dropped_for; /* how long it is shown, in the time base of its stream */
};

static gboolean refuse(const char *why, GError **error)
{
    g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s", why);
    return FALSE;
}

static const JobBlank *stretch_at(const Blank *blank, guint i)
{
    return &g_array_index(blank->stretches, JobBlank, i);
}

Blank *blank_new(const JobBlank *stretches, gsize count, GError **error)
{
    g_autoptr(Blank) blank = g_new0(Blank, 1);
    blank->stretches = g_array_new(FALSE, FALSE, sizeof(JobBlank));
    g_array_append_vals(blank->stretches, stretches, (guint)count);
    blank->ends_ms = g_new(gint64, count + 1);
    blank->dropped_ms = -1;
    blank->next_ms = G_MAXINT64;
    gint64 before_ms = -1;
    for (gsize i = 0; i < count; i++) {
        blank->ends_ms[i] = G_MAXINT64;
        if (stretches[i].from_ms <= before_ms || stretches[i].to_ms <= stretches[i].from_ms) {
            refuse("stretches to blank must come in order, apart from each other", error);
            return NULL;
        }
        before_ms = stretches[i].to_ms;
    }
    return g_steal_pointer(&blank);
}

static gboolean is_open(const Blank *blank)
{
    return blank->open < blank->begun;
}

static void clear_plate(Blank *blank)
{
    for (int i = 0; i < 2; i++)
        av_packet_free(&blank->plate[i]);
}

void blank_free(Blank *blank)
{
    if (!blank)
        return;
    clear_plate(blank);
    g_array_unref(blank->stretches);
    g_free(blank->ends_ms);
    g_free(blank);
}

gboolean blank_take(Blank *blank, const AVFormatContext *take, GError **error)
{
    clear_plate(blank);
    blank->pictures = FALSE;
    blank->goes_on = is_open(blank);
    blank->dropped_ms = -1;
    for (unsigned i = 0; i < take->nb_streams; i++) {
        const AVCodecParameters *codec = take->streams[i]->codecpar;
        if (codec->codec_type == AVMEDIA_TYPE_AUDIO && codec->codec_id == AV_CODEC_ID_OPUS)
            continue;
        if (codec->codec_type != AVMEDIA_TYPE_VIDEO || codec->codec_id != AV_CODEC_ID_H264 ||
            codec->extradata_size < 7 || blank->pictures)
            return refuse("only one track of H.264 and tracks of Opus can be blanked", error);
        blank->pictures = TRUE;
        if ((codec->extradata[4] & 3) + 1 != LENGTH_BYTES)
            return refuse("its H.264 has other lengths than ours", error);
        if (!plate_encode(codec->width, codec->height, blank->plate, error))
            return FALSE;
    }
    return TRUE;
}

/* Whether the picture is an IDR: no other slice is in such an access unit. */
static gboolean is_idr(const AVPacket *packet)
{
    gboolean found = FALSE;
    for (gint64 at = 0; at + LENGTH_BYTES < packet->size;) {
        const guint8 *unit = packet->data + at;
        const gint64 size = (gint64)unit[0] << 24 | unit[1] << 16 | unit[2] << 8 | unit[3];
        const int kind = unit[4] & 31;
        if (kind >= 1 && kind < NAL_IDR)
            return FALSE;
        found = found || kind == NAL_IDR;
        at += LENGTH_BYTES + size;
    }
    return found;
}

/* Stretches that begin before until_ms have begun. */
static void begin(Blank *blank, gint64 until_ms)
{
    for (; blank->begun < blank->stretches->len &&
           stretch_at(blank, blank->begun)->from_ms < until_ms;
         blank->begun++)
        if (blank->open == blank->begun)
            blank->next_ms = stretch_at(blank, blank->begun)->from_ms;
}

/* All that has begun ends at time_ms. */
static void end(Blank *blank, gint64 time_ms)
{
    for (; is_open(blank); blank->open++)
        blank->ends_ms[blank->open] = time_ms;
    blank->due_ms = time_ms - 1;
}

/* The end that was asked for of what is open. */
static gint64 asked_end_ms(const Blank *blank)
{
    return stretch_at(blank, blank->begun - 1)->to_ms;
}

static gboolean keep_picture(Blank *blank, const AVPacket *packet, gint64 time_ms)
{
    begin(blank, time_ms + 1);
    if (!is_open(blank))
        return TRUE;
    if (time_ms >= asked_end_ms(blank) && is_idr(packet)) {
        end(blank, time_ms);
        return TRUE;
    }
    /* Those of the take before had another size, maybe. */
    if (blank->goes_on)
        blank->next_ms = MIN(blank->next_ms, time_ms);
    blank->goes_on = FALSE;
    blank->due_ms = blank->dropped_ms = MAX(time_ms, blank->dropped_ms);
    blank->dropped_for = packet->duration;
    return FALSE;
}

/* Whether anything that is blanked can be heard in it. */
static gboolean is_private_sound(Blank *blank, gint64 time_ms)
{
    const gint64 until_ms = time_ms + SOUND_MAX_MS;
    begin(blank, time_ms + 1);
    if (is_open(blank)) {
        if (!blank->pictures && time_ms >= asked_end_ms(blank))
            end(blank, time_ms);
        else
            blank->due_ms = MIN(time_ms, asked_end_ms(blank) - 1);
    }
    for (guint i = 0; i < blank->stretches->len; i++)
        if (stretch_at(blank, i)->from_ms < until_ms && time_ms < blank->ends_ms[i])
            return TRUE;
    return FALSE;
}

gboolean blank_packet(Blank *blank, AVPacket *packet, const AVStream *stream, gint64 time_ms,
                      gboolean *keep_out, GError **error)
{
    *keep_out = TRUE;
    if (stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO)
        *keep_out = keep_picture(blank, packet, time_ms);
    else if (is_private_sound(blank, time_ms) && !plate_silence(packet))
        return refuse("a packet of sound is no Opus", error);
    return TRUE;
}

void blank_take_ends(Blank *blank)
{
    /* The track is as long as it was. */
    if (is_open(blank) && blank->dropped_ms >= 0 &&
        blank->dropped_ms > blank->next_ms - PLATE_EVERY_MS)
        blank->next_ms = blank->due_ms = blank->dropped_ms;
}

const AVPacket *blank_due(Blank *blank, gint64 *time_ms_out)
{
    if (!blank->plate[0] || blank->next_ms > blank->due_ms)
        return NULL;
    AVPacket *plate = blank->plate[blank->turn];
    plate->duration = blank->next_ms == blank->dropped_ms ? blank->dropped_for : 0;
    *time_ms_out = blank->next_ms;
    blank->next_ms += PLATE_EVERY_MS;
    blank->turn = !blank->turn;
    return plate;
}

GArray *blank_result(const Blank *blank, gint64 length_ms)
{
    GArray *result = g_array_new(FALSE, FALSE, sizeof(JobBlank));
    for (guint i = 0; i < blank->stretches->len; i++) {
        JobBlank one = {MIN(stretch_at(blank, i)->from_ms, length_ms),
                        MIN(blank->ends_ms[i], length_ms)};
        g_array_append_val(result, one);
    }
    return result;
}
