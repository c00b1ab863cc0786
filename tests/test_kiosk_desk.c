/* The touch application after the meeting: the record, signing, sealing, giving out. */
#include "kiosk/secretary/flow_desk.h"
#include "kiosk/secretary/public.h"
#include "kiosk/secretary/work_desk.h"
#include "protocol/check.h"
#include "protocol/print.h"
#include "protocol/stick.h"
#include "tests/support.h"
#include "tests/support_kiosk_desk.h"

static const DeskTask *task_of(DeskFixture *fixture, const Work *work)
{
    for (guint i = 0; i < fixture->asked.staff->len; i++) {
        const WorkResult *result = fixture->asked.staff->pdata[i];
        if (result->work == work)
            return result->argument;
    }
    g_error("nobody asked for %s", work->name);
}

static void test_seal(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_RU, FALSE, "2026-11-20", FALSE);
    App *app = fixture.app;
    g_assert_cmpint(desk_blocking(app, TRUE), ==, 0);
    g_assert_cmpint(desk_blocking(app, FALSE), ==, 1);
    sample_tap(app, "sign");
    sample_tap(app, "signer:0");
    g_assert_cmpint(app->state, ==, STATE_SIGNATURE);
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_SIGNATURE); /* nothing is drawn */
    sample_sign(app);
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_SIGNERS);
    g_assert_cmpstr(task_of(&fixture, &work_sign)->role, ==, "inspector");
    g_assert_nonnull(task_of(&fixture, &work_sign)->text);
    sample_answer(app, &fixture.asked, &work_sign, NULL, NULL);
    g_clear_pointer(&app->office->after->lacks, g_ptr_array_unref);
    app->office->after->lacks = check_record(
        app->office->meeting->record, sample_rules_of(fixture.set, app->office->meeting->record),
        "2026-11-20", FALSE);
    sample_tap(app, "seal");
    g_assert_cmpint(app->state, ==, STATE_SEAL);
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_BUSY);
    g_assert_null(task_of(&fixture, &work_seal)->text);
    sample_answer(app, &fixture.asked, &work_seal, GINT_TO_POINTER(12), NULL);
    g_assert_cmpint(app->state, ==, STATE_DONE);
    g_assert_false(app->office->after->failed);
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_RECORD);
    desk_fixture_clear(&fixture);
}

static void test_late(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_RU, FALSE, "2026-11-22", TRUE);
    App *app = fixture.app;
    g_assert_true(desk_is_late(app));
    sample_tap(app, "seal");
    sample_tap(app, "key:go");
    g_assert_cmpint(app->state, ==, STATE_SEAL);
    g_assert_true(app->hint);
    sample_keys(app, "не было света");
    sample_tap(app, "key:go");
    g_assert_cmpint(app->state, ==, STATE_BUSY);
    g_assert_cmpstr(task_of(&fixture, &work_seal)->text, ==, "Не было света");
    sample_answer(app, &fixture.asked, &work_seal, NULL, "The disk is full.");
    g_assert_cmpint(app->state, ==, STATE_DONE);
    g_assert_true(app->office->after->failed);
    desk_fixture_clear(&fixture);
}

static void test_lacking_is_not_sealed(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_KK, FALSE, "2026-11-19", FALSE); /* before its day */
    App *app = fixture.app;
    g_assert_cmpint(desk_blocking(app, TRUE), >, 0);
    app_step(app, EVENT_SEAL);
    g_assert_cmpint(app->state, ==, STATE_RECORD);
    app_step(app, EVENT_PRINT);
    g_assert_cmpint(app->state, ==, STATE_RECORD);
    desk_fixture_clear(&fixture);
}

/* What is under way when the staff leaves goes on, and moves no screen of a citizen. */
static void test_lock_while_busy(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_KK, FALSE, "2026-11-20", TRUE);
    App *app = fixture.app;
    sample_tap(app, "seal");
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_BUSY);
    sample_tap(app, "lock");
    g_assert_cmpint(app->state, ==, STATE_WELCOME);
    app->state = STATE_SAVING;
    sample_answer(app, &fixture.asked, &work_seal, GINT_TO_POINTER(12), NULL);
    g_assert_cmpint(app->state, ==, STATE_SAVING);
    desk_fixture_clear(&fixture);
}

