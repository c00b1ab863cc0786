/* Home: the one meeting that matters, what is due and overdue, the state of the devices. */
#include <string.h>

#include "kiosk/parts.h"
#include "kiosk/parts_chip.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/key.h"
#include "kiosk/secretary/prepare.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

static char *disk_text(const App *app)
{
    return message_plural(app->language, "Disk: {1} hour", "Disk: {1} hours",
                          app->office->devices.hours_left);
}

static void add_chips(const App *app, Chip chips[DEVICE_COUNT])
{
    static const struct {
        const char *good, *other;
    } texts[DEVICE_COUNT] = {
        [DEVICE_CAMERA] = {N_("Camera"), N_("No camera")},
        [DEVICE_MICROPHONE] = {N_("Microphone"), N_("No microphone")},
        [DEVICE_CLOCK] = {N_("Clock"), N_("Clock: confirm the time")},
        [DEVICE_PRINTER] = {N_("Printer"), N_("No printer")},
    };
    static const ChipState states[] = {
        [DEVICE_GOOD] = CHIP_GOOD, [DEVICE_CARE] = CHIP_CARE, [DEVICE_BAD] = CHIP_BAD};
    for (int i = 0; i < DEVICE_COUNT; i++) {
        DeviceState state = app->office->devices.state[i];
        if (state == DEVICE_UNKNOWN)
            continue;
        chips[i].state = states[state];
        chips[i].text =
            i == DEVICE_DISK
                ? disk_text(app)
                : g_strdup(app_say(app, state == DEVICE_GOOD ? texts[i].good : texts[i].other));
    }
}

/* On a low screen those that are well are told in one chip. */
static void chips(App *app, SDL_Rect *area)
{
    Chip all[DEVICE_COUNT + 2] = {0};
    add_chips(app, all);
    if (area->h < 7 * app->theme.target_px) {
        gboolean known = FALSE;
        for (int i = 0; i < DEVICE_COUNT; i++) {
            known = known || all[i].text;
            if (all[i].state == CHIP_GOOD)
                g_clear_pointer(&all[i].text, g_free);
        }
        if (known && part_chips_px(app, area->w, all, DEVICE_COUNT) == 0)
            all[DEVICE_COUNT] =
                (Chip){CHIP_GOOD, g_strdup(app_say(app, N_("All devices are ready")))};
    }
    const KeyState *key = &app->office->key->state;
    if (key->location && !key->open)
        all[DEVICE_COUNT + 1] =
            (Chip){CHIP_BAD, g_strdup(app_say(app, N_("Names are locked: see the settings")))};
    part_chips(app, area, all, G_N_ELEMENTS(all));
    for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
        g_free(all[i].text);
}

static SDL_Rect card(App *app, SDL_Rect rect)
{
    layout_add(&app->layout, "", LOOK_PANEL, rect, (Touch){TOUCH_NONE, 0});
    SDL_Rect inner = inset(rect, MIN(theme_px(&app->theme, 26), rect.h / 12));
    return inner;
}

/* Whether there is room for the text at its least size. */
static gboolean fits(App *app, SDL_Rect rect, LabelStyle style, const char *text)
{
    const Theme *theme = &app->theme;
    TextStyle fit = {style.weight, theme->type_px[style.type], theme->minimum_px, 0};
    TextBlock block = lettering_fit(app->text, fit, text, rect.w, rect.h);
    gboolean whole = !block.cut;
    text_block_clear(&block);
    return whole;
}

/* What can be done with it, at the bottom of area, which keeps the rest. */
static void meeting_action(App *app, SDL_Rect *area, gboolean held)
{
    const char *label =
        held ? app_say(app, N_("Draw up the protocol")) : app_say(app, N_("Prepare"));
    SDL_Rect bar = cut_bottom(area, MAX(app->theme.target_px, theme_px(&app->theme, 92)),
                              theme_px(&app->theme, 12));
    int px = MIN(layout_button_width(&app->layout, ICON_NONE, label), bar.w);
    layout_button(&app->layout, held ? "draw-up" : "prepare",
                  hall_is_reachable(app) && !held ? LOOK_SECOND : LOOK_MAIN, cut_left(&bar, px, 0),
                  (Touch){TOUCH_FLOW, held ? EVENT_SEAL : EVENT_PREPARE}, ICON_NONE, label);
}

