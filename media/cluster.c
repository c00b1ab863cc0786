#include "media/cluster.h"

#include <string.h>
#include <unistd.h>

/* Element IDs of RFC 9559, section 5.1; EBML's own are in RFC 8794. */
enum {
    ID_SEGMENT = 0x18538067,
    ID_INFO = 0x1549A966,
    ID_TIMESTAMP_SCALE = 0x2AD7B1,
    ID_CLUSTER = 0x1F43B675,
    ID_TIMESTAMP = 0xE7,
    ID_SIMPLE_BLOCK = 0xA3,
    ID_BLOCK_GROUP = 0xA0,
    ID_BLOCK = 0xA1,
};

/* A file's header that is longer is none of ours. */
#define FILE_HEADER_BYTES_MAX (1 << 20)
#define ID_BYTES_MAX 4
#define SIZE_BYTES_MAX 8
#define HEADER_BYTES_MAX (ID_BYTES_MAX + SIZE_BYTES_MAX)
/* Enough of a payload for a number, or for a block's track (up to 8 bytes) and time (2). */
#define HEAD_BYTES_MAX 10
#define UNKNOWN_SIZE G_MAXUINT64

struct ClusterScanner {
    const ClusterHandler *handler;
    gpointer user_data;
    gboolean broken;

    guint8 header[HEADER_BYTES_MAX]; /* of the element that begins, as far as it came */
    gsize header_bytes;

    guint32 id; /* of the element whose payload is passing */
    guint64 payload_left;
    guint8 head[HEAD_BYTES_MAX]; /* the first bytes of that payload, if they say something */
    gsize head_bytes, head_wanted;

    guint64 scale_ns; /* of one tick */
    guint64 cluster_ticks;
};

ClusterScanner *cluster_scanner_new(const ClusterHandler *handler, gpointer user_data)
{
    ClusterScanner *scanner = g_new0(ClusterScanner, 1);
    scanner->handler = handler;
    scanner->user_data = user_data;
    scanner->scale_ns = 1000000;
    return scanner;
}

void cluster_scanner_free(ClusterScanner *scanner)
{
    g_free(scanner);
}

static void pass(ClusterScanner *scanner, const guint8 *data, gsize size)
{
    if (size > 0 && scanner->handler->bytes)
        scanner->handler->bytes(data, size, scanner->user_data);
}

/* Bytes of the EBML number that begins with first, by its leading zeros; 9 for a byte of zeros. */
static gsize vint_bytes(guint8 first)
{
    gsize bytes = 1;
    while (bytes <= 8 && !(first & (0x80 >> (bytes - 1))))
        bytes++;
    return bytes;
}

static guint64 big_endian(const guint8 *data, gsize size)
{
    guint64 value = 0;
    for (gsize i = 0; i < size; i++)
        value = value << 8 | data[i];
    return value;
}

/* Ticks to milliseconds; what no recording can hold is cut, so that nothing overflows. */
static gint64 to_ms(const ClusterScanner *scanner, gint64 ticks)
{
    double ms = (double)ticks * (double)scanner->scale_ns / 1e6;
    return (gint64)CLAMP(ms, 0, 1e15);
}

/* How many bytes of the payload of an element say something. */
static gsize head_wanted(guint32 id)
{
    switch (id) {
    case ID_TIMESTAMP_SCALE:
    case ID_TIMESTAMP:
        return 8;
    case ID_SIMPLE_BLOCK:
    case ID_BLOCK:
        return HEAD_BYTES_MAX;
    default:
        return 0;
    }
}

static gboolean is_container(guint32 id)
{
    return id == ID_SEGMENT || id == ID_INFO || id == ID_CLUSTER || id == ID_BLOCK_GROUP;
}

static void handle_head(ClusterScanner *scanner)
{
    gsize size = scanner->head_bytes;
    if (scanner->id == ID_TIMESTAMP_SCALE) {
        scanner->scale_ns = MAX(big_endian(scanner->head, size), 1);
    } else if (scanner->id == ID_TIMESTAMP) {
        scanner->cluster_ticks = MIN(big_endian(scanner->head, size), G_MAXINT32 * 1000ull);
        if (scanner->handler->timestamp)
            scanner->handler->timestamp(to_ms(scanner, scanner->cluster_ticks), scanner->user_data);
    } else {
        gsize track = size > 0 ? vint_bytes(scanner->head[0]) : 9;
        if (track > 8 || track + 2 > size)
            return;
        gint16 relative = (gint16)big_endian(scanner->head + track, 2);
        if (scanner->handler->block)
            scanner->handler->block(to_ms(scanner, (gint64)scanner->cluster_ticks + relative),
                                    scanner->user_data);
    }
}

