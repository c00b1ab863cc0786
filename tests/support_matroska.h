/*
 * A small Matroska take made by hand, so that scanner and chain are tested without an encoder and
 * against bytes whose boundaries are known.
 */
#pragma once

#include <glib.h>

/* Header of a live file: EBML, a Segment of unknown size, Info. */
void matroska_header(GByteArray *take);
/* A cluster of unknown size at time_ms with blocks of 500 bytes each, step_ms apart; every third
 * in a BlockGroup. */
void matroska_cluster(GByteArray *take, gint64 time_ms, int blocks, int step_ms);
/* Header and clusters a second apart, ten blocks each. Free with g_byte_array_unref. */
GByteArray *matroska_take(int clusters);
