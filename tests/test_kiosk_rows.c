/* A list is read again while a person looks at it: a row is what it says, not its place. */
#include "kiosk/secretary/flow_desk.h"
#include "kiosk/secretary/prepare.h"
#include "kiosk/secretary/work_desk.h"
#include "kiosk/secretary/work_prepare.h"
#include "protocol/json_read.h"
#include "tests/support_kiosk_desk.h"

static App *open_planned(Asked *asked)
{
    App *app = sample_office(asked, LANGUAGE_KK, USER_SECRETARY);
    sample_tap(app, "planned");
    g_assert_cmpint(app->state, ==, STATE_PLANNED);
    return app;
}

static void forget_meeting(App *app, Asked *asked, guint index)
{
    OfficeDesk *desk = sample_desk();
    json_array_remove_element(json_node_get_array(desk->meetings), index);
    app_tick(app, app->now_ms + 16000);
    sample_answer(app, asked, &work_desk, desk, NULL);
}

/* Where the row is that a finger goes down on. */
static SDL_Point middle(App *app, const char *id)
{
    app_layout(app);
    const Widget *row = layout_find(&app->layout, id);
    g_assert_nonnull(row);
    return (SDL_Point){row->hit.x + row->hit.w / 2, row->hit.y + row->hit.h / 2};
}

/* The finger is on that row while another is taken out of the list; which meeting is opened, or
 * NULL. Interned. */
static const char *touch_while(const char *id, guint removed)
{
    Asked asked = {0};
    g_autoptr(App) app = open_planned(&asked);
    SDL_Point at = middle(app, id);
    app_touch_down(app, at.x, at.y, app->now_ms);
    forget_meeting(app, &asked, removed);
    app_touch_up(app, at.x, at.y, app->now_ms);
    const char *opened =
        app->state == STATE_PREPARE ? g_intern_string(app->office->meeting_id) : NULL;
    if (!opened)
        g_assert_cmpint(app->state, ==, STATE_PLANNED);
    asked_clear(&asked);
    return opened;
}

static void test_touch(void)
{
    g_assert_cmpstr(touch_while("meeting:0", 2), ==, "2026-0007"); /* one that is not shown */
    g_assert_cmpstr(touch_while("meeting:0", 1), ==, "2026-0007");
    g_assert_null(touch_while("meeting:0", 0)); /* the next stands there now */
    g_assert_null(touch_while("meeting:1", 0)); /* no row is there any more */
    g_assert_null(touch_while("meeting:1", 1));
}

static void test_keyboard(void)
{
    Asked asked = {0};
    g_autoptr(App) app = open_planned(&asked);
    for (int i = 0; i < 20 && strcmp(app->focus, "meeting:0") != 0; i++)
        app_key(app, SDLK_TAB, FALSE, app->now_ms);
    g_assert_cmpstr(app->focus, ==, "meeting:0");
    forget_meeting(app, &asked, 0);
    app->dirty = FALSE; /* as if it were painted */
    app_key(app, SDLK_RETURN, FALSE, app->now_ms);
    g_assert_cmpint(app->state, ==, STATE_PLANNED);
    asked_clear(&asked);
}

static JsonObject *official(const char *surname)
{
    JsonObject *object = json_object_new();
    static const char *const empty[] = {"rank", "name", "patronymic", "position"};
    for (gsize i = 0; i < G_N_ELEMENTS(empty); i++)
        json_object_set_string_member(object, empty[i], "");
    json_object_set_string_member(object, "surname", surname);
    json_object_set_string_member(object, "name", "Дәурен");
    return object;
}

/* With these speakers in the record instead of its own; "" ends them. */
static void set_speakers(OfficeMeeting *meeting, const char *const *surnames)
{
    JsonArray *speakers = json_array_new();
    for (; *surnames; surnames++)
        json_array_add_object_element(speakers, official(*surnames));
    json_object_set_array_member(json_node_get_object(meeting->record), "speakers", speakers);
}

/* Who reports once the second of three is renamed, while the register leaves only these; interned.
 */
