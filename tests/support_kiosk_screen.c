#include "tests/support_kiosk_screen.h"

#include "tests/support_kiosk_picture.h"

/* The smallest, usual and largest panels; and those whose density asks for larger targets. */
const SampleDisplay sample_displays[] = {
    {800, 480, 133},   {800, 1280, 149}, {800, 480, 0},     {1024, 600, 0},
    {1024, 600, 170},  {1280, 800, 0},   {1280, 800, 149},  {1920, 1080, 0},
    {1920, 1080, 141}, {800, 1280, 0},   {1080, 1920, 141}, {480, 800, 0},
};

const gsize sample_display_count = G_N_ELEMENTS(sample_displays);

int sample_check(App *app, const char *what)
{
    app_layout(app);
    g_autofree char *name =
        g_strdup_printf("%dx%d-%d-%s%s%s-%s", app->theme.width_px, app->theme.height_px,
                        (int)app->dpi, language_code(app->language), app->larger ? "-larger" : "",
                        app->contrast ? "-contrast" : "", what);
    g_autoptr(GPtrArray) faults = layout_check(&app->layout);
    for (guint i = 0; i < faults->len; i++)
        g_test_message("%s: %s", name, (char *)faults->pdata[i]);
    sample_keep(app, name);
    return (int)faults->len + sample_compare(app, what);
}

int sample_check_state(App *app)
{
    return sample_check(app, flow_state_name(app->state));
}

int sample_check_everywhere(App *app, int (*check)(App *app))
{
    int faults = 0;
    for (gsize i = 0; i < sample_display_count; i++)
        for (int look = 0; look < 3; look++) {
            app->larger = look == 1;
            app->contrast = look == 2;
            const SampleDisplay *display = &sample_displays[i];
            app_resize(app, display->width_px, display->height_px, display->dpi);
            faults += check(app);
        }
    return faults;
}

void sample_add_screens(const char *module, GTestDataFunc test)
{
    static const char *const names[LANGUAGE_COUNT] = {
        [LANGUAGE_KK] = "kazakh", [LANGUAGE_RU] = "russian", [LANGUAGE_EN] = "english"};
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        g_autofree char *path =
            g_strdup_printf("/%s/nothing-is-cut-in-%s", module, names[language]);
        g_test_add_data_func(path, GINT_TO_POINTER(language), test);
    }
}
