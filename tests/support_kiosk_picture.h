/*
 * Reference pictures: what every screen looks like, kept under tests/pictures, a sheet for each
 * screen of a test program with its languages (rows) and displays (columns). A kept picture is an
 * eighth of the screen in width and height: blocks of text, colours and places can be judged, but
 * another version of the rasteriser makes no difference. `make pictures` renews them.
 */
#pragma once

#include "kiosk/picture.h"
#include "tests/support_kiosk.h"

/* The screen as it is laid out, small. Free with picture_free. */
Picture *sample_picture(App *app);
/* How different two pictures of one size look where they differ most: how far the colours are
 * apart, 0 to 255, in the mean of a square of 3 by 3. */
int sample_picture_difference(const Picture *expected, const Picture *actual);
/* More than this is another picture. */
#define SAMPLE_PICTURE_TOLERANCE 12

/* Whether a sheet has a column for such a display and look. */
gboolean sample_is_compared(const App *app);
/* With $ESEP_PICTURES (tests/run sets it for the whole set of tests): compares the screen with its
 * reference if there is one for such a display and look; 1 if it is another picture, which is told,
 * and left in the build folder beside what was expected. If it says "renew" the picture becomes the
 * reference. */
int sample_compare(App *app, const char *what);
/* The same with the sheet of that name in a folder, or renews it. */
int sample_compare_to(App *app, const char *folder, const char *name, gboolean renew);
/* Leaves the whole picture in the folder of $ESEP_KIOSK_PICTURES, for somebody to look at; with
 * $ESEP_KIOSK_PICTURES_OF only if its name matches, as in "800x480-133-ru-*". */
void sample_keep(App *app, const char *name);
/* How many pixels of the whole picture are of the colour. */
int sample_count_pixels(App *app, SDL_Color colour);
