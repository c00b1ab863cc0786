/*
 * What an administrator sets of a home by hand: home/esep.ini (GKeyFile).
 *   [disposal]  commission=3    how many sign an act of disposal, the chair among them
 *   [disk]      low_hours=6     below so many hours of recording the disk runs low (disk_space.h)
 *   [export]    for=A.pem;…     certificates of those who may read what the touch screen gives out;
 *                               without them it goes out in the clear (export_readers.h)
 */
#pragma once

#include "protocol/home.h"

/* A number; fallback if it is not set, none, or outside min to max. Blocks for the disk. */
int config_number(Home *home, const char *group, const char *key, int fallback, int min, int max);
/* Several texts, between semicolons; g_strfreev. NULL: none is set. Blocks for the disk. */
char **config_texts(Home *home, const char *group, const char *key);
