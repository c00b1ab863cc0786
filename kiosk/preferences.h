/*
 * What this kiosk was set to by its staff: home/kiosk.ini, 0600, of which a person may write each
 * line by hand. A value that is none counts as not set. Nothing personal stands in it.
 */
#pragma once

#include "protocol/message.h"

typedef struct {
    Language language; /* at the start, and again for the next person */
    gboolean larger;   /* large type, likewise */
    gboolean prompts;  /* what the screens ask is spoken, too */
    char *camera;      /* as esep record takes them; NULL: auto */
    char *mic;
    char *printer; /* NULL: the system's own */
} Preferences;

/* Those of the home, or what is there without any. Free with preferences_free. Blocks for the disk;
 * any thread. */
Preferences *preferences_read(const char *home);
gboolean preferences_write(const Preferences *preferences, const char *home, GError **error);
Preferences *preferences_copy(const Preferences *preferences);
void preferences_free(Preferences *preferences);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Preferences, preferences_free)
