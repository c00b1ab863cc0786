/*
 * The H.264 encoder of this machine: the board's own, or x264.
 *
 * Any thread. Blocks as long as a driver takes to open.
 */
#pragma once

#include <gst/gst.h>

/* For a pipeline's description, from raw pictures to H.264, the element named "encoder"; static.
 * NULL with MEDIA_ERROR_FAILED if there is none. */
const char *encoder_description(GError **error);
/* Two megabits a second for 1280x720, and a keyframe each second of running time, however many
 * pictures that takes: a cluster and so a segment begins. pipeline has an element "encoder". */
void encoder_set_up(GstElement *pipeline, int width, int height);
