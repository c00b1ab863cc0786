/*
 * A hand signature: {"width":W,"height":H,"strokes":[[[x,y,t_ms],…],…]}, integers, the origin at
 * the top left, t_ms from the first touch. Kept and drawn as strokes, never as a picture.
 */
#pragma once

#include <json-glib/json-glib.h>

#define STROKES_MAX_POINTS 20000
#define STROKES_MAX_BYTES (4 << 20) /* of a file that holds some */

/* Reads strokes from JSON text: the form above; also a bare array of strokes, points as {x,y} or
 * [x,y], and numbers with fractions, which are rounded; width and height are then measured.
 * Refuses what is none: no stroke with two points, over STROKES_MAX_POINTS, a coordinate outside
 * ±32767. The result is in the form above. Free with json_node_unref. */
JsonNode *strokes_parse(const char *text, gssize size, GError **error);
