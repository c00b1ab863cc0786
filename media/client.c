#include "media/client.h"

#include <errno.h>
#include <fcntl.h>
#include <json-glib/json-glib.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "media/error.h"

/* The recorder limits its own steps. Before them, on the first start after an installation,
 * GStreamer reads all its plugins: many seconds on a slow card, and in vain if it is ended. */
#define START_TIMEOUT_MS 60000
#define RECOVER_TIMEOUT_MS 600000 /* hours of recording, read from a slow card */
#define ANSWER_TIMEOUT_MS 3000
#define STOP_TIMEOUT_MS 10000
#define LINE_BYTES_MAX 16384
#define READY_FD 3

struct RecorderClient {
    int fd;
    char *directory;
};

static gint64 deadline_us(gint64 timeout_ms)
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

/* Reads one line. Empty if the other side closed; NULL with an error on a timeout or nonsense. */
static char *read_line(int fd, gint64 until_us, GError **error)
{
    g_autoptr(GString) line = g_string_new(NULL);
    while (line->len < LINE_BYTES_MAX) {
        char byte;
        if (!wait_readable(fd, until_us)) {
            g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "no answer in time");
            return NULL;
        }
        gssize got = read(fd, &byte, 1);
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

static gint64 member_int(JsonObject *object, const char *name, gint64 otherwise)
{
    JsonNode *node = json_object_get_member(object, name);
    return node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_INT64
               ? json_node_get_int(node)
               : otherwise;
}

static gboolean member_true(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    return node && JSON_NODE_HOLDS_VALUE(node) &&
           json_node_get_value_type(node) == G_TYPE_BOOLEAN && json_node_get_boolean(node);
}

static const char *member_string(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    return node && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING
               ? json_node_get_string(node)
               : "";
}

/* The object of an answer that says ok; else the error that it carries. Free with
 * json_object_unref. */
static JsonObject *parse_answer(const char *line, GError **error)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    if (!g_utf8_validate(line, -1, NULL) || !json_parser_load_from_data(parser, line, -1, NULL) ||
        !json_parser_get_root(parser) || !JSON_NODE_HOLDS_OBJECT(json_parser_get_root(parser))) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_PROTOCOL, "%.80s", line);
        return NULL;
    }
    JsonObject *object = json_node_get_object(json_parser_get_root(parser));
    if (!member_true(object, "ok")) {
        g_set_error(error, MEDIA_ERROR, media_error_parse(member_string(object, "error")), "%s",
                    member_string(object, "detail"));
        return NULL;
    }
    return json_object_ref(object);
}

static void read_status(JsonObject *object, RecorderStatus *status_out)
{
    if (!status_out)
        return;
    JsonNode *peak = json_object_get_member(object, "peak_db");
    gboolean sound = peak && JSON_NODE_HOLDS_VALUE(peak);
    *status_out = (RecorderStatus){
        .take = (int)member_int(object, "take", 0),
        .running_ms = member_int(object, "running_ms", 0),
        .safe_ms = member_int(object, "safe_ms", 0),
        .bytes = member_int(object, "bytes", 0),
        .free_bytes = member_int(object, "free_bytes", 0),
        .hours_left_ms = member_int(object, "hours_left_ms", -1),
        .frames = (guint64)member_int(object, "frames", 0),
        .frames_lost = (guint64)member_int(object, "frames_lost", 0),
        .peak_db = sound ? json_node_get_double(peak) : -G_MAXDOUBLE,
        .camera_alive = member_true(object, "camera_alive"),
        .mic_alive = member_true(object, "mic_alive"),
        .stopping = member_true(object, "stopping"),
    };
}

static gboolean names_one(const char *text, const char *const *words, const char *const *prefixes)
{
    gboolean found = text && g_utf8_validate(text, -1, NULL) && g_strv_contains(words, text);
    for (int i = 0; text && !found && prefixes[i]; i++)
        found = g_str_has_prefix(text, prefixes[i]) && text[strlen(prefixes[i])] != 0 &&
                g_utf8_validate(text, -1, NULL);
    return found;
}

gboolean recorder_camera_valid(const char *camera)
{
    static const char *const words[] = {"auto", "test", NULL};
    static const char *const prefixes[] = {"/dev/video", "file:", "rtsp://", NULL};
    return names_one(camera, words, prefixes);
}

gboolean recorder_mic_valid(const char *mic)
{
    static const char *const words[] = {"auto", "test", "none", NULL};
    static const char *const prefixes[] = {"alsa:", "file:", NULL};
    return names_one(mic, words, prefixes);
}

/* The recorder's program, and the socket on which it says how the start goes. */
typedef struct {
    const char *program;
    GPid pid;
    int fd;
    gint64 until_us;
} Start;

static gboolean start_spawn(Start *start, char **argv, gint64 timeout_ms, GError **error)
{
    g_autoptr(GError) reason = NULL;
    int ends[2], target = READY_FD;
    start->program = argv[0];
    start->fd = -1;
    start->until_us = deadline_us(timeout_ms);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s", g_strerror(errno));
        return FALSE;
    }
    /* It outlives this process: nothing else of ours may stay open in it. */
    gboolean ok = g_spawn_async_with_pipes_and_fds(
        NULL, (const char *const *)argv, NULL,
        G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, -1, -1, -1, &ends[1],
        &target, 1, &start->pid, NULL, NULL, NULL, &reason);
    close(ends[1]);
    start->fd = ends[0];
    if (!ok)
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s", reason->message);
    return ok;
}

