#include "tests/support_kiosk_work.h"

#include "protocol/register.h"

void real_open(RealFixture *fixture)
{
    Home *home = fixture->in.home;
    fixture->place = (Workplace){.home = home, .path = home_path(home), .clock = fixture->in.clock};
}

void real_set_up(RealFixture *fixture, gconstpointer unused)
{
    record_set_up_empty(&fixture->in, NULL);
    real_open(fixture);
}

void real_tear_down(RealFixture *fixture, gconstpointer unused)
{
    app_free(fixture->app);
    asked_clear(&fixture->asked);
    record_tear_down(&fixture->in, NULL);
}

void real_answer(RealFixture *fixture, const Work *work)
{
    GPtrArray *staff = fixture->asked.staff;
    for (guint i = 0; staff && i < staff->len; i++) {
        WorkResult *result = staff->pdata[i];
        if (result->work != work)
            continue;
        g_ptr_array_steal_index(staff, i);
        register_act_as(home_register(fixture->place.home), fixture->asked.who);
        work->run(&fixture->place, result->argument, &result->value, &result->error);
        app_result(fixture->app, result);
        return;
    }
    g_error("nobody asked for %s", work->name);
}
