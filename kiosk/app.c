#include "kiosk/app.h"

#include <string.h>

#define IDLE_S 60   /* nobody stands before a form of somebody else */
#define ANSWER_S 20 /* a question waits so long for its answer */
#define THANKS_S 8
#define READ_S 20 /* the day is read again: others register too, at another kiosk */

static const Screen *screen(const App *app)
{
    return app_screen(app->state);
}

static KeyboardId alphabet_of(Language language)
{
    return language == LANGUAGE_KK   ? KEYBOARD_KK
           : language == LANGUAGE_RU ? KEYBOARD_RU
                                     : KEYBOARD_LATIN;
}

App *app_new(const AppSetup *setup, GError **error)
{
    g_autoptr(App) app = g_new0(App, 1);
    app->setup = *setup;
    app->language = setup->language;
    app->field = FIELD_NONE;
    app->form = form_new();
    app->text = lettering_new(error);
    layout_init(&app->layout, app->text);
    if (!app->text || !(app->keyboards = keyboards_load(NULL, error)))
        return NULL;
    app->alphabet = alphabet_of(app->language);
    app_resize(app, 1280, 800, 0);
    return g_steal_pointer(&app);
}

void app_free(App *app)
{
    if (!app)
        return;
    layout_free(&app->layout);
    form_free(app->form);
    view_day_free(app->day);
    view_entry_free(app->entry);
    g_clear_error(&app->error);
    g_free(app->meeting);
    keyboards_free(app->keyboards);
    lettering_free(app->text);
    g_free(app);
}

void app_resize(App *app, int width_px, int height_px, double dpi)
{
    app->dpi = dpi;
    app->theme = theme_make(width_px, height_px, dpi, app->larger,
                            app->contrast ? PALETTE_CONTRAST : PALETTE_DAY);
    app->layout.theme = &app->theme;
    app->ink_revision++;
    app->dirty = TRUE;
}

void app_layout(App *app)
{
    layout_clear(&app->layout);
    screen(app)->layout(app);
    app->dirty = FALSE;
}

static void set_language(App *app, Language language)
{
    app->language = language;
    app->alphabet = alphabet_of(language);
    app->dirty = TRUE;
}

static void set_look(App *app, gboolean larger, gboolean contrast)
{
    app->larger = larger;
    app->contrast = contrast;
    app_resize(app, app->theme.width_px, app->theme.height_px, app->dpi);
}

void app_look(App *app, Language language, gboolean larger, gboolean contrast)
{
    set_language(app, language);
    set_look(app, larger, contrast);
}

/* Brings the disk in line with the form. */
static void keep(App *app)
{
    char *draft = app_draft(app);
    app->keep_ms = 0;
    if ((draft || app->kept) && app->setup.requests.keep)
        app->setup.requests.keep(app->setup.requests.user_data, draft);
    else
        g_free(draft);
    app->kept = draft != NULL;
}

/* Whoever comes next finds nothing of the person before. */
static void clear(App *app)
{
    form_clear(app->form);
    lettering_forget(app->text);
    g_clear_pointer(&app->meeting, g_free);
    g_clear_pointer(&app->entry, view_entry_free);
    g_clear_error(&app->error);
    app->page = 0;
    app->number = 0;
    app->focus[0] = '\0';
    app->ink_revision++;
    app_look(app, app->setup.language, FALSE, FALSE);
    keep(app);
}

static void save(App *app)
{
    WorkerPerson *person = g_new0(WorkerPerson, 1);
    person->meeting = g_strdup(app->meeting);
    person->surname = form_value(app->form, FIELD_SURNAME);
    person->name = form_value(app->form, FIELD_NAME);
    person->patronymic = form_value(app->form, FIELD_PATRONYMIC);
    person->phone = form_value(app->form, FIELD_PHONE);
    person->address = form_value(app->form, FIELD_ADDRESS);
    person->category = g_strdup(app->form->category);
    if (signature_given(app->form->signature))
        person->strokes = signature_json(app->form->signature);
    /* The worker removes the draft with the row: nothing may be kept behind that. */
    app->keep_ms = 0;
    app->setup.requests.attend(app->setup.requests.user_data, person);
}

static void save_unsigned(App *app)
{
    signature_clear(app->form->signature);
    app->ink_revision++;
    save(app);
}

