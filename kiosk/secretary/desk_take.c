/* What the screens after the meeting make of the results of their work. */
#include "kiosk/secretary/work_desk.h"
#include "media/error.h"
#include "protocol/error.h"

void desk_take_lacks(App *app, WorkResult *result)
{
    Desk *desk = app->office->after;
    DeskLacks *lacks = result->value;
    desk->asked = FALSE;
    if (!lacks || !app->office->meeting ||
        g_strcmp0(app->office->meeting_id, result->argument) != 0)
        return;
    /* Judged is what is shown now; if it has changed since, it is read again anyway. */
    g_clear_pointer(&desk->judged, json_node_unref);
    desk->judged = json_node_ref(app->office->meeting->record);
    g_clear_pointer(&desk->lacks, g_ptr_array_unref);
    desk->lacks = g_steal_pointer(&lacks->items);
    g_free(desk->lacks_of);
    desk->lacks_of = g_strdup(result->argument);
    app->dirty = TRUE;
}

void desk_take_changed(App *app, WorkResult *result)
{
    office_refused(app, result);
}

void desk_finish(App *app, WorkResult *result, const char *title, char *text)
{
    Desk *desk = app->office->after;
    if (app->state != STATE_BUSY) { /* it was locked meanwhile: the audit log tells how it ended */
        g_free(text);
        return;
    }
    desk->failed = office_refused(app, result);
    desk->done_title = desk->failed ? N_("It was not done") : title;
    g_free(desk->done_text);
    desk->done_text =
        desk->failed ? message_error(app->language, app->office->refused) : g_strdup(text);
    g_free(text);
    g_clear_error(&app->office->refused);
    app_step(app, desk->failed ? EVENT_NOT_SAVED : EVENT_SAVED);
}

void desk_take_sealed(App *app, WorkResult *result)
{
    g_autofree char *number = g_strdup_printf("%d", GPOINTER_TO_INT(result->value));
    desk_finish(app, result, N_("The protocol is sealed"),
                message_format(app->language,
                               N_("Its number is {1}. From now on nothing of it can be changed."),
                               number, NULL));
}

void desk_take_printed(App *app, WorkResult *result)
{
    Desk *desk = app->office->after;
    GArray *printed = result->value;
    for (guint i = 0; printed && i < printed->len; i++)
        g_hash_table_add(desk->printed, GINT_TO_POINTER(g_array_index(printed, int, i)));
    desk_finish(app, result, N_("Printed"),
                g_strdup(app_say(app, N_("Take the paper from the printer."))));
}

void desk_take_given(App *app, WorkResult *result)
{
    const char *path = result->value;
    const DeskTask *task = result->argument;
    g_autofree char *name = path ? g_path_get_basename(path) : g_strdup("");
    if (!result->error && app->state == STATE_BUSY)
        app->office->after->given = g_strdup(task->text);
    if (g_error_matches(result->error, MEDIA_ERROR, MEDIA_ERROR_CANCELLED)) {
        g_clear_error(&result->error);
        desk_finish(app, result, N_("It was cancelled"),
                    g_strdup(app_say(app, N_("Nothing of the archive is on the stick."))));
        return;
    }
    desk_finish(
        app, result, N_("The archive is written"),
        message_format(app->language, N_("It was read back and is whole: {1}"), name, NULL));
}

void desk_take_ejected(App *app, WorkResult *result)
{
    if (!result->error)
        g_clear_pointer(&app->office->after->given, g_free);
    desk_finish(app, result, N_("The stick can be pulled out"),
                g_strdup(app_say(app, N_("All of it is written, and the stick is switched off."))));
}

void desk_take_printers(App *app, WorkResult *result)
{
    Desk *desk = app->office->after;
    g_clear_pointer(&desk->printers, g_ptr_array_unref);
    desk->printers = g_steal_pointer(&result->value);
    app->dirty = TRUE;
}

void desk_take_sticks(App *app, WorkResult *result)
{
    Desk *desk = app->office->after;
    g_clear_pointer(&desk->sticks, g_ptr_array_unref);
    desk->sticks = result->value ? g_steal_pointer(&result->value) : g_ptr_array_new();
    app->dirty = TRUE;
}

/* Where a certificate cannot be used nothing goes out: the archive itself says why. */
void desk_take_readers(App *app, WorkResult *result)
{
    g_free(app->office->after->readers);
    app->office->after->readers = g_steal_pointer(&result->value);
    app->dirty = TRUE;
}
