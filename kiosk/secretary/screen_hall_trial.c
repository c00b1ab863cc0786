/* The trial of camera and microphone: look and speak, then see and hear it. */
#include "kiosk/parts.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/hall_ready.h"
#include "protocol/error.h"

/* What to do at this moment; g_free. */
static char *words(const App *app)
{
    const Ready *ready = app->office->hall->ready;
    g_autofree char *left = NULL;
    switch (ready->phase) {
    case READY_RECORDING:
        left = g_strdup_printf("%d", MAX(0, (int)(ready->until_ms - app->now_ms + 999) / 1000));
        return message_format(
            app->language, N_("Look into the camera and say a few words aloud: {1}"), left, NULL);
    case READY_PLAYING:
        return g_strdup(app_say(app, N_("This is how the meeting will be recorded.")));
    case READY_PLAYED:
        return g_strdup(app_say(
            app, ready->silent
                     ? N_("Did you see yourself? This machine has no loudspeaker: whether your "
                          "voice is heard was measured.")
                     : N_("Did you see yourself, and hear what you said?")));
    default:
        return g_strdup(app_say(app, N_("Camera and microphone are being started.")));
    }
}

static void meter(App *app, SDL_Rect picture)
{
    int pad_px = theme_px(&app->theme, 14), wide_px = theme_px(&app->theme, 26);
    SDL_Rect rect = {picture.x + picture.w - wide_px - pad_px, picture.y + pad_px, wide_px,
                     picture.h - 2 * pad_px};
    layout_add(&app->layout, "", LOOK_METER, rect, (Touch){TOUCH_NONE, 0});
}

static Widget *action(App *app, SDL_Rect *bar, const char *id, Look look, FlowEvent event,
                      const char *label, int most_px)
{
    int px = MIN(layout_button_width(&app->layout, ICON_NONE, label), most_px);
    return layout_button(&app->layout, id, look, cut_right(bar, px, theme_px(&app->theme, 16)),
                         (Touch){TOUCH_FLOW, (int)event}, ICON_NONE, label);
}

static void answers(App *app, SDL_Rect *area)
{
    const Theme *theme = &app->theme;
    int height_px = MAX(theme->target_px, theme_px(theme, 92)), gap_px = theme_px(theme, 16);
    SDL_Rect bar = cut_bottom(area, height_px, gap_px);
    if (app->state == STATE_TRIAL) {
        action(app, &bar, "cancel", LOOK_SECOND, EVENT_BACK, app_say(app, N_("Cancel")), bar.w);
        return;
    }
    int most_px = (bar.w - 2 * gap_px) / 3;
    gboolean played = app->office->hall->ready->phase == READY_PLAYED;
    action(app, &bar, "next", LOOK_MAIN, EVENT_NEXT, app_say(app, N_("Yes")), most_px);
    action(app, &bar, "try", LOOK_SECOND, EVENT_TRY, app_say(app, N_("No, once more")), most_px);
    const char *again = app_say(app, N_("Play again"));
    int px = MIN(layout_button_width(&app->layout, ICON_NONE, again), most_px);
    layout_button(&app->layout, "again", LOOK_QUIET, cut_left(&bar, px, 0),
                  (Touch){TOUCH_FLOW, EVENT_RETRY}, ICON_NONE, again)
        ->dim = !played;
}

static void layout_trial(App *app)
{
    static const LabelStyle style = {TYPE_BODY, WEIGHT_BOLD, COLOUR_INK, ALIGN_CENTRE, TRUE, 0};
    g_autofree char *text = words(app);
    SDL_Rect area = part_header(app, app_say(app, N_("Camera and microphone")), NULL, -1);
    answers(app, &area);
    int line_px = lettering_line(app->text, WEIGHT_BOLD, app->theme.type_px[TYPE_BODY]);
    int text_px = MAX(2 * line_px, layout_measure(&app->layout, area.w, style, text));
    layout_label(&app->layout, cut_bottom(&area, text_px, theme_px(&app->theme, 12)), style, text);
    layout_add(&app->layout, "picture", LOOK_PICTURE, area, (Touch){TOUCH_NONE, 0});
    if (app->state == STATE_TRIAL)
        meter(app, area);
}

const Screen screen_trial = {
    .layout = layout_trial, .idle_s = office_idle_s, .tick = ready_tick, .dark = TRUE};
