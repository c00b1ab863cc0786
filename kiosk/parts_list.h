/*
 * A list of large rows. It shows whole rows only, as many as fit, and is turned by pages: with the
 * buttons beside it, with Page Up and Page Down, or with a finger that slides over it. UI thread.
 */
#pragma once

#include "kiosk/app.h"

/* What most rows hold; the texts are the row's own. */
typedef struct {
    char *text, *below; /* the quieter one below it; NULL: none */
    Icon icon;          /* at the right */
    Icon mark;          /* at the left; ICON_NONE: none */
    Colour mark_ink;
    gboolean chosen; /* its card stands out */
} ListRow;

typedef struct {
    const char *id; /* its rows are "<id>:0" … and mean TOUCH_ROW; the pager's TOUCH_PAGE */
    ListRow (*row)(const App *app, int index);
    /* In place of row where it holds something else: its height, and what stands on its card. */
    int (*px)(App *app, int width_px, int index);
    void (*layout)(App *app, SDL_Rect rect, int index);
} List;

/* Lays out the page *page of count rows in area; a page past the end becomes the last. */
void part_list(App *app, SDL_Rect area, const List *list, int count, int *page);
/* The page on which a row stands then. */
int part_list_page(App *app, SDL_Rect area, const List *list, int count, int index);
/* In bar, a column as wide as a target: up, where one is, down. */
void part_pager(App *app, SDL_Rect bar, int page, int pages);
/* The height of a row. */
int part_list_row_px(App *app, int width_px, const List *list, int index);
/* A card with the same in it that stands in no list, and the height that it needs. */
void part_row(App *app, SDL_Rect rect, const char *text, const char *below, Icon icon);
int part_row_px(App *app, int width_px, const char *text, const char *below);
