#include "tests/support_kiosk_screen.h"

#include "kiosk/paint.h"
#include "tests/support.h"

/* The smallest, usual and largest panels; and those whose density asks for larger targets. */
const SampleDisplay sample_displays[] = {
    {800, 480, 133},   {800, 1280, 149}, {800, 480, 0},     {1024, 600, 0},
    {1024, 600, 170},  {1280, 800, 0},   {1280, 800, 149},  {1920, 1080, 0},
    {1920, 1080, 141}, {800, 1280, 0},   {1080, 1920, 141}, {480, 800, 0},
};

const gsize sample_display_count = G_N_ELEMENTS(sample_displays);

static void paint_picture(App *app, const char *name)
{
    const char *folder = g_getenv("ESEP_KIOSK_PICTURES");
    if (!folder)
        return;
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(
        0, app->theme.width_px, app->theme.height_px, 32, SDL_PIXELFORMAT_ARGB8888);
    SDL_Renderer *renderer = SDL_CreateSoftwareRenderer(surface);
    Paint *paint = paint_new(renderer);
    paint_app(paint, app);
    SDL_RenderPresent(renderer);
    g_autofree char *file = g_strconcat(name, ".bmp", NULL);
    g_autofree char *path = g_build_filename(folder, file, NULL);
    SDL_SaveBMP(surface, path);
    lettering_forget(app->text);
    paint_free(paint);
    SDL_DestroyRenderer(renderer);
    SDL_FreeSurface(surface);
}

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
    paint_picture(app, name);
    return (int)faults->len;
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

int sample_count_pixels(App *app, SDL_Color colour)
{
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(
        0, app->theme.width_px, app->theme.height_px, 32, SDL_PIXELFORMAT_ARGB8888);
    SDL_Renderer *renderer = SDL_CreateSoftwareRenderer(surface);
    Paint *paint = paint_new(renderer);
    paint_app(paint, app);
    SDL_RenderPresent(renderer);
    guint32 wanted = SDL_MapRGB(surface->format, colour.r, colour.g, colour.b);
    int count = 0;
    for (int y = 0; y < surface->h; y++)
        for (int x = 0; x < surface->w; x++)
            count +=
                ((guint32 *)(void *)((guint8 *)surface->pixels + (gsize)y * surface->pitch))[x] ==
                wanted;
    lettering_forget(app->text);
    paint_free(paint);
    SDL_DestroyRenderer(renderer);
    SDL_FreeSurface(surface);
    return count;
}
