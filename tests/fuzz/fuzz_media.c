/* libFuzzer's way into hostile_media.h: make fuzz. */
#include <stdint.h>

#include "tests/fuzz/hostile_media.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hostile_media(data, size);
    return 0;
}
