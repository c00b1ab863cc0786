/* Citizens' work on the register; runs on its thread. */
#include "kiosk/citizen/citizen.h"
#include "protocol/follow.h"
#include "protocol/meeting.h"
#include "protocol/record.h"
#include "protocol/rules.h"

void citizen_person_free(gpointer data)
{
    CitizenPerson *person = data;
    g_free(person->meeting);
    g_free(person->category);
    work_wipe(person->surname);
    work_wipe(person->name);
    work_wipe(person->patronymic);
    work_wipe(person->address);
    work_wipe(person->phone);
    work_wipe(person->strokes);
    g_free(person);
}

static void free_day(gpointer data)
{
    CitizenDay *read = data;
    view_day_free(read->day);
    work_wipe(read->kept);
    g_free(read);
}

static void read_categories(const RulesSet *set, ViewMeeting *meeting)
{
    const Rules *rules = set ? rules_by_id(set, meeting->edition, NULL) : NULL;
    if (!rules)
        return;
    meeting->video = rules_video_required(rules);
    meeting->retention_years = rules_retention_years(rules);
    g_ptr_array_unref(meeting->categories);
    meeting->categories = view_categories(rules);
}

static gboolean read_day(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    g_autoptr(JsonNode) list = record_list(place->home, NULL, error);
    if (!list)
        return FALSE;
    g_autofree char *today = workplace_today(place);
    g_autofree char *now = time_of_day(clock_now_ms(place->clock));
    CitizenDay *read = g_new0(CitizenDay, 1);
    read->day = view_day_new(list, today, now, place->only);
    read->kept = g_steal_pointer(&place->kept);
    if (read->day->meeting)
        read_categories(home_rules(place->home, NULL), read->day->meeting);
    *value_out = read;
    return TRUE;
}

static gboolean attend(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const CitizenPerson *person = argument;
    int number = 0;
    Attendee attendee = {
        .surname = person->surname,
        .name = person->name,
        .patronymic = person->patronymic,
        .category = person->category,
        .address = person->address,
        .phone = person->phone,
        .strokes = person->strokes,
    };
    if (!meeting_attend(place->home, person->meeting, &attendee, &number, error))
        return FALSE;
    draft_keep(place->draft, NULL);
    *value_out = GINT_TO_POINTER(number);
    return TRUE;
}

static gboolean look_up(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    g_autofree char *today = clock_today(place->clock);
    g_autoptr(JsonNode) status = follow_status(place->home, argument, today, error);
    if (!status)
        return FALSE;
    *value_out = view_entry_new(status);
    return TRUE;
}

static gboolean keep(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    draft_keep(place->draft, argument);
    return TRUE;
}

const Work work_day = {
    .name = "day", .run = read_day, .done = citizen_take_day, .free_value = free_day};
const Work work_attend = {.name = "attend",
                          .run = attend,
                          .done = citizen_take_number,
                          .free_argument = citizen_person_free,
                          .changes = TRUE};
const Work work_entry = {.name = "entry",
                         .run = look_up,
                         .done = citizen_take_entry,
                         .free_argument = g_free,
                         .free_value = (GDestroyNotify)view_entry_free};
const Work work_keep = {.name = "keep", .run = keep, .free_argument = work_wipe};
