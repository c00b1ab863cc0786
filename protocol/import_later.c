#include "protocol/import_later.h"

#include "protocol/canonical.h"
#include "protocol/error.h"
#include "protocol/import_check.h"
#include "protocol/json_read.h"
#include "protocol/later.h"
#include "protocol/register_follow.h"
#include "protocol/register_meeting.h"
#include "protocol/register_print.h"
#include "protocol/register_retention.h"

gboolean import_later_read(const char *folder, JsonObject *record, JsonNode **later_out,
                           GError **error)
{
    g_autofree char *path = g_build_filename(folder, LATER_FILE, NULL), *text = NULL;
    guint steps = 0;
    gsize size = 0;
    *later_out = NULL;
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    g_autoptr(JsonNode) later = g_file_get_contents(path, &text, &size, NULL)
                                    ? json_read(LATER_FILE, text, (gssize)size, NULL)
                                    : NULL;
    if (!later || !import_text_plain(later) || !later_fits(record, later, &steps)) {
        error_set(error, PROTOCOL_ERROR_DIFFERENT,
                  N_("{1} is no record that this program can take over whole: it was written by a "
                     "newer one, or by hand."),
                  LATER_FILE, NULL);
        return FALSE;
    }
    *later_out = g_steal_pointer(&later);
    return TRUE;
}

static gboolean add_steps(Home *home, FollowSubject subject, JsonObject *life, GError **error)
{
    JsonArray *steps = json_read_array(life, "steps");
    for (guint i = 0; i < json_array_get_length(steps); i++) {
        JsonObject *step = json_array_get_object_element(steps, i);
        const FollowRow row = {.subject = subject,
                               .event = json_read_text(step, "event"),
                               .state = json_read_text(step, "state"),
                               .deadline = json_read_text(step, "deadline"),
                               .deadline_source = json_read_text(step, "deadline_source"),
                               .text = json_read_text(step, "text"),
                               .to = json_read_text(step, "to"),
                               .ref = json_read_text(step, "ref"),
                               .who = json_read_text(step, "who"),
                               .at = json_read_text(step, "at")};
        if (!register_follow_add(home_register(home), &row, error))
            return FALSE;
    }
    return TRUE;
}

/* The number here of the entry with the receipt of life. */
static int number_here(JsonObject *record, JsonObject *life)
{
    JsonArray *entries = json_read_array(record, "entries");
    const char *receipt = json_read_text(life, "receipt");
    for (guint i = 0; i < json_array_get_length(entries); i++) {
        JsonObject *entry = json_array_get_object_element(entries, i);
        if (g_strcmp0(json_read_text(entry, "receipt"), receipt) == 0)
            return (int)json_object_get_int_member(entry, "entry");
    }
    return 0;
}

static gboolean add_lives(Home *home, const char *id, JsonObject *record, JsonObject *later,
                          GError **error)
{
    JsonArray *entries = json_read_array(later, "entries");
    JsonArray *decisions = json_read_array(later, "decisions");
    for (guint i = 0; i < json_array_get_length(entries); i++) {
        JsonObject *life = json_array_get_object_element(entries, i);
        if (!add_steps(home, follow_entry(number_here(record, life)), life, error))
            return FALSE;
    }
    for (guint i = 0; i < json_array_get_length(decisions); i++) {
        JsonObject *life = json_array_get_object_element(decisions, i);
        const FollowSubject subject = {id, (int)json_object_get_int_member(life, "n")};
        if (!add_steps(home, subject, life, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean add_addenda(Home *home, const char *id, JsonArray *addenda, GError **error)
{
    for (guint i = 0; i < json_array_get_length(addenda); i++) {
        JsonObject *addendum = json_array_get_object_element(addenda, i);
        JsonNode *node = json_object_get_member(addendum, "signature");
        gboolean is_signed = node && JSON_NODE_HOLDS_OBJECT(node);
        g_autofree char *signature = is_signed ? canonical_json(node, NULL, error) : NULL;
        const AddendumRow row = {.n = (int)json_object_get_int_member(addendum, "n"),
                                 .text = json_read_text(addendum, "text"),
                                 .added = json_read_text(addendum, "added"),
                                 .signature = signature,
                                 .pdf_file = json_read_text(addendum, "file"),
                                 .pdf_sha256 = json_read_text(addendum, "sha256")};
        if ((is_signed && !signature) ||
            !register_addendum_add(home_register(home), id, &row, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean add_holds(Home *home, const char *id, JsonArray *holds, GError **error)
{
    for (guint i = 0; i < json_array_get_length(holds); i++) {
        JsonObject *row = json_array_get_object_element(holds, i);
        const HoldRow hold = {.n = (int)json_object_get_int_member(row, "n"),
                              .why = json_read_text(row, "why"),
                              .who = json_read_text(row, "who"),
                              .at = json_read_text(row, "at"),
                              .released = json_read_text(row, "released"),
                              .released_by = json_read_text(row, "released_by")};
        if (!register_hold_import(home_register(home), id, &hold, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean add_prints(Home *home, const char *id, JsonArray *prints, GError **error)
{
    for (guint i = 0; prints && i < json_array_get_length(prints); i++) {
        JsonObject *print = json_array_get_object_element(prints, i);
        const PrintRow row = {.copies = (int)json_object_get_int_member(print, "copies"),
                              .who = json_read_text(print, "who"),
                              .at = json_read_text(print, "at")};
        if (!register_print_add(home_register(home), id, &row, error))
            return FALSE;
    }
    return TRUE;
}

gboolean import_later_add(Home *home, const char *id, JsonObject *record, JsonNode *later,
                          GError **error)
{
    JsonObject *object = json_node_get_object(later);
    return add_addenda(home, id, json_read_array(object, "addenda"), error) &&
           add_lives(home, id, record, object, error) &&
           add_holds(home, id, json_read_array(object, "holds"), error) &&
           add_prints(home, id, json_read_array(object, "prints"), error);
}
