#include "kiosk/secretary/desk_moment.h"

#include <string.h>

#include "kiosk/secretary/desk_correct.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/playback.h"
#include "kiosk/secretary/prepare.h"
#include "protocol/clock.h"
#include "protocol/json_read.h"

static Desk *of(const App *app)
{
    return app->office->after;
}

static Note *note(const App *app)
{
    return app->office->hall->note;
}

GPtrArray *desk_marks(const App *app)
{
    GPtrArray *marks = g_ptr_array_new();
    JsonArray *agenda = desk_list(app, "agenda");
    for (guint i = 0; agenda && i < json_array_get_length(agenda); i++) {
        JsonObject *point = json_array_get_object_element(agenda, i);
        if (json_read_object(point, "mark"))
            g_ptr_array_add(marks, point);
    }
    return marks;
}

static JsonObject *mark(const App *app)
{
    return json_read_object(json_read_row(desk_list(app, "agenda"), "point", of(app)->point),
                            "mark");
}

/* ---- guards */

gboolean desk_moves_note(const App *app)
{
    return !hall_is_noting(app) && hall_note_is_entry(app);
}

gboolean desk_listens_note(const App *app)
{
    return desk_moves_note(app) && playback_is_there(app);
}

gboolean desk_moves_mark(const App *app)
{
    return of(app)->point > 0;
}

gboolean desk_may_place(const App *app)
{
    return app->office->playback->shown && !of(app)->saving;
}

gboolean desk_may_place_mark(const App *app)
{
    return desk_may_place(app) && desk_moves_mark(app);
}

gboolean desk_may_time_mark(const App *app)
{
    return desk_is_free(app) && desk_moves_mark(app);
}

/* ---- where it begins */

static void set_time(App *app, const char *time)
{
    if (!time || !time_of_day_parse(time, &of(app)->second))
        of(app)->second = 0;
}

void desk_listen_note(App *app)
{
    of(app)->point = 0;
    playback_open(app, note(app)->take, note(app)->position_ms, FALSE);
}

void desk_time_note(App *app)
{
    of(app)->point = 0;
    set_time(app, note(app)->at);
}

void desk_listen_mark(App *app)
{
    JsonObject *known = mark(app);
    playback_open(app, (int)json_object_get_int_member_with_default(known, "take", 0),
                  json_object_get_int_member_with_default(known, "position_ms", 0), FALSE);
}

void desk_time_mark(App *app)
{
    const char *wall = json_read_text(mark(app), "wall");
    g_autofree char *time = wall && strlen(wall) >= 19 ? g_strndup(wall + 11, 8) : NULL;
    set_time(app, time);
}

/* ---- where it ends */

/* The wall clock at that place of a take, as far as the take's start tells. */
static char *time_at(const App *app, int take, gint64 position_ms)
{
    JsonArray *takes = json_read_array(json_read_object(desk_record(app), "recording"), "takes");
    const char *started = json_read_text(json_read_row(takes, "take", take), "started");
    g_autoptr(GDateTime) start = started ? g_date_time_new_from_iso8601(started, NULL) : NULL;
    return start ? time_of_day(g_date_time_to_unix(start) * 1000 + position_ms) : NULL;
}

void desk_take_place(App *app)
{
    int take = 0;
    gint64 at_ms = 0;
    playback_place(app, &take, &at_ms);
    if (desk_moves_mark(app)) {
        desk_correct_one(app, MEETING_MARK, of(app)->point, "position", note_position(take, at_ms));
        return;
    }
    g_autofree char *time = time_at(app, take, at_ms);
    note(app)->take = take;
    note(app)->position_ms = at_ms;
    if (time)
        hall_set(&note(app)->at, time);
    playback_close(app);
}

void desk_take_time(App *app)
{
    int second = of(app)->second;
    g_autofree char *time =
        g_strdup_printf("%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
    if (desk_moves_mark(app)) {
        desk_correct_one(app, MEETING_MARK, of(app)->point, "at", g_steal_pointer(&time));
        return;
    }
    note(app)->take = 0;
    note(app)->position_ms = 0;
    hall_set(&note(app)->at, time);
}

/* ---- start and end of the meeting */

static int minute_of(const App *app, const char *member)
{
    int seconds = 0;
    const char *time = desk_text(app, member);
    return time && time_of_day_parse(time, &seconds) ? seconds / 60 : 0;
}

void desk_begin_held(App *app)
{
    prepare_forget(app);
    app->office->prepare->is_new = FALSE;
    app->office->prepare->minute = minute_of(app, "started");
    app->office->prepare->end_minute = minute_of(app, "ended");
}