static gboolean check(gpointer user_data, FlowGuard guard)
{
    App *app = user_data;
    switch (guard) {
    case GUARD_NAMES:
        return form_has(app->form, FIELD_SURNAME) && form_has(app->form, FIELD_NAME);
    case GUARD_CATEGORY:
        return app->form->category != NULL;
    case GUARD_SIGNATURE:
        return signature_given(app->form->signature);
    case GUARD_EMPTY:
        return form_empty(app->form);
    case GUARD_RECEIPT:
        return form_has(app->form, FIELD_RECEIPT);
    case GUARD_MEETING:
        return app_meeting(app) != NULL;
    default:
        return TRUE;
    }
}

static void read_day(App *app)
{
    app->read_ms = app->now_ms + READ_S * 1000;
    app->setup.requests.read_day(app->setup.requests.user_data);
}

static void look_up(App *app)
{
    g_autofree char *receipt = form_value(app->form, FIELD_RECEIPT);
    app->setup.requests.look_up(app->setup.requests.user_data, receipt);
}

static void act(App *app, const FlowRow *row)
{
    if (row->action == DO_CLEAR)
        clear(app);
    else if (row->action == DO_SAVE)
        save(app);
    else if (row->action == DO_SAVE_UNSIGNED)
        save_unsigned(app);
    else if (row->action == DO_REMEMBER)
        app->remembered = app->state;
    else if (row->action == DO_RELOAD)
        read_day(app);
    else if (row->action == DO_LOOK_UP)
        look_up(app);
}

static void enter(App *app, FlowState from)
{
    const Screen *now = screen(app);
    app->state_since_ms = app->now_ms;
    app->touched_ms = app->now_ms;
    app->hint = FALSE;
    app->digits = app->shift = FALSE;
    app->pressed[0] = app->focus[0] = '\0';
    app->repeat_ms = 0;
    app->field = now->first;
    if (app->state == STATE_NAMES && !app->meeting)
        app->meeting = g_strdup(app->day->meeting->id);
    if ((app->state == STATE_WELCOME || app->state == STATE_NONE) && flow_is_form(from))
        read_day(app);
    if (now->enter)
        now->enter(app);
}

gboolean app_step(App *app, FlowEvent event)
{
    FlowGuard refused;
    const FlowRow *row = flow_find(app->state, event, check, app, &refused);
    if (!row) {
        if (refused == GUARD_NONE)
            g_debug("event %d has no row in %s", event, flow_state_name(app->state));
        app->hint = refused != GUARD_NONE;
        app->dirty = TRUE;
        return FALSE;
    }
    FlowState from = app->state;
    act(app, row);
    app->state = row->to == STATE_REMEMBERED ? app->remembered : row->to;
    app->dirty = TRUE;
    if (app->state != from)
        enter(app, from);
    return TRUE;
}

/* The day that was read, unless it would pull the meeting away under a person's hands. */
static void take_day(App *app, WorkerResult *result)
{
    const ViewMeeting *meeting = result->day ? result->day->meeting : NULL;
    gboolean form = flow_is_form(app->state);
    if (form && (!meeting || g_strcmp0(meeting->id, app->meeting) != 0))
        return;
    gboolean same = view_day_equal(app->day, result->day);
    if (result->day) {
        view_day_free(app->day);
        app->day = g_steal_pointer(&result->day);
    }
    if (form)
        return;
    FlowState before = app->state;
    gboolean dirty = app->dirty;
    if (result->error) {
        g_clear_error(&app->error);
        app->error = g_steal_pointer(&result->error);
        app_step(app, EVENT_UNREADABLE);
        return;
    }
    app_step(app, meeting ? EVENT_MEETING : EVENT_NO_MEETING);
    if (result->draft) {
        app->kept = TRUE;
        app_restore(app, result->draft);
        app->keep_ms = MAX(1, app->now_ms);
    }
    if (same && app->state == before)
        app->dirty = dirty;
}

void app_result(App *app, WorkerResult *result)
{
    if (result->work == WORK_ATTEND && !result->error)
        app->kept = FALSE; /* the worker removed it with the row */
    if (result->work == WORK_DAY) {
        take_day(app, result);
    } else if (result->work == WORK_ENTRY) {
        view_entry_free(app->entry);
        app->entry = g_steal_pointer(&result->entry);
        app_step(app, app->entry ? EVENT_FOUND : EVENT_NOT_FOUND);
        app->hint = !app->entry;
    } else {
        g_clear_error(&app->error);
        app->error = g_steal_pointer(&result->error);
        app->number = result->number;
        app_step(app, app->error ? EVENT_NOT_SAVED : EVENT_SAVED);
    }
    worker_result_free(result);
}

