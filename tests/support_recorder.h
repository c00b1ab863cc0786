/* What tests of the recorder need: a recorder run as a process, asked until it says something,
 * and its recording looked at with other programs. */
#pragma once

#include <gio/gio.h>

#include "media/client.h"
#include "tests/support.h"

/* Runs esep-recorder in folder; further options up to a NULL. Free with g_object_unref. */
GSubprocess *support_recorder_run(const char *folder, const char *camera, const char *mic,
                                  ...) G_GNUC_NULL_TERMINATED;
/* Waits for the line that says how the start went. Free with g_free. */
char *support_recorder_line(GSubprocess *recorder);

/* Waits until the recorder of the folder says what is asked for: */
typedef gboolean (*SupportCondition)(const RecorderStatus *status, gpointer user_data);
RecorderStatus support_recorder_wait(const char *folder, SupportCondition condition,
                                     gpointer user_data);
/* … safe_ms of at least this much. */
RecorderStatus support_recorder_wait_safe(const char *folder, gint64 safe_ms);
/* Waits until it has ended; its exit code. */
int support_recorder_exit(GSubprocess *recorder);
/* Stops it in order and waits until it has ended; how many frames it says that it lost. recorder:
 * NULL if it is no child of the test. */
guint64 support_recorder_stop(const char *folder, GSubprocess *recorder);
/* Length of a take in milliseconds by ffmpeg decoding all of it; fails the test if it finds an
 * error in it. */
gint64 support_decode_ms(const char *take);
/* The text that a shell command prints. Free with g_free. */
char *support_shell(const char *command, ...) G_GNUC_PRINTF(1, 2);
