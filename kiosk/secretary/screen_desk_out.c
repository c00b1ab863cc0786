/* Giving out: printing, an archive onto a USB stick; a long work under way, and how it ended. */
#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/case.h"
#include "kiosk/secretary/desk_parts.h"
#include "kiosk/secretary/dispose.h"
#include "kiosk/secretary/work_desk.h"
#include "protocol/error.h"
#include "protocol/print.h"
#include "protocol/stick.h"

#define LOOK_AGAIN_MS 3000

static ListRow printer_row(const App *app, int index)
{
    const Printer *printer = app->office->after->printers->pdata[index];
    return (ListRow){
        .text = g_strdup(*printer->info ? printer->info : printer->name),
        .below = g_strdup(printer->is_default ? app_say(app, N_("the usual one")) : printer->name),
        .icon = ICON_PRINTER};
}

static ListRow stick_row(const App *app, int index)
{
    const Stick *stick = app->office->after->sticks->pdata[index];
    g_autofree char *room = view_size(app->language, stick->free_bytes);
    return (ListRow){.text = g_strdup(stick->label),
                     .below = message_format(app->language, N_("free: {1}"), room, NULL),
                     .icon = ICON_DISK};
}

static ListRow choice_row(const App *app, int index)
{
    return app->state == STATE_PRINT ? printer_row(app, index) : stick_row(app, index);
}

static const List choices_list = {"choice", choice_row};

/* found: what there is to choose from; NULL: not looked for yet. */
static void layout_choice(App *app, SDL_Rect area, const GPtrArray *found, const char *none)
{
    if (found && found->len > 0) {
        part_list(app, area, &choices_list, (int)found->len, &app->page);
        return;
    }
    layout_label(&app->layout, area,
                 (LabelStyle){TYPE_BODY, WEIGHT_REGULAR, COLOUR_INK_SECOND, ALIGN_CENTRE, TRUE, 0},
                 found ? none : app_say(app, N_("One moment")));
}

static gboolean handle_choice(App *app, Touch touch)
{
    if (touch.kind != TOUCH_ROW)
        return FALSE;
    app->office->after->index = touch.value;
    return app_step(app, EVENT_NEXT);
}

static void layout_print(App *app)
{
    SDL_Rect area = part_header(app, app_say(app, N_("On which printer?")), NULL, -1);
    layout_choice(app, area, app->office->after->printers,
                  app_say(app, N_("No printer was found. Switch it on and look at its cable.")));
}

/* What of one entry goes onto the stick, in plain words. */
static void layout_what(App *app, SDL_Rect *area)
{
    static const LabelStyle style = {TYPE_BODY, WEIGHT_REGULAR, COLOUR_INK, ALIGN_LEFT, FALSE, 0};
    const char *text =
        case_has_moment(app)
            ? app_say(app, N_("What was said and how it was met, the part of the recording with it "
                              "and the proof that nothing was changed. Nothing of other entries."))
            : app_say(app, N_("What was said and how it was met, and the proof that nothing was "
                              "changed. Nothing of other entries."));
    int px = layout_measure(&app->layout, area->w, style, text);
    layout_label(&app->layout, cut_top(area, MIN(px, area->h), theme_px(&app->theme, 16)), style,
                 text);
}

/* Who may read it: everything goes to the controller, a part of it to everybody. */
static void layout_switches(App *app, SDL_Rect *area)
{
    const Desk *desk = app->office->after;
    SDL_Rect switches = cut_bottom(area, MAX(app->theme.target_px, theme_px(&app->theme, 84)),
                                   theme_px(&app->theme, 16));
    const char *labels[] = {app_say(app, N_("Everything, for the controller")),
                            app_say(app, N_("Public copy"))};
    int gap_px = theme_px(&app->theme, 16), half_px = (switches.w - gap_px) / 2;
    for (int i = 0; i < 2; i++)
        layout_button(
            &app->layout, i ? "public" : "full", desk->public_copy == i ? LOOK_CHOSEN : LOOK_QUIET,
            cut_left(&switches, half_px, gap_px), (Touch){TOUCH_CHOOSE, i}, ICON_NONE, labels[i]);
}

/* Who alone can open it, where the administrator named somebody. */
static void layout_readers(App *app, SDL_Rect *area)
{
    static const LabelStyle style = {TYPE_SMALL, WEIGHT_BOLD, COLOUR_GOOD, ALIGN_LEFT, FALSE, 0};
    const Desk *desk = app->office->after;
    if (!desk->readers || (desk->public_copy && !desk->about))
        return;
    g_autofree char *text = message_format(
        app->language, N_("Encrypted: it can be opened only by {1}."), desk->readers, NULL);
    int px = layout_measure(&app->layout, area->w, style, text);
    layout_label(&app->layout, cut_bottom(area, MIN(px, area->h), theme_px(&app->theme, 12)), style,
                 text);
}

