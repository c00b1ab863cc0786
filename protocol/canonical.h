/*
 * Canonical JSON (RFC 8785): the bytes that are hashed and signed. Numbers must be integers of at
 * most 2^53 (RFC 8785, 3.2.2.3: the record holds no others); members are sorted by UTF-16 code
 * units (3.2.3).
 */
#pragma once

#include <json-glib/json-glib.h>

/* The canonical bytes of node, ended by a NUL that is not counted; free with g_free. NULL with an
 * error on a number that is no such integer or a string that is no UTF-8. */
char *canonical_json(JsonNode *node, gsize *size_out, GError **error);
