/* sync */
#include "protocol/central.h"
#include "protocol/command.h"
#include "protocol/error.h"

enum { AGAIN_S = 600, RETRY_S = 60, RETRY_MAX_S = 3600 };

static void handle_progress(const char *msgid, gint64 done_bytes, gint64 all_bytes,
                            gpointer user_data)
{
    session_progress(user_data, msgid, done_bytes, all_bytes);
}

static void print_sent(Session *session, JsonObject *sent)
{
    gboolean locked = !json_object_get_null_member(sent, "locked_until");
    session_print(session,
                  locked ? N_("{1} is in the central archive, locked until {2}: {3}")
                         : N_("{1} is in the central archive: {3}"),
                  json_object_get_string_member(sent, "meeting"),
                  locked ? json_object_get_string_member(sent, "locked_until") : "",
                  json_object_get_string_member(sent, "where"), NULL);
}

/* Sends all that waits; the first failure ends it. */
static gboolean send_waiting(Session *session, JsonArray *sent, GError **error)
{
    Home *home = session_home(session, error);
    g_autoptr(Central) central = home ? central_open(home, error) : NULL;
    g_autoptr(JsonArray) waiting = central ? central_waiting(home, error) : NULL;
    if (!waiting)
        return FALSE;
    for (guint i = 0; i < json_array_get_length(waiting); i++) {
        JsonObject *one = central_send(central, json_array_get_object_element(waiting, i),
                                       handle_progress, session, error);
        if (!one)
            return FALSE;
        print_sent(session, one);
        json_array_add_object_element(sent, one);
    }
    return TRUE;
}

static gboolean send_once(Session *session, GError **error)
{
    g_autoptr(JsonArray) sent = json_array_new();
    if (!send_waiting(session, sent, error))
        return FALSE;
    if (json_array_get_length(sent) == 0)
        session_print(session, N_("Nothing waits for the central archive."), NULL);
    if (session->json) {
        g_autoptr(JsonNode) node = json_node_init_array(json_node_alloc(), sent);
        session_print_json(node);
    }
    return TRUE;
}

typedef struct {
    Session *session;
    int wait_s; /* after the next failure */
    guint source;
} Loop;

static gboolean run_loop(gpointer user_data)
{
    Loop *loop = user_data;
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonArray) sent = json_array_new();
    int wait_s = AGAIN_S;
    if (send_waiting(loop->session, sent, &error)) {
        loop->wait_s = RETRY_S;
    } else {
        g_autofree char *text = message_error(loop->session->language, error);
        session_note(loop->session, "{1}", text, NULL);
        wait_s = loop->wait_s;
        loop->wait_s = MIN(loop->wait_s * 2, RETRY_MAX_S);
    }
    loop->source = g_timeout_add_seconds((guint)wait_s, run_loop, loop);
    return G_SOURCE_REMOVE;
}

/* A village's network comes and goes: when it is there, nobody waits. */
static void handle_network(GNetworkMonitor *monitor, gboolean available, gpointer user_data)
{
    Loop *loop = user_data;
    if (!available)
        return;
    g_source_remove(loop->source);
    loop->source = g_idle_add(run_loop, loop);
}

static gboolean run_sync(Session *session, int argc, char **argv, GError **error)
{
    gboolean once = FALSE;
    const GOptionEntry options[] = {
        {"once", 0, 0, G_OPTION_ARG_NONE, &once,
         N_("send what waits now, and end; otherwise it goes on, and sends when there is something "
            "and the network is there"),
         NULL},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 0, 0, error))
        return FALSE;
    if (once)
        return send_once(session, error);
    /* What is set up wrong is said at once, not every hour. */
    Home *home = session_home(session, error);
    g_autoptr(Central) central = home ? central_open(home, error) : NULL;
    if (!central)
        return FALSE;
    g_autoptr(GMainLoop) main_loop = g_main_loop_new(NULL, FALSE);
    Loop loop = {.session = session, .wait_s = RETRY_S};
    loop.source = g_idle_add(run_loop, &loop);
    g_signal_connect(g_network_monitor_get_default(), "network-changed", G_CALLBACK(handle_network),
                     &loop);
    g_main_loop_run(main_loop);
    return TRUE;
}

const Command command_sync_table[] = {
    {"sync", "[--once]", N_("send the archives of sealed meetings to the central archive (S3)"),
     run_sync},
    {NULL},
};
