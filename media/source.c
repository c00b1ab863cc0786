#include "media/source.h"

#include <string.h>

#include "media/error.h"
#include "media/source_intake.h"

#define STALL_US (3 * G_USEC_PER_SEC)
/* A server far away, or busy, has to begin first. */
#define FIRST_FROM_NETWORK_US (10 * G_USEC_PER_SEC)
#define REBUILD_AFTER_US (1 * G_USEC_PER_SEC)
#define PREROLL_NS (5 * GST_SECOND)
#define WATCH_NS (100 * GST_MSECOND)
/* Two key pictures, and the connection. */
#define JUDGED_AFTER_US (4 * G_USEC_PER_SEC)
#define LEAVE_US (1 * G_USEC_PER_SEC)

/* Waits until us later or until the source is stopping. Lock held. */
static void pause_locked(Source *source, gint64 us)
{
    gint64 until_us = g_get_monotonic_time() + us;
    while (!source->stopping && g_cond_wait_until(&source->changed, &source->lock, until_us))
        ;
}

/* The pipeline's error as ours; what a person can do something about, not where in the source of
 * a library it came up. */
static void take_error(const Source *source, GstMessage *message, GError **error)
{
    g_autoptr(GError) reason = NULL;
    gst_message_parse_error(message, &reason, NULL);
    /* What a file without the wanted stream gives is "Internal data stream error". */
    if (g_error_matches(reason, GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED)) {
        g_free(reason->message);
        reason->message =
            g_strdup(source->kind == SOURCE_CAMERA ? "no picture in it" : "no sound in it");
    }
    /* It becomes part of a sentence. */
    if (g_str_has_suffix(reason->message, "."))
        reason->message[strlen(reason->message) - 1] = 0;
    g_set_error(error, MEDIA_ERROR,
                source->kind == SOURCE_CAMERA ? MEDIA_ERROR_NO_CAMERA : MEDIA_ERROR_NO_MIC,
                "%s: %s", source->spec, reason->message);
}

static void fail_from_bus(const Source *source, GstElement *pipeline, GError **error)
{
    g_autoptr(GstBus) bus = gst_element_get_bus(pipeline);
    g_autoptr(GstMessage) message = gst_bus_pop_filtered(bus, GST_MESSAGE_ERROR);
    if (message)
        take_error(source, message, error);
    else
        g_set_error(error, MEDIA_ERROR,
                    source->kind == SOURCE_CAMERA ? MEDIA_ERROR_NO_CAMERA : MEDIA_ERROR_NO_MIC,
                    "%s", source->spec);
}

static CodedVerdict verdict_of(const Source *source)
{
    return source->judging ? coded_watch_verdict(source->judging) : CODED_GOOD;
}

/* Until a file has been read so far that it can begin, and what it passes on was judged. */
static gboolean preroll(Source *source, GstElement *pipeline, GError **error)
{
    gint64 until_us = g_get_monotonic_time() + PREROLL_NS / 1000;
    g_autoptr(GstBus) bus = gst_element_get_bus(pipeline);
    for (gboolean there = FALSE;;) {
        gint64 left_us = until_us - g_get_monotonic_time();
        if (there && verdict_of(source) == CODED_GOOD)
            return TRUE;
        g_autoptr(GstMessage) message =
            left_us > 0 ? gst_bus_timed_pop_filtered(bus, (GstClockTime)left_us * GST_USECOND,
                                                     GST_MESSAGE_ERROR | GST_MESSAGE_ASYNC_DONE |
                                                         GST_MESSAGE_APPLICATION)
                        : NULL;
        if (message && GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR)
            take_error(source, message, error);
        else if (message && verdict_of(source) != CODED_REFUSED) {
            there |= GST_MESSAGE_TYPE(message) == GST_MESSAGE_ASYNC_DONE;
            continue;
        } else
            fail_from_bus(source, pipeline, error);
        return FALSE;
    }
}

