#include "media/server.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "media/client.h"
#include "media/error.h"

#define PROTOCOL_VERSION 2
#define CLIENTS_MAX 32
#define REQUEST_BYTES_MAX 4096
#define ANSWERS_BYTES_MAX 65536

typedef struct {
    Server *server;
    int fd;
    guint in_watch, out_watch;
    GString *request; /* as far as it came */
    GString *answers; /* not sent yet */
    gboolean looking; /* has the preview's descriptor */
    gboolean stopping;
    JsonNode *stop_id; /* to repeat in the answer to stop */
} Client;

struct Server {
    ServerActions actions;
    int dir_fd, fd;
    guint watch;
    gboolean left;      /* server_leave */
    GPtrArray *clients; /* of Client */
};

static void client_free(gpointer data)
{
    Client *client = data;
    if (client->in_watch)
        g_source_remove(client->in_watch);
    if (client->out_watch)
        g_source_remove(client->out_watch);
    if (client->looking)
        client->server->actions.look_end(client->server->actions.user_data);
    close(client->fd);
    g_string_free(client->request, TRUE);
    g_string_free(client->answers, TRUE);
    g_clear_pointer(&client->stop_id, json_node_unref);
    g_free(client);
}

static char *to_line(JsonObject *object)
{
    g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
    json_node_set_object(node, object);
    g_autofree char *text = json_to_string(node, FALSE);
    return g_strconcat(text, "\n", NULL);
}

static void fill_error(JsonObject *object, const GError *error)
{
    g_autofree char *detail = g_utf8_make_valid(error->message, -1);
    gboolean ours = error->domain == MEDIA_ERROR;
    json_object_set_boolean_member(object, "ok", FALSE);
    json_object_set_string_member(object, "error",
                                  media_error_name(ours ? error->code : MEDIA_ERROR_FAILED));
    json_object_set_string_member(object, "detail", detail);
}

char *server_error_line(const GError *error)
{
    g_autoptr(JsonObject) object = json_object_new();
    fill_error(object, error);
    return to_line(object);
}

char *server_status_line(const ServerActions *actions)
{
    g_autoptr(JsonObject) object = json_object_new();
    json_object_set_boolean_member(object, "ok", TRUE);
    actions->status(object, actions->user_data);
    return to_line(object);
}

void server_put_db(JsonObject *answer, const char *name, double db)
{
    if (db > -G_MAXDOUBLE)
        json_object_set_double_member(answer, name, db);
    else
        json_object_set_null_member(answer, name);
}

void server_put_alarms(JsonObject *answer, guint alarms)
{
    JsonArray *names = json_array_new();
    for (int i = 0; i < RECORDER_ALARM_COUNT; i++)
        if (alarms & 1U << i)
            json_array_add_string_element(names, recorder_alarm_name(1U << i));
    json_object_set_array_member(answer, "alarms", names);
}

static void drop(Client *client)
{
    g_ptr_array_remove_fast(client->server->clients, client);
}

static gboolean handle_writable(gint fd, GIOCondition condition, gpointer user_data);

/* Sends what can be sent now. FALSE if the client is gone. */
static gboolean flush(Client *client)
{
    while (client->answers->len > 0) {
        gssize sent = send(client->fd, client->answers->str, client->answers->len,
                           MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && errno != EAGAIN)
            return FALSE;
        if (sent < 0) {
            if (!client->out_watch)
                client->out_watch =
                    g_unix_fd_add(client->fd, G_IO_OUT | G_IO_HUP, handle_writable, client);
            return client->answers->len <= ANSWERS_BYTES_MAX;
        }
        g_string_erase(client->answers, 0, sent);
    }
    return TRUE;
}

static gboolean handle_writable(gint fd, GIOCondition condition, gpointer user_data)
{
    Client *client = user_data;
    client->out_watch = 0;
    if (!flush(client))
        drop(client);
    return G_SOURCE_REMOVE;
}

static void put(Client *client, JsonObject *answer, JsonNode *id)
{
    if (id)
        json_object_set_member(answer, "id", json_node_copy(id));
    g_autofree char *line = to_line(answer);
    g_string_append(client->answers, line);
}