static const char *rename_while(const char *const *left)
{
    static const char *const before[] = {"Бірінші", "Екінші", "Үшінші", NULL};
    Asked asked = {0};
    g_autoptr(App) app = sample_office(&asked, LANGUAGE_KK, USER_SECRETARY);
    sample_tap(app, "prepare");
    OfficeMeeting *meeting = sample_meeting();
    set_speakers(meeting, before);
    sample_answer(app, &asked, &work_meeting, meeting, NULL);
    sample_tap(app, "line:3");
    g_assert_cmpint(app->state, ==, STATE_EDIT_RANK);
    office_refresh(app);
    OfficeMeeting *read = sample_meeting();
    set_speakers(read, left);
    sample_answer(app, &asked, &work_meeting, read, NULL);
    form_set(app->office->form, FIELD_RANK, "капитан");
    form_set(app->office->form, FIELD_POSITION, "инспектор");
    form_set(app->office->form, FIELD_OFFICIAL_SURNAME, "Басқа");
    app_step(app, EVENT_NEXT);
    app_step(app, EVENT_NEXT);
    const char *saved = NULL;
    for (guint i = 0; i < asked.staff->len; i++) {
        const WorkResult *result = asked.staff->pdata[i];
        if (result->work == &work_prepare_set)
            saved = g_intern_string(((const PrepareSet *)result->argument)->value[0]);
    }
    g_assert_nonnull(saved);
    asked_clear(&asked);
    return saved;
}

static void test_official(void)
{
    static const char *const no_first[] = {"Екінші", "Үшінші", NULL};
    static const char *const no_second[] = {"Бірінші", "Үшінші", NULL};
    g_assert_cmpstr(rename_while(no_first), ==,
                    "капитан;Басқа;Дәурен;;инспектор\n;Үшінші;Дәурен;;");
    /* Nobody else is renamed: who was taken away comes back under the new name. */
    g_assert_cmpstr(rename_while(no_second), ==,
                    ";Бірінші;Дәурен;;\n;Үшінші;Дәурен;;\nкапитан;Басқа;Дәурен;;инспектор");
}

static void read_again(DeskFixture *fixture, const char *const *speakers)
{
    App *app = fixture->app;
    OfficeMeeting *read = sample_held(fixture->set, app->office->meeting_id, FALSE);
    set_speakers(read, speakers);
    office_refresh(app);
    sample_answer(app, &fixture->asked, &work_meeting, read, NULL);
}

static void test_signer(void)
{
    static const char *const both[] = {"Бірінші", "Екінші", NULL};
    static const char *const second[] = {"Екінші", NULL}, *const first[] = {"Бірінші", NULL};
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_KK, FALSE, "2026-11-20", FALSE);
    App *app = fixture.app;
    sample_tap(app, "sign");
    read_again(&fixture, both);
    sample_tap(app, "signer:1");
    g_assert_cmpint(app->state, ==, STATE_SIGNATURE);
    read_again(&fixture, second);
    sample_sign(app);
    app_tick(app, app->now_ms + 10);
    sample_tap(app, "next");
    const DeskTask *task = desk_fixture_argument(&fixture, &work_sign);
    g_assert_cmpstr(task->role, ==, "inspector"); /* the second is the only one now */
    sample_tap(app, "signer:0");
    sample_sign(app);
    read_again(&fixture, first);
    app_step(app, EVENT_NEXT); /* nobody else signs */
    g_assert_cmpint(app->state, ==, STATE_SIGNERS);
    g_assert_cmpint(sample_asked(&fixture.asked, &work_sign), ==, 1);
    read_again(&fixture, second);
    sample_tap(app, "signer:0");
    read_again(&fixture, first);
    app_tick(app, app->now_ms + 10); /* who signs is asked again */
    g_assert_cmpint(app->state, ==, STATE_SIGNERS);
    g_assert_cmpint(sample_asked(&fixture.asked, &work_sign), ==, 1);
    desk_fixture_clear(&fixture);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rows/a-finger-means-the-row-that-it-came-down-on", test_touch);
    g_test_add_func("/rows/a-key-means-the-row-that-it-went-to", test_keyboard);
    g_test_add_func("/rows/an-official-is-known-by-name", test_official);
    g_test_add_func("/rows/who-signs-is-known-by-name", test_signer);
    return g_test_run();
}