static void test_joint_meeting(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_KK, FALSE, "2026-11-20", FALSE);
    JsonObject *record = json_node_get_object(fixture.app->office->meeting->record);
    JsonArray *speakers = json_object_get_array_member(record, "speakers");
    JsonObject *other = json_object_new();
    json_object_set_string_member(other, "surname", "Сәрсенов");
    json_object_set_string_member(other, "name", "Дәурен");
    json_array_add_object_element(speakers, other);
    g_autoptr(GPtrArray) signers = desk_signers(fixture.app);
    g_assert_cmpuint(signers->len, ==, 2);
    g_assert_cmpstr(((DeskSigner *)signers->pdata[1])->role, ==, "inspector:2");
    g_assert_false(((DeskSigner *)signers->pdata[1])->signed_);
    desk_fixture_clear(&fixture);
}

static GPtrArray *sample_printers(int count)
{
    GPtrArray *printers = g_ptr_array_new_with_free_func((GDestroyNotify)printer_free);
    for (int i = 0; i < count; i++) {
        Printer *printer = g_new0(Printer, 1);
        printer->name = g_strdup_printf("HP_LaserJet_Pro_M404dn_%d", i);
        printer->info = g_strdup(i ? "" : "HP LaserJet Pro M404dn, қабылдау бөлмесі");
        printer->is_default = i == 0;
        g_ptr_array_add(printers, printer);
    }
    return printers;
}

static GPtrArray *sample_sticks(int count)
{
    GPtrArray *sticks = g_ptr_array_new_with_free_func((GDestroyNotify)stick_free);
    for (int i = 0; i < count; i++) {
        Stick *stick = g_new0(Stick, 1);
        stick->folder = g_strdup_printf("/media/esep/%d", i);
        stick->label = g_strdup(i ? "Kingston DataTraveler 3.0 Metal Edition" : "АРХИВ");
        stick->free_bytes = 7812345678;
        g_ptr_array_add(sticks, stick);
    }
    return sticks;
}

/* Of a recording of 72 minutes, with that many stretches. */
static PublicPlan *sample_plan(int stretches)
{
    PublicPlan *plan = g_new0(PublicPlan, 1);
    plan->length_ms = 72 * 60000;
    plan->stretches = g_array_new(FALSE, FALSE, sizeof(BlankStretch));
    for (int i = 0; i < stretches; i++) {
        const BlankStretch one = {{(i + 1) * 600000, (i + 1) * 600000 + 95000}, i % 2};
        g_array_append_val(plan->stretches, one);
    }
    return plan;
}

static void test_give_out(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_RU, TRUE, NULL, TRUE);
    App *app = fixture.app;
    sample_tap(app, "print");
    sample_answer(app, &fixture.asked, &work_printers, sample_printers(2), NULL);
    sample_tap(app, "choice:1");
    g_assert_cmpint(app->state, ==, STATE_BUSY);
    g_assert_cmpstr(task_of(&fixture, &work_print)->printer, ==, "HP_LaserJet_Pro_M404dn_1");
    sample_answer(app, &fixture.asked, &work_print, NULL, "out of paper");
    sample_tap(app, "next");
    sample_tap(app, "give");
    app_tick(app, app->now_ms + 10);
    sample_answer(app, &fixture.asked, &work_sticks, sample_sticks(2), NULL);
    sample_tap(app, "public");
    sample_tap(app, "choice:0");
    g_assert_cmpint(app->state, ==, STATE_PUBLIC);
    g_assert_false(app_step(app, EVENT_NEXT)); /* nobody knows yet what it will be */
    sample_answer(app, &fixture.asked, &work_public_plan, sample_plan(2), NULL);
    sample_tap(app, "without");
    sample_tap(app, "next");
    g_assert_cmpstr(task_of(&fixture, &work_give)->text, ==, "/media/esep/0");
    g_assert_cmpint(task_of(&fixture, &work_give)->profile, ==, EXPORT_PUBLIC);
    g_assert_true(task_of(&fixture, &work_give)->without_recording);
    sample_answer(app, &fixture.asked, &work_give, g_strdup("/media/esep/0/x"), NULL);
    g_assert_cmpint(app->state, ==, STATE_DONE);
    desk_fixture_clear(&fixture);
}

static int check_record_pages(App *app, const char *what)
{
    int faults = 0;
    for (int page = 0; page < 3; page++) {
        app->page = page;
        faults += sample_check_sizes(app, what);
    }
    app->page = 0;
    return faults;
}

