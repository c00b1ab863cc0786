#include "tests/support_kiosk_picture.h"

#include <errno.h>
#include <png.h>
#include <string.h>

#include "kiosk/paint.h"

#define SCALE 8
#define STEP 17 /* from one kept level of a colour to the next: 16 levels each */

/* The displays of a sheet, from the left. */
static const struct {
    int width_px, height_px;
    double dpi;
} columns[] = {{800, 480, 133}, {1280, 800, 0}, {1920, 1080, 0}, {800, 1280, 0}};
#define CELL_H (1280 / SCALE) /* the highest of them */
#define LARGEST_PX 1920       /* of any display, whichever way it stands */

#ifdef __SANITIZE_ADDRESS__
static const gboolean only_usual = TRUE; /* painting is slow, and the size changes no code */
#else
static const gboolean only_usual = FALSE;
#endif

/* One for the program: textures outlive the applications that are painted. */
typedef struct {
    SDL_Surface *surface;
    SDL_Renderer *renderer;
    Paint *paint;
    GHashTable *sheets; /* path to Picture */
    GHashTable *seen;   /* names that this run compared */
} Easel;

static Easel *easel(void)
{
    static Easel one;
    if (!one.surface) {
        one.surface =
            SDL_CreateRGBSurfaceWithFormat(0, LARGEST_PX, LARGEST_PX, 32, SDL_PIXELFORMAT_ARGB8888);
        one.renderer = SDL_CreateSoftwareRenderer(one.surface);
        one.paint = paint_new(one.renderer);
        one.sheets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        one.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    }
    return &one;
}

/* ---- painting */

static const guint32 *painted_row(const SDL_Surface *surface, int y)
{
    return (const guint32 *)(const void *)((const guint8 *)surface->pixels +
                                           (gsize)y * (gsize)surface->pitch);
}

static const SDL_Surface *painted(App *app)
{
    Easel *with = easel();
    g_assert_cmpint(MAX(app->theme.width_px, app->theme.height_px), <=, LARGEST_PX);
    paint_laid_out(with->paint, app);
    SDL_RenderPresent(with->renderer);
    return with->surface;
}

/* The mean of a square of SCALE by SCALE pixels; red and blue are added up in one word. */
static void mean(const SDL_Surface *surface, int x, int y, guint8 *to)
{
    guint32 red_blue = 0, green = 0;
    for (int i = 0; i < SCALE; i++) {
        const guint32 *from = painted_row(surface, y * SCALE + i) + x * SCALE;
        for (int j = 0; j < SCALE; j++) {
            red_blue += from[j] & 0xFF00FF;
            green += from[j] >> 8 & 0xFF;
        }
    }
    to[0] = (guint8)((red_blue >> 16) / (SCALE * SCALE));
    to[1] = (guint8)(green / (SCALE * SCALE));
    to[2] = (guint8)((red_blue & 0xFFFF) / (SCALE * SCALE));
}

Picture *sample_picture(App *app)
{
    const SDL_Surface *surface = painted(app);
    Picture *small = picture_new(app->theme.width_px / SCALE, app->theme.height_px / SCALE);
    guint8 *to = small->pixels;
    for (int y = 0; y < small->height; y++)
        for (int x = 0; x < small->width; x++, to += 3)
            mean(surface, x, y, to);
    return small;
}

int sample_count_pixels(App *app, SDL_Color colour)
{
    app_layout(app);
    const SDL_Surface *surface = painted(app);
    guint32 wanted = SDL_MapRGB(surface->format, colour.r, colour.g, colour.b);
    int count = 0;
    for (int y = 0; y < app->theme.height_px; y++)
        for (int x = 0; x < app->theme.width_px; x++)
            count += painted_row(surface, y)[x] == wanted;
    return count;
}

/* ---- comparing */

/* A colour as a sheet keeps it. */
static guint8 kept(guint8 level)
{
    return (guint8)((level + STEP / 2) / STEP * STEP);
}

/* How far the colours are apart, where a sheet would keep other ones. */
static guint8 *differences(const Picture *expected, const Picture *actual)
{
    gsize count = (gsize)expected->width * (gsize)expected->height;
    guint8 *each = g_malloc0(count);
    for (gsize i = 0; i < count * 3; i++)
        if (kept(expected->pixels[i]) != kept(actual->pixels[i]))
            each[i / 3] = (guint8)MAX(each[i / 3], ABS(expected->pixels[i] - actual->pixels[i]));
    return each;
}

