#include "protocol/register_device.h"

#include "protocol/error.h"
#include "protocol/register_statement.h"

gboolean register_device_add(Register *register_, const char *uuid, const HomeBody *body,
                             const char *certificate_sha256, const char *made, GError **error)
{
    return register_run(register_, NULL, error,
                        "INSERT INTO device (one, uuid, name, name_kk, city, certificate_sha256, "
                        "made) VALUES (1, ?, ?, ?, ?, ?, ?)",
                        "ssssss", uuid, body->name, body->name_kk, body->city, certificate_sha256,
                        made);
}

JsonObject *register_device(Register *register_, GError **error)
{
    JsonObject *row = NULL;
    if (!register_row(register_, &row, error,
                      "SELECT uuid, name, name_kk, city, certificate_sha256 FROM device", ""))
        return NULL;
    if (!row)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The register knows no device: it was not made by esep init."), NULL);
    return row;
}
