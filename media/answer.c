#include "media/answer.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "media/error.h"

#define LINE_BYTES_MAX 16384

gint64 answer_deadline_us(gint64 timeout_ms)
{
    return g_get_monotonic_time() + timeout_ms * 1000;
}

/* Waits until fd can be read or the deadline is over. */
static gboolean wait_readable(int fd, gint64 until_us)
{
    struct pollfd pollfd = {.fd = fd, .events = POLLIN};
    for (;;) {
        gint64 left_ms = (until_us - g_get_monotonic_time() + 999) / 1000;
        int ready = poll(&pollfd, 1, (int)MAX(left_ms, 0));
        if (ready > 0)
            return TRUE;
        if (ready == 0 || errno != EINTR)
            return FALSE;
    }
}

/* One byte, and the descriptor that may come with it: the first one is kept, for the caller. */
static gssize receive(int fd, char *byte_out, int *fd_out)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {byte_out, 1};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    gssize got = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
    struct cmsghdr *header = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    int passed;
    if (!header || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS ||
        header->cmsg_len != CMSG_LEN(sizeof passed))
        return got;
    memcpy(&passed, CMSG_DATA(header), sizeof passed);
    if (*fd_out < 0)
        *fd_out = passed;
    else
        close(passed);
    return got;
}

char *answer_line(int fd, gint64 until_us, GError **error)
{
    return answer_line_fd(fd, until_us, NULL, error);
}

char *answer_line_fd(int fd, gint64 until_us, int *fd_out, GError **error)
{
    if (fd_out)
        *fd_out = -1;
    g_autoptr(GString) line = g_string_new(NULL);
    while (line->len < LINE_BYTES_MAX) {
        char byte;
        if (!wait_readable(fd, until_us)) {
            g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "no answer in time");
            return NULL;
        }
        gssize got = fd_out ? receive(fd, &byte, fd_out) : read(fd, &byte, 1);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (got <= 0)
            return g_strdup("");
        if (byte == '\n')
            return g_string_free(g_steal_pointer(&line), FALSE);
        g_string_append_c(line, byte);
    }
    g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_PROTOCOL, "a line without end");
    return NULL;
}

gint64 answer_int(JsonObject *object, const char *name, gint64 otherwise)
{
    JsonNode *node = json_object_get_member(object, name);
    return node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_INT64
               ? json_node_get_int(node)
               : otherwise;
}

gboolean answer_true(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    return node && JSON_NODE_HOLDS_VALUE(node) &&
           json_node_get_value_type(node) == G_TYPE_BOOLEAN && json_node_get_boolean(node);
}

const char *answer_string(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    return node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING
               ? json_node_get_string(node)
               : "";
}

JsonObject *answer_parse(const char *line, GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    if (!g_utf8_validate(line, -1, NULL) || !json_parser_load_from_data(parser, line, -1, NULL) ||
        !json_parser_get_root(parser) || !JSON_NODE_HOLDS_OBJECT(json_parser_get_root(parser))) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_PROTOCOL, "%.80s", line);
        return NULL;
    }
    JsonObject *object = json_node_get_object(json_parser_get_root(parser));
    if (!answer_true(object, "ok")) {
        g_set_error(error, MEDIA_ERROR, media_error_parse(answer_string(object, "error")), "%s",
                    answer_string(object, "detail"));
        return NULL;
    }
    return json_object_ref(object);
}

JsonObject *answer_ask(int fd, const char *request, gint64 timeout_ms, int *fd_out, GError **error)
{
    gssize size = (gssize)strlen(request);
    g_autofree char *line = NULL;
    /* A request is far smaller than a socket's buffer: it goes at once or not at all. */
    if (send(fd, request, (gsize)size, MSG_NOSIGNAL | MSG_DONTWAIT) == size)
        line = answer_line_fd(fd, answer_deadline_us(timeout_ms), fd_out, error);
    else
        line = g_strdup("");
    if (!line)
        return NULL;
    if (!*line) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_NOT_RUNNING, "gone");
        return NULL;
    }
    return answer_parse(line, error);
}
