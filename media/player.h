/*
 * The client of esep-player, which plays a recording for a screen: its pictures come through the
 * same shared memory as those of a running recorder (preview.h), its sound goes to the machine's
 * output. The player is a process of its own: whatever a file does to it, only it ends; and it ends
 * when the Player is freed, or this process does, however.
 *
 * A file is a take (take-NN.mkv beside its chain.jsonl, also one that is being recorded, as far as
 * it is safe on the disk) or a copy made for playing (jobs.h). Times are those in the file.
 *
 * A Player belongs to one thread at a time. player_open blocks until the first picture is there;
 * the others answer within milliseconds.
 *
 * The socket's protocol is that of client.h, with {"do":"play"}, {"do":"pause"},
 * {"do":"seek","at_ms":N}, {"do":"status"}, {"do":"preview"} and {"do":"stop"}.
 */
#pragma once

#include "media/preview.h"

typedef struct Player Player;

typedef struct {
    gint64 at_ms;     /* of the picture that is shown */
    gint64 length_ms; /* -1: not known */
    gboolean playing;
    gboolean ended; /* the last picture that came in time is shown; a seek goes on from there */
    gboolean sound; /* FALSE: no output of this machine works; it plays in silence */
} PlayerStatus;

/* Opens file and shows its picture at from_ms, paused. program: path of esep-player. At most 15 s
 * (60 s at the first start after an installation). MEDIA_ERROR_NO_RECORDING if there is no picture
 * and sound in it; _FAILED. Free with player_free. */
Player *player_open(const char *program, const char *file, gint64 from_ms, GError **error);
/* Stops, and ends the process. NULL is fine. */
void player_free(Player *player);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Player, player_free)

/* What is shown; borrowed. Its pictures' at_ms is the time in the file. */
Preview *player_preview(Player *player);

/* MEDIA_ERROR_NOT_RUNNING once the player is gone: the file may have killed it. */
gboolean player_play(Player *player, GError **error);
gboolean player_pause(Player *player, GError **error);
/* Goes to at_ms, cut to what the file holds; playing goes on, if it did. The picture follows. */
gboolean player_seek(Player *player, gint64 at_ms, GError **error);
/* FALSE with MEDIA_ERROR_FAILED when the file cannot be played further. */
gboolean player_status(Player *player, PlayerStatus *status_out, GError **error);