/* The request's id, if it is one; an answer must not repeat megabytes of anything. */
static JsonNode *read_id(JsonObject *request)
{
    JsonNode *id = json_object_get_member(request, "id");
    if (!id || !JSON_NODE_HOLDS_VALUE(id))
        return NULL;
    GType type = json_node_get_value_type(id);
    return type == G_TYPE_INT64 || type == G_TYPE_STRING ? id : NULL;
}

static void refuse(Client *client, const char *detail, JsonNode *id)
{
    g_autoptr(JsonObject) answer = json_object_new();
    g_autoptr(GError) error = g_error_new_literal(MEDIA_ERROR, MEDIA_ERROR_PROTOCOL, detail);
    fill_error(answer, error);
    put(client, answer, id);
}

/* A descriptor belongs to one byte: the answer goes as a whole, now, or not at all. */
static gboolean send_with_fd(Client *client, const char *line, int fd)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {.bytes = {0}};
    struct iovec part = {(char *)line, strlen(line)};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    return flush(client) && client->answers->len == 0 &&
           sendmsg(client->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == (gssize)part.iov_len;
}

static void answer_look(Client *client, JsonObject *answer, JsonNode *id)
{
    const ServerActions *actions = &client->server->actions;
    if (client->looking) {
        refuse(client, "this connection has the preview already", id);
        return;
    }
    int fd = actions->look(answer, actions->user_data);
    if (id)
        json_object_set_member(answer, "id", json_node_copy(id));
    g_autofree char *line = to_line(answer);
    client->looking = send_with_fd(client, line, fd);
    if (client->looking)
        return;
    actions->look_end(actions->user_data);
    refuse(client, "no preview now", id);
}

static void handle_request(Client *client, JsonObject *request)
{
    const ServerActions *actions = &client->server->actions;
    g_autoptr(JsonObject) answer = json_object_new();
    JsonNode *id = read_id(request);
    JsonNode *what = json_object_get_member(request, "do");
    const char *name =
        what && JSON_NODE_HOLDS_VALUE(what) && json_node_get_value_type(what) == G_TYPE_STRING
            ? json_node_get_string(what)
            : "";
    json_object_set_boolean_member(answer, "ok", TRUE);
    if (strcmp(name, "hello") == 0) {
        json_object_set_int_member(answer, "protocol", PROTOCOL_VERSION);
    } else if (strcmp(name, "status") == 0) {
        actions->status(answer, actions->user_data);
    } else if (actions->mark && strcmp(name, "mark") == 0) {
        actions->mark(answer, actions->user_data);
    } else if (strcmp(name, "preview") == 0) {
        answer_look(client, answer, id);
        return;
    } else if (strcmp(name, "stop") == 0) {
        g_clear_pointer(&client->stop_id, json_node_unref);
        client->stop_id = id ? json_node_copy(id) : NULL;
        client->stopping = TRUE;
        actions->stop(actions->user_data);
        return;
    } else if (!actions->other || !actions->other(name, request, answer, actions->user_data)) {
        refuse(client, "\"do\" names no request, or one without what it needs", id);
        return;
    }
    put(client, answer, id);
}

static void handle_line(Client *client, const char *line, gsize size)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    if (memchr(line, 0, size) || !g_utf8_validate(line, (gssize)size, NULL) ||
        !json_parser_load_from_data(parser, line, (gssize)size, NULL) ||
        !json_parser_get_root(parser) || !JSON_NODE_HOLDS_OBJECT(json_parser_get_root(parser)))
        refuse(client, "not a JSON object", NULL);
    else
        handle_request(client, json_node_get_object(json_parser_get_root(parser)));
}

