/* A note on its way into the protocol: what is told of it and what is still missing, its words, how
 * it was met. */
#include <string.h>

#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/hall.h"
#include "protocol/error.h"

static Touch flow(FlowEvent event)
{
    return (Touch){TOUCH_FLOW, (int)event};
}

static const Note *note_of(const App *app)
{
    return app->office->hall->note;
}

static const char *outcome_name(const App *app, const char *outcome)
{
    return strcmp(outcome, "answered") == 0 ? app_say(app, N_("Answered in full"))
           : strcmp(outcome, "check") == 0  ? app_say(app, N_("To be checked"))
                                            : app_say(app, N_("Forwarded"));
}

/* What is noted, and when; *when_out is freed with g_free. */
static const char *heading(const App *app, char **when_out)
{
    const Note *note = note_of(app);
    *when_out = NULL;
    if (!note)
        return "";
    g_autofree char *place = time_length(note->position_ms / 1000);
    *when_out = note->take ? message_format(app->language, N_("{1} · in the recording {2}"),
                                            note->at, place, NULL)
                           : g_strdup(note->at);
    return hall_kind_name(app, note->kind);
}

static SDL_Rect header(App *app)
{
    g_autofree char *when = NULL;
    const char *title = heading(app, &when);
    return part_header(app, title, when, -1);
}

/* The rows of a note: what is asked, and what was told. */
typedef struct {
    const char *label; /* message id */
    char *told;        /* g_free; NULL: nothing yet */
    FlowEvent event;
} NoteRow;

#define ROWS_MAX 6
#define TWICE_MS 400

static char *met(const App *app, const Note *note)
{
    const char *more = !note->outcome                           ? NULL
                       : strcmp(note->outcome, "forward") == 0  ? note->to
                       : strcmp(note->outcome, "answered") == 0 ? note->answer
                                                                : NULL;
    if (!note->outcome)
        return NULL;
    return more ? g_strdup_printf("%s: %s", outcome_name(app, note->outcome), more)
                : g_strdup(outcome_name(app, note->outcome));
}

static int note_rows(const App *app, NoteRow rows[ROWS_MAX])
{
    const Note *note = note_of(app);
    int count = 0;
    if (!note)
        return 0;
    gboolean entry = note_is_entry(note);
    if (entry && !hall_is_noting(app))
        rows[count++] =
            (NoteRow){N_("What kind"), g_strdup(hall_kind_name(app, note->kind)), EVENT_NOTE};
    const char *who = entry                         ? N_("Who said it")
                      : note->kind == NOTE_DECISION ? N_("Who does it")
                                                    : N_("Who is awarded");
    rows[count++] = (NoteRow){who,
                              entry && note->from == 0 ? g_strdup(app_say(app, N_("Anonymous")))
                                                       : g_strdup(note->who),
                              EVENT_WHO};
    rows[count++] = (NoteRow){N_("What"), g_strdup(note->text), EVENT_WHAT};
    if (entry) {
        rows[count++] = (NoteRow){N_("How it was met"), met(app, note), EVENT_HOW};
        g_autofree char *when = NULL;
        heading(app, &when);
        if (!hall_is_noting(app))
            rows[count++] = (NoteRow){N_("When it was said"), g_steal_pointer(&when), EVENT_CLOCK};
        rows[count++] = (NoteRow){N_("Confidential"),
                                  g_strdup(app_say(app, note->confidential ? N_("Yes") : N_("No"))),
                                  EVENT_COUNT};
    } else if (note->kind == NOTE_DECISION) {
        rows[count++] = (NoteRow){
            N_("By when"), note->due ? view_date(app->language, note->due) : NULL, EVENT_HOW};
    }
    return count;
}

static void clear_rows(NoteRow rows[ROWS_MAX], int count)
{
    for (int i = 0; i < count; i++)
        g_free(rows[i].told);
}

static const char *told(const App *app, const NoteRow *row)
{
    return row->told ? row->told : app_say(app, N_("Not told yet"));
}

/* A text of many words is shown by its beginning; g_free. */
static char *brief(const char *text)
{
    if (g_utf8_strlen(text, -1) <= 90)
        return g_strdup(text);
    g_autofree char *start = g_utf8_substring(text, 0, 88);
    return g_strconcat(start, "…", NULL);
}

