/*
 * esep demo: a whole meeting with the real parts. The steps are data
 * (templates/demo/meeting.steps); each command in them runs as a process of its own, just as a
 * person would type it.
 */
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#include "media/client.h"
#include "protocol/command.h"
#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/paths.h"

#define POLL_US (200 * 1000)
#define STALLED_US (20 * G_USEC_PER_SEC)

typedef struct {
    Session *session;
    GKeyFile *steps;
    GHashTable *values; /* "ID" to "2026-0001" */
    char *program;
    char *home;
} Demo;

static const char *value(const Demo *demo, const char *name)
{
    return g_hash_table_lookup(demo->values, name);
}

static void keep(Demo *demo, const char *name, const char *text)
{
    g_hash_table_insert(demo->values, g_strdup(name), g_strdup(text));
}

static gboolean fill_one(const GMatchInfo *match, GString *filled, gpointer user_data)
{
    g_autofree char *name = g_match_info_fetch(match, 1);
    const char *text = value(user_data, name);
    g_string_append(filled, text ? text : "");
    return FALSE;
}

/* text with its $NAMEs replaced. */
static char *fill(const Demo *demo, const char *text)
{
    g_autoptr(GRegex) name = g_regex_new("\\$([A-Z_0-9]+)", 0, 0, NULL);
    return g_regex_replace_eval(name, text, -1, 0, 0, fill_one, (gpointer)demo, NULL);
}

/* The words of one command, filled in after they were split, so that a value stays one word. */
static GPtrArray *command_words(const Demo *demo, const char *line, GError **error)
{
    g_auto(GStrv) words = NULL;
    if (!g_shell_parse_argv(line, NULL, &words, error))
        return NULL;
    GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);
    const char *const before[] = {demo->program, "--home", demo->home, "--lang",
                                  language_code(demo->session->language)};
    for (gsize i = 0; i < G_N_ELEMENTS(before); i++)
        g_ptr_array_add(argv, g_strdup(before[i]));
    for (char **word = words; *word; word++)
        g_ptr_array_add(argv, fill(demo, *word));
    g_ptr_array_add(argv, NULL);
    return argv;
}

/* As one would type it: words with blanks in quotes, without the options that all share. */
static void show_command(const GPtrArray *argv)
{
    enum { SHARED = 5 };
    printf("    $ esep");
    for (guint i = SHARED; i + 1 < argv->len; i++) {
        const char *word = argv->pdata[i];
        gboolean quote = strpbrk(word, " ;$") != NULL;
        printf(quote ? " \"%s\"" : " %s", word);
    }
    putchar('\n');
    fflush(stdout);
}

static void show_output(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++)
        if (**line)
            printf("      %s\n", *line);
    fflush(stdout);
}

static gboolean run_command(Demo *demo, const char *line, char **output_out, GError **error)
{
    g_autoptr(GPtrArray) argv = command_words(demo, line, error);
    if (!argv)
        return FALSE;
    show_command(argv);

    g_autofree char *notes = NULL;
    g_autoptr(GSubprocess) process =
        g_subprocess_newv((const char *const *)argv->pdata,
                          G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, error);
    if (!process || !g_subprocess_communicate_utf8(process, NULL, NULL, output_out, &notes, error))
        return FALSE;
    show_output(*output_out ? *output_out : "");
    show_output(notes ? notes : "");
    if (g_subprocess_get_if_exited(process) && g_subprocess_get_exit_status(process) == 0)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("The demonstration stopped: “esep {1}” failed, as it says above."), line, NULL);
    return FALSE;
}

/* Waits until the first at_s seconds of the recording are safe on the disk. */
static gboolean wait_for_recording(Demo *demo, int at_s, GError **error)
{
    g_autofree char *folder =
        g_build_filename(demo->home, "meetings", value(demo, "ID"), "video", NULL);
    g_autoptr(RecorderClient) client = recorder_connect(folder, error);
    if (!client)
        return FALSE;
    gint64 safe_ms = -1, moved_us = g_get_monotonic_time();
    while (safe_ms < at_s * 1000) {
        RecorderStatus status;
        if (!recorder_status(client, &status, error))
            return FALSE;
        gint64 now_us = g_get_monotonic_time();
        if (status.safe_ms > safe_ms) {
            moved_us = now_us;
            safe_ms = status.safe_ms;
        }
        if (now_us - moved_us > STALLED_US) {
            error_set(error, PROTOCOL_ERROR_REFUSED,
                      N_("The recording stands still: nothing has reached the disk for 20 seconds. "
                         "Look at the disk, then try again."),
                      NULL);
            return FALSE;
        }
        session_progress(demo->session, N_("Recording"), MIN(safe_ms, at_s * 1000), at_s * 1000);
        if (safe_ms < at_s * 1000)
            g_usleep(POLL_US);
    }
    return TRUE;
}

static gboolean is_left_out(const Demo *demo, const char *step)
{
    g_autofree char *unless = g_key_file_get_string(demo->steps, step, "unless", NULL);
    g_autofree char *path = unless ? fill(demo, unless) : NULL;
    return path && g_file_test(path, G_FILE_TEST_EXISTS);
}

static void say(const Demo *demo, const char *step)
{
    g_autofree char *text = g_key_file_get_locale_string(
        demo->steps, step, "say", language_code(demo->session->language), NULL);
    if (text)
        printf("\n● %s\n", text);
    fflush(stdout);
}

