/* esep attendee|entry|decision|award|announcement|invitation|mark set, withdraw, restore */
#include <string.h>

#include "protocol/command_record.h"
#include "protocol/error.h"
#include "protocol/meeting.h"
#include "protocol/search.h"

/* What a command is about: its item, meeting and number. */
typedef struct {
    Home *home; /* of the session */
    MeetingItem item;
    char *id; /* owned */
    int number;
} Target;

static MeetingItem item_of(const Command *command)
{
    for (int item = 0; item < MEETING_ITEM_COUNT; item++)
        if (g_str_has_prefix(command->name, meeting_item_code(item)) &&
            command->name[strlen(meeting_item_code(item))] == ' ')
            return item;
    g_assert_not_reached();
}

/* "ID N", or of an entry "N" alone: its number is of the device, not of the meeting. */
static int words_of(MeetingItem item)
{
    return item == MEETING_ENTRY ? 1 : 2;
}

static gboolean find_target(Session *session, char **argv, Target *target_out, GError **error)
{
    MeetingItem item = item_of(session->command);
    const char *text = argv[words_of(item)];
    gint64 number;
    if (!g_ascii_string_to_signed(text, 10, 1, G_MAXINT, &number, NULL)) {
        g_autofree char *shown = g_utf8_make_valid(text, -1);
        error_set(error, PROTOCOL_ERROR_USAGE, N_("“{1}” is no number. See --help."), shown, NULL);
        return FALSE;
    }
    Home *home = session_home(session, error);
    if (!home)
        return FALSE;
    char *id =
        item == MEETING_ENTRY ? meeting_of_entry(home, (int)number, error) : g_strdup(argv[1]);
    *target_out = (Target){.home = home, .item = item, .id = id, .number = (int)number};
    return id != NULL;
}

static gboolean item_set(Session *session, int argc, char **argv, GError **error)
{
    int words = words_of(item_of(session->command));
    if (!command_parse(session, NULL, &argc, &argv, words + 1, G_MAXINT - 1, error))
        return FALSE;
    gsize count = argc - words - 1;
    g_autofree MeetingField *given = g_new0(MeetingField, count);
    g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = 0; i < count; i++)
        if (!command_parse_field(argv[words + 1 + i], given + i, owned, error))
            return FALSE;
    Target target = {.id = NULL};
    gboolean ok =
        find_target(session, argv, &target, error) &&
        meeting_correct(target.home, target.id, target.item, target.number, given, count, error);
    g_free(target.id);
    return ok && session_done(session);
}

static gboolean item_withdraw(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *why = NULL;
    const GOptionEntry options[] = {
        {"why", 0, 0, G_OPTION_ARG_STRING, &why, N_("why it does not stand; kept in the record"),
         N_("TEXT")},
        {NULL},
    };
    int words = words_of(item_of(session->command));
    if (!command_parse(session, options, &argc, &argv, words, words, error) ||
        !command_need("--why", why, error))
        return FALSE;
    Target target = {.id = NULL};
    gboolean ok = find_target(session, argv, &target, error) &&
                  meeting_withdraw(target.home, target.id, target.item, target.number, why, error);
    g_free(target.id);
    return ok && session_done(session);
}

static gboolean item_restore(Session *session, int argc, char **argv, GError **error)
{
    int words = words_of(item_of(session->command));
    if (!command_parse(session, NULL, &argc, &argv, words, words, error))
        return FALSE;
    Target target = {.id = NULL};
    gboolean ok = find_target(session, argv, &target, error) &&
                  meeting_restore(target.home, target.id, target.item, target.number, error);
    g_free(target.id);
    return ok && session_done(session);
}

static gboolean find_people(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 1, 3, error))
        return FALSE;
    g_autofree char *query = g_strjoinv(" ", argv + 1);
    Home *home = session_home(session, error);
    g_autoptr(JsonNode) found = home ? search_people(home, query, error) : NULL;
    if (!found)
        return FALSE;
    if (session->json) {
        session_print_json(found);
        return TRUE;
    }
    JsonArray *rows = json_node_get_array(found);
    if (json_array_get_length(rows) == 0)
        session_note(session, N_("Nobody of that name is registered."), NULL);
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        g_autofree char *number =
            g_strdup_printf("%" G_GINT64_FORMAT, json_object_get_int_member(row, "n"));
        session_print(session, "{1}  {2}  {3}. {4} {5} {6}",
                      json_object_get_string_member(row, "meeting"),
                      json_object_get_string_member(row, "date"), number,
                      json_object_get_string_member(row, "surname"),
                      json_object_get_string_member(row, "name"),
                      json_object_get_string_member_with_default(row, "patronymic", ""), NULL);
    }
    return TRUE;
}

#define SET item_set
#define WITHDRAW item_withdraw
#define RESTORE item_restore

const Command command_correct_table[] = {
    {"attendee find", "NAME…", N_("find people by the beginnings of their names"), find_people},
    {"attendee set", "ID N FIELD=VALUE…", N_("correct who was registered, before sealing"), SET},
    {"attendee withdraw", "ID N --why TEXT", N_("take somebody out of the list; the number stays"),
     WITHDRAW},
    {"attendee restore", "ID N", N_("put back what was withdrawn, before sealing"), RESTORE},
    {"entry set", "N FIELD=VALUE…", N_("correct an entry, before sealing"), SET},
    {"entry withdraw", "N --why TEXT", N_("take an entry out of the record"), WITHDRAW},
    {"entry restore", "N", N_("put back what was withdrawn, before sealing"), RESTORE},
    {"decision set", "ID N FIELD=VALUE…", N_("correct a decision, before sealing"), SET},
    {"decision withdraw", "ID N --why TEXT", N_("take a decision out of the record"), WITHDRAW},
    {"decision restore", "ID N", N_("put back what was withdrawn, before sealing"), RESTORE},
    {"award set", "ID N FIELD=VALUE…", N_("correct an award, before sealing"), SET},
    {"award withdraw", "ID N --why TEXT", N_("take an award out of the record"), WITHDRAW},
    {"award restore", "ID N", N_("put back what was withdrawn, before sealing"), RESTORE},
    {"announcement set", "ID N FIELD=VALUE…", N_("correct an announcement, before sealing"), SET},
    {"announcement withdraw", "ID N --why TEXT", N_("take an announcement out of the record"),
     WITHDRAW},
    {"announcement restore", "ID N", N_("put back what was withdrawn, before sealing"), RESTORE},
    {"invitation set", "ID N FIELD=VALUE…",
     N_("correct an invitation, or note whether they came (came=yes)"), SET},
    {"invitation withdraw", "ID N --why TEXT", N_("take an invitation out of the record"),
     WITHDRAW},
    {"invitation restore", "ID N", N_("put back what was withdrawn, before sealing"), RESTORE},
    {"mark set", "ID POINT at=HH:MM:SS|position=TAKE/H:MM:SS",
     N_("correct when a point was reached"), SET},
    {"mark withdraw", "ID POINT --why TEXT", N_("take a mark out of the record"), WITHDRAW},
    {"mark restore", "ID POINT", N_("put back what was withdrawn, before sealing"), RESTORE},
    {NULL},
};
