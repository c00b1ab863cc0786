#include "protocol/act.h"

#include "protocol/config.h"
#include "protocol/error.h"
#include "protocol/form.h"

/* How many sign if nothing else is set: a chair and two members. */
#define COMMISSION 3
#define COMMISSION_MAX 15

typedef struct {
    const char *number, *date, *until;
    JsonArray *rows;
    int commission;
} Act;

static JsonObject *act_facts(const char *language, gpointer user_data)
{
    const Act *act = user_data;
    JsonObject *facts = json_object_new();
    JsonArray *members = json_array_new();
    for (int i = 1; i < act->commission; i++) /* the first is the chair */
        json_array_add_int_element(members, i);
    json_object_set_array_member(facts, "members", members);
    json_object_set_string_member(facts, "number", act->number);
    json_object_set_string_member(facts, "date", act->date);
    json_object_set_string_member(facts, "until", act->until);
    json_object_set_array_member(facts, "records", json_array_ref(act->rows));
    return facts;
}

GBytes *act_render(Home *home, const char *number, const char *date, const char *until,
                   JsonArray *rows, GError **error)
{
    static const char *const languages[] = {"kk", "ru", NULL};
    Act act = {number, date, until, rows,
               config_number(home, "disposal", "commission", COMMISSION, 1, COMMISSION_MAX)};
    const Form form = {.name = "act",
                       .languages = languages,
                       .title = N_("Act of disposal No. {1}"),
                       .title_what = number,
                       .date = date,
                       .facts = act_facts,
                       .user_data = &act};
    return form_render(home, &form, error);
}
