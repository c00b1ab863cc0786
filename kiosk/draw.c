#include "kiosk/draw.h"

struct Draw {
    SDL_Renderer *renderer; /* borrowed */
    Palette palette;
    GHashTable *textures; /* "corner 14 2 0", "icon 3 40 2 0", "band 14 2 0" (colour,
                           * palette) to SDL_Texture, owned */
    SDL_Texture *picture; /* owned; NULL: none yet */
    guint64 picture_number;
};

static void destroy_texture(gpointer texture)
{
    SDL_DestroyTexture(texture);
}

Draw *draw_new(SDL_Renderer *renderer)
{
    Draw *draw = g_new0(Draw, 1);
    draw->renderer = renderer;
    draw->textures = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, destroy_texture);
    return draw;
}

void draw_free(Draw *draw)
{
    if (!draw)
        return;
    g_hash_table_unref(draw->textures);
    if (draw->picture)
        SDL_DestroyTexture(draw->picture);
    g_free(draw);
}

SDL_Renderer *draw_renderer(Draw *draw)
{
    return draw->renderer;
}

void draw_use(Draw *draw, Palette palette)
{
    draw->palette = palette;
}

static void use(Draw *draw, Colour colour)
{
    SDL_Color c = theme_colour(draw->palette, colour);
    SDL_SetRenderDrawColor(draw->renderer, c.r, c.g, c.b, c.a);
}

/* The mask in a colour: blending what is tinted on the way takes SDL's software renderer longer. */
static SDL_Texture *coloured(Draw *draw, const Mask *mask, Colour colour)
{
    SDL_Color c = theme_colour(draw->palette, colour);
    guint32 rgb = (guint32)c.r << 16 | (guint32)c.g << 8 | c.b;
    SDL_Texture *texture = SDL_CreateTexture(draw->renderer, SDL_PIXELFORMAT_ARGB8888,
                                             SDL_TEXTUREACCESS_STATIC, mask->width, mask->height);
    if (!texture)
        return NULL;
    gsize count = (gsize)mask->width * mask->height;
    g_autofree guint32 *pixels = g_new(guint32, count);
    for (gsize i = 0; i < count; i++)
        pixels[i] = (guint32)mask->alpha[i] << 24 | rgb;
    SDL_UpdateTexture(texture, NULL, pixels, mask->width * (int)sizeof *pixels);
    SDL_SetTextureBlendMode(texture, SDL_BLENDMODE_BLEND);
    return texture;
}

/* Takes name; the texture stays the cache's. */
static SDL_Texture *keep(Draw *draw, char *name, const Mask *mask, Colour colour)
{
    SDL_Texture *texture = coloured(draw, mask, colour);
    if (texture)
        g_hash_table_insert(draw->textures, name, texture);
    else
        g_free(name);
    return texture;
}

void draw_fill(Draw *draw, SDL_Rect rect, Colour colour)
{
    use(draw, colour);
    SDL_RenderFillRect(draw->renderer, &rect);
}

static SDL_Texture *corner(Draw *draw, int radius_px, Colour colour)
{
    g_autofree char *name = g_strdup_printf("corner %d %d %d", radius_px, colour, draw->palette);
    SDL_Texture *texture = g_hash_table_lookup(draw->textures, name);
    if (texture)
        return texture;
    g_autoptr(Mask) mask = mask_new(2 * radius_px, 2 * radius_px);
    mask_line(mask, radius_px, radius_px, radius_px, radius_px, 2 * radius_px);
    return keep(draw, g_steal_pointer(&name), mask, colour);
}

void draw_rounded(Draw *draw, SDL_Rect rect, int radius_px, Colour colour)
{
    int r = MIN(radius_px, MIN(rect.w, rect.h) / 2);
    SDL_Texture *texture = r > 0 ? corner(draw, r, colour) : NULL;
    if (!texture) {
        draw_fill(draw, rect, colour);
        return;
    }
    draw_fill(draw, (SDL_Rect){rect.x + r, rect.y, rect.w - 2 * r, rect.h}, colour);
    draw_fill(draw, (SDL_Rect){rect.x, rect.y + r, r, rect.h - 2 * r}, colour);
    draw_fill(draw, (SDL_Rect){rect.x + rect.w - r, rect.y + r, r, rect.h - 2 * r}, colour);
    for (int i = 0; i < 4; i++) {
        int right = i % 2, low = i / 2;
        SDL_Rect from = {right * r, low * r, r, r};
        SDL_Rect to = {right ? rect.x + rect.w - r : rect.x, low ? rect.y + rect.h - r : rect.y, r,
                       r};
        SDL_RenderCopy(draw->renderer, texture, &from, &to);
    }
}

