/* A meeting from its plan to its announcement, and its official people. */
#include "protocol/meeting.h"

#include <string.h>

#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/meeting_change.h"
#include "protocol/meeting_check.h"
#include "protocol/register_meeting.h"
#include "protocol/register_people.h"
#include "protocol/register_statement.h"
#include "protocol/text.h"

#define SPEAKERS_MAX 20
#define EXPECTED_MAX 1000000
#define ID_DIGITS_MAX 9

gboolean meeting_id_valid(const char *id)
{
    gsize length = id ? strlen(id) : 0;
    if (length < 9 || length > 5 + ID_DIGITS_MAX || id[4] != '-')
        return FALSE;
    for (gsize i = 0; i < length; i++)
        if (i != 4 && !g_ascii_isdigit(id[i]))
            return FALSE;
    return TRUE;
}

gboolean official_parse(const char *text, Official *official_out, char ***parts_out, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(text, ";", -1);
    guint count = g_strv_length(parts);
    gboolean acting = count == 6 && strcmp(g_strstrip(parts[5]), "acting") == 0;
    if (count != 5 && !acting) {
        error_set(
            error, PROTOCOL_ERROR_USAGE,
            N_("An official is written “RANK;SURNAME;NAME;PATRONYMIC;POSITION”; the patronymic "
               "may be empty. Behind the position “;acting” may stand."),
            NULL);
        return FALSE;
    }
    for (int i = 0; i < 5; i++)
        g_strstrip(parts[i]);
    const Official official = {
        .rank = parts[0],
        .surname = parts[1],
        .name = parts[2],
        .patronymic = *parts[3] ? parts[3] : NULL,
        .position = parts[4],
        .acting = acting,
    };
    if (!meeting_check_official(&official, error))
        return FALSE;
    *official_out = official;
    *parts_out = g_steal_pointer(&parts);
    return TRUE;
}

static gboolean check_new(const MeetingNew *meeting, GError **error)
{
    if (!meeting_check_kind(meeting->kind, error) ||
        !meeting_check_date("date", meeting->date, error) ||
        !meeting_check_time("time", meeting->time, error) ||
        !text_check("place", meeting->place, TEXT_PLACE_MAX, FALSE, error) ||
        !meeting_check_format(meeting->format, error) ||
        !meeting_check_precincts(meeting->precincts, error))
        return FALSE;
    if (meeting->expected < 0 || meeting->expected > EXPECTED_MAX) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("The expected number of people is no number from 1 to 1000000."), NULL);
        return FALSE;
    }
    if (meeting->speaker_count < 1 || meeting->speaker_count > SPEAKERS_MAX) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("A meeting has 1 to 20 speakers: give --speaker."), NULL);
        return FALSE;
    }
    for (gsize i = 0; i < meeting->speaker_count; i++)
        if (!meeting_check_official(meeting->speakers + i, error))
            return FALSE;
    return !meeting->secretary || meeting_check_official(meeting->secretary, error);
}

/* The rows of a new meeting, in an open transaction. */
static gboolean add_rows(Home *home, const MeetingNew *meeting, const Rules *rules, const char *id,
                         GError **error)
{
    Register *register_ = home_register(home);
    g_autofree char *made = time_iso(clock_now_ms(home_clock(home)));
    if (!register_meeting_add(register_, id, meeting, rules_id(rules), made, error) ||
        !register_precincts_replace(register_, id, meeting->precincts, error) ||
        !register_officials_replace(register_, id, "speaker", meeting->speakers,
                                    meeting->speaker_count, error) ||
        !register_officials_replace(register_, id, "secretary", meeting->secretary,
                                    meeting->secretary ? 1 : 0, error))
        return FALSE;
    g_autofree char *summary = g_strdup_printf("%s %s %s, %s", meeting->kind, meeting->date,
                                               meeting->time, rules_id(rules));
    const AuditEvent event = {.meeting = id, .what = "plan", .after = summary};
    return register_audit_add(register_, home_clock(home), &event, error);
}

static gboolean create(Home *home, const MeetingNew *meeting, const Rules *rules, char **id_out,
                       GError **error)
{
    Register *register_ = home_register(home);
    int number = 0;
    g_autofree char *series = g_strdup_printf("meeting %.4s", meeting->date);
    if (!register_begin(register_, error))
        return FALSE;
    g_autofree char *id = NULL;
    g_autofree char *folder = NULL;
    gboolean ok = register_next(register_, series, &number, error);
    if (ok) {
        id = g_strdup_printf("%.4s-%04d", meeting->date, number);
        folder = home_meeting_path(home, id, NULL);
        /* The folder first: left over by a power cut, it is empty and is used by the next try. */
        ok = durable_mkdir(folder, error) && add_rows(home, meeting, rules, id, error) &&
             register_commit(register_, error);
    }
    if (!ok) {
        register_rollback(register_);
        return FALSE;
    }
    *id_out = g_steal_pointer(&id);
    return TRUE;
}

gboolean meeting_create(Home *home, const MeetingNew *meeting, char **id_out, GError **error)
{
    MeetingNew checked = *meeting;
    if (!checked.format)
        checked.format = "in-person";
    if (!check_new(&checked, error))
        return FALSE;
    GDate date;
    date_parse(checked.date, &date);
    const RulesSet *set = home_rules(home, error);
    const Rules *rules = set ? rules_find(set, checked.kind, &date, error) : NULL;
    return rules && create(home, &checked, rules, id_out, error);
}

gboolean meeting_announce(Home *home, const char *id, const char *channel, const char *on,
                          const char *ref, GError **error)
{
    static const char *const channels[] = {"media", "social", "organisation",
                                           "site",  "other",  NULL};
    if (!text_check_code("channel", channel, channels, error) ||
        !meeting_check_date("on", on, error) ||
        !text_check_optional("ref", ref, TEXT_PLACE_MAX, FALSE, error))
        return FALSE;
    Change change;
    if (!change_begin(&change, home, id, LIFE_ANNOUNCE, error))
        return FALSE;
    gboolean ok = change_check_announced(&change, on, error) &&
                  register_announcement_add(change.register_, id, channel, on, ref, error) &&
                  change_log(&change, channel, NULL, on, error);
    return change_end(&change, ok, error);
}
