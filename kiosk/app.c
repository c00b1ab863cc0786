#include "kiosk/app.h"

#include <malloc.h>

#include "kiosk/citizen/citizen.h"
#include "kiosk/parts_state.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/speech.h"

#define IDLE_S 60 /* nobody stands before a form of somebody else */
#define TOAST_MS 5000
#define UNDO_MS 12000

void app_bound_memory(void)
{
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

const Screen *app_screen(const App *app)
{
    return app->setup.screens[app->state];
}

static Palette palette(const App *app)
{
    /* What is corrected after the meeting is no hall's any more, but a recording stays dark. */
    gboolean hall = !app->office->hall->correcting || app->state == STATE_MOMENT;
    gboolean dark = app_screen(app)->dark && hall;
    return app->contrast ? PALETTE_CONTRAST : dark ? PALETTE_NIGHT : PALETTE_DAY;
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
    app->preferences =
        setup->preferences ? preferences_copy(setup->preferences) : g_new0(Preferences, 1);
    app->preferences->language = app->language = setup->language;
    app->larger = app->preferences->larger;
    app->is_new = setup->is_new;
    app->state = setup->is_new ? STATE_SETUP : STATE_LOADING;
    app->spoken = app->preferences->prompts;
    app->field = FIELD_NONE;
    app->form = form_new();
    app->office = office_new();
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
    office_free(app->office);
    view_day_free(app->day);
    view_entry_free(app->entry);
    g_clear_error(&app->error);
    g_free(app->meeting);
    g_free(app->toast);
    g_free(app->scanned);
    scan_clear(&app->scan);
    preview_free(app->camera);
    preferences_free(app->preferences);
    keyboards_free(app->keyboards);
    lettering_free(app->text);
    g_free(app);
}

void app_resize(App *app, int width_px, int height_px, double dpi)
{
    app->dpi = dpi;
    app->theme = theme_make(width_px, height_px, dpi, app->larger, palette(app));
    app->layout.theme = &app->theme;
    app->ink_revision++;
    app->dirty = TRUE;
}

void app_show(App *app, Preview *preview)
{
    app->preview = preview;
    app->picture = (PreviewPicture){0};
    app->level = 0;
    app->moved = TRUE;
}

void app_read_picture(App *app)
{
    if (app->preview && preview_read(app->preview, &app->picture))
        app->moved = TRUE;
}

static void free_made(gpointer list)
{
    g_ptr_array_unref(list);
}

GPtrArray *app_once(const App *app, GPtrArray *(*make)(const App *))
{
    if (!app->made)
        return make(app);
    GPtrArray *list = g_hash_table_lookup(app->made, make);
    if (!list)
        g_hash_table_insert(app->made, make, list = make(app));
    return g_ptr_array_ref(list);
}

void app_layout(App *app)
{
    layout_clear(&app->layout);
    app->made = g_hash_table_new_full(NULL, NULL, NULL, free_made);
    app_screen(app)->layout(app);
    g_clear_pointer(&app->made, g_hash_table_unref);
    part_toast(app);
    hall_layout_alarm(app);
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

static gboolean is_alphabet(KeyboardId id)
{
    return id <= KEYBOARD_LATIN;
}

static void begin_alphabet(App *app)
{
    if (is_alphabet(field_kind(app->field)->keyboard))
        app->alphabet = field_kind(app->field)->keyboard;
}

static void enter(App *app)
{
    const Screen *now = app_screen(app);
    app->state_since_ms = app->now_ms;
    app->touched_ms = app->now_ms;
    app->hint = FALSE;
    app->digits = app->shift = app->revealed = FALSE;
    app->pressed[0] = app->focus[0] = '\0';
    app->repeat_ms = 0;
    app->page = 0;
    app->field = now->first;
    app->theme.palette = palette(app);
    begin_alphabet(app);
    if (now->enter)
        now->enter(app);
}

static void end_toast(App *app)
{
    g_clear_pointer(&app->toast, g_free);
    app->dirty = TRUE;
}

void app_toast(App *app, char *text, FlowEvent undo)
{
    end_toast(app);
    app->toast = text;
    app->toast_undo = undo;
    app->toast_until_ms = app->now_ms + (undo ? UNDO_MS : TOAST_MS);
}

void flow_remember(App *app)
{
    app->remembered = app->state;
}

gboolean app_step(App *app, FlowEvent event)
{
    FlowGuard refused;
    const FlowRow *row = flow_find(app->state, event, app, NULL, &refused);
    app->dirty = TRUE;
    if (!row) {
        if (!refused)
            g_debug("event %d has no row in %s", event, flow_state_name(app->state));
        app->hint = refused != NULL;
        return FALSE;
    }
    FlowState from = app->state;
    if (app->toast && event == app->toast_undo)
        end_toast(app);
    if (row->action)
        row->action(app);
    app->state = row->to == STATE_REMEMBERED ? app->remembered : row->to;
    if (app->state != from)
        enter(app);
    return TRUE;
}

void app_progress(App *app, const WorkProgress *progress)
{
    app->office->job_part = progress->part;
    if (progress->said)
        app->office->job_said = progress->said;
    app->dirty = TRUE;
}

void app_ask(App *app, const Work *work, gpointer argument)
{
    if (work->thread == WORK_LONG) {
        app->office->job = work;
        app->office->job_part = 0;
        app->office->job_said = NULL;
    }
    app->setup.requests.ask(app->setup.requests.user_data, app->office->who.name, work, argument);
}

void app_result(App *app, WorkResult *result)
{
    if (app->office->job == result->work)
        app->office->job = NULL;
    if (result->work->done)
        result->work->done(app, result);
    if (result->work->changes && flow_is_staff(app->state))
        office_refresh(app);
    work_result_free(result);
}

gint64 app_unix_ms(const App *app)
{
    return app->setup.clock ? clock_now_ms(app->setup.clock) : g_get_real_time() / 1000;
}

int app_patience_s(const App *app)
{
    return app->setup.idle_s ? app->setup.idle_s : IDLE_S;
}

/* Seconds without a touch after which EVENT_IDLE comes; 0: never. */
static int idle_s(const App *app)
{
    return app_screen(app)->idle_s ? app_screen(app)->idle_s(app) : app_patience_s(app);
}

int app_seconds_left(const App *app)
{
    gint64 left_ms = app->touched_ms + idle_s(app) * 1000 - app->now_ms;
    return (int)MAX(0, (left_ms + 999) / 1000);
}

int app_tick(App *app, gint64 now_ms)
{
    gint64 until_ms = now_ms + 60000;
    app->now_ms = now_ms;
    if (app->repeat_ms && now_ms >= app->repeat_ms) {
        form_backspace(app_form(app), app->field);
        app->repeat_ms = now_ms + 90;
        app->dirty = TRUE;
    }
    if (idle_s(app) && now_ms >= app->touched_ms + idle_s(app) * 1000) {
        app->touched_ms = now_ms;
        app_step(app, EVENT_IDLE);
    }
    if (app->keep_ms && now_ms >= app->keep_ms)
        citizen_keep(app);
    if (app->toast && now_ms >= app->toast_until_ms)
        end_toast(app);
    gint64 hall_ms = hall_tick(app);
    speech_follow(app);
    if (hall_ms)
        until_ms = MIN(until_ms, now_ms + hall_ms);
    gint64 screen_ms = app_screen(app)->tick ? app_screen(app)->tick(app) : 0;
    if (screen_ms)
        until_ms = MIN(until_ms, now_ms + screen_ms);
    if (app->keep_ms)
        until_ms = MIN(until_ms, app->keep_ms);
    if (app->toast)
        until_ms = MIN(until_ms, app->toast_until_ms);
    if (app->repeat_ms)
        until_ms = MIN(until_ms, app->repeat_ms);
    if (idle_s(app))
        until_ms = MIN(until_ms, app->touched_ms + idle_s(app) * 1000);
    return (int)MAX(1, until_ms - now_ms);
}

Form *app_form(const App *app)
{
    return flow_is_staff(app->state) ? app->office->form : app->form;
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
    begin_alphabet(app);
    form_caret(app_form(app), field, CARET_END);
    app->dirty = TRUE;
}

void app_go(App *app)
{
    const Screen *now = app_screen(app);
    for (Field field = app->field + 1; app->field != FIELD_NONE && field <= now->last; field++)
        if (now->last != FIELD_NONE && !form_has(app_form(app), field)) {
            app_focus_field(app, field);
            return;
        }
    if (app_step(app, EVENT_NEXT) || now->first == FIELD_NONE)
        return;
    for (Field field = now->first; field <= now->last; field++)
        if (!form_has(app_form(app), field)) {
            app_focus_field(app, field);
            return;
        }
}

KeyboardId app_keyboard(const App *app)
{
    KeyboardId own = field_kind(app->field)->keyboard;
    if (own != KEYBOARD_ALPHABET && !is_alphabet(own))
        return own;
    if (!app->digits)
        return app->alphabet;
    return own == KEYBOARD_LATIN ? KEYBOARD_SIGNS : KEYBOARD_DIGITS;
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
    case TOUCH_SPEAK:
        speech_toggle(app);
        break;
    case TOUCH_FIELD:
        app_focus_field(app, (Field)touch.value);
        break;
    case TOUCH_REVEAL:
        app->revealed = !app->revealed;
        break;
    case TOUCH_DISMISS:
        end_toast(app);
        break;
    case TOUCH_CANCEL:
        if (app->office->job)
            app->setup.requests.cancel(app->setup.requests.user_data, app->office->job);
        break;
    case TOUCH_PAGE:
        app->page = MAX(0, app->page + touch.value);
        break;
    default:
        if (app_screen(app)->handle)
            app_screen(app)->handle(app, touch);
        break;
    }
    app->dirty = TRUE;
}
