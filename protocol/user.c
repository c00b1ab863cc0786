#include "protocol/user.h"

#include <sodium.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "protocol/register_user.h"
#include "protocol/text.h"

#define FREE_TRIES 5
#define FIRST_WAIT_S 15
#define LONGEST_WAIT_S 3600

static const struct {
    const char *code, *text;
} roles[USER_ROLE_COUNT] = {
    [USER_SECRETARY] = {"secretary", N_("Secretary")},
    [USER_INSPECTOR] = {"inspector", N_("Inspector")},
    [USER_CHIEF] = {"chief", N_("Chief")},
    [USER_CONTROLLER] = {"controller", N_("Controller")},
    [USER_ADMINISTRATOR] = {"administrator", N_("Administrator")},
};

const char *user_role_text(UserRole role)
{
    return roles[role].text;
}

gboolean user_role_parse(const char *code, UserRole *role_out)
{
    for (int role = 0; role < USER_ROLE_COUNT; role++)
        if (g_strcmp0(roles[role].code, code) == 0) {
            *role_out = role;
            return TRUE;
        }
    return FALSE;
}

/* Each digit is the one before plus step (modulo ten). */
static gboolean in_a_row(const char *pin, int step)
{
    for (int i = 1; i < USER_PIN_DIGITS; i++)
        if ((pin[i] - pin[i - 1] + 10) % 10 != (step + 10) % 10)
            return FALSE;
    return TRUE;
}

/* The first digits again and again, also mirrored ("123321") or each twice ("112233"). */
static gboolean is_repeated(const char *pin)
{
    gboolean by_two = TRUE, by_three = TRUE, mirrored = TRUE, paired = TRUE;
    for (int i = 0; i < USER_PIN_DIGITS; i++) {
        by_two = by_two && pin[i] == pin[i % 2];
        by_three = by_three && pin[i] == pin[i % 3];
        mirrored = mirrored && pin[i] == pin[USER_PIN_DIGITS - 1 - i];
        paired = paired && pin[i] == pin[i - i % 2];
    }
    return by_two || by_three || mirrored || paired;
}

static gboolean is_day(int day, int month)
{
    return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

/* DDMMYY or YYMMDD. */
static gboolean is_date(const char *pin)
{
    int parts[3];
    for (int i = 0; i < 3; i++)
        parts[i] = (pin[2 * i] - '0') * 10 + pin[2 * i + 1] - '0';
    return is_day(parts[0], parts[1]) || is_day(parts[2], parts[1]);
}

gboolean user_pin_check(const char *pin, GError **error)
{
    if (strlen(pin) != USER_PIN_DIGITS || strspn(pin, "0123456789") != USER_PIN_DIGITS) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("A PIN is six digits."), NULL);
        return FALSE;
    }
    if (in_a_row(pin, 0) || in_a_row(pin, 1) || in_a_row(pin, -1) || is_repeated(pin) ||
        is_date(pin)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("This PIN is too easy to guess: no rows, no repeated digits, no dates."),
                  NULL);
        return FALSE;
    }
    return TRUE;
}

/* The Argon2id hash as a text; g_free. */
static char *hash_pin(const char *pin, GError **error)
{
    char hash[crypto_pwhash_STRBYTES];
    if (sodium_init() < 0 ||
        crypto_pwhash_str_alg(hash, pin, strlen(pin), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("There is not enough memory."), NULL);
        return NULL;
    }
    return g_strdup(hash);
}

static gboolean log_change(Home *home, const char *what, int number, const char *after,
                           GError **error)
{
    g_autofree char *subject = g_strdup_printf("%d", number);
    const AuditEvent event = {.what = what, .subject = subject, .after = after};
    return register_audit_add(home_register(home), home_clock(home), &event, error);
}

static gboolean end(Register *register_, gboolean ok, GError **error)
{
    if (ok)
        return register_commit(register_, error);
    register_rollback(register_);
    return FALSE;
}

static int count_administrators(JsonArray *users)
{
    int count = 0;
    for (guint i = 0; i < json_array_get_length(users); i++) {
        JsonObject *user = json_array_get_object_element(users, i);
        const char *role = json_object_get_string_member(user, "role");
        count += strcmp(role, roles[USER_ADMINISTRATOR].code) == 0;
    }
    return count;
}

static gboolean is_named(JsonArray *users, const char *name)
{
    for (guint i = 0; i < json_array_get_length(users); i++) {
        JsonObject *user = json_array_get_object_element(users, i);
        if (strcmp(json_object_get_string_member(user, "name"), name) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Whether somebody of this name and role can be added to users. */
static gboolean may_add(JsonArray *users, const char *name, UserRole role, GError **error)
{
    if (is_named(users, name)) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("There is somebody named “{1}” already."), name,
                  NULL);
        return FALSE;
    }
    if (count_administrators(users) == 0 && role != USER_ADMINISTRATOR) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The first must be an administrator."), NULL);
        return FALSE;
    }
    return TRUE;
}

gboolean user_add(Home *home, const char *name, UserRole role, const char *pin, int *number_out,
                  GError **error)
{
    Register *register_ = home_register(home);
    if (!text_check("name", name, USER_NAME_MAX, FALSE, error) || !user_pin_check(pin, error))
        return FALSE;
    g_autofree char *hash = hash_pin(pin, error);
    g_autofree char *made = time_iso(clock_now_ms(home_clock(home)));
    if (!hash || !register_begin(register_, error))
        return FALSE;
    g_autoptr(JsonArray) users = register_users(register_, error);
    gboolean ok =
        users && may_add(users, name, role, error) &&
        register_user_add(register_, name, roles[role].code, hash, made, number_out, error) &&
        log_change(home, "user-add", *number_out, roles[role].code, error);
    return end(register_, ok, error);
}

