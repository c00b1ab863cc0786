#include "protocol/paths.h"

#include <gio/gio.h>
#include <stdarg.h>

/* The folder of the running executable; tests and benchmarks, one level below build/, see build/
 * itself. */
static char *program_folder(void)
{
    g_autofree char *exe = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(exe ? exe : ".");
    g_autofree char *name = g_path_get_basename(folder);
    if (g_strcmp0(name, "tests") == 0 || g_strcmp0(name, "bench") == 0)
        return g_path_get_dirname(folder);
    return g_steal_pointer(&folder);
}

/* The first of the environment's, the build tree's and the installed folder that exists. */
static char *find(const char *variable, const char *in_build, const char *installed)
{
    const char *set = variable ? g_getenv(variable) : NULL;
    if (set && *set)
        return g_strdup(set);
    g_autofree char *folder = program_folder();
    g_autofree char *built = g_build_filename(folder, in_build, NULL);
    if (g_file_test(built, G_FILE_TEST_IS_DIR))
        return g_canonicalize_filename(built, NULL);
    return g_strdup(installed);
}

static gpointer find_templates(gpointer unused)
{
    return find("ESEP_TEMPLATES", "../templates", "/usr/share/esep/templates");
}

static gpointer find_catalogues(gpointer unused)
{
    return find(NULL, "messages", "/usr/share/esep/messages");
}

const char *paths_templates(void)
{
    static GOnce once = G_ONCE_INIT;
    return g_once(&once, find_templates, NULL);
}

const char *paths_catalogues(void)
{
    static GOnce once = G_ONCE_INIT;
    return g_once(&once, find_catalogues, NULL);
}

char *paths_template(const char *first, ...)
{
    va_list args;
    va_start(args, first);
    g_autofree char *below = g_build_filename_valist(first, &args);
    va_end(args);
    return g_build_filename(paths_templates(), below, NULL);
}

char *paths_program(const char *name)
{
    g_autofree char *folder = program_folder();
    return g_build_filename(folder, name, NULL);
}