static ListRow note_row(const App *app, int index)
{
    NoteRow rows[ROWS_MAX];
    int count = note_rows(app, rows);
    ListRow row = {.text = g_strdup(app_say(app, rows[index].label)),
                   .below = brief(told(app, &rows[index])),
                   .icon = rows[index].event == EVENT_COUNT ? ICON_LOCK
                           : rows[index].told               ? ICON_CHECK
                                                            : ICON_PEN};
    clear_rows(rows, count);
    return row;
}

static const List note_list = {"note", note_row};

static void bar(App *app, SDL_Rect *area)
{
    const Theme *theme = &app->theme;
    SDL_Rect bar =
        cut_bottom(area, MAX(theme->target_px, theme_px(theme, 86)), theme_px(theme, 16));
    int gap_px = theme_px(theme, 16);
    gboolean known = hall_corrects_known(app);
    const char *remove = app_say(app, known ? N_("Withdraw") : N_("Remove"));
    const char *later = app_say(app, hall_is_noting(app) ? N_("Later") : N_("Cancel"));
    const char *whole = known ? N_("Save") : N_("Into the protocol");
    const char *next = app_say(app, hall_note_is_whole(app) ? whole : N_("Go on"));
    int most_px = (bar.w - 2 * gap_px) / 3;
    layout_button(&app->layout, "next", LOOK_MAIN,
                  cut_right(&bar,
                            MIN(layout_button_width(&app->layout, ICON_NONE, next),
                                bar.w - 2 * gap_px - 4 * theme->target_px),
                            gap_px),
                  flow(EVENT_NEXT), ICON_NONE, next);
    most_px = (bar.w - gap_px) / 2;
    layout_button(
        &app->layout, "later", LOOK_SECOND,
        cut_right(&bar, MIN(layout_button_width(&app->layout, ICON_NONE, later), most_px), gap_px),
        flow(EVENT_BACK), ICON_NONE, later);
    layout_button(&app->layout, "remove", LOOK_QUIET, cut_left(&bar, MIN(bar.w, most_px), 0),
                  flow(EVENT_LEAVE), ICON_NONE, remove);
}

static void layout_note(App *app)
{
    SDL_Rect area = header(app);
    NoteRow rows[ROWS_MAX];
    int count = note_rows(app, rows);
    clear_rows(rows, count);
    bar(app, &area);
    if (app->office->hall->trouble) {
        g_autofree char *text = message_error(app->language, app->office->hall->trouble);
        LabelStyle style = {TYPE_SMALL, WEIGHT_BOLD, COLOUR_DANGER, ALIGN_LEFT, FALSE, 0};
        int px = layout_measure(&app->layout, area.w, style, text);
        layout_label(&app->layout, cut_top(&area, px, theme_px(&app->theme, 12)), style, text);
    }
    part_list(app, area, &note_list, count, &app->page);
}

static gboolean handle_note(App *app, Touch touch)
{
    NoteRow rows[ROWS_MAX];
    int count = note_rows(app, rows);
    clear_rows(rows, count);
    if (touch.kind != TOUCH_ROW || touch.value >= count)
        return FALSE;
    Note *note = app->office->hall->note;
    if (rows[touch.value].event == EVENT_NOTE)
        note->kind = note->kind == NOTE_REMARK ? NOTE_COMPLAINT : note->kind + 1;
    else if (rows[touch.value].event != EVENT_COUNT)
        return app_step(app, rows[touch.value].event);
    /* A finger that touched twice to note something means no more than that. */
    else if (app->now_ms >= app->state_since_ms + TWICE_MS)
        note->confidential = !note->confidential;
    hall_keep_notes(app);
    return TRUE;
}

/* Words of a note, typed: what there is of them already stands in the field. */
static void enter_typing(App *app)
{
    char **of = hall_text_of(app, app->field);
    form_set(app->office->form, app->field, of && *of ? *of : "");
}

static void layout_typing(App *app)
{
    g_autofree char *when = NULL;
    const char *title = heading(app, &when);
    part_form(app, title, when, app_say(app, N_("Done")));
}

