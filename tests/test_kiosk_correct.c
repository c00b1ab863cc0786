/* The touch application before sealing: the protocol page by page, and everything correctable. */
#include "kiosk/secretary/desk_correct.h"
#include "kiosk/secretary/hall.h"
#include "kiosk/secretary/review.h"
#include "protocol/check.h"
#include "tests/support.h"
#include "tests/support_kiosk_desk.h"

static Pages *sample_pages(const ReviewTask *task, int count)
{
    Pages *pages = g_new0(Pages, 1);
    *pages = (Pages){.pdf = g_bytes_new_static("%PDF", 4),
                     .count = count,
                     .russian = count / 2,
                     .picture = picture_new(task->view.part.w, task->view.part.h),
                     .view = task->view};
    return pages;
}

/* What is asked for is drawn, until nothing is. */
static void draw_pages(DeskFixture *fixture, int count)
{
    App *app = fixture->app;
    app_layout(app);
    app_tick(app, app->now_ms + 10);
    while (sample_asked(&fixture->asked, &work_review)) {
        const ReviewTask *task = desk_fixture_argument(fixture, &work_review);
        sample_answer(app, &fixture->asked, &work_review, sample_pages(task, count), NULL);
        app_layout(app);
        app_tick(app, app->now_ms + 10);
    }
}

static void test_review(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_RU, FALSE, "2026-11-20", FALSE);
    App *app = fixture.app;
    desk_fixture_tap(app, DESK_REVIEW, 0);
    g_assert_cmpint(app->state, ==, STATE_REVIEW);
    draw_pages(&fixture, 6);
    const Review *review = app->office->after->review;
    g_assert_cmpint(review->shown->view.page, ==, 0);
    sample_tap(app, "page:after");
    draw_pages(&fixture, 6);
    g_assert_cmpint(review->shown->view.page, ==, 1);
    /* As wide as the screen, the same page stands in parts. */
    sample_tap(app, "size");
    draw_pages(&fixture, 6);
    g_assert_cmpint(review->shown->view.page, ==, 1);
    g_assert_cmpint(review->shown->view.part.y, ==, 0);
    sample_tap(app, "page:after");
    draw_pages(&fixture, 6);
    g_assert_cmpint(review->shown->view.page, ==, 1);
    g_assert_cmpint(review->shown->view.part.y, >, 0);
    sample_tap(app, "part:ru");
    draw_pages(&fixture, 6);
    g_assert_cmpint(review->shown->view.page, ==, 3);
    /* Past the last page there is nothing. */
    app_do(app, (Touch){TOUCH_PAGE, 1000});
    draw_pages(&fixture, 6);
    g_assert_cmpint(review->shown->view.page, ==, 5);
    g_assert_null(layout_find(&app->layout, "page:after"));
    sample_tap(app, "back");
    g_assert_cmpint(app->state, ==, STATE_RECORD);
    desk_fixture_clear(&fixture);
}

/* A page that cannot be drawn is told, and asked for no more until something changes. */
static void test_review_fails(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_EN, FALSE, "2026-11-20", FALSE);
    App *app = fixture.app;
    desk_fixture_tap(app, DESK_REVIEW, 0);
    app_layout(app);
    app_tick(app, app->now_ms + 10);
    sample_answer(app, &fixture.asked, &work_review, NULL, "The page cannot be drawn.");
    app_layout(app);
    app_tick(app, app->now_ms + 10);
    g_assert_cmpint(sample_asked(&fixture.asked, &work_review), ==, 0);
    g_assert_nonnull(app->office->after->review->why);
    desk_fixture_clear(&fixture);
}

