/*
 * The client of esep-recorder: starts the process and speaks with it over the Unix socket
 * recorder.sock in the recording's folder. The recorder outlives whoever started it.
 *
 * The socket's protocol: JSON lines of at most 4096 bytes. A client sends
 * {"do":"status"|"mark"|"stop"|"preview"|"hello"} with an optional "id" (a number or a string) that
 * the answer repeats; each answer is one line with "ok":true, or "ok":false, "error":code
 * (error.h), "detail". hello answers "protocol":2; status the members of RecorderStatus ("peak_db"
 * and "rms_db" null if there is no sound, "alarms" a list of names); mark those of RecorderMark;
 * stop when the take is closed, with those of the last status, and then the connection ends.
 * preview (since 2) answers with a descriptor (SCM_RIGHTS) of the memory in preview_format.h, which
 * is written as long as the connection lasts. A client that does not read is cut off.
 *
 * A RecorderClient belongs to one thread. Each call blocks until the answer or its timeout.
 */
#pragma once

#include <glib.h>

#define RECORDER_SOCKET "recorder.sock"

typedef struct {
    const char *program;   /* path of esep-recorder */
    const char *directory; /* the meeting's video folder; it exists */
    const char *camera;    /* auto, test, /dev/videoN, file:PATH, rtsp://…  */
    /* auto, test, none, alsa:DEV, pulse:SOURCE, file:PATH, rtsp://…; NULL: the sound of an rtsp
     * camera, or auto */
    const char *mic;
    int for_seconds; /* stop by itself after so long; 0: when asked */
    /* Recorded as a track of its own, and as the first sound while the other is mute; NULL: only
     * one is recorded. Not beside none. */
    const char *second_mic;
    /* File in which auto remembers its devices and how much the machine sustains; NULL: nowhere. */
    const char *memory;
    const char *mirror; /* folder of a second copy, on another disk; NULL: none */

    /* Called when camera and microphone are there and nothing is recorded yet: the moment to
     * commit the row that says so. FALSE with an error: no recording begins. May be NULL. */
    gboolean (*prepared)(gpointer user_data, GError **error);
    gpointer user_data;
} RecorderOptions;

/* Whether a text names a camera or a microphone; not whether it is there. */
gboolean recorder_camera_valid(const char *camera);
gboolean recorder_mic_valid(const char *mic);
/* Whether one or two microphones can be recorded together; NULL-terminated. */
gboolean recorder_mics_valid(const char *const *mics);

/* What is wrong now; each ends when its cause does. */
typedef enum {
    RECORDER_ALARM_CAMERA_LOST = 1 << 0,       /* "camera-lost": a placeholder is recorded */
    RECORDER_ALARM_CAMERA_BLACK = 1 << 1,      /* "camera-black" */
    RECORDER_ALARM_CAMERA_COVERED = 1 << 2,    /* "camera-covered": nothing can be told apart */
    RECORDER_ALARM_CAMERA_FROZEN = 1 << 3,     /* "camera-frozen": always the same picture */
    RECORDER_ALARM_MIC_LOST = 1 << 4,          /* "mic-lost": silence is recorded */
    RECORDER_ALARM_MIC_DEAD = 1 << 5,          /* "mic-dead": it gives nothing but zeros */
    RECORDER_ALARM_MIC_FAINT = 1 << 6,         /* "mic-faint": for half a minute */
    RECORDER_ALARM_MIC_CLIPPING = 1 << 7,      /* "mic-clipping": too loud */
    RECORDER_ALARM_FRAMES_LOST = 1 << 8,       /* "frames-lost": the machine is too slow */
    RECORDER_ALARM_CARD_SLOW = 1 << 9,         /* "card-slow": writing takes long */
    RECORDER_ALARM_CARD_NEARLY_FULL = 1 << 10, /* "card-nearly-full": for less than half an hour */
    RECORDER_ALARM_CLOCK_CHANGED = 1 << 11,    /* "clock-changed": in the last minute */
    RECORDER_ALARM_MIC_ONE_LOST = 1 << 12,     /* "mic-one-lost": of two; the other is recorded */
    RECORDER_ALARM_CARD_UNREADABLE = 1 << 13,  /* "card-unreadable": reads back otherwise */
    RECORDER_ALARM_MIRROR_BEHIND = 1 << 14,    /* "mirror-behind": the second copy does not grow */
} RecorderAlarm;
#define RECORDER_ALARM_COUNT 15

