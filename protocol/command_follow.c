/* esep follow list, show, status, and the steps: answer, forward, notify, receive, begin, extend,
 * contest, close, done, cancel, reopen. */
#include <string.h>

#include "protocol/command_law.h"
#include "protocol/error.h"
#include "protocol/follow.h"
#include "protocol/json_read.h"

static void print_entry(Session *session, JsonObject *entry)
{
    gboolean overdue = json_object_get_boolean_member(entry, "overdue");
    const char *deadline = json_read_text(entry, "deadline"),
               *source = json_read_text(entry, "source");
    session_print(
        session,
        overdue    ? N_("{1}  {2}, meeting {3}: {4}, overdue since {5} ({6}); {7}")
        : deadline ? N_("{1}  {2}, meeting {3}: {4}, until {5} ({6}); {7}")
                   : N_("{1}  {2}, meeting {3}: {4}"),
        json_read_text(entry, "id"), command_law_word(session, json_read_text(entry, "type")),
        json_read_text(entry, "meeting"), command_law_word(session, json_read_text(entry, "state")),
        deadline ? deadline : "", session_source(session, source),
        json_read_text(entry, "in_charge") ? json_read_text(entry, "in_charge") : "", NULL);
    if (!json_object_get_boolean_member(entry, "certain"))
        session_print(session,
                      N_("   {1} is not certain: not all days off up to then are known. See: "
                         "templates/calendar"),
                      deadline, NULL);
}

/* The groups of the list, the most urgent first; due NULL: nothing is. */
static const struct {
    const char *due, *title;
} groups[] = {
    {"overdue", N_("Overdue:")},
    {"today", N_("Due today:")},
    {"soon", N_("Due within three days:")},
    {"later", N_("Due later:")},
    {NULL, N_("Nothing is due:")},
};

/* What the list is about; NULL and FALSE: everything. */
typedef struct {
    char *precinct, *in_charge;
    gboolean overdue, soon, all;
} Wanted;

static gboolean is_wanted(const Wanted *wanted, JsonObject *entry)
{
    const char *due = json_read_text(entry, "due"), *in_charge = json_read_text(entry, "in_charge");
    JsonArray *precincts = json_object_get_array_member(entry, "precincts");
    gboolean here = !wanted->precinct;
    for (guint i = 0; i < json_array_get_length(precincts); i++)
        here |= g_strcmp0(json_array_get_string_element(precincts, i), wanted->precinct) == 0;
    g_autofree char *name = g_utf8_casefold(in_charge ? in_charge : "", -1);
    g_autofree char *part = g_utf8_casefold(wanted->in_charge ? wanted->in_charge : "", -1);
    return here && strstr(name, part) && (!wanted->soon || (due && strcmp(due, "later") != 0));
}

/* The entries that are wanted; json_array_unref. NULL with an error. */
static JsonArray *read_list(Session *session, const Wanted *wanted, GError **error)
{
    Home *home = session_home(session, error);
    g_autofree char *today = clock_today(session->clock);
    FollowScope scope = wanted->overdue ? FOLLOW_OVERDUE
                        : wanted->soon  ? FOLLOW_OPEN
                        : wanted->all   ? FOLLOW_ALL
                                        : FOLLOW_RECENT;
    g_autoptr(JsonNode) list = home ? follow_list(home, today, scope, error) : NULL;
    if (!list)
        return NULL;
    JsonArray *entries = json_array_new(), *found = json_node_get_array(list);
    for (guint i = 0; i < json_array_get_length(found); i++) {
        JsonObject *entry = json_array_get_object_element(found, i);
        if (is_wanted(wanted, entry))
            json_array_add_object_element(entries, json_object_ref(entry));
    }
    return entries;
}

static void print_groups(Session *session, JsonArray *entries)
{
    for (gsize g = 0; g < G_N_ELEMENTS(groups); g++) {
        gboolean begun = FALSE;
        for (guint i = 0; i < json_array_get_length(entries); i++) {
            JsonObject *entry = json_array_get_object_element(entries, i);
            if (g_strcmp0(json_read_text(entry, "due"), groups[g].due) != 0)
                continue;
            if (!begun)
                session_print(session, groups[g].title, NULL);
            begun = TRUE;
            print_entry(session, entry);
        }
    }
}

