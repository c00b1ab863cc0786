/*
 * Reading JSON that somebody else wrote (RFC 8259). json-glib parses by recursion and would follow
 * a hostile text to the end of the stack: nesting is counted first.
 */
#pragma once

#include <json-glib/json-glib.h>

#define JSON_READ_MAX_DEPTH 64

/* The value that text (size bytes, -1: up to its NUL) holds; free with json_node_unref. what names
 * it in errors ("meeting.json"). PROTOCOL_ERROR_USAGE if it is no UTF-8, no JSON, empty, or nested
 * deeper than JSON_READ_MAX_DEPTH. Any thread. */
JsonNode *json_read(const char *what, const char *text, gssize size, GError **error);

/* A member of an object that may hold anything: NULL if object is NULL, or the member is missing or
 * of another type. Borrowed from the object. */
const char *json_read_text(JsonObject *object, const char *member);
JsonArray *json_read_array(JsonObject *object, const char *member);
JsonObject *json_read_object(JsonObject *object, const char *member);
/* As json_read_text, but "" for NULL. */
const char *json_read_shown(JsonObject *object, const char *member);
/* The first object in array whose member is number; NULL if array is NULL or there is none.
 * Borrowed from the array. */
JsonObject *json_read_row(JsonArray *array, const char *member, gint64 number);
