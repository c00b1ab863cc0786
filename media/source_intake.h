/*
 * What a source (source.c) takes from its pipeline, on the pipeline's threads, and the state that
 * both share.
 */
#pragma once

#include "media/coded.h"
#include "media/source_pipeline.h"

struct Source {
    /* immutable */
    SourceKind kind;
    char *spec;
    GstClock *clock;
    GstClockTime latency;
    const PaceLevel *pace;
    SourceDeliver deliver;
    gpointer user_data;
    GThread *thread;

    guint tries;      /* of devices since data came; owned by the source's thread */
    gboolean refused; /* the camera's own H.264 is no longer good enough; likewise */

    GMutex lock;
    GCond changed;
    /* protected by lock */
    gboolean ready, going, stopping, gone;
    gboolean left;       /* nobody waits for its end: its thread frees it */
    SourceForm form;     /* of the pipeline */
    CodedWatch *judging; /* what it passes on; NULL: it does not */
    gboolean coded;      /* what is recorded is H.264 */
    GError *start_error;
    int width, height;
    GstClockTime record_base, base;
    gint64 last_data_us;
    gboolean flowing; /* data have come from this pipeline */
    Device *device;   /* that data came from last; NULL if it was none */

    guint64 lost;      /* atomic */
    const char *cause; /* atomic: it is asked for while a delivery holds the lock */
};

/* The data of this format that have come are good: the recording may begin. Lock held. */
void source_intake_ready_locked(Source *source, GstCaps *caps);
/* Takes what comes into the sinks of a pipeline that is not running yet. */
void source_intake_connect(Source *source, GstElement *pipeline);
