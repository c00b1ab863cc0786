/*
 * The recorder: sources, bridges, the record, its chain and its socket, put together and led
 * through one take.
 *
 * Threads: the main thread leads (watchdog, socket, timers); "camera" and "mic" keep a source
 * each (source.h); "chain" hashes and writes the chain (take.h); the rest are GStreamer's, and
 * only pass data on. Only the main thread may call these functions.
 */
#pragma once

#include <glib.h>

#include "media/keeper.h"

typedef struct Recorder Recorder;

typedef struct {
    const char *directory;
    const char *camera;      /* as in client.h */
    const char *const *mics; /* one or two, then NULL; likewise */
    int for_seconds;         /* 0: until it is asked to stop */
    KeeperSetup keeper;
    const char *memory; /* file with what is remembered of recordings before; may be NULL */
    /* The devices are there; FALSE: nobody wants a recording any more. Blocks. May be NULL. */
    gboolean (*prepared)(gpointer user_data);
} RecorderSetup;

/* Says once how the start went: a line of the socket's protocol. */
typedef void (*RecorderSay)(const char *line, gpointer user_data);

/* Records one take, from opening the sources until it is asked to stop, by the socket, SIGTERM or
 * SIGINT, or its time is over, or the disk full. Says "ok" when the first segment is safe on the
 * disk, or why there is no recording. FALSE with MEDIA_ERROR_NO_CAMERA, _NO_MIC, _NO_SPACE (also
 * when the disk ran full later), _RUNNING, _FAILED. Blocks for the whole meeting. */
gboolean recorder_run(const RecorderSetup *setup, RecorderSay say, gpointer user_data,
                      GError **error);