/* How it was met: three ways. */
static const struct {
    const char *outcome, *text;
    FlowEvent event;
} ways[] = {
    {"answered", N_("The answer was enough: nothing more is to be done"), EVENT_ANSWER},
    {"check", N_("Not answered in full: it is checked, with a deadline"), EVENT_NEXT},
    {"forward", N_("Not the police's business: goes to another body, with a deadline"),
     EVENT_FORWARD},
};

static ListRow way_row(const App *app, int index)
{
    const Note *note = note_of(app);
    gboolean chosen = note && g_strcmp0(note->outcome, ways[index].outcome) == 0;
    return (ListRow){.text = g_strdup(outcome_name(app, ways[index].outcome)),
                     .below = g_strdup(app_say(app, ways[index].text)),
                     .icon = chosen ? ICON_CHECK : ICON_NEXT};
}

static const List way_list = {"way", way_row};

static void layout_how(App *app)
{
    part_list(app, header(app), &way_list, G_N_ELEMENTS(ways), &app->page);
}

static gboolean handle_how(App *app, Touch touch)
{
    Note *note = app->office->hall->note;
    if (touch.kind != TOUCH_ROW || !note || touch.value >= (int)G_N_ELEMENTS(ways))
        return FALSE;
    hall_set(&note->outcome, ways[touch.value].outcome);
    hall_keep_notes(app);
    return app_step(app, ways[touch.value].event);
}

/* By when: terms that are usual, and behind them any other day. */
static const int terms_days[] = {3, 7, 14, 30, 90};
#define TERMS ((int)G_N_ELEMENTS(terms_days))

static char *term_date(const App *app, int index)
{
    g_autofree char *today = g_strndup(
        app->office->meeting ? json_object_get_string_member(
                                   json_node_get_object(app->office->meeting->record), "date")
                             : "2000-01-01",
        10);
    GDate date;
    if (!date_parse(today, &date))
        return g_strdup("");
    g_date_add_days(&date, (guint)terms_days[index]);
    return date_iso(&date);
}

static ListRow term_row(const App *app, int index)
{
    if (index == TERMS)
        return (ListRow){.text = g_strdup(app_say(app, N_("Another day"))), .icon = ICON_CALENDAR};
    g_autofree char *iso = term_date(app, index);
    gboolean chosen = note_of(app) && g_strcmp0(note_of(app)->due, iso) == 0;
    return (ListRow){.text = view_date(app->language, iso),
                     .below = message_plural(app->language, "in {1} day", "in {1} days",
                                             (guint64)terms_days[index]),
                     .icon = chosen ? ICON_CHECK : ICON_NEXT};
}

static const List term_list = {"term", term_row};

static void layout_due(App *app)
{
    part_list(app, header(app), &term_list, TERMS + 1, &app->page);
}

static gboolean handle_due(App *app, Touch touch)
{
    Note *note = app->office->hall->note;
    if (touch.kind != TOUCH_ROW || !note || touch.value > TERMS)
        return FALSE;
    if (touch.value == TERMS)
        return app_step(app, EVENT_EDIT_WHEN);
    g_autofree char *date = term_date(app, touch.value);
    hall_set(&note->due, date);
    hall_keep_notes(app);
    return app_step(app, EVENT_NEXT);
}

#define COMMON .idle_s = office_idle_s, .dark = TRUE
#define TYPING(field)                                                                              \
    {                                                                                              \
        .enter = enter_typing, .layout = layout_typing, .tick = hall_tick_typing, .first = field,  \
        .last = field, COMMON                                                                      \
    }

const Screen screen_note = {
    .layout = layout_note, .handle = handle_note, .tick = office_tick, COMMON};
const Screen screen_note_name = TYPING(FIELD_NOTE_NAME);
const Screen screen_note_text = TYPING(FIELD_NOTE_TEXT);
const Screen screen_note_answer = TYPING(FIELD_NOTE_ANSWER);
const Screen screen_note_to = TYPING(FIELD_NOTE_TO);
const Screen screen_note_how = {
    .layout = layout_how, .handle = handle_how, .tick = office_tick, COMMON};
const Screen screen_note_due = {
    .layout = layout_due, .handle = handle_due, .tick = office_tick, COMMON};