/* The name of one alarm; static. NULL if it is none. */
const char *recorder_alarm_name(RecorderAlarm alarm);

#define RECORDER_NAME_BYTES 64

typedef struct {
    int take;             /* number of the take that is being written */
    gint64 running_ms;    /* length of this take so far */
    gint64 safe_ms;       /* up to here bytes and chain line are flushed to the disk */
    gint64 bytes;         /* of this take */
    gint64 free_bytes;    /* of the filesystem */
    gint64 hours_left_ms; /* time that fits on the disk at this bitrate, -1 if not known yet */
    guint64 frames;       /* encoded */
    guint64 frames_lost;
    double peak_db;        /* of the last interval; -G_MAXDOUBLE if there is no sound */
    double rms_db;         /* mean of the last half second; likewise */
    guint alarms;          /* RecorderAlarm, or'ed */
    gboolean camera_alive; /* FALSE: a placeholder is recorded */
    gboolean mic_alive;    /* FALSE: silence is recorded */
    int mics;              /* tracks of sound */
    /* What the devices call themselves, or how they were asked for; UTF-8, "" if not known. */
    char camera[RECORDER_NAME_BYTES], mic[RECORDER_NAME_BYTES], second_mic[RECORDER_NAME_BYTES];
    gboolean stopping;
    gint64 mirror_behind_bytes; /* what the second copy lacks; -1: there is none */
} RecorderStatus;

typedef struct {
    int take;
    gint64 at_ms; /* running time in the take */
    gint64 unix_ms;
} RecorderMark;

typedef struct RecorderClient RecorderClient;

/* Starts a recorder, which comes back by itself with a new take if it dies (revive.h), and waits
 * until the first segment is safe on the disk (at most 60 s; 20 s once
 * GStreamer knows its plugins), so that whoever announces "recording" tells the truth. Errors:
 * MEDIA_ERROR_NO_CAMERA, _NO_MIC, _NO_SPACE, _RUNNING, _FAILED, and what options->prepared says.
 * The new take is in status_out (may be NULL). Blocks. */
gboolean recorder_start(const RecorderOptions *options, RecorderStatus *status_out, GError **error);
/* As recorder_start, but returns a connection as soon as there is a picture to be looked at, while
 * nothing is safe on the disk yet: to try the devices, never to announce a recording. Free with
 * recorder_client_free. */
RecorderClient *recorder_begin(const RecorderOptions *options, GError **error);
/* Completes the chain of a take that a crash left, which every start does too. program as in
 * RecorderOptions. Does nothing to a recording that is complete; MEDIA_ERROR_RUNNING while one
 * is going on. Blocks until done. */
gboolean recorder_recover(const char *program, const char *directory, GError **error);
/* Connects to the recorder of a folder; MEDIA_ERROR_NOT_RUNNING if none answers. Free with
 * recorder_client_free. */
RecorderClient *recorder_connect(const char *directory, GError **error);
/* The same; and if the recorder died and another is about to go on, waits for that, at most 5 s. */
RecorderClient *recorder_reconnect(const char *directory, GError **error);
void recorder_client_free(RecorderClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecorderClient, recorder_client_free)

gboolean recorder_status(RecorderClient *client, RecorderStatus *status_out, GError **error);
/* The position of "now" in the recording. */
gboolean recorder_mark(RecorderClient *client, RecorderMark *mark_out, GError **error);
/* A descriptor of the picture's memory, for preview_open; the caller closes it. -1 on failure. */
int recorder_preview_fd(RecorderClient *client, GError **error);
/* Ends the take and waits until the recorder has closed it and gone (at most 10 s). The client
 * can only be freed then. */
gboolean recorder_stop(RecorderClient *client, GError **error);
