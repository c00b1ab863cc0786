#include "protocol/act.h"

#include "protocol/error.h"
#include "protocol/layout.h"
#include "protocol/message.h"
#include "protocol/mustache.h"
#include "protocol/paths.h"
#include "protocol/pdf.h"
#include "protocol/register_device.h"
#include "protocol/view_parts.h"

#define TEMPLATE "act.md"

/* What the template sees, before dates and codes have their words. */
static JsonObject *act_facts(JsonObject *device, const char *number, const char *date,
                             const char *until, JsonArray *rows, const char *language)
{
    const char *name_kk = json_object_get_string_member_with_default(device, "name_kk", NULL);
    const char *name = json_object_get_string_member(device, "name");
    const char *city = json_object_get_string_member_with_default(device, "city", NULL);
    JsonObject *facts = json_object_new();
    json_object_set_string_member(facts, "body_name",
                                  g_str_equal(language, "kk") && name_kk ? name_kk : name);
    if (city)
        json_object_set_string_member(facts, "city", city);
    else
        json_object_set_null_member(facts, "city");
    json_object_set_string_member(facts, "number", number);
    json_object_set_string_member(facts, "date", date);
    json_object_set_string_member(facts, "until", until);
    json_object_set_array_member(facts, "records", json_array_ref(rows));
    return facts;
}

static char *act_markdown(JsonObject *facts, const char *language, GError **error)
{
    g_autofree char *path = paths_template("documents", language, TEMPLATE, NULL), *source = NULL;
    g_autoptr(ViewWords) words = view_words_load(language, error);
    if (!words)
        return NULL;
    if (!g_file_get_contents(path, &source, NULL, NULL)) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("There is no template {1}."), path, NULL);
        return NULL;
    }
    const ViewOptions options = {.language = language};
    const Viewer viewer = {words, &options};
    g_autoptr(JsonNode) view = json_node_new(JSON_NODE_OBJECT);
    json_node_take_object(view, view_copy_object(&viewer, facts, ""));
    g_autofree char *name = g_strconcat(language, "/" TEMPLATE, NULL);
    return mustache_render(name, source, view, NULL, NULL, error);
}

GBytes *act_render(Home *home, const char *number, const char *date, const char *until,
                   JsonArray *rows, GError **error)
{
    static const char *const languages[] = {"kk", "ru"};
    g_autoptr(JsonObject) device = register_device(home_register(home), error);
    char *markdowns[G_N_ELEMENTS(languages) + 1] = {NULL};
    gboolean rendered = device != NULL;
    for (gsize i = 0; rendered && i < G_N_ELEMENTS(languages); i++) {
        g_autoptr(JsonObject) facts = act_facts(device, number, date, until, rows, languages[i]);
        markdowns[i] = act_markdown(facts, languages[i], error);
        rendered = markdowns[i] != NULL;
    }
    g_autoptr(GBytes) pages =
        rendered ? layout_render((const char *const *)markdowns, NULL, error) : NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(languages); i++)
        g_free(markdowns[i]);
    if (!pages)
        return NULL;
    g_autofree char *kk = message_format(LANGUAGE_KK, N_("Act of disposal No. {1}"), number, NULL);
    g_autofree char *ru = message_format(LANGUAGE_RU, N_("Act of disposal No. {1}"), number, NULL);
    g_autofree char *title = g_strconcat(kk, " / ", ru, NULL);
    gint64 day_ms = 0;
    time_parse(date, "00:00", &day_ms);
    const PdfInfo info = {.title = title,
                          .author = json_object_get_string_member(device, "name"),
                          .language = "kk",
                          .unix_ms = day_ms};
    return pdf_finish(pages, &info, error);
}
