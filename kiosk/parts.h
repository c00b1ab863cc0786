/* Parts that screens have in common. UI thread. */
#pragma once

#include "kiosk/app.h"

/* The ornament, the title (subtitle may be NULL) and the switches of language and type; on a step
 * of the form (1 to 4) the way back and where one is; on -1 the way back alone. What is left of the
 * screen, without its margins. */
SDL_Rect part_header(App *app, const char *title, const char *subtitle, int step);
/* A language in itself; static. */
const char *part_language_name(Language language);
/* Whether there is room for a large title below the header, in area, above needed_px. */
gboolean part_title(App *app, SDL_Rect *area, int needed_px, const char *title,
                    const char *subtitle);
/* The keyboard of the field that is typed into, at the bottom of area, which keeps the rest. */
void part_keyboard(App *app, SDL_Rect *area, const char *go_label);
/* Its height. */
int part_keyboard_px(const App *app, SDL_Rect area);
/* Label and field, count of them from first, side by side or one above the other. */
void part_fields(App *app, SDL_Rect area, Field first, int count);
int part_fields_px(const App *app, Field first, int count);
/* A question with the fields of the screen and the keyboard; why may be NULL. On a low screen the
 * question stands in the header in place of title. */
void part_question(App *app, const char *title, const char *question, const char *why,
                   const char *go_label);
/* The same below a header, which leaves the subtitle (may be NULL) out on a low screen; what is
 * left under the fields. */
SDL_Rect part_form(App *app, const char *title, const char *subtitle, const char *go_label);
/* The height of one of them. */
int part_field_px(const App *app, Field field);
/* A calm screen with one thing to say: icon, title, text, and one or two actions (label NULL:
 * none). */
typedef struct {
    Icon icon;
    Colour colour;
    const char *title, *text, *detail; /* detail may be NULL */
    const char *instead; /* of a detail that is too long for the screen; may be NULL */
    gboolean strong;     /* the text is what must be remembered */
    const char *second_id, *second_label;
    FlowEvent second_event;
    const char *main_id, *main_label;
    FlowEvent main_event;
    gboolean back; /* with a way back in the header */
} Notice;
void part_notice(App *app, const Notice *notice);
/* The field for a signature with the name under its line, and below it erase, undo and "done"
 * (EVENT_NEXT). unable: label of the way past it (EVENT_UNSIGNED), NULL: there is none. The form's
 * signature is drawn in it. */
void part_signature(App *app, SDL_Rect area, const char *name, gboolean saving, const char *unable);
/* For Screen.handle: erase and undo. */
gboolean part_signature_handle(App *app, Touch touch);
