/* The end of a record at the touch screen, with a real register: choice, commission, PIN, act, the
 * week in which it is taken back, and what is left. */
#include <string.h>

#include "kiosk/secretary/desk.h"
#include "kiosk/secretary/dispose.h"
#include "kiosk/secretary/review.h"
#include "protocol/error.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_kiosk_office.h"
#include "tests/support_kiosk_work.h"
#include "tests/support_pdf.h"
#include "tests/support_sealed.h"

#define PIN "481906"

/* A sealed meeting of 20 November 2026, every entry closed, a year later; the administrator is at
 * work. */
static void set_up(RealFixture *f, gconstpointer unused)
{
    int number = 0;
    g_autoptr(GError) error = NULL;
    sealed_set_up(&f->in, NULL);
    real_open(f);
    support_finish_follow(f->in.home);
    g_assert_true(user_add(f->in.home, "Жүсіпбекова Г.", USER_ADMINISTRATOR, PIN, &number, &error));
    support_set_day(f->in.clock, "2027-12-01");
    f->app = sample_office(&f->asked, LANGUAGE_RU, USER_ADMINISTRATOR);
    g_assert_cmpint(f->app->office->who.number, ==, number);
}

static void open_list(RealFixture *f)
{
    app_step(f->app, EVENT_SETTINGS);
    app_step(f->app, EVENT_DISPOSE);
    real_answer(f, &work_dispose_look);
    g_assert_cmpint(f->app->state, ==, STATE_DISPOSE);
}

static gboolean is_there(RealFixture *f, const char *id)
{
    app_layout(f->app);
    return layout_find(&f->app->layout, id) != NULL;
}

static gint64 count(RealFixture *f, const char *what)
{
    gint64 rows = 0;
    g_assert_true(register_audit_count(home_register(f->in.home), f->in.id, what, &rows, NULL));
    return rows;
}

/* From the list to the act, which is shown. */
static void draw_up(RealFixture *f, const char *pin)
{
    sample_tap(f->app, "ending:0");
    sample_tap(f->app, "act");
    sample_tap(f->app, "key:go");
    g_assert_cmpint(f->app->state, ==, STATE_DISPOSE_WHO); /* a commission has a chair */
    sample_tap(f->app, "chair");
    form_set(f->app->office->form, FIELD_CHAIR, "майор Жүсіпбекова Г. Қ.");
    form_set(f->app->office->form, FIELD_MEMBER, "капитан Ким А.");
    sample_tap(f->app, "other-member");
    sample_tap(f->app, "key:go");
    g_assert_cmpint(f->app->state, ==, STATE_DISPOSE_PIN);
    sample_keys(f->app, pin);
    g_assert_cmpint(f->app->state, ==, STATE_BUSY);
    g_assert_false(form_has(f->app->office->form, FIELD_PIN));
    real_answer(f, &work_dispose_act);
    g_assert_cmpint(f->app->state, ==, STATE_DONE);
}

static void test_whole_way(RealFixture *f, gconstpointer unused)
{
    open_list(f);
    g_assert_false(is_there(f, "act"));
    draw_up(f, PIN);
    sample_tap(f->app, "next");
    g_assert_cmpint(f->app->state, ==, STATE_ACT);
    app_layout(f->app);
    app_tick(f->app, f->app->now_ms + 10);
    real_answer(f, &work_review);
    g_assert_nonnull(f->app->office->after->review->shown->picture);
    g_assert_true(is_there(f, "list"));
    sample_tap(f->app, "print");
    g_assert_cmpint(f->app->state, ==, STATE_PRINT);
    sample_tap(f->app, "back");
    g_assert_cmpint(f->app->state, ==, STATE_ACT);
    support_shell_in(f->in.folder, "pdftotext -layout home/acts/act-2027-1.pdf act.txt"
                                   " && grep -q 'Член комиссии.*Ким А' act.txt");
    g_assert_cmpint(count(f, "dispose"), ==, 1);

    /* In its week it is whole; afterwards it goes when somebody says so. */
    sample_tap(f->app, "back");
    real_answer(f, &work_dispose_look);
    g_assert_false(is_there(f, "remove"));
    support_set_day(f->in.clock, "2027-12-08");
    sample_tap(f->app, "back");
    open_list(f);
    sample_tap(f->app, "remove");
    sample_tap(f->app, "stay");
    g_assert_cmpint(f->app->state, ==, STATE_DISPOSE);
    sample_tap(f->app, "remove");
    sample_tap(f->app, "remove");
    real_answer(f, &work_dispose_end);
    g_assert_cmpint(f->app->state, ==, STATE_DONE);
    g_assert_false(f->app->office->after->failed);
    sample_tap(f->app, "next");
    real_answer(f, &work_dispose_look);
    g_assert_null(dispose_row(f->app, 0));
    g_assert_cmpint(count(f, "disposed"), ==, 1);
    support_shell_in(f->in.folder, "test -z \"$(ls -A home/meetings)\" && test -s "
                                   "home/acts/act-2027-1.pdf && ! grep -rq Жанғабылова home");
    g_assert_true(register_audit_verify(home_register(f->in.home), NULL, NULL, NULL));
    g_autoptr(JsonArray) log = register_audit_last(home_register(f->in.home), f->in.id, 1, NULL);
    JsonObject *last = json_array_get_object_element(log, 0);
    g_assert_nonnull(strstr(json_object_get_string_member(last, "who"), "Жүсіпбекова"));
}

