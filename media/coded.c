#include "media/coded.h"

#include <string.h>

#define WIDTH_MAX_PX 1920
#define HEIGHT_MAX_PX 1088
#define LEVEL_MAX 5.1
#define KEY_EVERY_NS (2 * GST_SECOND + GST_SECOND / 5) /* two seconds, and jitter */
#define RATE_MIN 10
#define RATE_MAX 61
/* Three times what is made here of the largest picture. */
#define BITS_PER_SECOND_MAX 13500000

/* Rec. ITU-T H.264, table 7-1 and 7.4.3 */
enum { NAL_SLICE = 1, NAL_PARTITION_A = 2, NAL_IDR = 5 };
enum { SLICE_TYPES = 5, SLICE_B = 1 };

static void refuse(CodedJudge *judge, const char *reason)
{
    if (judge->verdict != CODED_REFUSED)
        judge->reason = reason;
    judge->verdict = CODED_REFUSED;
}

static gboolean profile_is_usual(const char *profile)
{
    static const char *const usual[] = {"constrained-baseline", "baseline",         "main", "high",
                                        "progressive-high",     "constrained-high", NULL};
    return profile && g_strv_contains(usual, profile);
}

void coded_judge_caps(CodedJudge *judge, const GstCaps *caps, int width, int height)
{
    const GstStructure *format = gst_caps_get_structure(caps, 0);
    const char *mode = gst_structure_get_string(format, "interlace-mode");
    const char *level = gst_structure_get_string(format, "level");
    int own_width = 0, own_height = 0, above = 1, below = 1;
    gst_structure_get_int(format, "width", &own_width);
    gst_structure_get_int(format, "height", &own_height);
    gst_structure_get_fraction(format, "pixel-aspect-ratio", &above, &below);
    if (!profile_is_usual(gst_structure_get_string(format, "profile")))
        refuse(judge, "profile");
    else if (level && g_ascii_strtod(level, NULL) > LEVEL_MAX)
        refuse(judge, "level");
    else if (mode && strcmp(mode, "progressive") != 0)
        refuse(judge, "interlaced");
    else if (above != below)
        refuse(judge, "pixels that are not square");
    else if (own_width <= 0 || own_height <= 0 || own_width > WIDTH_MAX_PX ||
             own_height > HEIGHT_MAX_PX || own_width % 2 || own_height % 2)
        refuse(judge, "size");
    else if (width > 0 && (own_width != width || own_height != height))
        refuse(judge, "another size than the recording's");
}

/* An unsigned Exp-Golomb number (9.1) at *bit, which moves behind it; -1 if it is none. */
static int read_golomb(const guint8 *data, gsize bits, gsize *bit)
{
    int zeros = 0;
    guint value = 1;
    while (*bit < bits && !(data[*bit / 8] >> (7 - *bit % 8) & 1)) {
        zeros++;
        ++*bit;
    }
    if (zeros > 16 || *bit + (gsize)zeros >= bits)
        return -1;
    for (++*bit; zeros > 0; zeros--, ++*bit)
        value = value << 1 | (data[*bit / 8] >> (7 - *bit % 8) & 1);
    return (int)value - 1;
}

typedef struct {
    gboolean key, later; /* later: refers to pictures that are shown after it */
} Unit;

/* One NAL unit, from its header on. */
static void look_at_nal(const guint8 *data, gsize size, Unit *unit)
{
    int type = size > 0 ? data[0] & 0x1f : 0;
    gsize bit = 0;
    if (type == NAL_IDR)
        unit->key = TRUE;
    if (type != NAL_SLICE && type != NAL_PARTITION_A)
        return;
    if (read_golomb(data + 1, (size - 1) * 8, &bit) >= 0)
        unit->later |= read_golomb(data + 1, (size - 1) * 8, &bit) % SLICE_TYPES == SLICE_B;
}

/* Annex B: a unit begins behind each 00 00 01. Only its head is looked at, but all of it must be
 * walked: where the next one begins stands nowhere. */
static Unit look(GstBuffer *buffer)
{
    Unit unit = {0};
    GstMapInfo map;
    if (!gst_buffer_map(buffer, &map, GST_MAP_READ))
        return unit;
    const guint8 *end = map.data + map.size;
    for (const guint8 *at = map.data; at + 3 < end;) {
        const guint8 *one = memchr(at + 2, 1, (gsize)(end - at) - 2);
        if (!one)
            break;
        if (one[-1] == 0 && one[-2] == 0)
            look_at_nal(one + 1, (gsize)(end - one) - 1, &unit);
        at = one - 1;
    }
    gst_buffer_unmap(buffer, &map);
    return unit;
}

