/*
 * Template, Markdown and layout with hostile input: whatever comes, a right page or a clear error.
 * The input is a template and, behind its first zero byte, what a person wrote. Linked with
 * libFuzzer ("make fuzz").
 *
 * libharu reads a typeface anew for each document, which takes a hundred times as long as all the
 * rest: so one input of DRAWN_OF is drawn, and all are laid out on pages.
 */
#include <string.h>

#include "protocol/layout.h"
#include "protocol/layout_parts.h"
#include "protocol/mustache.h"

#define DRAWN_OF 256

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

/* Every partial is the value itself: it may include itself, which must end in an error. */
static char *load_partial(const char *name, gpointer value, GError **error)
{
    return g_strdup((const char *)value);
}

static JsonNode *make_view(const char *value)
{
    JsonObject *view = json_object_new();
    JsonArray *list = json_array_new();
    json_array_add_string_element(list, value);
    json_array_add_string_element(list, "Әлия");
    json_object_set_string_member(view, "text", value);
    json_object_set_array_member(view, "list", list);
    json_object_set_null_member(view, "none");
    JsonNode *node = json_node_init_object(json_node_alloc(), view);
    json_object_unref(view);
    return node;
}

static gboolean is_drawn(const guint8 *data, size_t size)
{
    guint32 hash = 2166136261; /* FNV-1a: the same input is always treated alike */
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ data[i]) * 16777619;
    return hash % DRAWN_OF == 0;
}

static void lay_out(const char *const *markdowns, gboolean drawn, GError **error)
{
    g_autoptr(GPtrArray) layouts = g_ptr_array_new_with_free_func(document_layout_free);
    g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func(page_free);
    if (!layout_pages(markdowns, NULL, layouts, pages, error) || !drawn)
        return;
    g_autoptr(GBytes) pdf = layout_draw(pages, font_set(NULL), error);
    g_assert_true(pdf != NULL);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    const guint8 *zero = size ? memchr(data, 0, size) : NULL;
    size_t source_size = zero ? (size_t)(zero - data) : size;
    const char *rest = zero ? (const char *)zero + 1 : "";
    g_autofree char *source = g_utf8_make_valid((const char *)data, (gssize)source_size);
    g_autofree char *value = g_utf8_make_valid(rest, zero ? (gssize)(size - source_size - 1) : 0);
    g_autoptr(JsonNode) view = make_view(value);
    g_autoptr(GError) error = NULL;
    g_autofree char *markdown =
        mustache_render("fuzz.md", source, view, load_partial, value, &error);
    g_assert_true((markdown == NULL) == (error != NULL));
    /* A template that is wrong is tried as Markdown. */
    const char *const markdowns[] = {markdown ? markdown : source, NULL};
    g_autoptr(GError) wrong = NULL;
    lay_out(markdowns, is_drawn(data, size), &wrong);
    return 0;
}
