/*
 * esep-player: plays one recording for the touch screen, which starts it and speaks with it over
 * the socket that it hands over (player.h). It ends when the other end of that socket does.
 *
 * Exit code: 0 played as long as it was wanted, 1 it cannot be played, 2 wrong usage.
 */
#include <gst/gst.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "media/answer.h"
#include "media/playback.h"
#include "media/server.h"

#ifdef __SANITIZE_ADDRESS__
/* GLib leaves an allocation of its constructor behind, which tests/leaks.txt can only tell from
 * ours by a full stack. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "fast_unwind_on_malloc=0";
}
#endif

enum { EXIT_USAGE = 2 };

typedef struct {
    char *file;
    gint64 from_ms;
    int fd;
    Playback *playback;
    GMainLoop *loop;
} Program;

/* Whoever wanted to look is gone. A thread of its own, because a sound driver may hold the main
 * one for ever; nothing is left to be cleaned up. */
static gpointer wait_for_end(gpointer data)
{
    struct pollfd pollfd = {.fd = GPOINTER_TO_INT(data), .events = POLLRDHUP};
    while (poll(&pollfd, 1, -1) < 1)
        ;
    _exit(EXIT_SUCCESS);
}

static void fill_status(JsonObject *answer, gpointer user_data)
{
    Program *program = user_data;
    PlaybackStatus status;
    playback_status(program->playback, &status);
    json_object_set_int_member(answer, "at_ms", status.at_ms);
    json_object_set_int_member(answer, "length_ms", status.length_ms);
    json_object_set_boolean_member(answer, "playing", status.playing);
    json_object_set_boolean_member(answer, "ended", status.ended);
    json_object_set_boolean_member(answer, "sound", status.sound);
    if (status.failure)
        json_object_set_string_member(answer, "failure", status.failure);
}

static int handle_look(JsonObject *answer, gpointer user_data)
{
    Program *program = user_data;
    return playback_preview_fd(program->playback);
}

/* The memory is written as long as there is one who looks: this process lives no longer. */
static void handle_look_end(gpointer user_data)
{
}

static void handle_stop(gpointer user_data)
{
    Program *program = user_data;
    g_main_loop_quit(program->loop);
}

static gboolean handle_other(const char *what, JsonObject *request, JsonObject *answer,
                             gpointer user_data)
{
    Program *program = user_data;
    if (strcmp(what, "play") == 0 || strcmp(what, "pause") == 0) {
        playback_play(program->playback, what[1] == 'l');
        return TRUE;
    }
    gint64 at_ms = answer_int(request, "at_ms", -1);
    if (strcmp(what, "seek") != 0 || at_ms < 0)
        return FALSE;
    playback_seek(program->playback, at_ms);
    return TRUE;
}

static gboolean parse(int *argc, char ***argv, Program *program, GError **error)
{
    const GOptionEntry entries[] = {
        {"file", 0, 0, G_OPTION_ARG_FILENAME, &program->file, "a take, or a copy for playing",
         "FILE"},
        {"from-ms", 0, 0, G_OPTION_ARG_INT64, &program->from_ms, "where to begin", "MS"},
        {"ready-fd", 0, 0, G_OPTION_ARG_INT, &program->fd,
         "the connected socket over which it is led; its end is the program's", "N"},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, error))
        return FALSE;
    if (*argc == 1 && program->file && program->from_ms >= 0 && program->fd >= 0)
        return TRUE;
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "--file and --ready-fd are needed, and no time below zero");
    return FALSE;
}

static void play(Program *program)
{
    const ServerActions actions = {.status = fill_status,
                                   .look = handle_look,
                                   .look_end = handle_look_end,
                                   .stop = handle_stop,
                                   .other = handle_other,
                                   .user_data = program};
    program->loop = g_main_loop_new(NULL, FALSE);
    Server *server = server_new_connected(program->fd, &actions);
    g_main_loop_run(program->loop);
    server_finish(server);
    server_free(server);
    g_main_loop_unref(program->loop);
}

int main(int argc, char **argv)
{
    int exit_code = EXIT_FAILURE;
    g_autoptr(GError) error = NULL;
    g_autofree char *line = NULL;
    Program program = {.fd = -1};
    signal(SIGPIPE, SIG_IGN);
    if (!parse(&argc, &argv, &program, &error)) {
        exit_code = EXIT_USAGE;
        goto cleanup;
    }
    g_thread_unref(g_thread_new("end", wait_for_end, GINT_TO_POINTER(program.fd)));
    gst_init(NULL, NULL);
    program.playback = playback_open(program.file, program.from_ms, &error);
    line = program.playback ? g_strdup("{\"ok\":true}\n") : server_error_line(error);
    if (send(program.fd, line, strlen(line), MSG_NOSIGNAL) != (gssize)strlen(line) ||
        !program.playback)
        goto cleanup;
    play(&program);
    exit_code = EXIT_SUCCESS;

cleanup:
    if (error)
        fprintf(stderr, "esep-player: %s\n", error->message);
    playback_free(program.playback);
    g_free(program.file);
    return exit_code;
}
