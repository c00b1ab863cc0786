#include "protocol/disposal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "protocol/act.h"
#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/file_read.h"
#include "protocol/json_read.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "protocol/register_disposal.h"
#include "protocol/register_meeting.h"
#include "protocol/register_statement.h"
#include "protocol/retention.h"
#include "protocol/text.h"

#define ACTS_FOLDER "acts"
#define ACT_MAX_BYTES (64 << 20)
#define DAY_MS (24 * G_GINT64_CONSTANT(3600000))
/* Beside the meetings' folders: what a disposed one is called while its files go. */
#define GOING_PREFIX ".disposed-"

/* Whether this is a time by which records may end. */
static gboolean check_clock(Home *home, GError **error)
{
    gint64 newest_ms = 0, now_ms = clock_now_ms(home_clock(home));
    if (!register_newest_time(home_register(home), &newest_ms, error))
        return FALSE;
    g_autofree char *now = time_iso(now_ms), *newest = time_iso(newest_ms);
    if (!clock_trusted(home_clock(home)))
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The clock ({1}) was not set by the network or a clock chip: by such a time "
                     "nothing is disposed of. Connect the device to the network and try again."),
                  now, NULL);
    else if (now_ms < newest_ms)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The clock says {1}, but {2} was seen already: one of them is wrong, and "
                     "nothing is disposed of. Set the clock right and try again."),
                  now, newest, NULL);
    else
        return TRUE;
    return FALSE;
}

static JsonObject *find_row(JsonArray *rows, const char *id)
{
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        if (g_strcmp0(json_read_text(row, "meeting"), id) == 0)
            return row;
    }
    return NULL;
}

/* Why a record stays, in words. row: of retention_list; NULL if the meeting is not sealed. */
static void refuse(const char *id, JsonObject *row, GError **error)
{
    const char *state = row ? json_read_text(row, "state") : "";
    const char *until = row ? json_read_text(row, "kept_until") : NULL;
    if (!row)
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("Only a sealed record can be disposed of."),
                  NULL);
    else if (strcmp(state, "held") == 0)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The record {1} is held: {2}. It stays until it is released."), id,
                  json_read_text(row, "why"), NULL);
    else if (strcmp(state, "grace") == 0)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The record {1} is in an act of disposal already, and goes after {2}."), id,
                  json_read_text(row, "grace_until"), NULL);
    else if (json_object_get_int_member(row, "days_left") < 0)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The record {1} has entries or decisions that are still open: close them "
                     "first. See: esep follow list"),
                  id, NULL);
    else
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The record {1} is kept until {2} ({3})."), id,
                  until, json_read_text(row, "source"), NULL);
}

/* The rows of the act: each of ids, all of them due. NULL with an error. */
static JsonArray *choose(Home *home, const char *const *ids, const char *today, GError **error)
{
    g_autoptr(JsonNode) list = retention_list(home, today, error);
    g_autoptr(JsonArray) chosen = json_array_new();
    for (gsize i = 0; list && ids[i]; i++) {
        g_autoptr(JsonObject) meeting = register_meeting(home_register(home), ids[i], error);
        if (!meeting)
            return NULL;
        JsonObject *row = find_row(json_node_get_array(list), ids[i]);
        g_autoptr(JsonObject) seal = NULL;
        if (!row || g_strcmp0(json_read_text(row, "state"), "due") != 0) {
            refuse(ids[i], row, error);
            return NULL;
        }
        if (!register_seal(home_register(home), ids[i], &seal, error))
            return NULL;
        json_object_set_string_member(row, "json_sha256", json_read_text(seal, "json_sha256"));
        if (!find_row(chosen, ids[i]))
            json_array_add_object_element(chosen, json_object_ref(row));
    }
    return list ? g_steal_pointer(&chosen) : NULL;
}

static gboolean log_event(Home *home, const char *id, const char *what, const char *after,
                          GError **error)
{
    const AuditEvent event = {.meeting = id, .what = what, .after = after};
    return register_audit_add(home_register(home), home_clock(home), &event, error);
}

/* The home's own copy; g_free. */
static char *act_path(Home *home, const char *number)
{
    g_autofree char *name = g_strconcat("act-", number, ".pdf", NULL);
    return g_build_filename(home_path(home), ACTS_FOLDER, name, NULL);
}

static gboolean write_act(Home *home, GBytes *pdf, const char *number, const char *path,
                          GError **error)
{
    gsize size;
    const void *data = g_bytes_get_data(pdf, &size);
    g_autofree char *copy = act_path(home, number);
    g_autofree char *folder = g_path_get_dirname(copy);
    return durable_mkdir(folder, error) && durable_write(copy, data, size, 0644, error) &&
           (!path || durable_write(path, data, size, 0644, error));
}

