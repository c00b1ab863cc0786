/*
 * The signature on the screen: smooth curves through the points, drawn into a mask that only
 * grows, so that a finger's movement costs a few pixels and not the whole line. UI thread.
 */
#pragma once

#include <SDL.h>

#include "kiosk/signature.h"

typedef struct Ink Ink;

Ink *ink_new(SDL_Renderer *renderer);
void ink_free(Ink *ink);
/* Draws what is new of the signature into rect; all of it anew when rect or revision changed. */
void ink_paint(Ink *ink, const Signature *signature, SDL_Rect rect, int revision, double pen_px,
               SDL_Color colour);
/* Drops the picture of the signature. */
void ink_forget(Ink *ink);
