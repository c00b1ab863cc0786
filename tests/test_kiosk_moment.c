/* The touch application before sealing: when it was said, when it began and ended; what was
 * withdrawn is put back. */
#include "kiosk/secretary/desk_correct.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/playback.h"
#include "kiosk/secretary/prepare.h"
#include "kiosk/secretary/work_prepare.h"
#include "protocol/clock.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_kiosk_desk.h"

/* A slip of the finger is taken back at once, by what is said in passing. */
static void test_taken_back(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_RU, FALSE, "2026-11-20", FALSE);
    App *app = fixture.app;
    desk_fixture_tap(app, DESK_DECISION, 0);
    int number = app->office->hall->note->number;
    sample_tap(app, "remove");
    sample_keys(app, "а");
    sample_tap(app, "key:go");
    sample_answer(app, &fixture.asked, &work_correct, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_RECORD);
    sample_tap(app, "toast:undo");
    const DeskChange *change = desk_fixture_argument(&fixture, &work_correct);
    g_assert_true(change->back);
    g_assert_cmpint(change->item, ==, MEETING_DECISION);
    g_assert_cmpint(change->number, ==, number);
    sample_answer(app, &fixture.asked, &work_correct, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_RECORD);
    /* Once is enough. */
    app_step(app, EVENT_UNDROP);
    g_assert_cmpint(sample_asked(&fixture.asked, &work_correct), ==, 0);
    /* The same of somebody who came. */
    desk_fixture_tap(app, DESK_PEOPLE, 0);
    sample_tap(app, "person:2");
    app_step(app, EVENT_TAKE_AWAY);
    sample_keys(app, "а");
    sample_tap(app, "key:go");
    sample_answer(app, &fixture.asked, &work_correct, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_ATTENDEES);
    sample_tap(app, "toast:undo");
    change = desk_fixture_argument(&fixture, &work_correct);
    g_assert_cmpint(change->item, ==, MEETING_ATTENDEE);
    sample_answer(app, &fixture.asked, &work_correct, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_ATTENDEES);
    desk_fixture_clear(&fixture);
}

static void withdraw_some(App *app)
{
    g_autoptr(JsonNode) gone =
        support_json("[{'what':'attendee','n':3,'why':'Тіркелгендер арасында екі рет тұр'},"
                     "{'what':'entry','n':6,'why':'записано дважды'},"
                     "{'what':'mark','n':2,'why':'touched by mistake'}]");
    json_object_set_array_member(desk_record(app), "withdrawn",
                                 json_array_ref(json_node_get_array(gone)));
}

/* What was withdrawn long ago is found on the record, and put back. */
static void test_put_back(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_KK, FALSE, "2026-11-20", FALSE);
    App *app = fixture.app;
    withdraw_some(app);
    desk_fixture_tap(app, DESK_GONE, 0);
    g_assert_cmpint(app->state, ==, STATE_GONE);
    sample_tap(app, "gone:1");
    const DeskChange *change = desk_fixture_argument(&fixture, &work_correct);
    g_assert_true(change->back);
    g_assert_cmpint(change->item, ==, MEETING_ENTRY);
    g_assert_cmpint(change->number, ==, 6);
    sample_tap(app, "gone:0"); /* one after the other */
    g_assert_cmpint(sample_asked(&fixture.asked, &work_correct), ==, 1);
    sample_answer(app, &fixture.asked, &work_correct, NULL, "The disk is full.");
    g_assert_cmpint(app->state, ==, STATE_GONE);
    sample_tap(app, "gone:1");
    sample_answer(app, &fixture.asked, &work_correct, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_RECORD);
    desk_fixture_clear(&fixture);
}

static void answer_play(DeskFixture *fixture, gint64 at_ms)
{
    PlayAnswer *answer = g_new0(PlayAnswer, 1);
    answer->status = (PlayerStatus){.at_ms = at_ms, .length_ms = 4380000, .sound = TRUE};
    sample_answer(fixture->app, &fixture->asked, &work_play, answer, NULL);
}

/* Listening, back and forth, "this moment": the entry's moment is what is played. */
static void test_moment(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_RU, FALSE, "2026-11-20", FALSE);
    App *app = fixture.app;
    desk_fixture_tap(app, DESK_ENTRY, 0);
    const Note *note = app->office->hall->note;
    gint64 was_ms = note->position_ms;
    sample_tap(app, "note:4");
    g_assert_cmpint(app->state, ==, STATE_MOMENT);
    const PlayTask *task = desk_fixture_argument(&fixture, &work_play);
    g_assert_cmpint(task->at_ms, ==, was_ms);
    sample_tap(app, "next"); /* nothing is on the screen yet */
    g_assert_cmpint(app->state, ==, STATE_MOMENT);
    answer_play(&fixture, was_ms);
    sample_tap(app, "back:5");
    task = desk_fixture_argument(&fixture, &work_play);
    g_assert_cmpint(task->what, ==, PLAY_SEEK);
    g_assert_cmpint(task->at_ms, ==, was_ms - 5000);
    answer_play(&fixture, was_ms - 5000);
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_NOTE);
    g_assert_cmpint(note->position_ms, ==, was_ms - 5000);
    g_assert_cmpint(note->take, ==, 1);
    sample_tap(app, "next");
    const HallSave *save = desk_fixture_argument(&fixture, &work_note);
    g_assert_cmpint(save->note->position_ms, ==, was_ms - 5000);
    desk_fixture_clear(&fixture);
}

