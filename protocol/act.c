#include "protocol/act.h"

#include "protocol/config.h"
#include "protocol/error.h"
#include "protocol/form.h"

/* How many sign if nothing else is set: a chair and two members. */
#define COMMISSION 3

typedef struct {
    const char *number, *date, *until;
    JsonArray *rows;
    const char *const *commission;
    int named, seats; /* of the seats the first have names */
} Act;

/* Who sits at a place of the commission; "": a line to write the name on. */
static const char *name_at(const Act *act, int seat)
{
    return seat < act->named ? act->commission[seat] : "";
}

static JsonObject *act_facts(const char *language, gpointer user_data)
{
    const Act *act = user_data;
    JsonObject *facts = json_object_new();
    JsonArray *members = json_array_new();
    for (int i = 1; i < act->seats; i++) {
        JsonObject *member = json_object_new();
        json_object_set_string_member(member, "name", name_at(act, i));
        json_array_add_object_element(members, member);
    }
    json_object_set_string_member(facts, "chair", name_at(act, 0));
    json_object_set_array_member(facts, "members", members);
    json_object_set_string_member(facts, "number", act->number);
    json_object_set_string_member(facts, "date", act->date);
    json_object_set_string_member(facts, "until", act->until);
    json_object_set_array_member(facts, "records", json_array_ref(act->rows));
    return facts;
}

GBytes *act_render(Home *home, const char *number, const char *date, const char *until,
                   const char *const *commission, JsonArray *rows, GError **error)
{
    static const char *const languages[] = {"kk", "ru", NULL};
    int named = commission ? (int)g_strv_length((char **)commission) : 0;
    int seats = config_number(home, "disposal", "commission", COMMISSION, 1, COMMISSION_MAX);
    Act act = {number, date, until, rows, commission, named, MAX(named, seats)};
    const Form form = {.name = "act",
                       .languages = languages,
                       .title = N_("Act of disposal No. {1}"),
                       .title_what = number,
                       .date = date,
                       .facts = act_facts,
                       .user_data = &act};
    return form_render(home, &form, error);
}
