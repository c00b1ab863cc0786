#include "media/recorder.h"

#include <glib-unix.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>

#include "media/chain_line.h"
#include "media/chain_writer.h"
#include "media/error.h"
#include "media/monitor.h"
#include "media/record.h"
#include "media/record_format.h"
#include "media/server.h"
#include "media/streams.h"
#include "media/take.h"

#define SOURCES_TIMEOUT_US (8 * G_USEC_PER_SEC)
#define FIRST_SEGMENT_TIMEOUT_MS 12000
#define WATCHDOG_MS 40
#define GUARD_MS 1000
#define EOS_TIMEOUT_MS 5000
#define CLOCK_EVERY_MS 60000
#define CLOCK_JUMP_US 200000
/* The register must still be able to write what is said after the recording ran full. */
#define FREE_AT_START_BYTES (24 << 20)
#define FREE_AT_END_BYTES (16 << 20)
#define RATE_KNOWN_AFTER_MS 5000

struct Recorder {
    const RecorderSetup *setup;
    RecorderSay say;
    gpointer user_data;

    GMainLoop *loop;
    GstClock *clock;
    GstClockTime base_time;
    ChainWriter *writer;
    Streams *streams;
    Memory memory;
    PaceWatch pace;
    gboolean halved; /* every second picture is left out: all were too many */
    char *path;      /* of the take's file */
    int number;
    gboolean take_begun;
    Record *record;
    Monitor *monitor;
    Take *take;
    Keeper *keeper;
    Server *server;
    ServerActions actions;
    GArray *timers; /* of guint */

    gboolean said;
    gboolean stopping;
    gboolean broken;   /* the record's pipeline died: not all bytes are in the file */
    const char *cause; /* of the end */
    gint64 end_ms;     /* running time when the end began */
    GError *error;     /* why it ended before it was asked to */
    gint64 clock_offset_us, last_clock_ms;
};

/* Running time of the recording. Any thread. */
static GstClockTime now(gpointer user_data)
{
    const Recorder *recorder = user_data;
    GstClockTime at = gst_clock_get_time(recorder->clock);
    return at > recorder->base_time ? at - recorder->base_time : 0;
}

static gint64 now_ms(gpointer user_data)
{
    return (gint64)(now(user_data) / GST_MSECOND);
}

static gint64 free_bytes(const Recorder *recorder)
{
    struct statvfs disk;
    if (statvfs(recorder->setup->directory, &disk) != 0)
        return 0;
    return (gint64)disk.f_bavail * (gint64)disk.f_frsize;
}

static void begin_end(Recorder *recorder, const char *cause);

/* The recording cannot go on. */
static void break_off(Recorder *recorder, const GError *error)
{
    if (!recorder->error)
        recorder->error = g_error_copy(error);
    recorder->cause = error->code == MEDIA_ERROR_NO_SPACE ? "no-space" : "error";
    recorder->broken = recorder->stopping = TRUE;
    g_main_loop_quit(recorder->loop);
}

/* The monitor hears what is recorded as the first sound. */
static void handle_data(Stream *stream, GstBuffer *buffer, gint64 at_ms, gpointer user_data)
{
    Recorder *recorder = user_data;
    if (stream == streams_camera(recorder->streams))
        monitor_picture(recorder->monitor, buffer, at_ms);
    else if (stream == streams_mic(recorder->streams) ||
             !stream_alive(streams_mic(recorder->streams)))
        monitor_sound(recorder->monitor, buffer, at_ms);
}

static void handle_gap(gint64 at_ms, gint64 for_ms, const char *what, const char *cause,
                       gpointer user_data)
{
    Recorder *recorder = user_data;
    take_gap(recorder->take, at_ms, for_ms, what, cause);
}

static void handle_bytes(GstBuffer *buffer, gint64 synced_bytes, gpointer user_data)
{
    Recorder *recorder = user_data;
    take_bytes(recorder->take, buffer, synced_bytes);
}

