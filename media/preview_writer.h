/*
 * The recorder's side of the preview (preview_format.h): puts a smaller copy of a picture, at most
 * fifteen times a second, where consumers see it; does nothing while there are none.
 */
#pragma once

#include <gst/video/video.h>

typedef struct PreviewWriter PreviewWriter;

/* For pictures of width x height. NULL with MEDIA_ERROR_FAILED. Free with preview_writer_free. */
PreviewWriter *preview_writer_new(int width, int height, GError **error);
void preview_writer_free(PreviewWriter *writer);

/* The memory, to be passed to a consumer; borrowed. */
int preview_writer_fd(const PreviewWriter *writer);
/* One consumer more (1) or less (-1). Main thread. */
void preview_writer_count(PreviewWriter *writer, int change);
/* Whether a picture at at_ms would be shown. Streaming thread, as is preview_writer_put. */
gboolean preview_writer_wants(PreviewWriter *writer, gint64 at_ms);
/* frame: I420. */
void preview_writer_put(PreviewWriter *writer, const GstVideoFrame *frame, gint64 at_ms);
