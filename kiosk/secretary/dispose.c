#include "kiosk/secretary/dispose.h"

#include <string.h>

#include "kiosk/secretary/desk.h"
#include "protocol/disposal.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

Dispose *dispose_new(void)
{
    Dispose *dispose = g_new0(Dispose, 1);
    dispose->chosen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return dispose;
}

void dispose_free(Dispose *dispose)
{
    if (!dispose)
        return;
    dispose_view_free(dispose->view);
    g_hash_table_unref(dispose->chosen);
    g_free(dispose->id);
    g_free(dispose->act);
    g_free(dispose);
}

static JsonArray *rows_of(const App *app)
{
    const DisposeView *view = app->office->dispose->view;
    return view ? json_node_get_array(view->rows) : NULL;
}

JsonObject *dispose_row(const App *app, int index)
{
    JsonArray *rows = rows_of(app);
    return rows && index >= 0 && index < (int)json_array_get_length(rows)
               ? json_array_get_object_element(rows, (guint)index)
               : NULL;
}

static JsonObject *find(JsonArray *rows, const char *id)
{
    for (guint i = 0; rows && i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        if (g_strcmp0(json_read_text(row, "meeting"), id) == 0)
            return row;
    }
    return NULL;
}

JsonObject *dispose_chosen_row(const App *app)
{
    return find(rows_of(app), app->office->dispose->id);
}

gboolean dispose_is_chosen(const App *app, JsonObject *row)
{
    return g_hash_table_contains(app->office->dispose->chosen, json_read_text(row, "meeting"));
}

gboolean dispose_is_proposed(const App *app, JsonObject *row)
{
    const DisposeView *view = app->office->dispose->view;
    JsonObject *space = view ? json_node_get_object(view->space) : NULL;
    return find(json_read_array(space, "proposed"), json_read_text(row, "meeting")) != NULL;
}

char *dispose_title(const App *app)
{
    return message_format(app->language, N_("Act of disposal No. {1}"), app->office->dispose->act,
                          NULL);
}

/* ---- guards */

static gboolean is_trusted(const App *app)
{
    const DisposeView *view = app->office->dispose->view;
    return office_may_settings(app) && view && view->trusted;
}

gboolean dispose_has_chosen(const App *app)
{
    return is_trusted(app) && g_hash_table_size(app->office->dispose->chosen) > 0;
}

gboolean dispose_has_ended(const App *app)
{
    return is_trusted(app) && app->office->dispose->view->ended > 0;
}

gboolean dispose_has_chair(const App *app)
{
    return form_has(app->office->form, FIELD_CHAIR);
}

gboolean dispose_has_reason(const App *app)
{
    return form_has(app->office->form, FIELD_REASON);
}

gboolean dispose_has_pin(const App *app)
{
    return app->office->form->text[FIELD_PIN]->len == USER_PIN_DIGITS;
}

gboolean dispose_is_shown(const App *app)
{
    return app->office->after->from == DESK_OF_DISPOSAL;
}

gboolean dispose_has_act(const App *app)
{
    return dispose_is_shown(app) && !app->office->after->failed && app->office->dispose->act;
}

static void forget_act(App *app)
{
    g_clear_pointer(&app->office->dispose->act, g_free);
}

/* ---- actions */

void dispose_begin(App *app)
{
    app->office->after->from = DESK_OF_RECORD;
    g_clear_error(&app->office->refused);
    forget_act(app);
    app_ask(app, &work_dispose_look, NULL);
}

void dispose_forget_pin(App *app)
{
    form_wipe(app->office->form, FIELD_PIN);
}

/* What is done from here on comes back here. */
static void stay_here(App *app)
{
    app->office->after->from = DESK_OF_DISPOSAL;
    app->office->after->about = 0;
}

static DisposeTask *task_of(const char *id)
{
    DisposeTask *task = g_new0(DisposeTask, 1);
    const char *const ids[] = {id, NULL};
    task->ids = g_strdupv((char **)ids);
    return task;
}

