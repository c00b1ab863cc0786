#include "media/job.h"

#include <errno.h>
#include <json-glib/json-glib.h>
#include <libavutil/log.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "media/answer.h"
#include "media/error.h"
#include "media/jobs.h"
#include "media/look_back.h"
#include "media/picture.h"
#include "media/remux.h"
#include "media/server.h"
#include "media/sheet_judge.h"

#define CHAPTERS_BYTES_MAX (4 << 20)

enum { EXIT_USAGE = 2 };

typedef struct {
    char *directory, *out;
    int take;
    gint64 from_ms, to_ms;
    int ready_fd;
    gboolean chapters;
    char **blanks; /* FROM-TO in milliseconds; NULL: the copy is whole */
} Arguments;

static gboolean add_chapter(GArray *chapters, JsonNode *node)
{
    JsonObject *object = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
    if (!object)
        return FALSE;
    JobChapter chapter = {
        .take = (int)json_object_get_int_member_with_default(object, "take", 0),
        .at_ms = json_object_get_int_member_with_default(object, "at_ms", -1),
        .title = g_strdup(json_object_get_string_member_with_default(object, "title", "")),
        .subtitle = answer_true(object, "subtitle")};
    g_array_append_val(chapters, chapter);
    return TRUE;
}

static void clear_chapter(gpointer data)
{
    g_free((char *)((JobChapter *)data)->title);
}

/* One line of JSON from the descriptor: [{"take":1,"at_ms":0,"title":"…","subtitle":true},…]. */
static gboolean read_chapters(int fd, GArray *chapters, GError **error)
{
    g_autoptr(GString) line = g_string_new(NULL);
    char block[4096];
    for (gssize got; line->len < CHAPTERS_BYTES_MAX && !strchr(line->str, '\n');) {
        got = read(fd, block, sizeof block);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        g_string_append_len(line, block, got);
    }
    g_autoptr(JsonParser) parser = json_parser_new();
    gboolean ok = g_utf8_validate(line->str, (gssize)line->len, NULL) &&
                  json_parser_load_from_data(parser, line->str, (gssize)line->len, NULL) &&
                  json_parser_get_root(parser) &&
                  JSON_NODE_HOLDS_ARRAY(json_parser_get_root(parser));
    JsonArray *array = ok ? json_node_get_array(json_parser_get_root(parser)) : NULL;
    for (guint i = 0; ok && i < json_array_get_length(array); i++)
        ok = add_chapter(chapters, json_array_get_element(array, i));
    if (!ok)
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_PROTOCOL, "chapters");
    return ok;
}

/* Numbers alone; remux_all judges the rest. */
static GArray *parse_blanks(char *const *texts, GError **error)
{
    g_autoptr(GArray) blanks = g_array_new(FALSE, FALSE, sizeof(JobBlank));
    for (; *texts; texts++) {
        JobBlank blank;
        char *end = NULL;
        blank.from_ms = g_ascii_strtoll(*texts, &end, 10);
        const gboolean two = end > *texts && *end == '-' && g_ascii_isdigit(end[1]);
        blank.to_ms = two ? g_ascii_strtoll(end + 1, &end, 10) : 0;
        if (!two || *end || !g_ascii_isdigit(**texts)) {
            g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_PROTOCOL, "blank");
            return NULL;
        }
        g_array_append_val(blanks, blank);
    }
    return g_steal_pointer(&blanks);
}

static gboolean run_remux(JobRun *run, const Arguments *arguments, GError **error)
{
    g_autoptr(GArray) chapters = g_array_new(FALSE, FALSE, sizeof(JobChapter));
    g_array_set_clear_func(chapters, clear_chapter);
    int fd = arguments->ready_fd > STDERR_FILENO ? arguments->ready_fd : STDIN_FILENO;
    g_autoptr(GArray) blanks = arguments->blanks ? parse_blanks(arguments->blanks, error) : NULL;
    return (blanks || !arguments->blanks) &&
           (!arguments->chapters || read_chapters(fd, chapters, error)) &&
           remux_all(run, (const JobChapter *)chapters->data, chapters->len, blanks, error);
}

static gboolean run_clip(JobRun *run, const Arguments *arguments, GError **error)
{
    return remux_clip(run, arguments->take, arguments->from_ms, arguments->to_ms, error);
}

static gboolean run_picture(JobRun *run, const Arguments *arguments, GError **error)
{
    return picture_write(run, arguments->take, arguments->from_ms, error);
}

static gboolean run_sheet(JobRun *run, const Arguments *arguments, GError **error)
{
    return sheet_judge(run, &run->sheet, error);
}

static gboolean run_look_back(JobRun *run, const Arguments *arguments, GError **error)
{
    return look_back(run, arguments->take, arguments->from_ms,
                     arguments->to_ms > 0 ? arguments->to_ms : G_MAXINT64, error);
}

typedef struct {
    const char *name;
    gboolean (*run)(JobRun *run, const Arguments *arguments, GError **error);
    gboolean writes; /* run->part */
    gboolean reads;  /* run->recording */
} Row;

