#include "media/jobs.h"

#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "media/answer.h"
#include "media/child.h"
#include "media/error.h"

/* Between two lines of a job: it may wait for a slow card. */
#define SILENCE_MS 120000

static char *chapters_line(const JobChapter *chapters, gsize count)
{
    g_autoptr(JsonArray) array = json_array_new();
    for (gsize i = 0; i < count; i++) {
        JsonObject *chapter = json_object_new();
        json_object_set_int_member(chapter, "take", chapters[i].take);
        json_object_set_int_member(chapter, "at_ms", chapters[i].at_ms);
        json_object_set_string_member(chapter, "title", chapters[i].title);
        json_object_set_boolean_member(chapter, "subtitle", chapters[i].subtitle);
        json_array_add_object_element(array, chapter);
    }
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_ARRAY);
    json_node_set_array(node, array);
    g_autofree char *text = json_to_string(node, FALSE);
    return g_strconcat(text, "\n", NULL);
}

/* Closing our half is the word to stop; the job has cleaned up when it closes its own. One that was
 * faster has put its file in place. */
static void cancel(const Job *job, Child *child)
{
    shutdown(child->fd, SHUT_WR);
    for (;;) {
        g_autofree char *line = answer_line(child->fd, answer_deadline_us(SILENCE_MS), NULL);
        if (!line || !*line)
            return;
        g_autoptr(JsonObject) answer = answer_parse(line, NULL);
        if (answer && answer_true(answer, "finished"))
            unlink(job->out);
    }
}

/* Reads what the job says until it is done: its last answer, NULL with an error. */
static JsonObject *follow(const Job *job, Child *child, GError **error)
{
    for (;;) {
        child->until_us = answer_deadline_us(SILENCE_MS);
        g_autoptr(JsonObject) answer = child_answer(child, error);
        if (!answer)
            return NULL;
        if (answer_true(answer, "finished"))
            return g_steal_pointer(&answer);
        if (job->progress && !job->progress(answer_int(answer, "done_bytes", 0),
                                            answer_int(answer, "all_bytes", 0), job->user_data)) {
            cancel(job, child);
            g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_CANCELLED, "%s", job->out);
            return NULL;
        }
    }
}

/* word: the job; the rest options with their values up to a NULL. first: a line for it, or NULL.
 * Its last answer, json_object_unref; NULL with an error. */
static JsonObject *run(const Job *job, const char *word, const char *const *options,
                       const char *first, GError **error)
{
    g_autofree char *directory = g_canonicalize_filename(job->directory, NULL);
    g_autofree char *out = g_canonicalize_filename(job->out, NULL);
    const char *fixed[] = {job->program, word, "--directory", directory,
                           "--out",      out,  "--ready-fd",  G_STRINGIFY(CHILD_FD)};
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++)
        g_ptr_array_add(argv, (gpointer)fixed[i]);
    for (; *options; options++)
        g_ptr_array_add(argv, (gpointer)*options);
    g_ptr_array_add(argv, NULL);
    Child child;
    JsonObject *answer = NULL;
    if (child_spawn(&child, (char **)argv->pdata, SILENCE_MS, error) &&
        (!first || child_send(&child, first, strlen(first), error)))
        answer = follow(job, &child, error);
    child_clear(&child);
    return answer;
}

static gboolean run_quietly(const Job *job, const char *word, const char *const *options,
                            const char *first, GError **error)
{
    g_autoptr(JsonObject) answer = run(job, word, options, first, error);
    return answer != NULL;
}

gboolean job_playable(const Job *job, const JobChapter *chapters, gsize count, GError **error)
{
    const char *options[] = {"--chapters", NULL};
    g_autofree char *line = chapters_line(chapters, count);
    return run_quietly(job, "remux", options, line, error);
}

/* What the job says that it has blanked; NULL unless it is count stretches. */
static GArray *read_blanked(JsonObject *answer, gsize count)
{
    JsonNode *node = json_object_get_member(answer, "blanked");
    JsonArray *numbers = node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    if (!numbers || json_array_get_length(numbers) != 2 * count)
        return NULL;
    GArray *blanked = g_array_new(FALSE, FALSE, sizeof(JobBlank));
    for (guint i = 0; i < count; i++) {
        const JobBlank one = {json_array_get_int_element(numbers, 2 * i),
                              json_array_get_int_element(numbers, 2 * i + 1)};
        g_array_append_val(blanked, one);
    }
    return blanked;
}

gboolean job_blanked(const Job *job, const JobChapter *chapters, gsize count,
                     const JobBlank *blanks, gsize blank_count, GArray **blanked_out,
                     GError **error)
{
    g_autofree char *line = chapters_line(chapters, count);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_autofree const char **options = g_new0(const char *, 2 * blank_count + 2);
    options[0] = "--chapters";
    for (gsize i = 0; i < blank_count; i++) {
        char *text = g_strdup_printf("%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, blanks[i].from_ms,
                                     blanks[i].to_ms);
        g_ptr_array_add(texts, text);
        options[2 * i + 1] = "--blank";
        options[2 * i + 2] = text;
    }
    g_autoptr(JsonObject) answer = run(job, "remux", options, line, error);
    if (!answer)
        return FALSE;
    *blanked_out = blank_count > 0 ? read_blanked(answer, blank_count)
                                   : g_array_new(FALSE, FALSE, sizeof(JobBlank));
    if (!*blanked_out)
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_PROTOCOL, "blanked");
    return *blanked_out != NULL;
}

gboolean job_clip(const Job *job, int take, gint64 from_ms, gint64 to_ms, GError **error)
{
    g_autofree char *number = g_strdup_printf("%d", take);
    g_autofree char *from = g_strdup_printf("%" G_GINT64_FORMAT, from_ms);
    g_autofree char *to = g_strdup_printf("%" G_GINT64_FORMAT, to_ms);
    const char *options[] = {"--take", number, "--from-ms", from, "--to-ms", to, NULL};
    return run_quietly(job, "clip", options, NULL, error);
}

gboolean job_picture(const Job *job, int take, gint64 at_ms, GError **error)
{
    g_autofree char *number = g_strdup_printf("%d", take);
    g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, at_ms);
    const char *options[] = {"--take", number, "--from-ms", at, NULL};
    return run_quietly(job, "picture", options, NULL, error);
}
