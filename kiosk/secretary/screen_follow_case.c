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

static ListRow state_row(const App *app, JsonObject *row)
{
    gboolean late = json_object_get_boolean_member_with_default(row, "overdue", FALSE);
    g_autofree char *term = case_term(app, row);
    const char *law = json_read_text(row, "source");
    g_autofree char *source = law ? desk_source(app, law) : NULL;
    return (ListRow){.text = desk_capital(case_state_text(app, json_read_text(row, "state"))),
                     .below = term && source ? g_strdup_printf("%s\u00a0· %s", term, source)
                                             : g_steal_pointer(&term),
                     .mark = late ? ICON_WARNING : ICON_CLOCK,
                     .mark_ink = late ? COLOUR_DANGER : COLOUR_ACTION};
}

/* A decision: what was decided, and when. */
static ListRow decision_row(const App *app)
{
    const char *words = json_read_text(case_entry(app), "text");
    return (ListRow){.text = desk_shortened(words ? words : ""),
                     .below = desk_date(app, "date"),
                     .mark = ICON_PEN,
                     .mark_ink = COLOUR_ACTION};
}

static ListRow words_row(const App *app)
{
    if (case_is_decision(app))
        return decision_row(app);
    JsonObject *entry = case_entry(app), *initiator = json_read_object(entry, "initiator");
    const char *words = json_read_text(entry, "text"), *said = json_read_text(entry, "said");
    g_autofree char *name =
        initiator ? desk_name(initiator) : g_strdup(app_say(app, N_("anonymous")));
    g_autofree char *date = desk_date(app, "date");
    return (ListRow){.text = desk_shortened(words ? words : ""),
                     .below = g_strdup_printf("%s\u00a0· %s, %s", name, date, said ? said : ""),
                     .mark = ICON_PEN,
                     .mark_ink = COLOUR_ACTION};
}

static ListRow life_row(const App *app, JsonObject *taken)
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
    return (ListRow){.text = g_string_free(text, FALSE),
                     .below = ref ? g_strdup_printf("%s\u00a0· № %s", date, ref) : g_strdup(date),
                     .mark = ICON_CHECK,
                     .mark_ink = COLOUR_ACTION};
}

static int line_count(const App *app)
{
    JsonArray *taken = json_read_array(case_row(app), "steps");
    return ROW_LIFE + (taken ? (int)json_array_get_length(taken) : 0);
}

static ListRow line_row(const App *app, int index)
{
    JsonObject *row = case_row(app);
    if (index == ROW_STATE)
        return state_row(app, row);
    if (index == ROW_WORDS)
        return words_row(app);
    if (index == ROW_CHARGE)
        return (ListRow){.text = case_charge(app, row),
                         .below = g_strdup(app_say(app, N_("In charge"))),
                         .mark = ICON_PERSON,
                         .mark_ink = COLOUR_ACTION};
    JsonArray *taken = json_read_array(row, "steps");
    return life_row(app, json_array_get_object_element(taken, (guint)(index - ROW_LIFE)));
}

static const List line_list = {"line", line_row};

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

/* ---- what can be printed */

static ListRow paper_row(const App *app, int index)
{
    g_autoptr(GPtrArray) papers = case_papers(app);
    const CasePaper *paper = papers->pdata[index];
    return (ListRow){.text = g_strdup(app_say(app, paper->text)), .icon = ICON_PRINTER};
}

static const List paper_list = {"paper", paper_row};

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
const Screen screen_case = {.layout = layout_case, COMMON};
const Screen screen_papers = {.layout = layout_papers, .handle = handle_papers, COMMON};
