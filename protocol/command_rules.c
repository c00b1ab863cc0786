/* esep rules list, show, lint. */
#include "protocol/command_law.h"
#include "protocol/error.h"
#include "protocol/rules.h"

static const char *law_language(const Session *session)
{
    return session->language == LANGUAGE_RU ? "ru" : "kk";
}

gboolean command_rules_list(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 0, 0, error))
        return FALSE;
    g_autoptr(RulesSet) set = rules_set_load(NULL, error);
    if (!set)
        return FALSE;
    if (session->json) {
        g_autoptr(JsonNode) node = rules_set_json(set);
        session_print_json(node);
    }
    for (guint n = 0; rules_nth(set, n); n++) {
        const Rules *rules = rules_nth(set, n);
        GDate from, to;
        rules_from(rules, &from);
        g_autofree char *from_text = date_iso(&from);
        g_autofree char *to_text = rules_to(rules, &to) ? date_iso(&to) : g_strdup("…");
        g_autofree char *id = g_strdup_printf("%-19s", rules_id(rules));
        session_print(session, "{1} {2} – {3}  {4}", id, from_text, to_text,
                      rules_title(rules, law_language(session)), NULL);
    }
    return TRUE;
}

static void print_value(Session *session, const Rules *rules, const char *key, const char *msgid,
                        const char *value)
{
    g_autofree char *text = message_format(session->language, msgid, value, NULL);
    session_print(session, "  {1}  ({2})", text, session_source(session, rules_source(rules, key)),
                  NULL);
}

static void print_number(Session *session, const Rules *rules, const char *key, const char *msgid,
                         int number)
{
    g_autofree char *text = g_strdup_printf("%d", number);
    print_value(session, rules, key, msgid, text);
}

static void print_list(Session *session, const Rules *rules, const char *key, const char *msgid,
                       const char *const *list)
{
    g_autofree char *text = g_strjoinv(", ", (char **)list);
    print_value(session, rules, key, msgid, text);
}

/* The documents that the edition asks for, each with what it holds. */
static void print_documents(Session *session, const Rules *rules)
{
    RulesDemand demand;
    session_print(session, N_("Documents that are asked for:"), NULL);
    for (guint n = 0; rules_document(rules, n, &demand); n++) {
        g_autofree char *holds = g_strjoinv(", ", (char **)demand.fields);
        g_autofree char *signed_by = g_strjoinv(", ", (char **)demand.signatories);
        g_autofree char *signatures =
            *signed_by ? message_format(session->language,
                                        demand.stamp ? N_("; signed by {1}, stamped")
                                                     : N_("; signed by {1}"),
                                        signed_by, NULL)
                       : g_strdup("");
        session_print(session, "  {1}: {2}{3}  ({4})", demand.name, holds, signatures,
                      demand.source, NULL);
    }
}

static void print_rules(Session *session, const Rules *rules)
{
    const char *language = law_language(session);
    gboolean video = rules_video_required(rules);
    session_print(session, "{1}: {2}", rules_id(rules), rules_title(rules, language), NULL);
    print_number(session, rules, "announce_days", N_("announced at least {1} days before"),
                 rules_announce_days(rules));
    print_value(session, rules, "video", video ? N_("video required") : N_("video optional"), "");
    print_value(session, rules, "registration",
                rules_registration(rules) ? N_("everybody present is registered")
                                          : N_("attendees are counted"),
                "");
    print_list(session, rules, "required", N_("the protocol holds: {1}"), rules_required(rules));
    print_list(session, rules, "signatories", N_("signed by: {1}"), rules_signatories(rules));
    if (rules_stamp(rules))
        print_value(session, rules, "stamp", N_("stamped"), "");
    print_number(session, rules, "forward_working_days", N_("forwarded within {1} working days"),
                 rules_forward_working_days(rules));
    if (rules_check_working_days(rules) > 0)
        print_number(session, rules, "check_working_days", N_("checked within {1} working days"),
                     rules_check_working_days(rules));
    else
        print_number(session, rules, "check_calendar_days", N_("checked within {1} calendar days"),
                     rules_check_calendar_days(rules));
    print_number(session, rules, "retention_years", N_("years kept: {1}"),
                 rules_retention_years(rules));
    print_value(session, rules, "controller", N_("controlled by: {1}"),
                rules_controller(rules, language));
    print_documents(session, rules);
    session_print(session, N_("Points of the report ({1}):"),
                  session_source(session, rules_source(rules, "points")), NULL);
    for (int n = 1; n <= rules_point_count(rules); n++) {
        g_autofree char *number = g_strdup_printf("%d", n);
        session_print(session, "  {1}. {2}", number, rules_point(rules, n, language), NULL);
    }
}

gboolean command_rules_show(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *kind = NULL, *on = NULL;
    const GOptionEntry options[] = {
        {"kind", 0, 0, G_OPTION_ARG_STRING, &kind, N_("kind of the meeting"), "inspector|chief"},
        {"on", 0, 0, G_OPTION_ARG_STRING, &on, N_("date of the meeting (today)"), N_("DATE")},
        {NULL},
    };
    GDate date;
    if (!command_parse(session, options, &argc, &argv, 0, 0, error) ||
        !command_law_date(session, on, &date, error))
        return FALSE;
    if (!command_need("--kind", kind, error))
        return FALSE;
    g_autoptr(RulesSet) set = rules_set_load(NULL, error);
    const Rules *rules = set ? rules_find(set, kind, &date, error) : NULL;
    if (!rules)
        return FALSE;
    if (session->json) {
        g_autoptr(JsonNode) node = rules_json(rules);
        session_print_json(node);
    }
    print_rules(session, rules);
    return TRUE;
}

gboolean command_rules_lint(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 1, 1, error))
        return FALSE;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
    gboolean good = rules_lint(argv[1], problems);
    if (problems->len == 1 &&
        g_error_matches(problems->pdata[0], PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_error_copy(problems->pdata[0]));
        return FALSE;
    }
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_ARRAY);
    json_node_take_array(node, json_array_new());
    for (guint i = 0; i < problems->len; i++) {
        g_autofree char *text = message_error(session->language, problems->pdata[i]);
        json_array_add_string_element(json_node_get_array(node), text);
        session_print(session, "{1}", text, NULL);
    }
    if (session->json)
        session_print_json(node);
    if (good)
        session_print(session, N_("{1}: nothing is wrong."), argv[1], NULL);
    else
        session->exit_code = PROTOCOL_ERROR_REFUSED;
    return TRUE;
}
