/*
 * Whoever may read the archives that leave by the touch screen: the certificates that an
 * administrator names in esep.ini ([export] for=, config.h). Where one is named, no archive but the
 * public copy goes out in the clear.
 */
#pragma once

#include "protocol/home.h"

/* The certificates (envelope.h), *readers_out NULL: nobody is named. g_ptr_array_unref. FALSE with
 * an error if one cannot be used: then nothing goes out. Blocks for the disk. */
gboolean export_readers(Home *home, GPtrArray **readers_out, GError **error);
/* Their common names, "А. Б., В. Г."; g_free. */
char *export_readers_text(const GPtrArray *readers);