gboolean command_follow_list(Session *session, int argc, char **argv, GError **error)
{
    Wanted wanted = {.all = FALSE};
    const GOptionEntry options[] = {
        {"overdue", 0, 0, G_OPTION_ARG_NONE, &wanted.overdue,
         N_("only what is overdue; then the exit code is 1"), NULL},
        {"soon", 0, 0, G_OPTION_ARG_NONE, &wanted.soon,
         N_("only what is overdue, or due within three days"), NULL},
        {"precinct", 0, 0, G_OPTION_ARG_STRING, &wanted.precinct, N_("only of this precinct"), "N"},
        {"in-charge", 0, 0, G_OPTION_ARG_STRING, &wanted.in_charge,
         N_("only of whoever reported at the meeting, or carries a decision out"), N_("NAME")},
        {"all", 0, 0, G_OPTION_ARG_NONE, &wanted.all,
         N_("everything that was ever finished too, not only the newest"), NULL},
        {NULL},
    };
    g_autoptr(JsonArray) entries = command_parse(session, options, &argc, &argv, 0, 0, error)
                                       ? read_list(session, &wanted, error)
                                       : NULL;
    g_free(wanted.precinct);
    g_free(wanted.in_charge);
    if (!entries)
        return FALSE;
    if (session->json) {
        g_autoptr(JsonNode) node = json_node_init_array(json_node_alloc(), entries);
        session_print_json(node);
    }
    print_groups(session, entries);
    if (json_array_get_length(entries) == 0)
        session_print(session,
                      wanted.overdue ? N_("Nothing is overdue.")
                                     : N_("There are no entries and no decisions."),
                      NULL);
    else if (wanted.overdue)
        session->exit_code = PROTOCOL_ERROR_REFUSED;
    return TRUE;
}

gboolean command_follow_step(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *text = NULL, *to = NULL, *ref = NULL, *until = NULL;
    const GOptionEntry options[] = {
        {"text", 0, 0, G_OPTION_ARG_STRING, &text,
         N_("the answer, the outcome, how it was closed, or the reason"), N_("TEXT")},
        {"to", 0, 0, G_OPTION_ARG_STRING, &to, N_("the body to which it went"), N_("BODY")},
        {"ref", 0, 0, G_OPTION_ARG_STRING, &ref, N_("number of the letter or document"),
         N_("NUMBER")},
        {"until", 0, 0, G_OPTION_ARG_STRING, &until, N_("the new deadline"), N_("DATE")},
        {NULL},
    };
    g_autofree char *parts = NULL;
    FollowSubject subject;
    if (!command_parse(session, options, &argc, &argv, 1, 1, error) ||
        !follow_subject_parse(argv[1], &subject, &parts, error))
        return FALSE;
    Home *home = session_home(session, error);
    FollowStep step = {.event = session->command->name + strlen("follow "),
                       .text = text,
                       .to = to,
                       .ref = ref,
                       .until = until};
    const char *state = NULL;
    if (!home || !follow_do(home, subject, &step, &state, error))
        return FALSE;
    if (session->json) {
        g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
        json_node_take_object(node, json_object_new());
        JsonObject *object = json_node_get_object(node);
        if (subject.meeting)
            json_object_set_string_member(object, "meeting", subject.meeting);
        json_object_set_int_member(object, subject.meeting ? "decision" : "entry", subject.number);
        json_object_set_string_member(object, "state", state);
        session_print_json(node);
    }
    session_print(session, subject.meeting ? N_("Decision {1}: {2}.") : N_("Entry {1}: {2}."),
                  argv[1], command_law_word(session, state), NULL);
    return TRUE;
}

