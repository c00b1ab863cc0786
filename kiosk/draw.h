/*
 * Drawing with one renderer: rectangles with round corners, icons, the ornament, masks. Owns the
 * textures that it draws with; borrows the renderer. UI thread.
 */
#pragma once

#include <SDL.h>

#include "kiosk/icon.h"
#include "kiosk/mask.h"
#include "kiosk/picture.h"
#include "kiosk/theme.h"

typedef struct Draw Draw;

Draw *draw_new(SDL_Renderer *renderer);
void draw_free(Draw *draw);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Draw, draw_free)
SDL_Renderer *draw_renderer(Draw *draw);
/* What colours are taken from; at the start the day's. */
void draw_use(Draw *draw, Palette palette);

void draw_fill(Draw *draw, SDL_Rect rect, Colour colour);
/* Filled, with corners of radius_px. */
void draw_rounded(Draw *draw, SDL_Rect rect, int radius_px, Colour colour);
/* Filled, with a line of line_px inside its edge. */
void draw_bordered(Draw *draw, SDL_Rect rect, int radius_px, int line_px, Colour line, Colour fill);
/* The icon in the middle of rect, size_px high and wide. */
void draw_icon(Draw *draw, Icon icon, SDL_Rect rect, int size_px, Colour colour);
/* A dashed line along the top edge of rect. */
void draw_dashes(Draw *draw, SDL_Rect rect, int dash_px, Colour colour);
/* The band with horns (қошқар мүйіз), gold on the action colour. */
void draw_band(Draw *draw, SDL_Rect rect);

/* The picture over all of rect. One is kept as a texture: a screen shows one. */
void draw_picture(Draw *draw, const Picture *picture, SDL_Rect rect);