/* One text below the other, as many as there is room for. */
static void texts(App *app, SDL_Rect area, const char *const *texts, int count)
{
    static const LabelStyle quiet = {TYPE_SMALL, WEIGHT_REGULAR, COLOUR_INK_SECOND,
                                     ALIGN_LEFT, FALSE,          0};
    static const LabelStyle large = {TYPE_DISPLAY, WEIGHT_BOLD, COLOUR_INK, ALIGN_LEFT, FALSE, 0};
    for (int i = 0; i < count; i++) {
        const LabelStyle *style = i ? &quiet : &large;
        if (!fits(app, area, *style, texts[i]))
            return;
        int px = MIN(layout_measure(&app->layout, area.w, *style, texts[i]), area.h);
        layout_label(&app->layout, cut_top(&area, px, theme_px(&app->theme, 8)), *style, texts[i]);
    }
}

/* A meeting that was held: its protocol is sealed on the same day (1095 p.32, 608 p.14). */
static void held_card(App *app, SDL_Rect rect, JsonObject *meeting)
{
    const char *date = json_object_get_string_member(meeting, "date");
    gboolean late = strcmp(date, app->office->desk->today) < 0;
    LabelStyle style = {TYPE_SMALL, WEIGHT_BOLD, late ? COLOUR_DANGER : COLOUR_CARE,
                        ALIGN_LEFT, FALSE,       0};
    const char *state = late ? app_say(app, N_("Held earlier, and not sealed yet"))
                             : app_say(app, N_("Held today: to be sealed today"));
    g_autofree char *title = prepare_meeting_title(app, meeting);
    g_autofree char *below = prepare_meeting_below(app, meeting);
    const char *const lines[] = {title, below};
    SDL_Rect inner = card(app, rect);
    meeting_action(app, &inner, TRUE);
    int state_px = layout_measure(&app->layout, inner.w, style, state);
    layout_label(&app->layout, cut_top(&inner, state_px, theme_px(&app->theme, 8)), style, state);
    texts(app, inner, lines, G_N_ELEMENTS(lines));
}

/* Today's meeting, or one whose protocol is missing, or the next one, or that there is none. */
static void meeting_card(App *app, SDL_Rect rect)
{
    static const LabelStyle quiet = {TYPE_SMALL, WEIGHT_REGULAR, COLOUR_INK_SECOND,
                                     ALIGN_LEFT, FALSE,          0};
    const ViewDay *day = app->office->desk->day;
    const ViewMeeting *meeting = day->meeting ? day->meeting : day->next;
    if (office_has_unsealed(app)) {
        held_card(app, rect, office_unsealed(app));
        return;
    }
    SDL_Rect inner = card(app, rect);
    int gap_px = theme_px(&app->theme, 8);
    if (meeting && office_may_meet(app))
        meeting_action(app, &inner, FALSE);
    const char *when = day->meeting ? app_say(app, N_("Today"))
                       : meeting    ? app_say(app, N_("The next meeting"))
                                    : app_say(app, N_("No meeting is planned"));
    int when_px = layout_measure(&app->layout, inner.w, quiet, when);
    layout_label(&app->layout, cut_top(&inner, when_px, gap_px), quiet, when);
    if (!meeting)
        return;
    g_autofree char *title = view_title(app->language, meeting);
    g_autofree char *where = view_where(app->language, meeting);
    g_autofree char *who = view_speakers(app->language, meeting, 1);
    const char *const lines[] = {title, where, who};
    texts(app, inner, lines, G_N_ELEMENTS(lines));
}

