#include "media/player.h"

#include <unistd.h>

#include "media/answer.h"
#include "media/child.h"
#include "media/error.h"

#define START_TIMEOUT_MS 60000
#define ANSWER_TIMEOUT_MS 3000

struct Player {
    Child child;
    Preview *preview;
};

static JsonObject *ask(Player *player, const char *request, int *fd_out, GError **error)
{
    return answer_ask(player->child.fd, request, ANSWER_TIMEOUT_MS, fd_out, error);
}

static gboolean tell(Player *player, const char *request, GError **error)
{
    g_autoptr(JsonObject) answer = ask(player, request, NULL, error);
    return answer != NULL;
}

static gboolean open_preview(Player *player, GError **error)
{
    int fd = -1;
    g_autoptr(JsonObject) answer = ask(player, "{\"do\":\"preview\"}\n", &fd, error);
    if (answer)
        player->preview = preview_map(fd, error);
    if (fd >= 0)
        close(fd);
    return player->preview != NULL;
}

Player *player_open(const char *program, const char *file, gint64 from_ms, GError **error)
{
    g_autofree char *path = g_canonicalize_filename(file, NULL);
    g_autofree char *from = g_strdup_printf("%" G_GINT64_FORMAT, MAX(from_ms, 0));
    const char *argv[] = {
        program, "--file", path, "--from-ms", from, "--ready-fd", G_STRINGIFY(CHILD_FD), NULL};
    g_autoptr(Player) player = g_new0(Player, 1);
    if (!child_spawn(&player->child, (char **)argv, START_TIMEOUT_MS, error))
        return NULL;
    g_autoptr(JsonObject) answer = child_answer(&player->child, error);
    return answer && open_preview(player, error) ? g_steal_pointer(&player) : NULL;
}

void player_free(Player *player)
{
    if (!player)
        return;
    preview_free(player->preview);
    /* The end of the connection is the end of the process. */
    child_clear(&player->child);
    g_free(player);
}

Preview *player_preview(Player *player)
{
    return player->preview;
}

gboolean player_play(Player *player, GError **error)
{
    return tell(player, "{\"do\":\"play\"}\n", error);
}

gboolean player_pause(Player *player, GError **error)
{
    return tell(player, "{\"do\":\"pause\"}\n", error);
}

gboolean player_seek(Player *player, gint64 at_ms, GError **error)
{
    g_autofree char *request =
        g_strdup_printf("{\"do\":\"seek\",\"at_ms\":%" G_GINT64_FORMAT "}\n", MAX(at_ms, 0));
    return tell(player, request, error);
}

gboolean player_status(Player *player, PlayerStatus *status_out, GError **error)
{
    g_autoptr(JsonObject) answer = ask(player, "{\"do\":\"status\"}\n", NULL, error);
    if (!answer)
        return FALSE;
    const char *failure = answer_string(answer, "failure");
    if (*failure) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s", failure);
        return FALSE;
    }
    *status_out = (PlayerStatus){.at_ms = answer_int(answer, "at_ms", 0),
                                 .length_ms = answer_int(answer, "length_ms", -1),
                                 .playing = answer_true(answer, "playing"),
                                 .ended = answer_true(answer, "ended"),
                                 .sound = answer_true(answer, "sound")};
    return TRUE;
}
