/* esep check. */
#include "protocol/check.h"
#include "protocol/command_law.h"
#include "protocol/error.h"
#include "protocol/follow.h"
#include "protocol/record.h"

static void print_items(Session *session, const GPtrArray *items)
{
    for (guint i = 0; i < items->len; i++) {
        const CheckItem *item = items->pdata[i];
        session_print(session, item->blocking ? N_("missing: {1} ({2})") : N_("remark:  {1} ({2})"),
                      check_item_text(item, session->language),
                      session_source(session, item->source), NULL);
    }
}

static JsonNode *items_json(const Session *session, const GPtrArray *items)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_array(builder);
    for (guint i = 0; i < items->len; i++) {
        const CheckItem *item = items->pdata[i];
        json_builder_begin_object(builder);
        json_builder_set_member_name(builder, "what");
        json_builder_add_string_value(builder, item->code);
        json_builder_set_member_name(builder, "blocking");
        json_builder_add_boolean_value(builder, item->blocking);
        json_builder_set_member_name(builder, "source");
        json_builder_add_string_value(builder, item->source);
        json_builder_set_member_name(builder, "text");
        json_builder_add_string_value(builder, check_item_text(item, session->language));
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    return json_builder_get_root(builder);
}

static guint count_blocking(const GPtrArray *items)
{
    guint count = 0;
    for (guint i = 0; i < items->len; i++)
        count += ((CheckItem *)items->pdata[i])->blocking;
    return count;
}

/* What is left of a sealed record: what goes out after the meeting. */
static gboolean add_follow(Home *home, const char *id, const char *today, const Rules *rules,
                           GPtrArray *items, GError **error)
{
    g_autoptr(JsonNode) follow = follow_of_meeting(home, id, today, error);
    if (follow)
        check_follow(items, json_node_get_array(follow), rules);
    return follow != NULL;
}

gboolean command_check(Session *session, int argc, char **argv, GError **error)
{
    if (!command_parse(session, NULL, &argc, &argv, 1, 1, error))
        return FALSE;
    Home *home = session_home(session, error);
    g_autoptr(JsonNode) record = home ? record_read(home, argv[1], error) : NULL;
    g_autoptr(RulesSet) set = record ? rules_set_load(NULL, error) : NULL;
    if (!set)
        return FALSE;
    JsonObject *object = json_node_get_object(record);
    const char *edition = json_object_get_string_member(object, "edition");
    gboolean sealed = !json_object_get_null_member(object, "sealed");
    const Rules *rules = rules_by_id(set, edition, error);
    if (!rules)
        return FALSE;

    g_autofree char *today = clock_today(session->clock);
    g_autoptr(GPtrArray) items = check_record(record, rules, today, TRUE);
    if (sealed && !add_follow(home, argv[1], today, rules, items, error))
        return FALSE;
    if (session->json) {
        g_autoptr(JsonNode) node = items_json(session, items);
        session_print_json(node);
    }
    print_items(session, items);
    if (sealed && items->len == 0)
        session_print(session,
                      N_("The record lacks nothing, and every letter and notice is noted as sent."),
                      NULL);
    else if (!sealed && count_blocking(items) == 0)
        session_print(session, N_("Nothing stands in the way of sealing."), NULL);
    else if (count_blocking(items) > 0)
        session->exit_code = PROTOCOL_ERROR_REFUSED;
    return TRUE;
}
