/* esep follow list, answer, forward, notify, receive, begin, extend, contest, close, status. */
#include <string.h>

#include "protocol/command_law.h"
#include "protocol/error.h"
#include "protocol/follow.h"

static const char *string_of(JsonObject *object, const char *name)
{
    return json_object_get_string_member_with_default(object, name, NULL);
}

static char *number_text(JsonObject *entry)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, json_object_get_int_member(entry, "entry"));
}

static void print_entry(Session *session, JsonObject *entry)
{
    g_autofree char *number = number_text(entry);
    gboolean overdue = json_object_get_boolean_member(entry, "overdue");
    const char *deadline = string_of(entry, "deadline"), *source = string_of(entry, "source");
    session_print(session,
                  overdue    ? N_("{1}  {2}, meeting {3}: {4}, overdue since {5} ({6}); {7}")
                  : deadline ? N_("{1}  {2}, meeting {3}: {4}, until {5} ({6}); {7}")
                             : N_("{1}  {2}, meeting {3}: {4}"),
                  number, command_law_word(session, string_of(entry, "type")),
                  string_of(entry, "meeting"), command_law_word(session, string_of(entry, "state")),
                  deadline ? deadline : "", session_source(session, source),
                  string_of(entry, "in_charge") ? string_of(entry, "in_charge") : "", NULL);
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
    const char *due = string_of(entry, "due"), *in_charge = string_of(entry, "in_charge");
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
            if (g_strcmp0(string_of(entry, "due"), groups[g].due) != 0)
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
         N_("only of whoever reported at the meeting"), N_("NAME")},
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
                      wanted.overdue ? N_("Nothing is overdue.") : N_("There are no entries."),
                      NULL);
    else if (wanted.overdue)
        session->exit_code = PROTOCOL_ERROR_REFUSED;
    return TRUE;
}

static gboolean parse_number(const char *text, int *number_out, GError **error)
{
    gint64 number;
    if (!g_ascii_string_to_signed(text, 10, 1, G_MAXINT, &number, NULL)) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("“{1}” is no number of an entry."), text, NULL);
        return FALSE;
    }
    *number_out = (int)number;
    return TRUE;
}

gboolean command_follow_step(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *text = NULL, *to = NULL, *ref = NULL, *until = NULL;
    const GOptionEntry options[] = {
        {"text", 0, 0, G_OPTION_ARG_STRING, &text,
         N_("the answer, how it was closed, or the reason"), N_("TEXT")},
        {"to", 0, 0, G_OPTION_ARG_STRING, &to, N_("the body to which it went"), N_("BODY")},
        {"ref", 0, 0, G_OPTION_ARG_STRING, &ref, N_("number of the letter"), N_("NUMBER")},
        {"until", 0, 0, G_OPTION_ARG_STRING, &until, N_("the new deadline of a check"), N_("DATE")},
        {NULL},
    };
    int entry;
    if (!command_parse(session, options, &argc, &argv, 1, 1, error) ||
        !parse_number(argv[1], &entry, error))
        return FALSE;
    Home *home = session_home(session, error);
    FollowStep step = {.event = session->command->name + strlen("follow "),
                       .text = text,
                       .to = to,
                       .ref = ref,
                       .until = until};
    const char *state = NULL;
    if (!home || !follow_do(home, entry, &step, &state, error))
        return FALSE;
    if (session->json) {
        g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
        json_node_take_object(node, json_object_new());
        json_object_set_int_member(json_node_get_object(node), "entry", entry);
        json_object_set_string_member(json_node_get_object(node), "state", state);
        session_print_json(node);
    }
    session_print(session, N_("Entry {1}: {2}."), argv[1], command_law_word(session, state), NULL);
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
    g_autofree char *number = number_text(entry);
    if (session->json)
        session_print_json(status);
    session_print(session, N_("Entry {3} of {2} ({1}): {4}."),
                  command_law_word(session, string_of(entry, "type")), string_of(entry, "date"),
                  number, command_law_word(session, string_of(entry, "state")), NULL);
    if (string_of(entry, "to"))
        session_print(session, N_("Forwarded to: {1}"), string_of(entry, "to"), NULL);
    if (string_of(entry, "answer"))
        session_print(session, N_("Answer: {1}"), string_of(entry, "answer"), NULL);
    if (string_of(entry, "deadline"))
        session_print(session, N_("Deadline: {1}"), string_of(entry, "deadline"), NULL);
    return TRUE;
}
