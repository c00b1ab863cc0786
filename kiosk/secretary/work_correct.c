/* Runs on the worker's threads: changes of a record before it is sealed. */
#include "kiosk/secretary/desk_correct.h"

static void change_free(gpointer data)
{
    DeskChange *change = data;
    for (int i = 0; i < DESK_CHANGE_FIELDS; i++)
        work_wipe(change->fields[i].value);
    g_free(change->id);
    g_free(change->why);
    g_free(change);
}

static const char *value_of(const DeskChange *change, const char *name)
{
    for (int i = 0; i < DESK_CHANGE_FIELDS; i++)
        if (g_strcmp0(change->fields[i].name, name) == 0)
            return change->fields[i].value;
    return NULL;
}

static gboolean attend(Home *home, const DeskChange *change, GError **error)
{
    int number;
    const Attendee attendee = {.surname = value_of(change, "surname"),
                               .name = value_of(change, "name"),
                               .patronymic = value_of(change, "patronymic"),
                               .category = value_of(change, "category")};
    return meeting_attend(home, change->id, &attendee, &number, error);
}

static gboolean correct(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const DeskChange *change = argument;
    MeetingField fields[DESK_CHANGE_FIELDS];
    gsize count = 0;
    if (change->back)
        return meeting_restore(place->home, change->id, change->item, change->number, error);
    if (change->why)
        return meeting_withdraw(place->home, change->id, change->item, change->number, change->why,
                                error);
    if (change->item == MEETING_ATTENDEE && change->number == 0)
        return attend(place->home, change, error);
    for (; count < DESK_CHANGE_FIELDS && change->fields[count].name; count++)
        fields[count] =
            (MeetingField){change->fields[count].name,
                           change->fields[count].value ? change->fields[count].value : ""};
    if (change->item == MEETING_ITEM_COUNT)
        return meeting_set_all(place->home, change->id, fields, count, error);
    return meeting_correct(place->home, change->id, change->item, change->number, fields, count,
                           error);
}

const Work work_correct = {.name = "correct",
                           .run = correct,
                           .done = desk_take_corrected,
                           .free_argument = change_free,
                           .changes = TRUE};
