/*
 * esep-recorder: one process for one recording. It is started by the command or the touch screen
 * (client.h), outlives both, and is spoken with over its socket. With a word in front
 * (esep-recorder remux --help) it does a job on a recording instead (jobs.h).
 *
 * Exit code: 0 recorded as asked, 1 failed, 2 wrong usage, 5 the disk ran full.
 */
#include <errno.h>
#include <fcntl.h>
#include <gst/gst.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "media/chain_writer.h"
#include "media/client.h"
#include "media/error.h"
#include "media/mirror.h"
#include "media/recorder.h"
#include "media/revive.h"
#include "media/server.h"
#include "media/still.h"

#ifdef __SANITIZE_ADDRESS__
/* GLib leaves an allocation of its constructor behind, which tests/leaks.txt can only tell from
 * ours by a full stack. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "fast_unwind_on_malloc=0";
}
#endif

#define ASK_TIMEOUT_MS 10000
#define PRIORITY (-11)
#define LOOK_BACK_EVERY_MS 60000

enum { EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_NO_SPACE = 5 };

typedef struct {
    char *directory, *camera, *mirror, *memory;
    char **mics;
    int for_seconds, look_back_ms;
    int ready_fd; /* where to say how the start went */
    gboolean ask, recover, revive;
    gint *begun; /* set when there is a recording; NULL: nobody asks */
} Arguments;

static gboolean write_line(const Arguments *arguments, const char *line)
{
    gsize size = strlen(line);
    return write(arguments->ready_fd, line, size) == (gssize)size;
}

/* Says that the devices are there and waits for a word. An end without one calls it off. */
static gboolean ask(gpointer user_data)
{
    Arguments *arguments = user_data;
    struct pollfd pollfd = {.fd = arguments->ready_fd, .events = POLLIN};
    char byte;
    return write_line(arguments, "{\"ok\":true,\"prepared\":true}\n") &&
           poll(&pollfd, 1, ASK_TIMEOUT_MS) == 1 && read(arguments->ready_fd, &byte, 1) == 1;
}

static void say(const char *line, gpointer user_data)
{
    Arguments *arguments = user_data;
    if (arguments->begun && g_str_has_prefix(line, "{\"ok\":true"))
        *arguments->begun = TRUE;
    /* Whoever started it may be gone: that is no reason not to record. */
    if (!write_line(arguments, line))
        g_info("nobody listens: %s", g_strerror(errno));
    if (arguments->ready_fd > STDERR_FILENO)
        close(arguments->ready_fd);
}

/* The program that stands beside this one does the jobs (jobs_main.c). */
static int become_jobs(char **argv)
{
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *jobs = g_strconcat(self ? self : argv[0], "-jobs", NULL);
    execv(jobs, argv);
    fprintf(stderr, "esep-recorder: %s: %s\n", jobs, g_strerror(errno));
    return EXIT_FAILED;
}

static gboolean parse(int *argc, char ***argv, Arguments *arguments, GError **error)
{
    const GOptionEntry entries[] = {
        {"directory", 0, 0, G_OPTION_ARG_FILENAME, &arguments->directory,
         "the folder of the recording", "DIR"},
        {"camera", 0, 0, G_OPTION_ARG_STRING, &arguments->camera,
         "auto, test, /dev/videoN, file:PATH or rtsp://…", "CAMERA"},
        {"mic", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments->mics,
         "auto, test, none, alsa:DEVICE, pulse:SOURCE, file:PATH or rtsp://…; a second one stands "
         "in for the first",
         "MIC"},
        {"for", 0, 0, G_OPTION_ARG_INT, &arguments->for_seconds, "stop by itself", "SECONDS"},
        {"memory", 0, 0, G_OPTION_ARG_FILENAME, &arguments->memory,
         "file in which auto remembers the devices, and how much the machine sustains", "FILE"},
        {"mirror", 0, 0, G_OPTION_ARG_FILENAME, &arguments->mirror,
         "the folder of a second copy, on another disk", "DIR"},
        {"look-back", 0, 0, G_OPTION_ARG_INT, &arguments->look_back_ms,
         "how often what was written is read back from the disk (60000)", "MS"},
        {"ready-fd", 0, 0, G_OPTION_ARG_INT, &arguments->ready_fd,
         "descriptor to say on how the start went", "N"},
        {"ask", 0, 0, G_OPTION_ARG_NONE, &arguments->ask,
         "wait for a line on that descriptor before recording", NULL},
        {"revive", 0, 0, G_OPTION_ARG_NONE, &arguments->revive,
         "when the recorder dies, go on with another in a new take", NULL},
        {"recover", 0, 0, G_OPTION_ARG_NONE, &arguments->recover, "only complete what a crash left",
         NULL},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, error))
        return FALSE;
    if (!arguments->camera)
        arguments->camera = g_strdup("auto");
    /* An on-line meeting has its own sound. */
    if (!arguments->mics)
        arguments->mics = g_strdupv((char *[]){
            g_str_has_prefix(arguments->camera, "rtsp://") ? arguments->camera : (char *)"auto",
            NULL});
    const char *wrong = NULL;
    if (*argc > 1)
        wrong = "an argument too many";
    else if (!arguments->directory)
        wrong = "--directory is missing";
    else if (arguments->for_seconds < 0)
        wrong = "--for is negative";
    else if (arguments->look_back_ms <= 0)
        wrong = "--look-back is no time";
    else if (!recorder_camera_valid(arguments->camera))
        wrong = "--camera is none of those that --help names";
    else if (!recorder_mics_valid((const char *const *)arguments->mics))
        wrong = "--mic is none of those that --help names, or none with another, or a third";
    if (wrong)
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s", wrong);
    return wrong == NULL;
}