static gboolean check_commission(const char *const *names, GError **error)
{
    for (guint i = 0; names && names[i]; i++)
        if (!text_check("commission", names[i], TEXT_PLACE_MAX, FALSE, error))
            return FALSE;
    if (!names || g_strv_length((char **)names) <= COMMISSION_MAX)
        return TRUE;
    g_autofree char *most = g_strdup_printf("%d", COMMISSION_MAX);
    error_set(error, PROTOCOL_ERROR_USAGE, N_("A commission has at most {1} people."), most, NULL);
    return FALSE;
}

static gboolean add_rows(Home *home, JsonArray *rows, const char *act, const char *act_sha256,
                         gint64 until_ms, GError **error)
{
    g_autofree char *begun = time_iso(clock_now_ms(home_clock(home)));
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        const DisposalRow disposal = {.meeting = json_read_text(row, "meeting"),
                                      .act = act,
                                      .act_sha256 = act_sha256,
                                      .kept_until = json_read_text(row, "kept_until"),
                                      .begun = begun,
                                      .until_ms = until_ms};
        if (!register_disposal_add(home_register(home), &disposal, error) ||
            !log_event(home, disposal.meeting, "dispose", act, error))
            return FALSE;
    }
    return TRUE;
}

/* Inside the transaction; the act's file is there before its rows are committed. */
static gboolean begin(Home *home, const DisposalAct *wanted, char **act_out, GError **error)
{
    int number = 0;
    gint64 until_ms = clock_now_ms(home_clock(home)) + DISPOSAL_GRACE_DAYS * DAY_MS;
    g_autofree char *today = clock_today(home_clock(home)), *until = time_iso(until_ms);
    until[strlen("YYYY-MM-DD")] = 0;
    g_autofree char *series = g_strdup_printf("act-%.4s", today);
    g_autoptr(JsonArray) rows = NULL;
    if (!check_clock(home, error) || !(rows = choose(home, wanted->ids, today, error)) ||
        !register_next(home_register(home), series, &number, error))
        return FALSE;
    g_autofree char *act = g_strdup_printf("%.4s-%d", today, number);
    g_autoptr(GBytes) pdf = act_render(home, act, today, until, wanted->commission, rows, error);
    if (!pdf)
        return FALSE;
    g_autofree char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, pdf);
    if (!add_rows(home, rows, act, sha256, until_ms, error) ||
        !write_act(home, pdf, act, wanted->path, error))
        return FALSE;
    if (act_out)
        *act_out = g_steal_pointer(&act);
    return TRUE;
}

gboolean disposal_begin(Home *home, const DisposalAct *act, char **act_out, GError **error)
{
    if (!check_commission(act->commission, error) || !register_begin(home_register(home), error))
        return FALSE;
    if (begin(home, act, act_out, error))
        return register_commit(home_register(home), error);
    register_rollback(home_register(home));
    return FALSE;
}

GBytes *disposal_act_read(Home *home, const char *act, GError **error)
{
    g_autoptr(JsonArray) rows = register_disposals(home_register(home), error);
    const char *expected = NULL;
    for (guint i = 0; rows && i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        if (strcmp(json_read_text(row, "act"), act) == 0)
            expected = json_read_text(row, "act_sha256");
    }
    if (rows && !expected)
        error_set(error, PROTOCOL_ERROR_NOT_FOUND, N_("There is no act of disposal No. {1}."), act,
                  NULL);
    if (!expected)
        return NULL;
    gsize size = 0;
    g_autofree char *path = act_path(home, act);
    char *data = file_read(path, ACT_MAX_BYTES, &size, error);
    if (!data)
        return NULL;
    g_autoptr(GBytes) pdf = g_bytes_new_take(data, size);
    g_autofree char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, pdf);
    if (strcmp(sha256, expected) == 0)
        return g_steal_pointer(&pdf);
    error_set(error, PROTOCOL_ERROR_DIFFERENT, N_("{1} is not the act that was drawn up."), path,
              NULL);
    return NULL;
}

gboolean disposal_undo(Home *home, const char *id, const char *why, GError **error)
{
    Register *register_ = home_register(home);
    gboolean found = FALSE;
    g_autofree char *now = time_iso(clock_now_ms(home_clock(home)));
    if (!text_check("why", why, TEXT_PLACE_MAX, FALSE, error) || !register_begin(register_, error))
        return FALSE;
    g_autoptr(JsonObject) meeting = register_meeting(register_, id, error);
    g_autofree char *digest = meeting ? register_audit_digest(register_, id, why, error) : NULL;
    if (digest && register_disposal_undo(register_, id, why, now, &found, error) && found &&
        log_event(home, id, "dispose-undo", digest, error))
        return register_commit(register_, error);
    register_rollback(register_);
    if (digest && !found && (!error || !*error))
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The record {1} is not in its week of grace: there is nothing to take back."),
                  id, NULL);
    return FALSE;
}

