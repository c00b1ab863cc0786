#include "protocol/export_instructions.h"

#include "protocol/error.h"
#include "protocol/identity.h"
#include "protocol/paths.h"
#include "protocol/verification.h"

static const char *const instructions[EXPORT_COUNT] = {"VERIFY.txt", "VERIFY-ENTRY.txt",
                                                       "VERIFY-PUBLIC.txt"};

/* What is to be said of the recording of a public copy, in each language. */
static void fill_in_recording(const GPtrArray *told, GString *text)
{
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        g_autofree char *place =
            g_strdup_printf("{recording-%s}", language_code((Language)language));
        g_autoptr(GString) lines = g_string_new(NULL);
        for (guint i = 0; i < told->len; i++) {
            g_autofree char *line = verification_line((Language)language, told->pdata[i]);
            g_string_append_printf(lines, "%s%s", i > 0 ? "\n" : "", line);
        }
        g_string_replace(text, place, lines->str, 0);
    }
}

gboolean export_instructions(Bag *bag, ExportProfile profile, const char *certificate,
                             const char *record_sha256, const GPtrArray *told, GError **error)
{
    g_autofree char *path = paths_template("archive", instructions[profile], NULL), *text = NULL;
    g_autofree char *fingerprint = identity_certificate_sha256(certificate, error);
    g_autoptr(GError) failure = NULL;
    if (!fingerprint)
        return FALSE;
    if (!g_file_get_contents(path, &text, NULL, &failure)) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("{1} could not be read: {2}."), path,
                  failure->message, NULL);
        return FALSE;
    }
    g_autofree char *groups = verification_groups(fingerprint);
    g_autoptr(GString) filled = g_string_new(text);
    g_string_replace(filled, "{certificate}", groups, 0);
    fill_in_recording(told, filled);
    g_string_replace(filled, "{record}", record_sha256, 0);
    return bag_add_file(bag, "device.crt", certificate, NULL, error) &&
           bag_add_data(bag, "VERIFY.txt", filled->str, filled->len, error);
}
