#include "tests/support_kiosk_work.h"

#include "protocol/register.h"

void real_answer(App *app, Asked *asked, const Work *work, Workplace *place)
{
    for (guint i = 0; asked->staff && i < asked->staff->len; i++) {
        WorkResult *result = asked->staff->pdata[i];
        if (result->work != work)
            continue;
        g_ptr_array_steal_index(asked->staff, i);
        register_act_as(home_register(place->home), asked->who);
        work->run(place, result->argument, &result->value, &result->error);
        app_result(app, result);
        return;
    }
    g_error("nobody asked for %s", work->name);
}
