#include "kiosk/signature.h"

#include <stdlib.h>

#include "protocol/strokes.h"

/* Closer points only make a line tremble. */
#define LEAST_STEP (2 * SIGNATURE_UNITS_PER_PX)
/* A line shorter than this over all is a touch by accident. */
#define LEAST_LENGTH (40 * SIGNATURE_UNITS_PER_PX)

struct Signature {
    int width, height;
    GPtrArray *strokes; /* of GArray of SignaturePoint */
    gint64 start_ms;    /* of the first touch */
    int points;
    gboolean drawing;
};

static void stroke_free(gpointer stroke)
{
    g_array_free(stroke, TRUE);
}

Signature *signature_new(void)
{
    Signature *signature = g_new0(Signature, 1);
    signature->strokes = g_ptr_array_new_with_free_func(stroke_free);
    return signature;
}

void signature_free(Signature *signature)
{
    if (!signature)
        return;
    g_ptr_array_unref(signature->strokes);
    g_free(signature);
}

void signature_set_field(Signature *signature, int width, int height)
{
    if (!signature_empty(signature) && signature->width > 0)
        return;
    signature->width = MIN(width, G_MAXINT16);
    signature->height = MIN(height, G_MAXINT16);
}

int signature_width(const Signature *signature)
{
    return signature->width;
}

int signature_height(const Signature *signature)
{
    return signature->height;
}

static GArray *last_stroke(const Signature *signature)
{
    return signature->strokes->len ? signature->strokes->pdata[signature->strokes->len - 1] : NULL;
}

static void append(Signature *signature, int x, int y, gint64 now_ms)
{
    SignaturePoint point = {CLAMP(x, 0, signature->width), CLAMP(y, 0, signature->height),
                            (int)(now_ms - signature->start_ms)};
    g_array_append_val(last_stroke(signature), point);
    signature->points++;
}

void signature_begin(Signature *signature, int x, int y, gint64 now_ms)
{
    if (signature->points + 2 > STROKES_MAX_POINTS)
        return;
    if (signature_empty(signature))
        signature->start_ms = now_ms;
    g_ptr_array_add(signature->strokes, g_array_new(FALSE, FALSE, sizeof(SignaturePoint)));
    signature->drawing = TRUE;
    append(signature, x, y, now_ms);
}

gboolean signature_move(Signature *signature, int x, int y, gint64 now_ms)
{
    GArray *stroke = last_stroke(signature);
    if (!signature->drawing || !stroke || signature->points + 2 > STROKES_MAX_POINTS)
        return FALSE;
    SignaturePoint last = g_array_index(stroke, SignaturePoint, stroke->len - 1);
    if (abs(x - last.x) + abs(y - last.y) < LEAST_STEP)
        return FALSE;
    append(signature, x, y, now_ms);
    return TRUE;
}

void signature_end(Signature *signature)
{
    GArray *stroke = last_stroke(signature);
    /* A dot, as over an i or й, is a stroke too: the record wants two points of each. */
    if (signature->drawing && stroke && stroke->len == 1) {
        SignaturePoint dot = g_array_index(stroke, SignaturePoint, 0);
        append(signature, dot.x + 1, dot.y, signature->start_ms + dot.t_ms + 1);
    }
    signature->drawing = FALSE;
}

void signature_undo(Signature *signature)
{
    GArray *stroke = last_stroke(signature);
    if (!stroke)
        return;
    signature->points -= (int)stroke->len;
    signature->drawing = FALSE;
    g_ptr_array_set_size(signature->strokes, (int)signature->strokes->len - 1);
}

void signature_clear(Signature *signature)
{
    g_ptr_array_set_size(signature->strokes, 0);
    signature->points = 0;
    signature->drawing = FALSE;
}

gboolean signature_given(const Signature *signature)
{
    gint64 length = 0;
    for (guint s = 0; s < signature->strokes->len; s++) {
        int count;
        const SignaturePoint *points = signature_stroke(signature, (int)s, &count);
        for (int i = 1; i < count; i++)
            length += abs(points[i].x - points[i - 1].x) + abs(points[i].y - points[i - 1].y);
    }
    return length >= LEAST_LENGTH;
}

gboolean signature_drawing(const Signature *signature)
{
    return signature->drawing;
}

gboolean signature_empty(const Signature *signature)
{
    return signature->strokes->len == 0;
}

int signature_strokes(const Signature *signature)
{
    return (int)signature->strokes->len;
}

const SignaturePoint *signature_stroke(const Signature *signature, int stroke, int *count_out)
{
    GArray *points = signature->strokes->pdata[stroke];
    *count_out = (int)points->len;
    return (const SignaturePoint *)(void *)points->data;
}

char *signature_json(const Signature *signature)
{
    GString *json = g_string_new(NULL);
    g_string_printf(json, "{\"width\":%d,\"height\":%d,\"strokes\":[", signature->width,
                    signature->height);
    for (guint s = 0; s < signature->strokes->len; s++) {
        int count;
        const SignaturePoint *points = signature_stroke(signature, (int)s, &count);
        g_string_append(json, s ? ",[" : "[");
        for (int i = 0; i < count; i++)
            g_string_append_printf(json, "%s[%d,%d,%d]", i ? "," : "", points[i].x, points[i].y,
                                   points[i].t_ms);
        g_string_append_c(json, ']');
    }
    g_string_append(json, "]}");
    return g_string_free(json, FALSE);
}
