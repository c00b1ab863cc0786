/* Rows of the police body's names, each from a day on. */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"
#include "protocol/register.h"

/* The body on a day (YYYY-MM-DD): {"since"|null,"name","name_kk"|null,"city"|null}; since is null
 * of what the device was set up with. Free with json_object_unref. */
JsonObject *register_body(Register *register_, const char *on, GError **error);
/* All names, the first first; as register_body gives them. Free with json_array_unref. */
JsonArray *register_bodies(Register *register_, GError **error);
/* Inside a transaction. */
gboolean register_body_add(Register *register_, const char *since, const HomeBody *body,
                           const char *made, GError **error);
/* The day of the newest of the device's own sealed records (g_free); NULL: there is none. */
gboolean register_body_sealed(Register *register_, char **day_out, GError **error);
