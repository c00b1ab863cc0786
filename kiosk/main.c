#include <stdio.h>
#include <string.h>

#include "kiosk/citizen/citizen.h"
#include "kiosk/loop.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/key.h"
#include "kiosk/secretary/work_office.h"
#include "kiosk/worker.h"
#include "protocol/error.h"
#include "protocol/home.h"

typedef struct {
    char *home, *language, *size, *meeting, *date, *camera, *mic, *trace;
    gboolean fullscreen, windowed;
    double dpi;
    int idle_s;
} Options;

static void options_clear(Options *options)
{
    g_free(options->home);
    g_free(options->language);
    g_free(options->size);
    g_free(options->meeting);
    g_free(options->date);
    g_free(options->camera);
    g_free(options->mic);
    g_free(options->trace);
}

static const char *translate(const char *msgid, gpointer language)
{
    return *msgid ? message(*(Language *)language, msgid) : msgid;
}

static gboolean usage(GError **error, const char *msgid, const char *value)
{
    error_set(error, PROTOCOL_ERROR_USAGE, msgid, value, NULL);
    return FALSE;
}

/* --lang is looked for first, so that --help is in the reader's language too. */
static void find_language(int argc, char **argv, Language *language)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            language_parse(argv[i + 1], language);
        else if (g_str_has_prefix(argv[i], "--lang="))
            language_parse(argv[i] + strlen("--lang="), language);
    }
}

