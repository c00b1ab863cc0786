#include "kiosk/citizen/receipt.h"

#include "kiosk/citizen/code_reader.h"
#include "kiosk/secretary/hall.h"
#include "protocol/error.h"
#include "protocol/receipt.h"

#define PICTURE_MS 80 /* between two pictures on the screen */

static gboolean take(App *app, const char *text)
{
    g_free(app->scanned);
    app->scanned = receipt_scanned(text);
    return app_step(app, EVENT_SCANNED);
}

gboolean receipt_take_scan(App *app)
{
    g_autofree char *text = scan_end(&app->scan, app->now_ms);
    return text && take(app, text);
}

gboolean receipt_is_read(const App *app)
{
    return app->scanned != NULL;
}

gboolean receipt_has_camera(const App *app)
{
    return !hall_is_in_session(app);
}

void receipt_look_up(App *app)
{
    receipt_close_camera(app);
    g_clear_pointer(&app->entry, view_entry_free);
    form_set(app->form, FIELD_RECEIPT, app->scanned);
    g_clear_pointer(&app->scanned, g_free);
    citizen_look_up(app);
}

void receipt_refuse(App *app)
{
    form_wipe(app->form, FIELD_RECEIPT);
    app_toast(app, g_strdup(app_say(app, N_("This is not the code of a receipt."))), 0);
}

void receipt_open_camera(App *app)
{
    app_ask(app, &work_camera_open, GINT_TO_POINTER(++app->camera_session));
}

void receipt_close_camera(App *app)
{
    if (!app->camera_session || app->state != STATE_SHOW)
        return;
    if (app->camera)
        app_show(app, NULL);
    g_clear_pointer(&app->camera, preview_free);
    app->camera_session++; /* what is under way comes too late */
    app->setup.requests.cancel(app->setup.requests.user_data, &work_camera_look);
    app_ask(app, &work_camera_close, NULL);
}

static void fail(App *app, const GError *reason)
{
    g_info("camera: %s", reason->message);
    app_step(app, EVENT_UNREADABLE);
    app_toast(app,
              g_strdup(app_say(app, N_("The camera cannot be used now. Type the number, please."))),
              0);
}

static gboolean is_late(const App *app, const WorkResult *result)
{
    return app->state != STATE_SHOW || GPOINTER_TO_INT(result->argument) != app->camera_session;
}

void receipt_take_camera(App *app, WorkResult *result)
{
    if (is_late(app, result))
        return;
    if (result->error) {
        fail(app, result->error);
        return;
    }
    app->camera = g_steal_pointer(&result->value);
    app_show(app, app->camera);
    app->dirty = TRUE;
    app_ask(app, &work_camera_look, result->argument);
}

void receipt_take_look(App *app, WorkResult *result)
{
    if (is_late(app, result))
        return;
    if (result->error) {
        fail(app, result->error);
        return;
    }
    if (result->value)
        take(app, result->value);
    if (app->state == STATE_SHOW)
        app_ask(app, &work_camera_look, result->argument);
}

int receipt_idle_s(const App *app)
{
    return CODE_READER_S;
}

int receipt_tick(App *app)
{
    app_read_picture(app);
    return app->camera ? PICTURE_MS : 0;
}
