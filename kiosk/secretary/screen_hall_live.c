/* The meeting while it goes on: what is recorded, what it is about, what was said. */
#include <string.h>

#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/hall.h"
#include "protocol/error.h"

#define POINT_LETTERS 64

static const LabelStyle small = {TYPE_SMALL, WEIGHT_REGULAR, COLOUR_INK, ALIGN_LEFT, TRUE, 0};
static const LabelStyle quiet = {TYPE_SMALL, WEIGHT_REGULAR, COLOUR_INK_SECOND,
                                 ALIGN_LEFT, TRUE,           0};

static Touch flow(FlowEvent event)
{
    return (Touch){TOUCH_FLOW, (int)event};
}

static int gap_px(const App *app)
{
    return theme_px(&app->theme, 14);
}

/* "RECORDING 00:41:27" only while the recorder confirms it. */
static void badge(App *app, SDL_Rect picture)
{
    gboolean confirmed = hall_is_confirmed(app);
    const Hall *hall = app->office->hall;
    g_autofree char *time = time_length(hall_running_ms(app) / 1000);
    g_autofree char *text =
        confirmed ? message_format(app->language, N_("RECORDING {1}"), time, NULL)
        : !hall->known || hall->busy ? g_strdup(app_say(app, N_("One moment")))
                                     : g_strdup(app_say(app, N_("NO RECORDING")));
    LabelStyle style = {TYPE_BODY, WEIGHT_BOLD, COLOUR_INK, ALIGN_LEFT, TRUE, 1};
    int px = app->theme.type_px[TYPE_BODY], pad_px = theme_px(&app->theme, 14);
    int line_px = lettering_line(app->text, WEIGHT_BOLD, px);
    int text_px = lettering_width(app->text, WEIGHT_BOLD, px, text) + 4;
    SDL_Rect rect = {picture.x + pad_px, picture.y + pad_px, px + text_px + 3 * pad_px,
                     line_px + pad_px};
    rect.w = MIN(rect.w, picture.w - 2 * pad_px);
    layout_add(&app->layout, "", LOOK_SHADE, rect, (Touch){TOUCH_NONE, 0});
    SDL_Rect inner = {rect.x + pad_px, rect.y, rect.w - 2 * pad_px, rect.h};
    layout_icon(&app->layout, cut_left(&inner, px, pad_px / 2),
                confirmed ? ICON_DISC : ICON_WARNING, px * 3 / 4, COLOUR_DANGER);
    layout_label(&app->layout, inner, style, text);
}

/* The worst alarm over the lower part of the picture; what is left of the picture above it. */
static SDL_Rect alarm_panel(App *app, SDL_Rect picture)
{
    const char *alarms[HALL_ALARM_MAX];
    int count = hall_alarms(app, alarms);
    if (count == 0)
        return picture;
    LabelStyle style = {TYPE_BODY, WEIGHT_BOLD, layout_ink(LOOK_ALARM), ALIGN_LEFT, FALSE, 0};
    int pad_px = theme_px(&app->theme, 18), px = app->theme.type_px[TYPE_BUTTON];
    SDL_Rect rect = inset(picture, pad_px / 2);
    int width_px = rect.w - 3 * pad_px - px;
    g_autofree char *text = count > 1 ? g_strdup_printf("%s (1/%d)", app_say(app, alarms[0]), count)
                                      : g_strdup(app_say(app, alarms[0]));
    int text_px = layout_measure(&app->layout, width_px, style, text);
    gboolean again = !hall_is_confirmed(app) && app->state == STATE_LIVE;
    int button_px = again ? app->theme.target_px + pad_px : 0;
    SDL_Rect box = cut_bottom(&rect, MIN(rect.h, text_px + button_px + 2 * pad_px), 0);
    layout_add(&app->layout, "", LOOK_ALARM, box, (Touch){TOUCH_NONE, 0});
    SDL_Rect inner = inset(box, pad_px);
    if (again)
        /* in high contrast the alarm is of the colour of gold */
        layout_button(&app->layout, "again",
                      app->theme.palette == PALETTE_CONTRAST ? LOOK_SECOND : LOOK_GOLD,
                      cut_bottom(&inner, app->theme.target_px, pad_px), flow(EVENT_RETRY),
                      ICON_NONE, app_say(app, N_("Record again")));
    layout_icon(&app->layout, cut_left(&inner, px, pad_px), ICON_WARNING, px,
                layout_ink(LOOK_ALARM));
    layout_label(&app->layout, inner, style, text);
    return rect;
}

