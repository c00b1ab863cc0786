#include "protocol/form.h"

#include "protocol/error.h"
#include "protocol/layout.h"
#include "protocol/message.h"
#include "protocol/mustache.h"
#include "protocol/paths.h"
#include "protocol/pdf.h"
#include "protocol/register_body.h"
#include "protocol/view_parts.h"

#define LANGUAGES_MAX 2

static char *form_markdown(const Form *form, JsonObject *facts, const char *language,
                           GError **error)
{
    g_autofree char *file = g_strconcat(form->name, ".md", NULL), *source = NULL;
    g_autofree char *path = paths_template("documents", language, file, NULL);
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
    g_autofree char *name = g_strconcat(language, "/", file, NULL);
    return mustache_render(name, source, view, NULL, NULL, error);
}

static void add_body(JsonObject *facts, JsonObject *body, const char *language)
{
    const char *name_kk = json_object_get_string_member_with_default(body, "name_kk", NULL);
    const char *name = json_object_get_string_member(body, "name");
    json_object_set_string_member(facts, "body_name",
                                  g_str_equal(language, "kk") && name_kk ? name_kk : name);
    json_object_set_member(facts, "city", json_object_dup_member(body, "city"));
}

/* The title in each language of the form; g_free. */
static char *form_title(const Form *form)
{
    g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = 0; form->languages[i]; i++) {
        Language language = LANGUAGE_KK;
        language_parse(form->languages[i], &language);
        g_ptr_array_add(titles, message_format(language, form->title, form->title_what, NULL));
    }
    g_ptr_array_add(titles, NULL);
    return g_strjoinv(" / ", (char **)titles->pdata);
}

GBytes *form_render(Home *home, const Form *form, GError **error)
{
    g_autoptr(JsonObject) body = register_body(home_register(home), form->date, error);
    g_autoptr(GPtrArray) markdowns = g_ptr_array_new_with_free_func(g_free);
    gboolean rendered = body != NULL;
    for (gsize i = 0; rendered && i < LANGUAGES_MAX && form->languages[i]; i++) {
        g_autoptr(JsonObject) facts = form->facts(form->languages[i], form->user_data);
        add_body(facts, body, form->languages[i]);
        char *markdown = form_markdown(form, facts, form->languages[i], error);
        rendered = markdown != NULL;
        g_ptr_array_add(markdowns, markdown);
    }
    g_ptr_array_add(markdowns, NULL);
    g_autoptr(GBytes) pages =
        rendered ? layout_render((const char *const *)markdowns->pdata, NULL, error) : NULL;
    if (!pages)
        return NULL;
    g_autofree char *title = form_title(form);
    gint64 day_ms = 0;
    time_parse(form->date, "00:00", &day_ms);
    const PdfInfo info = {.title = title,
                          .author = json_object_get_string_member(body, "name"),
                          .language = form->languages[0],
                          .unix_ms = day_ms};
    return pdf_finish(pages, &info, error);
}