static void test_taken_back(RealFixture *f, gconstpointer unused)
{
    open_list(f);
    draw_up(f, PIN);
    sample_tap(f->app, "next");
    sample_tap(f->app, "back");
    real_answer(f, &work_dispose_look);
    sample_tap(f->app, "ending:0");
    g_assert_cmpint(f->app->state, ==, STATE_DISPOSE_RECORD);
    sample_tap(f->app, "act");
    g_assert_cmpint(f->app->state, ==, STATE_ACT);
    g_assert_cmpstr(f->app->office->dispose->act, ==, "2027-1");
    sample_tap(f->app, "back");
    sample_tap(f->app, "ending:0");
    sample_tap(f->app, "undo");
    sample_tap(f->app, "key:go");
    g_assert_cmpint(f->app->state, ==, STATE_DISPOSE_WHY); /* not without a reason */
    sample_keys(f->app, "суд");
    sample_tap(f->app, "key:go");
    real_answer(f, &work_dispose_undo);
    g_assert_cmpint(f->app->state, ==, STATE_DISPOSE);
    while (sample_asked(&f->asked, &work_dispose_look))
        real_answer(f, &work_dispose_look);
    g_assert_cmpstr(json_object_get_string_member(dispose_row(f->app, 0), "state"), ==, "due");
    g_assert_cmpint(count(f, "dispose-undo"), ==, 1);
    g_autofree char *folder = home_meeting_path(f->in.home, f->in.id, "protocol.pdf");
    g_assert_true(g_file_test(folder, G_FILE_TEST_EXISTS));
}

static void test_wrong_pin(RealFixture *f, gconstpointer unused)
{
    open_list(f);
    draw_up(f, "593017");
    g_assert_true(f->app->office->after->failed);
    g_assert_cmpint(count(f, "dispose"), ==, 0);
    sample_tap(f->app, "next");
    g_assert_cmpint(f->app->state, ==, STATE_DISPOSE);
    g_assert_true(dispose_has_chosen(f->app)); /* nothing of the choice is lost */
}

static void test_clock(RealFixture *f, gconstpointer unused)
{
    g_autoptr(Clock) jumped = clock_new_fixed(clock_now_ms(f->in.clock), FALSE);
    f->place.clock = jumped;
    open_list(f);
    sample_tap(f->app, "ending:0");
    g_assert_false(is_there(f, "act"));
    g_assert_false(app_step(f->app, EVENT_NEXT));
    g_assert_false(app_step(f->app, EVENT_REMOVE));
}

static void test_others(RealFixture *f, gconstpointer unused)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_office(&asked, LANGUAGE_KK, USER_CHIEF);
    app_step(app, EVENT_SETTINGS);
    g_assert_false(app_step(app, EVENT_DISPOSE));
    asked_clear(&asked);
}

/* ---- how it looks */

