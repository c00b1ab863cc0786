#include "protocol/document.h"

#include <string.h>

#include "protocol/error.h"
#include "protocol/layout.h"
#include "protocol/message.h"
#include "protocol/mustache.h"
#include "protocol/paths.h"
#include "protocol/record_public.h"
#include "protocol/rules.h"
#include "protocol/view.h"

static const char *const kind_names[DOCUMENT_COUNT] = {
    [DOCUMENT_PROTOCOL] = "protocol",
    [DOCUMENT_ATTENDEES] = "attendees",
    [DOCUMENT_NOTICE] = "notice",
    [DOCUMENT_LETTER] = "letter",
    [DOCUMENT_RECEIPT] = "receipt",
    [DOCUMENT_RECEIPT_ROLL] = "receipt-roll",
    [DOCUMENT_NOTIFICATION] = "notification",
    [DOCUMENT_ANSWER] = "answer",
    [DOCUMENT_EXCERPT] = "excerpt",
    [DOCUMENT_INVITATION] = "invitation",
    [DOCUMENT_ADDENDUM] = "addendum",
    [DOCUMENT_CONTROL] = "control",
    [DOCUMENT_PUBLIC] = "public",
};

gboolean document_kind_parse(const char *text, DocumentKind *kind_out)
{
    for (int i = 0; i < DOCUMENT_COUNT; i++)
        if (strcmp(kind_names[i], text) == 0) {
            *kind_out = (DocumentKind)i;
            return TRUE;
        }
    return FALSE;
}

const char *document_kind_name(DocumentKind kind)
{
    return kind_names[kind];
}

gboolean document_kind_about_entry(DocumentKind kind)
{
    return kind == DOCUMENT_LETTER || kind == DOCUMENT_RECEIPT || kind == DOCUMENT_RECEIPT_ROLL ||
           kind == DOCUMENT_NOTIFICATION || kind == DOCUMENT_ANSWER || kind == DOCUMENT_EXCERPT;
}

static char *load_template(const char *name, gpointer language, GError **error)
{
    char *source = NULL;
    g_autofree char *file = g_strconcat(name, ".md", NULL);
    g_autofree char *path = paths_template("documents", (const char *)language, file, NULL);
    if (strchr(name, G_DIR_SEPARATOR) || !g_file_get_contents(path, &source, NULL, NULL)) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("There is no template {1}."), path, NULL);
        return NULL;
    }
    if (!g_utf8_validate(source, -1, NULL)) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The template {1} is not UTF-8: save it again as UTF-8."), path, NULL);
        g_free(source);
        return NULL;
    }
    return source;
}

static const char *record_edition(JsonNode *record)
{
    JsonNode *node = JSON_NODE_HOLDS_OBJECT(record)
                         ? json_object_get_member(json_node_get_object(record), "edition")
                         : NULL;
    const char *edition = node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_string(node) : NULL;
    return edition ? edition : "";
}

/* The Markdown of the document in one language. Free with g_free. */
static char *render_markdown(const Document *document, const Rules *rules, const char *language,
                             GError **error)
{
    const ViewOptions options = {
        .language = language,
        .rules = rules,
        .sha256 = document->sha256,
        .entry = document->entry,
        .invitation = document->invitation,
        .public_copy = document->kind == DOCUMENT_PUBLIC,
    };
    g_autoptr(JsonNode) view = view_new(document->record, &options, error);
    if (!view)
        return NULL;
    /* The public copy is the protocol, with less in it. */
    const char *kind = kind_names[options.public_copy ? DOCUMENT_PROTOCOL : document->kind];
    g_autofree char *source = load_template(kind, (gpointer)language, error);
    if (!source)
        return NULL;
    g_autofree char *name = g_strconcat(language, "/", kind, ".md", NULL);
    return mustache_render(name, source, view, load_template, (gpointer)language, error);
}

/* The Markdown with a setting of the page that writes what msgid says across it, whatever the
 * template says. Takes markdown; free with g_free. */
static char *mark(char *markdown, const char *language, const char *msgid)
{
    const char *word = message(strcmp(language, "ru") == 0 ? LANGUAGE_RU : LANGUAGE_KK, msgid);
    const char *fence = "```page\n";
    gboolean given = g_str_has_prefix(markdown, fence);
    char *marked = g_strconcat(fence, "across: ", word, "\n", given ? "" : "```\n\n",
                               given ? markdown + strlen(fence) : markdown, NULL);
    g_free(markdown);
    return marked;
}

static gboolean check_request(const Document *document, GError **error)
{
    if (document_kind_about_entry(document->kind) && document->entry <= 0) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("This document is about one entry: give its number."), NULL);
        return FALSE;
    }
    return TRUE;
}

static GBytes *render(const Document *document, GError **error)
{
    g_autoptr(RulesSet) set = rules_set_load(NULL, error);
    const Rules *rules = set ? rules_by_id(set, record_edition(document->record), error) : NULL;
    if (!rules)
        return NULL;

    gboolean both = strcmp(document->language, "both") == 0;
    const char *const languages[] = {both ? "kk" : document->language, both ? "ru" : NULL, NULL};
    char *markdowns[G_N_ELEMENTS(languages)] = {NULL};
    gboolean rendered = TRUE;
    for (gsize i = 0; rendered && languages[i]; i++) {
        markdowns[i] = render_markdown(document, rules, languages[i], error);
        rendered = markdowns[i] != NULL;
        if (rendered && (document->preview || document->copy))
            markdowns[i] =
                mark(markdowns[i], languages[i], document->preview ? N_("DRAFT") : N_("COPY"));
    }
    GBytes *pdf = NULL;
    if (rendered)
        pdf = layout_render((const char *const *)markdowns, document->record, error);
    for (gsize i = 0; i < G_N_ELEMENTS(markdowns); i++)
        g_free(markdowns[i]);
    return pdf;
}

GBytes *document_render(const Document *document, GError **error)
{
    if (!check_request(document, error))
        return NULL;
    if (document->kind != DOCUMENT_PUBLIC)
        return render(document, error);
    g_autoptr(JsonNode) less = record_public(document->record, error);
    Document copy = *document;
    copy.record = less;
    return less ? render(&copy, error) : NULL;
}
