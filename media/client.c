#include "media/client.h"

#include <errno.h>
#include <fcntl.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "media/answer.h"
#include "media/child.h"
#include "media/error.h"

/* The recorder limits its own steps. Before them, on the first start after an installation,
 * GStreamer reads all its plugins: many seconds on a slow card, and in vain if it is ended. */
#define START_TIMEOUT_MS 60000
#define RECOVER_TIMEOUT_MS 600000 /* hours of recording, read from a slow card */
#define ANSWER_TIMEOUT_MS 3000
#define STOP_TIMEOUT_MS 10000
#define CONNECT_AGAIN_US 5000
#define REVIVED_AFTER_MS 5000

struct RecorderClient {
    int fd;
    char *directory;
};

static const char *const alarm_names[RECORDER_ALARM_COUNT] = {
    "camera-lost",      "camera-black",  "camera-covered", "camera-frozen",   "mic-lost",
    "mic-dead",         "mic-faint",     "mic-clipping",   "frames-lost",     "card-slow",
    "card-nearly-full", "clock-changed", "mic-one-lost",   "card-unreadable", "mirror-behind",
};

const char *recorder_alarm_name(RecorderAlarm alarm)
{
    for (int i = 0; i < RECORDER_ALARM_COUNT; i++)
        if ((guint)alarm == 1U << i)
            return alarm_names[i];
    return NULL;
}

/* A name that is not known comes from a newer recorder. */
static guint read_alarms(JsonObject *object)
{
    guint alarms = 0;
    JsonNode *node = json_object_get_member(object, "alarms");
    JsonArray *array = node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    for (guint i = 0; array && i < json_array_get_length(array); i++) {
        JsonNode *name = json_array_get_element(array, i);
        for (int k = 0; JSON_NODE_HOLDS_VALUE(name) && k < RECORDER_ALARM_COUNT; k++)
            if (g_strcmp0(json_node_get_string(name), alarm_names[k]) == 0)
                alarms |= 1U << k;
    }
    return alarms;
}

/* Null stands for no sound at all. */
static double read_db(JsonObject *object, const char *name)
{
    JsonNode *node = json_object_get_member(object, name);
    return node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_double(node) : -G_MAXDOUBLE;
}

/* A name is cut between two characters, if it is too long. */
static void read_name(JsonObject *object, const char *member, char *name_out)
{
    const char *name = answer_string(object, member), *end;
    g_strlcpy(name_out, name, RECORDER_NAME_BYTES);
    if (!g_utf8_validate(name_out, -1, &end))
        name_out[end - name_out] = 0;
}

static void read_status(JsonObject *object, RecorderStatus *status_out)
{
    if (!status_out)
        return;
    *status_out = (RecorderStatus){
        .take = (int)answer_int(object, "take", 0),
        .running_ms = answer_int(object, "running_ms", 0),
        .safe_ms = answer_int(object, "safe_ms", 0),
        .bytes = answer_int(object, "bytes", 0),
        .free_bytes = answer_int(object, "free_bytes", 0),
        .hours_left_ms = answer_int(object, "hours_left_ms", -1),
        .frames = (guint64)answer_int(object, "frames", 0),
        .frames_lost = (guint64)answer_int(object, "frames_lost", 0),
        .peak_db = read_db(object, "peak_db"),
        .rms_db = read_db(object, "rms_db"),
        .alarms = read_alarms(object),
        .camera_alive = answer_true(object, "camera_alive"),
        .mic_alive = answer_true(object, "mic_alive"),
        .mics = (int)answer_int(object, "mics", 1),
        .stopping = answer_true(object, "stopping"),
        .mirror_behind_bytes = answer_int(object, "mirror_behind_bytes", -1),
    };
    read_name(object, "camera", status_out->camera);
    read_name(object, "mic", status_out->mic);
    read_name(object, "second_mic", status_out->second_mic);
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
    static const char *const prefixes[] = {"alsa:", "pulse:", "file:", "rtsp://", NULL};
    return names_one(mic, words, prefixes);
}

gboolean recorder_mics_valid(const char *const *mics)
{
    if (!recorder_mic_valid(mics[0]))
        return FALSE;
    return !mics[1] || (recorder_mic_valid(mics[1]) && !mics[2] && strcmp(mics[0], "none") != 0 &&
                        strcmp(mics[1], "none") != 0);
}

/* The devices are there: asks whoever wants to record, and lets the recorder go on. */
static gboolean start_prepared(Child *child, const RecorderOptions *options, GError **error)
{
    g_autoptr(JsonObject) answer = child_answer(child, error);
    if (!answer || (options->prepared && !options->prepared(options->user_data, error)))
        return FALSE;
    return child_send(child, "\n", 1, error);
}