static void test_entry(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_RU, FALSE, "2026-11-20", FALSE);
    App *app = fixture.app;
    desk_fixture_tap(app, DESK_ENTRY, 1);
    g_assert_cmpint(app->state, ==, STATE_NOTE);
    const Note *note = app->office->hall->note;
    g_assert_cmpint(note->number, >, 0);
    g_autofree char *text = g_strdup(note->text);
    g_assert_nonnull(text);
    NoteKind kind = note->kind;
    sample_tap(app, "note:0");
    g_assert_cmpint(note->kind, !=, kind);
    sample_tap(app, "note:3");
    sample_tap(app, "way:1");
    g_assert_cmpint(app->state, ==, STATE_NOTE);
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_NOTE_SAVING);
    const HallSave *save = desk_fixture_argument(&fixture, &work_note);
    g_assert_cmpstr(save->id, ==, "2026-0007");
    g_assert_cmpint(save->note->number, ==, note->number);
    g_assert_cmpstr(save->note->outcome, ==, "check");
    g_assert_cmpstr(save->note->text, ==, text);
    sample_answer(app, &fixture.asked, &work_note, g_new0(HallSaved, 1), NULL);
    g_assert_cmpint(app->state, ==, STATE_RECORD);
    g_assert_true(hall_is_noting(app));
    desk_fixture_clear(&fixture);
}

static void test_correction_is_dropped(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_KK, FALSE, "2026-11-20", FALSE);
    App *app = fixture.app;
    desk_fixture_tap(app, DESK_DECISION, 0);
    g_assert_cmpint(app->office->hall->note->kind, ==, NOTE_DECISION);
    sample_tap(app, "note:2");
    sample_tap(app, "term:0");
    sample_tap(app, "later");
    g_assert_cmpint(app->state, ==, STATE_RECORD);
    g_assert_null(app->office->hall->note);
    desk_fixture_tap(app, DESK_AWARD, 0);
    sample_tap(app, "lock"); /* nobody's meeting goes on: it locks to the citizens' side */
    g_assert_cmpint(app->state, ==, STATE_WELCOME);
    g_assert_null(app->office->hall->note);
    desk_fixture_clear(&fixture);
}

static void test_day(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_KK, FALSE, "2026-11-20", FALSE);
    App *app = fixture.app;
    desk_fixture_tap(app, DESK_DECISION, 0);
    g_autofree char *before = g_strdup(app->office->hall->note->due);
    sample_tap(app, "note:2");
    app_screen(app)->handle(app, (Touch){TOUCH_ROW, 5});
    g_assert_cmpint(app->state, ==, STATE_NOTE_DAY);
    sample_tap(app, "step:2:up");
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_NOTE);
    g_assert_cmpint(atoi(app->office->hall->note->due), ==, atoi(before) + 1);
    desk_fixture_clear(&fixture);
}

static void test_withdraw(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_RU, FALSE, "2026-11-20", FALSE);
    App *app = fixture.app;
    desk_fixture_tap(app, DESK_ENTRY, 0);
    int number = app->office->hall->note->number;
    sample_tap(app, "remove");
    g_assert_cmpint(app->state, ==, STATE_WITHDRAW);
    sample_tap(app, "key:go");
    g_assert_cmpint(sample_asked(&fixture.asked, &work_correct), ==, 0);
    sample_keys(app, "записано дважды");
    sample_tap(app, "key:go");
    const DeskChange *change = desk_fixture_argument(&fixture, &work_correct);
    g_assert_cmpint(change->item, ==, MEETING_ENTRY);
    g_assert_cmpint(change->number, ==, number);
    g_assert_cmpstr(change->why, ==, "Записано дважды");
    sample_tap(app, "key:go"); /* a second touch does not ask again */
    g_assert_cmpint(sample_asked(&fixture.asked, &work_correct), ==, 1);
    sample_answer(app, &fixture.asked, &work_correct, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_RECORD);
    desk_fixture_clear(&fixture);
}

