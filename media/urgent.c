#include "media/urgent.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

#define PRIORITY 1

/* Threads of GStreamer's own pool return to one that the whole process shares, and whoever is given
 * them next would be urgent: these end with their task. */
#define URGENT_TYPE_POOL (urgent_pool_get_type())
G_DECLARE_FINAL_TYPE(UrgentPool, urgent_pool, URGENT, POOL, GstTaskPool)

struct _UrgentPool {
    GstTaskPool parent;
};

G_DEFINE_TYPE(UrgentPool, urgent_pool, GST_TYPE_TASK_POOL)

typedef struct {
    GstTaskPoolFunction function;
    gpointer user_data;
} Work;

static gpointer run(gpointer data)
{
    static gsize said;
    g_autofree Work *work = data;
    const struct sched_param urgent = {.sched_priority = PRIORITY};
    /* 0: this thread. */
    if (sched_setscheduler(0, SCHED_RR, &urgent) != 0 && g_once_init_enter(&said)) {
        g_info("pictures wait behind other programs: %s", g_strerror(errno));
        g_once_init_leave(&said, 1);
    }
    work->function(work->user_data);
    return NULL;
}

static gpointer push(GstTaskPool *pool, GstTaskPoolFunction function, gpointer user_data,
                     GError **error)
{
    Work *work = g_new(Work, 1);
    *work = (Work){function, user_data};
    GThread *thread = g_thread_try_new("urgent", run, work, error);
    if (!thread)
        g_free(work);
    return thread;
}

static void join(GstTaskPool *pool, gpointer thread)
{
    g_thread_join(thread);
}

static void dispose_handle(GstTaskPool *pool, gpointer thread)
{
    g_thread_unref(thread);
}

static void urgent_pool_class_init(UrgentPoolClass *class)
{
    GstTaskPoolClass *parent = GST_TASK_POOL_CLASS(class);
    parent->push = push;
    parent->join = join;
    parent->dispose_handle = dispose_handle;
}

static void urgent_pool_init(UrgentPool *pool)
{
}

/* On the thread that makes a task, before the task has one. */
static GstBusSyncReply handle_message(GstBus *bus, GstMessage *message, gpointer pool)
{
    GstStreamStatusType type;
    GstElement *owner;
    if (GST_MESSAGE_TYPE(message) != GST_MESSAGE_STREAM_STATUS)
        return GST_BUS_PASS;
    gst_message_parse_stream_status(message, &type, &owner);
    const GValue *task = gst_message_get_stream_status_object(message);
    if (type == GST_STREAM_STATUS_TYPE_CREATE && task && G_VALUE_HOLDS(task, GST_TYPE_TASK) &&
        strcmp(GST_OBJECT_NAME(owner), URGENT_NOT) != 0)
        gst_task_set_pool(g_value_get_object(task), pool);
    return GST_BUS_PASS;
}

void urgent_streaming(GstElement *pipeline)
{
    if (g_get_num_processors() < 2)
        return;
    g_autoptr(GstBus) bus = gst_element_get_bus(pipeline);
    gst_bus_set_sync_handler(bus, handle_message,
                             gst_object_ref_sink(g_object_new(URGENT_TYPE_POOL, NULL)),
                             gst_object_unref);
}
