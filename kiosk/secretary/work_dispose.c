/* Runs on the worker's threads; nothing here touches the application. */
#include <string.h>

#include "kiosk/secretary/dispose.h"
#include "protocol/disk_space.h"
#include "protocol/disposal.h"
#include "protocol/json_read.h"
#include "protocol/retention.h"

static void free_task(gpointer data)
{
    DisposeTask *task = data;
    if (!task)
        return;
    g_strfreev(task->ids);
    g_strfreev(task->commission);
    g_free(task->why);
    office_wipe(&task->pin);
    g_free(task);
}

void dispose_view_free(gpointer data)
{
    DisposeView *view = data;
    if (!view)
        return;
    g_clear_pointer(&view->rows, json_node_unref);
    g_clear_pointer(&view->space, json_node_unref);
    g_free(view);
}

static gboolean is_shown(JsonObject *row)
{
    return strcmp(json_read_text(row, "state"), "grace") == 0 ||
           json_object_get_int_member(row, "days_left") <= DISPOSE_AHEAD_DAYS;
}

/* The row's act, and whether its week is over; disposals: of disposal_list. */
static gboolean add_act(JsonObject *row, JsonArray *disposals)
{
    for (guint i = 0; i < json_array_get_length(disposals); i++) {
        JsonObject *disposal = json_array_get_object_element(disposals, i);
        if (json_read_text(disposal, "finished") ||
            strcmp(json_read_text(disposal, "meeting"), json_read_text(row, "meeting")) != 0)
            continue;
        json_object_set_string_member(row, "act", json_read_text(disposal, "act"));
        return strcmp(json_read_text(row, "state"), "grace") == 0 &&
               json_object_get_boolean_member(disposal, "over");
    }
    return FALSE;
}

static gboolean read_rows(Workplace *place, DisposeView *view, GError **error)
{
    g_autofree char *today = clock_today(place->clock);
    g_autoptr(JsonNode) list = retention_list(place->home, today, error);
    g_autoptr(JsonNode) disposals = list ? disposal_list(place->home, error) : NULL;
    if (!disposals)
        return FALSE;
    g_autoptr(JsonArray) rows = json_array_new();
    JsonArray *all = json_node_get_array(list);
    for (guint i = 0; i < json_array_get_length(all); i++) {
        JsonObject *row = json_array_get_object_element(all, i);
        if (!is_shown(row))
            continue;
        view->ended += add_act(row, json_node_get_array(disposals));
        json_array_add_object_element(rows, json_object_ref(row));
    }
    view->rows = json_node_init_array(json_node_alloc(), rows);
    return TRUE;
}

static gboolean look(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    DisposeView *view = g_new0(DisposeView, 1);
    view->trusted = clock_trusted(place->clock);
    gboolean ok =
        read_rows(place, view, error) && (view->space = disk_space_read(place->home, error));
    if (ok)
        *value_out = view;
    else
        dispose_view_free(view);
    return ok;
}

static gboolean draw_up(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const DisposeTask *task = argument;
    const DisposalAct act = {.ids = (const char *const *)task->ids,
                             .commission = (const char *const *)task->commission};
    char *number = NULL;
    int wait_s = 0;
    gboolean ok = user_enter(place->home, task->number, task->pin, &wait_s, error) &&
                  disposal_begin(place->home, &act, &number, error);
    *value_out = number;
    return ok;
}

static gboolean take_back(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const DisposeTask *task = argument;
    return disposal_undo(place->home, task->ids[0], task->why, error);
}

static gboolean end(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    return (*value_out = disposal_finish(place->home, error)) != NULL;
}

#define TASK .free_argument = free_task

const Work work_dispose_look = {.name = "dispose-look",
                                .thread = WORK_WATCH,
                                .run = look,
                                .done = dispose_take_view,
                                .free_value = dispose_view_free};
const Work work_dispose_act = {.name = "dispose-act",
                               .thread = WORK_LONG,
                               .run = draw_up,
                               .done = dispose_take_act,
                               TASK,
                               .free_value = g_free,
                               .changes = TRUE};
const Work work_dispose_undo = {
    .name = "dispose-undo", .run = take_back, .done = dispose_take_undone, TASK, .changes = TRUE};
const Work work_dispose_end = {.name = "dispose-end",
                               .thread = WORK_LONG,
                               .run = end,
                               .done = dispose_take_ended,
                               .free_value = (GDestroyNotify)json_node_unref,
                               .changes = TRUE};
