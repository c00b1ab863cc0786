/*
 * The touch application: one object for everything that is true on the screen. It takes touches,
 * keys, results of the worker and the passing of time, steps through the flow, and computes the
 * layout of the screen it is on. It knows no window and no thread; loop.c has those.
 */
#pragma once

#include "kiosk/flow.h"
#include "kiosk/form.h"
#include "kiosk/keyboard.h"
#include "kiosk/layout.h"
#include "kiosk/preferences.h"
#include "kiosk/scan.h"
#include "kiosk/view.h"
#include "kiosk/work.h"
#include "media/preview.h"

/* Who does what the application asks for: worker.h, or a test. Returns at once; takes argument. */
typedef struct {
    /* who: whoever of the staff is at work, by name; NULL: nobody */
    void (*ask)(gpointer user_data, const char *who, const Work *work, gpointer argument);
    void (*cancel)(gpointer user_data, const Work *work);
    gpointer user_data;
} AppRequests;

/* A screen: how it is entered, laid out, and what it does with a touch that no other part knows and
 * with the passing of time. Any may be NULL but layout. */
typedef struct {
    void (*enter)(App *app);
    void (*layout)(App *app);
    gboolean (*handle)(App *app, Touch touch); /* FALSE: not mine */
    /* Seconds without a touch until EVENT_IDLE, 0: never; NULL: app_patience_s. */
    int (*idle_s)(const App *app);
    /* Does what is due; milliseconds until something is again, 0: nothing. */
    int (*tick)(App *app);
    Field first, last; /* fields of its form */
    gboolean dark;     /* for the hall during a meeting */
} Screen;

typedef struct {
    const Screen *const *screens;   /* by FlowState; static */
    const Preferences *preferences; /* borrowed; NULL: as if nothing was set */
    Language language;              /* instead of the preferred one */
    gboolean is_new;                /* there is no home yet: it is set up first */
    int idle_s;                     /* seconds without a touch until it asks; 0: 60 */
    AppRequests requests;
    const Clock *clock; /* borrowed; NULL: the system's */
} AppSetup;

struct App {
    /* immutable after app_new */
    AppSetup setup;
    Preferences *preferences; /* what the staff set; changed by settings.c alone */
    Lettering *text;
    Keyboards *keyboards;

    /* the display */
    Theme theme;
    double dpi;
    Language language;
    gboolean larger;
    gboolean contrast;
    gboolean dirty; /* must be laid out and painted again */
    Layout layout;
    GHashTable *made; /* while a screen is laid out: what app_once keeps; else NULL */

    /* the flow */
    FlowState state;
    FlowState remembered;
    gboolean is_new; /* there is no home yet */
    ViewDay *day;
    GError *error;         /* why STATE_TROUBLE or STATE_FAILED */
    ViewEntry *entry;      /* that was looked up; NULL: none */
    int number;            /* of the person who was registered last */
    gint64 state_since_ms; /* of the steady clock */

    /* the person who stands here */
    Form *form;
    char *meeting;  /* the id that the person registers for; NULL outside a form */
    Field field;    /* typed into */
    gboolean hint;  /* the last "next" was refused: say what is missing */
    int page;       /* of the categories, or of the list of the screen */
    gboolean kept;  /* the form is on the disk too */
    gint64 keep_ms; /* when what was touched since is kept; 0: nothing was */

    /* prompts that are spoken (speech.h) */
    gboolean spoken; /* to this person */
    int saying;      /* which one was asked for last; 0: none */

    /* what is said in passing; NULL: nothing */
    char *toast;
    FlowEvent toast_undo;  /* 0: it cannot be undone */
    gint64 toast_until_ms; /* it goes away by itself */

    struct Office *office; /* the staff's side (secretary/office.h); owned */

    /* the keyboard on the screen */
    KeyboardId alphabet;
    gboolean digits;
    gboolean shift;
    gboolean revealed; /* what is typed into a secret field is shown */

    /* what a recorder or a player shows, where a screen has a place for it */
    Preview *preview;       /* borrowed; NULL: nothing */
    PreviewPicture picture; /* the newest; number 0: none yet */
    double level;           /* of the sound, 0 to 1 */
    gboolean moved;         /* these alone must be painted again */

