/* Hand signatures: from the strokes of a record to as few points as show them. */
#include <math.h>

#include "protocol/layout_parts.h"

/* A line that passes by a point nearer than this shows it to every eye and printer. */
#define DEVIATION_PT 0.15

/* A coordinate of the record, which is a number within ±32767 or is left out as 0. */
static double coordinate(JsonArray *point, guint index)
{
    JsonNode *node =
        index < json_array_get_length(point) ? json_array_get_element(point, index) : NULL;
    double value = node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_double(node) : 0;
    return isfinite(value) ? CLAMP(value, -32767, 32767) : 0;
}

static void read_stroke(JsonArray *stroke, GArray *points)
{
    guint start = points->len;
    for (guint i = 0; i < json_array_get_length(stroke); i++) {
        JsonNode *node = json_array_get_element(stroke, i);
        if (!JSON_NODE_HOLDS_ARRAY(node))
            continue;
        JsonArray *point = json_node_get_array(node);
        const PenPoint at = {coordinate(point, 0), coordinate(point, 1), points->len == start};
        g_array_append_val(points, at);
    }
}

static GArray *read_strokes(JsonObject *strokes)
{
    GArray *points = g_array_new(FALSE, FALSE, sizeof(PenPoint));
    JsonNode *node = json_object_get_member(strokes, "strokes");
    JsonArray *lines = node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    for (guint i = 0; lines && i < json_array_get_length(lines); i++) {
        JsonNode *line = json_array_get_element(lines, i);
        if (JSON_NODE_HOLDS_ARRAY(line))
            read_stroke(json_node_get_array(line), points);
    }
    return points;
}

/* Fits what was written into the box, centred, its proportions kept. */
static void fit(PenPoint *points, guint count, double width_pt, double height_pt)
{
    double left = G_MAXDOUBLE, top = G_MAXDOUBLE, right = -G_MAXDOUBLE, bottom = -G_MAXDOUBLE;
    for (guint i = 0; i < count; i++) {
        left = MIN(left, points[i].x);
        right = MAX(right, points[i].x);
        top = MIN(top, points[i].y);
        bottom = MAX(bottom, points[i].y);
    }
    double width = MAX(right - left, 1), height = MAX(bottom - top, 1);
    double scale = MIN(width_pt / width, height_pt / height);
    for (guint i = 0; i < count; i++) {
        points[i].x = (width_pt - width * scale) / 2 + (points[i].x - left) * scale;
        points[i].y = (height_pt - height * scale) / 2 + (points[i].y - top) * scale;
    }
}

/* The square of the distance of a point from the line between two others. */
static double apart(const PenPoint *point, const PenPoint *from, const PenPoint *to)
{
    double dx = to->x - from->x, dy = to->y - from->y, length = dx * dx + dy * dy;
    double x = point->x - from->x, y = point->y - from->y;
    double along = length < 1e-9 ? 0 : CLAMP((x * dx + y * dy) / length, 0, 1);
    x -= along * dx;
    y -= along * dy;
    return x * x + y * y;
}

/* Adds a stroke over as few points between its ends as the deviation allows (Ramer 1972; Douglas
 * and Peucker 1973), with a stack of its own: a stroke may have any number of points. */
static void add_stroke(GArray *out, GArray *ends, const PenPoint *points, guint count)
{
    guint from = 0, last = count - 1;
    g_array_append_val(out, points[0]);
    g_array_append_val(ends, last);
    while (ends->len) {
        guint to = g_array_index(ends, guint, ends->len - 1), farthest = from;
        double deviation = DEVIATION_PT * DEVIATION_PT;
        for (guint i = from + 1; i < to; i++) {
            double distance = apart(&points[i], &points[from], &points[to]);
            if (distance > deviation) {
                deviation = distance;
                farthest = i;
            }
        }
        if (farthest != from) {
            g_array_append_val(ends, farthest);
            continue;
        }
        /* A dot is a line of no length with round ends. */
        PenPoint end = points[to];
        end.first = FALSE;
        g_array_append_val(out, end);
        g_array_set_size(ends, ends->len - 1);
        from = to;
    }
}

GArray *pen_lines(JsonObject *strokes, double width_pt, double height_pt)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(PenPoint));
    g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GArray) read = read_strokes(strokes);
    PenPoint *points = (PenPoint *)read->data;
    fit(points, read->len, width_pt, height_pt);
    for (guint from = 0, to; from < read->len; from = to) {
        for (to = from + 1; to < read->len && !points[to].first;)
            to++;
        add_stroke(out, ends, points + from, to - from);
    }
    return out;
}
