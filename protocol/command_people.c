/* esep announce, attend, sign */
#include <string.h>

#include "protocol/command_key.h"
#include "protocol/command_record.h"
#include "protocol/document.h"
#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/file_read.h"
#include "protocol/meeting.h"
#include "protocol/pdf.h"
#include "protocol/record.h"
#include "protocol/register_meeting.h"
#include "protocol/strokes.h"

/* The notice to hang out: in both languages, Kazakh first. */
static gboolean write_notice(Session *session, Home *home, const char *id, const char *path,
                             GError **error)
{
    g_autoptr(JsonNode) record = record_read(home, id, error);
    if (!record)
        return FALSE;
    const Document document = {.kind = DOCUMENT_NOTICE, .record = record, .language = "both"};
    g_autoptr(GBytes) pages = document_render(&document, error);
    JsonObject *body = json_object_get_object_member(json_node_get_object(record), "body");
    const PdfInfo info = {
        .title = id,
        .author = json_object_get_string_member(body, "name"),
        .language = "kk",
        .unix_ms = clock_now_ms(session->clock),
    };
    g_autoptr(GBytes) pdf = pages ? pdf_finish(pages, &info, error) : NULL;
    if (!pdf ||
        !durable_write(path, g_bytes_get_data(pdf, NULL), g_bytes_get_size(pdf), 0644, error))
        return FALSE;
    session_print(session, "{1}", path, NULL);
    return TRUE;
}

gboolean command_announce(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *channel = NULL, *on = NULL, *ref = NULL, *notice = NULL;
    gboolean organisations = FALSE;
    const GOptionEntry options[] = {
        {"channel", 0, 0, G_OPTION_ARG_STRING, &channel,
         N_("media, social, organisation, site or other"), "CHANNEL"},
        {"on", 0, 0, G_OPTION_ARG_STRING, &on, N_("day on which it was announced"), "YYYY-MM-DD"},
        {"ref", 0, 0, G_OPTION_ARG_STRING, &ref, N_("newspaper, page or address"), N_("TEXT")},
        {"organisations", 0, 0, G_OPTION_ARG_NONE, &organisations,
         N_("through the administration of each organisation of the meeting’s precincts"), NULL},
        {"notice", 0, 0, G_OPTION_ARG_FILENAME, &notice, N_("write the notice to print"),
         "OUT.pdf"},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error))
        return FALSE;
    if (!notice && ((!organisations && !command_need("--channel", channel, error)) ||
                    !command_need("--on", on, error)))
        return FALSE;
    if (notice ? channel || on || ref || organisations : organisations && (channel || ref)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  notice ? N_("Either write the notice, or note an announcement: not both at once.")
                         : N_("Either --organisations, or one announcement: not both at once."),
                  NULL);
        return FALSE;
    }
    Home *home = session_home(session, error);
    int count = 0;
    if (!home)
        return FALSE;
    if (organisations) {
        if (!meeting_announce_organisations(home, argv[1], on, &count, error))
            return FALSE;
        command_record_print_new(session, "announced", count);
        return TRUE;
    }
    return (notice ? write_notice(session, home, argv[1], notice, error)
                   : meeting_announce(home, argv[1], channel, on, ref, error)) &&
           session_done(session);
}

static gboolean import(Session *session, const char *id, const char *path, GError **error)
{
    int count = 0;
    Home *home = session_home(session, error);
    if (!home || !meeting_attend_import(home, id, path, &count, error))
        return FALSE;
    command_record_print_new(session, "imported", count);
    return TRUE;
}

static gboolean attend(Session *session, const char *id, Attendee *attendee,
                       const char *strokes_path, GError **error)
{
    int number = 0;
    g_autofree char *strokes = NULL;
    if (!command_need("--surname", attendee->surname, error) ||
        !command_need("--name", attendee->name, error) ||
        !command_need("--category", attendee->category, error) ||
        (strokes_path && !(strokes = file_read(strokes_path, STROKES_MAX_BYTES, NULL, error))))
        return FALSE;
    attendee->strokes = strokes;
    Home *home = session_home(session, error);
    if (!home || !meeting_attend(home, id, attendee, &number, error))
        return FALSE;
    command_record_print_new(session, "attendee", number);
    return TRUE;
}