static const char *const sample_rows =
    "[{'number':11,'days_left':-9,'state':'grace','act':'2026-1','grace_until':'2026-11-27'},"
    "{'number':12,'days_left':-8,'state':'due'},{'number':13,'days_left':-7,"
    "'state':'due'},{'number':14,'days_left':-6,'state':'held','why':'Алматы қаласының "
    "әкімшілік соты: 2026 жылғы 3 қарашадағы сұрау салу'},{'number':15,'days_left':-5,"
    "'state':'kept'},{'number':16,'days_left':7,'state':'kept'}]";

/* The rows with what all of them have. */
static JsonNode *rows_of(const char *text)
{
    JsonNode *rows = support_json(text);
    JsonArray *all = json_node_get_array(rows);
    for (guint i = 0; i < json_array_get_length(all); i++) {
        JsonObject *row = json_array_get_object_element(all, i);
        g_autofree char *id = g_strdup_printf("2025-000%u", i);
        json_object_set_string_member(row, "meeting", id);
        json_object_set_string_member(row, "date", "2025-11-20");
        json_object_set_string_member(row, "kept_until", "2026-11-20");
        json_object_set_int_member(row, "open_entries", 2);
        json_object_set_int_member(row, "open_decisions", 1);
    }
    return rows;
}

static DisposeView *sample_view(const char *rows, gboolean trusted, int ended)
{
    DisposeView *view = g_new0(DisposeView, 1);
    view->rows = rows_of(rows);
    view->space = support_json("{'low':true,'hours_left':3,'proposed':[{'meeting':'2025-0002'}]}");
    view->trusted = trusted;
    view->ended = ended;
    return view;
}

static int check_list(App *app)
{
    Dispose *dispose = app->office->dispose;
    int faults = 0;
    for (int i = 0; i < 3; i++) {
        dispose_view_free(dispose->view);
        dispose->view = sample_view(i == 2 ? "[]" : sample_rows, i != 1, i == 0 ? 3 : 0);
        app->page = 0;
        faults += sample_check(app, i == 0 ? "dispose" : i == 1 ? "dispose-clock" : "dispose-none");
    }
    dispose_view_free(dispose->view);
    dispose->view = sample_view(sample_rows, TRUE, 3);
    return faults;
}

static void test_screens(gconstpointer data)
{
    Asked asked = {0};
    static const FlowState states[] = {STATE_DISPOSE_PIN, STATE_DISPOSE_RECORD, STATE_DISPOSE_END,
                                       STATE_ACT};
    g_autoptr(App) app = sample_office(&asked, (Language)GPOINTER_TO_INT(data), USER_ADMINISTRATOR);
    Dispose *dispose = app->office->dispose;
    g_hash_table_add(dispose->chosen, g_strdup("2025-0001"));
    dispose->id = g_strdup("2025-0000");
    dispose->act = g_strdup("2026-1");
    app->office->after->review = review_new();
    app->state = STATE_DISPOSE;
    int faults = sample_check_everywhere(app, check_list);
    for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
        app->state = states[i];
        app->field = states[i] == STATE_DISPOSE_PIN ? FIELD_PIN : FIELD_NONE;
        faults += sample_check_everywhere(app, sample_check_state);
    }
    app->state = STATE_DISPOSE_WHO;
    app->field = FIELD_CHAIR;
    form_set(app->office->form, FIELD_CHAIR, "полиция подполковнигі Нұрғалиев Б. С.");
    faults += sample_check_everywhere(app, sample_check_state);
    app->state = STATE_DISPOSE_WHY;
    app->field = FIELD_REASON;
    faults += sample_check_everywhere(app, sample_check_state);
    g_assert_cmpint(faults, ==, 0);
    asked_clear(&asked);
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
#define ADD(path, test) g_test_add(path, RealFixture, NULL, set_up, test, real_tear_down)
    ADD("/dispose/a-record-ends-by-touch", test_whole_way);
    ADD("/dispose/a-record-is-taken-back-in-its-week", test_taken_back);
    ADD("/dispose/a-wrong-pin-draws-up-nothing", test_wrong_pin);
    ADD("/dispose/by-an-untrusted-clock-nothing-can-be-done", test_clock);
    ADD("/dispose/only-the-administrator-gets-there", test_others);
    sample_add_screens("dispose", test_screens);
    return g_test_run();
}