void draw_bordered(Draw *draw, SDL_Rect rect, int radius_px, int line_px, Colour line, Colour fill)
{
    draw_rounded(draw, rect, radius_px, line);
    SDL_Rect inner = {rect.x + line_px, rect.y + line_px, rect.w - 2 * line_px,
                      rect.h - 2 * line_px};
    draw_rounded(draw, inner, MAX(0, radius_px - line_px), fill);
}

void draw_icon(Draw *draw, Icon icon, SDL_Rect rect, int size_px, Colour colour)
{
    if (icon == ICON_NONE)
        return;
    g_autofree char *name =
        g_strdup_printf("icon %d %d %d %d", icon, size_px, colour, draw->palette);
    SDL_Texture *texture = g_hash_table_lookup(draw->textures, name);
    if (!texture) {
        g_autoptr(Mask) mask = mask_new(size_px, size_px);
        double scale = size_px / 24.0;
        mask_path(mask, icon_path(icon), 0, 0, scale, icon_pen(icon) * scale);
        texture = keep(draw, g_steal_pointer(&name), mask, colour);
    }
    if (!texture)
        return;
    SDL_Rect to = {rect.x + (rect.w - size_px) / 2, rect.y + (rect.h - size_px) / 2, size_px,
                   size_px};
    SDL_RenderCopy(draw->renderer, texture, NULL, &to);
}

void draw_dashes(Draw *draw, SDL_Rect rect, int dash_px, Colour colour)
{
    for (int x = 0; x < rect.w; x += dash_px * 3 / 2)
        draw_fill(draw, (SDL_Rect){rect.x + x, rect.y, MIN(dash_px, rect.w - x), rect.h}, colour);
}

/* A pair of horns that curl outwards from a stem, and the link to the next pair: a tile four times
 * as wide as the band is high, in units of a tenth of the height. */
static const char *const horns =
    "M 20 9 L 20 4 C 19.5 1.6 13.6 0.6 12 3.2 C 10.8 5.4 13.2 7 14.6 5.9 C 15.6 5 14.9 3.9 14.2 "
    "4.2 "
    "M 20 4 C 20.5 1.6 26.4 0.6 28 3.2 C 29.2 5.4 26.8 7 25.4 5.9 C 24.4 5 25.1 3.9 25.8 4.2 "
    "M 14 8.8 C 16 7.4 24 7.4 26 8.8 M 0 5 L 8 5 M 32 5 L 40 5 D 20 1.4 0.7";

void draw_band(Draw *draw, SDL_Rect rect)
{
    draw_fill(draw, rect, COLOUR_BAND);
    g_autofree char *name =
        g_strdup_printf("band %d %d %d", rect.h, COLOUR_ORNAMENT, draw->palette);
    SDL_Texture *texture = g_hash_table_lookup(draw->textures, name);
    int tile_px = rect.h * 4;
    if (!texture) {
        g_autoptr(Mask) mask = mask_new(tile_px, rect.h);
        double scale = rect.h / 10.0;
        mask_path(mask, horns, 0, 0, scale, MAX(1.1, 0.95 * scale));
        texture = keep(draw, g_steal_pointer(&name), mask, COLOUR_ORNAMENT);
    }
    if (!texture)
        return;
    int pairs = rect.w / tile_px + 2;
    int start = rect.x + (rect.w - pairs * tile_px) / 2;
    SDL_RenderSetClipRect(draw->renderer, &rect);
    for (int i = 0; i < pairs; i++) {
        SDL_Rect to = {start + i * tile_px, rect.y, tile_px, rect.h};
        SDL_RenderCopy(draw->renderer, texture, NULL, &to);
    }
    SDL_RenderSetClipRect(draw->renderer, NULL);
}

/* A texture of the picture's size. */
static gboolean prepare_picture(Draw *draw, const Picture *picture)
{
    int width = 0, height = 0;
    if (draw->picture)
        SDL_QueryTexture(draw->picture, NULL, NULL, &width, &height);
    if (draw->picture && width == picture->width && height == picture->height)
        return TRUE;
    if (draw->picture)
        SDL_DestroyTexture(draw->picture);
    draw->picture = SDL_CreateTexture(draw->renderer, SDL_PIXELFORMAT_RGB24,
                                      SDL_TEXTUREACCESS_STATIC, picture->width, picture->height);
    draw->picture_number = picture->number - 1;
    return draw->picture != NULL;
}

void draw_picture(Draw *draw, const Picture *picture, SDL_Rect rect)
{
    if (!prepare_picture(draw, picture))
        return;
    if (draw->picture_number != picture->number)
        SDL_UpdateTexture(draw->picture, NULL, picture->pixels, picture->width * 3);
    draw->picture_number = picture->number;
    SDL_RenderCopy(draw->renderer, draw->picture, NULL, &rect);
}
