/* esep precinct list, show, set, import; invite. */
#include "protocol/command_record.h"
#include "protocol/error.h"
#include "protocol/json_read.h"
#include "protocol/meeting.h"
#include "protocol/passport.h"
#include "protocol/record.h"

/* The number, or a dash if it is not known. g_free. */
static char *number_of(JsonObject *row, const char *member)
{
    gint64 number = json_object_get_int_member_with_default(row, member, 0);
    return number > 0 ? g_strdup_printf("%" G_GINT64_FORMAT, number) : g_strdup("—");
}

/* A category as the law names it, in the reader's language. */
static const char *category_text(Session *session, const char *code)
{
    const char *text = NULL;
    const RulesSet *set = session->home ? home_rules(session->home, NULL) : NULL;
    for (guint i = 0; set && !text && rules_nth(set, i); i++)
        text = rules_category(rules_nth(set, i), code, language_code(session->language));
    return text ? text : code;
}

static void print_passport(Session *session, JsonObject *row)
{
    g_autofree char *population = number_of(row, "population");
    g_autofree char *adults = number_of(row, "adults");
    session_print(session, N_("precinct {1}: residents {2}, of age {3}"),
                  json_read_text(row, "precinct"), population, adults, NULL);
    if (json_read_text(row, "body"))
        session_print(session, "  {1}", json_read_text(row, "body"), NULL);
}

/* ": name, position", as far as they are known. g_free. */
static char *head_of(JsonObject *row, const char *member)
{
    const char *head = json_read_text(row, member), *position = json_read_text(row, "position");
    return g_strconcat(head || position ? ": " : "", head ? head : "", head && position ? ", " : "",
                       position ? position : "", NULL);
}

static void print_organisation(Session *session, JsonObject *row, const char *name_member,
                               const char *head_member)
{
    const char *phone = json_read_text(row, "phone");
    g_autofree char *head = head_of(row, head_member);
    session_print(session, "  {1} ({2}){3}{4}{5}", json_read_text(row, name_member),
                  category_text(session, json_read_text(row, "category")), head, phone ? ", " : "",
                  phone ? phone : "", NULL);
}

static gboolean precinct_list(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 0, 0, error))
        return FALSE;
    Home *home = session_home(session, error);
    g_autoptr(JsonNode) list = home ? passport_list(home, error) : NULL;
    return list && session_print_rows(session, list, print_passport,
                                      N_("There are no passports of precincts."));
}

static gboolean precinct_show(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 1, 1, error))
        return FALSE;
    Home *home = session_home(session, error);
    g_autoptr(JsonNode) passport = home ? passport_read(home, argv[1], error) : NULL;
    if (!passport)
        return FALSE;
    JsonObject *row = json_node_get_object(passport);
    if (session->json)
        session_print_json(passport);
    print_passport(session, row);
    JsonArray *organisations = json_object_get_array_member(row, "organisations");
    for (guint i = 0; i < json_array_get_length(organisations); i++)
        print_organisation(session, json_array_get_object_element(organisations, i), "name",
                           "head");
    return TRUE;
}

static gboolean precinct_set(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 2, G_MAXINT - 1, error))
        return FALSE;
    g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);
    gsize count = argc - 2;
    g_autofree MeetingField *given = g_new0(MeetingField, count);
    for (gsize i = 0; i < count; i++)
        if (!command_parse_field(argv[2 + i], given + i, owned, error))
            return FALSE;
    Home *home = session_home(session, error);
    return home && passport_set(home, argv[1], given, count, error) && session_done(session);
}

static gboolean precinct_import(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 1, 1, error))
        return FALSE;
    int precincts = 0, organisations = 0;
    Home *home = session_home(session, error);
    if (!home || !passport_import(home, argv[1], &precincts, &organisations, error))
        return FALSE;
    if (session->json) {
        g_autoptr(JsonObject) object = json_object_new();
        json_object_set_int_member(object, "precincts", precincts);
        json_object_set_int_member(object, "organisations", organisations);
        g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
        session_print_json(node);
    }
    g_autofree char *first = g_strdup_printf("%d", precincts);
    g_autofree char *second = g_strdup_printf("%d", organisations);
    session_print(session, N_("Imported: precincts {1}, organisations {2}"), first, second, NULL);
    return TRUE;
}

