#include "kiosk/scan.h"

#include <string.h>

#define GAP_MS 60 /* slow scanners send a letter each 20 ms, the fastest typists each 80 */
#define LEAST 8   /* letters of a burst; fewer may be two keys at once */

void scan_clear(Scan *scan)
{
    explicit_bzero(scan->text, sizeof scan->text);
    scan->length = 0;
}

void scan_type(Scan *scan, const char *text, gint64 now_ms)
{
    gsize bytes = strlen(text);
    if (now_ms - scan->last_ms > GAP_MS)
        scan_clear(scan);
    scan->last_ms = now_ms;
    if (scan->length + bytes < sizeof scan->text)
        memcpy(scan->text + scan->length, text, bytes);
    else
        explicit_bzero(scan->text, sizeof scan->text);
    scan->length = (int)MIN(scan->length + bytes, 2 * sizeof scan->text);
}

char *scan_end(Scan *scan, gint64 now_ms)
{
    gboolean machine = scan->length >= LEAST && now_ms - scan->last_ms <= GAP_MS;
    char *text = machine ? g_strdup(scan->text) : NULL;
    scan_clear(scan);
    return text;
}