/* The header is whole: what is this element? */
static void begin_element(ClusterScanner *scanner, gsize id_bytes)
{
    const guint8 *size_at = scanner->header + id_bytes;
    gsize size_bytes = vint_bytes(*size_at);
    guint64 mask = (G_GUINT64_CONSTANT(1) << (7 * size_bytes)) - 1;
    guint64 size = big_endian(size_at, size_bytes) & mask;
    if (size == mask)
        size = UNKNOWN_SIZE;

    scanner->id = (guint32)big_endian(scanner->header, id_bytes);
    if (scanner->id == ID_CLUSTER && scanner->handler->cluster)
        scanner->handler->cluster(scanner->user_data);
    pass(scanner, scanner->header, scanner->header_bytes);
    scanner->header_bytes = 0;

    /* Containers are walked through, so that their end, which a live file does not tell, need not
     * be known. */
    if (is_container(scanner->id))
        return;
    if (size == UNKNOWN_SIZE) {
        scanner->broken = TRUE;
        return;
    }
    scanner->payload_left = size;
    scanner->head_bytes = 0;
    scanner->head_wanted = MIN(head_wanted(scanner->id), size);
}

/* Takes header bytes from data; how many. */
static gsize feed_header(ClusterScanner *scanner, const guint8 *data, gsize size)
{
    gsize used = 0;
    while (used < size && !scanner->broken) {
        scanner->header[scanner->header_bytes++] = data[used++];
        gsize id_bytes = vint_bytes(scanner->header[0]);
        gsize size_bytes = 0;
        if (scanner->header_bytes > id_bytes)
            size_bytes = vint_bytes(scanner->header[id_bytes]);
        if (id_bytes > ID_BYTES_MAX || size_bytes > SIZE_BYTES_MAX) {
            scanner->broken = TRUE;
            pass(scanner, scanner->header, scanner->header_bytes);
            scanner->header_bytes = 0;
        } else if (size_bytes > 0 && scanner->header_bytes == id_bytes + size_bytes) {
            begin_element(scanner, id_bytes);
            break;
        }
    }
    return used;
}

static gsize feed_payload(ClusterScanner *scanner, const guint8 *data, gsize size)
{
    gsize used = (gsize)MIN((guint64)size, scanner->payload_left);
    pass(scanner, data, used);
    scanner->payload_left -= used;
    if (scanner->head_bytes < scanner->head_wanted) {
        gsize more = MIN(used, scanner->head_wanted - scanner->head_bytes);
        memcpy(scanner->head + scanner->head_bytes, data, more);
        scanner->head_bytes += more;
        if (scanner->head_bytes == scanner->head_wanted)
            handle_head(scanner);
    }
    return used;
}

void cluster_scanner_feed(ClusterScanner *scanner, const guint8 *data, gsize size)
{
    while (size > 0) {
        gsize used;
        if (scanner->broken) {
            used = size;
            pass(scanner, data, size);
        } else if (scanner->payload_left > 0) {
            used = feed_payload(scanner, data, size);
        } else {
            used = feed_header(scanner, data, size);
        }
        data += used;
        size -= used;
    }
}

gboolean cluster_scanner_finish(ClusterScanner *scanner)
{
    gboolean whole = !scanner->broken && scanner->payload_left == 0 && scanner->header_bytes == 0;
    pass(scanner, scanner->header, scanner->header_bytes);
    scanner->header_bytes = 0;
    return whole;
}

typedef struct {
    gint64 bytes;
    gboolean found;
} Header;

static void handle_first_cluster(gpointer user_data)
{
    ((Header *)user_data)->found = TRUE;
}

static void handle_header_bytes(const guint8 *data, gsize size, gpointer user_data)
{
    Header *header = user_data;
    if (!header->found)
        header->bytes += (gint64)size;
}

gint64 cluster_header_bytes(int fd)
{
    static const ClusterHandler handler = {.cluster = handle_first_cluster,
                                           .bytes = handle_header_bytes};
    Header header = {0};
    guint8 block[4096];
    g_autoptr(ClusterScanner) scanner = cluster_scanner_new(&handler, &header);
    gssize got = 1;
    for (gint64 at = 0; !header.found && got > 0 && at < FILE_HEADER_BYTES_MAX; at += got) {
        got = pread(fd, block, sizeof block, at);
        if (got > 0)
            cluster_scanner_feed(scanner, block, (gsize)got);
    }
    return header.found ? header.bytes : -1;
}
