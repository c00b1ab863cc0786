/* Runs on the worker's threads; nothing here touches the application. */
#include "kiosk/secretary/hall_ready.h"
#include "protocol/clock_watch.h"
#include "protocol/meeting_recording.h"
#include "protocol/paths.h"

#define TRIAL_S 3

static void free_trial(gpointer trial)
{
    trial_free(trial);
}

static gboolean begin(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    g_autofree char *camera = workplace_camera(place), *mic = workplace_mic(place);
    RecordingSetup setup = {.camera = camera, .mic = mic, .for_seconds = TRIAL_S};
    *value_out = meeting_recording_try(place->home, &setup, error);
    return *value_out != NULL;
}

static gboolean status(Workplace *place, gpointer trial, gpointer *value_out, GError **error)
{
    *value_out = g_new0(RecorderStatus, 1);
    return trial_status(trial, *value_out, error);
}

static gboolean play(Workplace *place, gpointer trial, gpointer *value_out, GError **error)
{
    g_autofree char *program = paths_program("esep-player");
    Player *player = trial_play(trial, program, error);
    *value_out = player;
    return player && player_play(player, error);
}

static gboolean look(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const ReadyPlay *ready = argument;
    *value_out = g_new0(PlayerStatus, 1);
    if (ready->again &&
        !(player_seek(ready->player, 0, error) && player_play(ready->player, error)))
        return FALSE;
    return player_status(ready->player, *value_out, error);
}

/* What is left to free of it is freed here, where it may block. */
static gboolean end(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    Trial **trial = argument;
    g_clear_pointer(trial, trial_free);
    return TRUE;
}

static void free_end(gpointer argument)
{
    trial_free(*(Trial **)argument);
    g_free(argument);
}

static gboolean set_clock(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    gint64 unix_ms = *(const gint64 *)argument;
    return unix_ms ? clock_correct(place->home, unix_ms, error) : clock_confirm(place->home, error);
}

const Work work_trial_begin = {.name = "trial-begin",
                               .thread = WORK_RECORDER,
                               .run = begin,
                               .done = ready_take_begun,
                               .free_value = free_trial};
const Work work_trial_status = {.name = "trial-status",
                                .thread = WORK_RECORDER,
                                .run = status,
                                .done = ready_take_status,
                                .free_value = g_free};
const Work work_trial_play = {
    .name = "trial-play", .thread = WORK_RECORDER, .run = play, .done = ready_take_play};
const Work work_trial_look = {.name = "trial-look",
                              .thread = WORK_RECORDER,
                              .run = look,
                              .done = ready_take_look,
                              .free_argument = g_free,
                              .free_value = g_free};
const Work work_trial_end = {.name = "trial-end",
                             .thread = WORK_RECORDER,
                             .run = end,
                             .done = ready_take_end,
                             .free_argument = free_end};
const Work work_clock = {
    .name = "clock", .run = set_clock, .done = ready_take_clock, .free_argument = g_free};
