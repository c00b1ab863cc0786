/* The pipelines of cameras and microphones, from what a source is asked to be. */
#pragma once

#include "media/device.h"
#include "media/source.h"

/* The devices that spec may mean now, best first (device_order; before: the one that was used last,
 * or NULL). NULL if spec is no device of this machine, or not named by a number. Free with
 * g_ptr_array_unref. */
GPtrArray *source_pipeline_devices(SourceKind kind, const char *spec, const Device *before);
/* What a camera's pipeline gives, each in a sink of its own. */
typedef enum {
    SOURCE_PICTURES, /* "out": pictures */
    SOURCE_PASSED, /* "coded": the camera's H.264 as it comes, from an h264parse "parse"; "out": of
                    * these now and then one, decoded */
    SOURCE_ENCODED /* "coded": H.264 that is made here, behind a queue "leak"; "out": pictures */
} SourceForm;

typedef struct {
    SourceForm form;
    const PaceLevel *pace; /* what is wished of a camera */
    int width, height;     /* that the picture must have; 0 as long as it is free */
} SourceShape;

/* A pipeline with an appsink "out" (and, for a camera, a capsfilter "shape" that fixes the size).
 * device: one of source_pipeline_devices, or NULL if that is. NULL with MEDIA_ERROR_NO_CAMERA,
 * _NO_MIC, also if the source has no such form. Blocks for the driver. Free with gst_object_unref.
 */
GstElement *source_pipeline_new(SourceKind kind, const char *spec, const Device *device,
                                const SourceShape *shape, GError **error);
/* How much later than their time stamps say the data of such a source arrive. */
GstClockTime source_pipeline_latency(SourceKind kind, const char *spec);
/* Sets the filter "shape" to exactly this size. */
void source_pipeline_shape(GstElement *pipeline, int width, int height);
/* Whether the device that the pipeline reads from is no longer in the machine. */
gboolean source_pipeline_unplugged(GstElement *pipeline);