/* Where nothing was recorded, by the clock. */
static void test_moment_by_the_clock(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_KK, FALSE, "2026-11-20", FALSE);
    App *app = fixture.app;
    json_object_set_null_member(desk_record(app), "recording");
    desk_fixture_tap(app, DESK_ENTRY, 0);
    g_autofree char *at = g_strdup(app->office->hall->note->at);
    sample_tap(app, "note:4");
    g_assert_cmpint(app->state, ==, STATE_MOMENT_TIME);
    sample_tap(app, "step:1:up");
    sample_tap(app, "step:2:down");
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_NOTE);
    int was = 0, is = 0;
    g_assert_true(time_of_day_parse(at, &was));
    g_assert_true(time_of_day_parse(app->office->hall->note->at, &is));
    g_assert_cmpint(is, ==, was + 59);
    g_assert_cmpint(app->office->hall->note->take, ==, 0);
    desk_fixture_clear(&fixture);
}

static void test_mark(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_RU, FALSE, "2026-11-20", FALSE);
    App *app = fixture.app;
    desk_fixture_tap(app, DESK_AGENDA, 0);
    sample_tap(app, "mark:0");
    g_assert_cmpint(app->state, ==, STATE_MOMENT);
    answer_play(&fixture, 61500);
    sample_tap(app, "next");
    const DeskChange *change = desk_fixture_argument(&fixture, &work_correct);
    g_assert_cmpint(change->item, ==, MEETING_MARK);
    g_assert_cmpint(change->number, ==, app->office->after->point);
    g_assert_cmpstr(change->fields[0].name, ==, "position");
    g_assert_cmpstr(change->fields[0].value, ==, "1/0:01:01.500");
    sample_answer(app, &fixture.asked, &work_correct, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_MARKS);
    g_assert_false(app->office->playback->shown);
    json_object_set_null_member(desk_record(app), "recording");
    sample_tap(app, "mark:0");
    sample_tap(app, "step:0:up");
    sample_tap(app, "next");
    change = desk_fixture_argument(&fixture, &work_correct);
    g_assert_cmpstr(change->fields[0].name, ==, "at");
    desk_fixture_clear(&fixture);
}

/* When the meeting began and ended is corrected with the other facts. */
static void test_held(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_RU, FALSE, "2026-11-20", FALSE);
    App *app = fixture.app;
    desk_fixture_tap(app, DESK_FACTS, 0);
    sample_tap(app, "line:1");
    g_assert_cmpint(app->state, ==, STATE_HELD);
    int started = app->office->prepare->minute, ended = app->office->prepare->end_minute;
    sample_tap(app, "step:1:up");
    sample_tap(app, "step:2:down");
    sample_tap(app, "next");
    const PrepareSet *set = desk_fixture_argument(&fixture, &work_prepare_set);
    g_assert_cmpstr(set->field[0], ==, "started");
    g_assert_cmpstr(set->field[1], ==, "ended");
    int seconds = 0;
    g_assert_true(time_of_day_parse(set->value[0], &seconds));
    g_assert_cmpint(seconds / 60, ==, started + 1);
    g_assert_true(time_of_day_parse(set->value[1], &seconds));
    g_assert_cmpint(seconds / 60, ==, ended - 60);
    sample_answer(app, &fixture.asked, &work_prepare_set, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_PREPARE);
    sample_tap(app, "back");
    g_assert_cmpint(app->state, ==, STATE_RECORD);
    desk_fixture_clear(&fixture);
}

/* On the recording, and without one by the clock. */
static int check_moments(DeskFixture *fixture)
{
    App *app = fixture->app;
    int faults = 0;
    withdraw_some(app);
    desk_fixture_tap(app, DESK_GONE, 0);
    faults += sample_check_sizes(app, "gone");
    sample_tap(app, "back");
    desk_fixture_tap(app, DESK_AGENDA, 0);
    faults += sample_check_sizes(app, "marks");
    sample_tap(app, "mark:0");
    answer_play(fixture, 61500);
    faults += sample_check_sizes(app, "moment");
    sample_tap(app, "back");
    sample_tap(app, "back");
    desk_fixture_tap(app, DESK_FACTS, 0);
    faults += sample_check_sizes(app, "prepare-held");
    app_step(app, EVENT_CLOCK);
    faults += sample_check_sizes(app, "held");
    sample_tap(app, "back");
    sample_tap(app, "back");
    desk_fixture_tap(app, DESK_DECISION, 0);
    sample_tap(app, "remove");
    form_set(app->office->form, FIELD_REASON, "а");
    sample_tap(app, "key:go");
    sample_answer(app, &fixture->asked, &work_correct, NULL, NULL);
    faults += sample_check_sizes(app, "record-withdrawn");
    json_object_set_null_member(desk_record(app), "recording");
    desk_fixture_tap(app, DESK_ENTRY, 1);
    app_step(app, EVENT_CLOCK);
    faults += sample_check_sizes(app, "moment-time");
    sample_tap(app, "back");
    sample_tap(app, "later");
    return faults;
}

static void test_screens(gconstpointer data)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, (Language)GPOINTER_TO_INT(data), FALSE, "2026-11-20", FALSE);
    int faults = check_moments(&fixture);
    desk_fixture_clear(&fixture);
    g_assert_cmpint(faults, ==, 0);
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    g_test_add_func("/moment/a-slip-is-taken-back-at-once", test_taken_back);
    g_test_add_func("/moment/what-was-withdrawn-is-put-back", test_put_back);
    g_test_add_func("/moment/a-moment-is-found-by-listening", test_moment);
    g_test_add_func("/moment/a-moment-is-told-by-the-clock", test_moment_by_the_clock);
    g_test_add_func("/moment/a-point-of-the-agenda-is-moved", test_mark);
    g_test_add_func("/moment/start-and-end-are-corrected", test_held);
    sample_add_screens("moment", test_screens);
    return g_test_run();
}