static void layout_give(App *app)
{
    const Desk *desk = app->office->after;
    g_autofree char *entry = desk->about && case_row(app) ? case_title(app, case_row(app)) : NULL;
    SDL_Rect area = part_header(app, app_say(app, N_("Onto which USB stick?")), entry, -1);
    if (desk->about)
        layout_what(app, &area);
    else
        layout_switches(app, &area);
    layout_readers(app, &area);
    layout_choice(app, area, desk->sticks,
                  app_say(app, N_("No USB stick was found. Put one in: it is shown here.")));
}

static gboolean handle_give(App *app, Touch touch)
{
    if (touch.kind != TOUCH_CHOOSE || app->office->after->about)
        return handle_choice(app, touch);
    app->office->after->public_copy = touch.value == 1;
    return TRUE;
}

static void enter_print(App *app)
{
    g_clear_pointer(&app->office->after->printers, g_ptr_array_unref);
    app_ask(app, &work_printers, NULL);
}

static void enter_give(App *app)
{
    app->office->after->look_ms = 0;
    g_clear_pointer(&app->office->after->sticks, g_ptr_array_unref);
    app_ask(app, &work_readers, NULL);
}

/* A stick is put in while one looks. */
static int tick_give(App *app)
{
    Desk *desk = app->office->after;
    if (app->now_ms >= desk->look_ms) {
        desk->look_ms = app->now_ms + LOOK_AGAIN_MS;
        app_ask(app, &work_sticks, NULL);
    }
    int office_ms = desk_tick(app), look_ms = (int)(desk->look_ms - app->now_ms);
    return MIN(office_ms, look_ms);
}

static const char *busy_title(const App *app)
{
    const Work *job = app->office->job;
    return job == &work_give          ? app_say(app, N_("The archive is being written"))
           : job == &work_print       ? app_say(app, N_("Printing"))
           : job == &work_dispose_act ? app_say(app, N_("The act is being drawn up"))
           : job == &work_dispose_end ? app_say(app, N_("The records are being removed"))
           : job == &work_eject       ? app_say(app, N_("The stick is being switched off"))
                                      : app_say(app, N_("The protocol is being sealed"));
}

/* What the work waits for, in the reader's language, comes before anything else. */
static void layout_busy(App *app)
{
    const Work *job = app->office->job;
    gboolean written = job == &work_give || job == &work_eject;
    g_autofree char *said =
        app->office->job_said ? desk_capital(app_say(app, app->office->job_said)) : NULL;
    Notice notice = {.icon = ICON_CLOCK,
                     .colour = COLOUR_ACTION,
                     .title = busy_title(app),
                     .text = said      ? said
                             : written ? app_say(app, N_("Leave the stick in until this is done."))
                                       : app_say(app, N_("This takes a moment."))};
    if (job == &work_give) {
        notice.main_id = "cancel";
        notice.main_label = app_say(app, N_("Cancel"));
        notice.main_event = EVENT_BACK;
    }
    g_autofree char *percent = g_strdup_printf("%d %%", (int)(app->office->job_part * 100));
    if (job == &work_give || app->office->job_part > 0)
        notice.detail = percent;
    part_notice(app, &notice);
}

static void layout_done(App *app)
{
    const Desk *desk = app->office->after;
    Notice notice = {.icon = desk->failed ? ICON_WARNING : ICON_CHECK,
                     .colour = desk->failed ? COLOUR_DANGER : COLOUR_GOOD,
                     .title = app_say(app, desk->done_title),
                     .text = desk->done_text,
                     .main_id = "next",
                     .main_label = app_say(app, N_("Next")),
                     .main_event = EVENT_NEXT};
    if (desk->given) {
        notice.second_id = "eject";
        notice.second_label = app_say(app, N_("Remove the stick"));
        notice.second_event = EVENT_TAKE_AWAY;
    }
    part_notice(app, &notice);
}

static int idle_never(const App *app)
{
    return 0;
}

const Screen screen_print = {.enter = enter_print,
                             .layout = layout_print,
                             .handle = handle_choice,
                             .idle_s = office_idle_s,
                             .tick = desk_tick};
const Screen screen_give = {.enter = enter_give,
                            .layout = layout_give,
                            .handle = handle_give,
                            .idle_s = office_idle_s,
                            .tick = tick_give};
const Screen screen_busy = {.layout = layout_busy, .idle_s = idle_never};
const Screen screen_done = {.layout = layout_done, .idle_s = office_idle_s, .tick = desk_tick};
