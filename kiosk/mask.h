/*
 * A coverage mask: what is drawn by lines and curves, smooth at its edges, before it becomes a
 * texture. Icons, the ornament, round corners and signatures are all made of it. Pure memory; any
 * thread, one at a time.
 */
#pragma once

#include <glib.h>

typedef struct {
    int width, height;
    guint8 *alpha; /* width × height, 255 is covered */
} Mask;

/* Nothing covered. Free with mask_free. */
Mask *mask_new(int width, int height);
void mask_free(Mask *mask);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mask, mask_free)
void mask_clear(Mask *mask);

/* A line with round ends, pen_px wide. Covers more where it crosses itself, never twice. */
void mask_line(Mask *mask, double x0, double y0, double x1, double y1, double pen_px);
/* A quadratic curve of such lines. */
void mask_curve(Mask *mask, double x0, double y0, double control_x, double control_y, double x1,
                double y1, double pen_px);
/* A drawing of "M x y" move, "L x y" line, "C x y x y x y" cubic curve, "O x y r" circle, "D x y r"
 * disc, in units of scale pixels from x, y. Anything else ends the drawing. */
void mask_path(Mask *mask, const char *path, double x, double y, double scale, double pen_px);