/* What is known of the recording, in a line: on the disk, room, people. */
static char *status_text(const App *app)
{
    const Hall *hall = app->office->hall;
    GString *text = g_string_new(NULL);
    if (hall_is_confirmed(app)) {
        const RecorderStatus *status = &hall->watch.status;
        g_autofree char *safe = g_strdup_printf("%d", (int)(hall_unsafe_ms(app) + 999) / 1000);
        g_autofree char *disk =
            message_format(app->language, N_("Safe on the disk {1} s ago"), safe, NULL);
        g_string_append(text, disk);
        if (status->hours_left_ms >= 0) {
            g_autofree char *room =
                message_plural(app->language, "room for {1} hour", "room for {1} hours",
                               (guint64)(status->hours_left_ms / 3600000));
            g_string_append_printf(text, "\u00a0· %s", room);
        }
    }
    if (app->office->meeting) {
        JsonObject *record = json_node_get_object(app->office->meeting->record);
        g_autofree char *people =
            message_plural(app->language, "{1} attendee", "{1} attendees",
                           (guint64)json_object_get_int_member(record, "attendees"));
        g_string_append_printf(text, "%s%s", text->len ? "\u00a0· " : "", people);
    }
    return g_string_free(text, FALSE);
}

static void picture(App *app, SDL_Rect area)
{
    g_autofree char *status = status_text(app);
    int line_px = lettering_line(app->text, WEIGHT_REGULAR, app->theme.type_px[TYPE_SMALL]);
    int status_px = MAX(2 * line_px, layout_measure(&app->layout, area.w, small, status));
    SDL_Rect line = cut_bottom(&area, status_px, 4);
    layout_add(&app->layout, "picture", LOOK_PICTURE, area, (Touch){TOUCH_NONE, 0});
    int pad_px = gap_px(app), wide_px = theme_px(&app->theme, 26);
    SDL_Rect meter = {area.x + area.w - wide_px - pad_px, area.y + pad_px, wide_px,
                      area.h - 2 * pad_px};
    layout_add(&app->layout, "", LOOK_METER, meter, (Touch){TOUCH_NONE, 0});
    SDL_Rect rest = area;
    cut_right(&rest, wide_px + pad_px, 0);
    rest = alarm_panel(app, rest);
    if (rest.h > 2 * line_px + 3 * pad_px) /* else the alarm says enough */
        badge(app, rest);
    layout_label(&app->layout, line, small, status);
}

/* What a citizen says, and what is decided: each notes its moment at the first touch. */
static void buttons(App *app, SDL_Rect area)
{
    int columns = 3, gap = gap_px(app);
    int height_px = (area.h - gap) / 2, width_px = (area.w - (columns - 1) * gap) / columns;
    for (int i = 0; i < 6; i++) {
        SDL_Rect rect = {area.x + i % columns * (width_px + gap),
                         area.y + i / columns * (height_px + gap), width_px, height_px};
        if (i == NOTE_KIND_COUNT)
            layout_button(&app->layout, "end", LOOK_QUIET, rect, flow(EVENT_END), ICON_NONE,
                          app_say(app, N_("End")));
        else
            layout_button(&app->layout, note_code((NoteKind)i),
                          i <= NOTE_REMARK ? LOOK_GOLD : LOOK_SECOND, rect, (Touch){TOUCH_SAY, i},
                          ICON_NONE, hall_kind_name(app, (NoteKind)i));
    }
}

static JsonObject *point_of(const App *app, int index)
{
    JsonObject *record = json_node_get_object(app->office->meeting->record);
    return json_array_get_object_element(json_object_get_array_member(record, "agenda"),
                                         (guint)index);
}

static JsonObject *mark_of(JsonObject *point)
{
    JsonNode *mark = json_object_get_member(point, "mark");
    return mark && JSON_NODE_HOLDS_OBJECT(mark) ? json_node_get_object(mark) : NULL;
}

static char *point_text(const App *app, JsonObject *point)
{
    return g_strdup_printf(
        "%d. %s", (int)json_object_get_int_member(point, "point"),
        json_object_get_string_member(point, app->language == LANGUAGE_KK ? "kk" : "ru"));
}

/* When the speaker came to it: in the recording, else by the clock. g_free; NULL: not yet. */
static char *mark_text(JsonObject *point)
{
    JsonObject *mark = mark_of(point);
    if (!mark)
        return NULL;
    JsonNode *position = json_object_get_member(mark, "position_ms");
    if (position && JSON_NODE_HOLDS_VALUE(position))
        return time_length(json_node_get_int(position) / 1000);
    const char *wall = json_object_get_string_member(mark, "wall");
    return strlen(wall) > 19 ? g_strndup(wall + 11, 8) : g_strdup(wall);
}

/* The law's words are long: the beginning says which point it is. */
static char *point_brief(const App *app, JsonObject *point)
{
    g_autofree char *text = point_text(app, point);
    if (g_utf8_strlen(text, -1) <= POINT_LETTERS)
        return g_steal_pointer(&text);
    g_autofree char *start = g_utf8_substring(text, 0, POINT_LETTERS - 2);
    return g_strconcat(g_strchomp(start), "…", NULL);
}