int sample_picture_difference(const Picture *expected, const Picture *actual)
{
    int width = expected->width, worst = 0;
    g_autofree guint8 *each = differences(expected, actual);
    for (int y = 1; y + 1 < expected->height; y++)
        for (int x = 1; x + 1 < width; x++) {
            const guint8 *at = each + (gsize)y * (gsize)width + x;
            int above = at[-width - 1] + at[-width] + at[-width + 1];
            int below = at[width - 1] + at[width] + at[width + 1];
            worst = MAX(worst, above + at[-1] + at[0] + at[1] + below);
        }
    return worst / 9;
}

/* ---- sheets */

static void copy_part(Picture *to, int to_x, int to_y, const Picture *from, int from_x, int from_y,
                      int width, int height)
{
    for (int y = 0; y < height; y++)
        memcpy(to->pixels + ((gsize)(to_y + y) * to->width + to_x) * 3,
               from->pixels + ((gsize)(from_y + y) * from->width + from_x) * 3, (gsize)width * 3);
}

static void write_png(const Picture *picture, const char *path)
{
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)picture->width,
                       .height = (png_uint_32)picture->height,
                       .format = PNG_FORMAT_RGB};
    if (!png_image_write_to_file(&image, path, 0, picture->pixels, 0, NULL))
        g_error("%s: %s", path, image.message);
}

void sample_keep(App *app, const char *name)
{
    const char *folder = g_getenv("ESEP_KIOSK_PICTURES"), *of = g_getenv("ESEP_KIOSK_PICTURES_OF");
    if (!folder || (of && !g_pattern_match_simple(of, name)))
        return;
    const SDL_Surface *surface = painted(app);
    g_autoptr(Picture) whole = picture_new(app->theme.width_px, app->theme.height_px);
    SDL_ConvertPixels(whole->width, whole->height, SDL_PIXELFORMAT_ARGB8888, surface->pixels,
                      surface->pitch, SDL_PIXELFORMAT_RGB24, whole->pixels, whole->width * 3);
    g_autofree char *file = g_strconcat(name, ".png", NULL);
    g_autofree char *path = g_build_filename(folder, file, NULL);
    write_png(whole, path);
}

/* NULL: there is none. */
static Picture *read_png(const char *path)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_file(&image, path))
        return NULL;
    image.format = PNG_FORMAT_RGB;
    Picture *picture = picture_new((int)image.width, (int)image.height);
    if (!png_image_finish_read(&image, NULL, picture->pixels, 0, NULL))
        g_error("%s: %s", path, image.message);
    return picture;
}

static int column_x(guint column)
{
    int x = 0;
    for (guint i = 0; i < column; i++)
        x += columns[i].width_px / SCALE;
    return x;
}

/* Which column shows the display; -1: none. */
static int column_of(const App *app)
{
    for (guint i = 0; i < G_N_ELEMENTS(columns); i++)
        if (app->theme.width_px == columns[i].width_px &&
            app->theme.height_px == columns[i].height_px && app->dpi == columns[i].dpi &&
            (!only_usual || i == 1))
            return (int)i;
    return -1;
}

/* Colours in 16 levels each are few enough for a palette. */
static void write_sheet(const Picture *sheet, const char *path)
{
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)sheet->width,
                       .height = (png_uint_32)sheet->height,
                       .format = PNG_FORMAT_RGB_COLORMAP};
    g_autoptr(GHashTable) found = g_hash_table_new(NULL, NULL);
    g_autofree guint8 *indices = g_malloc((gsize)sheet->width * (gsize)sheet->height);
    guint8 colours[256 * 3];
    for (gsize i = 0; i < (gsize)sheet->width * (gsize)sheet->height; i++) {
        int colour = 0;
        for (int c = 0; c < 3; c++)
            colour = colour << 4 | (sheet->pixels[i * 3 + c] + STEP / 2) / STEP;
        gpointer key = GINT_TO_POINTER(colour), index;
        if (!g_hash_table_lookup_extended(found, key, NULL, &index)) {
            index = GUINT_TO_POINTER(image.colormap_entries);
            g_hash_table_insert(found, key, index);
            g_assert_cmpuint(image.colormap_entries, <, 256);
            for (int c = 0; c < 3; c++)
                colours[image.colormap_entries * 3 + c] =
                    (guint8)((colour >> (8 - 4 * c) & 0xF) * STEP);
            image.colormap_entries++;
        }
        indices[i] = (guint8)GPOINTER_TO_UINT(index);
    }
    if (!png_image_write_to_file(&image, path, 0, indices, 0, colours))
        g_error("%s: %s", path, image.message);
}

gboolean sample_is_compared(const App *app)
{
    return column_of(app) >= 0 && !app->larger && !app->contrast;
}

