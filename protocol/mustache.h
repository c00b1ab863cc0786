/*
 * Mustache (mustache(5) and its specification without lambdas), made for Markdown: variables,
 * sections, inverted sections, comments, partials with indentation, set delimiter, dotted names,
 * the implicit iterator, standalone lines.
 *
 * Where it differs from the specification, on purpose:
 *   - {{x}} escapes for Markdown instead of HTML: a value can never become markup. Every ASCII
 *     punctuation character gets a backslash, a line feed becomes <br>, a tab a space, white space
 * at both ends goes. {{{x}}} and {{&x}} are raw.
 *   - A name that the view does not have is an error that names template and line; a member that
 *     is null renders as nothing and is false for a section. So a lawyer's typing error is found at
 *     once, while a fact that is not there is simply not printed.
 *   - A partial that does not exist is an error.
 *   - An empty string is false for a section; an object or array cannot be a variable.
 */
#pragma once

#include <json-glib/json-glib.h>

/* The source of a partial; free with g_free. NULL with an error if there is none. */
typedef char *(*MustachePartial)(const char *name, gpointer user_data, GError **error);

/* Renders source; name is the template's for errors. partial may be NULL if none is used. Free the
 * result with g_free. PROTOCOL_ERROR_REFUSED names template and line. Any thread. */
char *mustache_render(const char *name, const char *source, JsonNode *view, MustachePartial partial,
                      gpointer user_data, GError **error);

/* text as it stands for itself in Markdown. Free with g_free. */
char *mustache_escape(const char *text);
