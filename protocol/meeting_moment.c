#include "protocol/meeting_moment.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/meeting_recording.h"
#include "protocol/register_meeting.h"

#define DAY_MS G_GINT64_CONSTANT(86400000) /* Kazakhstan has no summer time */

void meeting_moment_now(Home *home, const char *id, Moment *moment_out)
{
    g_autoptr(RecorderClient) client = meeting_recording_connect(home, id, NULL);
    RecorderMark mark;
    *moment_out = (Moment){0};
    if (client && recorder_mark(client, &mark, NULL)) {
        moment_out->take = mark.take;
        moment_out->position_ms = mark.at_ms;
    }
    moment_out->unix_ms = clock_now_ms(home_clock(home));
}

static void find_place(Home *home, const char *id, Moment *moment)
{
    g_autofree char *folder = meeting_recording_folder(home, id);
    g_autoptr(Recording) recording = recording_read(folder, NULL);
    if (!recording ||
        !recording_position(recording, moment->unix_ms, &moment->take, &moment->position_ms))
        moment->take = 0;
}

static const char *time_of(JsonObject *row, const char *name)
{
    return json_object_get_string_member_with_default(row, name, NULL);
}

/* Whether a second of the day came after the midnight past which the meeting went, or goes. */
static gboolean is_past_midnight(Home *home, JsonObject *row, int at)
{
    int from = 0, to = 0;
    if (!time_of(row, "started") || !time_of_day_parse(time_of(row, "started"), &from) ||
        at >= from)
        return FALSE;
    if (time_of(row, "ended"))
        return time_of_day_parse(time_of(row, "ended"), &to) && to < from;
    g_autofree char *now = time_iso(clock_now_ms(home_clock(home)));
    g_autofree char *today = g_strndup(now, 10), *time = g_strndup(now + 11, 8);
    return g_strcmp0(time_of(row, "date"), today) < 0 && time_of_day_parse(time, &to) && at <= to;
}

/* Whether a second of the day lies in a meeting that began at started and ended at ended ("HH:MM",
 * its last minute counts whole); either may be NULL. One that went past midnight is not judged. */
static gboolean is_within(int at, const char *started, const char *ended)
{
    int from = 0, to = 24 * 3600;
    if (started)
        time_of_day_parse(started, &from);
    if (ended && time_of_day_parse(ended, &to))
        to += 59;
    return to < from || (from <= at && at <= to);
}

static gboolean check_within(JsonObject *row, const char *at, GError **error)
{
    const char *started = time_of(row, "started"), *ended = time_of(row, "ended");
    int seconds = 0;
    if (!time_of_day_parse(at, &seconds) || is_within(seconds, started, ended))
        return TRUE;
    error_set(
        error, PROTOCOL_ERROR_USAGE,
        N_("{1} is not within the meeting, which was held from {2} to {3}. Check the time, or "
           "correct its start and end first."),
        at, started ? started : "…", ended ? ended : "…", NULL);
    return FALSE;
}

gboolean meeting_moment_at(Home *home, const char *id, const char *at, Moment *moment_out,
                           GError **error)
{
    *moment_out = (Moment){0};
    g_autoptr(JsonObject) row = register_meeting(home_register(home), id, error);
    if (!row)
        return FALSE;
    if (!time_parse(json_object_get_string_member(row, "date"), at, &moment_out->unix_ms)) {
        g_autofree char *shown = g_utf8_make_valid(at, -1);
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("{1}: “{2}” is no time of day. Write it HH:MM:SS."), "at", shown, NULL);
        return FALSE;
    }
    int seconds = 0;
    if (time_of_day_parse(at, &seconds) && is_past_midnight(home, row, seconds))
        moment_out->unix_ms += DAY_MS;
    else if (!check_within(row, at, error))
        return FALSE;
    find_place(home, id, moment_out);
    return TRUE;
}

static gboolean parse_position(const char *position, Moment *moment_out)
{
    static const guint64 most[] = {G_MAXINT, 9999, 59, 59, 999};
    guint64 numbers[G_N_ELEMENTS(most)] = {0};
    g_auto(GStrv) parts = g_strsplit_set(position, "/:.", -1);
    guint count = g_strv_length(parts);
    g_autofree char *form =
        count >= 4 ? g_strdup_printf("%s/%s:%s:%s%s%s", parts[0], parts[1], parts[2], parts[3],
                                     count > 4 ? "." : "", count > 4 ? parts[4] : "")
                   : NULL;
    if (g_strcmp0(form, position) != 0 || (count > 4 && strlen(parts[4]) != 3))
        return FALSE;
    for (guint i = 0; i < count; i++)
        if (!g_ascii_string_to_unsigned(parts[i], 10, i == 0, most[i], numbers + i, NULL))
            return FALSE;
    moment_out->take = (int)numbers[0];
    moment_out->position_ms =
        (gint64)(((numbers[1] * 60 + numbers[2]) * 60 + numbers[3]) * 1000 + numbers[4]);
    return TRUE;
}

gboolean meeting_moment_in(Home *home, const char *id, const char *position, Moment *moment_out,
                           GError **error)
{
    *moment_out = (Moment){0};
    g_autofree char *folder = meeting_recording_folder(home, id);
    g_autoptr(JsonObject) row = register_meeting(home_register(home), id, error);
    g_autoptr(Recording) recording = row ? recording_read(folder, NULL) : NULL;
    if (!row)
        return FALSE;
    if (!parse_position(position, moment_out) || !recording ||
        !recording_wall(recording, moment_out->take, moment_out->position_ms,
                        &moment_out->unix_ms)) {
        g_autofree char *shown = g_utf8_make_valid(position, -1);
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("position: “{1}” is no place in the recording. Write the take and how far it "
                     "is from its start: 1/0:22:10."),
                  shown, NULL);
        return FALSE;
    }
    g_autofree char *at = time_of_day(moment_out->unix_ms);
    int seconds = 0;
    time_of_day_parse(at, &seconds);
    return is_past_midnight(home, row, seconds) || check_within(row, at, error);
}
