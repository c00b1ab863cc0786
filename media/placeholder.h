/* The picture that is recorded while there is none: a camera, crossed out. It needs no words. */
#pragma once

#include <gst/gst.h>

/* I420, width x height. Free with gst_buffer_unref. */
GstBuffer *placeholder_new(int width, int height);
