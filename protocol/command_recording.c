/* esep record: starts, watches and stops the recording of a meeting. */
#include <string.h>

#include "media/chain.h"
#include "media/client.h"
#include "media/error.h"
#include "protocol/command.h"
#include "protocol/error.h"
#include "protocol/meeting.h"
#include "protocol/meeting_recording.h"
#include "protocol/paths.h"
#include "protocol/recording_alarm.h"
#include "protocol/register_meeting.h"

#define SECONDS_MAX 86400
#define ASK_EVERY_US (250 * 1000)

typedef struct {
    Session *session;
    Home *home;
    const char *id;
    char *folder; /* of the recording */
    char *camera, **mics, *mirror;
    int for_seconds;
    gboolean status, stop;
} Job;

/* "1:02:03" or "2:03". Free with g_free. */
static char *duration(gint64 ms)
{
    int seconds = (int)(ms / 1000);
    if (seconds >= 3600)
        return g_strdup_printf("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    return g_strdup_printf("%d:%02d", seconds / 60, seconds % 60);
}

static void print_object(JsonObject *object)
{
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
    json_node_set_object(node, object);
    session_print_json(node);
}

static JsonObject *status_json(const RecorderStatus *status)
{
    JsonObject *object = json_object_new();
    json_object_set_int_member(object, "take", status->take);
    json_object_set_int_member(object, "running_ms", status->running_ms);
    json_object_set_int_member(object, "safe_ms", status->safe_ms);
    json_object_set_int_member(object, "bytes", status->bytes);
    json_object_set_int_member(object, "free_bytes", status->free_bytes);
    if (status->hours_left_ms >= 0)
        json_object_set_int_member(object, "hours_left_ms", status->hours_left_ms);
    else
        json_object_set_null_member(object, "hours_left_ms");
    json_object_set_int_member(object, "frames", (gint64)status->frames);
    json_object_set_int_member(object, "frames_lost", (gint64)status->frames_lost);
    if (status->peak_db > -G_MAXDOUBLE)
        json_object_set_double_member(object, "peak_db", status->peak_db);
    else
        json_object_set_null_member(object, "peak_db");
    json_object_set_boolean_member(object, "camera_alive", status->camera_alive);
    json_object_set_boolean_member(object, "mic_alive", status->mic_alive);
    json_object_set_boolean_member(object, "stopping", status->stopping);
    json_object_set_string_member(object, "camera", status->camera);
    json_object_set_string_member(object, "mic", status->mic);
    if (status->mics > 1)
        json_object_set_string_member(object, "second_mic", status->second_mic);
    JsonArray *alarms = json_array_new();
    for (guint i = 0; i < RECORDER_ALARM_COUNT; i++)
        if (status->alarms & 1U << i)
            json_array_add_string_element(alarms, recorder_alarm_name(1U << i));
    json_object_set_array_member(object, "alarms", alarms);
    if (status->mirror_behind_bytes >= 0)
        json_object_set_int_member(object, "mirror_behind_bytes", status->mirror_behind_bytes);
    else
        json_object_set_null_member(object, "mirror_behind_bytes");
    return object;
}

static void print_status(const Job *job, const RecorderStatus *status)
{
    Session *session = job->session;
    if (session->json) {
        g_autoptr(JsonObject) object = status_json(status);
        print_object(object);
        return;
    }
    g_autofree char *take = g_strdup_printf("%d", status->take);
    g_autofree char *running = duration(status->running_ms);
    g_autofree char *safe = duration(status->safe_ms);
    g_autofree char *lost = g_strdup_printf("%" G_GUINT64_FORMAT, status->frames_lost);
    session_print(session, N_("Recording {1}: take {2}, {3}, safe on the disk up to {4}."), job->id,
                  take, running, safe, NULL);
    session_print(session, N_("Camera: {1}"), status->camera, NULL);
    session_print(session, N_("Microphone: {1}"), status->mic, NULL);
    if (status->mics > 1)
        session_print(session, N_("Second microphone: {1}"), status->second_mic, NULL);
    for (guint i = 0; i < RECORDER_ALARM_COUNT; i++)
        if (status->alarms & 1U << i)
            session_print(session, recording_alarm_text(1U << i), NULL);
    if (status->frames_lost > 0)
        session_print(session, N_("Frames lost: {1}"), lost, NULL);
    if (status->hours_left_ms >= 0) {
        g_autofree char *left = duration(status->hours_left_ms);
        session_print(session, N_("The disk has room for {1} more."), left, NULL);
    }
}

/* The last take of what is recorded so far; NULL if there is none. */
static const RecordingTake *last_take(const Recording *recording)
{
    return recording && recording->takes->len > 0
               ? g_ptr_array_index(recording->takes, recording->takes->len - 1)
               : NULL;
}

static void tell_died(const Job *job, GError **error)
{
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("The recorder of {1} died. What it had recorded is kept. To go on recording: "
                 "esep record {1}"),
              job->id, NULL);
}

