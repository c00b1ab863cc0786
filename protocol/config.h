/*
 * What an administrator sets of a home by hand: home/esep.ini (GKeyFile).
 *   [disposal]  commission=3    how many sign an act of disposal, the chair among them
 *   [disk]      low_hours=6     below so many hours of recording the disk runs low (disk_space.h)
 */
#pragma once

#include "protocol/home.h"

/* A number; fallback if it is not set, none, or outside min to max. Blocks for the disk. */
int config_number(Home *home, const char *group, const char *key, int fallback, int min, int max);
