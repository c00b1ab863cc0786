#include "media/source_intake.h"

#include <gst/app/gstappsink.h>
#include <string.h>

#define CODED "coded"

static void read_size_locked(Source *source, GstCaps *caps)
{
    const GstStructure *format = caps ? gst_caps_get_structure(caps, 0) : NULL;
    if (source->kind != SOURCE_CAMERA || source->width > 0 || !format)
        return;
    gst_structure_get_int(format, "width", &source->width);
    gst_structure_get_int(format, "height", &source->height);
}

/* What is passed on must have been found good before anything is recorded. */
void source_intake_ready_locked(Source *source, GstCaps *caps)
{
    if (source->ready || (source->judging && coded_watch_verdict(source->judging) != CODED_GOOD))
        return;
    read_size_locked(source, caps);
    source->coded = source->form == SOURCE_PASSED;
    source->ready = TRUE;
    g_cond_broadcast(&source->changed);
}

static void deliver_locked(Source *source, GstBuffer *buffer, GstClockTime at, SourceUse use)
{
    GstBuffer *stamped = gst_buffer_copy(buffer);
    GST_BUFFER_PTS(stamped) = at - source->record_base;
    GST_BUFFER_DTS(stamped) = GST_CLOCK_TIME_NONE;
    if (use == SOURCE_TO_RECORD && coded_is_key(buffer))
        GST_BUFFER_FLAG_UNSET(stamped, GST_BUFFER_FLAG_DELTA_UNIT);
    else if (use == SOURCE_TO_RECORD)
        GST_BUFFER_FLAG_SET(stamped, GST_BUFFER_FLAG_DELTA_UNIT);
    source->deliver(stamped, use, source->user_data);
}

/* Takes the lock for the whole delivery, so that none comes after source_free. coded: from the sink
 * of that name. */
static void handle_sample(Source *source, GstSample *sample, gboolean coded)
{
    GstBuffer *buffer = gst_sample_get_buffer(sample);
    GstClockTime running = GST_CLOCK_TIME_NONE;
    if (buffer && GST_BUFFER_PTS_IS_VALID(buffer))
        running = gst_segment_to_running_time(gst_sample_get_segment(sample), GST_FORMAT_TIME,
                                              GST_BUFFER_PTS(buffer));
    g_mutex_lock(&source->lock);
    gboolean record = coded || source->form == SOURCE_PICTURES;
    SourceUse use = (record ? SOURCE_TO_RECORD : 0) | (coded ? 0 : SOURCE_TO_LOOK);
    if (record) {
        source->last_data_us = g_get_monotonic_time();
        source->flowing = TRUE;
        source_intake_ready_locked(source, gst_sample_get_caps(sample));
    }
    if (buffer && source->ready && source->going && !source->stopping) {
        GstClockTime at = GST_CLOCK_TIME_IS_VALID(running)
                              ? running + source->base + source->latency
                              : gst_clock_get_time(source->clock);
        if (at >= source->record_base)
            deliver_locked(source, buffer, at, use);
    }
    g_mutex_unlock(&source->lock);
}

static GstFlowReturn handle_new_sample(GstAppSink *sink, gpointer user_data)
{
    g_autoptr(GstSample) sample = gst_app_sink_pull_sample(sink);
    if (!sample)
        return GST_FLOW_EOS;
    handle_sample(user_data, sample, strcmp(GST_OBJECT_NAME(sink), CODED) == 0);
    return GST_FLOW_OK;
}

static void handle_overrun(GstElement *queue, gpointer user_data)
{
    __atomic_add_fetch(&((Source *)user_data)->lost, 1, __ATOMIC_RELAXED);
}

void source_intake_connect(Source *source, GstElement *pipeline)
{
    static const char *const sinks[] = {"out", CODED};
    GstAppSinkCallbacks callbacks = {.new_sample = handle_new_sample};
    for (gsize i = 0; i < G_N_ELEMENTS(sinks); i++) {
        g_autoptr(GstElement) sink = gst_bin_get_by_name(GST_BIN(pipeline), sinks[i]);
        if (sink)
            gst_app_sink_set_callbacks(GST_APP_SINK(sink), &callbacks, source, NULL);
    }
    g_autoptr(GstElement) leak = gst_bin_get_by_name(GST_BIN(pipeline), "leak");
    if (leak)
        g_signal_connect(leak, "overrun", G_CALLBACK(handle_overrun), source);
}
