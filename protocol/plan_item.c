#include "protocol/plan_item.h"

#include <string.h>

const char *plan_string(JsonObject *object, const char *name)
{
    return json_object_get_string_member_with_default(object, name, NULL);
}

gboolean plan_date(JsonObject *object, const char *name, GDate *date_out)
{
    const char *text = plan_string(object, name);
    return text && date_parse(text, date_out);
}

static void set_string(JsonObject *object, const char *name, const char *value)
{
    if (value)
        json_object_set_string_member(object, name, value);
    else
        json_object_set_null_member(object, name);
}

JsonObject *plan_add(Plan *plan, const char *what, const char *subject, const char *meeting,
                     const GDate *due, const char *state, const char *source)
{
    JsonObject *item = json_object_new();
    g_autofree char *due_text = date_iso(due);
    json_object_set_string_member(item, "what", what);
    json_object_set_string_member(item, "subject", subject);
    set_string(item, "meeting", meeting);
    json_object_set_string_member(item, "due", due_text);
    json_object_set_string_member(item, "state", state);
    set_string(item, "source", source);
    json_array_add_object_element(plan->items, item);
    return item;
}

/* Whether the meeting had taken place by the day of the plan. Where people were registered and
 * the day is over, it had, even if nobody noted its beginning. */
gboolean plan_is_held(const Plan *plan, JsonObject *meeting)
{
    static const char *const held[] = {"in-session", "closed", "sealed", "disposed", NULL};
    const char *state = plan_string(meeting, "state");
    GDate date;
    if (!plan_date(meeting, "date", &date))
        return FALSE;
    int order = g_date_compare(&date, &plan->input->on);
    return strcmp(state, "registering") == 0 ? order < 0
                                             : order <= 0 && g_strv_contains(held, state);
}

JsonObject *plan_meeting(const Plan *plan, guint i)
{
    return json_array_get_object_element(plan->input->meetings, i);
}
