#include "kiosk/ink.h"

#include <math.h>

#include "kiosk/mask.h"

struct Ink {
    SDL_Renderer *renderer; /* borrowed */
    SDL_Texture *texture;
    Mask *mask;
    SDL_Rect rect;
    int revision;
    double pen_px;
    SDL_Color colour;
    int stroke, point; /* the next to draw */
    SDL_Rect changed;  /* of the mask, not yet in the texture; w 0: nothing */
};

Ink *ink_new(SDL_Renderer *renderer)
{
    Ink *ink = g_new0(Ink, 1);
    ink->renderer = renderer;
    return ink;
}

void ink_forget(Ink *ink)
{
    g_clear_pointer(&ink->texture, SDL_DestroyTexture);
    g_clear_pointer(&ink->mask, mask_free);
}

void ink_free(Ink *ink)
{
    if (!ink)
        return;
    ink_forget(ink);
    g_free(ink);
}

static guint32 rgb_of(SDL_Color colour)
{
    return (guint32)colour.r << 16 | (guint32)colour.g << 8 | colour.b;
}

static void start(Ink *ink, SDL_Rect rect, int revision, double pen_px, SDL_Color colour)
{
    ink_forget(ink);
    ink->rect = rect;
    ink->revision = revision;
    ink->pen_px = pen_px;
    ink->colour = colour;
    ink->stroke = ink->point = 0;
    ink->mask = mask_new(rect.w, rect.h);
    ink->texture = SDL_CreateTexture(ink->renderer, SDL_PIXELFORMAT_ARGB8888,
                                     SDL_TEXTUREACCESS_STATIC, ink->mask->width, ink->mask->height);
    if (ink->texture) {
        SDL_SetTextureBlendMode(ink->texture, SDL_BLENDMODE_BLEND);
    }
    ink->changed = (SDL_Rect){0, 0, ink->mask->width, ink->mask->height};
}

typedef struct {
    double x, y;
} Spot;

static Spot middle(Spot a, Spot b)
{
    return (Spot){(a.x + b.x) / 2, (a.y + b.y) / 2};
}

static void curve(Ink *ink, Spot from, Spot control, Spot to)
{
    mask_curve(ink->mask, from.x, from.y, control.x, control.y, to.x, to.y, ink->pen_px);
    double reach = ink->pen_px / 2 + 2;
    int left = (int)(MIN(from.x, MIN(control.x, to.x)) - reach);
    int top = (int)(MIN(from.y, MIN(control.y, to.y)) - reach);
    int right = (int)(MAX(from.x, MAX(control.x, to.x)) + reach) + 1;
    int bottom = (int)(MAX(from.y, MAX(control.y, to.y)) + reach) + 1;
    SDL_Rect box = {left, top, right - left, bottom - top};
    if (ink->changed.w)
        SDL_UnionRect(&ink->changed, &box, &ink->changed);
    else
        ink->changed = box;
}

/* The points of a stroke from ink->point on; its end too if it is finished. */
static void draw_stroke(Ink *ink, const Signature *signature, gboolean finished)
{
    int count;
    const SignaturePoint *points = signature_stroke(signature, ink->stroke, &count);
    double width = MAX(1, signature_width(signature)), height = MAX(1, signature_height(signature));
    double scale = MIN(ink->rect.w / width, ink->rect.h / height);
    double left = (ink->rect.w - width * scale) / 2, top = (ink->rect.h - height * scale) / 2;
#define SPOT(i) ((Spot){left + points[i].x * scale, top + points[i].y * scale})
    for (; ink->point < count; ink->point++) {
        int i = ink->point;
        if (i == 0)
            curve(ink, SPOT(0), SPOT(0), SPOT(0));
        else if (i == 1)
            curve(ink, SPOT(0), SPOT(0), middle(SPOT(0), SPOT(1)));
        else
            curve(ink, middle(SPOT(i - 2), SPOT(i - 1)), SPOT(i - 1), middle(SPOT(i - 1), SPOT(i)));
    }
    if (finished && count > 1)
        curve(ink, middle(SPOT(count - 2), SPOT(count - 1)), SPOT(count - 1), SPOT(count - 1));
#undef SPOT
}

static void upload(Ink *ink)
{
    SDL_Rect all = {0, 0, ink->mask->width, ink->mask->height}, box;
    if (!ink->changed.w || !SDL_IntersectRect(&ink->changed, &all, &box))
        return;
    guint32 rgb = rgb_of(ink->colour);
    g_autofree guint32 *pixels = g_new(guint32, (gsize)box.w * box.h);
    for (int y = 0; y < box.h; y++) {
        const guint8 *row = ink->mask->alpha + (gsize)(box.y + y) * ink->mask->width + box.x;
        for (int x = 0; x < box.w; x++)
            pixels[(gsize)y * box.w + x] = (guint32)row[x] << 24 | rgb;
    }
    SDL_UpdateTexture(ink->texture, &box, pixels, box.w * (int)sizeof *pixels);
    ink->changed.w = 0;
}

void ink_paint(Ink *ink, const Signature *signature, SDL_Rect rect, int revision, double pen_px,
               SDL_Color colour)
{
    if (!ink->mask || !SDL_RectEquals(&rect, &ink->rect) || revision != ink->revision ||
        fabs(pen_px - ink->pen_px) > 0.01 || rgb_of(colour) != rgb_of(ink->colour))
        start(ink, rect, revision, pen_px, colour);
    int strokes = signature_strokes(signature);
    while (ink->stroke < strokes) {
        gboolean finished = ink->stroke + 1 < strokes || !signature_drawing(signature);
        draw_stroke(ink, signature, finished);
        if (!finished)
            break;
        ink->stroke++;
        ink->point = 0;
    }
    if (!ink->texture)
        return;
    upload(ink);
    SDL_RenderCopy(ink->renderer, ink->texture, NULL, &rect);
}
