#include "protocol/config.h"

static GKeyFile *read_file(Home *home)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *path = g_build_filename(home_path(home), "esep.ini", NULL);
    return g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL) ? g_steal_pointer(&file)
                                                                        : NULL;
}

char **config_texts(Home *home, const char *group, const char *key)
{
    g_autoptr(GKeyFile) file = read_file(home);
    return file ? g_key_file_get_string_list(file, group, key, NULL, NULL) : NULL;
}

int config_number(Home *home, const char *group, const char *key, int fallback, int min, int max)
{
    g_autoptr(GKeyFile) file = read_file(home);
    g_autoptr(GError) wrong = NULL;
    if (!file)
        return fallback;
    int number = g_key_file_get_integer(file, group, key, &wrong);
    return wrong || number < min || number > max ? fallback : number;
}
