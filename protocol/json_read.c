#include "protocol/json_read.h"

#include <string.h>

#include "protocol/error.h"

/* The deepest nesting of arrays and objects, as if every bracket outside a string counted. */
static int depth_of(const char *text, gsize size)
{
    int depth = 0, deepest = 0;
    gboolean in_string = FALSE;
    for (gsize i = 0; i < size; i++) {
        char c = text[i];
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '[' || c == '{'))
            depth++;
        else if (!in_string && (c == ']' || c == '}'))
            depth--;
        deepest = MAX(deepest, depth);
    }
    return deepest;
}

JsonNode *json_read(const char *what, const char *text, gssize size, GError **error)
{
    gsize length = size < 0 ? strlen(text) : (gsize)size;
    if (!g_utf8_validate_len(text, length, NULL)) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("{1} is not valid UTF-8."), what, NULL);
        return NULL;
    }
    if (depth_of(text, length) > JSON_READ_MAX_DEPTH) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("{1} is nested too deeply."), what, NULL);
        return NULL;
    }
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autoptr(GError) wrong = NULL;
    JsonNode *root = NULL;
    if (json_parser_load_from_data(parser, text, length, &wrong))
        root = json_parser_steal_root(parser);
    if (!root)
        error_set(error, PROTOCOL_ERROR_USAGE, N_("{1} is not JSON: {2}"), what,
                  wrong ? wrong->message : "empty", NULL);
    return root;
}
