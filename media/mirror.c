#include "media/mirror.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "media/mirror_copy.h"
#include "media/server.h"

#define STEP_MS 500
#define SAY_US G_USEC_PER_SEC
#define FINISH_US (60 * G_USEC_PER_SEC)
/* Behind the recorder, not behind everything: it must keep up on a busy machine. */
#define PRIORITY 5

enum { EXIT_FAILED = 1, EXIT_USAGE = 2 };

typedef struct {
    char *directory, *out;
    int fd;
    gint64 said_us;
    gint64 hung_up_us; /* 0: the recorder is there */
    MirrorCopy *copy;
} Mirror;

static void say(Mirror *mirror, const GError *error)
{
    gint64 now_us = g_get_monotonic_time();
    if (mirror->hung_up_us || now_us - mirror->said_us < SAY_US)
        return;
    mirror->said_us = now_us;
    g_autofree char *line =
        error ? server_error_line(error)
              : g_strdup_printf("{\"ok\":true,\"behind_bytes\":%" G_GINT64_FORMAT "}\n",
                                mirror_copy_behind_bytes(mirror->copy));
    if (write(mirror->fd, line, strlen(line)) < 0)
        mirror->hung_up_us = now_us;
}

/* Waits for the time of the next step. */
static void pause_step(Mirror *mirror)
{
    struct pollfd pollfd = {.fd = mirror->hung_up_us ? -1 : mirror->fd, .events = POLLIN};
    if (poll(&pollfd, 1, STEP_MS) > 0)
        mirror->hung_up_us = g_get_monotonic_time();
}

static gboolean step(Mirror *mirror, GError **error)
{
    if (!mirror->copy)
        mirror->copy = mirror_copy_open(mirror->directory, mirror->out, error);
    if (!mirror->copy)
        return FALSE;
    if (mirror_copy_step(mirror->copy, error))
        return TRUE;
    g_clear_pointer(&mirror->copy, mirror_copy_free);
    return FALSE;
}

static int run(Mirror *mirror)
{
    for (;;) {
        g_autoptr(GError) error = NULL;
        gboolean ok = step(mirror, &error);
        say(mirror, error);
        gboolean all = ok && mirror_copy_behind_bytes(mirror->copy) == 0;
        if (mirror->hung_up_us && all)
            return 0;
        if (mirror->hung_up_us && g_get_monotonic_time() - mirror->hung_up_us > FINISH_US)
            return EXIT_FAILED;
        if (!ok || all)
            pause_step(mirror);
    }
}

int mirror_main(int argc, char **argv)
{
    Mirror mirror = {.fd = STDOUT_FILENO};
    const GOptionEntry entries[] = {
        {"directory", 0, 0, G_OPTION_ARG_FILENAME, &mirror.directory, "of the recording", "DIR"},
        {"out", 0, 0, G_OPTION_ARG_FILENAME, &mirror.out, "of the copy", "DIR"},
        {"ready-fd", 0, 0, G_OPTION_ARG_INT, &mirror.fd,
         "descriptor to say on how it goes; its end ends the copy", "N"},
        {NULL},
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new("mirror");
    g_option_context_add_main_entries(context, entries, NULL);
    int exit_code = EXIT_USAGE;
    if (g_option_context_parse(context, &argc, &argv, &error) && argc == 2 && mirror.directory &&
        mirror.out) {
        setpriority(PRIO_PROCESS, 0, PRIORITY);
        exit_code = run(&mirror);
    } else {
        fprintf(stderr, "esep-recorder: %s\n", error ? error->message : "--directory and --out");
    }
    mirror_copy_free(mirror.copy);
    g_free(mirror.directory);
    g_free(mirror.out);
    return exit_code;
}
