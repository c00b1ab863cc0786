#include "protocol/public_video.h"

#include "media/error.h"
#include "protocol/clock.h"
#include "protocol/error.h"
#include "protocol/json_read.h"
#include "protocol/message.h"
#include "protocol/paths.h"
#include "protocol/playable.h"
#include "protocol/verification.h"

static const struct {
    const char *code, *info, *text;
} left_out[] = {
    {"no-recording", "none", N_("There is no recording of this meeting.")},
    {"on-request", "left out by decision of whoever made this copy",
     N_("The recording was left out.")},
    {"unknown-place", "left out: the place of a confidential entry in it is not known",
     N_("The recording was left out: where in it a confidential entry was said is not known. "
        "Whoever knows can name the stretch: esep export … --blank FROM-TO")},
};
enum { NO_RECORDING, ON_REQUEST, UNKNOWN_PLACE };

/* What the job of the copy is told, and what it tells. */
typedef struct {
    const Recording *recording;
    const char *video_folder;
    JsonObject *less;
    GArray *stretches; /* of BlankStretch */
    JobProgress progress;
    gpointer user_data;
} Copy;

static void leave_out(Bag *bag, JsonObject *less, int why)
{
    json_object_set_null_member(less, "video");
    json_object_set_string_member(less, "video_left_out", left_out[why].code);
    bag_info(bag, "Esep-Recording", left_out[why].info);
}

static char *title_of(BlankWhy why)
{
    const char *text = blank_why_text(blank_why_code(why));
    g_autofree char *kk =
        message_format(LANGUAGE_KK, N_("Not shown: {1}"), message(LANGUAGE_KK, text), NULL);
    g_autofree char *ru =
        message_format(LANGUAGE_RU, N_("Not shown: {1}"), message(LANGUAGE_RU, text), NULL);
    return g_strconcat(kk, " / ", ru, NULL);
}

/* The chapters of what is public, and one for each stretch. */
static GArray *chapters_of(const Copy *copy)
{
    GArray *chapters = playable_chapters(copy->less, copy->recording);
    for (guint i = 0; i < copy->stretches->len; i++) {
        const BlankStretch *one = &g_array_index(copy->stretches, BlankStretch, i);
        int take = 0;
        gint64 at_ms = 0;
        blank_place(copy->recording, one->at.from_ms, &take, &at_ms);
        playable_chapter(chapters, take, at_ms, title_of(one->why), TRUE);
    }
    return chapters;
}

/* What was blanked takes the place of what should be. */
static void note_blanked(Copy *copy, const GArray *blanked)
{
    for (guint i = 0; i < blanked->len; i++)
        g_array_index(copy->stretches, BlankStretch, i).at = g_array_index(blanked, JobBlank, i);
    blank_plan_join(copy->stretches);
}

static gboolean make_copy(const char *path, gpointer user_data, GError **error)
{
    Copy *copy = user_data;
    g_autofree char *program = paths_program("esep-recorder");
    g_autoptr(GArray) chapters = chapters_of(copy), blanked = NULL;
    g_autofree JobBlank *blanks = g_new(JobBlank, copy->stretches->len + 1);
    for (guint i = 0; i < copy->stretches->len; i++)
        blanks[i] = g_array_index(copy->stretches, BlankStretch, i).at;
    const Job job = {program, copy->video_folder, path, copy->progress, copy->user_data};
    if (!job_blanked(&job, (const JobChapter *)chapters->data, chapters->len, blanks,
                     copy->stretches->len, &blanked, error))
        return FALSE;
    note_blanked(copy, blanked);
    return TRUE;
}

static void tell(Bag *bag, const Copy *copy)
{
    JsonObject *video = json_object_new();
    JsonArray *blanked = json_array_new();
    bag_info(bag, "Esep-Recording", "data/" PUBLIC_VIDEO_FILE ", a copy");
    for (guint i = 0; i < copy->stretches->len; i++) {
        const BlankStretch *one = &g_array_index(copy->stretches, BlankStretch, i);
        const char *why = blank_why_code(one->why);
        g_autofree char *from = time_length(one->at.from_ms / 1000);
        g_autofree char *to = time_length((one->at.to_ms + 999) / 1000);
        g_autofree char *line = g_strdup_printf("%s-%s %s", from, to, why);
        JsonObject *row = json_object_new();
        json_object_set_int_member(row, "from_ms", one->at.from_ms);
        json_object_set_int_member(row, "to_ms", one->at.to_ms);
        json_object_set_string_member(row, "why", why);
        json_array_add_object_element(blanked, row);
        bag_info(bag, "Esep-Blanked", line);
    }
    json_object_set_string_member(video, "file", PUBLIC_VIDEO_FILE);
    json_object_set_int_member(video, "length_ms", blank_copy_ms(copy->recording));
    json_object_set_array_member(video, "blanked", blanked);
    json_object_set_object_member(copy->less, "video", video);
    json_object_set_null_member(copy->less, "video_left_out");
}

static Recording *read_recording(const char *video_folder, GError **error)
{
    Recording *recording = recording_read(video_folder, NULL);
    if (!recording)
        error_set(error, PROTOCOL_ERROR_DIFFERENT, N_("{1} has been changed."), CHAIN_FILE, NULL);
    return recording;
}