static int check_signing(Language language)
{
    DeskFixture fixture = {0};
    int faults = 0;
    desk_fixture_open(&fixture, language, FALSE, "2026-11-22", TRUE);
    App *app = fixture.app;
    faults += check_record_pages(app, "record-late");
    sample_tap(app, "sign");
    faults += sample_check_sizes(app, "signers");
    sample_tap(app, "signer:0");
    faults += sample_check_sizes(app, "signature-empty");
    sample_sign(app);
    faults += sample_check_sizes(app, "signature");
    sample_tap(app, "back");
    sample_tap(app, "seal");
    faults += sample_check_sizes(app, "seal-late");
    form_set(app->office->form, FIELD_LATE_REASON, "Жарық сөніп қалды");
    sample_tap(app, "key:go");
    faults += sample_check_sizes(app, "busy");
    sample_answer(app, &fixture.asked, &work_seal, NULL, "The disk is full.");
    faults += sample_check_sizes(app, "done-failed");
    desk_fixture_clear(&fixture);
    return faults;
}

static int check_public(App *app, DeskFixture *fixture)
{
    int faults = sample_check_sizes(app, "public-wait");
    sample_answer(app, &fixture->asked, &work_public_plan, sample_plan(5), NULL);
    faults += sample_check_sizes(app, "public");
    PublicPlan *plan = app->office->after->plan;
    sample_tap(app, "without");
    faults += sample_check_sizes(app, "public-without");
    sample_tap(app, "without");
    g_array_set_size(plan->stretches, 0);
    faults += sample_check_sizes(app, "public-whole");
    g_clear_pointer(&plan->stretches, g_array_unref);
    faults += sample_check_sizes(app, "public-unknown");
    return faults;
}

static int check_giving(Language language)
{
    DeskFixture fixture = {0};
    int faults = 0;
    desk_fixture_open(&fixture, language, TRUE, NULL, TRUE);
    App *app = fixture.app;
    faults += check_record_pages(app, "record-sealed");
    sample_tap(app, "back");
    faults += sample_check_sizes(app, "meetings");
    sample_tap(app, "meeting:1");
    sample_answer(app, &fixture.asked, &work_meeting,
                  sample_held(fixture.set, app->office->meeting_id, TRUE), NULL);
    sample_tap(app, "print");
    faults += sample_check_sizes(app, "print-none");
    sample_answer(app, &fixture.asked, &work_printers, sample_printers(7), NULL);
    faults += sample_check_sizes(app, "print");
    sample_tap(app, "back");
    sample_tap(app, "give");
    app_tick(app, app->now_ms + 10);
    sample_answer(app, &fixture.asked, &work_sticks, sample_sticks(0), NULL);
    faults += sample_check_sizes(app, "give-none");
    app_tick(app, app->now_ms + 4000);
    sample_answer(app, &fixture.asked, &work_sticks, sample_sticks(5), NULL);
    faults += sample_check_sizes(app, "give");
    sample_tap(app, "public");
    sample_tap(app, "choice:0");
    faults += check_public(app, &fixture);
    sample_tap(app, "back");
    app_tick(app, app->now_ms + 4000);
    sample_answer(app, &fixture.asked, &work_sticks, sample_sticks(5), NULL);
    sample_tap(app, "full");
    sample_tap(app, "choice:0");
    faults += sample_check_sizes(app, "give-busy");
    desk_fixture_clear(&fixture);
    return faults;
}

static void test_screens(gconstpointer data)
{
    Language language = (Language)GPOINTER_TO_INT(data);
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, language, FALSE, "2026-11-20", TRUE);
    sample_tap(fixture.app, "seal");
    int faults = sample_check_sizes(fixture.app, "seal");
    desk_fixture_clear(&fixture);
    faults += check_signing(language) + check_giving(language);
    g_assert_cmpint(faults, ==, 0);
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    g_test_add_func("/desk/a-record-is-signed-and-sealed", test_seal);
    g_test_add_func("/desk/whoever-seals-late-says-why", test_late);
    g_test_add_func("/desk/what-lacks-something-is-not-sealed", test_lacking_is_not_sealed);
    g_test_add_func("/desk/a-lock-leaves-work-under-way-alone", test_lock_while_busy);
    g_test_add_func("/desk/each-inspector-of-a-joint-meeting-signs", test_joint_meeting);
    g_test_add_func("/desk/protocol-and-archive-are-given-out", test_give_out);
    sample_add_screens("desk", test_screens);
    return g_test_run();
}
