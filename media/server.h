/*
 * The recorder's socket. The protocol is told in client.h.
 *
 * Lives on the main thread's main context; nothing blocks. A client that sends nonsense gets an
 * error, one that sends a line without end or does not read is cut off: none can cost anything.
 */
#pragma once

#include <json-glib/json-glib.h>

typedef struct Server Server;

typedef struct {
    /* Fill the answer; its "ok" is set. */
    void (*status)(JsonObject *answer, gpointer user_data);
    void (*mark)(JsonObject *answer, gpointer user_data); /* NULL: not a request here */
    /* The descriptor to pass to the client, or -1; borrowed. The client counts as one that looks
     * until look_end, when its connection ends. */
    int (*look)(JsonObject *answer, gpointer user_data);
    void (*look_end)(gpointer user_data);
    /* The recording must end. Answered by server_finish. */
    void (*stop)(gpointer user_data);
    /* Whatever else is asked for: fills the answer; FALSE: that is no request. May be NULL. */
    gboolean (*other)(const char *what, JsonObject *request, JsonObject *answer,
                      gpointer user_data);
    gpointer user_data;
} ServerActions;

/* Binds RECORDER_SOCKET in directory, in place of one that a dead recorder left: the caller holds
 * the folder. actions are copied. Free with server_free. */
Server *server_new(const char *directory, const ServerActions *actions, GError **error);
/* Speaks on a connected socket alone, without a name in any folder. Takes fd. */
Server *server_new_connected(int fd, const ServerActions *actions);
/* Answers those that asked for the end, with what status says. */
void server_finish(Server *server);
/* The socket's name stays behind, as that of a recorder that died: another may go on (revive.h). */
void server_leave(Server *server);
/* Removes the socket, closes all connections. */
void server_free(Server *server);

/* One line for an error: {"ok":false,…}, with its newline. Free with g_free. */
char *server_error_line(const GError *error);
/* One line that says ok, with what status fills in. Free with g_free. */
char *server_status_line(const ServerActions *actions);

/* Members of a status: a loudness, null for silence; the names of RecorderAlarm bits. */
void server_put_db(JsonObject *answer, const char *name, double db);
void server_put_alarms(JsonObject *answer, guint alarms);
