/*
 * What makes the test camera's picture checkable: the number of the frame as 24 black and white
 * squares, 16 pixels each, from (16, 16) to the right, highest bit first; and a square that walks
 * along the lower edge, so that a person sees that the picture lives.
 */
#pragma once

#include <gst/gst.h>

#define TEST_PICTURE_BITS 24
#define TEST_PICTURE_SQUARE_PX 16

/* Draws into what arrives at the pipeline's appsink "out". */
void test_picture_attach(GstElement *pipeline);
/* The number in a picture's luma plane. */
guint test_picture_number(const guint8 *luma, int stride_bytes);
