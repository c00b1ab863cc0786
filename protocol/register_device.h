/* The row of this device: who it is and which police body it serves. */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"
#include "protocol/register.h"

gboolean register_device_add(Register *register_, const char *uuid, const HomeBody *body,
                             const char *certificate_sha256, const char *made, GError **error);
/* {"uuid","name","name_kk"|null,"city"|null,"certificate_sha256"}; free with json_object_unref. */
JsonObject *register_device(Register *register_, GError **error);
