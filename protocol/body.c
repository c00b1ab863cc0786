#include "protocol/body.h"

#include <string.h>

#include "protocol/error.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "protocol/register_body.h"
#include "protocol/text.h"

#define AHEAD_DAYS_MAX 366

static gboolean check_names(const HomeBody *body, GError **error)
{
    return text_check("body", body->name, TEXT_PLACE_MAX, FALSE, error) &&
           text_check_optional("body-kk", body->name_kk, TEXT_PLACE_MAX, FALSE, error) &&
           text_check_optional("city", body->city, TEXT_NAME_MAX, FALSE, error);
}

/* The first day on which the name can change; g_free. */
static char *first_day(const char *today, const char *sealed)
{
    GDate day;
    if (!sealed || strcmp(sealed, today) < 0 || !date_parse(sealed, &day))
        return g_strdup(today);
    g_date_add_days(&day, 1);
    return date_iso(&day);
}

/* since may be NULL; g_free, NULL with an error. */
static char *choose_day(Home *home, const char *since, GError **error)
{
    GDate day, now;
    g_autofree char *sealed = NULL;
    g_autofree char *today = clock_today(home_clock(home));
    if (!register_body_sealed(home_register(home), &sealed, error))
        return NULL;
    g_autofree char *first = first_day(today, sealed);
    if (!since)
        return g_steal_pointer(&first);
    if (!date_parse(since, &day) || !date_parse(today, &now) || strcmp(since, today) < 0 ||
        g_date_days_between(&now, &day) > AHEAD_DAYS_MAX) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("The day of a new name is today or one of the next {1}, YYYY-MM-DD."),
                  G_STRINGIFY(AHEAD_DAYS_MAX), NULL);
        return NULL;
    }
    if (strcmp(since, first) >= 0)
        return g_strdup(since);
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("A meeting of {1} is sealed already: the new name can begin on {2}."), sealed,
              first, NULL);
    return NULL;
}

/* Inside the transaction. */
static gboolean rename_from(Home *home, const HomeBody *body, const char *since, char **since_out,
                            GError **error)
{
    Register *register_ = home_register(home);
    g_autofree char *day = choose_day(home, since, error);
    g_autoptr(JsonObject) before = day ? register_body(register_, day, error) : NULL;
    g_autofree char *now = time_iso(clock_now_ms(home_clock(home)));
    if (!before || !register_body_add(register_, day, body, now, error))
        return FALSE;
    const AuditEvent event = {.what = "body",
                              .subject = day,
                              .before = json_object_get_string_member(before, "name"),
                              .after = body->name};
    if (!register_audit_add(register_, home_clock(home), &event, error))
        return FALSE;
    if (since_out)
        *since_out = g_steal_pointer(&day);
    return TRUE;
}

gboolean body_rename(Home *home, const HomeBody *body, const char *since, char **since_out,
                     GError **error)
{
    Register *register_ = home_register(home);
    if (!check_names(body, error) || !register_begin(register_, error))
        return FALSE;
    if (rename_from(home, body, since, since_out, error))
        return register_commit(register_, error);
    register_rollback(register_);
    return FALSE;
}

JsonNode *body_list(Home *home, GError **error)
{
    JsonArray *rows = register_bodies(home_register(home), error);
    return rows ? json_node_init_array(json_node_alloc(), rows) : NULL;
}
