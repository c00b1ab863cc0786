/*
 * The clock, where nothing disciplines it: a person compares it with a watch before a meeting, and
 * sets it if it is wrong. Both stand in the audit log. Block: for the disk; for the
 * system's time service (org.freedesktop.timedate1), which alone may set the clock.
 */
#pragma once

#include "protocol/home.h"

/* Somebody has compared the clock and found it right. */
gboolean clock_confirm(Home *home, GError **error);
/* Sets the clock of the machine. PROTOCOL_ERROR_REFUSED if the time service does not let it,
 * PROTOCOL_ERROR_USAGE for a time before 2026. */
gboolean clock_correct(Home *home, gint64 unix_ms, GError **error);