static Picture *sheet_of(const char *path, gboolean renew)
{
    Picture *sheet = g_hash_table_lookup(easel()->sheets, path);
    if (sheet)
        return sheet;
    sheet = read_png(path);
    int width = column_x(G_N_ELEMENTS(columns)), height = LANGUAGE_COUNT * CELL_H;
    if (!sheet && renew) {
        sheet = picture_new(width, height);
        memset(sheet->pixels, 0xFF, picture_bytes(sheet));
    }
    if (sheet && (sheet->width != width || sheet->height != height))
        g_error("%s is no sheet of pictures", path);
    if (sheet)
        g_hash_table_insert(easel()->sheets, g_strdup(path), sheet);
    return sheet;
}

/* Expected, actual, and where they differ, side by side and magnified. */
static char *leave_proof(const char *name, const Picture *expected, const Picture *actual)
{
    enum { TIMES = 3 };
    int width = actual->width * TIMES, height = actual->height * TIMES;
    g_autofree guint8 *each = differences(expected, actual);
    g_autoptr(Picture) proof = picture_new(3 * width, height);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            guint8 *to = proof->pixels + ((gsize)y * proof->width + x) * 3;
            gsize from = ((gsize)(y / TIMES) * actual->width + x / TIMES) * 3;
            int worse = 255 - MIN(255, 4 * each[from / 3]);
            memcpy(to, expected->pixels + from, 3);
            memcpy(to + (gsize)width * 3, actual->pixels + from, 3);
            memset(to + (gsize)width * 6, worse, 3);
        }
    const char *build = g_getenv("ESEP_BUILD");
    g_autofree char *folder = g_build_filename(build ? build : ".", "pictures", NULL);
    g_autofree char *file = g_strconcat(name, ".png", NULL);
    char *path = g_build_filename(folder, file, NULL);
    if (g_mkdir_with_parents(folder, 0755) != 0)
        g_error("%s: %s", folder, g_strerror(errno));
    write_png(proof, path);
    return path;
}

/* What is shown again under the same name is another picture. */
static char *sheet_name(App *app, const char *what)
{
    g_autofree char *name_of_file = g_path_get_basename(g_get_prgname());
    const char *program = name_of_file;
    if (g_str_has_prefix(program, "test_kiosk_"))
        program += strlen("test_kiosk_");
    for (int again = 1;; again++) {
        char *name = again == 1 ? g_strdup_printf("%s-%s", program, what)
                                : g_strdup_printf("%s-%s-%d", program, what, again);
        char *once =
            g_strdup_printf("%s %d %dx%d %d %d %d", name, (int)app->dpi, app->theme.width_px,
                            app->theme.height_px, app->language, app->larger, app->contrast);
        if (g_hash_table_add(easel()->seen, once))
            return name;
        g_free(name);
    }
}

static int compare(App *app, const char *name, const Picture *expected, const Picture *actual)
{
    int difference = sample_picture_difference(expected, actual);
    if (difference <= SAMPLE_PICTURE_TOLERANCE)
        return 0;
    g_autofree char *shown = g_strdup_printf("%s-%s-%dx%d", name, language_code(app->language),
                                             app->theme.width_px, app->theme.height_px);
    g_autofree char *proof = leave_proof(shown, expected, actual);
    g_test_message("%s looks different (by %d): see %s; if that is right, make pictures", shown,
                   difference, proof);
    return 1;
}

int sample_compare_to(App *app, const char *folder, const char *name, gboolean renew)
{
    int column = column_of(app);
    if (!sample_is_compared(app))
        return 0;
    g_autofree char *path = g_strdup_printf("%s/%s.png", folder, name);
    g_autoptr(Picture) actual = sample_picture(app);
    Picture *sheet = sheet_of(path, renew);
    int x = column_x((guint)column), y = (int)app->language * CELL_H;
    if (renew) {
        copy_part(sheet, x, y, actual, 0, 0, actual->width, actual->height);
        write_sheet(sheet, path);
        return 0;
    }
    g_autoptr(Picture) expected = picture_new(actual->width, actual->height);
    if (sheet)
        copy_part(expected, 0, 0, sheet, x, y, actual->width, actual->height);
    return compare(app, name, expected, actual);
}

int sample_compare(App *app, const char *what)
{
    const char *way = g_getenv("ESEP_PICTURES");
    if (!way)
        return 0;
    g_autofree char *name = sheet_name(app, what);
    return sample_compare_to(app, "tests/pictures", name, strcmp(way, "renew") == 0);
}
