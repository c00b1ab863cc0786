/*
 * All streams of a recording: the camera's, and those of one or two microphones.
 *
 * Belongs to the main thread.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "media/memory.h"
#include "media/record.h"
#include "media/stream.h"

typedef struct Streams Streams;

/* Begins to open all sources. mics: one or two, NULL-terminated. memory: what is wished of those
 * that leave a choice. owner is copied. Free with streams_free. */
Streams *streams_open(const char *camera, const char *const *mics, const Memory *memory,
                      GstClock *clock, const StreamOwner *owner);
void streams_free(Streams *streams);

/* Waits until all give data. MEDIA_ERROR_NO_CAMERA, _NO_MIC. */
gboolean streams_wait(Streams *streams, gint64 until_us, GError **error);
/* What is recorded: size of the picture, whether it comes as H.264, tracks of sound. */
RecordFormat streams_format(Streams *streams);
/* Into a record of that format. MEDIA_ERROR_FAILED. */
gboolean streams_connect(Streams *streams, Record *record, GError **error);

/* As those of one stream, for each. */
void streams_go(Streams *streams, GstClockTime base_time);
void streams_tick(Streams *streams);
void streams_end(Streams *streams, GstClockTime at);
void streams_stop(Streams *streams);

/* Borrowed. mic: what is recorded as the first sound. */
Stream *streams_camera(Streams *streams);
Stream *streams_mic(Streams *streams);
/* Notes the devices that give data. */
void streams_remember(Streams *streams, Memory *memory);
/* Members of a status: what the devices are called, and how many sounds there are. */
void streams_put_names(Streams *streams, JsonObject *answer);
/* RECORDER_ALARM_MIC_ONE_LOST, or 0: of the two microphones one is recorded. */
guint streams_alarms(Streams *streams);
