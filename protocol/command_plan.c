/* esep plan, on the screen and as a calendar file. */
#include <string.h>

#include "protocol/command_law.h"
#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/ical.h"
#include "protocol/json_read.h"
#include "protocol/plan.h"
#include "protocol/record.h"

/* {1} subject, {2} meeting, {3} period */
static const struct {
    const char *what, *kind, *msgid;
} lines[] = {
    {"meeting", "inspector", N_("meeting of precinct {1}, {3}")},
    {"meeting", "chief", N_("report of the chief, {3}")},
    {"announcement", NULL, N_("last day to announce meeting {1}")},
    {"sealing", NULL, N_("seal the protocol of meeting {1}")},
    {"deadline", "decision", N_("carry out decision {1}")},
    {"deadline", NULL, N_("entry {1} of meeting {2}")},
    {"retention", NULL, N_("the record of meeting {1} need be kept no longer")},
};

/* What an item is about, in the reader's language. g_free. */
static char *item_text(const Session *session, JsonObject *item)
{
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++)
        if (strcmp(lines[i].what, json_read_shown(item, "what")) == 0 &&
            (!lines[i].kind || strcmp(lines[i].kind, json_read_shown(item, "kind")) == 0))
            return message_format(
                session->language, lines[i].msgid, json_read_shown(item, "subject"),
                json_read_shown(item, "meeting"), json_read_shown(item, "period"), NULL);
    return g_strdup(json_read_shown(item, "what"));
}

static void print_item(Session *session, JsonObject *item)
{
    g_autofree char *text = item_text(session, item);
    session_print(session, "{1}  {2}: {3} ({4})", json_read_shown(item, "due"),
                  command_law_word(session, json_read_shown(item, "state")), text,
                  session_source(session, json_read_shown(item, "source")), NULL);
}

/* A calendar file while it is made. */
typedef struct {
    Session *session;
    Home *home;
    GString *file;
    GHashTable *meetings; /* ids of those that stand in it: a joint one is planned several times */
    gint64 now_ms;
    int events;
} Ics;

static void add_event(Ics *ics, const char *key, IcalEvent *event)
{
    g_autofree char *uid = g_strdup_printf("%s@%s", key, home_device_uuid(ics->home));
    event->uid = uid;
    ical_add(ics->file, event, ics->now_ms);
    ics->events++;
}

/* A meeting that is to come, at its hour and place. */
static gboolean add_meeting(Ics *ics, const char *id, GError **error)
{
    if (!g_hash_table_add(ics->meetings, g_strdup(id)))
        return TRUE;
    g_autoptr(JsonNode) record = record_read(ics->home, id, error);
    if (!record)
        return FALSE;
    JsonObject *meeting = json_node_get_object(record);
    JsonArray *precincts = json_object_get_array_member(meeting, "precincts");
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < json_array_get_length(precincts); i++)
        g_ptr_array_add(names, (gpointer)json_array_get_string_element(precincts, i));
    g_ptr_array_add(names, NULL);
    g_autofree char *joined = g_strjoinv(", ", (char **)names->pdata);
    gboolean chief = strcmp(json_read_shown(meeting, "kind"), "chief") == 0;
    g_autofree char *summary =
        message_format(ics->session->language,
                       chief ? N_("Report of the chief before the people")
                             : N_("Report meeting of the inspector, precinct {1}"),
                       joined, NULL);
    g_autofree char *key = g_strconcat("meeting-", id, NULL);
    IcalEvent event = {
        .summary = summary, .description = id, .location = json_read_shown(meeting, "place")};
    if (time_parse(json_read_shown(meeting, "date"), json_read_shown(meeting, "time"),
                   &event.begin_ms))
        add_event(ics, key, &event);
    return TRUE;
}

/* A day on which something is due. */
static void add_day(Ics *ics, JsonObject *item)
{
    Session *session = ics->session;
    GDate day;
    g_autofree char *text = item_text(session, item);
    g_autofree char *description =
        g_strdup_printf("%s\n%s", command_law_word(session, json_read_shown(item, "state")),
                        session_source(session, json_read_shown(item, "source")));
    g_autofree char *key =
        g_strjoin("-", json_read_shown(item, "what"), json_read_shown(item, "subject"),
                  json_object_get_string_member_with_default(item, "period", NULL), NULL);
    IcalEvent event = {.summary = text, .description = description, .day = &day};
    if (date_parse(json_read_shown(item, "due"), &day))
        add_event(ics, key, &event);
}

/* What is still to be done; what was done or missed needs no day in a calendar. */
static gboolean add_items(Ics *ics, JsonArray *items, GError **error)
{
    for (guint i = 0; i < json_array_get_length(items); i++) {
        JsonObject *item = json_array_get_object_element(items, i);
        const char *state = json_read_shown(item, "state"),
                   *meeting = json_read_shown(item, "meeting");
        if (strcmp(state, "done") == 0 || strcmp(state, "missed") == 0)
            continue;
        gboolean planned = strcmp(json_read_shown(item, "what"), "meeting") == 0 && *meeting &&
                           strcmp(state, "coming") == 0;
        if (!planned)
            add_day(ics, item);
        else if (!add_meeting(ics, meeting, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean write_calendar(Session *session, Home *home, JsonArray *items, const char *path,
                               GError **error)
{
    g_autoptr(GHashTable) meetings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GString) file = ical_begin();
    Ics ics = {.session = session,
               .home = home,
               .file = file,
               .meetings = meetings,
               .now_ms = clock_now_ms(session->clock)};
    if (!add_items(&ics, items, error))
        return FALSE;
    ical_end(file);
    if (!durable_write(path, file->str, file->len, 0644, error))
        return FALSE;
    if (session->json) {
        g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
        json_node_take_object(node, json_object_new());
        json_object_set_string_member(json_node_get_object(node), "file", path);
        json_object_set_int_member(json_node_get_object(node), "events", ics.events);
        session_print_json(node);
    }
    session_print(session, N_("Written: {1}"), path, NULL);
    return TRUE;
}

static void print_plan(Session *session, JsonNode *plan)
{
    JsonArray *items = json_node_get_array(plan);
    if (session->json)
        session_print_json(plan);
    for (guint i = 0; i < json_array_get_length(items); i++)
        print_item(session, json_array_get_object_element(items, i));
    if (json_array_get_length(items) == 0)
        session_print(session, N_("Nothing is due."), NULL);
}

gboolean command_plan(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *on = NULL, *ics = NULL;
    const GOptionEntry options[] = {
        {"on", 0, 0, G_OPTION_ARG_STRING, &on, N_("the day of the plan (today)"), N_("DATE")},
        {"ics", 0, 0, G_OPTION_ARG_FILENAME, &ics,
         N_("write what is to be done as a calendar file (iCalendar)"), N_("FILE")},
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
    if (ics)
        return write_calendar(session, home, json_node_get_array(plan), ics, error);
    print_plan(session, plan);
    return TRUE;
}
