#include "kiosk/preferences.h"

#include <string.h>

#include "media/client.h"
#include "protocol/durable.h"

#define FILE_NAME "kiosk.ini"
#define GROUP "kiosk"

/* A row for each that is yes or no, and for each that is a name. */
static const struct {
    const char *key;
    gsize offset;
} switches[] = {{"larger", G_STRUCT_OFFSET(Preferences, larger)},
                {"prompts", G_STRUCT_OFFSET(Preferences, prompts)}};

static const struct {
    const char *key;
    gsize offset;
    gboolean (*valid)(const char *text); /* NULL: any text */
} names[] = {{"camera", G_STRUCT_OFFSET(Preferences, camera), recorder_camera_valid},
             {"microphone", G_STRUCT_OFFSET(Preferences, mic), recorder_mic_valid},
             {"printer", G_STRUCT_OFFSET(Preferences, printer), NULL}};

static gboolean *switch_of(const Preferences *preferences, gsize i)
{
    return (gboolean *)G_STRUCT_MEMBER_P(preferences, switches[i].offset);
}

static char **name_of(const Preferences *preferences, gsize i)
{
    return (char **)G_STRUCT_MEMBER_P(preferences, names[i].offset);
}

static char *path_of(const char *home)
{
    return g_build_filename(home, FILE_NAME, NULL);
}

Preferences *preferences_read(const char *home)
{
    Preferences *preferences = g_new0(Preferences, 1);
    g_autofree char *path = path_of(home);
    g_autoptr(GKeyFile) file = g_key_file_new();
    preferences->language = LANGUAGE_KK;
    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL))
        return preferences;
    g_autofree char *language = g_key_file_get_string(file, GROUP, "language", NULL);
    if (language)
        language_parse(language, &preferences->language);
    for (gsize i = 0; i < G_N_ELEMENTS(switches); i++)
        *switch_of(preferences, i) = g_key_file_get_boolean(file, GROUP, switches[i].key, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        char *text = g_key_file_get_string(file, GROUP, names[i].key, NULL);
        if (text && (!*text || (names[i].valid && !names[i].valid(text))))
            g_clear_pointer(&text, g_free);
        *name_of(preferences, i) = text;
    }
    return preferences;
}

gboolean preferences_write(const Preferences *preferences, const char *home, GError **error)
{
    g_autofree char *path = path_of(home);
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_key_file_set_string(file, GROUP, "language", language_code(preferences->language));
    for (gsize i = 0; i < G_N_ELEMENTS(switches); i++)
        g_key_file_set_boolean(file, GROUP, switches[i].key, *switch_of(preferences, i));
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (*name_of(preferences, i))
            g_key_file_set_string(file, GROUP, names[i].key, *name_of(preferences, i));
    g_autofree char *text = g_key_file_to_data(file, NULL, NULL);
    return durable_write(path, text, strlen(text), 0600, error);
}

Preferences *preferences_copy(const Preferences *preferences)
{
    Preferences *copy = g_new0(Preferences, 1);
    *copy = *preferences;
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        *name_of(copy, i) = g_strdup(*name_of(preferences, i));
    return copy;
}

void preferences_free(Preferences *preferences)
{
    if (!preferences)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        g_free(*name_of(preferences, i));
    g_free(preferences);
}