/* Spawns a recorder; one that asks says when its devices are there, and goes on then. */
static gboolean spawn(Child *child, const RecorderOptions *options, gboolean asks, gboolean revive,
                      GError **error)
{
    g_autofree char *directory = g_canonicalize_filename(options->directory, NULL);
    g_autofree char *seconds = g_strdup_printf("%d", options->for_seconds);
    g_autofree char *mirror =
        options->mirror ? g_canonicalize_filename(options->mirror, NULL) : NULL;
    g_autofree char *memory =
        options->memory ? g_canonicalize_filename(options->memory, NULL) : NULL;
    const char *fixed[] = {options->program, "--directory",   directory,
                           "--camera",       options->camera, "--for",
                           seconds,          "--ready-fd",    G_STRINGIFY(CHILD_FD)};
    const char *wanted[][2] = {{"--mic", options->mic},
                               {"--mic", options->second_mic},
                               {"--mirror", mirror},
                               {"--memory", memory}};
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++)
        g_ptr_array_add(argv, (gpointer)fixed[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++) {
        if (!wanted[i][1])
            continue;
        g_ptr_array_add(argv, (gpointer)wanted[i][0]);
        g_ptr_array_add(argv, (gpointer)wanted[i][1]);
    }
    if (asks)
        g_ptr_array_add(argv, (gpointer) "--ask");
    if (revive)
        g_ptr_array_add(argv, (gpointer) "--revive");
    g_ptr_array_add(argv, NULL);
    return child_spawn(child, (char **)argv->pdata, START_TIMEOUT_MS, error) &&
           (!asks || start_prepared(child, options, error));
}

gboolean recorder_start(const RecorderOptions *options, RecorderStatus *status_out, GError **error)
{
    Child child;
    g_autoptr(JsonObject) answer = NULL;
    if (spawn(&child, options, options->prepared != NULL, TRUE, error))
        answer = child_answer(&child, error);
    if (answer)
        read_status(answer, status_out);
    child_clear(&child);
    return answer != NULL;
}

RecorderClient *recorder_begin(const RecorderOptions *options, GError **error)
{
    Child child;
    RecorderClient *client = NULL;
    if (spawn(&child, options, TRUE, FALSE, error)) {
        /* Its socket is there in a moment, or it says why not. */
        while (!(client = recorder_connect(options->directory, NULL)) && !child_spoke(&child))
            g_usleep(CONNECT_AGAIN_US);
        if (!client) {
            g_autoptr(JsonObject) answer = child_answer(&child, error);
            if (answer)
                client = recorder_connect(options->directory, error);
        }
    }
    child_clear(&child);
    return client;
}

gboolean recorder_recover(const char *program, const char *directory, GError **error)
{
    g_autofree char *absolute = g_canonicalize_filename(directory, NULL);
    const char *argv[] = {program,      "--directory",         absolute, "--recover",
                          "--ready-fd", G_STRINGIFY(CHILD_FD), NULL};
    Child child;
    g_autoptr(JsonObject) answer = NULL;
    if (child_spawn(&child, (char **)argv, RECOVER_TIMEOUT_MS, error))
        answer = child_answer(&child, error);
    child_clear(&child);
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

/* Whether somebody waits there to go on with a recording. */
static gboolean is_revived(const char *directory)
{
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    gboolean held = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (fd >= 0)
        close(fd);
    return held;
}

RecorderClient *recorder_reconnect(const char *directory, GError **error)
{
    gint64 until_us = answer_deadline_us(REVIVED_AFTER_MS);
    for (;;) {
        RecorderClient *client = recorder_connect(directory, NULL);
        if (client || !is_revived(directory) || g_get_monotonic_time() > until_us)
            return client ? client : recorder_connect(directory, error);
        g_usleep(CONNECT_AGAIN_US);
    }
}

void recorder_client_free(RecorderClient *client)
{
    if (!client)
        return;
    close(client->fd);
    g_free(client->directory);
    g_free(client);
}

/* Asks for what; a descriptor through fd_out if it is not NULL (-1 if there was none). Free with
 * json_object_unref. */
static JsonObject *ask_fd(RecorderClient *client, const char *what, gint64 timeout_ms, int *fd_out,
                          GError **error)
{
    g_autofree char *request = g_strdup_printf("{\"do\":\"%s\"}\n", what);
    g_autoptr(GError) reason = NULL;
    JsonObject *answer = answer_ask(client->fd, request, timeout_ms, fd_out, &reason);
    if (g_error_matches(reason, MEDIA_ERROR, MEDIA_ERROR_NOT_RUNNING))
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_NOT_RUNNING, "%s", client->directory);
    else if (reason)
        g_propagate_error(error, g_steal_pointer(&reason));
    return answer;
}

static JsonObject *ask(RecorderClient *client, const char *what, gint64 timeout_ms, GError **error)
{
    return ask_fd(client, what, timeout_ms, NULL, error);
}

int recorder_preview_fd(RecorderClient *client, GError **error)
{
    int fd = -1;
    g_autoptr(JsonObject) answer = ask_fd(client, "preview", ANSWER_TIMEOUT_MS, &fd, error);
    if (answer && fd < 0)
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_PROTOCOL, "preview");
    if (!answer && fd >= 0) {
        close(fd);
        fd = -1;
    }
    return fd;
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
    mark_out->take = (int)answer_int(answer, "take", 0);
    mark_out->at_ms = answer_int(answer, "at_ms", 0);
    mark_out->unix_ms = answer_int(answer, "unix_ms", 0);
    return TRUE;
}

gboolean recorder_stop(RecorderClient *client, GError **error)
{
    gint64 until_us = answer_deadline_us(STOP_TIMEOUT_MS);
    g_autoptr(JsonObject) answer = ask(client, "stop", STOP_TIMEOUT_MS, error);
    if (!answer)
        return FALSE;
    /* The end of the connection is the last thing that the recorder does. */
    g_autofree char *rest = answer_line(client->fd, until_us, error);
    if (rest && *rest) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_PROTOCOL, "%.80s", rest);
        return FALSE;
    }
    return rest != NULL;
}
