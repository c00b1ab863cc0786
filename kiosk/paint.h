/*
 * Paints the layout of an application with a renderer. Owns its textures, among them the ink of
 * the signature, which grows with each point without being drawn anew. UI thread.
 */
#pragma once

#include "kiosk/app.h"
#include "kiosk/draw.h"

typedef struct Paint Paint;

/* Borrows the renderer. */
Paint *paint_new(SDL_Renderer *renderer);
void paint_free(Paint *paint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Paint, paint_free)
/* Lays out and paints the whole screen; the caller presents it. */
void paint_app(Paint *paint, App *app);
/* The same, as it was laid out last. */
void paint_laid_out(Paint *paint, App *app);
/* Paints only the widget with the picture, and what stands on it, on top of the last paint_app. */
void paint_moved(Paint *paint, App *app);
