#include "protocol/export_readers.h"

#include "protocol/config.h"
#include "protocol/envelope.h"
#include "protocol/signing_key.h"

gboolean export_readers(Home *home, GPtrArray **readers_out, GError **error)
{
    g_auto(GStrv) paths = config_texts(home, "export", "for");
    *readers_out = NULL;
    if (!paths || !paths[0])
        return TRUE;
    for (int i = 0; paths[i]; i++)
        if (!g_path_is_absolute(paths[i])) {
            g_autofree char *name = paths[i];
            paths[i] = g_build_filename(home_path(home), name, NULL);
        }
    *readers_out = envelope_recipients(paths, clock_now_ms(home_clock(home)), error);
    return *readers_out != NULL;
}

char *export_readers_text(const GPtrArray *readers)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < readers->len; i++) {
        g_autofree char *name = certificate_name(readers->pdata[i]);
        g_string_append_printf(text, "%s%s", i ? ", " : "", name);
    }
    return g_string_free(text, FALSE);
}
