/* Runs on the worker's threads; nothing here touches the application. */
#include <glib/gstdio.h>
#include <string.h>

#include "kiosk/citizen/citizen.h"
#include "kiosk/secretary/hall.h"
#include "media/chain.h"
#include "media/error.h"
#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/meeting.h"
#include "protocol/meeting_recording.h"
#include "protocol/record.h"

#define NOTES_FILE "notes.json"
#define NOTES_MAX_BYTES (1 << 20)
#define REVIVE_WITHIN_MS (2 * 3600 * 1000)

static void free_watch(gpointer data)
{
    HallWatch *watch = data;
    preview_free(watch->preview);
    g_free(watch);
}

static void free_text(gpointer data)
{
    HallText *text = data;
    g_free(text->id);
    work_wipe(text->text);
    g_free(text);
}

static void free_point(gpointer data)
{
    HallPoint *point = data;
    g_free(point->id);
    g_free(point);
}

static void free_save(gpointer data)
{
    HallSave *save = data;
    g_free(save->id);
    note_free(save->note);
    g_free(save);
}

static void free_saved(gpointer data)
{
    HallSaved *saved = data;
    g_free(saved->receipt);
    g_free(saved);
}

static void hang_up(Workplace *place)
{
    g_clear_pointer(&place->recorder, recorder_client_free);
    g_clear_pointer(&place->recorder_of, g_free);
}

static gboolean watch(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    HallWatch *watch = g_new0(HallWatch, 1);
    if (g_strcmp0(place->recorder_of, argument) != 0)
        hang_up(place);
    gboolean fresh = !place->recorder;
    if (fresh) {
        place->recorder = meeting_recording_connect(place->home, argument, NULL);
        place->recorder_of = g_strdup(argument);
    }
    if (place->recorder && recorder_status(place->recorder, &watch->status, NULL)) {
        watch->recording = TRUE;
        watch->preview = fresh ? preview_open(place->recorder, NULL) : NULL;
    } else {
        hang_up(place);
    }
    watch->at_ms = g_get_monotonic_time() / 1000;
    watch->unix_ms = clock_now_ms(place->clock);
    *value_out = watch;
    return TRUE;
}

static gboolean begin_with(Workplace *place, const char *id, const char *mic, GError **error)
{
    g_autofree char *camera = workplace_camera(place);
    RecordingSetup setup = {.camera = camera, .mic = mic};
    hang_up(place);
    return meeting_recording_begin(place->home, id, &setup, NULL, error);
}

static gboolean begin(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    g_autofree char *mic = workplace_mic(place);
    return begin_with(place, argument, mic, error);
}

/* A picture without sound is better than nothing. */
static gboolean begin_again(Workplace *place, gpointer argument, gpointer *value_out,
                            GError **error)
{
    g_autoptr(GError) missing = NULL;
    if (begin(place, argument, value_out, &missing))
        return TRUE;
    if (g_error_matches(missing, MEDIA_ERROR, MEDIA_ERROR_NO_MIC))
        return begin_with(place, argument, "none", error);
    g_propagate_error(error, g_steal_pointer(&missing));
    return FALSE;
}

static gboolean begin_anyway(Workplace *place, gpointer argument, gpointer *value_out,
                             GError **error)
{
    g_autoptr(GError) missing = NULL;
    if (begin_again(place, argument, value_out, &missing))
        return TRUE;
    if (g_error_matches(missing, MEDIA_ERROR, MEDIA_ERROR_NO_CAMERA))
        return meeting_recording_started(place->home, argument, error);
    g_propagate_error(error, g_steal_pointer(&missing));
    return FALSE;
}

/* A meeting may go on after the mains came back; one of this morning does not begin again by
 * itself. */
static gboolean is_fresh(const Workplace *place, const RecordingTake *last)
{
    gint64 silent_ms = clock_now_ms(place->clock) - (last->started_unix_ms + last->length_ms);
    return silent_ms < REVIVE_WITHIN_MS;
}

/* Only what nobody ended goes on. */
static gboolean revive(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    g_autofree char *folder = meeting_recording_folder(place->home, argument);
    /* It comes back by itself where somebody waits for it. */
    g_autoptr(RecorderClient) back = recorder_reconnect(folder, NULL);
    if (back)
        return TRUE;
    g_autoptr(Recording) recording = recording_read(folder, error);
    if (!recording)
        return FALSE;
    const RecordingTake *last =
        recording->takes->len ? recording->takes->pdata[recording->takes->len - 1] : NULL;
    if (!last || last->end || !is_fresh(place, last)) {
        g_set_error_literal(error, MEDIA_ERROR, MEDIA_ERROR_NOT_RUNNING, argument);
        return FALSE;
    }
    return begin_again(place, argument, value_out, error);
}

