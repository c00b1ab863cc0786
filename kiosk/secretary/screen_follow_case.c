/* One entry or decision: where it stands, what was said, who is in charge, and its life so far;
 * what of it can be printed. */
#include <string.h>

#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/case.h"
#include "kiosk/secretary/desk_parts.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

/* The rows before those of its life. */
enum { ROW_STATE, ROW_WORDS, ROW_CHARGE, ROW_LIFE };

typedef struct {
    char *text, *below; /* below may be NULL */
    Icon icon;
    Colour colour;
} Line;

static void line_clear(Line *line)
{
    g_free(line->text);
    g_free(line->below);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Line, line_clear)

static Line state_line(const App *app, JsonObject *row)
{
    gboolean late = json_object_get_boolean_member_with_default(row, "overdue", FALSE);
    g_autofree char *term = case_term(app, row);
    const char *law = json_read_text(row, "source");
    g_autofree char *source = law ? desk_source(app, law) : NULL;
    char *text = desk_capital(case_state_text(app, json_read_text(row, "state")));
    char *below =
        term && source ? g_strdup_printf("%s\u00a0· %s", term, source) : g_steal_pointer(&term);
    return (Line){text, below, late ? ICON_WARNING : ICON_CLOCK,
                  late ? COLOUR_DANGER : COLOUR_ACTION};
}

/* A decision: what was decided, and when. */
static Line decision_line(const App *app)
{
    const char *words = json_read_text(case_entry(app), "text");
    return (Line){desk_shortened(words ? words : ""), desk_date(app, "date"), ICON_PEN,
                  COLOUR_ACTION};
}

static Line words_line(const App *app)
{
    if (case_is_decision(app))
        return decision_line(app);
    JsonObject *entry = case_entry(app), *initiator = json_read_object(entry, "initiator");
    const char *words = json_read_text(entry, "text"), *said = json_read_text(entry, "said");
    g_autofree char *name =
        initiator ? desk_name(initiator) : g_strdup(app_say(app, N_("anonymous")));
    g_autofree char *date = desk_date(app, "date");
    return (Line){desk_shortened(words ? words : ""),
                  g_strdup_printf("%s\u00a0· %s, %s", name, date, said ? said : ""), ICON_PEN,
                  COLOUR_ACTION};
}

static Line life_line(const App *app, JsonObject *taken)
{
    const char *to = json_read_text(taken, "to"), *ref = json_read_text(taken, "ref");
    const char *words = json_read_text(taken, "text"), *at = json_read_text(taken, "at");
    const CaseStep *step = case_step(app, json_read_text(taken, "event"));
    g_autofree char *day = g_strndup(at ? at : "", strlen("YYYY-MM-DD"));
    g_autofree char *date = view_date(app->language, day);
    g_autofree char *brief = words ? desk_shortened(words) : NULL;
    const char *name = step ? app_say(app, step->done) : "";
    GString *text = g_string_new(name);
    if (to)
        g_string_append_printf(text, ": %s", to);
    if (brief)
        g_string_append_printf(text, ": %s", brief);
    return (Line){g_string_free(text, FALSE),
                  ref ? g_strdup_printf("%s\u00a0· № %s", date, ref) : g_strdup(date), ICON_CHECK,
                  COLOUR_ACTION};
}

static int line_count(const App *app)
{
    JsonArray *taken = json_read_array(case_row(app), "steps");
    return ROW_LIFE + (taken ? (int)json_array_get_length(taken) : 0);
}

static Line line_at(const App *app, int index)
{
    JsonObject *row = case_row(app);
    if (index == ROW_STATE)
        return state_line(app, row);
    if (index == ROW_WORDS)
        return words_line(app);
    if (index == ROW_CHARGE)
        return (Line){case_charge(app, row), g_strdup(app_say(app, N_("In charge"))), ICON_PERSON,
                      COLOUR_ACTION};
    JsonArray *taken = json_read_array(row, "steps");
    return life_line(app, json_array_get_object_element(taken, (guint)(index - ROW_LIFE)));
}

static int line_px(App *app, int width_px, int index)
{
    g_auto(Line) line = line_at(app, index);
    return part_row_px(app, width_px - desk_mark_px(app), line.text, line.below);
}

static void line_row(App *app, SDL_Rect rect, int index)
{
    g_auto(Line) line = line_at(app, index);
    desk_mark(app, &rect, line.icon, line.colour);
    part_row(app, rect, line.text, line.below, ICON_NONE);
}

static const List line_list = {"line", line_px, line_row};

static const DeskWay ways[] = {
    {"listen", N_("Listen"), EVENT_PLAY, ICON_PLAY, case_has_moment},
    {"print", N_("Print"), EVENT_PRINT, ICON_PRINTER, case_has_papers},
    {"give", N_("Give out"), EVENT_GIVE, ICON_DISK, case_may_give},
    {"steps", N_("Next step"), EVENT_NEXT, ICON_NEXT, case_may_step},
};

static void layout_case(App *app)
{
    JsonObject *row = case_row(app);
    if (!row || !case_entry(app)) {
        part_header(app, app_say(app, N_("One moment")), NULL, -1);
        return;
    }
    g_autofree char *title = case_title(app, row);
    SDL_Rect area = part_header(app, title, NULL, -1);
    desk_ways(app, &area, ways, G_N_ELEMENTS(ways), TRUE);
    part_list(app, area, &line_list, line_count(app), &app->page);
}

static void enter_list(App *app)
{
    app->page = 0;
}

/* ---- what can be printed */

static int paper_px(App *app, int width_px, int index)
{
    g_autoptr(GPtrArray) papers = case_papers(app);
    const CasePaper *paper = papers->pdata[index];
    return part_row_px(app, width_px, app_say(app, paper->text), NULL);
}

static void paper_row(App *app, SDL_Rect rect, int index)
{
    g_autoptr(GPtrArray) papers = case_papers(app);
    const CasePaper *paper = papers->pdata[index];
    part_row(app, rect, app_say(app, paper->text), NULL, ICON_PRINTER);
}

static const List paper_list = {"paper", paper_px, paper_row};

static void layout_papers(App *app)
{
    g_autoptr(GPtrArray) papers = case_papers(app);
    SDL_Rect area = part_header(app, app_say(app, N_("What is to be printed?")), NULL, -1);
    part_list(app, area, &paper_list, (int)papers->len, &app->page);
}

static gboolean handle_papers(App *app, Touch touch)
{
    g_autoptr(GPtrArray) papers = case_papers(app);
    if (touch.kind != TOUCH_ROW || touch.value >= (int)papers->len)
        return FALSE;
    desk_begin_papers(app, ((const CasePaper *)papers->pdata[touch.value])->kind,
                      app->office->followed->entry);
    return app_step(app, EVENT_NEXT);
}

#define COMMON .idle_s = office_idle_s, .tick = office_tick
const Screen screen_case = {.enter = enter_list, .layout = layout_case, COMMON};
const Screen screen_papers = {
    .enter = enter_list, .layout = layout_papers, .handle = handle_papers, COMMON};