gboolean command_attend(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *surname = NULL, *name = NULL, *patronymic = NULL, *category = NULL;
    g_autofree char *address = NULL, *phone = NULL, *iin = NULL, *strokes = NULL, *csv = NULL;
    const GOptionEntry options[] = {
        {"surname", 0, 0, G_OPTION_ARG_STRING, &surname, N_("surname, exactly as written"), "S"},
        {"name", 0, 0, G_OPTION_ARG_STRING, &name, N_("name"), "N"},
        {"patronymic", 0, 0, G_OPTION_ARG_STRING, &patronymic, N_("patronymic, if there is one"),
         "P"},
        {"category", 0, 0, G_OPTION_ARG_STRING, &category,
         N_("a category of the rules: resident, deputy, …"), "CODE"},
        {"address", 0, 0, G_OPTION_ARG_STRING, &address, N_("address"), "A"},
        {"phone", 0, 0, G_OPTION_ARG_STRING, &phone, N_("telephone"), "T"},
        {"iin", 0, 0, G_OPTION_ARG_STRING, &iin,
         N_("individual identification number; tells who registers twice, and is printed nowhere"),
         "IIN"},
        {"strokes", 0, 0, G_OPTION_ARG_FILENAME, &strokes, N_("the signature, as strokes"),
         N_("FILE")},
        {"import", 0, 0, G_OPTION_ARG_FILENAME, &csv, N_("register everybody of a list (CSV)"),
         "FILE.csv"},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error))
        return FALSE;
    if (csv && (surname || name || patronymic || category || address || phone || iin || strokes)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("Either import a list, or register one person: not both at once."), NULL);
        return FALSE;
    }
    if (csv)
        return import(session, argv[1], csv, error);
    Attendee attendee = {.surname = surname,
                         .name = name,
                         .patronymic = patronymic,
                         .category = category,
                         .address = address,
                         .phone = phone,
                         .iin = iin};
    return attend(session, argv[1], &attendee, strokes, error);
}

/* The key signs, or announces that it will; what happened is said. */
static gboolean sign_with_key(Session *session, const char *id, const char *who, char *p12,
                              const KeyPasswords *passwords, GError **error)
{
    char *const paths[] = {p12, NULL};
    g_autoptr(GPtrArray) keys = command_read_keys(session, paths, passwords, error);
    Home *home = keys ? session_home(session, error) : NULL;
    g_autoptr(JsonObject) row = home ? register_meeting(home_register(home), id, error) : NULL;
    if (!row || !meeting_sign_with_key(home, id, who, keys->pdata[0], error))
        return FALSE;
    const char *name = signing_key_name(keys->pdata[0]);
    if (strcmp(json_object_get_string_member(row, "state"), "sealed") == 0)
        session_print(session, N_("Signed with the key of “{1}”."), name, NULL);
    else
        session_print(session,
                      N_("“{1}” signs with a key when the record is sealed: esep seal {2} --p12 "
                         "FILE"),
                      name, id, NULL);
    return session_done(session);
}

gboolean command_sign(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *role = NULL, *strokes_path = NULL, *p12 = NULL;
    g_auto(KeyPasswords) passwords = KEY_PASSWORDS_ASK;
    int speaker = 1;
    const GOptionEntry options[] = {
        {"role", 0, 0, G_OPTION_ARG_STRING, &role, N_("inspector, chief, officer or secretary"),
         "ROLE"},
        {"strokes", 0, 0, G_OPTION_ARG_FILENAME, &strokes_path, N_("the signature, as strokes"),
         N_("FILE")},
        {"p12", 0, 0, G_OPTION_ARG_FILENAME, &p12,
         N_("sign with the key of a PKCS#12 file; after sealing, too"), N_("FILE")},
        command_key_file_option(&passwords),
        command_key_fd_option(&passwords),
        {"speaker", 0, 0, G_OPTION_ARG_INT, &speaker,
         N_("which of several speakers signs, counted from 1"), "N"},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error) ||
        !command_need("--role", role, error))
        return FALSE;
    if (p12 && strokes_path) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("Sign by hand or with a key: --strokes or --p12, not both."), NULL);
        return FALSE;
    }
    g_autofree char *who = g_strdup_printf("%s:%d", role, speaker);
    if (p12)
        return sign_with_key(session, argv[1], who, p12, &passwords, error);
    if (!command_need("--strokes", strokes_path, error))
        return FALSE;
    g_autofree char *strokes = file_read(strokes_path, STROKES_MAX_BYTES, NULL, error);
    Home *home = strokes ? session_home(session, error) : NULL;
    return home && meeting_sign(home, argv[1], who, strokes, error) && session_done(session);
}
