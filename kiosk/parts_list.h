/*
 * A list of large rows. It shows whole rows only, as many as fit, and is turned by pages: with the
 * buttons beside it, with Page Up and Page Down, or with a finger that slides over it. UI thread.
 */
#pragma once

#include "kiosk/app.h"

typedef struct {
    const char *id; /* its rows are "<id>:0" … and mean TOUCH_ROW; the pager's TOUCH_PAGE */
    int (*row_px)(App *app, int width_px, int index);
    /* Lays out what stands in the row, which is there as a card already. */
    void (*row)(App *app, SDL_Rect rect, int index);
} List;

/* Lays out the page *page of count rows in area; a page past the end becomes the last. */
void part_list(App *app, SDL_Rect area, const List *list, int count, int *page);
/* The page on which a row stands then. */
int part_list_page(App *app, SDL_Rect area, const List *list, int count, int index);
/* What most rows hold: a text, a quieter one below it (may be NULL), an icon at the right. */
void part_row(App *app, SDL_Rect rect, const char *text, const char *below, Icon icon);
/* The height that such a row takes. */
int part_row_px(App *app, int width_px, const char *text, const char *below);
