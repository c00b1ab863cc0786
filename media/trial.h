/*
 * Tries camera and microphone before they are needed: records a few seconds into a folder of no
 * meeting with the ordinary recorder, shows picture and loudness while it does, and plays it
 * afterwards: what is heard then will be heard in the meeting.
 *
 * One folder serves all trials, and the next one clears what a crash left. A Trial belongs to one
 * thread at a time.
 */
#pragma once

#include "media/client.h"
#include "media/player.h"

typedef struct Trial Trial;

/* options as for recorder_begin: directory is the folder, which is made here, in a folder that
 * exists; for_seconds how long to record. Blocks until there is a picture, at most 60 s; where
 * GStreamer knows its plugins, as long as the devices take. MEDIA_ERROR_NO_CAMERA, _NO_MIC,
 * _NO_SPACE; _FAILED if something else than a trial is in the folder. Free with trial_free. */
Trial *trial_new(const RecorderOptions *options, GError **error);
/* Ends what goes on, and removes all that was recorded. NULL is fine. Blocks for the recorder's
 * end. */
void trial_free(Trial *trial);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Trial, trial_free)

/* The picture while it is recorded; borrowed. NULL if it cannot be shown. */
Preview *trial_preview(Trial *trial);
/* Loudness and alarms. FALSE with MEDIA_ERROR_NOT_RUNNING when the time is over. */
gboolean trial_status(Trial *trial, RecorderStatus *status_out, GError **error);
/* Ends the recording, if its time is not over, and opens what was recorded; program: path of
 * esep-player. Borrowed: it is freed with the trial. Blocks as player_open does. */
Player *trial_play(Trial *trial, const char *program, GError **error);