/* Seconds without a touch after which EVENT_IDLE comes; 0: never. */
static int idle_s(const App *app)
{
    gboolean changed = app->language != app->setup.language || app->larger || app->contrast;
    switch (app->state) {
    case STATE_WELCOME:
    case STATE_NONE:
        return changed ? (app->setup.idle_s ? app->setup.idle_s : IDLE_S) : 0;
    case STATE_LOADING:
    case STATE_SAVING:
    case STATE_ASKING:
    case STATE_TROUBLE:
        return 0;
    case STATE_THANKS:
        return THANKS_S;
    case STATE_IDLE:
    case STATE_STOP:
        return ANSWER_S;
    default:
        return app->setup.idle_s ? app->setup.idle_s : IDLE_S;
    }
}

int app_seconds_left(const App *app)
{
    gint64 left_ms = app->touched_ms + idle_s(app) * 1000 - app->now_ms;
    return (int)MAX(0, (left_ms + 999) / 1000);
}

static gboolean reads(const App *app)
{
    return app->state == STATE_WELCOME || app->state == STATE_NONE || app->state == STATE_TROUBLE;
}

int app_tick(App *app, gint64 now_ms)
{
    gint64 until_ms = now_ms + 60000;
    app->now_ms = now_ms;
    if (app->repeat_ms && now_ms >= app->repeat_ms) {
        form_backspace(app->form, app->field);
        app->repeat_ms = now_ms + 90;
        app->dirty = TRUE;
    }
    if (idle_s(app) && now_ms >= app->touched_ms + idle_s(app) * 1000) {
        app->touched_ms = now_ms;
        app_step(app, EVENT_IDLE);
    }
    if (reads(app) && now_ms >= app->read_ms)
        read_day(app);
    if (app->keep_ms && now_ms >= app->keep_ms)
        keep(app);
    if (app->keep_ms)
        until_ms = MIN(until_ms, app->keep_ms);
    if (app->repeat_ms)
        until_ms = MIN(until_ms, app->repeat_ms);
    if (idle_s(app))
        until_ms = MIN(until_ms, app->touched_ms + idle_s(app) * 1000);
    if (reads(app))
        until_ms = MIN(until_ms, app->read_ms);
    if (app->state == STATE_IDLE) /* its text counts the seconds */
        until_ms = MIN(until_ms, app->touched_ms + ((now_ms - app->touched_ms) / 1000 + 1) * 1000);
    return (int)MAX(1, until_ms - now_ms);
}

const char *app_say(const App *app, const char *msgid)
{
    return message(app->language, msgid);
}

const ViewMeeting *app_meeting(const App *app)
{
    return app->day ? app->day->meeting : NULL;
}

void app_focus_field(App *app, Field field)
{
    app->field = field;
    app->digits = app->shift = FALSE;
    form_caret(app->form, field, CARET_END);
    app->dirty = TRUE;
}

void app_go(App *app)
{
    const Screen *now = screen(app);
    for (Field field = app->field + 1; app->field != FIELD_NONE && field <= now->last; field++)
        if (now->last != FIELD_NONE && !form_has(app->form, field)) {
            app_focus_field(app, field);
            return;
        }
    if (app_step(app, EVENT_NEXT) || now->first == FIELD_NONE)
        return;
    for (Field field = now->first; field <= now->last; field++)
        if (!form_has(app->form, field)) {
            app_focus_field(app, field);
            return;
        }
}

KeyboardId app_keyboard(const App *app)
{
    if (app->field == FIELD_PHONE || app->field == FIELD_RECEIPT)
        return KEYBOARD_PHONE;
    return app->digits ? KEYBOARD_DIGITS : app->alphabet;
}

void app_do(App *app, Touch touch)
{
    switch (touch.kind) {
    case TOUCH_FLOW:
        if (touch.value == EVENT_NEXT)
            app_go(app);
        else
            app_step(app, (FlowEvent)touch.value);
        break;
    case TOUCH_LANGUAGE:
        set_language(app, (Language)touch.value);
        break;
    case TOUCH_LARGER:
        set_look(app, !app->larger, app->contrast);
        break;
    case TOUCH_CONTRAST:
        set_look(app, app->larger, !app->contrast);
        break;
    case TOUCH_FIELD:
        app_focus_field(app, (Field)touch.value);
        break;
    default:
        if (screen(app)->handle)
            screen(app)->handle(app, touch);
        break;
    }
    app->dirty = TRUE;
}