static void test_attendee(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_RU, FALSE, "2026-11-20", FALSE);
    App *app = fixture.app;
    desk_fixture_tap(app, DESK_PEOPLE, 0);
    sample_tap(app, "person:2");
    g_assert_cmpint(app->state, ==, STATE_ATTENDEE);
    sample_tap(app, "attendee:0");
    g_autofree char *surname = form_value(app->office->form, FIELD_OFFICIAL_SURNAME);
    g_assert_nonnull(surname);
    form_set(app->office->form, FIELD_OFFICIAL_PATRONYMIC, "Сәрсенұлы");
    app_go(app);
    const DeskChange *change = desk_fixture_argument(&fixture, &work_correct);
    g_assert_cmpint(change->item, ==, MEETING_ATTENDEE);
    g_assert_cmpstr(change->fields[0].value, ==, surname);
    g_assert_cmpstr(change->fields[2].value, ==, "Сәрсенұлы");
    sample_answer(app, &fixture.asked, &work_correct, NULL, "The disk is full.");
    g_assert_cmpint(app->state, ==, STATE_ATTENDEE_NAME); /* what was typed is kept */
    app_go(app);
    sample_answer(app, &fixture.asked, &work_correct, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_ATTENDEE);
    sample_tap(app, "back");
    sample_tap(app, "person:0");
    sample_keys(app, "ким");
    sample_tap(app, "key:go");
    sample_keys(app, "олег");
    sample_tap(app, "key:go");
    sample_tap(app, "key:go");
    g_assert_cmpint(app->state, ==, STATE_ATTENDEE_CATEGORY);
    sample_tap(app, "category:0");
    change = desk_fixture_argument(&fixture, &work_correct);
    g_assert_cmpint(change->number, ==, 0);
    g_assert_cmpstr(change->fields[0].value, ==, "Ким");
    g_assert_cmpstr(change->fields[3].name, ==, "category");
    sample_answer(app, &fixture.asked, &work_correct, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_ATTENDEES);
    desk_fixture_clear(&fixture);
}

/* Replaces what the record lacks by one thing. */
static void lack_only(App *app, const char *code)
{
    GPtrArray *lacks = app->office->after->lacks;
    CheckItem *item = lacks->pdata[0];
    item->code = g_intern_string(code);
    item->blocking = TRUE;
    g_ptr_array_set_size(lacks, 1);
}

static void test_lacks(void)
{
    static const struct {
        const char *code;
        FlowState to;
    } ways[] = {{"place", STATE_PREPARE},
                {"attendees", STATE_ATTENDEES},
                {"decisions", STATE_SAY_NONE},
                {"entries", STATE_SAY_NONE},
                {"video", STATE_RECORD},
                {"not-announced", STATE_PREPARE},
                {"signature.inspector", STATE_RECORD}};
    for (gsize i = 0; i < G_N_ELEMENTS(ways); i++) {
        DeskFixture fixture = {0};
        desk_fixture_open(&fixture, LANGUAGE_RU, FALSE, "2026-11-19", FALSE);
        lack_only(fixture.app, ways[i].code);
        g_autoptr(GPtrArray) rows = desk_rows(fixture.app);
        desk_open(fixture.app, rows->pdata[0]);
        g_assert_cmpint(fixture.app->state, ==,
                        i + 1 == G_N_ELEMENTS(ways) ? STATE_SIGNERS : ways[i].to);
        if (fixture.app->state == STATE_PREPARE) {
            sample_tap(fixture.app, "back");
            g_assert_cmpint(fixture.app->state, ==, STATE_RECORD);
        } else if (fixture.app->state == STATE_SAY_NONE) {
            sample_tap(fixture.app, "next");
            const DeskChange *change = desk_fixture_argument(&fixture, &work_correct);
            g_assert_cmpint(change->item, ==, MEETING_ITEM_COUNT);
            g_assert_cmpstr(change->fields[0].name, ==, ways[i].code);
            g_assert_cmpstr(change->fields[0].value, ==, "none");
        }
        desk_fixture_clear(&fixture);
    }
}

static void test_added(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_RU, FALSE, "2026-11-20", FALSE);
    App *app = fixture.app;
    desk_fixture_tap(app, DESK_ADD, 0);
    sample_tap(app, "kind:3");
    g_assert_cmpint(app->state, ==, STATE_NOTE);
    sample_tap(app, "next");
    sample_keys(app, "а");
    sample_tap(app, "key:go");
    sample_keys(app, "рейд");
    sample_tap(app, "key:go");
    sample_tap(app, "term:1");
    sample_tap(app, "next");
    const HallSave *save = desk_fixture_argument(&fixture, &work_note);
    g_assert_cmpint(save->note->number, ==, 0);
    g_assert_cmpstr(save->id, ==, "2026-0007");
    g_assert_cmpstr(save->note->text, ==, "Рейд");
    desk_fixture_clear(&fixture);
}

