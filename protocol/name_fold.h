/* Names as people type them who have no Kazakh letters at hand. */
#pragma once

#include <glib.h>

/* name in small letters with ә/а, ғ/г, қ/к, ң/н, ө/о, ұ ү/у, һ/х, і/и, ё/е and й/и as one, and
 * each run of white space as one blank, none at the ends: for searching, never for showing. g_free.
 * name is valid UTF-8. Pure. */
char *name_fold(const char *name);