static gboolean parse(int *argc, char ***argv, Language *language, Options *options, GError **error)
{
    const GOptionEntry entries[] = {
        {"home", 0, 0, G_OPTION_ARG_FILENAME, &options->home, N_("the home folder"), N_("DIR")},
        {"lang", 0, 0, G_OPTION_ARG_STRING, &options->language,
         N_("language at the start: kk, ru or en"), "kk|ru|en"},
        {"size", 0, 0, G_OPTION_ARG_STRING, &options->size,
         N_("size of the window in pixels, 800x480 or more"), "WxH"},
        {"fullscreen", 0, 0, G_OPTION_ARG_NONE, &options->fullscreen,
         N_("take the whole display (the default without --size)"), NULL},
        {"windowed", 0, 0, G_OPTION_ARG_NONE, &options->windowed, N_("open a window"), NULL},
        {"dpi", 0, 0, G_OPTION_ARG_DOUBLE, &options->dpi,
         N_("pixels to the inch, for a display that does not tell its size"), "N"},
        {"meeting", 0, 0, G_OPTION_ARG_STRING, &options->meeting,
         N_("register for this meeting instead of today's"), "ID"},
        {"date", 0, 0, G_OPTION_ARG_STRING, &options->date, N_("show this day instead of today"),
         "YYYY-MM-DD"},
        {"camera", 0, 0, G_OPTION_ARG_STRING, &options->camera,
         N_("auto, test, /dev/videoN, file:PATH or rtsp://… (auto)"), N_("CAMERA")},
        {"mic", 0, 0, G_OPTION_ARG_STRING, &options->mic,
         N_("auto, test, none, alsa:DEV, pulse:SOURCE or file:PATH (auto)"), N_("MIC")},
        {"idle", 0, 0, G_OPTION_ARG_INT, &options->idle_s,
         N_("seconds without a touch until it asks whether somebody is there (60)"), "N"},
        {"trace", 0, 0, G_OPTION_ARG_FILENAME, &options->trace,
         N_("for tests: write which screen is shown and where to touch it"), N_("FILE")},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    GOptionGroup *group = g_option_group_new("main", "", "", NULL, NULL);
    g_option_group_add_entries(group, entries);
    g_option_group_set_translate_func(group, translate, language, NULL);
    g_option_context_set_main_group(context, group);
    g_option_context_set_translate_func(context, translate, language, NULL);
    g_option_context_set_summary(
        context, N_("The touch screen where people register for a report meeting."));
    g_autoptr(GError) wrong = NULL;
    if (!g_option_context_parse(context, argc, argv, &wrong))
        return usage(error, N_("{1}. See: esep-kiosk --help"), wrong->message);
    if (*argc > 1)
        return usage(error, N_("What does “{1}” mean? See: esep-kiosk --help"), (*argv)[1]);
    return TRUE;
}

static gboolean check(const Options *options, Language *language, LoopSetup *loop, GError **error)
{
    GDate date;
    int used = 0;
    if (options->language && !language_parse(options->language, language))
        return usage(error, N_("There is no language “{1}” on the screen: kk, ru or en."),
                     options->language);
    if (options->size &&
        (sscanf(options->size, "%4dx%4d%n", &loop->width_px, &loop->height_px, &used) != 2 ||
         options->size[used] || MIN(loop->width_px, loop->height_px) < 480 ||
         MAX(loop->width_px, loop->height_px) < 800))
        return usage(error, N_("The size “{1}” is none: 800x480 or more, such as 1280x800."),
                     options->size);
    if (options->date && !date_parse(options->date, &date))
        return usage(error, N_("“{1}” is no date: YYYY-MM-DD."), options->date);
    if (options->camera && !recorder_camera_valid(options->camera))
        return usage(error,
                     N_("“{1}” is no camera: auto, test, /dev/videoN, file:PATH or rtsp://…."),
                     options->camera);
    if (options->mic && !recorder_mic_valid(options->mic))
        return usage(error,
                     N_("“{1}” is no microphone: auto, test, none, alsa:DEV, pulse:SOURCE, "
                        "file:PATH or rtsp://…."),
                     options->mic);
    if (options->idle_s < 0)
        return usage(error, N_("--idle must be {1} or more."), "1");
    loop->windowed = !options->fullscreen && (options->windowed || options->size);
    loop->dpi = options->dpi;
    loop->trace = options->trace;
    return TRUE;
}

static void ask(gpointer worker, const char *who, const Work *work, gpointer argument)
{
    worker_ask(worker, who, work, argument);
}

static void cancel(gpointer worker, const Work *work)
{
    worker_cancel(worker, work);
}

/* Frees results that nobody took. */
static void drop_results(Uint32 type)
{
    SDL_Event event;
    WorkProgress progress;
    SDL_PumpEvents();
    while (SDL_PeepEvents(&event, 1, SDL_GETEVENT, type, type) == 1)
        work_result_free(worker_event(&event.user, &progress));
}

static gboolean run(const Options *options, const Clock *clock, const LoopSetup *loop,
                    GError **error)
{
    gboolean ok = FALSE;
    Uint32 event = SDL_RegisterEvents(1);
    g_autofree char *home = home_path_default(options->home);
    g_autoptr(Preferences) preferences = preferences_read(home);
    Language language = preferences->language;
    if (options->language)
        language_parse(options->language, &language);
    WorkerSetup setup = {.home = home,
                         .meeting = options->meeting,
                         .date = options->date,
                         .camera = options->camera,
                         .mic = options->mic,
                         .clock = clock,
                         .keep_s = options->idle_s ? options->idle_s : 60,
                         .event = event};
    Worker *worker = NULL;
    App *app = NULL;
    if (SDL_InitSubSystem(SDL_INIT_EVENTS) != 0) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("There is no display: {1}."), SDL_GetError(),
                  NULL);
        return FALSE;
    }
    if (!(worker = worker_new(&setup, error)))
        goto cleanup;
    if (!worker_is_homeless(worker)) {
        worker_ask(worker, NULL, &work_day, NULL);
        worker_ask(worker, NULL, &work_reconcile, NULL);
        worker_ask(worker, NULL, &work_key_look, NULL); /* mounts the stick that it is on */
    }
    AppSetup app_setup = {.screens = screens,
                          .preferences = preferences,
                          .language = language,
                          .is_new = worker_is_homeless(worker),
                          .idle_s = options->idle_s,
                          .requests = {ask, cancel, worker},
                          .clock = clock};
    if (!(app = app_new(&app_setup, error)))
        goto cleanup;
    ok = loop_run(loop, app, event, error);

cleanup:
    worker_free(worker);
    drop_results(event);
    app_free(app);
    SDL_Quit();
    return ok;
}

int main(int argc, char **argv)
{
    int status = 0;
    Language language = LANGUAGE_KK;
    Options options = {0};
    LoopSetup loop = {0};
    g_autoptr(GError) error = NULL;
    app_bound_memory();
    g_set_prgname("esep-kiosk");
    message_init(NULL);
    g_autoptr(Clock) clock = clock_new_system();
    find_language(argc, argv, &language);
    if (!parse(&argc, &argv, &language, &options, &error) ||
        !check(&options, &language, &loop, &error) || !run(&options, clock, &loop, &error)) {
        g_autofree char *text = message_error(language, error);
        fprintf(stderr, "esep-kiosk: %s\n", text);
        status = error->domain == PROTOCOL_ERROR ? error->code : 1;
    }
    options_clear(&options);
    return status;
}
