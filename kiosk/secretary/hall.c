#include "kiosk/secretary/hall.h"

#include <string.h>

#include "kiosk/citizen/citizen.h"
#include "kiosk/secretary/hall_ready.h"
#include "protocol/error.h"

#define WATCH_LIVE_MS 200 /* the meter moves */
#define WATCH_MS 1000     /* on the screens of citizens */
#define PICTURE_MS 80     /* between two pictures on the screen */
#define CONFIRMED_MS 2000 /* a recorder that says nothing for so long confirms nothing */
#define REVIVE_MS 1500    /* without a recorder, until a new take is begun */
#define QUIET_DB (-60.0)  /* the bottom of the meter */

Hall *hall_new(void)
{
    Hall *hall = g_new0(Hall, 1);
    hall->notes = g_ptr_array_new_with_free_func(note_free);
    hall->ready = ready_new();
    return hall;
}

static void forget(Hall *hall)
{
    g_clear_pointer(&hall->id, g_free);
    g_clear_pointer(&hall->preview, preview_free);
    g_ptr_array_set_size(hall->notes, 0);
    g_clear_pointer(&hall->dropped, note_free);
    if (!hall->correcting)
        hall->note = NULL;
    hall->known = hall->revived = FALSE;
    hall->watch = (HallWatch){0};
    hall->lost_ms = hall->ask_ms = 0;
}

void hall_free(Hall *hall)
{
    if (!hall)
        return;
    hall_let_go(hall);
    forget(hall);
    ready_free(hall->ready);
    g_ptr_array_unref(hall->notes);
    g_clear_error(&hall->trouble);
    g_free(hall);
}

void hall_leave(Hall *hall)
{
    hall_let_go(hall);
    hall->correcting = FALSE;
    hall->marked = 0;
    g_clear_error(&hall->trouble);
}

/* The meeting is shown with its picture. */
static gboolean is_live(FlowState state)
{
    return state == STATE_LIVE || state == STATE_LIVE_LOCKED;
}

/* The meeting of id is in session; NULL: none is. Watches it from now on. */
static void follow(App *app, const char *id)
{
    Hall *hall = app->office->hall;
    if (g_strcmp0(hall->id, id) == 0)
        return;
    if (app->preview == hall->preview)
        app_show(app, NULL);
    forget(hall);
    hall->id = g_strdup(id);
    app->dirty = TRUE;
    if (id)
        app_ask(app, &work_notes, g_strdup(id));
}

/* A meeting that somebody ended elsewhere is left where nothing is being written. */
void hall_follow_day(App *app, const ViewDay *day)
{
    Hall *hall = app->office->hall;
    const ViewMeeting *meeting = day ? day->meeting : NULL;
    const char *id = meeting && strcmp(meeting->state, "in-session") == 0 ? meeting->id : NULL;
    gboolean apart = app->state >= STATE_NOTE && app->state <= STATE_NOTE_DAY;
    if (hall->busy || !day || (!id && apart) || g_strcmp0(hall->id, id) == 0)
        return;
    follow(app, id);
    if (!id && is_live(app->state))
        app_step(app, EVENT_ENDED);
}

static void ask(App *app)
{
    Hall *hall = app->office->hall;
    if (hall->asked || hall->busy || app->now_ms < hall->ask_ms)
        return;
    hall->asked = TRUE;
    hall->ask_ms = app->now_ms + (is_live(app->state) ? WATCH_LIVE_MS : WATCH_MS);
    app_ask(app, &work_watch, g_strdup(hall->id));
}

int hall_tick(App *app)
{
    Hall *hall = app->office->hall;
    if (!hall->id)
        return 0;
    ask(app);
    /* Whoever stops answering must not stand there as recording. */
    if (hall->shown != hall_is_confirmed(app)) {
        hall->shown = !hall->shown;
        app->dirty = TRUE;
    }
    gint64 next_ms = MAX(hall->ask_ms, app->now_ms + 50);
    if (is_live(app->state) && hall->preview) {
        app_read_picture(app);
        next_ms = MIN(next_ms, app->now_ms + PICTURE_MS);
    }
    return (int)(next_ms - app->now_ms);
}

gboolean hall_is_confirmed(const App *app)
{
    const Hall *hall = app->office->hall;
    return hall->known && hall->watch.recording && app->now_ms - hall->watch.at_ms < CONFIRMED_MS;
}

gint64 hall_running_ms(const App *app)
{
    const HallWatch *watch = &app->office->hall->watch;
    return watch->status.running_ms + MAX(0, app->now_ms - watch->at_ms);
}

gint64 hall_unsafe_ms(const App *app)
{
    return MAX(0, hall_running_ms(app) - app->office->hall->watch.status.safe_ms);
}

gint64 hall_unix_ms(const App *app)
{
    const HallWatch *watch = &app->office->hall->watch;
    return watch->unix_ms + (app->now_ms - watch->at_ms);
}

