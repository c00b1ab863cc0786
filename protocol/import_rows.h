/*
 * The rows of a sealed record, made from the meeting.json of its archive, which a stranger may have
 * written: the record that is read from the rows afterwards must say what meeting.json says.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"

typedef struct {
    const char *id; /* the meeting's name here */
    const char *json_sha256, *pdf_sha256;
} ImportFiles;

/* Adds the rows, inside a transaction. PROTOCOL_ERROR_DIFFERENT if record is none, or one of a
 * newer program; it has passed import_text_plain (import_check.h) and is changed: its names become
 * those that it has here. */
gboolean import_rows_add(Home *home, const ImportFiles *files, JsonObject *record, GError **error);
