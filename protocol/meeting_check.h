/* Judging the values that are given to meeting.h, for meeting*.c and import_rows.c alone. */
#pragma once

#include "protocol/meeting.h"

gboolean meeting_check_date(const char *what, const char *value, GError **error);
/* Strict "HH:MM". */
gboolean meeting_check_time(const char *what, const char *value, GError **error);
gboolean meeting_check_official(const Official *official, GError **error);
gboolean meeting_check_precincts(const char *const *precincts, GError **error);
gboolean meeting_check_kind(const char *kind, GError **error);
gboolean meeting_check_format(const char *format, GError **error);
/* A number of digits only, from min to max. */
gboolean meeting_check_number(const char *what, const char *value, gint64 min, gint64 max,
                              GError **error);