    /* the code of a receipt that is read by a machine (citizen/receipt.h) */
    Scan scan;          /* what a scanner types */
    char *scanned;      /* the code that was read last; NULL: what was read is none */
    Preview *camera;    /* while a code is shown to it; owned; NULL: it is off */
    int camera_session; /* counts how often it was opened and closed */

    /* touch and time, in milliseconds of the steady clock */
    char pressed[32];           /* id of the widget under the finger, "" for none */
    char focus[32];             /* id of the widget that a USB keyboard has chosen */
    guint pressed_as, focus_as; /* what they said then */
    int down_y;                 /* where it came down */
    gint64 now_ms;
    gint64 touched_ms;
    gint64 repeat_ms; /* when the key that is held repeats; 0: none */
    gint64 read_ms;   /* when the day is read again */
    int ink_revision; /* changes with each change of the signature that is not one more point */
};

/* For main, before any thread is there: what is freed goes back to the system, for the program runs
 * for weeks. An allocator's arena for each thread, and large blocks kept among small ones, grew by
 * tens of megabytes a day of touches without holding anything. */
void app_bound_memory(void);

App *app_new(const AppSetup *setup, GError **error);
void app_free(App *app);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(App, app_free)

/* The display's size, and its density (0: not known). */
void app_resize(App *app, int width_px, int height_px, double dpi);
/* Computes the layout of the screen as it is now. */
void app_layout(App *app);
/* What make gives: while a screen is laid out it is made once, however many rows ask for it;
 * g_ptr_array_unref. */
GPtrArray *app_once(const App *app, GPtrArray *(*make)(const App *app));
/* Asks for work; takes argument (NULL where it needs none). */
void app_ask(App *app, const Work *work, gpointer argument);
/* The long work under way is so far (0 to 1). */
void app_progress(App *app, const WorkProgress *progress);
/* Says text (taken) in passing, over the head of the screen; undo is the event that its button
 * means, 0: none. */
void app_toast(App *app, char *text, FlowEvent undo);
/* Takes a result of work, and gives it to the work's done. */
void app_result(App *app, WorkResult *result);
/* One step of the flow; FALSE if it was refused. */
gboolean app_step(App *app, FlowEvent event);

/* A finger, in pixels. */
void app_touch_down(App *app, int x, int y, gint64 now_ms);
void app_touch_move(App *app, int x, int y, gint64 now_ms);
void app_touch_up(App *app, int x, int y, gint64 now_ms);
/* A USB keyboard: text, and the keys that make none. */
void app_type(App *app, const char *text, gint64 now_ms);
void app_key(App *app, SDL_Keycode key, gboolean with_shift, gint64 now_ms);
/* Time has passed: does what is due, and returns milliseconds until something is due again, at
 * least 1. */
int app_tick(App *app, gint64 now_ms);

/* For the screens. */
/* The wall clock: milliseconds since 1970. */
gint64 app_unix_ms(const App *app);
/* The one that it is on. */
const Screen *app_screen(const App *app);
const char *app_say(const App *app, const char *msgid);
const ViewMeeting *app_meeting(const App *app);
/* Seconds that a person is given before the screen asks. */
int app_patience_s(const App *app);
/* The form that is typed into: the staff's on its screens, else the citizen's. */
Form *app_form(const App *app);
/* Seconds left until a screen that goes away by itself does. */
int app_seconds_left(const App *app);
void app_focus_field(App *app, Field field);
/* The main key of a keyboard: the next field that is empty, else the next screen. */
void app_go(App *app);
/* The keyboard that is shown for the field. */
KeyboardId app_keyboard(const App *app);
/* Reads the newest picture, if there is a new one. */
void app_read_picture(App *app);
/* Shows what preview gives from now on; borrowed, NULL: nothing. */
void app_show(App *app, Preview *preview);
/* Language and look of the person who stands here. */
void app_look(App *app, Language language, gboolean larger, gboolean contrast);
/* Does what a touch means. */
void app_do(App *app, Touch touch);
