/*
 * A USB scanner is a keyboard that types fast: its letters come within milliseconds of each other
 * and end with Enter. A person never types like that, so that a code can be read on screens where
 * nothing is typed, and where something is. Pure; UI thread.
 */
#pragma once

#include <glib.h>

typedef struct {
    char text[128]; /* of the burst under way; "": none, or one that is too long for any code */
    int length;     /* of the burst; may be more than text holds */
    gint64 last_ms; /* when its last letter came */
} Scan;

/* A letter, or what came at once, at now_ms of the steady clock. */
void scan_type(Scan *scan, const char *text, gint64 now_ms);
/* Enter: the text that a scanner typed before it; g_free, NULL: it was no scanner. Empties scan. */
char *scan_end(Scan *scan, gint64 now_ms);
/* Overwrites. */
void scan_clear(Scan *scan);
