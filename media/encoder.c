#include "media/encoder.h"

#include <gst/video/video.h>

#include "media/error.h"
#include "media/record_format.h"

#define KEY_EVERY_NS GST_SECOND

typedef struct {
    const char *factory, *description;
} Encoder;

/* The board's own encoder first. The placeholder comes five times a second, so that a keyframe is
 * asked for by time, never by a number of frames. */
static const Encoder encoders[] = {
    {"v4l2h264enc", "v4l2h264enc name=encoder"
                    " ! video/x-h264,level=(string)4,profile=(string)high"},
    {"x264enc", "x264enc name=encoder speed-preset=superfast tune=zerolatency key-int-max=300"
                " option-string=" RECORD_X264_OPTIONS},
};

const char *encoder_description(GError **error)
{
    for (gsize i = 0; i < G_N_ELEMENTS(encoders); i++) {
        GstElement *element = gst_element_factory_make(encoders[i].factory, NULL);
        if (!element)
            continue;
        gst_object_ref_sink(element);
        gboolean opens =
            gst_element_set_state(element, GST_STATE_READY) != GST_STATE_CHANGE_FAILURE;
        gst_element_set_state(element, GST_STATE_NULL);
        gst_object_unref(element);
        if (opens)
            return encoders[i].description;
    }
    g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "no H.264 encoder (x264enc)");
    return NULL;
}

/* next_key: of the encoder's thread. */
static GstPadProbeReturn handle_picture(GstPad *pad, GstPadProbeInfo *info, gpointer user_data)
{
    GstClockTime *next_key = user_data;
    GstClockTime at = GST_BUFFER_PTS(GST_PAD_PROBE_INFO_BUFFER(info));
    /* The first picture is one anyway. Asking for it would confuse x264enc, which shifts its times
     * by 1000 hours after it, so that no later request would count. */
    gboolean first = *next_key == 0;
    if (at < *next_key)
        return GST_PAD_PROBE_OK;
    *next_key = at - at % KEY_EVERY_NS + KEY_EVERY_NS;
    if (!first)
        gst_pad_send_event(pad, gst_video_event_new_downstream_force_key_unit(
                                    at, at, at, FALSE, (guint)(at / KEY_EVERY_NS)));
    return GST_PAD_PROBE_OK;
}

static void set_bitrate(GstElement *encoder, int width, int height)
{
    int bits = CLAMP((int)((gint64)2000000 * width * height / (1280 * 720)), 800000, 4500000);
    if (g_object_class_find_property(G_OBJECT_GET_CLASS(encoder), "bitrate")) {
        g_object_set(encoder, "bitrate", (guint)bits / 1000, NULL);
        return;
    }
    g_autoptr(GstStructure) controls =
        gst_structure_new("controls", "video_bitrate", G_TYPE_INT, bits, NULL);
    g_object_set(encoder, "extra-controls", controls, NULL);
}

void encoder_set_up(GstElement *pipeline, int width, int height)
{
    g_autoptr(GstElement) encoder = gst_bin_get_by_name(GST_BIN(pipeline), "encoder");
    g_autoptr(GstPad) pad = gst_element_get_static_pad(encoder, "sink");
    set_bitrate(encoder, width, height);
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, handle_picture, g_new0(GstClockTime, 1),
                      g_free);
}
