/*
 * Running SQL, for the register's own files (register_*.c) alone.
 *
 * Values are always bound. types has a letter for each parameter ("" for none): 's' const char *
 * (NULL is SQL's NULL), 'i' int, 'l' gint64; the values follow in that order.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/register.h"

/* Runs a statement that gives no rows. changed_out (may be NULL): the number of rows changed. */
gboolean register_run(Register *register_, int *changed_out, GError **error, const char *sql,
                      const char *types, ...);
/* Runs statements without parameters, one after another. */
gboolean register_run_script(Register *register_, const char *sql, GError **error);

/* The first column of the first row as a number; fallback if there is no row or it is NULL. */
gboolean register_number(Register *register_, gint64 fallback, gint64 *value_out, GError **error,
                         const char *sql, const char *types, ...);
/* The first column of the first row as text (g_free); NULL if there is no row or it is NULL. */
gboolean register_text(Register *register_, char **value_out, GError **error, const char *sql,
                       const char *types, ...);

/* All rows as JSON objects, a member a column. A column named "x:bool" gives a boolean x, "x:json"
 * the JSON that its text holds. Free with json_array_unref. NULL with an error. */
JsonArray *register_rows(Register *register_, GError **error, const char *sql, const char *types,
                         ...);
/* The first row as such an object; *row_out is NULL if there is none. Free with
 * json_object_unref. */
gboolean register_row(Register *register_, JsonObject **row_out, GError **error, const char *sql,
                      const char *types, ...);

/* The next number of a series that starts at 1 and never gives a number twice. Inside a
 * transaction: rolled back, the number is given again, so that a series has no gaps. */
gboolean register_next(Register *register_, const char *series, int *number_out, GError **error);
