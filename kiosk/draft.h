/*
 * The half-typed form on the disk, so that it comes back if the program is killed:
 * home/kiosk.draft, 0600, with the moment it was kept by the kernel's clock of this boot, which
 * nobody sets. Only one program at a time keeps one in a home (kiosk.lock): nobody meets a form of
 * another screen. For the worker's thread; blocks for the disk.
 */
#pragma once

#include "protocol/clock.h"

typedef struct Draft Draft;

/* keep_s: a form that was kept longer ago is not given out. Never NULL; clock is borrowed; where
 * another program keeps the home's draft, this one keeps none. Free with draft_free, which leaves
 * the file. */
Draft *draft_open(const char *home, const Clock *clock, int keep_s);
void draft_free(Draft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Draft, draft_free)

/* The text that was kept; NULL if there is none. One that is too old, or of an earlier boot, is
 * removed. g_free. */
char *draft_read(Draft *draft);
/* Keeps text instead of what was kept; NULL: removes it. A failure is logged: the form is still
 * on the screen. */
void draft_keep(Draft *draft, const char *text);