gboolean coded_is_key(GstBuffer *unit)
{
    return look(unit).key;
}

/* What came since the last key is a whole group of pictures. */
static void judge_group(CodedJudge *judge, GstClockTime length)
{
    double seconds = (double)MAX(length, 1) / GST_SECOND;
    double rate = judge->pictures / seconds, bits = (double)judge->bytes * 8 / seconds;
    if (rate < RATE_MIN || rate > RATE_MAX)
        refuse(judge, "pictures a second");
    else if (bits > BITS_PER_SECOND_MAX)
        refuse(judge, "bits a second");
    else if (judge->verdict == CODED_UNKNOWN)
        judge->verdict = CODED_GOOD;
}

void coded_judge_unit(CodedJudge *judge, GstBuffer *buffer, GstClockTime at)
{
    Unit unit = look(buffer);
    if (!GST_CLOCK_TIME_IS_VALID(judge->last_key))
        judge->last_key = at;
    if (unit.later)
        refuse(judge, "pictures out of their order");
    if (unit.key) {
        if (judge->keys++ > 0)
            judge_group(judge, at - judge->last_key);
        judge->last_key = at;
        judge->pictures = 0;
        judge->bytes = 0;
    } else if (at > judge->last_key + KEY_EVERY_NS) {
        refuse(judge, "key pictures too far from each other");
    }
    judge->pictures++;
    judge->bytes += gst_buffer_get_size(buffer);
}

void coded_judge_end(CodedJudge *judge)
{
    if (judge->verdict == CODED_UNKNOWN)
        refuse(judge, "too short");
}

struct CodedWatch {
    char *name;
    int width, height;
    GMutex lock;
    CodedJudge judge; /* protected by lock */
};

static void look_at_event(CodedWatch *watch, GstEvent *event)
{
    GstCaps *caps;
    if (GST_EVENT_TYPE(event) == GST_EVENT_EOS)
        coded_judge_end(&watch->judge);
    if (GST_EVENT_TYPE(event) != GST_EVENT_CAPS)
        return;
    gst_event_parse_caps(event, &caps);
    coded_judge_caps(&watch->judge, caps, watch->width, watch->height);
}

static GstPadProbeReturn handle_parsed(GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
    CodedWatch *watch = user_data;
    g_mutex_lock(&watch->lock);
    CodedVerdict before = watch->judge.verdict;
    if (!(info->type & GST_PAD_PROBE_TYPE_BUFFER))
        look_at_event(watch, GST_PAD_PROBE_INFO_EVENT(info));
    else if (GST_BUFFER_PTS_IS_VALID(GST_PAD_PROBE_INFO_BUFFER(info)))
        coded_judge_unit(&watch->judge, GST_PAD_PROBE_INFO_BUFFER(info),
                         GST_BUFFER_PTS(GST_PAD_PROBE_INFO_BUFFER(info)));
    CodedVerdict verdict = watch->judge.verdict;
    const char *reason = watch->judge.reason;
    g_mutex_unlock(&watch->lock);
    if (verdict == before)
        return GST_PAD_PROBE_OK;
    if (verdict == CODED_REFUSED)
        g_info("%s: its H.264 is not recorded as it comes: %s", watch->name, reason);
    g_autoptr(GstElement) parse = gst_pad_get_parent_element(pad);
    gst_element_post_message(
        parse, gst_message_new_application(GST_OBJECT(parse), gst_structure_new_empty("verdict")));
    return GST_PAD_PROBE_OK;
}

CodedWatch *coded_watch_new(GstElement *pipeline, const char *name, int width, int height)
{
    CodedWatch *watch = g_new0(CodedWatch, 1);
    watch->name = g_strdup(name);
    watch->width = width;
    watch->height = height;
    watch->judge = (CodedJudge)CODED_JUDGE;
    g_mutex_init(&watch->lock);
    g_autoptr(GstElement) parse = gst_bin_get_by_name(GST_BIN(pipeline), "parse");
    g_autoptr(GstPad) pad = gst_element_get_static_pad(parse, "src");
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
                      handle_parsed, watch, NULL);
    return watch;
}

CodedVerdict coded_watch_verdict(CodedWatch *watch)
{
    g_mutex_lock(&watch->lock);
    CodedVerdict verdict = watch->judge.verdict;
    g_mutex_unlock(&watch->lock);
    return verdict;
}

void coded_watch_free(CodedWatch *watch)
{
    if (!watch)
        return;
    g_mutex_clear(&watch->lock);
    g_free(watch->name);
    g_free(watch);
}
