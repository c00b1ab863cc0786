#include "tests/support_home.h"

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
