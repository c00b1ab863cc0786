/* Bytes from an enemy, at every place of media/ that reads what it did not write: the socket, from
 * both ends, lines of a chain, a Matroska file. For fuzz_media.c and test_recorder_hostile.c. */
#pragma once

#include <glib.h>

/* Ends the program if anything but an orderly refusal or answer comes of it. */
void hostile_media(const guint8 *data, gsize size);
