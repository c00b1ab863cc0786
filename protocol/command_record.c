#include "protocol/command_record.h"

#include <string.h>

#include "protocol/error.h"

static const struct {
    const char *code, *word;
} words[] = {
    {"inspector", N_("inspector’s report")},
    {"chief", N_("chief’s report")},
    {"planned", N_("planned")},
    {"announced", N_("announced")},
    {"registering", N_("registering")},
    {"in-session", N_("in session")},
    {"closed", N_("over")},
    {"sealed", N_("sealed")},
    {"disposed", N_("disposed of")},
    {"complaint", N_("complaint")},
    {"suggestion", N_("suggestion")},
    {"remark", N_("remark")},
    {"answered", N_("answered in full")},
    {"check", N_("to be checked")},
    {"forward", N_("to be forwarded")},
    {"in-person", N_("in person")},
    {"outdoor", N_("outdoors")},
    {"online", N_("online")},
    {"mixed", N_("in person and online")},
};

const char *command_record_word(const Session *session, const char *code)
{
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_strcmp0(words[i].code, code) == 0)
            return message(session->language, words[i].word);
    return code;
}

void command_record_print_new(Session *session, const char *member, int number)
{
    g_autofree char *text = g_strdup_printf("%d", number);
    session_print(session, "{1}", text, NULL);
    if (!session->json)
        return;
    g_autoptr(JsonObject) object = json_object_new();
    json_object_set_int_member(object, member, number);
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
    session_print_json(node);
}

gboolean command_parse_field(const char *text, MeetingField *given, GPtrArray *owned,
                             GError **error)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("“{1}” is not FIELD=VALUE."), text, NULL);
        return FALSE;
    }
    char *field = g_strndup(text, equals - text);
    g_ptr_array_add(owned, field);
    *given = (MeetingField){.field = field, .value = equals + 1};
    return TRUE;
}

const Command command_record_table[] = {
    {"init", "--body NAME [--body-kk NAME] [--city NAME]",
     N_("make a home: the register, and the device's key and certificate"), command_init},
    {"meeting new",
     "--kind inspector|chief --date YYYY-MM-DD --time HH:MM --place TEXT [--precinct N]… "
     "--speaker \"RANK;SURNAME;NAME;PATRONYMIC;POSITION\"… [--secretary \"…\"]",
     N_("plan a meeting; prints its id"), command_meeting_new},
    {"meeting list", "[--date YYYY-MM-DD]", N_("list the meetings, newest first"),
     command_meeting_list},
    {"meeting show", "ID", N_("show the record of a meeting"), command_meeting_show},
    {"meeting set", "ID FIELD=VALUE…", N_("correct fields of a meeting that is not sealed"),
     command_meeting_set},
    {"announce",
     "ID --channel CHANNEL --on YYYY-MM-DD [--ref TEXT] | ID --organisations --on YYYY-MM-DD"
     " | ID --notice OUT.pdf",
     N_("note an announcement, or print the notice"), command_announce},
    {"attend", "ID --surname S --name N --category CODE [--strokes FILE] | ID --import FILE.csv",
     N_("register who came"), command_attend},
    {"entry add", "ID --type TYPE --from N|anonymous --text T --outcome OUTCOME",
     N_("note a complaint, suggestion or remark; prints its number"), command_entry_add},
    {"decision add", "ID --text T --owner WHO --due YYYY-MM-DD",
     N_("note a decision; prints its number"), command_decision_add},
    {"award add", "ID --to WHO --text T", N_("note an award"), command_award_add},
    {"mark", "ID POINT", N_("mark that the speaker came to a point of the agenda"), command_mark},
    {"attach", "ID --signed-copy FILE | --camera CAMERA [--pages N] [--preview OUT.pdf]",
     N_("keep the scan of the printed and signed protocol"), command_attach},
    {"material add", "ID FILE…", N_("attach files that the report was prepared from"),
     command_material_add},
    {"sign",
     "ID --role inspector|chief|secretary|officer --strokes FILE|--p12 FILE [--speaker N]"
     " [--password-file FILE | --password-fd N]",
     N_("sign the record by hand, or with a key"), command_sign},
    {"addendum", "ID --text T [--role ROLE (--strokes FILE | --p12 FILE)]",
     N_("add a correction to a sealed record, as a document of its own"), command_addendum},
    {NULL},
};
