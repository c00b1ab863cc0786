/*
 * The real touch application under a real X server, with a meeting of its own, driven as a person
 * does it. Where to touch is read from the program's trace; an outcome is polled for with a
 * deadline.
 */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

typedef struct {
    char *folder, *home, *trace, *meeting;
    char *display; /* ":99" */
    GSubprocess *server, *kiosk;
    JsonParser *screen; /* the trace as it was read last */
} Drive;

/* A home with a meeting of 20 November 2026, and the application on its first screen. */
Drive *drive_new(const char *language);
/* Ends both programs; the kiosk must end by itself when it is asked to. */
void drive_free(Drive *drive);
/* Starts the application again, after drive_kill. */
void drive_start(Drive *drive, const char *language);
void drive_kill(Drive *drive);

/* The widget on the screen named so, once it is there; fails after the deadline. */
JsonObject *drive_find(Drive *drive, const char *screen, const char *id);
/* Touches it. */
void drive_tap(Drive *drive, const char *screen, const char *id);
/* Types text in small letters with the keys of the screen. */
void drive_keys(Drive *drive, const char *screen, const char *text);
/* Signs with the finger. */
void drive_sign(Drive *drive);
/* The same on another screen than that of citizens. */
void drive_sign_on(Drive *drive, const char *screen);
