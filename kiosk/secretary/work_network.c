/* Runs on the worker's threads; nothing here touches the application. */
#include "kiosk/secretary/devices.h"
#include "kiosk/secretary/network.h"

void network_seen_free(gpointer data)
{
    NetworkSeen *seen = data;
    if (!seen)
        return;
    network_free(seen->network);
    g_clear_error(&seen->error);
    g_strfreev(seen->addresses);
    g_free(seen);
}

static void free_task(gpointer data)
{
    NetworkTask *task = data;
    work_wipe(task->password);
    g_free(task->id);
    g_free(task);
}

/* A machine may be in a network that NetworkManager does not know: its addresses stand anyway. */
static gboolean look(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    NetworkSeen *seen = *value_out = g_new0(NetworkSeen, 1);
    seen->addresses = devices_networks();
    seen->network = network_look(&seen->error);
    return TRUE;
}

static void tell(double part, const char *msgid, gpointer place)
{
    workplace_say(place, part, msgid);
}

static gboolean join(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const NetworkTask *task = argument;
    return network_join(place->home, task->id, task->password, place->cancel, tell, place, error);
}

static gboolean forget(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    return network_forget(place->home, ((const NetworkTask *)argument)->id, error);
}

static gboolean turn_on(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    return network_switch_on(error);
}

const Work work_network_look = {.name = "network",
                                .thread = WORK_WATCH,
                                .run = look,
                                .done = network_take_seen,
                                .free_value = network_seen_free};
const Work work_network_join = {.name = "network-join",
                                .thread = WORK_LONG,
                                .run = join,
                                .done = network_take_joined,
                                .free_argument = free_task};
const Work work_network_forget = {.name = "network-forget",
                                  .thread = WORK_LONG,
                                  .run = forget,
                                  .done = network_take_changed,
                                  .free_argument = free_task};
const Work work_network_on = {
    .name = "network-on", .thread = WORK_LONG, .run = turn_on, .done = network_take_changed};
