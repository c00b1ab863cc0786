/* Pipelines from their description. */
#pragma once

#include <gst/gst.h>

/* Of parts that this program knows; names from outside are set as properties, never described.
 * NULL with MEDIA_ERROR_FAILED if one is missing. Free with gst_object_unref. */
GstElement *launch(const char *description, GError **error);
