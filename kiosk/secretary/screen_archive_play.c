/* The recording as it was: its picture, where it is, the buttons to go through it, and the entries
 * of its meeting, each a touch away. */
#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/parts_state.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/case.h"
#include "kiosk/secretary/desk.h"
#include "kiosk/secretary/playback_parts.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

#define START_LETTERS 40 /* of an entry's words */

static Playback *of(const App *app)
{
    return app->office->playback;
}

/* A display that has room for few lines. */
static gboolean is_low(const App *app)
{
    return app->theme.height_px < 9 * app->theme.target_px;
}

/* ---- the entries, in the order in which they were said */

static char *entry_text(const App *app, JsonObject *entry)
{
    const char *words = json_read_text(entry, "text");
    glong length = words ? g_utf8_strlen(words, -1) : 0;
    if (length == 0 || is_low(app))
        return case_title(app, entry);
    g_autofree char *what = case_title(app, entry);
    g_autofree char *start = g_utf8_substring(words, 0, MIN(START_LETTERS, length));
    return g_strdup_printf("%s: %s%s", what, start, length > START_LETTERS ? "…" : "");
}

static ListRow entry_row(const App *app, int index)
{
    g_autoptr(GPtrArray) entries = app_once(app, playback_entries);
    JsonObject *entry = entries->pdata[index];
    const char *said = json_read_text(entry, "said");
    gboolean now = index == of(app)->followed;
    return (ListRow){.text = entry_text(app, entry),
                     .below = g_strdup(said ? said : ""),
                     .icon = now ? ICON_SPEAKER : ICON_PLAY,
                     .chosen = now};
}

static const List entry_list = {"entry", entry_row};

/* Beside the picture, or upright below it. What comes to be played is turned to; else a person
 * turns the pages. */
static void layout_entries(App *app, SDL_Rect *area, int count)
{
    int gap_px = theme_px(&app->theme, 16), now = playback_entry_now(app);
    SDL_Rect rect = app->theme.portrait ? cut_bottom(area, area->h * 45 / 100, gap_px)
                                        : cut_right(area, area->w * 40 / 100, gap_px);
    if (now >= 0 && now != of(app)->followed)
        app->page = part_list_page(app, rect, &entry_list, count, now);
    of(app)->followed = now;
    part_list(app, rect, &entry_list, count, &app->page);
}

/* A stroke on the bar where each of them was said. */
static void layout_ticks(App *app, SDL_Rect bar, const GPtrArray *entries)
{
    gint64 length_ms = playback_length_ms(app);
    for (guint i = 0; length_ms > 0 && i < entries->len; i++)
        part_progress_tick(app, bar,
                           (double)playback_entry_ms(app, entries->pdata[i]) / (double)length_ms);
}

static void layout_play(App *app)
{
    static const PlaybackStep steps[] = {
        {"back:60", -60}, {"back:15", -15}, {"on:15", 15}, {"on:60", 60}};
    g_autofree char *date = desk_date(app, "date");
    JsonObject *row = of(app)->of_case ? case_row(app) : NULL;
    g_autofree char *title =
        row ? case_title(app, row) : g_strdup(app_say(app, N_("Video recording")));
    g_autoptr(GPtrArray) entries = app_once(app, playback_entries);
    SDL_Rect area = part_header(app, title, date, -1);
    playback_layout_steps(app, &area, steps, G_N_ELEMENTS(steps));
    SDL_Rect bar = cut_bottom(&area, playback_place_px(app), theme_px(&app->theme, 12));
    playback_layout_place(app, bar);
    layout_ticks(app, bar, entries);
    if (entries->len > 0)
        layout_entries(app, &area, (int)entries->len);
    playback_layout_picture(app, area);
}

static gboolean handle_play(App *app, Touch touch)
{
    g_autoptr(GPtrArray) entries = app_once(app, playback_entries);
    if (touch.kind != TOUCH_ROW)
        return playback_handle(app, touch);
    if (touch.value >= (int)entries->len)
        return FALSE;
    playback_go_entry(app, entries->pdata[touch.value]);
    return TRUE;
}

static void enter_play(App *app)
{
    of(app)->followed = -1;
}

const Screen screen_play = {.enter = enter_play,
                            .layout = layout_play,
                            .handle = handle_play,
                            .idle_s = playback_idle_s,
                            .tick = playback_tick,
                            .dark = TRUE};
