/*
 * Judges the picture of a sheet of paper and straightens it, with Leptonica, in the program of the
 * jobs. Reads run->out with ".pnm" behind it, writes run->part.
 */
#pragma once

#include "media/job_run.h"

/* How sharp: the picture is cut into squares, and in each that is printed on it is measured how
 * much of the contrast there the steepest edges cross within two pixels: so neither light nor the
 * amount of print counts, and noise little. The median of the sharper half says how many pixels the
 * picture really resolves. */
gboolean sheet_judge(JobRun *run, SheetPicture *picture_out, GError **error);