static const LabelStyle when = {TYPE_SMALL, WEIGHT_BOLD, COLOUR_OWN, ALIGN_RIGHT, TRUE, 1};

/* When a point was touched stands beside it, or below where the panel is narrow. */
static gboolean is_narrow(const App *app, int width_px)
{
    return width_px < 6 * app->theme.target_px;
}

static int time_px(App *app, const char *time)
{
    int px = app->theme.type_px[TYPE_SMALL];
    return time ? lettering_width(app->text, WEIGHT_BOLD, px, time) + 4 : 0;
}

static int point_px(App *app, int width_px, int index)
{
    JsonObject *point = point_of(app, index);
    g_autofree char *text = point_brief(app, point), *time = mark_text(point);
    int inner_px = width_px - 2 * gap_px(app), below_px = 0;
    if (time && is_narrow(app, width_px))
        below_px = lettering_line(app->text, WEIGHT_BOLD, app->theme.type_px[TYPE_SMALL]);
    else if (time)
        inner_px -= time_px(app, time) + gap_px(app);
    return MAX(app->theme.target_px,
               layout_measure(&app->layout, inner_px, small, text) + below_px + 2 * gap_px(app));
}

static void layout_point(App *app, SDL_Rect rect, int index)
{
    JsonObject *point = point_of(app, index);
    g_autofree char *text = point_brief(app, point), *time = mark_text(point);
    SDL_Rect inner = {rect.x + gap_px(app), rect.y, rect.w - 2 * gap_px(app), rect.h};
    int line_px = lettering_line(app->text, WEIGHT_BOLD, app->theme.type_px[TYPE_SMALL]);
    if (time)
        layout_label(&app->layout,
                     is_narrow(app, rect.w) ? cut_bottom(&inner, line_px + gap_px(app) / 2, 0)
                                            : cut_right(&inner, time_px(app, time), gap_px(app)),
                     when, time);
    layout_label(&app->layout, inner, small, text);
}

static const List agenda = {"point", .px = point_px, .layout = layout_point};

/* The page of the agenda follows the speaker until a finger turns it. */
static void agenda_list(App *app, SDL_Rect area)
{
    JsonObject *record = json_node_get_object(app->office->meeting->record);
    JsonArray *points = json_object_get_array_member(record, "agenda");
    part_list(app, area, &agenda, (int)json_array_get_length(points), &app->page);
}

/* A note that waits for its words, or an entry of the register. */
static char *note_text(const App *app, const Note *note)
{
    return g_strdup_printf("%s\u00a0· %s%s%s", hall_kind_name(app, note->kind), note->at,
                           note->who ? "\u00a0· " : "", note->who ? note->who : "");
}

static void pending(App *app, SDL_Rect *area)
{
    GPtrArray *notes = app->office->hall->notes;
    int px = app->theme.target_px;
    for (guint i = notes->len; i-- > 0 && area->h >= 2 * px;) {
        char id[32];
        g_snprintf(id, sizeof id, "note:%u", i);
        g_autofree char *text = note_text(app, notes->pdata[i]);
        int row_px = part_row_px(app, area->w, text, app_say(app, N_("Waits for its words")));
        if (row_px > area->h)
            break;
        SDL_Rect rect = cut_top(area, row_px, gap_px(app) / 2);
        layout_add(&app->layout, id, LOOK_CARD_CHOSEN, rect, (Touch){TOUCH_NOTE, (int)i});
        part_row(app, rect, text, app_say(app, N_("Waits for its words")), ICON_PEN);
    }
}

static void last_entries(App *app, SDL_Rect area)
{
    JsonObject *record = json_node_get_object(app->office->meeting->record);
    JsonArray *entries = json_object_get_array_member(record, "entries");
    for (guint i = json_array_get_length(entries); i-- > 0;) {
        JsonObject *entry = json_array_get_object_element(entries, i);
        g_autofree char *number =
            g_strdup_printf("%d", (int)json_object_get_int_member(entry, "entry"));
        g_autofree char *title = message_format(
            app->language, N_("No. {1} · {2} · {3}"), number,
            hall_kind_name(app, note_kind(json_object_get_string_member(entry, "type"))),
            json_object_get_string_member(entry, "said"), NULL);
        LabelStyle bold = {TYPE_SMALL, WEIGHT_BOLD, COLOUR_OWN, ALIGN_LEFT, FALSE, 0};
        const char *text = json_object_get_string_member(entry, "text");
        int title_px = layout_measure(&app->layout, area.w, bold, title);
        int text_px = layout_measure(&app->layout, area.w, quiet, text);
        if (title_px + text_px > area.h)
            return;
        layout_label(&app->layout, cut_top(&area, title_px, 0), bold, title);
        layout_label(&app->layout, cut_top(&area, text_px, gap_px(app)), quiet, text);
    }
}

