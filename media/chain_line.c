#include "media/chain_line.h"

#include <json-glib/json-glib.h>
#include <openssl/evp.h>
#include <string.h>

static const char *const kinds[] = {
    [CHAIN_LINE_TAKE] = "take",   [CHAIN_LINE_SEGMENT] = "segment", [CHAIN_LINE_GAP] = "gap",
    [CHAIN_LINE_CLOCK] = "clock", [CHAIN_LINE_END] = "end",
};

void chain_hex(const guint8 hash[CHAIN_HASH_BYTES], char hex_out[CHAIN_HEX_BYTES + 1])
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < CHAIN_HASH_BYTES; i++) {
        hex_out[2 * i] = digits[hash[i] >> 4];
        hex_out[2 * i + 1] = digits[hash[i] & 15];
    }
    hex_out[CHAIN_HEX_BYTES] = 0;
}

void chain_hash_hex(const void *data, gsize size, char hex_out[CHAIN_HEX_BYTES + 1])
{
    guint8 hash[CHAIN_HASH_BYTES];
    EVP_Digest(data, size, hash, NULL, EVP_sha256(), NULL);
    chain_hex(hash, hex_out);
}

char *chain_take_file(int take)
{
    return g_strdup_printf("take-%02d.mkv", take);
}

/* A whole number from 0 up; what overflows is none. */
static gboolean read_number(JsonObject *object, const char *name, gint64 *value_out)
{
    JsonNode *node = json_object_get_member(object, name);
    if (!node || !JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_INT64)
        return FALSE;
    *value_out = json_node_get_int(node);
    return *value_out >= 0 && *value_out <= G_MAXINT64 / 4;
}

static const char *read_string(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    if (!node || !JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_STRING)
        return NULL;
    return json_node_get_string(node);
}

static gboolean is_hex(const char *text)
{
    return text && strlen(text) == CHAIN_HEX_BYTES &&
           strspn(text, "0123456789abcdef") == CHAIN_HEX_BYTES;
}

static gboolean read_hash(JsonObject *object, guint8 *hash_out)
{
    const char *text = read_string(object, "sha256");
    if (!is_hex(text))
        return FALSE;
    for (int i = 0; i < CHAIN_HASH_BYTES; i++)
        hash_out[i] =
            g_ascii_xdigit_value(text[2 * i]) << 4 | g_ascii_xdigit_value(text[2 * i + 1]);
    return TRUE;
}

/* A word such as a cause: short, lower-case letters, digits and "-". */
static gboolean read_word(JsonObject *object, const char *name, char **word_out)
{
    const char *text = read_string(object, name);
    if (!text || !*text || strlen(text) > 32 ||
        strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(text))
        return FALSE;
    *word_out = g_strdup(text);
    return TRUE;
}

static gboolean read_wall(JsonObject *object, gint64 *unix_ms_out)
{
    const char *text = read_string(object, "wall");
    if (!text || strlen(text) != strlen("2026-11-20T18:40:12.123Z") || text[23] != 'Z')
        return FALSE;
    g_autoptr(GDateTime) moment = g_date_time_new_from_iso8601(text, NULL);
    if (!moment)
        return FALSE;
    *unix_ms_out = g_date_time_to_unix(moment) * 1000 + g_date_time_get_microsecond(moment) / 1000;
    return TRUE;
}

static gboolean read_take(JsonObject *object, ChainLine *line)
{
    /* The name follows from the number: no line can lead a reader to another file. */
    g_autofree char *expected = chain_take_file(line->take);
    if (g_strcmp0(read_string(object, "file"), expected) != 0)
        return FALSE;
    line->file = g_steal_pointer(&expected);
    return TRUE;
}

static gboolean read_segment(JsonObject *object, ChainLine *line)
{
    return read_number(object, "from", &line->from) && read_number(object, "to", &line->to) &&
           line->from < line->to && read_number(object, "start_ms", &line->start_ms) &&
           read_number(object, "end_ms", &line->end_ms) && line->start_ms <= line->end_ms &&
           read_hash(object, line->sha256);
}

static gboolean read_at(JsonObject *object, ChainLine *line)
{
    if (!read_number(object, "at_ms", &line->start_ms))
        return FALSE;
    line->end_ms = line->start_ms;
    return TRUE;
}

static gboolean read_gap(JsonObject *object, ChainLine *line)
{
    return read_at(object, line) && read_number(object, "for_ms", &line->for_ms) &&
           read_word(object, "what", &line->what) && read_word(object, "cause", &line->cause);
}

static gboolean read_end(JsonObject *object, ChainLine *line)
{
    if (!read_at(object, line) || !read_number(object, "bytes", &line->bytes) ||
        !read_word(object, "cause", &line->cause))
        return FALSE;
    line->from = line->to = line->bytes;
    if (!json_object_has_member(object, "from"))
        return TRUE;
    return read_number(object, "from", &line->from) && line->from < line->to &&
           read_hash(object, line->sha256);
}

static gboolean read_line(JsonObject *object, ChainLine *line)
{
    gint64 take;
    const char *kind = read_string(object, "kind"), *prev = read_string(object, "prev");
    if (!kind || !is_hex(prev) || !read_number(object, "seq", &line->seq) ||
        !read_wall(object, &line->wall_unix_ms) || !read_number(object, "take", &take) ||
        take < 1 || take > 9999)
        return FALSE;
    line->take = (int)take;
    g_strlcpy(line->prev, prev, sizeof line->prev);

    static gboolean (*const readers[])(JsonObject *, ChainLine *) = {
        [CHAIN_LINE_TAKE] = read_take, [CHAIN_LINE_SEGMENT] = read_segment,
        [CHAIN_LINE_GAP] = read_gap,   [CHAIN_LINE_CLOCK] = read_at,
        [CHAIN_LINE_END] = read_end,
    };
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (strcmp(kind, kinds[i]) == 0) {
            line->kind = i;
            return readers[i](object, line);
        }
    return FALSE;
}

gboolean chain_line_parse(const char *text, gsize size, ChainLine *line_out)
{
    *line_out = (ChainLine){0};
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    if (memchr(text, 0, size) || !g_utf8_validate(text, size, NULL) ||
        !json_parser_load_from_data(parser, text, size, NULL))
        return FALSE;
    JsonNode *root = json_parser_get_root(parser);
    return root && JSON_NODE_HOLDS_OBJECT(root) && read_line(json_node_get_object(root), line_out);
}

void chain_line_clear(ChainLine *line)
{
    g_clear_pointer(&line->file, g_free);
    g_clear_pointer(&line->what, g_free);
    g_clear_pointer(&line->cause, g_free);
}