static gboolean check_by_hand(const PublicVideo *asked, const Recording *recording, GError **error)
{
    for (gsize i = 0; i < asked->by_hand_count; i++) {
        const JobBlank *one = &asked->by_hand[i];
        if (one->from_ms < one->to_ms && one->from_ms < blank_copy_ms(recording))
            continue;
        g_autofree char *from = time_length(one->from_ms / 1000);
        g_autofree char *to = time_length(one->to_ms / 1000);
        g_autofree char *length = time_length(blank_copy_ms(recording) / 1000);
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("{1}-{2} is no stretch of the recording, which lasts {3}. Give it as "
                     "--blank 00:12:30-00:14:00."),
                  from, to, length, NULL);
        return FALSE;
    }
    return TRUE;
}

static gboolean add_copy(Bag *bag, Copy *copy, GError **error)
{
    g_autoptr(GError) reason = NULL;
    if (bag_add_made(bag, PUBLIC_VIDEO_FILE, make_copy, copy, &reason)) {
        tell(bag, copy);
        return TRUE;
    }
    if (g_error_matches(reason, MEDIA_ERROR, MEDIA_ERROR_NO_RECORDING)) {
        /* It broke off before its first picture. */
        leave_out(bag, copy->less, NO_RECORDING);
        return TRUE;
    }
    g_propagate_error(error, g_steal_pointer(&reason));
    return FALSE;
}

gboolean public_video_add(Bag *bag, const PublicVideo *asked, JsonObject *record, JsonObject *less,
                          JsonArray *withdrawn, const char *video_folder, JobProgress progress,
                          gpointer user_data, GError **error)
{
    if (json_object_get_null_member(record, "recording")) {
        leave_out(bag, less, NO_RECORDING);
        return TRUE;
    }
    if (asked->leave_out) {
        leave_out(bag, less, ON_REQUEST);
        return TRUE;
    }
    g_autoptr(Recording) recording = read_recording(video_folder, error);
    if (!recording || !check_by_hand(asked, recording, error))
        return FALSE;
    g_autoptr(GArray) stretches =
        blank_plan(recording, record, withdrawn, asked->by_hand, asked->by_hand_count);
    if (!stretches) {
        leave_out(bag, less, UNKNOWN_PLACE);
        return TRUE;
    }
    Copy copy = {recording, video_folder, less, stretches, progress, user_data};
    return add_copy(bag, &copy, error);
}

void public_plan_free(PublicPlan *plan)
{
    if (!plan)
        return;
    g_clear_pointer(&plan->stretches, g_array_unref);
    g_free(plan);
}

gint64 public_plan_covered_ms(const PublicPlan *plan)
{
    gint64 covered_ms = 0;
    for (guint i = 0; plan->stretches && i < plan->stretches->len; i++) {
        const JobBlank *at = &g_array_index(plan->stretches, BlankStretch, i).at;
        covered_ms += at->to_ms - at->from_ms;
    }
    return covered_ms;
}

PublicPlan *public_video_plan(JsonObject *record, JsonArray *withdrawn, const char *video_folder,
                              GError **error)
{
    PublicPlan *plan = g_new0(PublicPlan, 1);
    if (json_object_get_null_member(record, "recording")) {
        plan->stretches = g_array_new(FALSE, FALSE, sizeof(BlankStretch));
        return plan;
    }
    g_autoptr(Recording) recording = read_recording(video_folder, error);
    if (!recording) {
        public_plan_free(plan);
        return NULL;
    }
    plan->length_ms = blank_copy_ms(recording);
    plan->stretches = blank_plan(recording, record, withdrawn, NULL, 0);
    for (guint i = 0; plan->stretches && i < plan->stretches->len; i++) {
        JobBlank *at = &g_array_index(plan->stretches, BlankStretch, i).at;
        at->to_ms = MIN(at->to_ms, plan->length_ms);
    }
    return plan;
}

static void add_stretch(GPtrArray *lines, JsonObject *stretch)
{
    const gint64 from_ms = json_object_get_int_member_with_default(stretch, "from_ms", 0);
    const gint64 to_ms = json_object_get_int_member_with_default(stretch, "to_ms", 0);
    g_autofree char *from = time_length(from_ms / 1000), *to = time_length((to_ms + 999) / 1000);
    g_autofree char *why =
        g_strdup_printf("%c%s", MESSAGE_NESTED, blank_why_text(json_read_text(stretch, "why")));
    verification_add(lines, "   {1} – {2}: {3}", from, to, why, NULL);
}

void public_video_lines(JsonObject *less, GPtrArray *lines)
{
    JsonObject *video = json_read_object(less, "video");
    JsonArray *blanked = video ? json_read_array(video, "blanked") : NULL;
    const guint count = blanked ? json_array_get_length(blanked) : 0;
    for (gsize i = 0; !video && i < G_N_ELEMENTS(left_out); i++)
        if (g_strcmp0(json_read_text(less, "video_left_out"), left_out[i].code) == 0)
            verification_add(lines, left_out[i].text, NULL);
    if (video)
        verification_add(lines,
                         count > 0 ? N_("{1}: the recording for everybody; picture and sound are "
                                        "blanked in these stretches:")
                                   : N_("{1}: the recording for everybody; nothing in it had to "
                                        "be blanked"),
                         "data/" PUBLIC_VIDEO_FILE, NULL);
    for (guint i = 0; i < count; i++) {
        JsonNode *stretch = json_array_get_element(blanked, i);
        if (JSON_NODE_HOLDS_OBJECT(stretch))
            add_stretch(lines, json_node_get_object(stretch));
    }
    if (video)
        verification_add(
            lines,
            N_("   That all else is as it was recorded, the signature vouches for; the "
               "evidence is the recording in the full archive."),
            NULL);
}
