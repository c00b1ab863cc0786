#include "protocol/view.h"

#include <string.h>

#include "protocol/clock.h"
#include "protocol/error.h"
#include "protocol/json_read.h"
#include "protocol/view_parts.h"

/* Every code that a member can have, so that a template's typing error is found: "type_is" has
 * all of them, one true. */
static const struct {
    const char *member;
    const char *codes;
} code_members[] = {
    {"type", "complaint suggestion remark decision"},
    {"outcome", "answered check forward"},
    {"kind", "inspector chief officer"},
    {"format", "in-person outdoor online mixed"},
    {"role", "inspector chief secretary officer"},
    {"channel", "media social organisation site other"},
    {"what", "camera mic mic-1 mic-2 recorder"},
    {"cause", "unplugged stalled absent error crash silent"},
    {"end", "stopped crash no-space"},
    /* of a meeting, or of an entry or a decision that is followed */
    {"state", "planned announced registering in-session closed sealed disposed answered check "
              "forward forwarded notified noted begun done cancelled"},
};

static JsonNode *copy_node(const Viewer *viewer, JsonNode *node, const char *path);

static void set_take(JsonObject *out, const char *name, const char *suffix, char *text)
{
    g_autofree char *member = g_strconcat(name, suffix, NULL);
    json_object_set_string_member(out, member, text);
    g_free(text);
}

static void set_null(JsonObject *out, const char *name, const char *suffix)
{
    g_autofree char *member = g_strconcat(name, suffix, NULL);
    json_object_set_null_member(out, member);
}

static void add_codes(JsonObject *out, const char *name, const char *value)
{
    for (gsize i = 0; i < G_N_ELEMENTS(code_members); i++) {
        if (strcmp(code_members[i].member, name) != 0)
            continue;
        JsonObject *is = json_object_new();
        g_auto(GStrv) codes = g_strsplit(code_members[i].codes, " ", -1);
        for (gsize c = 0; codes[c]; c++)
            json_object_set_boolean_member(is, codes[c], FALSE);
        if (value)
            json_object_set_boolean_member(is, value, TRUE);
        g_autofree char *member = g_strconcat(name, "_is", NULL);
        json_object_set_object_member(out, member, is);
    }
}

static void add_date(const Viewer *viewer, JsonObject *out, const char *name, const GDate *date)
{
    set_take(out, name, "_words", view_words_date(viewer->words, date));
    set_take(out, name, "_short", view_words_date_short(viewer->words, date));
}

/* An ISO time: its day and its time of day in Kazakhstan. */
static gboolean add_time(const Viewer *viewer, JsonObject *out, const char *name, const char *value)
{
    g_autoptr(GDateTime) time =
        strlen(value) > 10 && value[10] == 'T' ? g_date_time_new_from_iso8601(value, NULL) : NULL;
    if (!time)
        return FALSE;
    g_autofree char *iso = time_iso(g_date_time_to_unix(time) * 1000);
    g_autofree char *day = g_strndup(iso, 10);
    GDate date;
    if (!date_parse(day, &date))
        return FALSE;
    add_date(viewer, out, name, &date);
    set_take(out, name, "_time", g_strndup(iso + 11, 5));
    return TRUE;
}

static gboolean is_sha256(const char *text)
{
    return strlen(text) == 64 && strspn(text, "0123456789abcdefABCDEF") == 64;
}

static void add_string(const Viewer *viewer, JsonObject *out, const char *name, const char *value)
{
    GDate date;
    json_object_set_string_member(out, name, value);
    add_codes(out, name, value);
    if (date_parse(value, &date)) {
        add_date(viewer, out, name, &date);
        set_null(out, name, "_time");
    } else {
        add_time(viewer, out, name, value);
    }
    if (is_sha256(value))
        set_take(out, name, "_groups", view_groups(value, 64, " "));
    if (g_str_has_suffix(name, "source"))
        set_take(out, name, "_text", view_words_source(viewer->words, value));
}

/* A fact that is not there has no words either. */
static void add_null(JsonObject *out, const char *name)
{
    static const char *const suffixes[] = {"", "_words", "_short", "_time", "_groups", "_text"};
    for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++)
        set_null(out, name, suffixes[i]);
    add_codes(out, name, NULL);
}

static char *without_ms(const char *name)
{
    return g_str_has_suffix(name, "_ms") ? g_strndup(name, strlen(name) - 3) : NULL;
}

