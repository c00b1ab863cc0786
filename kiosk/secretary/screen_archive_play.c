/* The recording as it was: its picture, where it is, and the buttons to go through it. */
#include "kiosk/parts.h"
#include "kiosk/parts_state.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/case.h"
#include "kiosk/secretary/desk.h"
#include "kiosk/secretary/playback.h"
#include "protocol/clock.h"
#include "protocol/error.h"

#define STEP_MS 15000

static Playback *of(const App *app)
{
    return app->office->playback;
}

static void turn_button(App *app, SDL_Rect rect)
{
    gboolean playing = of(app)->status.playing;
    Widget *button = layout_button(&app->layout, playing ? "pause" : "play", LOOK_MAIN, rect,
                                   (Touch){TOUCH_CHOOSE, 0}, playing ? ICON_PAUSE : ICON_PLAY, "");
    button->dim = !of(app)->shown;
}

static void go_button(App *app, SDL_Rect rect, const char *id, int by, Icon icon, const char *label)
{
    layout_button(&app->layout, id, LOOK_SECOND, rect, (Touch){TOUCH_STEP, by}, icon, label);
}

/* A minute and 15 seconds back, play or pause, 15 seconds and a minute on. */
static void buttons(App *app, SDL_Rect row)
{
    int gap_px = theme_px(&app->theme, 16);
    int px = MIN((row.w - 4 * gap_px) / 5, theme_px(&app->theme, 190));
    g_autofree char *seconds = message_format(app->language, N_("{1} s"), "15", NULL);
    g_autofree char *minutes = message_format(app->language, N_("{1} min"), "1", NULL);
    row.x += (row.w - 5 * px - 4 * gap_px) / 2;
    go_button(app, cut_left(&row, px, gap_px), "back:60", -4, ICON_BACK, minutes);
    go_button(app, cut_left(&row, px, gap_px), "back:15", -1, ICON_BACK, seconds);
    turn_button(app, cut_left(&row, px, gap_px));
    go_button(app, cut_left(&row, px, gap_px), "on:15", 1, ICON_NEXT, seconds);
    go_button(app, cut_left(&row, px, gap_px), "on:60", 4, ICON_NEXT, minutes);
}

static void place_bar(App *app, SDL_Rect rect)
{
    gint64 length_ms = playback_length_ms(app), at_ms = playback_at_ms(app);
    g_autofree char *at = time_length(at_ms / 1000), *length = time_length(length_ms / 1000);
    const char *silent =
        of(app)->shown && !of(app)->status.sound ? app_say(app, N_("No sound output works.")) : "";
    g_autofree char *text = g_strdup_printf("%s / %s   %s", at, length, silent);
    part_progress(app, rect, length_ms > 0 ? (double)at_ms / (double)length_ms : 0, text);
}

static void layout_play(App *app)
{
    static const LabelStyle quiet = {TYPE_BODY,    WEIGHT_REGULAR, COLOUR_INK_SECOND,
                                     ALIGN_CENTRE, TRUE,           0};
    const Theme *theme = &app->theme;
    g_autofree char *date = desk_date(app, "date");
    JsonObject *row = of(app)->of_case ? case_row(app) : NULL;
    g_autofree char *title =
        row ? case_title(app, row) : g_strdup(app_say(app, N_("Video recording")));
    SDL_Rect area = part_header(app, title, date, -1);
    int line_px = lettering_line(app->text, WEIGHT_REGULAR, theme->type_px[TYPE_BODY]);
    buttons(app,
            cut_bottom(&area, MAX(theme->target_px, theme_px(theme, 84)), theme_px(theme, 12)));
    place_bar(app, cut_bottom(&area, line_px + theme_px(theme, 36), theme_px(theme, 12)));
    if (of(app)->shown) {
        layout_add(&app->layout, "picture", LOOK_PICTURE, area, (Touch){TOUCH_NONE, 0});
        return;
    }
    layout_label(&app->layout, area, quiet,
                 of(app)->why ? of(app)->why : app_say(app, N_("One moment")));
}

static gboolean handle_play(App *app, Touch touch)
{
    if (touch.kind == TOUCH_CHOOSE)
        playback_turn(app);
    else if (touch.kind == TOUCH_STEP)
        playback_go(app, (gint64)touch.value * STEP_MS);
    else
        return FALSE;
    return TRUE;
}

/* Whoever watches touches nothing for long. */
static int idle_s(const App *app)
{
    return of(app)->status.playing ? 0 : office_idle_s(app);
}

const Screen screen_play = {.layout = layout_play,
                            .handle = handle_play,
                            .idle_s = idle_s,
                            .tick = playback_tick,
                            .dark = TRUE};
