/*
 * Rows of meetings that came in an archive from another device: the record's rows stand where those
 * of a meeting of this device stand, and a row of their own says where they came from.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/register.h"

/* The certificate of the device that sealed an imported meeting, in the meeting's folder. */
#define IMPORT_CERTIFICATE "device.crt"

/* Where a record came from. */
typedef struct {
    const char *device, *id;        /* its name everywhere */
    const char *certificate_sha256; /* of that device */
    const char *name, *name_kk;     /* of the police body; name_kk may be NULL */
    const char *city;               /* may be NULL */
    const char *at;                 /* when it came, ISO 8601 */
} ImportOrigin;

/* What a record was sealed with there. */
typedef struct {
    const char *late_reason; /* may be NULL */
    const char *sealed;
    int number; /* of the protocol */
    const char *json_sha256, *pdf_sha256, *audit_head;
} ImportSeal;

/* All inside a transaction. */
gboolean register_import_add(Register *register_, const char *meeting, const ImportOrigin *origin,
                             GError **error);
/* Seals the row meeting as it was sealed there. A later protocol of the body own_body (may be NULL)
 * gets a later number. */
gboolean register_import_seal(Register *register_, const char *meeting, const ImportOrigin *origin,
                              const char *own_body, const ImportSeal *seal, GError **error);
/* A number of series that was given elsewhere: it is not given again. */
gboolean register_import_number(Register *register_, const char *series, int number,
                                GError **error);
/* A row of what was carried over from earlier meetings, in the form of record.h. */
gboolean register_import_carried(Register *register_, const char *meeting, JsonObject *carried,
                                 GError **error);
gboolean register_import_carried_decision(Register *register_, const char *meeting,
                                          JsonObject *carried, GError **error);

/* Where a meeting came from: {"device","id","certificate_sha256","name","name_kk"|null,
 * "city"|null,"at"}; *row_out is NULL if it is this device's. Free with json_object_unref. */
gboolean register_import_origin(Register *register_, const char *meeting, JsonObject **row_out,
                                GError **error);
/* The meeting here with the name device and id elsewhere, whether it came from there or is this
 * device's own. g_free; *meeting_out is NULL if there is none. */
gboolean register_import_find(Register *register_, const char *device, const char *id,
                              char **meeting_out, GError **error);
/* Whether an entry of this number is in the register. */
gboolean register_import_has_entry(Register *register_, int number, gboolean *has_out,
                                   GError **error);
/* The meeting whose files have not arrived; g_free. *meeting_out is NULL if there is none. */
gboolean register_import_coming(Register *register_, char **meeting_out, GError **error);
gboolean register_import_arrived(Register *register_, const char *meeting, GError **error);