static void print_invited(Session *session, JsonArray *rows)
{
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        g_autofree char *n = number_of(row, "n");
        g_autofree char *person = head_of(row, "person");
        const char *came = json_object_get_null_member(row, "came")      ? ""
                           : json_object_get_boolean_member(row, "came") ? N_(" – came")
                                                                         : N_(" – did not come");
        session_print(session, "{1}. {2} ({3}){4}{5}", n, json_read_text(row, "who"),
                      category_text(session, json_read_text(row, "category")), person,
                      *came ? message(session->language, came) : "", NULL);
    }
}

/* Who is invited, and who is left: organisations of the precincts, and kinds of people. */
static gboolean show_invited(Session *session, Home *home, const char *id, GError **error)
{
    g_autoptr(JsonNode) record = record_read(home, id, error);
    g_autoptr(JsonNode) left = record ? meeting_uninvited(home, id, error) : NULL;
    if (!left)
        return FALSE;
    JsonObject *object = json_node_get_object(left);
    JsonArray *invited = json_object_get_array_member(json_node_get_object(record), "invitations");
    JsonArray *organisations = json_object_get_array_member(object, "organisations");
    JsonArray *categories = json_object_get_array_member(object, "categories");
    if (session->json) {
        json_object_set_array_member(object, "invited", json_array_ref(invited));
        session_print_json(left);
    }
    print_invited(session, invited);
    if (json_array_get_length(organisations) > 0)
        session_print(session, N_("Not invited yet (--organisations invites them):"), NULL);
    for (guint i = 0; i < json_array_get_length(organisations); i++)
        print_organisation(session, json_array_get_object_element(organisations, i), "who",
                           "person");
    for (guint i = 0; i < json_array_get_length(categories); i++)
        session_print(session, N_("Nobody is invited of: {1}"),
                      category_text(session, json_array_get_string_element(categories, i)), NULL);
    return TRUE;
}

static gboolean invite(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *who = NULL, *category = NULL, *person = NULL, *position = NULL, *on = NULL;
    gboolean organisations = FALSE;
    const GOptionEntry options[] = {
        {"who", 0, 0, G_OPTION_ARG_STRING, &who, N_("the body, organisation or person"),
         N_("TEXT")},
        {"category", 0, 0, G_OPTION_ARG_STRING, &category,
         N_("of whom: deputy, public, health, labour, education, agriculture, utilities, "
            "organisation, media …"),
         "CODE"},
        {"person", 0, 0, G_OPTION_ARG_STRING, &person, N_("whom of it"), N_("TEXT")},
        {"position", 0, 0, G_OPTION_ARG_STRING, &position, N_("position of that person"),
         N_("TEXT")},
        {"on", 0, 0, G_OPTION_ARG_STRING, &on, N_("day of the invitation"), "YYYY-MM-DD"},
        {"organisations", 0, 0, G_OPTION_ARG_NONE, &organisations,
         N_("all organisations of the meeting’s precincts that are not invited yet"), NULL},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error))
        return FALSE;
    if (organisations && (who || category || person || position)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("Either --organisations, or one that --who names: not both at once."), NULL);
        return FALSE;
    }
    Home *home = session_home(session, error);
    int number = 0;
    if (!home)
        return FALSE;
    if (!organisations && !who && !category && !person && !position)
        return show_invited(session, home, argv[1], error);
    if (!organisations &&
        (!command_need("--who", who, error) || !command_need("--category", category, error)))
        return FALSE;
    const Invitation one = {
        .category = category, .who = who, .person = person, .position = position, .on = on};
    if (!(organisations ? meeting_invite_organisations(home, argv[1], on, &number, error)
                        : meeting_invite(home, argv[1], &one, &number, error)))
        return FALSE;
    command_record_print_new(session, organisations ? "invited" : "invitation", number);
    return TRUE;
}

#define NEVER_HERE                                                                                 \
    N_("passports of precincts; the lists of annexes 2 to 4 of order 1095 (owners of weapons, "    \
       "convicted persons, foreigners) are deliberately never kept on this device")

const Command command_precinct_table[] = {
    {"precinct list", "", NEVER_HERE, precinct_list},
    {"precinct show", "N", N_("a precinct’s population and organisations"), precinct_show},
    {"precinct set", "N FIELD=VALUE…", N_("set body, population or adults of a precinct"),
     precinct_set},
    {"precinct import", "FILE.csv",
     N_("passports from a table: precinct, body, population, adults, organisation, category, "
        "address, head, position, phone"),
     precinct_import},
    {"invite",
     "ID [--who TEXT --category CODE [--person TEXT] [--position TEXT] | --organisations] [--on "
     "DATE]",
     N_("invite somebody, or show who is invited and who is left"), invite},
    {NULL},
};
