/* The pipelines of cameras and microphones, from what a source is asked to be. */
#pragma once

#include "media/source.h"

/* A pipeline with an appsink "out" (and, for a camera, a capsfilter "shape" that fixes the size).
 * width, height: the size that the picture must have; 0 as long as it is free. NULL with
 * MEDIA_ERROR_NO_CAMERA, _NO_MIC. Blocks for the driver. Free with gst_object_unref. */
GstElement *source_pipeline_new(SourceKind kind, const char *spec, int width, int height,
                                GError **error);
/* Sets the filter "shape": exactly this size, or any up to the largest if 0. */
void source_pipeline_shape(GstElement *pipeline, int width, int height);
/* Whether the device that the pipeline reads from is no longer in the machine. */
gboolean source_pipeline_unplugged(GstElement *pipeline);
