/* Runs on a worker's thread, which has the player. */
#include "kiosk/secretary/playback.h"
#include "media/error.h"
#include "protocol/paths.h"

static void task_free(gpointer data)
{
    PlayTask *task = data;
    g_free(task->id);
    g_free(task);
}

static gboolean open_take(Workplace *place, const PlayTask *task, GError **error)
{
    g_autofree char *program = paths_program("esep-player");
    g_autofree char *name = g_strdup_printf("video/take-%02d.mkv", task->take);
    g_autofree char *path = home_meeting_path(place->home, task->id, name);
    g_clear_pointer(&place->player, player_free);
    place->player = player_open(program, path, task->at_ms, error);
    return place->player && player_play(place->player, error);
}

static gboolean act(Workplace *place, const PlayTask *task, GError **error)
{
    if (task->what == PLAY_OPEN)
        return open_take(place, task, error);
    if (!place->player) {
        g_set_error_literal(error, MEDIA_ERROR, MEDIA_ERROR_NOT_RUNNING, "player");
        return FALSE;
    }
    return task->what == PLAY_ON      ? player_play(place->player, error)
           : task->what == PLAY_PAUSE ? player_pause(place->player, error)
           : task->what == PLAY_SEEK  ? player_seek(place->player, task->at_ms, error)
                                      : TRUE;
}

static gboolean play(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const PlayTask *task = argument;
    PlayAnswer *answer = *value_out = g_new0(PlayAnswer, 1);
    if (task->what == PLAY_CLOSE) {
        g_clear_pointer(&place->player, player_free);
        return TRUE;
    }
    if (!act(place, task, error))
        return FALSE;
    answer->preview = player_preview(place->player);
    return player_status(place->player, &answer->status, error);
}

const Work work_play = {.name = "play",
                        .thread = WORK_SHOW,
                        .run = play,
                        .done = playback_take,
                        .free_argument = task_free,
                        .free_value = g_free};
