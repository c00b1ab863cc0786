/*
 * The protocol as it will be, or as it was sealed, or an act of disposal, page by page: laid out by
 * the same code that seals it, drawn by poppler in a process of its own, so that no page can hold
 * up the screen. What is kept is the PDF and the one picture that is shown. UI thread, but the
 * work.
 */
#pragma once

#include "kiosk/picture.h"
#include "kiosk/secretary/office.h"

/* A page at a size, and the part of it that is shown. */
typedef struct {
    int page; /* from 0 */
    int width_px, height_px;
    SDL_Rect part;
} PageView;

typedef struct {
    GBytes *pdf;
    int count;
    int russian; /* the first page in Russian, behind those in Kazakh; 0: not known */
    Picture *picture;
    PageView view;
} Pages;

typedef struct Review {
    Pages *shown;     /* NULL: nothing yet */
    JsonNode *record; /* that it was made of; kept alive */
    PageView wanted;  /* what the layout has a place for; count 0 width: nothing yet */
    gboolean asked;
    gboolean large; /* as wide as the screen, in parts; else whole */
    char *why;      /* it cannot be shown; in the reader's language */
} Review;

Review *review_new(void);
void review_free(Review *review);
void pages_free(gpointer pages);

/* Draws a view; argument ReviewTask, value Pages. */
extern const Work work_review;
typedef struct {
    char *id; /* of the meeting, or the number of the act */
    gboolean act;
    GBytes *pdf; /* NULL: it is made first */
    int count, russian;
    PageView view;
} ReviewTask;
void review_take(App *app, WorkResult *result);