static void handle_finished(gpointer user_data)
{
    Recorder *recorder = user_data;
    g_main_loop_quit(recorder->loop);
}

static void handle_record_failed(const GError *error, gpointer user_data)
{
    break_off(user_data, error);
}

typedef struct {
    Recorder *recorder;
    GError *error;
} ChainFailure;

static gboolean handle_chain_failed(gpointer data)
{
    ChainFailure *failure = data;
    if (!failure->recorder->stopping) {
        failure->recorder->error = g_error_copy(failure->error);
        begin_end(failure->recorder,
                  failure->error->code == MEDIA_ERROR_NO_SPACE ? "no-space" : "error");
    }
    g_error_free(failure->error);
    g_free(failure);
    return G_SOURCE_REMOVE;
}

/* On the chain's thread: only passes it on. */
static void post_chain_failed(const GError *error, gpointer user_data)
{
    ChainFailure *failure = g_new0(ChainFailure, 1);
    failure->recorder = user_data;
    failure->error = g_error_copy(error);
    g_idle_add(handle_chain_failed, failure);
}

/* How long the disk lasts at the bitrate so far; -1 before that is known. */
static gint64 time_left_ms(const Recorder *recorder, gint64 running_ms)
{
    gint64 bytes = record_bytes(recorder->record);
    double usable = (double)MAX(free_bytes(recorder) - FREE_AT_END_BYTES, 0);
    return running_ms < RATE_KNOWN_AFTER_MS || bytes <= 0
               ? -1
               : (gint64)(usable / (double)bytes * (double)running_ms);
}

static int handle_look(JsonObject *answer, gpointer user_data)
{
    Recorder *recorder = user_data;
    preview_writer_count(monitor_preview(recorder->monitor), 1);
    return preview_writer_fd(monitor_preview(recorder->monitor));
}

static void handle_look_end(gpointer user_data)
{
    Recorder *recorder = user_data;
    preview_writer_count(monitor_preview(recorder->monitor), -1);
}

static void fill_status(JsonObject *answer, gpointer user_data)
{
    Recorder *recorder = user_data;
    gint64 running_ms = recorder->stopping ? recorder->end_ms : now_ms(recorder);
    json_object_set_int_member(answer, "take", recorder->number);
    json_object_set_int_member(answer, "running_ms", running_ms);
    json_object_set_int_member(answer, "safe_ms",
                               recorder->take ? take_safe_ms(recorder->take) : recorder->end_ms);
    json_object_set_int_member(answer, "bytes", record_bytes(recorder->record));
    json_object_set_int_member(answer, "free_bytes", free_bytes(recorder));
    json_object_set_int_member(answer, "hours_left_ms", time_left_ms(recorder, running_ms));
    json_object_set_int_member(answer, "frames", (gint64)record_frames(recorder->record));
    json_object_set_int_member(answer, "frames_lost",
                               (gint64)stream_lost(streams_camera(recorder->streams)));
    Stream *mic = streams_mic(recorder->streams);
    server_put_db(answer, "peak_db", stream_peak_db(mic));
    server_put_db(answer, "rms_db",
                  stream_covered(mic) ? guard_rms_db(monitor_guard(recorder->monitor))
                                      : -G_MAXDOUBLE);
    server_put_alarms(answer, guard_alarms(monitor_guard(recorder->monitor), running_ms) |
                                  streams_alarms(recorder->streams) |
                                  keeper_alarms(recorder->keeper));
    json_object_set_int_member(answer, "mirror_behind_bytes",
                               keeper_behind_bytes(recorder->keeper));
    json_object_set_boolean_member(answer, "camera_alive",
                                   stream_alive(streams_camera(recorder->streams)));
    json_object_set_boolean_member(answer, "mic_alive", stream_covered(mic));
    streams_put_names(recorder->streams, answer);
    json_object_set_boolean_member(answer, "stopping", recorder->stopping);
}