gboolean command_follow_status(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 1, 1, error))
        return FALSE;
    Home *home = session_home(session, error);
    g_autofree char *today = clock_today(session->clock);
    g_autoptr(JsonNode) status = home ? follow_status(home, argv[1], today, error) : NULL;
    if (!status)
        return FALSE;
    JsonObject *entry = json_node_get_object(status);
    g_autofree char *number =
        g_strdup_printf("%" G_GINT64_FORMAT, json_object_get_int_member(entry, "entry"));
    if (session->json)
        session_print_json(status);
    session_print(session, N_("Entry {3} of {2} ({1}): {4}."),
                  command_law_word(session, json_read_text(entry, "type")),
                  json_read_text(entry, "date"), number,
                  command_law_word(session, json_read_text(entry, "state")), NULL);
    if (json_read_text(entry, "to"))
        session_print(session, N_("Forwarded to: {1}"), json_read_text(entry, "to"), NULL);
    const char *answer = json_read_text(entry, "answer"),
               *deadline = json_read_text(entry, "deadline");
    gboolean overdue = json_object_get_boolean_member(entry, "overdue");
    /* While something is due, the answer is one that did not do. */
    if (answer)
        session_print(session, deadline ? N_("Earlier answer: {1}") : N_("Answer: {1}"), answer,
                      NULL);
    if (deadline)
        session_print(session, overdue ? N_("It was due on {1}.") : N_("Deadline: {1}"), deadline,
                      NULL);
    return TRUE;
}

static const struct {
    const char *event, *msgid;
} events[] = {
    {"answer", N_("answered")},
    {"forward", N_("forwarded")},
    {"notify", N_("the initiator was told")},
    {"receive", N_("received by the other body")},
    {"begin", N_("begun")},
    {"extend", N_("the term was extended")},
    {"contest", N_("contested")},
    {"close", N_("closed")},
    {"done", N_("done")},
    {"cancel", N_("cancelled")},
    {"reopen", N_("taken up again")},
};

/* A step on a line, and what was said of it, each on one of its own. */
static void print_step(Session *session, JsonObject *step)
{
    const char *event = "";
    const struct {
        const char *member, *msgid;
    } details[] = {{"to", N_("    to: {1}")},
                   {"text", N_("    {1}")},
                   {"ref", N_("    document: No. {1}")},
                   {"deadline", N_("    until: {1}")}};
    for (gsize i = 0; i < G_N_ELEMENTS(events); i++)
        if (g_strcmp0(events[i].event, json_read_text(step, "event")) == 0)
            event = message(session->language, events[i].msgid);
    g_autofree char *at = g_strndup(json_read_text(step, "at"), strlen("YYYY-MM-DDTHH:MM"));
    session_print(session, "{1}  {2} ({3})", g_strdelimit(at, "T", ' '), event,
                  json_read_text(step, "who") ? json_read_text(step, "who") : "—", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(details); i++)
        if (json_read_text(step, details[i].member))
            session_print(session, details[i].msgid, json_read_text(step, details[i].member), NULL);
}

static void print_life(Session *session, JsonObject *row)
{
    JsonArray *steps = json_object_get_array_member(row, "steps");
    JsonArray *possible = json_object_get_array_member(row, "possible");
    g_autoptr(GString) next = g_string_new(NULL);
    print_entry(session, row);
    session_print(session, N_("    said: {1}"), json_read_text(row, "text"), NULL);
    if (json_read_text(row, "in_charge"))
        session_print(session, N_("    in charge: {1}"), json_read_text(row, "in_charge"), NULL);
    if (json_read_text(row, "answer"))
        session_print(session,
                      json_read_text(row, "deadline") ? N_("    earlier answer: {1}")
                                                      : N_("    answer: {1}"),
                      json_read_text(row, "answer"), NULL);
    for (guint i = 0; i < json_array_get_length(steps); i++)
        print_step(session, json_array_get_object_element(steps, i));
    for (guint i = 0; i < json_array_get_length(possible); i++)
        g_string_append_printf(next, "%s%s", i ? ", " : "",
                               json_array_get_string_element(possible, i));
    if (next->len > 0)
        session_print(session, N_("Possible now: esep follow {1}"), next->str, NULL);
}

gboolean command_follow_show(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *parts = NULL, *today = clock_today(session->clock);
    FollowSubject subject;
    if (!command_parse(session, NULL, &argc, &argv, 1, 1, error) ||
        !follow_subject_parse(argv[1], &subject, &parts, error))
        return FALSE;
    Home *home = session_home(session, error);
    g_autoptr(JsonNode) life = home ? follow_read(home, subject, today, error) : NULL;
    if (!life)
        return FALSE;
    if (session->json)
        session_print_json(life);
    print_life(session, json_node_get_object(life));
    return TRUE;
}
