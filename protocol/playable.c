#include "protocol/playable.h"

#include "media/chain.h"
#include "protocol/error.h"
#include "protocol/message.h"
#include "protocol/paths.h"

static const char *const titles[][2] = {{"complaint", N_("Complaint No. {1}")},
                                        {"suggestion", N_("Suggestion No. {1}")},
                                        {"remark", N_("Remark No. {1}")}};

static void clear_chapter(gpointer data)
{
    g_free((char *)((JobChapter *)data)->title);
}

void playable_chapter(GArray *chapters, gint64 take, gint64 at_ms, char *title, gboolean subtitle)
{
    JobChapter chapter = {(int)take, at_ms, title, subtitle};
    g_array_append_val(chapters, chapter);
}

/* In Kazakh and Russian. */
static char *title_of(const char *msgid, const char *argument)
{
    g_autofree char *kk = message_format(LANGUAGE_KK, msgid, argument, NULL);
    g_autofree char *ru = message_format(LANGUAGE_RU, msgid, argument, NULL);
    return g_strconcat(kk, " / ", ru, NULL);
}

static void add_point(GArray *chapters, JsonObject *point)
{
    JsonNode *mark = json_object_get_member(point, "mark");
    if (!mark || !JSON_NODE_HOLDS_OBJECT(mark))
        return;
    JsonObject *at = json_node_get_object(mark);
    char *title = g_strdup_printf("%d. %s / %s", (int)json_object_get_int_member(point, "point"),
                                  json_object_get_string_member_with_default(point, "kk", ""),
                                  json_object_get_string_member_with_default(point, "ru", ""));
    playable_chapter(chapters, json_object_get_int_member_with_default(at, "take", 0),
                     json_object_get_int_member_with_default(at, "position_ms", -1), title, FALSE);
}

static void add_entry(GArray *chapters, JsonObject *entry)
{
    const char *type = json_object_get_string_member_with_default(entry, "type", "");
    g_autofree char *number =
        g_strdup_printf("%d", (int)json_object_get_int_member_with_default(entry, "entry", 0));
    for (gsize i = 0; i < G_N_ELEMENTS(titles); i++) {
        if (g_strcmp0(type, titles[i][0]) != 0)
            continue;
        /* One that was said while nothing was recorded has no place. */
        playable_chapter(chapters, json_object_get_int_member_with_default(entry, "take", 0),
                         json_object_get_int_member_with_default(entry, "position_ms", -1),
                         title_of(titles[i][1], number), TRUE);
    }
}

static void each(JsonObject *record, const char *name, void (*handle)(GArray *, JsonObject *),
                 GArray *chapters)
{
    JsonArray *array = json_object_get_array_member(record, name);
    for (guint i = 0; array && i < json_array_get_length(array); i++)
        handle(chapters, json_array_get_object_element(array, i));
}

/* Where a recorder died another take begins: whoever looks at the copy must be told. */
static void add_interruptions(GArray *chapters, const Recording *recording)
{
    for (guint i = 0; recording && i + 1 < recording->takes->len; i++) {
        const RecordingTake *take = g_ptr_array_index(recording->takes, i);
        const RecordingTake *next = g_ptr_array_index(recording->takes, i + 1);
        gint64 missing_ms = next->started_unix_ms - take->started_unix_ms - take->length_ms;
        g_autofree char *seconds =
            g_strdup_printf("%" G_GINT64_FORMAT, MAX((missing_ms + 500) / 1000, 1));
        playable_chapter(chapters, next->take, 0,
                         title_of(N_("Recording interrupted, {1} s"), seconds), FALSE);
    }
}

GArray *playable_chapters(JsonObject *record, const Recording *recording)
{
    GArray *chapters = g_array_new(FALSE, FALSE, sizeof(JobChapter));
    g_array_set_clear_func(chapters, clear_chapter);
    each(record, "agenda", add_point, chapters);
    each(record, "entries", add_entry, chapters);
    add_interruptions(chapters, recording);
    return chapters;
}

gboolean playable_write(const char *video, JsonObject *record, const char *path,
                        JobProgress progress, gpointer user_data, GError **error)
{
    g_autofree char *program = paths_program("esep-recorder");
    g_autoptr(Recording) recording = recording_read(video, NULL);
    g_autoptr(GArray) chapters = playable_chapters(record, recording);
    Job job = {program, video, path, progress, user_data};
    return job_playable(&job, (const JobChapter *)chapters->data, chapters->len, error);
}
