/*
 * A document that is not about a meeting's record: templates/documents/<language>/<name>.md filled
 * from facts as document.h tells it of a record.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"

/* The facts for a language ("kk", "ru"); the form adds "body_name" and "city". Free with
 * json_object_unref. */
typedef JsonObject *(*FormFacts)(const char *language, gpointer user_data);

typedef struct {
    const char *name;               /* of the template, "act" */
    const char *const *languages;   /* "kk", "ru", up to a NULL; each begins a page */
    const char *title, *title_what; /* message id, and what its {1} is */
    const char *date;               /* YYYY-MM-DD: of the file, so that its bytes stay the same */
    FormFacts facts;
    gpointer user_data;
} Form;

/* The form as PDF/A-1b. Free with g_bytes_unref. Blocks for the disk. */
GBytes *form_render(Home *home, const Form *form, GError **error);
