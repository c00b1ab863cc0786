/*
 * The recorder's program as a process of its own, and the socket on which it says how it goes. It
 * outlives whoever started it.
 *
 * A Child belongs to one thread. Calls block until the deadline given to child_spawn.
 */
#pragma once

#include <json-glib/json-glib.h>

/* The descriptor in the child. */
#define CHILD_FD 3

typedef struct {
    const char *program;
    GPid pid;
    int fd;
    gint64 until_us;
} Child;

/* argv[0]: the program. Clear with child_clear, also after a failure. */
gboolean child_spawn(Child *child, char **argv, gint64 timeout_ms, GError **error);
/* What it says next; NULL with its error, or because it says nothing. Free with
 * json_object_unref. */
JsonObject *child_answer(Child *child, GError **error);
/* Whether child_answer would not wait: it has said something, or is gone. Does not block. */
gboolean child_spoke(const Child *child);
/* Sends it a line. */
gboolean child_send(Child *child, const char *text, gsize size, GError **error);
void child_clear(Child *child);
