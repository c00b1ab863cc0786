/* Who came, and who signed. */
#include "protocol/meeting_people.h"

#include <string.h>

#include "protocol/canonical.h"
#include "protocol/error.h"
#include "protocol/iin.h"
#include "protocol/meeting_check.h"
#include "protocol/register_people.h"
#include "protocol/strokes.h"
#include "protocol/text.h"

static gboolean check_attendee(const Rules *rules, const Attendee *attendee, GError **error)
{
    return text_check("surname", attendee->surname, TEXT_NAME_MAX, FALSE, error) &&
           text_check("name", attendee->name, TEXT_NAME_MAX, FALSE, error) &&
           text_check_optional("patronymic", attendee->patronymic, TEXT_NAME_MAX, FALSE, error) &&
           text_check_code("category", attendee->category, rules_categories(rules), error) &&
           text_check_optional("address", attendee->address, TEXT_PLACE_MAX, FALSE, error) &&
           text_check_optional("phone", attendee->phone, TEXT_PHONE_MAX, FALSE, error);
}

/* Strokes in the form of the record; NULL with an error. */
static char *canonical_strokes(const char *text, GError **error)
{
    g_autoptr(JsonNode) node = strokes_parse(text, -1, error);
    return node ? canonical_json(node, NULL, error) : NULL;
}

gboolean meeting_people_check_iin(Change *change, const char *iin, int attendee, GError **error)
{
    int other = 0;
    if (!iin_check(iin, change_text(change, "date"), error) ||
        !register_attendee_by_iin(change->register_, change->id, iin, attendee, &other, error))
        return FALSE;
    if (other == 0)
        return TRUE;
    g_autofree char *number = g_strdup_printf("%d", other);
    error_set(
        error, PROTOCOL_ERROR_REFUSED,
        N_("Somebody with this IIN is registered already, as number {1}. Nobody is registered "
           "twice at a meeting."),
        number, NULL);
    return FALSE;
}

static void set_text(JsonObject *object, const char *name, const char *text)
{
    if (text)
        json_object_set_string_member(object, name, text);
}

static gboolean log_attendee(Change *change, const Attendee *attendee, int number,
                             const char *registered, const char *strokes, GError **error)
{
    g_autoptr(JsonObject) row = json_object_new();
    set_text(row, "surname", attendee->surname);
    set_text(row, "name", attendee->name);
    set_text(row, "patronymic", attendee->patronymic);
    set_text(row, "category", attendee->category);
    set_text(row, "address", attendee->address);
    set_text(row, "phone", attendee->phone);
    set_text(row, "iin", attendee->iin);
    set_text(row, "registered", registered);
    set_text(row, "strokes", strokes);
    g_autofree char *subject = g_strdup_printf("%d", number);
    return change_log_digest(change, subject, row, error);
}

gboolean meeting_people_add(Change *change, const Rules *rules, const Attendee *attendee,
                            int *number_out, GError **error)
{
    if (!check_attendee(rules, attendee, error))
        return FALSE;
    g_autofree char *strokes = NULL;
    if (attendee->strokes && !(strokes = canonical_strokes(attendee->strokes, error)))
        return FALSE;
    g_autofree char *registered = time_iso(clock_now_ms(home_clock(change->home)));
    return register_attendee_add(change->register_, change->id, attendee, strokes, registered,
                                 number_out, error) &&
           log_attendee(change, attendee, *number_out, registered, strokes, error);
}

gboolean meeting_attend(Home *home, const char *id, const Attendee *attendee, int *number_out,
                        GError **error)
{
    Change change;
    if (!change_begin(&change, home, id, LIFE_ATTEND, error))
        return FALSE;
    const Rules *rules = change_rules(&change, error);
    gboolean ok = rules &&
                  (!attendee->iin || meeting_people_check_iin(&change, attendee->iin, 0, error)) &&
                  meeting_people_add(&change, rules, attendee, number_out, error);
    return change_end(&change, ok, error);
}

gboolean meeting_people_role(const char *text, char **role_out, int *n_out, GError **error)
{
    static const char *const roles[] = {"inspector", "chief", "officer", "secretary", NULL};
    g_auto(GStrv) parts = g_strsplit(text ? text : "", ":", 2);
    if (!text_check_code("role", parts[0], roles, error) ||
        (parts[1] && !meeting_check_number("speaker", parts[1], 1, 99, error)))
        return FALSE;
    *n_out = parts[1] ? (int)g_ascii_strtoll(parts[1], NULL, 10) : 1;
    *role_out = g_strdup(parts[0]);
    return TRUE;
}

/* Whether the edition asks for this role's signature, or there is such an official beside. */
static gboolean check_signatory(const Rules *rules, const char *role, GError **error)
{
    const char *const *signatories = rules_signatories(rules);
    if (g_strv_contains(signatories, role) || strcmp(role, "secretary") == 0)
        return TRUE;
    g_autofree char *asked = g_strjoinv(", ", (char **)signatories);
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("The rules {1} ask for the signature of: {2}. Not of: {3}."), rules_id(rules),
              asked, role, NULL);
    return FALSE;
}

static const char *officials_of(const char *role)
{
    return strcmp(role, "secretary") == 0 ? "secretary" : "speaker";
}

JsonObject *meeting_people_signatory(Change *change, const char *role, int n, GError **error)
{
    const Rules *rules = change_rules(change, error);
    g_autoptr(JsonArray) officials = NULL;
    if (!rules || !check_signatory(rules, role, error) ||
        !(officials = register_officials(change->register_, change->id, officials_of(role), error)))
        return NULL;
    if ((guint)n <= json_array_get_length(officials))
        return json_object_ref(json_array_get_object_element(officials, (guint)n - 1));
    error_set(error, PROTOCOL_ERROR_REFUSED,
              strcmp(role, "secretary") == 0
                  ? N_("The meeting has no secretary. Set one: esep meeting set ID secretary=…")
                  : N_("The meeting has no such speaker."),
              NULL);
    return NULL;
}

gboolean meeting_people_sign(Change *change, const char *role, int n, const char *strokes,
                             const char *certificate, GError **error)
{
    g_autoptr(JsonObject) official = meeting_people_signatory(change, role, n, error);
    if (!official)
        return FALSE;
    g_autofree char *now = time_iso(clock_now_ms(home_clock(change->home)));
    g_autofree char *subject = g_strdup_printf("%s:%d", role, n);
    g_autofree char *digest = change_digest(change, strokes ? strokes : certificate, error);
    return digest &&
           register_signature_set(change->register_, change->id, role, n, officials_of(role), now,
                                  strokes, certificate, error) &&
           change_log(change, subject, NULL, digest, error);
}

gboolean meeting_sign(Home *home, const char *id, const char *role, const char *strokes,
                      GError **error)
{
    int n = 0;
    g_autofree char *plain_role = NULL;
    g_autofree char *canonical = NULL;
    if (!meeting_people_role(role, &plain_role, &n, error) ||
        !(canonical = canonical_strokes(strokes, error)))
        return FALSE;
    Change change;
    return change_begin(&change, home, id, LIFE_SIGN, error) &&
           change_end(&change, meeting_people_sign(&change, plain_role, n, canonical, NULL, error),
                      error);
}
