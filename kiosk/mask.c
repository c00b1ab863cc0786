#include "kiosk/mask.h"

#include <math.h>
#include <string.h>

Mask *mask_new(int width, int height)
{
    Mask *mask = g_new0(Mask, 1);
    mask->width = MAX(width, 1);
    mask->height = MAX(height, 1);
    mask->alpha = g_malloc0((gsize)mask->width * mask->height);
    return mask;
}

void mask_free(Mask *mask)
{
    if (!mask)
        return;
    g_free(mask->alpha);
    g_free(mask);
}

void mask_clear(Mask *mask)
{
    memset(mask->alpha, 0, (gsize)mask->width * mask->height);
}

void mask_line(Mask *mask, double x0, double y0, double x1, double y1, double pen_px)
{
    double radius = pen_px / 2, reach = radius + 1;
    int left = MAX(0, (int)floor(MIN(x0, x1) - reach));
    int right = MIN(mask->width - 1, (int)ceil(MAX(x0, x1) + reach));
    int top = MAX(0, (int)floor(MIN(y0, y1) - reach));
    int bottom = MIN(mask->height - 1, (int)ceil(MAX(y0, y1) + reach));
    double dx = x1 - x0, dy = y1 - y0, length2 = dx * dx + dy * dy;

    for (int y = top; y <= bottom; y++) {
        guint8 *row = mask->alpha + (gsize)y * mask->width;
        for (int x = left; x <= right; x++) {
            double px = x + 0.5 - x0, py = y + 0.5 - y0;
            double along = length2 > 0 ? CLAMP((px * dx + py * dy) / length2, 0, 1) : 0;
            double ex = px - along * dx, ey = py - along * dy;
            double distance2 = ex * ex + ey * ey;
            if (distance2 >= (radius + 0.5) * (radius + 0.5))
                continue;
            double covered = CLAMP(radius + 0.5 - sqrt(distance2), 0, 1);
            guint8 alpha = (guint8)lround(covered * 255);
            row[x] = MAX(row[x], alpha);
        }
    }
}

void mask_curve(Mask *mask, double x0, double y0, double control_x, double control_y, double x1,
                double y1, double pen_px)
{
    double size =
        fabs(control_x - x0) + fabs(control_y - y0) + fabs(x1 - control_x) + fabs(y1 - control_y);
    int steps = CLAMP((int)(size / 4), 2, 24);
    double from_x = x0, from_y = y0;
    for (int i = 1; i <= steps; i++) {
        double t = (double)i / steps, u = 1 - t;
        double x = u * u * x0 + 2 * u * t * control_x + t * t * x1;
        double y = u * u * y0 + 2 * u * t * control_y + t * t * y1;
        mask_line(mask, from_x, from_y, x, y, pen_px);
        from_x = x;
        from_y = y;
    }
}

static void cubic(Mask *mask, const double p[8], double pen_px)
{
    enum { STEPS = 16 };
    double from_x = p[0], from_y = p[1];
    for (int i = 1; i <= STEPS; i++) {
        double t = (double)i / STEPS, u = 1 - t;
        double a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, d = t * t * t;
        double x = a * p[0] + b * p[2] + c * p[4] + d * p[6];
        double y = a * p[1] + b * p[3] + c * p[5] + d * p[7];
        mask_line(mask, from_x, from_y, x, y, pen_px);
        from_x = x;
        from_y = y;
    }
}

static void circle(Mask *mask, double x, double y, double radius, double pen_px)
{
    enum { STEPS = 40 };
    for (int i = 0; i < STEPS; i++) {
        double a = 2 * G_PI * i / STEPS, b = 2 * G_PI * (i + 1) / STEPS;
        mask_line(mask, x + radius * cos(a), y + radius * sin(a), x + radius * cos(b),
                  y + radius * sin(b), pen_px);
    }
}

void mask_path(Mask *mask, const char *path, double x, double y, double scale, double pen_px)
{
    double p[8] = {0};
    for (const char *at = path; *at;) {
        char what = *at++;
        int count = what == 'M' || what == 'L'   ? 2
                    : what == 'C'                ? 6
                    : what && strchr("OD", what) ? 3
                                                 : 0;
        if (count == 0)
            return;
        for (int i = 0; i < count; i++) {
            char *end;
            p[2 + i] = g_ascii_strtod(at, &end) * scale + (what == 'O' || what == 'D' ? 0
                                                           : i % 2                    ? y
                                                                                      : x);
            at = end;
        }
        while (*at == ' ')
            at++;
        if (what == 'L')
            mask_line(mask, p[0], p[1], p[2], p[3], pen_px);
        else if (what == 'C')
            cubic(mask, p, pen_px);
        else if (what == 'O')
            circle(mask, x + p[2], y + p[3], p[4], pen_px);
        else if (what == 'D')
            mask_line(mask, x + p[2], y + p[3], x + p[2], y + p[3], 2 * p[4]);
        if (what == 'M' || what == 'L' || what == 'C') {
            p[0] = p[count];
            p[1] = p[count + 1];
        }
    }
}