/* A live source gives no data before it plays; a file is asked whether it can be read. */
static gboolean prepare(Source *source, GstElement *pipeline, GError **error)
{
    gst_pipeline_use_clock(GST_PIPELINE(pipeline), source->clock);
    gst_element_set_start_time(pipeline, GST_CLOCK_TIME_NONE);
    source_intake_connect(source, pipeline);
    GstStateChangeReturn result = gst_element_set_state(pipeline, GST_STATE_PAUSED);
    if (result == GST_STATE_CHANGE_FAILURE) {
        fail_from_bus(source, pipeline, error);
        return FALSE;
    }
    if (result == GST_STATE_CHANGE_NO_PREROLL)
        return TRUE;
    if (!preroll(source, pipeline, error))
        return FALSE;

    g_autoptr(GstElement) sink =
        gst_bin_get_by_name(GST_BIN(pipeline), source->judging ? "coded" : "out");
    g_autoptr(GstPad) pad = gst_element_get_static_pad(sink, "sink");
    g_autoptr(GstCaps) caps = gst_pad_get_current_caps(pad);
    g_mutex_lock(&source->lock);
    source_intake_ready_locked(source, caps);
    while (!source->going && !source->stopping)
        g_cond_wait(&source->changed, &source->lock);
    g_mutex_unlock(&source->lock);
    return TRUE;
}

static void play(Source *source, GstElement *pipeline, gboolean first)
{
    g_mutex_lock(&source->lock);
    /* Two files that begin with the recording stay in step with each other. */
    source->base = first && source->going ? source->record_base : gst_clock_get_time(source->clock);
    source->last_data_us = g_get_monotonic_time();
    source->flowing = FALSE;
    g_mutex_unlock(&source->lock);
    gst_element_set_base_time(pipeline, source->base);
    gst_element_set_state(pipeline, GST_STATE_PLAYING);
}

static const char *cause_of(GstElement *pipeline, const GError *error)
{
    if (source_pipeline_unplugged(pipeline))
        return "unplugged";
    return error ? "error" : "stalled";
}

/* It gives data: the one to look for when it is gone. Lock held. */
static void keep_device_locked(Source *source, const Device *device)
{
    source->tries = 0;
    device_free(source->device);
    source->device = device ? device_copy(device) : NULL;
}

/* Until the pipeline fails or the source is stopping; the cause. */
static const char *watch(Source *source, GstElement *pipeline, const Device *device, GError **error)
{
    g_autoptr(GstBus) bus = gst_element_get_bus(pipeline);
    gint64 judged_until_us = g_get_monotonic_time() + JUDGED_AFTER_US;
    for (gboolean shaped = FALSE, kept = FALSE;;) {
        g_autoptr(GstMessage) message = gst_bus_timed_pop_filtered(
            bus, WATCH_NS, GST_MESSAGE_ERROR | GST_MESSAGE_EOS | GST_MESSAGE_APPLICATION);
        if (message && GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS)
            return "ended";
        g_autoptr(GError) reason = NULL;
        if (verdict_of(source) == CODED_REFUSED)
            return "refused";
        if (message && GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
            take_error(source, message, &reason);
            const char *cause = cause_of(pipeline, reason);
            g_propagate_error(error, g_steal_pointer(&reason));
            return cause;
        }
        g_mutex_lock(&source->lock);
        gboolean stopping = source->stopping, ready = source->ready;
        gint64 patience_us =
            source->latency > 0 && !source->flowing ? FIRST_FROM_NETWORK_US : STALL_US;
        gboolean stalled = g_get_monotonic_time() - source->last_data_us > patience_us;
        int width = source->width, height = source->height;
        if (!source->flowing)
            judged_until_us = g_get_monotonic_time() + JUDGED_AFTER_US;
        stalled |= !ready && g_get_monotonic_time() > judged_until_us;
        if (source->flowing && !kept) {
            keep_device_locked(source, device);
            kept = TRUE;
        }
        g_mutex_unlock(&source->lock);
        if (stopping || stalled)
            return cause_of(pipeline, NULL);
        if (ready && !shaped && source->kind == SOURCE_CAMERA) {
            /* What the recording began with stays, whatever the camera thinks of next. */
            source_pipeline_shape(pipeline, width, height);
            shaped = TRUE;
        }
    }
}

/* last: there is nothing else to be tried at the start. */
static void note(Source *source, const char *cause, const GError *error, gboolean last)
{
    g_mutex_lock(&source->lock);
    if (!source->ready && !source->start_error && last) {
        source->start_error =
            error ? g_error_copy(error)
                  : g_error_new(MEDIA_ERROR,
                                source->kind == SOURCE_CAMERA ? MEDIA_ERROR_NO_CAMERA
                                                              : MEDIA_ERROR_NO_MIC,
                                "%s: no data", source->spec);
        g_cond_broadcast(&source->changed);
    }
    /* The first cause is why; that it is absent afterwards goes without saying. */
    g_atomic_pointer_compare_and_exchange(&source->cause, NULL, cause);
    g_mutex_unlock(&source->lock);
}

