/*
 * A still picture on the screen, such as a page. It holds the pixels; the texture is the painter's
 * (draw_picture), which takes new ones over when the number of the picture grows. UI thread; made
 * by a worker it may be handed over.
 */
#pragma once

#include <SDL.h>
#include <glib.h>

typedef struct Picture {
    int width, height;
    guint8 *pixels; /* RGB, 3 bytes a pixel, without padding; owned */
    guint64 number; /* of what pixels hold; begins anywhere, so that no other picture has it */
} Picture;

/* Black. Free with picture_free. */
Picture *picture_new(int width, int height);
void picture_free(Picture *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Picture, picture_free)
gsize picture_bytes(const Picture *picture);
/* Copies picture_bytes of pixels. */
void picture_set(Picture *picture, const guint8 *pixels);
/* The largest rectangle of its shape in the middle of rect. */
SDL_Rect picture_fit(const Picture *picture, SDL_Rect rect);
