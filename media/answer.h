/*
 * Lines of JSON from the recorder's program, read by its client. Input is hostile.
 * Any thread; blocks where a deadline is given.
 */
#pragma once

#include <json-glib/json-glib.h>

/* timeout_ms from now, for answer_line. */
gint64 answer_deadline_us(gint64 timeout_ms);
/* Reads one line without its "\n". Empty if the other side closed; NULL with an error on a timeout
 * or nonsense. Free with g_free. */
char *answer_line(int fd, gint64 until_us, GError **error);
/* As answer_line on a Unix socket; a descriptor that came with it through fd_out, which may be
 * NULL, or -1. The caller closes it, also when the line fails. */
char *answer_line_fd(int fd, gint64 until_us, int *fd_out, GError **error);
/* The object of an answer that says ok; else the error that it carries. Free with
 * json_object_unref. */
JsonObject *answer_parse(const char *line, GError **error);

/* A member; otherwise, FALSE or "" if it is missing or of another type. */
gint64 answer_int(JsonObject *object, const char *name, gint64 otherwise);
gboolean answer_true(JsonObject *object, const char *name);
const char *answer_string(JsonObject *object, const char *name);
/* Sends a request line and waits for the object that answers it; a descriptor as with
 * answer_line_fd. MEDIA_ERROR_NOT_RUNNING if the other side is gone. */
JsonObject *answer_ask(int fd, const char *request, gint64 timeout_ms, int *fd_out, GError **error);
