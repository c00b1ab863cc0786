#include "kiosk/view.h"

#include "protocol/clock.h"
#include "protocol/error.h"

char *view_date(Language language, const char *iso)
{
    /* {1} is the day, {2} the year. */
    static const char *const months[] = {
        N_("{1} January {2}"), N_("{1} February {2}"), N_("{1} March {2}"),
        N_("{1} April {2}"),   N_("{1} May {2}"),      N_("{1} June {2}"),
        N_("{1} July {2}"),    N_("{1} August {2}"),   N_("{1} September {2}"),
        N_("{1} October {2}"), N_("{1} November {2}"), N_("{1} December {2}"),
    };
    GDate date;
    if (!date_parse(iso, &date))
        return g_strdup(iso);
    g_autofree char *day = g_strdup_printf("%d", g_date_get_day(&date));
    g_autofree char *year = g_strdup_printf("%d", g_date_get_year(&date));
    return message_format(language, months[g_date_get_month(&date) - 1], day, year, NULL);
}

char *view_size(Language language, guint64 bytes)
{
    gboolean large = bytes >= 1000000000;
    char number[32];
    g_ascii_formatd(number, sizeof number, "%.1f", (double)bytes / (large ? 1e9 : 1e6));
    if (language != LANGUAGE_EN)
        g_strdelimit(number, ".", ',');
    return message_format(language, large ? N_("{1} GB") : N_("{1} MB"), number, NULL);
}

char *view_title(Language language, const ViewMeeting *meeting)
{
    const char *title = message(language, N_("Report meeting"));
    if (!*meeting->precincts)
        return g_strdup(title);
    g_autofree char *precinct =
        message_format(language, N_("Precinct No. {1}"), meeting->precincts, NULL);
    return g_strdup_printf("%s\u00a0· %s", precinct, title);
}

char *view_where(Language language, const ViewMeeting *meeting)
{
    g_autofree char *date = view_date(language, meeting->date);
    return g_strdup_printf("%s, %s%s%s", date, meeting->time, *meeting->place ? "\u00a0· " : "",
                           meeting->place);
}

char *view_speakers(Language language, const ViewMeeting *meeting, int detail)
{
    guint count = meeting->speakers->len;
    if (count == 0)
        return g_strdup("");
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < (detail >= 2 ? 1 : count); i++) {
        const char *position = meeting->positions->pdata[i];
        g_string_append_printf(names, "%s%s", i ? "; " : "", (char *)meeting->speakers->pdata[i]);
        if (detail == 0 && *position)
            g_string_append_printf(names, ", %s", position);
    }
    if (detail >= 2 && count > 1) {
        g_autofree char *more = message_plural(language, "and {1} more", "and {1} more", count - 1);
        g_string_append_printf(names, " %s", more);
    }
    char *text = message_format(language, N_("Reports to the residents: {1}"), names->str, NULL);
    g_string_free(names, TRUE);
    return text;
}
