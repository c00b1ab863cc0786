/* What is wrong with the recording, the worst first: what a secretary can mend in the hall stands
 * before what is only worth knowing. */
#include <string.h>

#include "kiosk/secretary/hall.h"
#include "protocol/error.h"
#include "protocol/recording_alarm.h"

#define UNSAFE_MS 5000 /* what is recorded reaches the disk twice a second */

static const RecorderAlarm order[] = {
    RECORDER_ALARM_CARD_NEARLY_FULL, RECORDER_ALARM_CARD_UNREADABLE, RECORDER_ALARM_CAMERA_LOST,
    RECORDER_ALARM_MIC_LOST,         RECORDER_ALARM_MIC_DEAD,        RECORDER_ALARM_CAMERA_COVERED,
    RECORDER_ALARM_CAMERA_BLACK,     RECORDER_ALARM_CAMERA_FROZEN,   RECORDER_ALARM_MIRROR_BEHIND,
    RECORDER_ALARM_MIC_FAINT,        RECORDER_ALARM_MIC_CLIPPING,    RECORDER_ALARM_MIC_ONE_LOST,
    RECORDER_ALARM_CARD_SLOW,        RECORDER_ALARM_FRAMES_LOST,     RECORDER_ALARM_CLOCK_CHANGED,
};

G_STATIC_ASSERT(G_N_ELEMENTS(order) == RECORDER_ALARM_COUNT);
G_STATIC_ASSERT(G_N_ELEMENTS(order) + 2 <= HALL_ALARM_MAX);

int hall_alarms(const App *app, const char *alarms_out[HALL_ALARM_MAX])
{
    const Hall *hall = app->office->hall;
    int count = 0;
    if (!hall->id || !hall->known || hall->busy)
        return 0;
    if (!hall_is_confirmed(app)) {
        alarms_out[count++] = N_("NOTHING IS BEING RECORDED. What was recorded is kept. If it "
                                 "does not go on by itself: “Record again”.");
        return count;
    }
    if (strcmp(hall->watch.status.mic, "none") == 0)
        alarms_out[count++] = N_("No sound is recorded: there is no microphone.");
    if (hall_unsafe_ms(app) > UNSAFE_MS)
        alarms_out[count++] = N_("The recording does not reach the disk. Do not switch the machine "
                                 "off, and take away other USB devices.");
    for (gsize i = 0; i < G_N_ELEMENTS(order); i++)
        if (hall->watch.status.alarms & order[i])
            alarms_out[count++] = recording_alarm_text(order[i]);
    return count;
}

void hall_layout_alarm(App *app)
{
    const char *alarms[HALL_ALARM_MAX];
    if (flow_is_staff(app->state) || hall_alarms(app, alarms) == 0)
        return;
    const Theme *theme = &app->theme;
    LabelStyle style = {TYPE_BODY, WEIGHT_BOLD, layout_ink(LOOK_ALARM), ALIGN_CENTRE, TRUE, 0};
    const char *text = app_say(app, N_("The recording has a fault. Please call the secretary!"));
    int pad_px = theme_px(theme, 12), width_px = theme->width_px - 2 * theme->margin_px;
    int text_px = layout_measure(&app->layout, width_px, style, text);
    SDL_Rect rect = {0, 0, theme->width_px, MAX(theme->target_px, text_px + 2 * pad_px)};
    layout_add(&app->layout, "", LOOK_ALARM, rect, (Touch){TOUCH_NONE, 0})->over = TRUE;
    SDL_Rect inner = {theme->margin_px, pad_px, width_px, rect.h - 2 * pad_px};
    layout_label(&app->layout, inner, style, text);
    g_array_index(app->layout.widgets, Widget, app->layout.widgets->len - 1).over = TRUE;
}
