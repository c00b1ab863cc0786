#include "protocol/meeting_moment.h"

#include <json-glib/json-glib.h>

#include "protocol/error.h"
#include "protocol/meeting_recording.h"
#include "protocol/register_meeting.h"

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
    find_place(home, id, moment_out);
    return TRUE;
}