static gboolean end(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    g_autoptr(GError) reason = NULL;
    hang_up(place);
    if (meeting_recording_end(place->home, argument, NULL, &reason))
        return TRUE;
    /* A meeting that was held without a recording ends as well. */
    if (g_error_matches(reason, MEDIA_ERROR, MEDIA_ERROR_NOT_RUNNING))
        return meeting_recording_stopped(place->home, argument, error);
    g_propagate_error(error, g_steal_pointer(&reason));
    return FALSE;
}

static gboolean mark(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const HallPoint *point = argument;
    if (!point->undo)
        return meeting_mark(place->home, point->id, point->point, error);
    return meeting_withdraw(place->home, point->id, MEETING_MARK, point->point,
                            N_("touched by mistake"), error);
}

static char *notes_path(const Workplace *place, const char *id)
{
    return home_meeting_path(place->home, id, NOTES_FILE);
}

static gboolean keep_notes(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const HallText *text = argument;
    g_autofree char *path = notes_path(place, text->id);
    g_autofree char *folder = g_path_get_dirname(path);
    if (text->text)
        return durable_mkdir(folder, error) &&
               durable_write(path, text->text, strlen(text->text), 0600, error);
    return g_remove(path) != 0 || durable_sync_dir(folder, error);
}

static gboolean is_saved(JsonArray *entries, const Note *note)
{
    for (guint i = 0; i < json_array_get_length(entries); i++) {
        JsonObject *entry = json_array_get_object_element(entries, i);
        if (g_strcmp0(json_object_get_string_member(entry, "said"), note->at) == 0 &&
            g_strcmp0(json_object_get_string_member(entry, "text"), note->text) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Whoever was killed between the row and the file finds no note of what is in the register. */
static void drop_saved(GPtrArray *notes, JsonNode *record)
{
    JsonArray *entries = json_object_get_array_member(json_node_get_object(record), "entries");
    for (guint i = notes->len; i-- > 0;)
        if (is_saved(entries, notes->pdata[i]))
            g_ptr_array_remove_index(notes, i);
}

static gboolean read_notes(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    g_autofree char *path = notes_path(place, argument);
    g_autofree char *json = NULL;
    gsize size = 0;
    g_autoptr(JsonNode) record = record_read(place->home, argument, error);
    if (!record)
        return FALSE;
    if (g_file_get_contents(path, &json, &size, NULL) && size > NOTES_MAX_BYTES)
        g_clear_pointer(&json, g_free);
    GPtrArray *notes = notes_parse(json);
    drop_saved(notes, record);
    *value_out = notes;
    return TRUE;
}

static gboolean save_entry(Home *home, const char *id, const Note *note, HallSaved *saved,
                           GError **error)
{
    Entry entry = {.type = note_code(note->kind),
                   .from = note->from,
                   .text = note->text,
                   .at = note->at,
                   .outcome = note->outcome,
                   .answer = strcmp(note->outcome, "answered") == 0 ? note->answer : NULL,
                   .to = strcmp(note->outcome, "forward") == 0 ? note->to : NULL,
                   .confidential = note->confidential,
                   .take = note->take,
                   .position_ms = note->position_ms};
    return meeting_entry(home, id, &entry, &saved->number, &saved->receipt, error);
}

/* The fields that differ from what stands in the record: what stays is no correction, and some of
 * it cannot be corrected any more. */
static void differ(MeetingField fields[], gsize *count, const char *name, const char *is,
                   const char *was)
{
    if (g_strcmp0(is, was) != 0)
        fields[(*count)++] = (MeetingField){name, is ? is : ""};
}

static gboolean correct_entry(Home *home, const char *id, const Note *note, const Note *was,
                              GError **error)
{
    static const char *const yes_no[] = {"no", "yes"};
    MeetingField fields[8];
    gsize count = 0;
    g_autofree char *place = note_position(note->take, note->position_ms);
    g_autofree char *was_at = note_position(was->take, was->position_ms);
    g_autofree char *from = note->from ? g_strdup_printf("%d", note->from) : g_strdup("anonymous");
    gboolean answered = strcmp(note->outcome, "answered") == 0;
    gboolean forward = strcmp(note->outcome, "forward") == 0;
    differ(fields, &count, "type", note_code(note->kind), note_code(was->kind));
    differ(fields, &count, "from", from, note->from == was->from ? from : NULL);
    differ(fields, &count, "text", note->text, was->text);
    /* Where it is known where in the recording it was, that is the moment. */
    if (note->take)
        differ(fields, &count, "position", place, was_at);
    else
        differ(fields, &count, "at", note->at, was->at);
    differ(fields, &count, "outcome", note->outcome, was->outcome);
    differ(fields, &count, "answer", answered ? note->answer : NULL, was->answer);
    differ(fields, &count, "to", forward ? note->to : NULL, was->to);
    differ(fields, &count, "confidential", yes_no[note->confidential], yes_no[was->confidential]);
    return count == 0 ||
           meeting_correct(home, id, MEETING_ENTRY, note->number, fields, count, error);
}

static gboolean correct_note(Home *home, const char *id, const Note *note, GError **error)
{
    MeetingField fields[3];
    gsize count = 0;
    gboolean decision = note->kind == NOTE_DECISION;
    const char *list = note_is_entry(note) ? "entries" : decision ? "decisions" : "awards";
    g_autoptr(JsonNode) record = record_read(home, id, error);
    g_autoptr(Note) was =
        record ? note_of_record(json_node_get_object(record), list, note->number) : NULL;
    if (!was) {
        if (record)
            error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                      N_("It is not in the record any more: somebody else withdrew it."), NULL);
        return FALSE;
    }
    if (note_is_entry(note))
        return correct_entry(home, id, note, was, error);
    differ(fields, &count, decision ? "owner" : "to", note->who, was->who);
    differ(fields, &count, "text", note->text, was->text);
    differ(fields, &count, "due", note->due, was->due);
    return count == 0 || meeting_correct(home, id, decision ? MEETING_DECISION : MEETING_AWARD,
                                         note->number, fields, count, error);
}

static gboolean save_note(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const HallSave *save = argument;
    const Note *note = save->note;
    HallSaved *saved = *value_out = g_new0(HallSaved, 1);
    if (note->number)
        return correct_note(place->home, save->id, note, error);
    if (note->kind == NOTE_DECISION)
        return meeting_decision(place->home, save->id, note->text, note->who, note->due,
                                &saved->number, error);
    if (note->kind == NOTE_AWARD)
        return meeting_award(place->home, save->id, note->who, note->text, error);
    return save_entry(place->home, save->id, note, saved, error);
}

static gboolean add_person(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const CitizenPerson *person = argument;
    int number = 0;
    Attendee attendee = {
        .surname = person->surname, .name = person->name, .category = person->category};
    if (!meeting_attend(place->home, person->meeting, &attendee, &number, error))
        return FALSE;
    *value_out = GINT_TO_POINTER(number);
    return TRUE;
}

const Work work_watch = {.name = "watch",
                         .thread = WORK_RECORDER,
                         .run = watch,
                         .done = hall_take_watch,
                         .free_argument = g_free,
                         .free_value = free_watch};
const Work work_begin = {.name = "begin",
                         .thread = WORK_RECORDER,
                         .run = begin,
                         .done = hall_take_begun,
                         .free_argument = g_free,
                         .changes = TRUE};
const Work work_begin_again = {.name = "begin-again",
                               .thread = WORK_RECORDER,
                               .run = begin_again,
                               .done = hall_take_begun,
                               .free_argument = g_free,
                               .changes = TRUE};
const Work work_begin_anyway = {.name = "begin-anyway",
                                .thread = WORK_RECORDER,
                                .run = begin_anyway,
                                .done = hall_take_begun,
                                .free_argument = g_free,
                                .changes = TRUE};
const Work work_revive = {.name = "revive",
                          .thread = WORK_RECORDER,
                          .run = revive,
                          .done = hall_take_revived,
                          .free_argument = g_free,
                          .changes = TRUE};
const Work work_end = {.name = "end",
                       .thread = WORK_RECORDER,
                       .run = end,
                       .done = hall_take_ended,
                       .free_argument = g_free,
                       .changes = TRUE};
const Work work_mark = {.name = "mark",
                        .run = mark,
                        .done = hall_take_mark,
                        .free_argument = free_point,
                        .changes = TRUE};
const Work work_notes = {.name = "notes",
                         .run = read_notes,
                         .done = hall_take_notes,
                         .free_argument = g_free,
                         .free_value = (GDestroyNotify)g_ptr_array_unref};
const Work work_notes_keep = {.name = "notes-keep", .run = keep_notes, .free_argument = free_text};
const Work work_note = {.name = "note",
                        .run = save_note,
                        .done = hall_take_note,
                        .free_argument = free_save,
                        .free_value = free_saved,
                        .changes = TRUE};
const Work work_person = {.name = "person",
                          .run = add_person,
                          .done = hall_take_person,
                          .free_argument = citizen_person_free,
                          .changes = TRUE};
