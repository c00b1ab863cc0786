#include "tests/support_home.h"

gint64 support_moment(const char *day)
{
    gint64 unix_ms = 0;
    g_assert_true(time_parse(day, "10:00", &unix_ms));
    return unix_ms;
}

void support_set_day(Clock *clock, const char *day)
{
    clock_set(clock, support_moment(day));
}

JsonNode *support_json(const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *quoted = g_strdelimit(g_strdup(text), "'", '"');
    JsonNode *node = json_from_string(quoted, &error);
    g_assert_no_error(error);
    return node;
}

char *support_folder(void)
{
    g_autoptr(GError) error = NULL;
    char *folder = g_dir_make_tmp("esep-test-XXXXXX", &error);
    g_assert_no_error(error);
    return folder;
}

Home *support_home(const char *folder, const Clock *clock)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(folder, "home", NULL);
    const HomeBody body = {
        .name = "Отдел полиции Алатауского района",
        .name_kk = "Алатау ауданының полиция бөлімі",
        .city = "Алматы",
    };
    home_init(path, &body, clock, &error);
    g_assert_no_error(error);
    Home *home = home_open(path, clock, &error);
    g_assert_no_error(error);
    return home;
}
