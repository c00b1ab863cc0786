/*
 * What stands in a copy for pictures and sound that are not shown: a calm picture with a closed
 * lock, which needs no words, and silence.
 */
#pragma once

#include <glib.h>
#include <libavcodec/avcodec.h>

/* Two H.264 pictures of this size (even, at least 16), each of which needs no other, to be shown in
 * turns; NAL units behind lengths of four bytes. Their parameter sets travel with them under a
 * number of their own, so that those of the pictures around them stay what they are. FALSE if
 * there is no encoder. Free both with av_packet_free. */
gboolean plate_encode(int width, int height, AVPacket *pictures_out[2], GError **error);

/* Makes an Opus packet (RFC 6716, 3.1) silent; it lasts as long as it did. FALSE if it is none. */
gboolean plate_silence(AVPacket *packet);