/* Completes what a recorder that died left, and says so: a person must know. */
static void fail_died(const Job *job, GError **error)
{
    g_autofree char *program = paths_program("esep-recorder");
    g_autoptr(GError) reason = NULL;
    if (!recorder_recover(program, job->folder, &reason)) {
        g_autofree char *text = message_error(job->session->language, reason);
        session_note(job->session, "{1}", text, NULL);
    }
    tell_died(job, error);
}

static void print_recorded(const Job *job, const Recording *recording)
{
    const RecordingTake *last = last_take(recording);
    g_autofree char *length = duration(recording->length_ms);
    g_autofree char *takes = g_strdup_printf("%u", recording->takes->len);
    g_autofree char *gaps = g_strdup_printf("%u", recording->gaps->len);
    if (job->session->json) {
        g_autoptr(JsonObject) object = json_object_new();
        json_object_set_int_member(object, "takes", recording->takes->len);
        json_object_set_int_member(object, "gaps", recording->gaps->len);
        json_object_set_int_member(object, "length_ms", recording->length_ms);
        json_object_set_string_member(object, "end", last->end);
        json_object_set_string_member(object, "head", recording->head);
        json_object_set_string_member(object, "folder", job->folder);
        print_object(object);
        return;
    }
    session_print(job->session, N_("Recorded {1}: {2}, takes: {3}, gaps: {4}. It lies in {5}"),
                  job->id, length, takes, gaps, job->folder, NULL);
}

/* The recorder is gone: notes the end in the register, and says how it went. */
static gboolean report_end(const Job *job, GError **error)
{
    g_autoptr(Recording) recording = recording_read(job->folder, error);
    if (!recording)
        return FALSE;
    const RecordingTake *last = last_take(recording);
    if (!last->end) {
        fail_died(job, error);
        return FALSE;
    }
    if (!meeting_recording_stopped(job->home, job->id, error))
        return FALSE;
    if (strcmp(last->end, "stopped") == 0 || strcmp(last->end, "crash") == 0) {
        print_recorded(job, recording);
        return TRUE;
    }
    if (strcmp(last->end, "no-space") == 0)
        g_set_error_literal(error, MEDIA_ERROR, MEDIA_ERROR_NO_SPACE, job->folder);
    else
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The recording of {1} broke off. What was recorded is kept in {2}. To go on "
                     "recording: esep record {1}"),
                  job->id, job->folder, NULL);
    return FALSE;
}

/* Nobody answers: was nothing recorded, is it over, or did the recorder die? */
static gboolean fail_not_running(const Job *job, GError **error)
{
    g_autoptr(Recording) recording = recording_read(job->folder, NULL);
    const RecordingTake *last = last_take(recording);
    if (last && !last->end)
        fail_died(job, error);
    else if (last && strcmp(last->end, "no-space") == 0)
        g_set_error_literal(error, MEDIA_ERROR, MEDIA_ERROR_NO_SPACE, job->folder);
    else
        g_set_error_literal(error, MEDIA_ERROR, MEDIA_ERROR_NOT_RUNNING, job->id);
    return FALSE;
}

static gboolean run_status(const Job *job, GError **error)
{
    RecorderStatus status;
    g_autoptr(RecorderClient) client = recorder_reconnect(job->folder, NULL);
    if (!client)
        return fail_not_running(job, error);
    if (!recorder_status(client, &status, error))
        return FALSE;
    print_status(job, &status);
    return TRUE;
}

static gboolean run_stop(const Job *job, GError **error)
{
    gboolean died;
    g_autoptr(GError) reason = NULL;
    if (!meeting_recording_end(job->home, job->id, &died, &reason)) {
        if (g_error_matches(reason, MEDIA_ERROR, MEDIA_ERROR_NOT_RUNNING))
            return fail_not_running(job, error);
        g_propagate_error(error, g_steal_pointer(&reason));
        return FALSE;
    }
    if (died) {
        tell_died(job, &reason);
        g_autofree char *text = message_error(job->session->language, reason);
        session_note(job->session, "{1}", text, NULL);
    }
    return report_end(job, error);
}

/* Waits, showing how far it is, until the recorder has gone. */
static gboolean wait_for_end(const Job *job, GError **error)
{
    gint64 all_ms = (gint64)job->for_seconds * 1000, shown_ms = 0;
    RecorderStatus status;
    RecorderClient *client = recorder_connect(job->folder, NULL);
    gboolean watched = client != NULL;
    while (client) {
        if (recorder_status(client, &status, NULL)) {
            shown_ms = CLAMP(status.running_ms, shown_ms, all_ms - 1);
            session_progress(job->session, N_("Recording"), shown_ms, all_ms);
            g_usleep(ASK_EVERY_US);
            continue;
        }
        /* It is over, or it died and another goes on. */
        recorder_client_free(client);
        client = recorder_reconnect(job->folder, NULL);
    }
    if (watched)
        session_progress(job->session, N_("Recording"), all_ms, all_ms);
    return report_end(job, error);
}

