#include "protocol/register_audit.h"

#include <string.h>

#include "protocol/canonical.h"
#include "protocol/error.h"
#include "protocol/register_database.h"
#include "protocol/register_statement.h"

#define NO_HASH "0000000000000000000000000000000000000000000000000000000000000000"
#define COLUMNS                                                                                    \
    "seq, who, wall_ms, trusted, monotonic_us, meeting, what, subject, before, after, prev"
#define PAGE_ROWS 500

char *register_audit_hash(JsonObject *row, GError **error)
{
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), row);
    gsize size = 0;
    g_autofree char *canonical = canonical_json(node, &size, error);
    return canonical ? g_compute_checksum_for_data(G_CHECKSUM_SHA256, (guchar *)canonical, size)
                     : NULL;
}

static void set_text(JsonObject *object, const char *name, const char *text)
{
    if (text)
        json_object_set_string_member(object, name, text);
    else
        json_object_set_null_member(object, name);
}

/* The account and program that made the change, and at whose hands. Of a command the first word:
 * what it did stands in the row. */
static char *who(const Register *register_)
{
    const char *name = g_get_prgname(), *person = register_->person;
    g_autofree char *program = name ? g_strndup(name, strcspn(name, " ")) : g_strdup("esep");
    return g_strconcat(g_get_user_name(), " ", program, person ? ": " : NULL, person, NULL);
}

char *register_audit_head(Register *register_, GError **error)
{
    char *head = NULL;
    if (!register_text(register_, &head, error, "SELECT hash FROM audit ORDER BY seq DESC LIMIT 1",
                       ""))
        return NULL;
    return head ? head : g_strdup(NO_HASH);
}

char *register_audit_digest(Register *register_, const char *meeting, const char *text,
                            GError **error)
{
    return vault_digest(register_vault(register_), meeting, text, error);
}

gboolean register_audit_add(Register *register_, const Clock *clock, const AuditEvent *event,
                            GError **error)
{
    gint64 last = 0;
    g_autofree char *prev = register_audit_head(register_, error);
    if (!prev || !register_number(register_, 0, &last, error, "SELECT MAX(seq) FROM audit", ""))
        return FALSE;
    gint64 wall_ms = clock_now_ms(clock), monotonic_us = g_get_monotonic_time();
    int trusted = clock_trusted(clock);
    g_autofree char *actor = who(register_);

    g_autoptr(JsonObject) row = json_object_new();
    json_object_set_int_member(row, "seq", last + 1);
    json_object_set_string_member(row, "who", actor);
    json_object_set_int_member(row, "wall_ms", wall_ms);
    json_object_set_int_member(row, "trusted", trusted);
    json_object_set_int_member(row, "monotonic_us", monotonic_us);
    set_text(row, "meeting", event->meeting);
    set_text(row, "what", event->what);
    set_text(row, "subject", event->subject);
    set_text(row, "before", event->before);
    set_text(row, "after", event->after);
    set_text(row, "prev", prev);
    g_autofree char *hash = register_audit_hash(row, error);
    return hash && register_run(register_, NULL, error,
                                "INSERT INTO audit (" COLUMNS
                                ", hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                "lslilsssssss", last + 1, actor, wall_ms, trusted, monotonic_us,
                                event->meeting, event->what, event->subject, event->before,
                                event->after, prev, hash);
}

gboolean register_audit_note(Register *register_, const Clock *clock, const AuditEvent *event,
                             GError **error)
{
    if (!register_begin(register_, error))
        return FALSE;
    if (register_audit_add(register_, clock, event, error) && register_commit(register_, error))
        return TRUE;
    register_rollback(register_);
    return FALSE;
}

gboolean register_audit_count(Register *register_, const char *meeting, const char *what,
                              gint64 *count_out, GError **error)
{
    return register_number(register_, 0, count_out, error,
                           "SELECT COUNT(*) FROM audit WHERE meeting = ? AND what = ?", "ss",
                           meeting, what);
}