static void fill_mark(JsonObject *answer, gpointer user_data)
{
    Recorder *recorder = user_data;
    json_object_set_int_member(answer, "take", recorder->number);
    json_object_set_int_member(answer, "at_ms",
                               recorder->stopping ? recorder->end_ms : now_ms(recorder));
    json_object_set_int_member(answer, "unix_ms", g_get_real_time() / 1000);
}

static void handle_stop(gpointer user_data)
{
    begin_end(user_data, "stopped");
}

static gboolean handle_signal(gpointer user_data)
{
    begin_end(user_data, "stopped");
    return G_SOURCE_CONTINUE;
}

static gboolean handle_eos_timeout(gpointer user_data)
{
    Recorder *recorder = user_data;
    recorder->broken = TRUE;
    g_main_loop_quit(recorder->loop);
    return G_SOURCE_CONTINUE;
}

static void add_timer(Recorder *recorder, guint id)
{
    g_array_append_val(recorder->timers, id);
}

/* Ends both streams; the pipeline says when all of it is in the file. */
static void begin_end(Recorder *recorder, const char *cause)
{
    if (recorder->stopping)
        return;
    GstClockTime at = now(recorder);
    recorder->stopping = TRUE;
    recorder->cause = cause;
    recorder->end_ms = (gint64)(at / GST_MSECOND);
    streams_end(recorder->streams, at);
    add_timer(recorder, g_timeout_add(EOS_TIMEOUT_MS, handle_eos_timeout, recorder));
}

static gboolean handle_watchdog(gpointer user_data)
{
    Recorder *recorder = user_data;
    GstClockTime at = now(recorder);
    streams_tick(recorder->streams);
    if (!recorder->said && take_safe_ms(recorder->take) > 0) {
        recorder->said = TRUE;
        g_autofree char *line = server_status_line(&recorder->actions);
        recorder->say(line, recorder->user_data);
    }
    if (recorder->setup->for_seconds > 0 &&
        at >= (GstClockTime)recorder->setup->for_seconds * GST_SECOND)
        begin_end(recorder, "stopped");
    return G_SOURCE_CONTINUE;
}

static gint64 clock_offset_us(void)
{
    return g_get_real_time() - g_get_monotonic_time();
}

/* Once a second: the wall clock, and the room on the disk. */
static gboolean handle_guard(gpointer user_data)
{
    Recorder *recorder = user_data;
    gint64 offset_us = clock_offset_us();
    if (recorder->stopping)
        return G_SOURCE_CONTINUE;
    gboolean jumped = ABS(offset_us - recorder->clock_offset_us) > CLOCK_JUMP_US;
    if (jumped || now_ms(recorder) - recorder->last_clock_ms >= CLOCK_EVERY_MS) {
        take_clock(recorder->take);
        recorder->clock_offset_us = offset_us;
        recorder->last_clock_ms = now_ms(recorder);
    }
    gint64 at_ms = now_ms(recorder);
    GuardFacts facts = {.camera_alive = stream_alive(streams_camera(recorder->streams)),
                        .mic_alive = stream_covered(streams_mic(recorder->streams)),
                        .frames_lost = stream_lost(streams_camera(recorder->streams)),
                        .slowest_write_us = record_slowest_write_us(recorder->record),
                        .time_left_ms = time_left_ms(recorder, at_ms),
                        .clock_changed = jumped};
    guard_look(monitor_guard(recorder->monitor), &facts, at_ms);
    if (pace_watch(&recorder->pace, facts.frames_lost) && !recorder->halved) {
        recorder->halved = TRUE;
        stream_thin(streams_camera(recorder->streams));
    }
    if (free_bytes(recorder) < FREE_AT_END_BYTES) {
        g_set_error(&recorder->error, MEDIA_ERROR, MEDIA_ERROR_NO_SPACE, "%s",
                    recorder->setup->directory);
        begin_end(recorder, "no-space");
    }
    return G_SOURCE_CONTINUE;
}

