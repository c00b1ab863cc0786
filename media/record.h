/*
 * The pipeline that writes a take: pictures and sound in, an append-only Matroska file out.
 *
 * Pictures are encoded here, or come as H.264, which is written as it is: what decodes it stands in
 * front of each key picture, as it may change there (Matroska's codec private data has the first).
 * A queue that leaks in front of the encoder loses frames rather than time when the machine is
 * too slow, and counts them. The file is flushed to the card every 300 ms (flush.h). Every byte is
 * shown to the owner, with how many of those before it are on the disk.
 *
 * Belongs to the main thread; callbacks say theirs.
 */
#pragma once

#include <gst/app/gstappsrc.h>

typedef struct Record Record;

typedef struct {
    /* The next bytes; synced_bytes from the beginning are on the disk. Streaming thread. */
    void (*bytes)(GstBuffer *buffer, gint64 synced_bytes, gpointer user_data);
    /* Everything is in the file. Main thread. */
    void (*finished)(gpointer user_data);
    /* The pipeline is dead: MEDIA_ERROR_NO_SPACE, _FAILED. Main thread. */
    void (*failed)(const GError *error, gpointer user_data);
    gpointer user_data;
} RecordOwner;

/* Tracks of sound that a take can have. */
#define RECORD_SOUNDS_MAX 2

typedef struct {
    int width, height; /* of the picture */
    gboolean coded;    /* pictures come as H.264 */
    int sounds;        /* how many tracks, from 1 */
} RecordFormat;

/* path: the take's file, which exists and is empty. MEDIA_ERROR_FAILED if a part is missing. Free
 * with record_free. */
Record *record_new(const char *path, const RecordFormat *format, GstClock *clock,
                   const RecordOwner *owner, GError **error);
/* Begins at base_time of the clock. Blocks for the file's opening. */
gboolean record_start(Record *record, GstClockTime base_time, GError **error);
/* Takes the pipeline down; the file is closed then. Blocks for the disk. */
void record_close(Record *record);
void record_free(Record *record);

/* Where pictures (I420, or access units in RECORD_CODED_CAPS) and sound (RECORD_AUDIO_CAPS) go;
 * borrowed. */
GstAppSrc *record_pictures(Record *record);
GstAppSrc *record_sound(Record *record, int track);
/* Counters. Any thread. */
/* The slowest flush of the file since this was last asked, with one that is not over yet. */
gint64 record_slowest_write_us(Record *record);
gint64 record_bytes(Record *record);
guint64 record_frames(Record *record);