static const Row rows[] = {{"remux", run_remux, TRUE, TRUE},
                           {"clip", run_clip, TRUE, TRUE},
                           {"picture", run_picture, TRUE, TRUE},
                           {"sheet", run_sheet, TRUE, FALSE},
                           {"look-back", run_look_back, FALSE, FALSE}};

static const Row *find_row(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        if (strcmp(name, rows[i].name) == 0)
            return &rows[i];
    return NULL;
}

static gboolean parse(int *argc, char ***argv, Arguments *arguments, GError **error)
{
    const GOptionEntry entries[] = {
        {"directory", 0, 0, G_OPTION_ARG_FILENAME, &arguments->directory,
         "the folder of the recording", "DIR"},
        {"out", 0, 0, G_OPTION_ARG_FILENAME, &arguments->out, "the file to write", "FILE"},
        {"take", 0, 0, G_OPTION_ARG_INT, &arguments->take, "number of the take", "N"},
        {"from-ms", 0, 0, G_OPTION_ARG_INT64, &arguments->from_ms, "running time in it", "MS"},
        {"to-ms", 0, 0, G_OPTION_ARG_INT64, &arguments->to_ms, "running time in it", "MS"},
        {"ready-fd", 0, 0, G_OPTION_ARG_INT, &arguments->ready_fd,
         "descriptor to say on how it goes; its end ends the job", "N"},
        {"chapters", 0, 0, G_OPTION_ARG_NONE, &arguments->chapters,
         "read the chapters from that descriptor, or from stdin", NULL},
        {"blank", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments->blanks,
         "a stretch of the copy to blank, in milliseconds", "FROM-TO"},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new("remux|clip|picture|sheet|look-back");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, error))
        return FALSE;
    const Row *row = *argc == 2 ? find_row((*argv)[1]) : NULL;
    if (row && arguments->directory && (arguments->out != NULL) == row->writes &&
        arguments->from_ms >= 0 && arguments->to_ms >= 0)
        return TRUE;
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "a job, --directory and --out (not to look back) are needed, no time below zero");
    return FALSE;
}

/* Does the job; part never stays behind. */
static gboolean run_job(const Row *row, const Arguments *arguments, JobRun *run, GError **error)
{
    if (!row->writes)
        return row->run(run, arguments, error);
    if (!job_hold_folder(run, error))
        return FALSE;
    run->recording = row->reads ? recording_read(run->directory, error) : NULL;
    gboolean ok = (run->recording || !row->reads) && row->run(run, arguments, error) &&
                  job_commit(run, error);
    if (!ok)
        unlink(run->part);
    return ok;
}

/* Says that it is done, and what it has to tell. */
static char *finished_line(const JobRun *run)
{
    g_autoptr(JsonObject) answer = json_object_new();
    json_object_set_boolean_member(answer, "ok", TRUE);
    json_object_set_boolean_member(answer, "finished", TRUE);
    json_object_set_int_member(answer, "until_ms", run->until_ms);
    if (run->sheet.width_px > 0) {
        json_object_set_int_member(answer, "width_px", run->sheet.width_px);
        json_object_set_int_member(answer, "height_px", run->sheet.height_px);
        json_object_set_int_member(answer, "resolved_px", run->sheet.resolved_px);
        json_object_set_int_member(answer, "millidegrees",
                                   (gint64)(run->sheet.straightened_by * 1000));
    }
    if (run->blanked) {
        JsonArray *blanked = json_array_new();
        for (guint i = 0; i < run->blanked->len; i++) {
            const JobBlank *one = &g_array_index(run->blanked, JobBlank, i);
            json_array_add_int_element(blanked, one->from_ms);
            json_array_add_int_element(blanked, one->to_ms);
        }
        json_object_set_array_member(answer, "blanked", blanked);
    }
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), answer);
    g_autofree char *text = json_to_string(node, FALSE);
    return g_strconcat(text, "\n", NULL);
}

int job_main(int argc, char **argv)
{
    int exit_code = EXIT_FAILURE;
    g_autoptr(GError) error = NULL;
    g_autofree char *line = NULL;
    Arguments arguments = {.ready_fd = STDOUT_FILENO, .take = 1};
    JobRun run = {.fd = STDOUT_FILENO, .folder_fd = -1};
    av_log_set_level(AV_LOG_QUIET);
    if (!parse(&argc, &argv, &arguments, &error)) {
        exit_code = EXIT_USAGE;
        goto cleanup;
    }
    run.fd = arguments.ready_fd;
    run.directory = arguments.directory;
    run.out = arguments.out;
    if (run_job(find_row(argv[1]), &arguments, &run, &error))
        exit_code = EXIT_SUCCESS;
    line = error ? server_error_line(error) : finished_line(&run);
    if (!job_say(&run, line))
        g_info("nobody listens: %s", g_strerror(errno));

cleanup:
    if (error)
        fprintf(stderr, "esep-recorder: %s\n", error->message);
    job_clear(&run);
    g_strfreev(arguments.blanks);
    g_free(arguments.directory);
    g_free(arguments.out);
    return exit_code;
}