/* Nothing of a sealed record can be touched, whoever asks. */
static void test_sealed(void)
{
    static const FlowEvent events[] = {EVENT_PREPARE, EVENT_PEOPLE, EVENT_NOTE, EVENT_NEW,
                                       EVENT_SAY_NONE};
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_RU, TRUE, NULL, TRUE);
    for (gsize i = 0; i < G_N_ELEMENTS(events); i++) {
        app_step(fixture.app, events[i]);
        g_assert_cmpint(fixture.app->state, ==, STATE_RECORD);
    }
    desk_fixture_clear(&fixture);
}

static int check_people(DeskFixture *fixture)
{
    App *app = fixture->app;
    int faults = 0;
    desk_fixture_tap(app, DESK_PEOPLE, 0);
    faults += sample_check_sizes(app, "attendees");
    app_step(app, EVENT_LOOK_UP);
    faults += sample_check_sizes(app, "attendee-search");
    sample_tap(app, "back");
    sample_tap(app, "person:2");
    faults += sample_check_sizes(app, "attendee");
    sample_tap(app, "attendee:0");
    faults += sample_check_sizes(app, "attendee-name");
    sample_tap(app, "back");
    sample_tap(app, "attendee:1");
    faults += sample_check_sizes(app, "attendee-category");
    sample_tap(app, "back");
    sample_tap(app, "attendee:2");
    faults += sample_check_sizes(app, "attendee-contact");
    sample_tap(app, "back");
    app_step(app, EVENT_TAKE_AWAY);
    app_step(app, EVENT_NEXT);
    faults += sample_check_sizes(app, "withdraw");
    return faults;
}

static void test_screens(gconstpointer data)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, (Language)GPOINTER_TO_INT(data), FALSE, "2026-11-20", FALSE);
    App *app = fixture.app;
    int faults = 0;
    desk_fixture_tap(app, DESK_REVIEW, 0);
    faults += sample_check_sizes(app, "review-wait");
    draw_pages(&fixture, 12);
    app->page = 3;
    draw_pages(&fixture, 12);
    faults += sample_check_sizes(app, "review");
    sample_tap(app, "size");
    faults += sample_check_sizes(app, "review-large");
    sample_tap(app, "back");
    desk_fixture_tap(app, DESK_ADD, 0);
    faults += sample_check_sizes(app, "add");
    sample_tap(app, "back");
    desk_fixture_tap(app, DESK_ENTRY, 1);
    faults += sample_check_sizes(app, "note-corrected");
    sample_tap(app, "later");
    desk_fixture_tap(app, DESK_DECISION, 0);
    app_step(app, EVENT_HOW);
    app_step(app, EVENT_EDIT_WHEN);
    faults += sample_check_sizes(app, "note-day");
    sample_tap(app, "back");
    sample_tap(app, "back");
    sample_tap(app, "later");
    app->office->after->none = "entries";
    app_step(app, EVENT_SAY_NONE);
    faults += sample_check_sizes(app, "say-none");
    sample_tap(app, "back");
    faults += check_people(&fixture);
    desk_fixture_clear(&fixture);
    g_assert_cmpint(faults, ==, 0);
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    g_test_add_func("/correct/the-protocol-is-gone-through-page-by-page", test_review);
    g_test_add_func("/correct/a-page-that-fails-is-told-once", test_review_fails);
    g_test_add_func("/correct/an-entry-is-corrected-in-place", test_entry);
    g_test_add_func("/correct/a-correction-that-is-left-changes-nothing",
                    test_correction_is_dropped);
    g_test_add_func("/correct/a-decision-may-be-due-on-any-day", test_day);
    g_test_add_func("/correct/what-is-withdrawn-has-a-reason", test_withdraw);
    g_test_add_func("/correct/who-came-is-corrected-and-added", test_attendee);
    g_test_add_func("/correct/what-is-missing-leads-to-its-place", test_lacks);
    g_test_add_func("/correct/what-was-forgotten-is-added", test_added);
    g_test_add_func("/correct/a-sealed-record-leads-nowhere", test_sealed);
    sample_add_screens("correct", test_screens);
    return g_test_run();
}
