/*
 * Scans of paper (JPEG, PNG, PDF) from a scanner, a telephone or a stick: looked at from outside,
 * never decoded, for the libraries that decode abort the process on a damaged picture. Pure; any
 * thread.
 */
#pragma once

#include <glib.h>

#define SCAN_MAX_BYTES (64 << 20)

/* The ending of the file name that the bytes deserve: "jpg", "png", "pdf"; static. They must be
 * whole: every marker of a JPEG up to its end (ITU-T T.81, annex B), every chunk of a PNG with its
 * CRC (ISO/IEC 15948), head and end of a PDF. PROTOCOL_ERROR_REFUSED otherwise; name is the file's,
 * for the error. */
const char *scan_kind(const guint8 *data, gsize size, const char *name, GError **error);
