#include "protocol/verification.h"

#include "protocol/error.h"

void verification_begin(Verification *result)
{
    *result = (Verification){.second = -1, .from = -1, .to = -1, .line = -1};
    result->checked = g_ptr_array_new_with_free_func(g_free);
}

char *verification_groups(const char *hex)
{
    GString *groups = g_string_new(NULL);
    for (gsize i = 0; hex[i]; i++) {
        if (i > 0 && i % 4 == 0)
            g_string_append_c(groups, ' ');
        g_string_append_c(groups, hex[i]);
    }
    return g_string_free(groups, FALSE);
}

void verification_add(GPtrArray *checked, const char *msgid, ...)
{
    GString *packed = g_string_new(msgid);
    va_list args;
    va_start(args, msgid);
    for (const char *arg; (arg = va_arg(args, const char *));)
        g_string_append_printf(packed, "%c%s", MESSAGE_SEPARATOR, arg);
    va_end(args);
    g_ptr_array_add(checked, g_string_free(packed, FALSE));
}

char *verification_line(Language language, const char *line)
{
    g_autoptr(GError) packed = g_error_new_literal(PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED, line);
    return message_error(language, packed);
}

void verification_clear(Verification *result)
{
    g_clear_pointer(&result->checked, g_ptr_array_unref);
    g_clear_pointer(&result->file, g_free);
    g_clear_pointer(&result->signer, g_free);
    g_clear_pointer(&result->signer_name, g_free);
    g_clear_error(&result->reason);
    result->ok = FALSE;
}

static void set_text(JsonObject *object, const char *name, const char *text)
{
    if (text)
        json_object_set_string_member(object, name, text);
    else
        json_object_set_null_member(object, name);
}

static void set_number(JsonObject *object, const char *name, gint64 number)
{
    if (number >= 0)
        json_object_set_int_member(object, name, number);
    else
        json_object_set_null_member(object, name);
}

static JsonObject *difference_json(const Verification *result)
{
    JsonObject *difference = json_object_new();
    json_object_set_string_member(difference, "file", result->file);
    set_number(difference, "second", result->second);
    set_number(difference, "line", result->line);
    if (result->from < 0) {
        json_object_set_null_member(difference, "bytes");
        return difference;
    }
    JsonArray *bytes = json_array_new();
    json_array_add_int_element(bytes, result->from);
    json_array_add_int_element(bytes, result->to);
    json_object_set_array_member(difference, "bytes", bytes);
    return difference;
}

JsonNode *verification_json(const Verification *result)
{
    g_autoptr(JsonObject) object = json_object_new();
    JsonArray *checked = json_array_new();
    for (guint i = 0; i < result->checked->len; i++) {
        g_autofree char *line = verification_line(LANGUAGE_EN, result->checked->pdata[i]);
        json_array_add_string_element(checked, line);
    }
    json_object_set_boolean_member(object, "ok", result->ok);
    json_object_set_array_member(object, "checked", checked);
    set_text(object, "signer", result->signer);
    set_text(object, "signer_name", result->signer_name);
    if (result->ok)
        json_object_set_null_member(object, "first_difference");
    else
        json_object_set_object_member(object, "first_difference", difference_json(result));
    return json_node_init_object(json_node_alloc(), object);
}