static gboolean run_start(const Job *job, GError **error)
{
    RecordingSetup setup = {.camera = job->camera,
                            .mic = job->mics ? job->mics[0] : NULL,
                            .second_mic = job->mics ? job->mics[1] : NULL,
                            .mirror = job->mirror,
                            .for_seconds = job->for_seconds};
    RecorderStatus status;
    if (!meeting_recording_begin(job->home, job->id, &setup, &status, error))
        return FALSE;
    if (job->for_seconds > 0)
        return wait_for_end(job, error);
    if (job->session->json) {
        print_status(job, &status);
        return TRUE;
    }
    g_autofree char *take = g_strdup_printf("%d", status.take);
    session_print(job->session,
                  N_("Recording {1}, take {2}: the first of it is safe on the disk.\n"
                     "To look after it: esep record {1} --status\n"
                     "To stop it: esep record {1} --stop"),
                  job->id, take, NULL);
    return TRUE;
}

static gboolean refuse(GError **error, const char *msgid, const char *what)
{
    error_set(error, PROTOCOL_ERROR_USAGE, msgid, what, NULL);
    return FALSE;
}

static gboolean check(const Job *job, gboolean for_given, GError **error)
{
    gboolean starts = job->camera || job->mics || job->mirror || for_given;
    if (job->status + job->stop + starts > 1)
        return refuse(error, N_("{1} stands alone. See: esep record --help"),
                      job->status ? "--status" : "--stop");
    if (for_given && (job->for_seconds < 1 || job->for_seconds > SECONDS_MAX))
        return refuse(error, N_("{1} takes seconds, from 1 to 86400."), "--for");
    if (job->camera && !recorder_camera_valid(job->camera))
        return refuse(error,
                      N_("“{1}” is no camera: auto, test, /dev/videoN, file:PATH or rtsp://…."),
                      job->camera);
    for (int i = 0; job->mics && job->mics[i]; i++)
        if (!recorder_mic_valid(job->mics[i]))
            return refuse(error,
                          N_("“{1}” is no microphone: auto, test, none, alsa:DEV, pulse:SOURCE, "
                             "file:PATH or rtsp://…."),
                          job->mics[i]);
    if (job->mics && !recorder_mics_valid((const char *const *)job->mics))
        return refuse(error, N_("{1} takes one microphone or two, or none alone."), "--mic");
    return TRUE;
}

/* Whether the meeting is there; a recording on another day is recorded, with a word about it. Reads
 * no name: a recording needs no key. */
static gboolean check_meeting(const Job *job, GError **error)
{
    g_autoptr(JsonObject) meeting = register_meeting(home_register(job->home), job->id, error);
    if (!meeting)
        return FALSE;
    const char *date = json_object_get_string_member(meeting, "date");
    g_autofree char *today = clock_today(job->session->clock);
    if (!job->status && !job->stop && strcmp(date, today) != 0)
        session_note(job->session,
                     N_("Note: the meeting {1} is set for {2}, and today is {3}. If the date is "
                        "wrong: esep meeting set {1} date={3}"),
                     job->id, date, today, NULL);
    return TRUE;
}

static gboolean run_job(Job *job, GError **error)
{
    job->home = session_home(job->session, error);
    if (!job->home || !check_meeting(job, error))
        return FALSE;
    job->folder = meeting_recording_folder(job->home, job->id);
    if (job->status)
        return run_status(job, error);
    if (job->stop)
        return run_stop(job, error);
    return run_start(job, error);
}

static gboolean command_record(Session *session, int argc, char **argv, GError **error)
{
    Job job = {.session = session, .for_seconds = G_MININT};
    const GOptionEntry options[] = {
        {"camera", 0, 0, G_OPTION_ARG_STRING, &job.camera,
         N_("auto, test, /dev/videoN, file:PATH or rtsp://… (auto)"), N_("CAMERA")},
        {"mic", 0, 0, G_OPTION_ARG_STRING_ARRAY, &job.mics,
         N_("auto, test, none, alsa:DEV, pulse:SOURCE, file:PATH or rtsp://… (the sound of an rtsp "
            "camera, or "
            "auto); "
            "a second one takes over when the first fails"),
         N_("MIC")},
        {"for", 0, 0, G_OPTION_ARG_INT, &job.for_seconds,
         N_("record so long, and wait for the end; else until --stop"), N_("SECONDS")},
        {"mirror", 0, 0, G_OPTION_ARG_FILENAME, &job.mirror,
         N_("also to a second disk, as it is recorded: DIR on a stick"), N_("DIR")},
        {"status", 0, 0, G_OPTION_ARG_NONE, &job.status, N_("how the recording goes"), NULL},
        {"stop", 0, 0, G_OPTION_ARG_NONE, &job.stop, N_("end the recording"), NULL},
        {NULL},
    };
    gboolean ok = command_parse(session, options, &argc, &argv, 1, 1, error);
    gboolean for_given = job.for_seconds != G_MININT;
    if (ok) {
        job.id = argv[1];
        job.for_seconds = for_given ? job.for_seconds : 0;
        ok = check(&job, for_given, error) && run_job(&job, error);
    }
    g_free(job.folder);
    g_free(job.camera);
    g_free(job.mirror);
    g_strfreev(job.mics);
    return ok;
}

const Command command_recording_table[] = {
    {"record", "ID", N_("record the meeting to video; watch or stop the recording"),
     command_record},
    {NULL},
};
