/*
 * Plays one file: a take, fed from the segment that its chain names (a take has no index of its
 * own), or a copy with an index.
 *
 * Belongs to the main thread, whose main context must run; a GStreamer thread puts the pictures
 * into the preview's memory. A change of state blocks for the file at most.
 */
#pragma once

#include <glib.h>

typedef struct Playback Playback;

typedef struct {
    gint64 at_ms, length_ms; /* -1: not known */
    gboolean playing, ended, sound;
    const char *failure; /* why it cannot go on; NULL. Until the next call */
} PlaybackStatus;

/* Shows the picture at from_ms, paused. Blocks until it is there, at most 10 s.
 * MEDIA_ERROR_NO_RECORDING if the file holds no picture and sound that we can play. Free with
 * playback_free. */
Playback *playback_open(const char *path, gint64 from_ms, GError **error);
void playback_free(Playback *playback);

/* The memory with the pictures (preview_format.h); borrowed. */
int playback_preview_fd(const Playback *playback);
void playback_play(Playback *playback, gboolean playing);
void playback_seek(Playback *playback, gint64 at_ms);
void playback_status(Playback *playback, PlaybackStatus *status_out);
