/*
 * The picture of a sheet of paper that lies before the camera: in the largest size that the camera
 * has, the sharpest of its first second and a half, straightened, and judged whether its print can
 * be read.
 *
 * The recorder's program takes it and its jobs judge it, each in a process of its own: what a
 * camera delivers is decoded in neither of the callers. Any thread; blocks for some seconds.
 */
#pragma once

#include <glib.h>

/* Pixels along the longer side. With fewer, the letters of an A4 sheet are too small; and as many
 * must the picture hold if it is as small as its blurred edges allow. Measured by what a reading
 * machine still recognises. */
#define SHEET_LEAST_PX 1500
#define SHEET_LEAST_RESOLVED_PX 1150

typedef struct {
    int width_px, height_px;
    int resolved_px;        /* so many there really are; 0: there is no print in the picture */
    double straightened_by; /* degrees */
} SheetPicture;

/* program: path of esep-recorder; camera as for recorder_start. out: the JPEG, in a folder of the
 * caller's own, where the picture as it was taken lies meanwhile. MEDIA_ERROR_NO_CAMERA, also if it
 * gives no picture because something else uses it; _NO_SPACE, _FAILED. */
gboolean sheet_take(const char *program, const char *camera, const char *out,
                    SheetPicture *picture_out, GError **error);
