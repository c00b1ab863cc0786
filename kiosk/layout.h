/*
 * A screen as a list of widgets with their places, computed from the theme: what is painted, what
 * is touched, and what is checked. Places are made by cutting pieces off a rectangle. UI thread.
 */
#pragma once

#include "kiosk/icon.h"
#include "kiosk/lettering.h"
#include "kiosk/theme.h"

/* How a widget looks: rows of a table in paint.c. */
typedef enum {
    LOOK_PLAIN,
    LOOK_MAIN,   /* the one main action */
    LOOK_SECOND, /* another action */
    LOOK_QUIET,  /* a switch that is off */
    LOOK_CHOSEN, /* a switch that is on */
    LOOK_CARD,
    LOOK_CARD_CHOSEN,
    LOOK_PANEL,
    LOOK_BED, /* under the keyboard */
    LOOK_KEY,
    LOOK_KEY_OWN,
    LOOK_KEY_QUIET,
    LOOK_FIELD,
    LOOK_FIELD_TYPED, /* the one that is typed into */
    LOOK_FIELD_WRONG,
    LOOK_PAD,
    LOOK_STEP_DONE,
    LOOK_STEP_NOW,
    LOOK_STEP_LATER,
    LOOK_DISC_GOOD,
    LOOK_CHIP,
    LOOK_CHIP_CARE,
    LOOK_CHIP_BAD,
    LOOK_DOT,       /* a digit of a PIN that was typed */
    LOOK_DOT_EMPTY, /* one that is to come */
    LOOK_CORNER,    /* hardly seen: for who knows that it is there */
    LOOK_GOLD,      /* an action that the eye must find */
    LOOK_PICTURE,   /* of App.picture */
    LOOK_METER,     /* of App.level, from the bottom up */
    LOOK_SHADE,     /* under words on the picture */
    LOOK_ALARM,     /* cannot be overlooked */
    LOOK_TOAST,     /* said in passing */
    LOOK_BAR,       /* of a progress: its bed */
    LOOK_BAR_DONE,
    LOOK_COUNT
} Look;

/* What a touch means; value depends on the kind. */
typedef enum {
    TOUCH_NONE,
    TOUCH_FLOW,     /* a FlowEvent */
    TOUCH_LANGUAGE, /* a Language */
    TOUCH_LARGER,
    TOUCH_CONTRAST,
    TOUCH_SPEAK,  /* spoken prompts: on or off */
    TOUCH_FIELD,  /* a Field */
    TOUCH_REVEAL, /* what is typed into a secret field */
    TOUCH_KEY,    /* row << 8 | key of the keyboard that is shown */
    TOUCH_CHOOSE, /* a category's index */
    TOUCH_PAGE,   /* pages to go */
    TOUCH_ERASE,
    TOUCH_UNDO,
    TOUCH_ROW,     /* a row's index */
    TOUCH_TAB,     /* a tab's index */
    TOUCH_STEP,    /* column << 1 | up, of part_steps */
    TOUCH_CANCEL,  /* the long work under way */
    TOUCH_DISMISS, /* what was said in passing */
    TOUCH_SAY,     /* a NoteKind: somebody says something */
    TOUCH_NOTE,    /* the index of a note that waits for its words */
    TOUCH_PAD,     /* the signature's field: every movement counts */
} TouchKind;

typedef struct {
    TouchKind kind;
    int value;
} Touch;

typedef struct {
    char id[32]; /* "next", "key:ә"; "" for what is only seen */
    Look look;
    Touch touch;
    SDL_Rect rect; /* painted */
    SDL_Rect hit;  /* touched; may be larger */
    TextBlock text;
    SDL_Rect text_rect;
    Align align;
    gboolean middle;
    Colour ink;
    Icon icon;
    SDL_Rect icon_rect;
    int icon_px;
    Colour icon_ink;
    gboolean dim;   /* an action that cannot be done yet */
    gboolean typed; /* text is what a person typed: may run out of its field to the left */
    int caret_px;   /* caret from the left edge of the text; -1: none */
    int caret_line; /* of those that are shown */
    gboolean over;  /* stands for a while over what is there */
    const struct Picture *picture; /* picture.h; fills rect; NULL: none */
} Widget;

typedef struct {
    const Theme *theme; /* borrowed */
    Lettering *text;    /* borrowed */
    GArray *widgets;    /* of Widget */
} Layout;

typedef struct {
    Type type;
    Weight weight;
    Colour ink;
    Align align;
    gboolean middle;
    int lines; /* 0: as many as fit */
} LabelStyle;

void layout_init(Layout *layout, Lettering *text);
void layout_clear(Layout *layout);
/* Empties and frees its memory, not text and theme. */
void layout_free(Layout *layout);

/* Cut a strip off from, which keeps the rest; gap_px is lost between them. */
SDL_Rect cut_top(SDL_Rect *from, int px, int gap_px);
SDL_Rect cut_bottom(SDL_Rect *from, int px, int gap_px);
SDL_Rect cut_left(SDL_Rect *from, int px, int gap_px);
SDL_Rect cut_right(SDL_Rect *from, int px, int gap_px);
SDL_Rect inset(SDL_Rect rect, int px);

/* A widget to fill in; valid until the next is added. */
Widget *layout_add(Layout *layout, const char *id, Look look, SDL_Rect rect, Touch touch);
/* A text in rect; the height that it took in pixels. */
int layout_label(Layout *layout, SDL_Rect rect, LabelStyle style, const char *string);
/* The height that the text would take, without adding it. */
int layout_measure(Layout *layout, int width_px, LabelStyle style, const char *string);
/* Whether it fits into that width in full size, without a word on two lines. */
gboolean layout_fits(Layout *layout, int width_px, LabelStyle style, const char *string);
/* The colour of words on a look. */
Colour layout_ink(Look look);
/* A button with an icon before (or, for ICON_NEXT, after) its label; "" for an icon alone. */
Widget *layout_button(Layout *layout, const char *id, Look look, SDL_Rect rect, Touch touch,
                      Icon icon, const char *label);
/* Width that a button of this label needs. */
int layout_button_width(Layout *layout, Icon icon, const char *label);
void layout_icon(Layout *layout, SDL_Rect rect, Icon icon, int size_px, Colour ink);

/* The widget that a touch at x, y means, or NULL. */
const Widget *layout_at(const Layout *layout, int x, int y);
const Widget *layout_find(const Layout *layout, const char *id);

/* What is wrong with the layout, a line for each fault: a text that is cut, a widget off the
 * screen, a target that is too small, targets or texts that overlap. Empty: nothing.
 * g_ptr_array_unref. */
GPtrArray *layout_check(const Layout *layout);