static void add_length(const Viewer *viewer, JsonObject *out, const char *name, JsonNode *value)
{
    g_autofree char *stem = without_ms(name);
    if (!stem)
        return;
    if (JSON_NODE_HOLDS_NULL(value)) {
        set_null(out, stem, "_hms");
        set_null(out, stem, "_words");
    } else {
        gint64 length_ms = json_node_get_int(value);
        set_take(out, stem, "_hms", view_words_clock(length_ms));
        set_take(out, stem, "_words", view_words_length(viewer->words, length_ms));
    }
}

static void add_array(const Viewer *viewer, JsonObject *out, const char *name, JsonNode *value,
                      const char *path)
{
    JsonArray *array = json_node_get_array(value);
    guint length = json_array_get_length(array);
    g_autofree char *has = g_strconcat("has_", name, NULL);
    g_autofree char *count = g_strconcat("count_", name, NULL);
    json_object_set_boolean_member(out, has, length > 0);
    json_object_set_int_member(out, count, length);

    JsonArray *copy = json_array_sized_new(length);
    GString *joined = g_string_new(NULL);
    for (guint i = 0; i < length; i++) {
        JsonNode *element = json_array_get_element(array, i);
        g_autofree char *element_path = g_strdup_printf("%s/%u", path, i);
        JsonNode *own = copy_node(viewer, element, element_path);
        if (JSON_NODE_HOLDS_OBJECT(own))
            json_object_set_boolean_member(json_node_get_object(own), "last", i + 1 == length);
        else if (JSON_NODE_HOLDS_VALUE(own) && json_node_get_string(own))
            g_string_append_printf(joined, "%s%s", i ? ", " : "", json_node_get_string(own));
        json_array_add_element(copy, own);
    }
    json_object_set_array_member(out, name, copy);
    if (joined->len)
        set_take(out, name, "_text", g_strdup(joined->str));
    else
        set_null(out, name, "_text");
    g_string_free(joined, TRUE);
}

static void add_member(const Viewer *viewer, JsonObject *out, const char *name, JsonNode *value,
                       const char *path)
{
    if (strcmp(name, "strokes") == 0) {
        gboolean there = !JSON_NODE_HOLDS_NULL(value);
        json_object_set_boolean_member(out, name, there);
        there ? json_object_set_string_member(out, "strokes_ref", path)
              : json_object_set_null_member(out, "strokes_ref");
        return;
    }
    g_autofree char *member_path = *path ? g_strconcat(path, "/", name, NULL) : g_strdup(name);
    if (JSON_NODE_HOLDS_NULL(value)) {
        add_null(out, name);
        add_length(viewer, out, name, value);
    } else if (JSON_NODE_HOLDS_ARRAY(value)) {
        add_array(viewer, out, name, value, member_path);
    } else if (JSON_NODE_HOLDS_OBJECT(value)) {
        json_object_set_member(out, name, copy_node(viewer, value, member_path));
    } else if (json_node_get_value_type(value) == G_TYPE_STRING) {
        add_string(viewer, out, name, json_node_get_string(value));
    } else {
        json_object_set_member(out, name, json_node_copy(value));
        add_length(viewer, out, name, value);
    }
}

JsonObject *view_copy_object(const Viewer *viewer, JsonObject *object, const char *path)
{
    JsonObject *out = json_object_new();
    JsonObjectIter iter;
    const char *name;
    JsonNode *value;
    json_object_iter_init_ordered(&iter, object);
    while (json_object_iter_next_ordered(&iter, &name, &value))
        add_member(viewer, out, name, value, path);
    if (json_object_has_member(object, "surname")) {
        set_take(out, "full", "", view_person_full(object));
        set_take(out, "short", "", view_person_short(object));
        if (json_object_get_boolean_member_with_default(object, "acting", FALSE))
            set_take(out, "position", "",
                     view_words_acting(viewer->words, json_read_text(object, "position")));
        set_take(out, "position_capital", "", view_person_position(out));
    }
    return out;
}

static JsonNode *copy_node(const Viewer *viewer, JsonNode *node, const char *path)
{
    if (!JSON_NODE_HOLDS_OBJECT(node))
        return json_node_copy(node);
    JsonNode *own = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(own, view_copy_object(viewer, json_node_get_object(node), path));
    return own;
}

JsonNode *view_new(JsonNode *record, const ViewOptions *options, GError **error)
{
    if (!JSON_NODE_HOLDS_OBJECT(record)) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("This is not the record of a meeting."), NULL);
        return NULL;
    }
    g_autoptr(ViewWords) words = view_words_load(options->language, error);
    if (!words)
        return NULL;
    const Viewer viewer = {.words = words, .options = options};
    JsonNode *view = copy_node(&viewer, record, "");
    if (view_add_document(&viewer, json_node_get_object(record), json_node_get_object(view), error))
        return view;
    json_node_unref(view);
    return NULL;
}
