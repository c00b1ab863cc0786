/* esep plan. */
#include <string.h>

#include "protocol/command_law.h"
#include "protocol/error.h"
#include "protocol/plan.h"

/* {1} subject, {2} meeting, {3} period */
static const struct {
    const char *what, *kind, *msgid;
} lines[] = {
    {"meeting", "inspector", N_("meeting of precinct {1}, {3}")},
    {"meeting", "chief", N_("report of the chief, {3}")},
    {"announcement", NULL, N_("last day to announce meeting {1}")},
    {"sealing", NULL, N_("seal the protocol of meeting {1}")},
    {"deadline", NULL, N_("entry {1} of meeting {2}")},
    {"retention", NULL, N_("the record of meeting {1} need be kept no longer")},
};

static const char *string_of(JsonObject *item, const char *name)
{
    return json_object_get_string_member_with_default(item, name, "");
}

static void print_item(Session *session, JsonObject *item)
{
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        if (strcmp(lines[i].what, string_of(item, "what")) != 0 ||
            (lines[i].kind && strcmp(lines[i].kind, string_of(item, "kind")) != 0))
            continue;
        g_autofree char *text =
            message_format(session->language, lines[i].msgid, string_of(item, "subject"),
                           string_of(item, "meeting"), string_of(item, "period"), NULL);
        session_print(session, "{1}  {2}: {3} ({4})", string_of(item, "due"),
                      command_law_word(session, string_of(item, "state")), text,
                      string_of(item, "source"), NULL);
    }
}

gboolean command_plan(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *on = NULL;
    const GOptionEntry options[] = {
        {"on", 0, 0, G_OPTION_ARG_STRING, &on, N_("the day of the plan (today)"), N_("DATE")},
        {NULL},
    };
    GDate date;
    if (!command_parse(session, options, &argc, &argv, 0, 0, error) ||
        !command_law_date(session, on, &date, error))
        return FALSE;
    Home *home = session_home(session, error);
    g_autoptr(JsonNode) plan = home ? plan_read(home, &date, error) : NULL;
    if (!plan)
        return FALSE;
    if (session->json)
        session_print_json(plan);
    JsonArray *items = json_node_get_array(plan);
    for (guint i = 0; i < json_array_get_length(items); i++)
        print_item(session, json_array_get_object_element(items, i));
    if (json_array_get_length(items) == 0)
        session_print(session, N_("Nothing is due."), NULL);
    return TRUE;
}