static char **commission_of(const App *app)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    for (Field field = FIELD_CHAIR; field <= FIELD_OTHER_MEMBER; field++) {
        g_autofree char *name = form_value(app->office->form, field);
        if (name)
            g_strv_builder_add(names, name);
    }
    return g_strv_builder_end(names);
}

void dispose_ask_act(App *app)
{
    DisposeTask *task = g_new0(DisposeTask, 1);
    g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
    JsonObject *row;
    for (int i = 0; (row = dispose_row(app, i)); i++)
        if (dispose_is_chosen(app, row))
            g_strv_builder_add(ids, json_read_text(row, "meeting"));
    task->ids = g_strv_builder_end(ids);
    task->commission = commission_of(app);
    task->number = app->office->who.number;
    task->pin = g_strdup(app->office->form->text[FIELD_PIN]->str);
    dispose_forget_pin(app);
    stay_here(app);
    app_ask(app, &work_dispose_act, task);
}

void dispose_show_act(App *app)
{
    JsonObject *row = dispose_chosen_row(app);
    g_free(app->office->dispose->act);
    app->office->dispose->act = g_strdup(row ? json_read_text(row, "act") : NULL);
}

void dispose_print(App *app)
{
    stay_here(app);
}

void dispose_undo(App *app)
{
    DisposeTask *task = task_of(app->office->dispose->id);
    task->why = form_value(app->office->form, FIELD_REASON);
    app_ask(app, &work_dispose_undo, task);
}

void dispose_end(App *app)
{
    stay_here(app);
    forget_act(app);
    app_ask(app, &work_dispose_end, NULL);
}

/* ---- results */

/* What was chosen and cannot be any more is given up. */
static void keep_choice(App *app)
{
    GHashTableIter chosen;
    gpointer id;
    g_hash_table_iter_init(&chosen, app->office->dispose->chosen);
    while (g_hash_table_iter_next(&chosen, &id, NULL)) {
        JsonObject *row = find(rows_of(app), id);
        if (!row || g_strcmp0(json_read_text(row, "state"), "due") != 0)
            g_hash_table_iter_remove(&chosen);
    }
}

void dispose_take_view(App *app, WorkResult *result)
{
    Dispose *dispose = app->office->dispose;
    if (!office_is_at_work(app) || office_refused(app, result))
        return;
    dispose_view_free(dispose->view);
    dispose->view = g_steal_pointer(&result->value);
    keep_choice(app);
    app->dirty = TRUE;
}

void dispose_take_act(App *app, WorkResult *result)
{
    g_autofree char *days = g_strdup_printf("%d", DISPOSAL_GRACE_DAYS);
    if (!result->error && office_is_at_work(app)) {
        g_free(app->office->dispose->act);
        app->office->dispose->act = g_strdup(result->value);
        g_hash_table_remove_all(app->office->dispose->chosen);
    }
    desk_finish(app, result, N_("The act is drawn up"),
                message_format(app->language,
                               N_("Read it, print it, have it signed. For {1} days each record can "
                                  "be taken back; nothing is removed before."),
                               days, NULL));
}

void dispose_take_undone(App *app, WorkResult *result)
{
    if (app->state != STATE_DISPOSE_WHY)
        return;
    if (!office_refused(app, result)) {
        form_wipe(app->office->form, FIELD_REASON);
        app_toast(app, g_strdup(app_say(app, N_("Taken back: the record stays"))), 0);
    }
    app_step(app, app->office->refused ? EVENT_NOT_SAVED : EVENT_SAVED);
}

void dispose_take_ended(App *app, WorkResult *result)
{
    int removed = 0, stay = 0;
    JsonArray *rows = result->value ? json_node_get_array(result->value) : NULL;
    for (guint i = 0; rows && i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        if (strcmp(json_read_text(row, "state"), "disposed") == 0)
            removed++;
        else
            stay++;
    }
    g_autofree char *gone = message_plural(app->language, "{1} record is disposed of.",
                                           "{1} records are disposed of.", removed);
    g_autofree char *left = message_plural(app->language, "{1} record stays for now.",
                                           "{1} records stay for now.", stay);
    desk_finish(app, result, N_("Removed"),
                stay ? g_strdup_printf("%s %s", gone, left) : g_strdup(gone));
}