static gboolean differs(GError **error, gint64 seq)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, seq);
    error_set(error, PROTOCOL_ERROR_DIFFERENT,
              N_("The audit log was changed: row {1} does not fit the chain."), number, NULL);
    return FALSE;
}

/* Checks one row against the hash before it (*head_io), which then is its own. */
static gboolean verify_row(JsonObject *row, gint64 seq, char **head_io, GError **error)
{
    g_autofree char *hash = g_strdup(json_object_get_string_member(row, "hash"));
    json_object_remove_member(row, "hash");
    g_autofree char *computed = register_audit_hash(row, NULL);
    if (json_object_get_int_member(row, "seq") != seq || g_strcmp0(computed, hash) != 0 ||
        g_strcmp0(json_object_get_string_member(row, "prev"), *head_io) != 0)
        return differs(error, seq);
    g_free(*head_io);
    *head_io = g_steal_pointer(&hash);
    return TRUE;
}

static gboolean verify_rows(Register *register_, gint64 *rows_out, char **head_io, GError **error)
{
    guint got;
    do {
        g_autoptr(JsonArray) page = register_rows(
            register_, error, "SELECT " COLUMNS ", hash FROM audit ORDER BY seq LIMIT ? OFFSET ?",
            "il", PAGE_ROWS, *rows_out);
        if (!page)
            return FALSE;
        got = json_array_get_length(page);
        for (guint i = 0; i < got; i++)
            if (!verify_row(json_array_get_object_element(page, i), ++*rows_out, head_io, error))
                return FALSE;
    } while (got == PAGE_ROWS);
    return TRUE;
}

JsonArray *register_audit_rows(Register *register_, const char *id, const char *head,
                               GError **error)
{
    return register_rows(register_, error,
                         "SELECT " COLUMNS ", hash FROM audit WHERE seq BETWEEN"
                         " (SELECT MIN(seq) FROM audit WHERE meeting = ?1)"
                         " AND (SELECT seq FROM audit WHERE hash = ?2) ORDER BY seq",
                         "ss", id, head);
}

JsonArray *register_audit_last(Register *register_, const char *id, int count, GError **error)
{
    return register_rows(register_, error,
                         "SELECT * FROM (SELECT " COLUMNS ", hash FROM audit"
                         " WHERE ?1 IS NULL OR meeting = ?1 ORDER BY seq DESC LIMIT ?2)"
                         " ORDER BY seq",
                         "si", id, count);
}

/* Every head that a sealed record of this device names must still be in the chain. */
static gboolean verify_heads(Register *register_, GError **error)
{
    g_autofree char *meeting = NULL;
    if (!register_text(register_, &meeting, error,
                       "SELECT meeting FROM seal WHERE audit_head NOT IN (SELECT hash FROM audit)"
                       " AND meeting NOT IN (SELECT meeting FROM imported)"
                       " ORDER BY meeting LIMIT 1",
                       ""))
        return FALSE;
    if (meeting)
        error_set(error, PROTOCOL_ERROR_DIFFERENT,
                  N_("The audit log was cut: what meeting {1} was sealed with is not in it."),
                  meeting, NULL);
    return !meeting;
}

gboolean register_audit_verify(Register *register_, gint64 *rows_out, char **head_out,
                               GError **error)
{
    gint64 rows = 0;
    gboolean begun = FALSE;
    g_autofree char *head = g_strdup(NO_HASH);
    GError *failure = NULL;
    if (!register_begin_read(register_, &begun, error))
        return FALSE;
    gboolean ok =
        verify_rows(register_, &rows, &head, &failure) && verify_heads(register_, &failure);
    if (begun)
        register_rollback(register_);
    if (!ok) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    if (rows_out)
        *rows_out = rows;
    if (head_out)
        *head_out = g_steal_pointer(&head);
    return TRUE;
}
