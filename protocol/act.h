/* The act of disposal as a document: templates/documents/<language>/act.md. */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"

#define COMMISSION_MAX 15 /* people who sign an act */

/* The act as PDF/A-1b in Kazakh and Russian. rows: [{"meeting","number","date","kind","kept_until",
 * "source","json_sha256"}]; date, until: YYYY-MM-DD, of the act and of the end of the week of
 * grace. commission: rank and names of who signs it, the chair first, up to a NULL (may be NULL);
 * lines without names follow till there are as many as the configuration says (config.h). Free
 * with g_bytes_unref. */
GBytes *act_render(Home *home, const char *number, const char *date, const char *until,
                   const char *const *commission, JsonArray *rows, GError **error);
