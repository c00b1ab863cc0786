/*
 * For tests: after each paint, which screen is shown and where can be touched. Nothing that a
 * person typed stands in it, and nothing that cannot be done yet.
 */
#pragma once

#include "kiosk/app.h"

/* Replaces path by {"paint":N,"screen":"names","language":"kk","widgets":[{"id","x","y","w","h"}]}
 * at once, so that a reader never sees half of it. */
void trace_write(const char *path, const App *app, int paint);
