/* Microphones of a sound server, PulseAudio or PipeWire in its stead, where one runs: it keeps the
 * cards of the machine to itself. */
#pragma once

#include <glib.h>

/* In front of a source's name in a Device's node. */
#define DEVICE_PULSE "pulse:"

/* The sources that are no echo of what the machine plays; the default first. No server is started.
 * GPtrArray of Device; free with g_ptr_array_unref. Blocks for the server. */
GPtrArray *device_pulse_mics(void);