/* Answers every whole line that has come. FALSE if the client must go. */
static gboolean handle_lines(Client *client)
{
    char *newline;
    while ((newline = memchr(client->request->str, '\n', client->request->len))) {
        gsize size = (gsize)(newline - client->request->str);
        handle_line(client, client->request->str, size);
        g_string_erase(client->request, 0, (gssize)size + 1);
        if (client->answers->len > ANSWERS_BYTES_MAX)
            return FALSE;
    }
    if (client->request->len < REQUEST_BYTES_MAX)
        return flush(client);
    refuse(client, "a line without end", NULL);
    flush(client);
    return FALSE;
}

static gboolean handle_readable(gint fd, GIOCondition condition, gpointer user_data)
{
    Client *client = user_data;
    char block[REQUEST_BYTES_MAX];
    gssize got = recv(fd, block, sizeof block, MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return G_SOURCE_CONTINUE;
    if (got > 0) {
        g_string_append_len(client->request, block, got);
        if (handle_lines(client))
            return G_SOURCE_CONTINUE;
    }
    client->in_watch = 0;
    drop(client);
    return G_SOURCE_REMOVE;
}

static void add_client(Server *server, int fd)
{
    Client *client = g_new0(Client, 1);
    client->server = server;
    client->fd = fd;
    client->request = g_string_new(NULL);
    client->answers = g_string_new(NULL);
    client->in_watch = g_unix_fd_add(fd, G_IO_IN | G_IO_HUP, handle_readable, client);
    g_ptr_array_add(server->clients, client);
}

static gboolean handle_connection(gint fd, GIOCondition condition, gpointer user_data)
{
    Server *server = user_data;
    int client_fd = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (client_fd < 0)
        return G_SOURCE_CONTINUE;
    if (server->clients->len >= CLIENTS_MAX) {
        close(client_fd);
        return G_SOURCE_CONTINUE;
    }
    add_client(server, client_fd);
    return G_SOURCE_CONTINUE;
}

static gboolean bind_socket(Server *server, const char *directory)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    server->dir_fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    server->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server->dir_fd < 0 || server->fd < 0)
        return FALSE;
    unlinkat(server->dir_fd, RECORDER_SOCKET, 0);
    /* A folder's path may be longer than an address can be. */
    g_snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/" RECORDER_SOCKET,
               server->dir_fd);
    return bind(server->fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
           fchmodat(server->dir_fd, RECORDER_SOCKET, 0600, 0) == 0 &&
           listen(server->fd, CLIENTS_MAX) == 0;
}

static Server *server_alloc(const ServerActions *actions)
{
    Server *server = g_new0(Server, 1);
    server->dir_fd = server->fd = -1;
    server->actions = *actions;
    server->clients = g_ptr_array_new_with_free_func(client_free);
    return server;
}

Server *server_new_connected(int fd, const ServerActions *actions)
{
    Server *server = server_alloc(actions);
    add_client(server, fd);
    return server;
}

Server *server_new(const char *directory, const ServerActions *actions, GError **error)
{
    Server *server = server_alloc(actions);
    if (!bind_socket(server, directory)) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s/" RECORDER_SOCKET ": %s", directory,
                    g_strerror(errno));
        server_free(server);
        return NULL;
    }
    server->watch = g_unix_fd_add(server->fd, G_IO_IN, handle_connection, server);
    return server;
}

void server_finish(Server *server)
{
    for (guint i = 0; i < server->clients->len; i++) {
        Client *client = g_ptr_array_index(server->clients, i);
        if (!client->stopping)
            continue;
        g_autoptr(JsonObject) answer = json_object_new();
        json_object_set_boolean_member(answer, "ok", TRUE);
        server->actions.status(answer, server->actions.user_data);
        put(client, answer, client->stop_id);
        flush(client);
        client->stopping = FALSE;
    }
}

void server_leave(Server *server)
{
    server->left = TRUE;
}

void server_free(Server *server)
{
    if (!server)
        return;
    if (server->watch)
        g_source_remove(server->watch);
    if (server->fd >= 0)
        close(server->fd);
    if (server->dir_fd >= 0) {
        if (!server->left)
            unlinkat(server->dir_fd, RECORDER_SOCKET, 0);
        close(server->dir_fd);
    }
    g_ptr_array_unref(server->clients);
    g_free(server);
}
