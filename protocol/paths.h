/*
 * Where the program's own files are: beside the executable in a build tree, under /usr/share
 * when installed, or where $ESEP_TEMPLATES says.
 */
#pragma once

#include <glib.h>

/* The folder templates/. Owned by the module, never NULL. Any thread. */
const char *paths_templates(void);
/* The folder of compiled message catalogues. Owned by the module, never NULL. Any thread. */
const char *paths_catalogues(void);
/* Path of a file below templates/, e.g. ("rules", NULL). NULL-terminated. Free with g_free. */
char *paths_template(const char *first, ...) G_GNUC_NULL_TERMINATED;
/* Path of another program of ours ("esep-recorder"). Free with g_free. */
char *paths_program(const char *name);
