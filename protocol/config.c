#include "protocol/config.h"

int config_number(Home *home, const char *group, const char *key, int fallback, int min, int max)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) wrong = NULL;
    g_autofree char *path = g_build_filename(home_path(home), "esep.ini", NULL);
    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL))
        return fallback;
    int number = g_key_file_get_integer(file, group, key, &wrong);
    return wrong || number < min || number > max ? fallback : number;
}
