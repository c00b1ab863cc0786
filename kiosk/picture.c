#include "kiosk/picture.h"

#include <string.h>

gsize picture_bytes(const Picture *picture)
{
    return (gsize)picture->width * (gsize)picture->height * 3;
}

Picture *picture_new(int width, int height)
{
    Picture *picture = g_new0(Picture, 1);
    *picture = (Picture){.width = width, .height = height};
    picture->pixels = g_malloc0(picture_bytes(picture));
    picture->number = (guint64)g_random_int() << 32;
    return picture;
}

void picture_free(Picture *picture)
{
    if (!picture)
        return;
    g_free(picture->pixels);
    g_free(picture);
}

void picture_set(Picture *picture, const guint8 *pixels)
{
    memcpy(picture->pixels, pixels, picture_bytes(picture));
    picture->number++;
}

SDL_Rect picture_fit(const Picture *picture, SDL_Rect rect)
{
    double scale = MIN((double)rect.w / picture->width, (double)rect.h / picture->height);
    int width_px = (int)(picture->width * scale), height_px = (int)(picture->height * scale);
    return (SDL_Rect){rect.x + (rect.w - width_px) / 2, rect.y + (rect.h - height_px) / 2, width_px,
                      height_px};
}
