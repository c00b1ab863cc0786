#include "protocol/import_signed.h"

#include <unistd.h>

#include "protocol/error.h"
#include "protocol/file_read.h"
#include "protocol/register_signed_copy.h"
#include "protocol/scan.h"

static gboolean add_copy(Home *home, const char *path, const char *id, int number, const char *file,
                         GError **error)
{
    gsize size = 0;
    g_autofree char *data = file_read(path, SCAN_MAX_BYTES, &size, error);
    if (!data || !scan_kind((const guint8 *)data, size, file, error))
        return FALSE;
    g_autofree char *sha256 =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)data, size);
    g_autofree char *now = time_iso(clock_now_ms(home_clock(home)));
    return register_signed_copy_add(home_register(home), id, number, file, sha256, (gint64)size,
                                    now, error);
}

gboolean import_signed_copies(Home *home, const char *folder, const char *id, GError **error)
{
    static const char *const kinds[] = {"jpg", "png", "pdf"};
    g_autofree char *copies = g_build_filename(folder, "signed", NULL);
    g_autoptr(GDir) dir = g_dir_open(copies, 0, NULL);
    int files = 0, number = 0;
    while (dir && g_dir_read_name(dir))
        files++;
    for (gboolean found = TRUE; found && number < files;) {
        found = FALSE;
        for (gsize i = 0; !found && i < G_N_ELEMENTS(kinds); i++) {
            g_autofree char *file = g_strdup_printf("signed/copy-%02d.%s", number + 1, kinds[i]);
            g_autofree char *path = g_build_filename(folder, file, NULL);
            found = access(path, F_OK) == 0;
            if (found && !add_copy(home, path, id, ++number, file, error))
                return FALSE;
        }
    }
    if (number == files)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_DIFFERENT, N_("{1} was added."), "signed", NULL);
    return FALSE;
}