static gboolean recover(Arguments *arguments, GError **error)
{
    g_autoptr(GError) reason = NULL;
    g_autoptr(ChainWriter) writer = chain_writer_open(arguments->directory, &reason);
    if (writer) {
        /* Nobody is to go on with it. */
        g_autofree char *socket = g_build_filename(arguments->directory, RECORDER_SOCKET, NULL);
        unlink(socket);
        say("{\"ok\":true}\n", arguments);
        return TRUE;
    }
    g_autofree char *line = server_error_line(reason);
    say(line, arguments);
    g_propagate_error(error, g_steal_pointer(&reason));
    return FALSE;
}

static gboolean record(Arguments *arguments, GError **error)
{
    /* What is not recorded now is never said again; everything else can wait. */
    if (setpriority(PRIO_PROCESS, 0, PRIORITY) != 0)
        g_info("no priority over other programs: %s", g_strerror(errno));
    RecorderSetup setup = {.directory = arguments->directory,
                           .camera = arguments->camera,
                           .mics = (const char *const *)arguments->mics,
                           .for_seconds = arguments->for_seconds,
                           .memory = arguments->memory,
                           .keeper = {.directory = arguments->directory,
                                      .mirror = arguments->mirror,
                                      .look_back_every_ms = arguments->look_back_ms},
                           .prepared = arguments->ask ? ask : NULL};
    return recorder_run(&setup, say, arguments, error);
}

/* One recording, or what a crash left of one; the exit code. */
static int run(Arguments *arguments)
{
    g_autoptr(GError) error = NULL;
    gst_init(NULL, NULL);
    if (arguments->recover ? recover(arguments, &error) : record(arguments, &error))
        return EXIT_SUCCESS;
    fprintf(stderr, "esep-recorder: %s\n", error->message);
    return g_error_matches(error, MEDIA_ERROR, MEDIA_ERROR_NO_SPACE) ? EXIT_NO_SPACE : EXIT_FAILED;
}

static int record_revived(int for_seconds, gboolean again, gint *begun, gpointer user_data)
{
    Arguments *arguments = user_data;
    arguments->for_seconds = for_seconds;
    arguments->begun = begun;
    /* Who started it has been answered. */
    if (again) {
        arguments->ask = FALSE;
        arguments->ready_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    }
    return run(arguments);
}

int main(int argc, char **argv)
{
    int exit_code = EXIT_USAGE;
    g_autoptr(GError) error = NULL;
    Arguments arguments = {.ready_fd = STDOUT_FILENO, .look_back_ms = LOOK_BACK_EVERY_MS};

    /* It belongs to no terminal and to no session that may end. */
    setsid();
    signal(SIGPIPE, SIG_IGN);
    if (argc > 1 && strcmp(argv[1], "mirror") == 0)
        return mirror_main(argc, argv);
    if (argc > 1 && strcmp(argv[1], "still") == 0)
        return still_main(argc, argv);
    if (argc > 1 && argv[1][0] != '-')
        return become_jobs(argv);
    if (parse(&argc, &argv, &arguments, &error)) {
        exit_code = arguments.revive && !arguments.recover
                        ? revive_run(arguments.directory, arguments.for_seconds, EXIT_FAILED,
                                     arguments.ready_fd, record_revived, &arguments)
                        : run(&arguments);
    } else {
        g_autofree char *line = server_error_line(error);
        if (arguments.ready_fd > STDERR_FILENO)
            say(line, &arguments);
        fprintf(stderr, "esep-recorder: %s\n", error->message);
    }
    g_free(arguments.directory);
    g_free(arguments.camera);
    g_free(arguments.memory);
    g_strfreev(arguments.mics);
    g_free(arguments.mirror);
    return exit_code;
}