/* The pipeline that comes next. Takes judging. */
static void set_form(Source *source, SourceForm form, CodedWatch *judging)
{
    g_mutex_lock(&source->lock);
    CodedWatch *before = source->judging;
    source->form = form;
    source->judging = judging;
    g_mutex_unlock(&source->lock);
    coded_watch_free(before);
}

static gboolean is_ready(Source *source)
{
    g_mutex_lock(&source->lock);
    gboolean ready = source->ready;
    g_mutex_unlock(&source->lock);
    return ready;
}

/* FALSE: the source does not give this, and another form must be tried at once. */
static gboolean run_form(Source *source, const Device *device, SourceForm form, gboolean first,
                         gboolean last)
{
    g_autoptr(GError) error = NULL;
    const char *cause = "absent";
    gboolean watched = FALSE;
    g_mutex_lock(&source->lock);
    const SourceShape shape = {form, source->pace, source->width, source->height};
    g_mutex_unlock(&source->lock);
    g_autoptr(GstElement) pipeline =
        source_pipeline_new(source->kind, source->spec, device, &shape, &error);
    if (pipeline) {
        set_form(source, form,
                 form == SOURCE_PASSED
                     ? coded_watch_new(pipeline, source->spec, shape.width, shape.height)
                     : NULL);
        watched = prepare(source, pipeline, &error);
        if (watched) {
            play(source, pipeline, first);
            cause = watch(source, pipeline, device, &error);
        }
        gst_element_set_state(pipeline, GST_STATE_NULL);
    }
    source->refused |= is_ready(source) && verdict_of(source) == CODED_REFUSED;
    if (form == SOURCE_PASSED && (!watched || !is_ready(source) || source->refused))
        return FALSE;
    note(source, cause, error, last);
    return TRUE;
}

static void run_pipeline(Source *source, const Device *device, gboolean first, gboolean last)
{
    g_mutex_lock(&source->lock);
    gboolean coded = source->coded;
    gboolean may_pass =
        source->kind == SOURCE_CAMERA && (source->ready ? coded && !source->refused : TRUE);
    g_mutex_unlock(&source->lock);
    if (may_pass && run_form(source, device, SOURCE_PASSED, first, last))
        return;
    g_mutex_lock(&source->lock);
    gboolean stopping = source->stopping;
    coded = source->coded;
    g_mutex_unlock(&source->lock);
    if (!stopping)
        run_form(source, device, coded ? SOURCE_ENCODED : SOURCE_PICTURES, first, last);
}

static void run_once(Source *source, gboolean first)
{
    g_mutex_lock(&source->lock);
    g_autoptr(Device) before = source->device ? device_copy(source->device) : NULL;
    g_mutex_unlock(&source->lock);
    if (before)
        device_let_go(before);
    g_autoptr(GPtrArray) devices = source_pipeline_devices(source->kind, source->spec, before);
    if (!devices) {
        run_pipeline(source, NULL, first, TRUE);
    } else if (devices->len == 0) {
        g_autoptr(GError) error = g_error_new(
            MEDIA_ERROR, source->kind == SOURCE_CAMERA ? MEDIA_ERROR_NO_CAMERA : MEDIA_ERROR_NO_MIC,
            "%s", source->spec);
        note(source, "absent", error, TRUE);
    } else {
        /* The next one each time, until one gives data. */
        const Device *device = g_ptr_array_index(devices, source->tries++ % devices->len);
        run_pipeline(source, device, first, source->tries >= devices->len);
    }
}

static void release(Source *source)
{
    g_clear_error(&source->start_error);
    coded_watch_free(source->judging);
    device_free(source->device);
    gst_object_unref(source->clock);
    g_mutex_clear(&source->lock);
    g_cond_clear(&source->changed);
    g_free(source->spec);
    g_free(source);
}

