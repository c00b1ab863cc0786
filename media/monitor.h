/*
 * What is noticed and shown of camera and microphone while they are recorded: guard (guard.h) and
 * preview (preview_writer.h), fed with what the sources deliver. Neither changes nor holds a
 * buffer.
 */
#pragma once

#include <gst/gst.h>

#include "media/guard.h"
#include "media/preview_writer.h"

typedef struct Monitor Monitor;

/* For pictures of width x height; sound: FALSE if none is recorded. MEDIA_ERROR_FAILED. Free with
 * monitor_free, when no source delivers any more. */
Monitor *monitor_new(int width, int height, gboolean sound, GError **error);
void monitor_free(Monitor *monitor);

/* A picture (I420) and sound (RECORD_AUDIO_CAPS) of the sources; their streaming threads. */
void monitor_picture(Monitor *monitor, GstBuffer *buffer, gint64 at_ms);
void monitor_sound(Monitor *monitor, GstBuffer *buffer, gint64 at_ms);

/* Borrowed. */
Guard *monitor_guard(Monitor *monitor);
PreviewWriter *monitor_preview(Monitor *monitor);
