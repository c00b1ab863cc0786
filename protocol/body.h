/*
 * The police body that the device serves, as it is named in documents. Offices are renamed: from a
 * day on everything new carries the new name, and meetings of earlier days keep theirs, sealed or
 * not. Protocols go on being numbered in their series: it is the same body.
 *
 * All functions block for the disk.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"

/* The name from the day since on (YYYY-MM-DD; NULL: as soon as it can be: today, or the day after
 * the newest sealed meeting). The day is given back through since_out (g_free; may be NULL).
 * PROTOCOL_ERROR_USAGE: a name that is none, a day that is past or more than a year ahead;
 * _REFUSED: a meeting of that day or a later one is sealed under the old name. */
gboolean body_rename(Home *home, const HomeBody *body, const char *since, char **since_out,
                     GError **error);
/* [{"since"|null,"name","name_kk"|null,"city"|null}], the first name first. Free with
 * json_node_unref. */
JsonNode *body_list(Home *home, GError **error);
