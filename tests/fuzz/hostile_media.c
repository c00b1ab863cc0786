#include "tests/fuzz/hostile_media.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "media/answer.h"
#include "media/chain_line.h"
#include "media/error.h"
#include "media/segmenter.h"
#include "media/server.h"

#define SOCKET_BYTES_MAX (64 << 10)

typedef struct {
    guint looking;
    gboolean stopped;
} Recorder;

static void fill(JsonObject *answer, gpointer user_data)
{
    json_object_set_int_member(answer, "running_ms", 1);
}

static int handle_look(JsonObject *answer, gpointer user_data)
{
    ((Recorder *)user_data)->looking++;
    return STDIN_FILENO;
}

static void handle_look_end(gpointer user_data)
{
    ((Recorder *)user_data)->looking--;
}

static void handle_stop(gpointer user_data)
{
    ((Recorder *)user_data)->stopped = TRUE;
}

static void settle(void)
{
    while (g_main_context_iteration(NULL, FALSE))
        ;
}

/* Every line that the server sends must be an answer. */
static void read_answers(int fd)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char block[4096], *newline;
    for (gssize got; (got = recv(fd, block, sizeof block, MSG_DONTWAIT)) > 0;)
        g_string_append_len(text, block, got);
    for (char *at = text->str; (newline = strchr(at, '\n')); at = newline + 1) {
        g_autoptr(GError) error = NULL;
        *newline = 0;
        g_autoptr(JsonObject) answer = answer_parse(at, &error);
        /* A refusal names its error, which is the enemy's own. */
        g_assert_true(answer || g_error_matches(error, MEDIA_ERROR, MEDIA_ERROR_PROTOCOL));
    }
}

static void speak(const guint8 *data, gsize size)
{
    Recorder recorder = {0};
    const ServerActions actions = {.status = fill,
                                   .mark = fill,
                                   .look = handle_look,
                                   .look_end = handle_look_end,
                                   .stop = handle_stop,
                                   .user_data = &recorder};
    int ends[2];
    size = MIN(size, SOCKET_BYTES_MAX);
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), ==,
                    0);
    Server *server = server_new_connected(ends[1], &actions);
    /* In two pieces, cut where the enemy likes. */
    gsize first = size > 0 ? data[0] % size : 0;
    for (int i = 0; i < 2; i++) {
        const guint8 *from = i == 0 ? data : data + first;
        if (send(ends[0], from, i == 0 ? first : size - first, MSG_NOSIGNAL) < 0)
            break; /* it has cut us off */
        settle();
        read_answers(ends[0]);
    }
    if (recorder.stopped)
        server_finish(server);
    settle();
    read_answers(ends[0]);
    close(ends[0]);
    settle();
    server_free(server);
    g_assert_cmpint(recorder.looking, ==, 0);
}

static void listen_to(const guint8 *data, gsize size)
{
    g_autofree char *line = g_strndup((const char *)data, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonObject) answer = answer_parse(line, &error);
    g_assert_true((answer == NULL) == (error != NULL));
    if (answer) {
        answer_int(answer, "running_ms", 0);
        answer_true(answer, "stopping");
        answer_string(answer, "detail");
    }
}

static void read_chain_line(const guint8 *data, gsize size)
{
    g_auto(ChainLine) line = {0};
    if (chain_line_parse((const char *)data, size, &line))
        g_assert_cmpint(line.from, <=, line.to);
}

static void handle_segment(const Segment *segment, gpointer user_data)
{
    gint64 *end = user_data;
    g_assert_cmpint(segment->from, ==, *end);
    g_assert_cmpint(segment->start_ms, <=, segment->end_ms);
    *end = segment->to;
}

/* However a take is torn, its segments and its tail cover every byte once. */
static void read_take(const guint8 *data, gsize size)
{
    gint64 end = 0;
    SegmentTail tail;
    g_autoptr(Segmenter) segmenter = segmenter_new(0, handle_segment, &end);
    gsize first = size > 0 ? data[size - 1] % size : 0;
    segmenter_feed(segmenter, data, first);
    segmenter_feed(segmenter, data + first, size - first);
    segmenter_finish(segmenter, size % 2, &tail);
    g_assert_cmpint(tail.from, ==, end);
    g_assert_cmpint(tail.to, ==, (gint64)size);
}

void hostile_media(const guint8 *data, gsize size)
{
    speak(data, size);
    listen_to(data, size);
    read_chain_line(data, size);
    read_take(data, size);
}