static gboolean handle_start_timeout(gpointer user_data)
{
    Recorder *recorder = user_data;
    if (!recorder->said && !recorder->stopping) {
        g_set_error(&recorder->error, MEDIA_ERROR, MEDIA_ERROR_FAILED,
                    "%s: nothing reached the disk in time", recorder->setup->directory);
        begin_end(recorder, "error");
    }
    return G_SOURCE_CONTINUE;
}

static gboolean check_space(Recorder *recorder, GError **error)
{
    if (free_bytes(recorder) >= FREE_AT_START_BYTES)
        return TRUE;
    g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_NO_SPACE, "%s", recorder->setup->directory);
    return FALSE;
}

static gboolean open_sources(Recorder *recorder, GError **error)
{
    const RecorderSetup *setup = recorder->setup;
    gint64 until_us = g_get_monotonic_time() + SOURCES_TIMEOUT_US;
    const StreamOwner owner = {now, handle_data, handle_gap, recorder};
    recorder->streams =
        streams_open(setup->camera, setup->mics, &recorder->memory, recorder->clock, &owner);
    return streams_wait(recorder->streams, until_us, error);
}

/* Whoever wants the recording may have to write something down first. */
static gboolean ask(Recorder *recorder, GError **error)
{
    if (!recorder->setup->prepared || recorder->setup->prepared(recorder->user_data))
        return TRUE;
    g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s: called off",
                recorder->setup->directory);
    return FALSE;
}

static gboolean begin_take(Recorder *recorder, GError **error)
{
    g_autofree char *camera = source_word(recorder->setup->camera);
    g_autofree char *mic = source_word(recorder->setup->mics[0]);
    RecordFormat format = streams_format(recorder->streams);
    recorder->monitor = monitor_new(format.width, format.height,
                                    stream_source(streams_mic(recorder->streams)) != NULL, error);
    if (!recorder->monitor)
        return FALSE;
    recorder->number = chain_writer_take(recorder->writer, camera, mic, error);
    if (recorder->number == 0)
        return FALSE;
    recorder->take_begun = TRUE;
    g_autofree char *file = chain_take_file(recorder->number);
    recorder->path = g_build_filename(recorder->setup->directory, file, NULL);
    RecordOwner owner = {handle_bytes, handle_finished, handle_record_failed, recorder};
    recorder->record = record_new(recorder->path, &format, recorder->clock, &owner, error);
    if (!recorder->record || !streams_connect(recorder->streams, recorder->record, error))
        return FALSE;
    if (pace_level(&recorder->memory.pace)->frames_per_second < RECORD_FRAMES_PER_SECOND)
        stream_thin(streams_camera(recorder->streams));
    return TRUE;
}

static gboolean start(Recorder *recorder, GError **error)
{
    recorder->base_time = gst_clock_get_time(recorder->clock);
    TakeOwner owner = {now_ms, post_chain_failed, recorder};
    recorder->take = take_new(recorder->writer, recorder->number, &owner);
    take_clock(recorder->take);
    recorder->keeper = keeper_new(&recorder->setup->keeper, recorder->number);
    recorder->clock_offset_us = clock_offset_us();
    if (!record_start(recorder->record, recorder->base_time, error))
        return FALSE;
    streams_go(recorder->streams, recorder->base_time);

    recorder->actions = (ServerActions){.status = fill_status,
                                        .mark = fill_mark,
                                        .look = handle_look,
                                        .look_end = handle_look_end,
                                        .stop = handle_stop,
                                        .user_data = recorder};
    recorder->server = server_new(recorder->setup->directory, &recorder->actions, error);
    if (!recorder->server)
        return FALSE;
    add_timer(recorder, g_timeout_add(WATCHDOG_MS, handle_watchdog, recorder));
    add_timer(recorder, g_timeout_add(GUARD_MS, handle_guard, recorder));
    add_timer(recorder, g_timeout_add(FIRST_SEGMENT_TIMEOUT_MS, handle_start_timeout, recorder));
    add_timer(recorder, g_unix_signal_add(SIGTERM, handle_signal, recorder));
    add_timer(recorder, g_unix_signal_add(SIGINT, handle_signal, recorder));
    return TRUE;
}