/* What it says next; NULL with its error, or because it says nothing. */
static JsonObject *start_answer(Start *start, GError **error)
{
    g_autofree char *line = read_line(start->fd, start->until_us, error);
    if (!line) {
        kill(start->pid, SIGTERM);
        return NULL;
    }
    if (*line)
        return parse_answer(line, error);
    g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s: ended without a word", start->program);
    return NULL;
}

static void start_clear(Start *start)
{
    if (start->fd >= 0)
        close(start->fd);
}

/* The devices are there: asks whoever wants to record, and lets the recorder go on. */
static gboolean start_prepared(Start *start, const RecorderOptions *options, GError **error)
{
    if (!options->prepared)
        return TRUE;
    g_autoptr(JsonObject) answer = start_answer(start, error);
    if (!answer || !options->prepared(options->user_data, error))
        return FALSE;
    if (send(start->fd, "\n", 1, MSG_NOSIGNAL) == 1)
        return TRUE;
    g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s: %s", start->program,
                g_strerror(errno));
    return FALSE;
}

gboolean recorder_start(const RecorderOptions *options, RecorderStatus *status_out, GError **error)
{
    gboolean ok = FALSE;
    Start start;
    g_autofree char *directory = g_canonicalize_filename(options->directory, NULL);
    g_autofree char *seconds = g_strdup_printf("%d", options->for_seconds);
    const char *argv[] = {options->program,
                          "--directory",
                          directory,
                          "--camera",
                          options->camera,
                          "--mic",
                          options->mic,
                          "--for",
                          seconds,
                          "--ready-fd",
                          G_STRINGIFY(READY_FD),
                          options->prepared ? "--ask" : NULL,
                          NULL};
    if (start_spawn(&start, (char **)argv, START_TIMEOUT_MS, error) &&
        start_prepared(&start, options, error)) {
        g_autoptr(JsonObject) answer = start_answer(&start, error);
        ok = answer != NULL;
        if (answer)
            read_status(answer, status_out);
    }
    start_clear(&start);
    return ok;
}

gboolean recorder_recover(const char *program, const char *directory, GError **error)
{
    g_autofree char *absolute = g_canonicalize_filename(directory, NULL);
    const char *argv[] = {program,      "--directory",         absolute, "--recover",
                          "--ready-fd", G_STRINGIFY(READY_FD), NULL};
    Start start;
    g_autoptr(JsonObject) answer = NULL;
    if (start_spawn(&start, (char **)argv, RECOVER_TIMEOUT_MS, error))
        answer = start_answer(&start, error);
    start_clear(&start);
    return answer != NULL;
}

/* A connected socket, or -1. */
static int connect_socket(const char *directory)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int dir_fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    /* A folder's path may be longer than an address can be. */
    g_snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/" RECORDER_SOCKET,
               dir_fd);
    if (dir_fd < 0 || fd < 0 ||
        connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        if (fd >= 0)
            close(fd);
        fd = -1;
    }
    if (dir_fd >= 0)
        close(dir_fd);
    return fd;
}

RecorderClient *recorder_connect(const char *directory, GError **error)
{
    int fd = connect_socket(directory);
    if (fd < 0) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_NOT_RUNNING, "%s", directory);
        return NULL;
    }
    RecorderClient *client = g_new0(RecorderClient, 1);
    client->fd = fd;
    client->directory = g_strdup(directory);
    return client;
}

void recorder_client_free(RecorderClient *client)
{
    if (!client)
        return;
    close(client->fd);
    g_free(client->directory);
    g_free(client);
}

/* Sends a request and waits for its answer. Free with json_object_unref. */
static JsonObject *ask(RecorderClient *client, const char *what, gint64 timeout_ms, GError **error)
{
    g_autofree char *request = g_strdup_printf("{\"do\":\"%s\"}\n", what);
    g_autofree char *line = NULL;
    gssize size = (gssize)strlen(request);
    /* A request is far smaller than a socket's buffer: it goes at once or not at all. */
    if (send(client->fd, request, size, MSG_NOSIGNAL | MSG_DONTWAIT) == size)
        line = read_line(client->fd, deadline_us(timeout_ms), error);
    else
        line = g_strdup("");
    if (!line)
        return NULL;
    if (!*line) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_NOT_RUNNING, "%s", client->directory);
        return NULL;
    }
    return parse_answer(line, error);
}

gboolean recorder_status(RecorderClient *client, RecorderStatus *status_out, GError **error)
{
    g_autoptr(JsonObject) answer = ask(client, "status", ANSWER_TIMEOUT_MS, error);
    if (!answer)
        return FALSE;
    read_status(answer, status_out);
    return TRUE;
}

gboolean recorder_mark(RecorderClient *client, RecorderMark *mark_out, GError **error)
{
    g_autoptr(JsonObject) answer = ask(client, "mark", ANSWER_TIMEOUT_MS, error);
    if (!answer)
        return FALSE;
    mark_out->take = (int)member_int(answer, "take", 0);
    mark_out->at_ms = member_int(answer, "at_ms", 0);
    mark_out->unix_ms = member_int(answer, "unix_ms", 0);
    return TRUE;
}

gboolean recorder_stop(RecorderClient *client, GError **error)
{
    gint64 until_us = deadline_us(STOP_TIMEOUT_MS);
    g_autoptr(JsonObject) answer = ask(client, "stop", STOP_TIMEOUT_MS, error);
    if (!answer)
        return FALSE;
    /* The end of the connection is the last thing that the recorder does. */
    g_autofree char *rest = read_line(client->fd, until_us, error);
    if (rest && *rest) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_PROTOCOL, "%.80s", rest);
        return FALSE;
    }
    return rest != NULL;
}