/* Stores the last line that the step's last command printed. */
static void keep_output(Demo *demo, const char *step, char *output)
{
    g_autofree char *name = g_key_file_get_string(demo->steps, step, "keep", NULL);
    if (!name)
        return;
    g_strchomp(output);
    const char *line = strrchr(output, '\n');
    keep(demo, name, line ? line + 1 : output);
}

/* Midnight has passed since the meeting began. */
static gboolean is_next_day(const Demo *demo)
{
    g_autofree char *today = clock_today(demo->session->clock);
    return strcmp(today, value(demo, "DATE")) != 0;
}

static gboolean run_step(Demo *demo, const char *step, GError **error)
{
    if (is_left_out(demo, step))
        return TRUE;
    say(demo, step);
    int at_s = g_key_file_get_integer(demo->steps, step, "at", NULL);
    if (at_s > 0 && !wait_for_recording(demo, at_s, error))
        return FALSE;

    const char *key = is_next_day(demo) && g_key_file_has_key(demo->steps, step, "run-late", NULL)
                          ? "run-late"
                          : "run";
    g_autofree char *all = g_key_file_get_string(demo->steps, step, key, error);
    if (!all)
        return FALSE;
    g_auto(GStrv) lines = g_strsplit(all, " && ", -1);
    for (char **line = lines; *line; line++) {
        g_autofree char *output = NULL;
        if (!run_command(demo, *line, &output, error))
            return FALSE;
        if (!line[1] && output)
            keep_output(demo, step, output);
    }
    return TRUE;
}

static void keep_date(Demo *demo, const char *name, int days)
{
    g_autofree char *today = clock_today(demo->session->clock);
    GDate date;
    date_parse(today, &date);
    if (days >= 0)
        g_date_add_days(&date, days);
    else
        g_date_subtract_days(&date, -days);
    g_autofree char *text = date_iso(&date);
    keep(demo, name, text);
}

static void keep_values(Demo *demo, const char *dir, const char *camera, const char *mic)
{
    g_autofree char *time = time_of_day(clock_now_ms(demo->session->clock));
    time[5] = 0;
    keep(demo, "DIR", dir);
    keep(demo, "TEMPLATES", paths_templates());
    keep(demo, "TIME", time);
    keep(demo, "CAMERA", camera);
    keep(demo, "MIC", mic);
    keep_date(demo, "DATE", 0);
    keep_date(demo, "ANNOUNCED", -14);
    keep_date(demo, "DUE_1", 5);
    keep_date(demo, "DUE_2", 11);
}

static void show_result(const Demo *demo)
{
    g_autofree char *folder = g_build_filename(demo->home, "meetings", value(demo, "ID"), NULL);
    g_autofree char *protocol = g_build_filename(folder, "protocol.pdf", NULL);
    g_autofree char *video = g_build_filename(folder, "video", "take-01.mkv", NULL);
    g_autofree char *kiosk = paths_program("esep-kiosk");
    Session *session = demo->session;
    session_print(session, N_("\nDone. What the meeting left:"), NULL);
    session_print(session, N_("  protocol   {1}"), protocol, NULL);
    session_print(session, N_("  recording  {1}"), video, NULL);
    session_print(session, N_("  archive    {1}"), value(demo, "ARCHIVE"), NULL);
    session_print(session, N_("Open the touch application, and register for tonight’s meeting:"),
                  NULL);
    session_print(session, "  {1} --home {2}", kiosk, demo->home, NULL);
}

static gboolean run_demo(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *camera = NULL, *mic = NULL;
    const GOptionEntry options[] = {
        {"camera", 0, 0, G_OPTION_ARG_STRING, &camera,
         N_("auto, test, /dev/videoN, file:PATH or rtsp://… (test)"), N_("CAMERA")},
        {"mic", 0, 0, G_OPTION_ARG_STRING, &mic,
         N_("auto, test, none, alsa:DEV, pulse:SOURCE or file:PATH (test)"), N_("MIC")},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error))
        return FALSE;

    gboolean ok = FALSE;
    g_autofree char *dir = g_canonicalize_filename(argv[1], NULL);
    g_autofree char *file = paths_template("demo", "meeting.steps", NULL);
    Demo demo = {.session = session,
                 .steps = g_key_file_new(),
                 .values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
                 .program = paths_program("esep"),
                 .home = g_build_filename(dir, "home", NULL)};
    g_auto(GStrv) groups = NULL;
    if (!durable_mkdir(dir, error) ||
        !g_key_file_load_from_file(demo.steps, file, G_KEY_FILE_KEEP_TRANSLATIONS, error))
        goto cleanup;
    keep_values(&demo, dir, camera ? camera : "test", mic ? mic : "test");

    groups = g_key_file_get_groups(demo.steps, NULL);
    for (char **step = groups; *step; step++)
        if (!run_step(&demo, *step, error))
            goto cleanup;
    show_result(&demo);
    ok = TRUE;

cleanup:
    g_key_file_free(demo.steps);
    g_hash_table_unref(demo.values);
    g_free(demo.program);
    g_free(demo.home);
    return ok;
}

const Command command_demo_table[] = {
    {"demo", N_("DIR [--camera CAMERA] [--mic MIC]"),
     N_("hold a whole meeting with a test camera and microphone"), run_demo},
    {NULL},
};