/* What is due, in words; g_free. NULL for what the home screen does not show. */
static char *due_text(const App *app, JsonObject *item)
{
    /* {1} subject, {2} meeting */
    static const struct {
        const char *what, *kind, *text;
    } texts[] = {
        {"meeting", "inspector", N_("Precinct No. {1}: report meeting")},
        {"meeting", "chief", N_("Report of the chief")},
        {"announcement", NULL, N_("Announce meeting {1}")},
        {"sealing", NULL, N_("Seal the protocol of {1}")},
        {"deadline", "decision", N_("Decision {1}")},
        {"deadline", NULL, N_("Entry No. {1}")},
        {"retention", NULL, N_("Term of keeping: {1}")},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        if (strcmp(texts[i].what, json_read_shown(item, "what")) == 0 &&
            (!texts[i].kind || strcmp(texts[i].kind, json_read_shown(item, "kind")) == 0))
            return message_format(app->language, texts[i].text, json_read_shown(item, "subject"),
                                  json_read_shown(item, "meeting"), NULL);
    return NULL;
}

/* "by 25 November", or how late it is; g_free. */
static char *term_text(const App *app, JsonObject *item, gboolean *late_out)
{
    GDate due, today;
    *late_out = FALSE;
    if (!date_parse(json_read_shown(item, "due"), &due) ||
        !date_parse(app->office->desk->today, &today))
        return g_strdup("");
    int late_days = g_date_days_between(&due, &today);
    g_autofree char *date = view_date(app->language, json_read_shown(item, "due"));
    if (late_days <= 0)
        return message_format(app->language, N_("Due on: {1}"), date, NULL);
    *late_out = TRUE;
    return message_plural(app->language, "{1} day late", "{1} days late", late_days);
}

/* One thing that is due: its words, and the term at the right or below; FALSE: no room. */
static gboolean due_row(App *app, SDL_Rect *area, JsonObject *item)
{
    gboolean late;
    g_autofree char *text = due_text(app, item), *term = term_text(app, item, &late);
    LabelStyle left = {TYPE_SMALL, WEIGHT_REGULAR, COLOUR_INK, ALIGN_LEFT, FALSE, 0};
    LabelStyle right = {TYPE_SMALL,
                        late ? WEIGHT_BOLD : WEIGHT_REGULAR,
                        late ? COLOUR_DANGER : COLOUR_INK_SECOND,
                        ALIGN_LEFT,
                        FALSE,
                        0};
    int text_px = layout_measure(&app->layout, area->w, left, text);
    int term_px = layout_measure(&app->layout, area->w, right, term);
    int gap_px = theme_px(&app->theme, 14);
    if (text_px + term_px > area->h)
        return FALSE;
    layout_label(&app->layout, cut_top(area, text_px, 0), left, text);
    layout_label(&app->layout, cut_top(area, term_px, gap_px), right, term);
    return TRUE;
}

/* The plan without what is done, what is late before what is due before what comes. */
static GPtrArray *due_items(const App *app)
{
    static const char *const order[] = {"late", "missed", "due", "coming"};
    GPtrArray *items = g_ptr_array_new();
    JsonArray *plan = json_node_get_array(app->office->desk->plan);
    for (gsize o = 0; o < G_N_ELEMENTS(order); o++)
        for (guint i = 0; i < json_array_get_length(plan); i++) {
            JsonObject *item = json_array_get_object_element(plan, i);
            if (strcmp(json_read_shown(item, "state"), order[o]) == 0)
                g_ptr_array_add(items, item);
        }
    return items;
}

static void due_card(App *app, SDL_Rect rect)
{
    static const LabelStyle quiet = {TYPE_SMALL, WEIGHT_REGULAR, COLOUR_INK_SECOND,
                                     ALIGN_LEFT, FALSE,          1};
    g_autoptr(GPtrArray) items = due_items(app);
    SDL_Rect inner = card(app, rect);
    if (office_may_follow(app))
        layout_add(&app->layout, "follow", LOOK_CARD, rect, (Touch){TOUCH_FLOW, EVENT_FOLLOW});
    const char *title =
        items->len ? app_say(app, N_("What is due")) : app_say(app, N_("Nothing is due."));
    int title_px = layout_measure(&app->layout, inner.w, quiet, title);
    layout_label(&app->layout, cut_top(&inner, title_px, theme_px(&app->theme, 10)), quiet, title);
    /* What has no room is counted, so that a short list does not look like a short day. */
    int line_px = lettering_line(app->text, WEIGHT_REGULAR, app->theme.type_px[TYPE_SMALL]);
    for (guint i = 0; i < items->len; i++) {
        int kept_px = i + 1 < items->len ? MIN(line_px, inner.h) : 0;
        inner.h -= kept_px;
        gboolean stands = due_row(app, &inner, items->pdata[i]);
        inner.h += kept_px;
        if (stands)
            continue;
        g_autofree char *more =
            message_plural(app->language, "and {1} more", "and {1} more", items->len - i);
        if (inner.h >= line_px)
            layout_label(&app->layout, inner, quiet, more);
        break;
    }
}

/* Where one can go from here; a way is there only for whom it is open. */
static const struct {
    const char *id, *label;
    FlowEvent event;
    Icon icon;
    gboolean (*open)(const App *app);
} ways[] = {
    {"hall", N_("To the meeting"), EVENT_HALL, ICON_NEXT, hall_is_reachable},
    {"planned", N_("Plan"), EVENT_PLANNED, ICON_CALENDAR, office_may_meet},
    {"meetings", N_("Meetings"), EVENT_MEETINGS, ICON_PAPER, office_may_archive},
    {"settings", N_("Settings"), EVENT_SETTINGS, ICON_PEN, office_is_at_work},
};

static int way_px(App *app, gsize index, gboolean with_icon)
{
    return layout_button_width(&app->layout, with_icon ? ways[index].icon : ICON_NONE,
                               app_say(app, ways[index].label));
}

/* As wide as their words; on a narrow screen they share the row. All have icons, or none. */
static void ways_bar(App *app, SDL_Rect *area)
{
    int gap_px = theme_px(&app->theme, 16), count = 0, widest_px = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(ways); i++)
        if (ways[i].open(app)) {
            count++;
            widest_px = MAX(widest_px, way_px(app, i, TRUE));
        }
    SDL_Rect bar = cut_bottom(area, MAX(app->theme.target_px, theme_px(&app->theme, 84)),
                              theme_px(&app->theme, 16));
    int share_px = (bar.w - (count - 1) * gap_px) / MAX(1, count);
    gboolean with_icons = widest_px <= share_px;
    for (gsize i = 0; i < G_N_ELEMENTS(ways); i++)
        if (ways[i].open(app))
            layout_button(&app->layout, ways[i].id,
                          ways[i].event == EVENT_HALL ? LOOK_MAIN : LOOK_SECOND,
                          cut_left(&bar, MIN(way_px(app, i, with_icons), share_px), gap_px),
                          (Touch){TOUCH_FLOW, (int)ways[i].event},
                          with_icons ? ways[i].icon : ICON_NONE, app_say(app, ways[i].label));
}

static void layout_home(App *app)
{
    const OfficeDesk *desk = app->office->desk;
    g_autofree char *date = desk ? view_date(app->language, desk->today) : NULL;
    g_autofree char *below = desk ? g_strdup_printf("%s\u00a0· %s", office_body(app), date) : NULL;
    SDL_Rect area = part_header(app, app_say(app, N_("Home")), below, 0);
    if (!desk)
        return;
    ways_bar(app, &area);
    chips(app, &area);
    int gap_px = theme_px(&app->theme, 22);
    SDL_Rect first = app->theme.portrait ? cut_top(&area, area.h / 2, gap_px)
                                         : cut_left(&area, (int)(area.w * 0.58), gap_px);
    meeting_card(app, first);
    due_card(app, area);
}

const Screen screen_home = {.layout = layout_home, .idle_s = office_idle_s, .tick = office_tick};
