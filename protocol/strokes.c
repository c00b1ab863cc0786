#include "protocol/strokes.h"

#include <math.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/json_read.h"

#define COORDINATE_MAX 32767
#define TIME_MAX_MS (24 * 3600 * 1000) /* nobody signs for a day */
#define TEXT_MAX_BYTES (4 << 20)
#define ADVICE N_("The signature cannot be used: {1}. Sign again.")

typedef struct {
    JsonArray *strokes; /* owned: what was read so far, in the form of the record */
    gsize points;
    gint64 left, top, right, bottom;
    gboolean line; /* a stroke has two points */
} Reading;

static gboolean refuse(GError **error, const char *why)
{
    error_set(error, PROTOCOL_ERROR_USAGE, ADVICE, why, NULL);
    return FALSE;
}

/* A JSON number, rounded, within ±max. */
static gboolean read_number(JsonNode *node, double max, gint64 *value_out)
{
    if (!node || !JSON_NODE_HOLDS_VALUE(node))
        return FALSE;
    GType type = json_node_get_value_type(node);
    if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
        return FALSE;
    double value = json_node_get_double(node);
    if (!isfinite(value) || fabs(value) > max)
        return FALSE;
    *value_out = llround(value);
    return TRUE;
}

static JsonNode *member(JsonObject *object, const char *name)
{
    return json_object_get_member(object, name);
}

/* A point as [x,y], [x,y,t] or {"x","y"}; without a time it gets 0. */
static gboolean read_point(JsonNode *node, gint64 *x_out, gint64 *y_out, gint64 *t_ms_out)
{
    *t_ms_out = 0;
    if (JSON_NODE_HOLDS_OBJECT(node)) {
        JsonObject *object = json_node_get_object(node);
        return read_number(member(object, "x"), COORDINATE_MAX, x_out) &&
               read_number(member(object, "y"), COORDINATE_MAX, y_out);
    }
    if (!JSON_NODE_HOLDS_ARRAY(node))
        return FALSE;
    JsonArray *array = json_node_get_array(node);
    guint length = json_array_get_length(array);
    if (length != 2 && length != 3)
        return FALSE;
    return read_number(json_array_get_element(array, 0), COORDINATE_MAX, x_out) &&
           read_number(json_array_get_element(array, 1), COORDINATE_MAX, y_out) &&
           (length == 2 || (read_number(json_array_get_element(array, 2), TIME_MAX_MS, t_ms_out) &&
                            *t_ms_out >= 0));
}

static gboolean add_point(Reading *reading, JsonArray *stroke, JsonNode *node, GError **error)
{
    gint64 x, y, t_ms;
    if (++reading->points > STROKES_MAX_POINTS)
        return refuse(error, "> 20000 points");
    if (!read_point(node, &x, &y, &t_ms))
        return refuse(error, "[x,y,t]?");
    JsonArray *point = json_array_sized_new(3);
    json_array_add_int_element(point, x);
    json_array_add_int_element(point, y);
    json_array_add_int_element(point, t_ms);
    json_array_add_array_element(stroke, point);
    gboolean first = reading->points == 1;
    reading->left = first ? x : MIN(reading->left, x);
    reading->right = first ? x : MAX(reading->right, x);
    reading->top = first ? y : MIN(reading->top, y);
    reading->bottom = first ? y : MAX(reading->bottom, y);
    return TRUE;
}

static gboolean add_stroke(Reading *reading, JsonNode *node, GError **error)
{
    if (!JSON_NODE_HOLDS_ARRAY(node))
        return refuse(error, "[[[x,y,t],…],…]?");
    JsonArray *points = json_node_get_array(node);
    guint length = json_array_get_length(points);
    g_autoptr(JsonArray) stroke = json_array_sized_new(length);
    for (guint i = 0; i < length; i++)
        if (!add_point(reading, stroke, json_array_get_element(points, i), error))
            return FALSE;
    reading->line |= length >= 2;
    if (length > 0)
        json_array_add_array_element(reading->strokes, g_steal_pointer(&stroke));
    return TRUE;
}

static gboolean add_strokes(Reading *reading, JsonNode *node, GError **error)
{
    if (!node || !JSON_NODE_HOLDS_ARRAY(node))
        return refuse(error, "\"strokes\"?");
    JsonArray *strokes = json_node_get_array(node);
    for (guint i = 0; i < json_array_get_length(strokes); i++)
        if (!add_stroke(reading, json_array_get_element(strokes, i), error))
            return FALSE;
    return reading->line || refuse(error, "< 2 points");
}

/* Width and height: as given beside the strokes, else what the strokes take. Measured ones have
 * their strokes moved to the origin, so that they lie in what width and height say. */
static gboolean find_size(Reading *reading, JsonObject *given, gint64 *width_out,
                          gint64 *height_out)
{
    if (given &&
        (json_object_has_member(given, "width") || json_object_has_member(given, "height")))
        return read_number(member(given, "width"), COORDINATE_MAX, width_out) &&
               read_number(member(given, "height"), COORDINATE_MAX, height_out) && *width_out > 0 &&
               *height_out > 0;
    *width_out = MAX(reading->right - reading->left, 1);
    *height_out = MAX(reading->bottom - reading->top, 1);
    for (guint i = 0; i < json_array_get_length(reading->strokes); i++) {
        JsonArray *stroke = json_array_get_array_element(reading->strokes, i);
        for (guint j = 0; j < json_array_get_length(stroke); j++) {
            JsonArray *point = json_array_get_array_element(stroke, j);
            JsonNode *x = json_array_get_element(point, 0), *y = json_array_get_element(point, 1);
            json_node_set_int(x, json_node_get_int(x) - reading->left);
            json_node_set_int(y, json_node_get_int(y) - reading->top);
        }
    }
    return TRUE;
}

JsonNode *strokes_parse(const char *text, gssize size, GError **error)
{
    gsize length = size < 0 ? strlen(text) : (gsize)size;
    if (length > TEXT_MAX_BYTES) {
        refuse(error, "> 4 MB");
        return NULL;
    }
    g_autoptr(JsonNode) root = json_read("strokes", text, (gssize)length, error);
    if (!root)
        return NULL;
    JsonObject *object = JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
    g_autoptr(JsonArray) strokes = json_array_new();
    Reading reading = {.strokes = strokes};
    if (!add_strokes(&reading, object ? member(object, "strokes") : root, error))
        return NULL;
    gint64 width, height;
    if (!find_size(&reading, object, &width, &height)) {
        refuse(error, "\"width\", \"height\"?");
        return NULL;
    }
    JsonObject *result = json_object_new();
    json_object_set_int_member(result, "width", width);
    json_object_set_int_member(result, "height", height);
    json_object_set_array_member(result, "strokes", g_steal_pointer(&strokes));
    JsonNode *node = json_node_init_object(json_node_alloc(), result);
    json_object_unref(result);
    return node;
}
