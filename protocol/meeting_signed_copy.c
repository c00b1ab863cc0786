/* The protocol that was printed and signed by hand comes back as a scan. */
#include <unistd.h>

#include "protocol/durable.h"
#include "protocol/file_read.h"
#include "protocol/meeting_change.h"
#include "protocol/register_signed_copy.h"
#include "protocol/scan.h"

#define COPIES_FOLDER "signed"

typedef struct {
    const char *data;
    gsize size;
    const char *kind;
} Scan;

/* The file first: a copy without a row is replaced by the next one. */
static gboolean keep(Change *change, const Scan *scan, int *number_out, GError **error)
{
    int number = 0;
    g_autofree char *folder = home_meeting_path(change->home, change->id, COPIES_FOLDER);
    if (!register_signed_copy_next(change->register_, change->id, &number, error) ||
        !durable_mkdir(folder, error))
        return FALSE;
    g_autofree char *file = g_strdup_printf(COPIES_FOLDER "/copy-%02d.%s", number, scan->kind);
    g_autofree char *path = home_meeting_path(change->home, change->id, file);
    g_autofree char *sha256 =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)scan->data, scan->size);
    g_autofree char *now = time_iso(clock_now_ms(home_clock(change->home)));
    if (!durable_write(path, scan->data, scan->size, 0644, error))
        return FALSE;
    gboolean ok = register_signed_copy_add(change->register_, change->id, number, file, sha256,
                                           (gint64)scan->size, now, error) &&
                  change_log(change, file, NULL, sha256, error);
    if (!ok)
        unlink(path);
    *number_out = number;
    return ok;
}

gboolean meeting_signed_copy(Home *home, const char *id, const char *path, int *number_out,
                             GError **error)
{
    Change change;
    Scan scan = {NULL};
    g_autofree char *data = file_read(path, SCAN_MAX_BYTES, &scan.size, error);
    if (!data || !(scan.kind = scan_kind((const guint8 *)data, scan.size, path, error)))
        return FALSE;
    scan.data = data;
    return change_begin(&change, home, id, LIFE_ADD, error) &&
           change_end(&change, keep(&change, &scan, number_out, error), error);
}
