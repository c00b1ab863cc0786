#include "protocol/print_meeting.h"

#include <string.h>

#include "protocol/document_meeting.h"
#include "protocol/error.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "protocol/register_meeting.h"
#include "protocol/register_print.h"

GBytes *print_protocol_read(Home *home, const char *id, GError **error)
{
    g_autoptr(JsonObject) seal = NULL;
    g_autoptr(JsonObject) row = register_meeting(home_register(home), id, error);
    if (!row || !register_seal(home_register(home), id, &seal, error))
        return NULL;
    if (strcmp(json_object_get_string_member(row, "state"), "sealed") != 0) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("Meeting {1} has no sealed protocol to print. Seal it first: esep seal {1}"),
                  id, NULL);
        return NULL;
    }
    g_autofree char *path = home_meeting_path(home, id, "protocol.pdf"), *data = NULL;
    gsize size = 0;
    g_autofree char *sha256 = NULL;
    if (g_file_get_contents(path, &data, &size, NULL))
        sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)data, size);
    if (g_strcmp0(sha256, json_object_get_string_member(seal, "pdf_sha256")) != 0) {
        error_set(error, PROTOCOL_ERROR_DIFFERENT,
                  N_("{1} is not what was sealed: it is not printed. See: esep verify {2}"), path,
                  id, NULL);
        return NULL;
    }
    return g_bytes_new_take(g_steal_pointer(&data), size);
}

const char *const *print_protocol_copies(Home *home, const char *id, GError **error)
{
    const RulesSet *set = home_rules(home, error);
    g_autoptr(JsonObject) row = set ? register_meeting(home_register(home), id, error) : NULL;
    const Rules *rules =
        row ? rules_by_id(set, json_object_get_string_member(row, "edition"), error) : NULL;
    return rules ? rules_copies(rules) : NULL;
}

static gboolean log_print(Home *home, const char *id, const char *what, const char *subject,
                          int copies, GError **error)
{
    g_autofree char *count = g_strdup_printf("%d", copies);
    const AuditEvent event = {.meeting = id, .what = what, .subject = subject, .after = count};
    return register_audit_note(home_register(home), home_clock(home), &event, error);
}

/* That the protocol is on paper: in the log, and where the next print asks for it. */
static gboolean keep_print(Home *home, const char *id, int copies, GError **error)
{
    Register *register_ = home_register(home);
    g_autofree char *count = g_strdup_printf("%d", copies);
    g_autofree char *now = time_iso(clock_now_ms(home_clock(home)));
    const AuditEvent event = {
        .meeting = id, .what = "printed", .subject = "protocol", .after = count};
    const PrintRow row = {.copies = copies, .at = now};
    if (!register_begin(register_, error))
        return FALSE;
    if (register_audit_add(register_, home_clock(home), &event, error) &&
        register_print_add(register_, id, &row, error))
        return register_commit(register_, error);
    register_rollback(register_);
    return FALSE;
}

/* What goes to paper when it was there before: the same, with "copy" across each page. */
static GBytes *read_copy(Home *home, const char *id, GError **error)
{
    const Document document = {.kind = DOCUMENT_PROTOCOL, .language = "both", .copy = TRUE};
    return document_of_meeting(home, id, &document, NULL, error);
}

gboolean print_protocol(Home *home, const char *id, const PrintRequest *how,
                        PrintState handle_state, gpointer user_data, gboolean *again_out,
                        GError **error)
{
    PrintRequest request = *how;
    g_autoptr(GBytes) pdf = print_protocol_read(home, id, error);
    const char *const *copies = pdf ? print_protocol_copies(home, id, error) : NULL;
    g_autoptr(JsonArray) prints = copies ? register_prints(home_register(home), id, error) : NULL;
    if (!prints)
        return FALSE;
    gboolean again = json_array_get_length(prints) > 0;
    if (request.copies == 0)
        request.copies = (int)g_strv_length((char **)copies);
    if (again && !request.signed_again) {
        g_bytes_unref(pdf);
        pdf = read_copy(home, id, error);
        if (!pdf)
            return FALSE;
    }
    g_autofree char *title = g_strdup_printf("Esep %s", id);
    request.title = title;
    *again_out = again;
    return log_print(home, id, again ? "reprint" : "print", "protocol", request.copies, error) &&
           print_document(pdf, &request, handle_state, user_data, error) &&
           keep_print(home, id, request.copies, error);
}

gboolean print_receipt(Home *home, const char *id, int entry, gboolean roll,
                       const PrintRequest *how, PrintState handle_state, gpointer user_data,
                       GError **error)
{
    const Document document = {.kind = roll ? DOCUMENT_RECEIPT_ROLL : DOCUMENT_RECEIPT,
                               .language = "both",
                               .entry = entry};
    g_autoptr(GBytes) pdf = document_of_meeting(home, id, &document, NULL, error);
    g_autofree char *subject = g_strdup_printf("receipt %d", entry);
    PrintRequest request = *how;
    request.title = "Esep";
    request.copies = MAX(request.copies, 1);
    return pdf && log_print(home, id, "print", subject, request.copies, error) &&
           print_document(pdf, &request, handle_state, user_data, error);
}
