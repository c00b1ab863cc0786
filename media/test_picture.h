/*
 * What makes a test recording checkable. The picture carries the moment at which it was taken, by
 * the clock that all sources share: its number, counted in frames since the clock's zero, as 24
 * black and white squares of 16 pixels, from (16, 16) to the right, highest bit first; behind them
 * 6 more for the milliseconds since that frame was due. A square walks along the lower edge, so
 * that a person sees that the picture lives. The sound beeps at every full second of the same
 * clock.
 */
#pragma once

#include <gst/gst.h>

#define TEST_PICTURE_BITS 24
#define TEST_PICTURE_PHASE_BITS 6
#define TEST_PICTURE_SQUARE_PX 16

/* Draws into what arrives at the pipeline's appsink "out". */
void test_picture_attach(GstElement *pipeline);
/* The number in a picture's luma plane. */
guint test_picture_number(const guint8 *luma, int stride_bytes);
/* When it was taken, by the clock, in microseconds. */
gint64 test_picture_taken_us(const guint8 *luma, int stride_bytes);
/* Beeps into the silence (RECORD_AUDIO_CAPS) that arrives there. */
void test_sound_attach(GstElement *pipeline);