gboolean user_set_pin(Home *home, int number, const char *pin, GError **error)
{
    Register *register_ = home_register(home);
    g_autofree char *hash = user_pin_check(pin, error) ? hash_pin(pin, error) : NULL;
    if (!hash || !register_begin(register_, error))
        return FALSE;
    gboolean ok = register_user_set_pin(register_, number, hash, error) &&
                  log_change(home, "user-pin", number, NULL, error);
    return end(register_, ok, error);
}

/* Whether others could still set the device up if the one with this number were gone. */
static gboolean may_remove(Register *register_, int number, GError **error)
{
    g_autoptr(JsonObject) user = register_user(register_, number, error);
    g_autoptr(JsonArray) users = user ? register_users(register_, error) : NULL;
    if (!users)
        return FALSE;
    const char *role = json_object_get_string_member(user, "role");
    if (strcmp(role, roles[USER_ADMINISTRATOR].code) == 0 && count_administrators(users) == 1) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The last administrator cannot be removed: add another one before."), NULL);
        return FALSE;
    }
    return TRUE;
}

gboolean user_remove(Home *home, int number, GError **error)
{
    Register *register_ = home_register(home);
    g_autofree char *removed = time_iso(clock_now_ms(home_clock(home)));
    if (!register_begin(register_, error))
        return FALSE;
    gboolean ok = may_remove(register_, number, error) &&
                  register_user_remove(register_, number, removed, error) &&
                  log_change(home, "user-remove", number, NULL, error);
    return end(register_, ok, error);
}

/* Seconds that must pass before the next try; 0: none. */
static int wait_s(JsonObject *user, const Clock *clock)
{
    int tries = (int)json_object_get_int_member(user, "tries");
    if (tries < FREE_TRIES)
        return 0;
    gint64 wait_ms = LONGEST_WAIT_S * 1000;
    if (tries - FREE_TRIES < 8)
        wait_ms = MIN(wait_ms, ((gint64)FIRST_WAIT_S * 1000) << (tries - FREE_TRIES));
    g_autofree char *boot = clock_boot_id(clock);
    const char *then = json_object_get_string_member_with_default(user, "boot", "");
    /* In another boot the time between cannot be known: the wait begins again with it. */
    gint64 from_ms = g_strcmp0(boot, then) == 0
                         ? json_object_get_int_member_with_default(user, "boot_ms", 0)
                         : 0;
    gint64 left_ms = from_ms + wait_ms - clock_boot_ms(clock);
    return (int)((CLAMP(left_ms, 0, wait_ms) + 999) / 1000);
}

static void refuse_wait(int seconds, GError **error)
{
    g_autofree char *text = g_strdup_printf("%d", seconds);
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("The PIN was wrong too often. Seconds until the next try: {1}"), text, NULL);
}

/* Counts a try before it is made; the hash to try through hash_out (g_free). */
static gboolean count_try(Home *home, int number, char **hash_out, int *wait_s_out, GError **error)
{
    Register *register_ = home_register(home);
    const Clock *clock = home_clock(home);
    g_autofree char *boot = clock_boot_id(clock);
    gboolean ok = FALSE;
    if (!register_begin(register_, error))
        return FALSE;
    g_autoptr(JsonObject) user = register_user(register_, number, error);
    if (!user)
        goto cleanup;
    *wait_s_out = wait_s(user, clock);
    if (*wait_s_out > 0) {
        refuse_wait(*wait_s_out, error);
        goto cleanup;
    }
    int tries = (int)json_object_get_int_member(user, "tries") + 1;
    *hash_out = g_strdup(json_object_get_string_member(user, "pin"));
    ok = register_user_set_tries(register_, number, tries, boot, clock_boot_ms(clock), error);

cleanup:
    return end(register_, ok, error);
}

/* Writes down how a try ended. */
static gboolean note_try(Home *home, int number, gboolean right, int *wait_s_out, GError **error)
{
    Register *register_ = home_register(home);
    if (!register_begin(register_, error))
        return FALSE;
    g_autoptr(JsonObject) user = register_user(register_, number, error);
    gboolean ok = user &&
                  (!right || register_user_set_tries(register_, number, 0, NULL, 0, error)) &&
                  log_change(home, right ? "user-enter" : "user-refused", number, NULL, error);
    if (ok && !right)
        *wait_s_out = wait_s(user, home_clock(home));
    return end(register_, ok, error);
}

gboolean user_enter(Home *home, int number, const char *pin, int *wait_s_out, GError **error)
{
    g_autofree char *hash = NULL;
    *wait_s_out = 0;
    if (!count_try(home, number, &hash, wait_s_out, error))
        return FALSE;
    gboolean right = sodium_init() >= 0 && crypto_pwhash_str_verify(hash, pin, strlen(pin)) == 0;
    if (!note_try(home, number, right, wait_s_out, error))
        return FALSE;
    if (!right && *wait_s_out > 0)
        refuse_wait(*wait_s_out, error);
    else if (!right)
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The PIN is wrong."), NULL);
    return right;
}

JsonNode *user_list(Home *home, GError **error)
{
    g_autoptr(JsonArray) users = register_users(home_register(home), error);
    if (!users)
        return NULL;
    for (guint i = 0; i < json_array_get_length(users); i++) {
        static const char *const inside[] = {"pin", "tries", "boot", "boot_ms"};
        JsonObject *user = json_array_get_object_element(users, i);
        json_object_set_int_member(user, "wait_s", wait_s(user, home_clock(home)));
        for (gsize m = 0; m < G_N_ELEMENTS(inside); m++)
            json_object_remove_member(user, inside[m]);
    }
    return json_node_init_array(json_node_alloc(), users);
}
