/* The editions of the rules as the command's contract shows them. */
#include "protocol/rules.h"
#include "protocol/rules_file.h"

static void add_string(JsonBuilder *builder, const char *name, const char *value)
{
    json_builder_set_member_name(builder, name);
    if (value)
        json_builder_add_string_value(builder, value);
    else
        json_builder_add_null_value(builder);
}

static void add_int(JsonBuilder *builder, const char *name, int value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_int_value(builder, value);
}

/* null for one of the terms that the edition does not count. */
static void add_term(JsonBuilder *builder, const char *name, int days)
{
    json_builder_set_member_name(builder, name);
    if (days > 0)
        json_builder_add_int_value(builder, days);
    else
        json_builder_add_null_value(builder);
}

static void add_bool(JsonBuilder *builder, const char *name, gboolean value)
{
    json_builder_set_member_name(builder, name);
    json_builder_add_boolean_value(builder, value);
}

static void add_list(JsonBuilder *builder, const char *name, const char *const *list)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_array(builder);
    for (int i = 0; list[i]; i++)
        json_builder_add_string_value(builder, list[i]);
    json_builder_end_array(builder);
}

/* What each document that is asked for holds, who signs it, whether it is stamped. */
static void add_documents(JsonBuilder *builder, const Rules *rules)
{
    RulesDemand demand;
    json_builder_set_member_name(builder, "documents");
    json_builder_begin_array(builder);
    for (guint n = 0; rules_document(rules, n, &demand); n++) {
        json_builder_begin_object(builder);
        add_string(builder, "document", demand.name);
        add_list(builder, "fields", demand.fields);
        add_list(builder, "signatories", demand.signatories);
        add_bool(builder, "stamp", demand.stamp);
        add_string(builder, "source", demand.source);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void add_texts(JsonBuilder *builder, const Rules *rules)
{
    json_builder_set_member_name(builder, "points");
    json_builder_begin_array(builder);
    for (int n = 1; n <= rules_point_count(rules); n++) {
        json_builder_begin_object(builder);
        add_int(builder, "point", n);
        add_string(builder, "kk", rules_point(rules, n, "kk"));
        add_string(builder, "ru", rules_point(rules, n, "ru"));
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);

    json_builder_set_member_name(builder, "categories");
    json_builder_begin_array(builder);
    const char *const *codes = rules_categories(rules);
    for (int i = 0; codes[i]; i++) {
        json_builder_begin_object(builder);
        add_string(builder, "code", codes[i]);
        add_string(builder, "kk", rules_category(rules, codes[i], "kk"));
        add_string(builder, "ru", rules_category(rules, codes[i], "ru"));
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

/* "sources": where each value stands; "notes": what about a value is not certain. */
static void add_sources(JsonBuilder *builder, const Rules *rules)
{
    json_builder_set_member_name(builder, "sources");
    json_builder_begin_object(builder);
    for (gsize n = 0; rules_file_group(n); n++)
        if (rules_source(rules, rules_file_group(n)))
            add_string(builder, rules_file_group(n), rules_source(rules, rules_file_group(n)));
    json_builder_end_object(builder);

    json_builder_set_member_name(builder, "notes");
    json_builder_begin_object(builder);
    if (rules_note(rules, "edition"))
        add_string(builder, "edition", rules_note(rules, "edition"));
    for (gsize n = 0; rules_file_group(n); n++)
        if (rules_note(rules, rules_file_group(n)))
            add_string(builder, rules_file_group(n), rules_note(rules, rules_file_group(n)));
    json_builder_end_object(builder);
}

static void add_edition(JsonBuilder *builder, const Rules *rules)
{
    GDate from, to;
    rules_from(rules, &from);
    g_autofree char *from_text = date_iso(&from);
    g_autofree char *to_text = rules_to(rules, &to) ? date_iso(&to) : NULL;
    add_string(builder, "id", rules_id(rules));
    add_string(builder, "kind", rules_kind(rules));
    add_string(builder, "title_kk", rules_title(rules, "kk"));
    add_string(builder, "title_ru", rules_title(rules, "ru"));
    add_string(builder, "from", from_text);
    add_string(builder, "to", to_text);
}

static void add_rules(JsonBuilder *builder, const Rules *rules)
{
    json_builder_begin_object(builder);
    add_edition(builder, rules);
    add_string(builder, "frequency", rules_frequency(rules));
    add_int(builder, "announce_days", rules_announce_days(rules));
    add_string(builder, "video", rules_video_required(rules) ? "required" : "optional");
    add_bool(builder, "registration", rules_registration(rules));
    add_int(builder, "gathering_percent", rules_gathering_percent(rules));
    add_list(builder, "required", rules_required(rules));
    add_list(builder, "signatories", rules_signatories(rules));
    add_bool(builder, "stamp", rules_stamp(rules));
    add_bool(builder, "same_day", rules_same_day(rules));
    add_int(builder, "forward_working_days", rules_forward_working_days(rules));
    add_term(builder, "check_working_days", rules_check_working_days(rules));
    add_term(builder, "check_calendar_days", rules_check_calendar_days(rules));
    add_term(builder, "extension_months", rules_extension_months(rules));
    add_int(builder, "retention_years", rules_retention_years(rules));
    add_string(builder, "controller_kk", rules_controller(rules, "kk"));
    add_string(builder, "controller_ru", rules_controller(rules, "ru"));
    add_documents(builder, rules);
    add_texts(builder, rules);
    add_sources(builder, rules);
    json_builder_end_object(builder);
}

JsonNode *rules_json(const Rules *rules)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    add_rules(builder, rules);
    return json_builder_get_root(builder);
}

JsonNode *rules_set_json(const RulesSet *set)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_array(builder);
    for (guint n = 0; rules_nth(set, n); n++)
        add_rules(builder, rules_nth(set, n));
    json_builder_end_array(builder);
    return json_builder_get_root(builder);
}
