#include "kiosk/secretary/public.h"

#include "kiosk/secretary/flow_desk.h"
#include "protocol/export_public.h"

/* On a thread of the worker. */
static gboolean plan(Workplace *place, gpointer id, gpointer *value_out, GError **error)
{
    return (*value_out = export_public_plan(place->home, id, error)) != NULL;
}

const Work work_public_plan = {.name = "public-plan",
                               .thread = WORK_WATCH,
                               .run = plan,
                               .done = public_take_plan,
                               .free_argument = g_free,
                               .free_value = (GDestroyNotify)public_plan_free};

gboolean public_is_chosen(const App *app)
{
    const Desk *desk = app->office->after;
    return desk->public_copy && !desk->about && desk_has_stick(app);
}

gboolean public_may_write(const App *app)
{
    return app->office->after->plan && desk_has_stick(app);
}

void public_begin(App *app)
{
    Desk *desk = app->office->after;
    g_clear_pointer(&desk->plan, public_plan_free);
    g_clear_error(&app->office->refused);
    desk->without_recording = FALSE;
    app_ask(app, &work_public_plan, g_strdup(app->office->meeting_id));
}

void public_take_plan(App *app, WorkResult *result)
{
    Desk *desk = app->office->after;
    if (app->state != STATE_PUBLIC || office_refused(app, result) ||
        g_strcmp0(app->office->meeting_id, result->argument) != 0)
        return;
    public_plan_free(desk->plan);
    desk->plan = g_steal_pointer(&result->value);
    app->dirty = TRUE;
}
