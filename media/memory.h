/*
 * What the recorder remembers from one recording to the next: the devices that auto chose, and the
 * pace that the machine sustained. A key file, which anybody may remove.
 *
 * Any thread; blocks for the disk.
 */
#pragma once

#include "media/device.h"
#include "media/pace.h"

typedef struct {
    Device *camera, *mic, *second_mic; /* NULL: none is known */
    Pace pace;
} Memory;

/* path NULL, no file or nonsense in it: nothing is known. Clear with memory_clear. */
void memory_load(Memory *memory, const char *path);
/* Nobody waits for it: what cannot be written is not remembered. path may be NULL. */
void memory_save(const Memory *memory, const char *path);
void memory_clear(Memory *memory);
