/* What tests of the record need: a home of their own at a moment of their own. */
#pragma once

#include "protocol/home.h"

/* 2026-11-20T18:00:00+05:00, a Friday: "now" of the tests' fixed clocks. */
#define SUPPORT_NOW_MS G_GINT64_CONSTANT(1795179600000)

/* A new empty folder in the place for temporary files; remove with remove_folder, g_free. */
char *support_folder(void);
/* A new home "home" in folder, opened with clock. Free with home_free. */
Home *support_home(const char *folder, const Clock *clock);
