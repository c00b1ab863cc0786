#include "tests/support_matroska.h"

#include <string.h>

static void append(GByteArray *take, const void *data, gsize size)
{
    g_byte_array_append(take, data, (guint)size);
}
#define APPEND(take, text) append(take, text, sizeof(text) - 1)

void matroska_header(GByteArray *take)
{
    APPEND(take, "\x1A\x45\xDF\xA3\x8B\x42\x82\x88matroska");
    APPEND(take, "\x18\x53\x80\x67\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF");
    APPEND(take, "\x15\x49\xA9\x66\x87\x2A\xD7\xB1\x83\x0F\x42\x40");
}

/* SimpleBlock (or Block) of track 1; the payload even holds a cluster's ID. */
static void block(GByteArray *take, guint8 id, int relative_ms)
{
    guint8 head[] = {id,   0x41, 0xF4, 0x81, (guint8)(relative_ms >> 8), (guint8)relative_ms, 0x80,
                     0x1F, 0x43, 0xB6, 0x75};
    guint8 data[500 - (sizeof head - 3)];
    memset(data, relative_ms & 0xFF, sizeof data);
    append(take, head, sizeof head);
    append(take, data, sizeof data);
}

void matroska_cluster(GByteArray *take, gint64 time_ms, int blocks, int step_ms)
{
    guint8 time[] = {0xE7,
                     0x84,
                     (guint8)(time_ms >> 24),
                     (guint8)(time_ms >> 16),
                     (guint8)(time_ms >> 8),
                     (guint8)time_ms};
    APPEND(take, "\x1F\x43\xB6\x75\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF");
    append(take, time, sizeof time);
    for (int i = 0; i < blocks; i++) {
        if (i % 3 == 2)
            APPEND(take, "\xA0\x41\xFB\x9B\x82\x00\x14"); /* 507: duration and the block */
        block(take, i % 3 == 2 ? 0xA1 : 0xA3, i * step_ms);
    }
}

GByteArray *matroska_take(int clusters)
{
    GByteArray *take = g_byte_array_new();
    matroska_header(take);
    for (int i = 0; i < clusters; i++)
        matroska_cluster(take, i * 1000, 10, 100);
    return take;
}
