/* esep meeting new, list, set */
#include <stdio.h>
#include <string.h>

#include "protocol/command_record.h"
#include "protocol/error.h"
#include "protocol/meeting.h"
#include "protocol/record.h"

/* The options of meeting new; strings are owned. */
typedef struct {
    char *kind, *date, *time, *place, *format, *secretary;
    char **precincts, **speakers;
    int expected;
} NewOptions;

static void new_options_clear(NewOptions *options)
{
    g_free(options->kind);
    g_free(options->date);
    g_free(options->time);
    g_free(options->place);
    g_free(options->format);
    g_free(options->secretary);
    g_strfreev(options->precincts);
    g_strfreev(options->speakers);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(NewOptions, new_options_clear)

static gboolean need_options(const NewOptions *given, GError **error)
{
    return command_need("--kind", given->kind, error) &&
           command_need("--date", given->date, error) &&
           command_need("--time", given->time, error) &&
           command_need("--place", given->place, error) &&
           command_need("--speaker", given->speakers ? *given->speakers : NULL, error);
}

/* An official who lives as long as owned. */
static gboolean parse_official(const char *text, Official *official_out, GPtrArray *owned,
                               GError **error)
{
    char **parts = NULL;
    if (!official_parse(text, official_out, &parts, error))
        return FALSE;
    g_ptr_array_add(owned, parts);
    return TRUE;
}

static gboolean create(Session *session, const NewOptions *given, char **id_out, GError **error)
{
    g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    gsize count = g_strv_length(given->speakers);
    g_autofree Official *speakers = g_new0(Official, count);
    Official secretary;
    for (gsize i = 0; i < count; i++)
        if (!parse_official(given->speakers[i], speakers + i, owned, error))
            return FALSE;
    if (given->secretary && !parse_official(given->secretary, &secretary, owned, error))
        return FALSE;
    const MeetingNew meeting = {
        .kind = given->kind,
        .date = given->date,
        .time = given->time,
        .place = given->place,
        .format = given->format,
        .precincts = (const char *const *)given->precincts,
        .expected = given->expected,
        .speakers = speakers,
        .speaker_count = count,
        .secretary = given->secretary ? &secretary : NULL,
    };
    Home *home = session_home(session, error);
    return home && meeting_create(home, &meeting, id_out, error);
}

gboolean command_meeting_new(Session *session, int argc, char **argv, GError **error)
{
    g_auto(NewOptions) given = {0};
    const GOptionEntry options[] = {
        {"kind", 0, 0, G_OPTION_ARG_STRING, &given.kind, N_("inspector or chief"), "KIND"},
        {"date", 0, 0, G_OPTION_ARG_STRING, &given.date, N_("day of the meeting"), "YYYY-MM-DD"},
        {"time", 0, 0, G_OPTION_ARG_STRING, &given.time, N_("hour of the meeting"), "HH:MM"},
        {"place", 0, 0, G_OPTION_ARG_STRING, &given.place, N_("where it is held"), N_("TEXT")},
        {"precinct", 0, 0, G_OPTION_ARG_STRING_ARRAY, &given.precincts,
         N_("number of a precinct; may be given several times"), "N"},
        {"format", 0, 0, G_OPTION_ARG_STRING, &given.format,
         N_("in-person (default), outdoor, online or mixed"), "FORMAT"},
        {"expected", 0, 0, G_OPTION_ARG_INT, &given.expected, N_("how many people are expected"),
         "N"},
        {"speaker", 0, 0, G_OPTION_ARG_STRING_ARRAY, &given.speakers,
         N_("who reports; may be given several times"), "RANK;SURNAME;NAME;PATRONYMIC;POSITION"},
        {"secretary", 0, 0, G_OPTION_ARG_STRING, &given.secretary, N_("who keeps the protocol"),
         "RANK;SURNAME;NAME;PATRONYMIC;POSITION"},
        {NULL},
    };
    g_autofree char *id = NULL;
    if (!command_parse(session, options, &argc, &argv, 0, 0, error) ||
        !need_options(&given, error) || !create(session, &given, &id, error))
        return FALSE;
    session_print(session, "{1}", id, NULL);
    if (session->json) {
        g_autoptr(JsonObject) object = json_object_new();
        json_object_set_string_member(object, "id", id);
        g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
        session_print_json(node);
    }
    return TRUE;
}

static void print_row(Session *session, JsonObject *row)
{
    g_autofree char *people =
        g_strdup_printf("%" G_GINT64_FORMAT, json_object_get_int_member(row, "attendees"));
    const char *state = command_record_word(session, json_object_get_string_member(row, "state"));
    glong pad = MAX(0, 14 - g_utf8_strlen(state, -1));
    printf("%-10s  %s %s  %s%*s %5s  %s\n", json_object_get_string_member(row, "id"),
           json_object_get_string_member(row, "date"), json_object_get_string_member(row, "time"),
           state, (int)pad, "", people, json_object_get_string_member(row, "place"));
}

gboolean command_meeting_list(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *date = NULL;
    const GOptionEntry options[] = {
        {"date", 0, 0, G_OPTION_ARG_STRING, &date, N_("only the meetings of this day"),
         "YYYY-MM-DD"},
        {NULL},
    };
    GDate day;
    if (!command_parse(session, options, &argc, &argv, 0, 0, error))
        return FALSE;
    if (date && !date_parse(date, &day)) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("{1}: “{2}” is no date. Write it YYYY-MM-DD."),
                  "--date", date, NULL);
        return FALSE;
    }
    Home *home = session_home(session, error);
    g_autoptr(JsonNode) list = home ? record_list(home, date, error) : NULL;
    if (!list)
        return FALSE;
    if (session->json) {
        session_print_json(list);
        return TRUE;
    }
    JsonArray *rows = json_node_get_array(list);
    if (json_array_get_length(rows) == 0)
        session_note(session, N_("There are no meetings."), NULL);
    for (guint i = 0; i < json_array_get_length(rows); i++)
        print_row(session, json_array_get_object_element(rows, i));
    return TRUE;
}

/* "a=b" to its parts. Values of a field that is given again stand on lines of their own: several
 * speakers or precincts. */
static gboolean collect(GHashTable *fields, GPtrArray *order, const char *text, GError **error)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("“{1}” is not FIELD=VALUE."), text, NULL);
        return FALSE;
    }
    char *field = g_strndup(text, equals - text);
    const char *before = g_hash_table_lookup(fields, field);
    char *value = before ? g_strconcat(before, "\n", equals + 1, NULL) : g_strdup(equals + 1);
    if (!before)
        g_ptr_array_add(order, g_strdup(field));
    g_hash_table_insert(fields, field, value);
    return TRUE;
}

gboolean command_meeting_set(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 2, G_MAXINT - 1, error))
        return FALSE;
    g_autoptr(GHashTable) fields = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GPtrArray) order = g_ptr_array_new_with_free_func(g_free);
    for (int i = 2; i < argc; i++)
        if (!collect(fields, order, argv[i], error))
            return FALSE;
    g_autofree MeetingField *given = g_new0(MeetingField, order->len);
    for (guint i = 0; i < order->len; i++) {
        given[i].field = order->pdata[i];
        given[i].value = g_hash_table_lookup(fields, given[i].field);
    }
    Home *home = session_home(session, error);
    return home && meeting_set_all(home, argv[1], given, order->len, error) &&
           session_done(session);
}