/* Which devices there were, and what the machine could do; from the recording's beginning on. */
static void remember(Recorder *recorder, gboolean over)
{
    struct timespec used;
    streams_remember(recorder->streams, &recorder->memory);
    if (over && clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0) {
        double all_s = (double)recorder->end_ms / 1000 * g_get_num_processors();
        pace_learn(&recorder->memory.pace, recorder->end_ms, recorder->halved,
                   all_s > 0 ? (double)used.tv_sec / all_s : 1);
    }
    memory_save(&recorder->memory, recorder->setup->memory);
}

/* Closes the file and completes the chain, however the recording ended. */
static gboolean close_take(Recorder *recorder, GError **error)
{
    gboolean whole = !recorder->broken;
    const char *cause = recorder->cause ? recorder->cause : "error";
    /* First the sources: after this nobody pushes or reports a gap. */
    if (recorder->streams)
        streams_stop(recorder->streams);
    if (recorder->record)
        record_close(recorder->record);
    if (recorder->take)
        return take_finish(g_steal_pointer(&recorder->take), recorder->path, cause, whole, error);
    if (recorder->take_begun)
        return chain_writer_complete(recorder->writer, "error", error);
    return TRUE;
}

static void clear(Recorder *recorder)
{
    for (guint i = 0; i < recorder->timers->len; i++)
        g_source_remove(g_array_index(recorder->timers, guint, i));
    g_array_unref(recorder->timers);
    streams_free(recorder->streams);
    record_free(recorder->record);
    chain_writer_free(recorder->writer);
    /* The end of the connections tells clients that the folder is free. */
    server_free(recorder->server);
    monitor_free(recorder->monitor);
    keeper_free(recorder->keeper);
    gst_object_unref(recorder->clock);
    g_main_loop_unref(recorder->loop);
    g_clear_error(&recorder->error);
    g_free(recorder->path);
    memory_clear(&recorder->memory);
}

gboolean recorder_run(const RecorderSetup *setup, RecorderSay say, gpointer user_data,
                      GError **error)
{
    gboolean ok = FALSE;
    GError *closing = NULL;
    Recorder recorder = {.setup = setup, .say = say, .user_data = user_data};
    recorder.loop = g_main_loop_new(NULL, FALSE);
    recorder.clock = gst_system_clock_obtain();
    recorder.timers = g_array_new(FALSE, FALSE, sizeof(guint));
    memory_load(&recorder.memory, setup->memory);
    recorder.writer = chain_writer_open(setup->directory, &recorder.error);
    if (recorder.writer && check_space(&recorder, &recorder.error) &&
        open_sources(&recorder, &recorder.error) && ask(&recorder, &recorder.error) &&
        begin_take(&recorder, &recorder.error) && start(&recorder, &recorder.error)) {
        remember(&recorder, FALSE);
        g_main_loop_run(recorder.loop);
        remember(&recorder, TRUE);
    }

    if (!close_take(&recorder, &closing) && !recorder.error)
        recorder.error = g_steal_pointer(&closing);
    g_clear_error(&closing);
    if (recorder.server)
        server_finish(recorder.server);
    /* One that was asked to stop before its first segment was safe still says how it went. */
    g_autofree char *line = NULL;
    if (!recorder.said)
        line = recorder.error ? server_error_line(recorder.error)
                              : server_status_line(&recorder.actions);
    ok = recorder.error == NULL;
    if (!ok && recorder.server && recorder.said &&
        !g_error_matches(recorder.error, MEDIA_ERROR, MEDIA_ERROR_NO_SPACE))
        server_leave(recorder.server);
    if (!ok)
        g_propagate_error(error, g_steal_pointer(&recorder.error));
    clear(&recorder);
    /* The folder is free now: whoever hears this may start again at once. */
    if (line)
        say(line, user_data);
    return ok;
}