/* The key first, then the files. The folder goes by one rename, so that no half of a meeting stands
 * where a whole one stood. */
static gboolean remove_files(Home *home, const char *id, GError **error)
{
    g_autofree char *folder = home_meeting_path(home, id, NULL);
    g_autofree char *above = g_path_get_dirname(folder);
    g_autofree char *name = g_strconcat(GOING_PREFIX, id, NULL);
    g_autofree char *going = g_build_filename(above, name, NULL);
    if (!register_keys_forget(home_register(home), id, error))
        return FALSE;
    gboolean moved = rename(folder, going) == 0 || errno == ENOENT;
    if (!moved || !durable_remove_tree(going)) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The files of {1} could not be removed: {2}. Remove the folder {3}."), id,
                  g_strerror(errno), moved ? going : folder, NULL);
        return FALSE;
    }
    return durable_sync_dir(above, error) &&
           register_disposal_files_gone(home_register(home), id, error);
}

gboolean disposal_reconcile(Home *home, GError **error)
{
    g_autoptr(JsonArray) rows = register_disposals(home_register(home), error);
    gboolean ok = rows != NULL, removed = FALSE;
    for (guint i = 0; ok && i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        if (!json_read_text(row, "finished") || json_object_get_boolean_member(row, "files_gone"))
            continue;
        ok = remove_files(home, json_read_text(row, "meeting"), error);
        removed = TRUE;
    }
    return ok && (!removed || register_forget(home_register(home), error));
}

/* What became of a record in its week: its tombstone, or why it stays. Inside a transaction. */
static gboolean finish_one(Home *home, JsonObject *row, JsonArray *kept, JsonArray *results,
                           GError **error)
{
    const char *id = json_read_text(row, "meeting");
    gint64 until_ms = json_object_get_int_member(row, "until_ms");
    gint64 now_ms = clock_now_ms(home_clock(home));
    g_autofree char *now = time_iso(now_ms), *until = time_iso(until_ms);
    JsonObject *retention = find_row(kept, id);
    const char *state = retention ? json_read_text(retention, "state") : "kept";
    if (strcmp(state, "grace") == 0 && now_ms >= until_ms) {
        state = "disposed";
        if (!register_disposal_finish(home_register(home), id, now, error) ||
            !log_event(home, id, "disposed", json_read_text(row, "act"), error))
            return FALSE;
    }
    until[strlen("YYYY-MM-DD")] = 0;
    JsonObject *result = json_object_new();
    json_object_set_string_member(result, "meeting", id);
    json_object_set_string_member(result, "state", state);
    json_object_set_string_member(result, "until", until);
    json_array_add_object_element(results, result);
    return TRUE;
}

static gboolean finish_all(Home *home, JsonArray *results, GError **error)
{
    g_autofree char *today = clock_today(home_clock(home));
    g_autoptr(JsonNode) kept = NULL;
    g_autoptr(JsonArray) rows = NULL;
    if (!check_clock(home, error) || !(kept = retention_list(home, today, error)) ||
        !(rows = register_disposals(home_register(home), error)))
        return FALSE;
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        if (!json_read_text(row, "finished") &&
            !finish_one(home, row, json_node_get_array(kept), results, error))
            return FALSE;
    }
    return TRUE;
}

JsonNode *disposal_finish(Home *home, GError **error)
{
    g_autoptr(JsonArray) results = json_array_new();
    if (!register_begin(home_register(home), error))
        return NULL;
    if (!finish_all(home, results, error)) {
        register_rollback(home_register(home));
        return NULL;
    }
    if (!register_commit(home_register(home), error) || !disposal_reconcile(home, error))
        return NULL;
    return json_node_init_array(json_node_alloc(), results);
}

JsonNode *disposal_list(Home *home, GError **error)
{
    g_autoptr(JsonArray) rows = register_disposals(home_register(home), error);
    for (guint i = 0; rows && i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        gint64 until_ms = json_object_get_int_member(row, "until_ms");
        g_autofree char *until = time_iso(until_ms);
        until[strlen("YYYY-MM-DD")] = 0;
        json_object_set_boolean_member(row, "over", clock_now_ms(home_clock(home)) >= until_ms);
        json_object_set_string_member(row, "until", until);
        json_object_remove_member(row, "until_ms");
        json_object_remove_member(row, "files_gone");
    }
    return rows ? json_node_init_array(json_node_alloc(), rows) : NULL;
}
