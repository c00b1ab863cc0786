/* Finding a stick by its label among what is mounted. */
#include <stdlib.h>
#include <string.h>

#include "protocol/master_key.h"

#define LABELS_FOLDER "/dev/disk/by-label"

/* A path of mountinfo, where spaces and the like stand as \040. g_free. */
static char *unescaped(const char *text)
{
    return g_strcompress(text);
}

static gboolean is_labelled(const char *source, const char *label)
{
    g_autofree char *link = g_build_filename(LABELS_FOLDER, label, NULL);
    char *device = realpath(link, NULL);
    gboolean same = device && strcmp(device, source) == 0;
    free(device);
    return same;
}

char *master_key_stick(const char *mountinfo, const char *label)
{
    g_auto(GStrv) lines = g_strsplit(mountinfo, "\n", -1);
    for (int i = 0; lines[i]; i++) {
        /* id parent major:minor root MOUNT-POINT options … - type SOURCE options (proc(5)) */
        g_auto(GStrv) halves = g_strsplit(lines[i], " - ", 2);
        g_auto(GStrv) first = g_strsplit(halves[0] ? halves[0] : "", " ", -1);
        g_auto(GStrv) second = g_strsplit(halves[0] && halves[1] ? halves[1] : "", " ", -1);
        if (g_strv_length(first) < 5 || g_strv_length(second) < 2)
            continue;
        g_autofree char *folder = unescaped(first[4]);
        g_autofree char *name = g_path_get_basename(folder);
        if (strcmp(name, label) == 0 || is_labelled(second[1], label))
            return g_steal_pointer(&folder);
    }
    return NULL;
}
