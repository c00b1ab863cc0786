#include "protocol/meeting_recording.h"

#include <string.h>

#include "media/error.h"
#include "protocol/durable.h"
#include "protocol/meeting.h"
#include "protocol/paths.h"

#define VIDEO_FOLDER "video"
#define DEVICES_FILE "devices.ini"
#define TRIAL_FOLDER "trial"

typedef struct {
    Home *home;
    const char *id;
} Place;

char *meeting_recording_folder(Home *home, const char *id)
{
    return home_meeting_path(home, id, VIDEO_FOLDER);
}

RecorderClient *meeting_recording_connect(Home *home, const char *id, GError **error)
{
    g_autofree char *folder = meeting_recording_folder(home, id);
    return recorder_connect(folder, error);
}

/* The devices are there: the row comes first, then the recording. */
static gboolean handle_prepared(gpointer user_data, GError **error)
{
    const Place *place = user_data;
    return meeting_recording_started(place->home, place->id, error);
}

/* program, folder and memory are the caller's. */
static RecorderOptions options_of(const RecordingSetup *setup, const char *program,
                                  const char *folder, const char *memory)
{
    return (RecorderOptions){.program = program,
                             .directory = folder,
                             .camera = setup->camera ? setup->camera : "auto",
                             .mic = setup->mic,
                             .memory = memory,
                             .second_mic = setup->second_mic,
                             .for_seconds = setup->for_seconds};
}

gboolean meeting_recording_begin(Home *home, const char *id, const RecordingSetup *setup,
                                 RecorderStatus *status_out, GError **error)
{
    g_autofree char *program = paths_program("esep-recorder");
    g_autofree char *folder = meeting_recording_folder(home, id);
    g_autofree char *memory = g_build_filename(home_path(home), DEVICES_FILE, NULL);
    g_autofree char *mirror = setup->mirror ? g_build_filename(setup->mirror, id, NULL) : NULL;
    Place place = {home, id};
    RecorderOptions options = options_of(setup, program, folder, memory);
    options.mirror = mirror;
    options.prepared = handle_prepared;
    options.user_data = &place;
    /* Asked before a recorder touches the folder: a sealed recording stays as it is. */
    return meeting_recording_allowed(home, id, error) && durable_mkdir(folder, error) &&
           recorder_start(&options, status_out, error);
}

Trial *meeting_recording_try(Home *home, const RecordingSetup *setup, GError **error)
{
    g_autofree char *program = paths_program("esep-recorder");
    g_autofree char *folder = g_build_filename(home_path(home), TRIAL_FOLDER, NULL);
    g_autofree char *memory = g_build_filename(home_path(home), DEVICES_FILE, NULL);
    RecorderOptions options = options_of(setup, program, folder, memory);
    return trial_new(&options, error);
}

/* It ended by itself, or died, and nobody has noted that the recording is over. */
static gboolean complete(const char *folder, const char *id, gboolean *died_out, GError **error)
{
    g_autofree char *program = paths_program("esep-recorder");
    g_autoptr(Recording) recording = recording_read(folder, NULL);
    if (!recording || recording->takes->len == 0) {
        g_set_error_literal(error, MEDIA_ERROR, MEDIA_ERROR_NOT_RUNNING, id);
        return FALSE;
    }
    const RecordingTake *last = recording->takes->pdata[recording->takes->len - 1];
    if (died_out)
        *died_out = !last->end;
    /* Also of one that failed: it is over now, and nobody is to take it up again. */
    return (last->end && strcmp(last->end, "error") != 0) ||
           recorder_recover(program, folder, error);
}

gboolean meeting_recording_end(Home *home, const char *id, gboolean *died_out, GError **error)
{
    g_autofree char *folder = meeting_recording_folder(home, id);
    g_autoptr(RecorderClient) client = recorder_reconnect(folder, NULL);
    if (died_out)
        *died_out = FALSE;
    return (client ? recorder_stop(client, error) : complete(folder, id, died_out, error)) &&
           meeting_recording_stopped(home, id, error);
}