/* What of an answer is words on the screen; the rest are picture and meter. */
static gboolean reads_the_same(const HallWatch *one, const HallWatch *other)
{
    return one->recording == other->recording &&
           one->status.running_ms / 1000 == other->status.running_ms / 1000 &&
           one->status.alarms == other->status.alarms && one->status.take == other->status.take;
}

void hall_show_level(App *app, double peak_db)
{
    double level = peak_db <= QUIET_DB ? 0 : MIN(1, (peak_db - QUIET_DB) / -QUIET_DB);
    app->moved = app->moved || level != app->level;
    app->level = level;
}

/* Nobody answers: once, a new take is begun for a recorder that died. */
static void revive(App *app)
{
    Hall *hall = app->office->hall;
    if (hall->lost_ms == 0)
        hall->lost_ms = app->now_ms;
    if (hall->revived || app->now_ms < hall->lost_ms + REVIVE_MS)
        return;
    hall->revived = TRUE;
    hall->busy = HALL_STARTING;
    app_ask(app, &work_revive, g_strdup(hall->id));
}

void hall_take_watch(App *app, WorkResult *result)
{
    Hall *hall = app->office->hall;
    HallWatch *watch = result->value;
    hall->asked = FALSE;
    if (!watch || g_strcmp0(hall->id, result->argument) != 0)
        return;
    if (watch->preview) {
        Preview *before = hall->preview;
        hall->preview = g_steal_pointer(&watch->preview);
        if (is_live(app->state))
            app_show(app, hall->preview);
        preview_free(before);
    }
    gboolean citizens = !flow_is_staff(app->state);
    if (!hall->known || !reads_the_same(watch, &hall->watch))
        app->dirty = app->dirty || !citizens || !hall->known ||
                     watch->status.alarms != hall->watch.status.alarms ||
                     watch->recording != hall->watch.recording;
    hall->known = TRUE;
    hall->watch = *watch;
    if (watch->recording) {
        hall->lost_ms = 0;
        hall->revived = FALSE;
        hall_show_level(app, watch->status.peak_db);
    } else {
        app->level = 0;
        revive(app);
    }
}

static void keep_trouble(App *app, WorkResult *result)
{
    Hall *hall = app->office->hall;
    hall->busy = HALL_QUIET;
    hall->ask_ms = 0;
    g_clear_error(&hall->trouble);
    hall->trouble = g_steal_pointer(&result->error);
    app->dirty = TRUE;
}

/* Where no place of the screen is kept for it. */
static void tell_trouble(App *app)
{
    if (app->state != STATE_STARTING)
        app_toast(app, message_error(app->language, app->office->hall->trouble), (FlowEvent)0);
}

void hall_take_begun(App *app, WorkResult *result)
{
    keep_trouble(app, result);
    if (app->office->hall->trouble) {
        tell_trouble(app);
        app_step(app, EVENT_NOT_SAVED);
        return;
    }
    follow(app, result->argument);
    app_step(app, EVENT_SAVED);
}

/* Whoever ended it elsewhere has ended it. */
void hall_take_revived(App *app, WorkResult *result)
{
    keep_trouble(app, result);
    if (app->office->hall->trouble)
        citizen_read_day(app);
}

void hall_take_ended(App *app, WorkResult *result)
{
    keep_trouble(app, result);
    if (app->office->hall->trouble) {
        tell_trouble(app);
        app_step(app, EVENT_NOT_SAVED);
        return;
    }
    follow(app, NULL);
    citizen_read_day(app);
    app_step(app, EVENT_SAVED);
}

void hall_take_mark(App *app, WorkResult *result)
{
    Hall *hall = app->office->hall;
    const HallPoint *point = result->argument;
    if (result->error) {
        app_toast(app, message_error(app->language, result->error), (FlowEvent)0);
        return;
    }
    hall->marked = point->undo ? 0 : point->point;
    if (point->undo)
        app_toast(app, g_strdup(app_say(app, N_("The mark is taken back"))), (FlowEvent)0);
    else
        app_toast(app, g_strdup(app_say(app, N_("Marked in the recording"))), EVENT_UNMARK);
}

const char *hall_kind_name(const App *app, NoteKind kind)
{
    static const char *const names[] = {N_("Complaint"), N_("Suggestion"), N_("Remark"),
                                        N_("Decision"),  N_("Award"),      ""};
    return app_say(app, names[kind]);
}

char *hall_person_name(JsonObject *person)
{
    GString *name = g_string_new(NULL);
    static const char *const parts[] = {"surname", "name", "patronymic"};
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        const char *part = json_object_get_string_member_with_default(person, parts[i], NULL);
        if (part && *part)
            g_string_append_printf(name, "%s%s", name->len ? " " : "", part);
    }
    return g_string_free(name, FALSE);
}
