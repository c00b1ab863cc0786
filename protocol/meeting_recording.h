/*
 * The recording of a meeting from its first second to its last: register and recorder in step. The
 * command and the touch screen both start and end it here. All block: for the disk, and for the
 * recorder (media/client.h).
 */
#pragma once

#include "media/chain.h"
#include "media/client.h"
#include "media/trial.h"
#include "protocol/home.h"

/* As RecorderOptions. */
typedef struct {
    const char *camera, *mic; /* NULL: auto; the sound of an rtsp camera */
    const char *second_mic;   /* NULL: none */
    const char *mirror;       /* where a folder of the meeting gets a second copy; NULL: none */
    int for_seconds;          /* 0: until it is ended */
} RecordingSetup;

/* The folder of the meeting's recording. g_free. */
char *meeting_recording_folder(Home *home, const char *id);
/* The recorder of the meeting; MEDIA_ERROR_NOT_RUNNING if none answers. Free with
 * recorder_client_free. */
RecorderClient *meeting_recording_connect(Home *home, const char *id, GError **error);
/* Starts a recorder, or a further take after one that broke off. The meeting is in session from the
 * moment when its devices are there, before the first byte is recorded. */
gboolean meeting_recording_begin(Home *home, const char *id, const RecordingSetup *setup,
                                 RecorderStatus *status_out, GError **error);
/* Tries the devices of setup for setup->for_seconds, in a folder of the home that belongs to no
 * meeting: media/trial.h. Only while nothing is recorded. */
Trial *meeting_recording_try(Home *home, const RecordingSetup *setup, GError **error);
/* Ends the recording and, with it, the meeting. A recorder that died before leaves its recording to
 * be completed here: *died_out (may be NULL). MEDIA_ERROR_NOT_RUNNING if nothing was recorded. */
gboolean meeting_recording_end(Home *home, const char *id, gboolean *died_out, GError **error);
