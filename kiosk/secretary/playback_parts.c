#include "kiosk/secretary/playback_parts.h"

#include <stdlib.h>

#include "kiosk/parts_state.h"
#include "protocol/clock.h"
#include "protocol/error.h"

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

static void step_button(App *app, SDL_Rect rect, const PlaybackStep *step)
{
    int by_s = abs(step->by_s);
    g_autofree char *number = g_strdup_printf("%d", by_s < 60 ? by_s : by_s / 60);
    g_autofree char *label =
        message_format(app->language, by_s < 60 ? N_("{1} s") : N_("{1} min"), number, NULL);
    layout_button(&app->layout, step->id, LOOK_SECOND, rect, (Touch){TOUCH_STEP, step->by_s},
                  step->by_s < 0 ? ICON_BACK : ICON_NEXT, label);
}

void playback_layout_steps(App *app, SDL_Rect *area, const PlaybackStep *steps, int count)
{
    const Theme *theme = &app->theme;
    int gap_px = theme_px(theme, 16);
    SDL_Rect row =
        cut_bottom(area, MAX(theme->target_px, theme_px(theme, 84)), theme_px(theme, 12));
    int px = MIN((row.w - count * gap_px) / (count + 1), theme_px(theme, 190));
    row.x += (row.w - (count + 1) * px - count * gap_px) / 2;
    for (int i = 0; i < count; i++) {
        if (i == count / 2)
            turn_button(app, cut_left(&row, px, gap_px));
        step_button(app, cut_left(&row, px, gap_px), &steps[i]);
    }
}

int playback_place_px(const App *app)
{
    return lettering_line(app->text, WEIGHT_REGULAR, app->theme.type_px[TYPE_BODY]) +
           theme_px(&app->theme, 36);
}

void playback_layout_place(App *app, SDL_Rect rect)
{
    gint64 length_ms = playback_length_ms(app), at_ms = playback_at_ms(app);
    g_autofree char *at = time_length(at_ms / 1000), *length = time_length(length_ms / 1000);
    const char *silent =
        of(app)->shown && !of(app)->status.sound ? app_say(app, N_("No sound output works.")) : "";
    g_autofree char *text = g_strdup_printf("%s / %s   %s", at, length, silent);
    part_progress(app, rect, length_ms > 0 ? (double)at_ms / (double)length_ms : 0, text);
}

void playback_layout_picture(App *app, SDL_Rect rect)
{
    static const LabelStyle quiet = {TYPE_BODY,    WEIGHT_REGULAR, COLOUR_INK_SECOND,
                                     ALIGN_CENTRE, TRUE,           0};
    if (of(app)->shown)
        layout_add(&app->layout, "picture", LOOK_PICTURE, rect, (Touch){TOUCH_NONE, 0});
    else
        layout_label(&app->layout, rect, quiet,
                     of(app)->why ? of(app)->why : app_say(app, N_("One moment")));
}

gboolean playback_handle(App *app, Touch touch)
{
    if (touch.kind == TOUCH_CHOOSE)
        playback_turn(app);
    else if (touch.kind == TOUCH_STEP)
        playback_go(app, (gint64)touch.value * 1000);
    else
        return FALSE;
    return TRUE;
}

int playback_idle_s(const App *app)
{
    return of(app)->status.playing ? 0 : office_idle_s(app);
}