static gpointer run(gpointer data)
{
    Source *source = data;
    g_mutex_lock(&source->lock);
    for (gboolean first = TRUE; !source->stopping && !source->start_error; first = FALSE) {
        if (!first)
            pause_locked(source, REBUILD_AFTER_US);
        if (source->stopping)
            break;
        g_mutex_unlock(&source->lock);
        run_once(source, first);
        g_mutex_lock(&source->lock);
    }
    source->gone = TRUE;
    gboolean left = source->left;
    g_cond_broadcast(&source->changed);
    g_mutex_unlock(&source->lock);
    if (left)
        release(source);
    return NULL;
}

Source *source_new(SourceKind kind, const char *spec, const SourceWish *wish, GstClock *clock,
                   SourceDeliver deliver, gpointer user_data)
{
    Source *source = g_new0(Source, 1);
    source->kind = kind;
    source->spec = g_strdup(spec);
    source->clock = gst_object_ref(clock);
    source->latency = source_pipeline_latency(kind, spec);
    source->pace = wish->pace;
    if (wish->before && strcmp(spec, "auto") == 0)
        source->device = device_copy(wish->before);
    source->deliver = deliver;
    source->user_data = user_data;
    g_mutex_init(&source->lock);
    g_cond_init(&source->changed);
    source->thread = g_thread_new(kind == SOURCE_CAMERA ? "camera" : "mic", run, source);
    return source;
}

gboolean source_wait(Source *source, gint64 until_us, GError **error)
{
    g_mutex_lock(&source->lock);
    while (!source->ready && !source->start_error)
        if (!g_cond_wait_until(&source->changed, &source->lock, until_us))
            break;
    gboolean ready = source->ready;
    if (source->start_error)
        g_propagate_error(error, g_error_copy(source->start_error));
    else if (!ready)
        g_set_error(error, MEDIA_ERROR,
                    source->kind == SOURCE_CAMERA ? MEDIA_ERROR_NO_CAMERA : MEDIA_ERROR_NO_MIC,
                    "%s: no data", source->spec);
    g_mutex_unlock(&source->lock);
    return ready;
}

void source_size(Source *source, int *width_out, int *height_out)
{
    g_mutex_lock(&source->lock);
    *width_out = source->width;
    *height_out = source->height;
    g_mutex_unlock(&source->lock);
}

gboolean source_coded(Source *source)
{
    g_mutex_lock(&source->lock);
    gboolean coded = source->coded;
    g_mutex_unlock(&source->lock);
    return coded;
}

guint64 source_lost(Source *source)
{
    return __atomic_load_n(&source->lost, __ATOMIC_RELAXED);
}

Device *source_device(Source *source)
{
    g_mutex_lock(&source->lock);
    Device *device = source->device ? device_copy(source->device) : NULL;
    g_mutex_unlock(&source->lock);
    return device;
}

char *source_word(const char *spec)
{
    return spec[0] == '/' ? g_path_get_basename(spec) : g_strndup(spec, strcspn(spec, ":"));
}

char *source_name(Source *source)
{
    g_mutex_lock(&source->lock);
    char *name = source->device ? g_strdup(source->device->name) : source_word(source->spec);
    g_mutex_unlock(&source->lock);
    return name;
}

void source_go(Source *source, GstClockTime base_time)
{
    g_mutex_lock(&source->lock);
    source->going = TRUE;
    source->record_base = base_time;
    g_atomic_pointer_set(&source->cause, NULL);
    g_cond_broadcast(&source->changed);
    g_mutex_unlock(&source->lock);
}

const char *source_cause(Source *source)
{
    const char *cause = g_atomic_pointer_get(&source->cause);
    return cause ? cause : "stalled";
}

void source_recovered(Source *source)
{
    g_atomic_pointer_set(&source->cause, NULL);
}

void source_free(Source *source)
{
    if (!source)
        return;
    gint64 until_us = g_get_monotonic_time() + LEAVE_US;
    g_mutex_lock(&source->lock);
    source->stopping = TRUE;
    g_cond_broadcast(&source->changed);
    while (!source->gone)
        if (!g_cond_wait_until(&source->changed, &source->lock, until_us))
            break;
    GThread *thread = source->thread;
    gboolean gone = source->gone;
    source->left = !gone;
    g_mutex_unlock(&source->lock);
    if (!gone) {
        g_thread_unref(thread);
        return;
    }
    g_thread_join(thread);
    release(source);
}