/* Lock and hand-over, agenda, notes. */
static void side(App *app, SDL_Rect area)
{
    SDL_Rect row = cut_top(&area, app->theme.target_px, gap_px(app));
    layout_button(&app->layout, "lock", LOOK_SECOND, cut_right(&row, row.h, gap_px(app)),
                  flow(EVENT_LOCK), ICON_LOCK, "");
    layout_button(&app->layout, "register", LOOK_QUIET, row, flow(EVENT_REGISTER), ICON_PERSON,
                  app_say(app, N_("Register somebody")));
    if (!app->office->meeting)
        return;
    gboolean waits = app->office->hall->notes->len > 0;
    gboolean both = area.h > 9 * app->theme.target_px || app->theme.portrait;
    int below_px = both ? area.h * 2 / 5 : waits ? MIN(area.h / 2, 3 * app->theme.target_px) : 0;
    SDL_Rect below = below_px ? cut_bottom(&area, below_px, gap_px(app)) : (SDL_Rect){0};
    agenda_list(app, area);
    if (!below_px)
        return;
    pending(app, &below);
    if (both)
        last_entries(app, below);
}

static SDL_Rect whole(const App *app)
{
    const Theme *theme = &app->theme;
    int margin_px = theme_px(theme, 24);
    return (SDL_Rect){margin_px, theme->band_px + margin_px / 2, theme->width_px - 2 * margin_px,
                      theme->height_px - theme->band_px - margin_px};
}

static void layout_live(App *app)
{
    SDL_Rect area = whole(app);
    const Theme *theme = &app->theme;
    int gap = gap_px(app);
    SDL_Rect main = theme->portrait ? cut_top(&area, area.h * 11 / 20, gap)
                                    : cut_left(&area, area.w * 3 / 5, gap + gap / 2);
    int row_px = MAX(theme->target_px, MIN(theme_px(theme, 108), main.h / 6));
    buttons(app, cut_bottom(&main, 2 * row_px + gap, gap));
    picture(app, main);
    side(app, area);
}

/* In the sight of all: the picture, and that it is recorded; no names, no words. */
static void layout_locked(App *app)
{
    SDL_Rect area = whole(app);
    int gap = gap_px(app), row_px = MAX(app->theme.target_px, theme_px(&app->theme, 92));
    SDL_Rect row = cut_bottom(&area, row_px, gap);
    layout_button(&app->layout, "unlock", LOOK_SECOND, cut_right(&row, row_px * 3 / 2, gap),
                  flow(EVENT_STAFF), ICON_LOCK, "");
    layout_button(&app->layout, "register", LOOK_MAIN, row, flow(EVENT_REGISTER), ICON_PERSON,
                  app_say(app, N_("Register")));
    picture(app, area);
}

static void enter_live(App *app)
{
    Hall *hall = app->office->hall;
    hall->note = NULL;
    hall->ask_ms = 0;
    app_show(app, hall->preview);
    if (app->state == STATE_LIVE && hall->id && !app->office->meeting_id)
        hall_open(app);
}

static void touch_point(App *app, int index)
{
    Hall *hall = app->office->hall;
    JsonObject *point = point_of(app, index);
    int number = (int)json_object_get_int_member(point, "point");
    if (mark_of(point)) {
        g_autofree char *time = mark_text(point);
        app_toast(app, message_format(app->language, N_("Marked already: {1}"), time, NULL),
                  (FlowEvent)0);
        return;
    }
    HallPoint *touched = g_new0(HallPoint, 1);
    *touched = (HallPoint){g_strdup(hall->id), number, FALSE};
    app_ask(app, &work_mark, touched);
}

static gboolean handle_live(App *app, Touch touch)
{
    Hall *hall = app->office->hall;
    if (!hall->id)
        return FALSE;
    if (touch.kind == TOUCH_SAY) {
        hall_note(app, (NoteKind)touch.value);
        return app_step(app, EVENT_NOTE);
    }
    if (touch.kind == TOUCH_NOTE && touch.value < (int)hall->notes->len) {
        hall->note = hall->notes->pdata[touch.value];
        return app_step(app, EVENT_NOTE);
    }
    if (touch.kind == TOUCH_ROW && app->office->meeting)
        touch_point(app, touch.value);
    return touch.kind == TOUCH_ROW;
}

static int never(const App *app)
{
    return 0;
}

const Screen screen_live = {.enter = enter_live,
                            .layout = layout_live,
                            .handle = handle_live,
                            .idle_s = office_idle_s,
                            .tick = office_tick,
                            .dark = TRUE};
const Screen screen_live_locked = {
    .enter = enter_live, .layout = layout_locked, .idle_s = never, .dark = TRUE};
