/* The picture that is recorded while there is none: a camera, crossed out. It needs no words. */
#pragma once

#include <gst/gst.h>

/* I420, width x height. Free with gst_buffer_unref. */
GstBuffer *placeholder_new(int width, int height);
/* The same as H.264 in RECORD_CODED_CAPS: two access units, each of which needs no other, to be
 * recorded in turns. FALSE with MEDIA_ERROR_FAILED if there is no encoder. Blocks while it works.
 * Free both with gst_buffer_unref. */
gboolean placeholder_encode(int width, int height, GstBuffer *units_out[2], GError **error);
