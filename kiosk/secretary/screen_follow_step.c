/* A step in the life of an entry: which, until when, and what is told of it. */
#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/case.h"
#include "kiosk/secretary/prepare.h"
#include "protocol/error.h"

static Case *of(const App *app)
{
    return app->office->followed;
}

static ListRow step_row(const App *app, int index)
{
    g_autoptr(GPtrArray) steps = case_steps(app);
    const CaseStep *step = steps->pdata[index];
    return (ListRow){.text = g_strdup(app_say(app, step->text)),
                     .below = g_strdup(app_say(app, step->tell)),
                     .icon = ICON_NEXT};
}

static const List step_list = {"step", step_row};

static void layout_steps(App *app)
{
    g_autoptr(GPtrArray) steps = case_steps(app);
    SDL_Rect area = part_header(app, app_say(app, N_("What was done?")), NULL, -1);
    part_list(app, area, &step_list, (int)steps->len, &app->page);
}

static gboolean handle_steps(App *app, Touch touch)
{
    g_autoptr(GPtrArray) steps = case_steps(app);
    if (touch.kind != TOUCH_ROW || touch.value >= (int)steps->len)
        return FALSE;
    of(app)->step = steps->pdata[touch.value];
    return app_step(app, of(app)->step->ask);
}

static void layout_day(App *app)
{
    prepare_layout_day(app, app_say(app, N_("Until which day?")), app_say(app, N_("Next")));
}

static void layout_words(App *app)
{
    const CaseStep *step = of(app)->step;
    if (step)
        part_form(app, app_say(app, step->text), app_say(app, step->tell),
                  app_say(app, N_("Save")));
}

#define COMMON .idle_s = office_idle_s, .tick = office_tick
const Screen screen_steps = {.layout = layout_steps, .handle = handle_steps, COMMON};
const Screen screen_step_day = {.layout = layout_day, .handle = prepare_handle_day, COMMON};
const Screen screen_step_words = {
    .layout = layout_words, .first = FIELD_STEP_TEXT, .last = FIELD_STEP_TEXT, COMMON};
const Screen screen_step_letter = {
    .layout = layout_words, .first = FIELD_STEP_TO, .last = FIELD_STEP_REF, COMMON};
const Screen screen_step_number = {
    .layout = layout_words, .first = FIELD_STEP_REF, .last = FIELD_STEP_REF, COMMON};
