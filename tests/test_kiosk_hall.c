/* The meeting at the touch screen: what it shows of the recorder, what is noted at the first touch
 * and kept, who sees what, and how it looks. */
#include "kiosk/secretary/hall.h"

#include <string.h>

#include "protocol/message.h"
#include "tests/support_home.h"
#include "tests/support_kiosk_office.h"

#define UNIX_MS G_GINT64_CONSTANT(1795179600000) /* 18:00:00 */

static const char *const record_json =
    "{'id':'2026-0007','date':'2026-11-20','attendees':2,'agenda':["
    "{'point':1,'kk':'Қызмет көрсетілетін әкімшілік учаскедегі криминогендік жағдай',"
    "'ru':'Криминогенная обстановка на обслуживаемом административном участке',"
    "'mark':{'take':1,'position_ms':130000,'wall':'2026-11-20T18:02:10+05:00'}},"
    "{'point':2,'kk':'Құқық бұзушылық профилактикасы','ru':'Профилактика правонарушений',"
    "'mark':null},{'point':3,'kk':'Заңнамадағы өзгерістер','ru':'Изменения законодательства',"
    "'mark':null}],'attendee_list':["
    "{'n':1,'surname':'Жанғабылова','name':'Әсел','patronymic':'Нұрланқызы','address':'Абай 4'},"
    "{'n':2,'surname':'Щербаков','name':'Пётр','patronymic':null,'address':null}],"
    "'entries':[{'entry':3,'type':'remark','said':'18:01:20','text':'Мектеп жанында жарық жоқ'}]}";

static void answer_meeting(App *app, Asked *asked)
{
    OfficeMeeting *meeting = g_new0(OfficeMeeting, 1);
    meeting->id = g_strdup("2026-0007");
    meeting->record = support_json(record_json);
    meeting->rules = support_json("{}");
    g_autoptr(RulesSet) set = rules_set_load(NULL, NULL);
    meeting->categories = view_categories(rules_by_id(set, "1095-2025", NULL));
    sample_answer(app, asked, &work_meeting, meeting, NULL);
}

/* The recorder's answer to the question that is under way. */
static void answer_watch(App *app, Asked *asked, gboolean recording, guint alarms)
{
    HallWatch *watch = g_new0(HallWatch, 1);
    watch->recording = recording;
    watch->status = (RecorderStatus){.take = 1,
                                     .running_ms = 2487000,
                                     .safe_ms = 2486500,
                                     .hours_left_ms = 61 * 3600000,
                                     .peak_db = -20,
                                     .alarms = alarms};
    watch->at_ms = app->now_ms;
    watch->unix_ms = UNIX_MS;
    app_tick(app, app->now_ms + 300);
    watch->at_ms = app->now_ms;
    sample_answer(app, asked, &work_watch, watch, NULL);
    app_layout(app);
}

/* The recorder is being started. */
static App *starting(Asked *asked, Language language)
{
    App *app = sample_office(asked, language, USER_SECRETARY);
    sample_tap(app, "hall");
    g_assert_cmpint(app->state, ==, STATE_READY);
    answer_meeting(app, asked);
    sample_tap(app, "start");
    g_assert_cmpint(app->state, ==, STATE_READY_DOUBTS);
    sample_tap(app, "anyway");
    g_assert_cmpint(app->state, ==, STATE_STARTING);
    return app;
}

static void begin(App *app, Asked *asked)
{
    sample_answer(app, asked, &work_begin_anyway, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_LIVE);
    sample_answer(app, asked, &work_notes, g_ptr_array_new_with_free_func(note_free), NULL);
    const char *alarms[HALL_ALARM_MAX];
    g_assert_cmpint(hall_alarms(app, alarms), ==, 0); /* nothing was heard of the recorder yet */
    answer_watch(app, asked, TRUE, 0);
}

static App *live(Asked *asked, Language language)
{
    App *app = starting(asked, language);
    begin(app, asked);
    return app;
}

static gboolean shows(App *app, const char *msgid)
{
    app_layout(app);
    const char *wanted = message(app->language, msgid);
    gsize most = MIN(strlen(wanted), strcspn(wanted, " {") + 1);
    for (guint i = 0; i < app->layout.widgets->len; i++) {
        const Widget *widget = &g_array_index(app->layout.widgets, Widget, i);
        for (guint l = 0; widget->text.lines && l < widget->text.lines->len; l++)
            if (strncmp(widget->text.lines->pdata[l], wanted, most) == 0)
                return TRUE;
    }
    return FALSE;
}

static void test_says_recording_only_when_confirmed(void)
{
    Asked asked = {0};
    g_autoptr(App) app = live(&asked, LANGUAGE_RU);
    g_assert_true(shows(app, "RECORDING {1}"));
    app_tick(app, app->now_ms + 10);
    app_layout(app);
    app_tick(app, app->now_ms + 2500);
    g_assert_false(hall_is_confirmed(app));
    g_assert_true(app->dirty);
    g_assert_false(shows(app, "RECORDING {1}"));
    answer_watch(app, &asked, TRUE, 0);
    g_assert_true(shows(app, "RECORDING {1}"));
    answer_watch(app, &asked, FALSE, 0);
    g_assert_true(shows(app, "NO RECORDING"));
    g_assert_nonnull(layout_find(&app->layout, "again"));
    asked_clear(&asked);
}

static void test_dead_recorder_is_revived_once(void)
{
    Asked asked = {0};
    g_autoptr(App) app = live(&asked, LANGUAGE_KK);
    for (int i = 0; i < 8; i++)
        if (sample_asked(&asked, &work_revive) == 0)
            answer_watch(app, &asked, FALSE, 0);
    g_assert_cmpint(sample_asked(&asked, &work_revive), ==, 1);
    sample_answer(app, &asked, &work_revive, NULL, NULL);
    for (int i = 0; i < 8; i++)
        answer_watch(app, &asked, FALSE, 0);
    g_assert_cmpint(sample_asked(&asked, &work_revive), ==, 0);
    asked_clear(&asked);
}

static void test_alarms_come_and_go(void)
{
    Asked asked = {0};
    g_autoptr(App) app = live(&asked, LANGUAGE_KK);
    const char *alarms[HALL_ALARM_MAX];
    for (int i = 0; i < RECORDER_ALARM_COUNT; i++) {
        answer_watch(app, &asked, TRUE, 1u << i);
        g_assert_cmpint(hall_alarms(app, alarms), ==, 1);
        g_assert_true(shows(app, alarms[0]));
        g_assert_cmpint(sample_check(app, "live-alarm"), ==, 0);
        answer_watch(app, &asked, TRUE, 0);
        g_assert_cmpint(hall_alarms(app, alarms), ==, 0);
    }
    answer_watch(app, &asked, TRUE, RECORDER_ALARM_MIC_FAINT | RECORDER_ALARM_CARD_NEARLY_FULL);
    g_assert_cmpint(hall_alarms(app, alarms), ==, 2);
    /* What is recorded does not reach the disk any more. */
    app->office->hall->watch.status.safe_ms -= 6000;
    g_assert_cmpint(hall_alarms(app, alarms), ==, 3);
    g_assert_true(g_str_has_prefix(alarms[0], "The recording does not reach the disk"));
    /* Whoever registers meanwhile sees it too. */
    sample_tap(app, "register");
    g_assert_cmpint(app->state, ==, STATE_WELCOME);
    g_assert_true(shows(app, "The recording has a fault. Please call the secretary!"));
    g_assert_cmpint(sample_check(app, "welcome-alarm"), ==, 0);
    asked_clear(&asked);
}

static void test_moment_is_noted_at_the_first_touch(void)
{
    Asked asked = {0};
    g_autoptr(App) app = live(&asked, LANGUAGE_KK);
    Hall *hall = app->office->hall;
    app_tick(app, app->now_ms + 990);
    sample_tap(app, "complaint");
    g_assert_cmpint(app->state, ==, STATE_NOTE);
    g_assert_cmpint(sample_asked(&asked, &work_notes_keep), ==, 1);
    g_assert_cmpint(hall->note->take, ==, 1);
    /* A touch of the test takes 20 ms. */
    g_assert_cmpint(hall->note->position_ms, ==, 2487000 + 990 + 20);
    g_assert_cmpstr(hall->note->at, ==, "18:00:01");
    /* A finger that touched twice meant nothing else. */
    sample_tap(app, "note:3");
    g_assert_false(hall->note->confidential);
    app_tick(app, app->now_ms + 500);
    sample_tap(app, "note:3");
    g_assert_true(hall->note->confidential);
    /* It waits, while somebody else speaks. */
    sample_tap(app, "later");
    sample_tap(app, "remark");
    g_assert_cmpuint(hall->notes->len, ==, 2);
    sample_tap(app, "remove");
    g_assert_cmpint(app->state, ==, STATE_LIVE);
    sample_tap(app, "note:0");
    g_assert_cmpint(hall->note->kind, ==, NOTE_COMPLAINT);
    asked_clear(&asked);
}

/* From the first touch to the register. */
static void test_entry_is_told_step_by_step(void)
{
    Asked asked = {0};
    g_autoptr(App) app = live(&asked, LANGUAGE_KK);
    Hall *hall = app->office->hall;
    sample_tap(app, "complaint");
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_NOTE_WHO);
    sample_tap(app, "who:2");
    g_assert_cmpint(app->state, ==, STATE_NOTE_SEARCH);
    sample_keys(app, "асе");
    sample_tap(app, "key:go");
    sample_tap(app, "who:3");
    g_assert_cmpint(hall->note->from, ==, 1);
    g_assert_cmpint(app->state, ==, STATE_NOTE_TEXT);
    sample_keys(app, "жарық жоқ");
    sample_tap(app, "key:go");
    g_assert_cmpint(app->state, ==, STATE_NOTE_HOW);
    g_assert_cmpstr(hall->note->text, ==, "Жарық жоқ");
    sample_tap(app, "way:2");
    sample_tap(app, "key:go");
    g_assert_cmpint(app->state, ==, STATE_NOTE_TO);
    sample_keys(app, "әкімдік");
    sample_tap(app, "key:go");
    g_assert_cmpint(app->state, ==, STATE_NOTE);
    g_assert_true(note_is_whole(hall->note));
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_NOTE_SAVING);
    /* Refused: nothing is lost. */
    sample_answer(app, &asked, &work_note, NULL, "The disk is full.");
    g_assert_cmpint(app->state, ==, STATE_NOTE);
    g_assert_cmpuint(hall->notes->len, ==, 1);
    sample_tap(app, "next");
    HallSaved *saved = g_new0(HallSaved, 1);
    saved->number = 4;
    sample_answer(app, &asked, &work_note, saved, NULL);
    g_assert_cmpint(app->state, ==, STATE_LIVE);
    g_assert_cmpuint(hall->notes->len, ==, 0);
    asked_clear(&asked);
}

static void test_half_typed_words_are_kept(void)
{
    Asked asked = {0};
    g_autoptr(App) app = live(&asked, LANGUAGE_RU);
    sample_tap(app, "decision");
    sample_tap(app, "note:1");
    g_assert_cmpint(app->state, ==, STATE_NOTE_TEXT);
    int kept = sample_asked(&asked, &work_notes_keep);
    sample_keys(app, "пат");
    app_tick(app, app->now_ms + 500);
    g_assert_cmpint(sample_asked(&asked, &work_notes_keep), ==, kept + 1);
    g_autofree char *text = notes_json(app->office->hall->notes);
    g_autoptr(GPtrArray) again = notes_parse(text);
    const Note *note = again->pdata[0];
    g_assert_cmpint(note->kind, ==, NOTE_DECISION);
    g_assert_cmpstr(note->text, ==, "Пат");
    g_assert_cmpstr(note->at, ==, app->office->hall->note->at);
    g_assert_cmpint(note->position_ms, ==, app->office->hall->note->position_ms);
    /* Locked in the middle of it, it waits on the screen of the meeting. */
    sample_tap(app, "lock");
    g_assert_cmpint(app->state, ==, STATE_LIVE_LOCKED);
    g_assert_cmpuint(app->office->hall->notes->len, ==, 1);
    asked_clear(&asked);
}

/* Somebody who is not on the list yet, half-typed. */
static void test_half_typed_person_is_kept(void)
{
    Asked asked = {0};
    g_autoptr(App) app = live(&asked, LANGUAGE_RU);
    sample_tap(app, "remark");
    sample_tap(app, "next");
    sample_tap(app, "who:1");
    g_assert_cmpint(app->state, ==, STATE_NOTE_PERSON);
    sample_keys(app, "кузнецов");
    sample_tap(app, "key:go");
    sample_keys(app, "пё");
    app_tick(app, app->now_ms + 500);
    g_autofree char *text = notes_json(app->office->hall->notes);
    g_autoptr(GPtrArray) again = notes_parse(text);
    const Note *note = again->pdata[0];
    g_assert_cmpstr(note->surname, ==, "Кузнецов");
    g_assert_cmpstr(note->given, ==, "Пё");
    sample_tap(app, "back");
    sample_tap(app, "who:1");
    sample_tap(app, "note-given");
    sample_tap(app, "key:т");
    sample_tap(app, "key:р");
    sample_tap(app, "key:go");
    sample_tap(app, "category:0");
    sample_answer(app, &asked, &work_person, GINT_TO_POINTER(7), NULL);
    g_assert_cmpstr(app->office->hall->note->who, ==, "Кузнецов Пётр");
    g_assert_null(app->office->hall->note->surname);
    asked_clear(&asked);
}

static void test_removed_note_is_taken_back(void)
{
    Asked asked = {0};
    g_autoptr(App) app = live(&asked, LANGUAGE_KK);
    Hall *hall = app->office->hall;
    sample_tap(app, "complaint");
    g_autofree char *at = g_strdup(hall->note->at);
    sample_tap(app, "remove");
    g_assert_cmpuint(hall->notes->len, ==, 0);
    sample_tap(app, "toast:undo");
    g_assert_cmpint(app->state, ==, STATE_NOTE);
    g_assert_cmpuint(hall->notes->len, ==, 1);
    g_assert_cmpstr(hall->note->at, ==, at);
    g_assert_null(app->toast);
    /* What went into the register is not taken back so. */
    sample_tap(app, "later");
    g_assert_false(hall_has_dropped(app));
    asked_clear(&asked);
}

static void test_notes_of_a_spoilt_file(void)
{
    static const char *const texts[] = {"",
                                        "[",
                                        "{}",
                                        "[1,null,[]]",
                                        "[{\"kind\":\"murder\",\"at\":\"18:00:00\"}]",
                                        "[{\"kind\":\"remark\",\"at\":\"25:00:00\"}]",
                                        "[{\"kind\":\"remark\"}]"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GPtrArray) notes = notes_parse(texts[i]);
        g_assert_cmpuint(notes->len, ==, 0);
    }
}

/* Locked, the screen shows no name and no word of anybody, and nothing can be noted. */
static void test_locked_tells_nothing(void)
{
    Asked asked = {0};
    g_autoptr(App) app = live(&asked, LANGUAGE_KK);
    g_assert_true(shows(app, "No. {1} · {2} · {3}"));
    sample_tap(app, "lock");
    g_assert_cmpint(app->state, ==, STATE_LIVE_LOCKED);
    for (guint i = 0; i < app->layout.widgets->len; i++) {
        const Widget *widget = &g_array_index(app->layout.widgets, Widget, i);
        for (guint l = 0; widget->text.lines && l < widget->text.lines->len; l++)
            g_assert_null(strstr(widget->text.lines->pdata[l], "Мектеп"));
        g_assert_cmpint(widget->touch.kind, !=, TOUCH_SAY);
    }
    sample_tap(app, "register");
    g_assert_cmpint(app->state, ==, STATE_WELCOME);
    app_tick(app, app->now_ms + 20100);
    g_assert_cmpint(app->state, ==, STATE_LIVE_LOCKED);
    asked_clear(&asked);
}

static void test_mark_can_be_taken_back(void)
{
    Asked asked = {0};
    g_autoptr(App) app = live(&asked, LANGUAGE_KK);
    sample_tap(app, "point:0");
    g_assert_cmpint(sample_asked(&asked, &work_mark), ==, 0);
    sample_tap(app, "toast");
    sample_tap(app, "point:1");
    sample_answer(app, &asked, &work_mark, NULL, NULL);
    sample_tap(app, "toast:undo");
    g_assert_cmpint(sample_asked(&asked, &work_mark), ==, 1);
    asked_clear(&asked);
}

static void test_recovers_to_the_meeting(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("in-session"));
    g_assert_cmpint(app->state, ==, STATE_LIVE_LOCKED);
    g_assert_cmpstr(app->office->hall->id, ==, "2026-0007");
    sample_answer(app, &asked, &work_notes,
                  notes_parse("[{\"kind\":\"remark\",\"at\":\"18:00:00\",\"text\":\"Жарық\"}]"),
                  NULL);
    g_assert_cmpuint(app->office->hall->notes->len, ==, 1);
    asked_clear(&asked);
}

/* One that began yesterday and was not ended is what this day is about. */
static void test_goes_on_past_midnight(void)
{
    static const struct {
        const char *yesterday, *today, *chosen;
    } cases[] = {{"in-session", "planned", "2026-0007"},
                 {"in-session", "in-session", "2026-0008"},
                 {"registering", "planned", "2026-0008"},
                 {"closed", "planned", "2026-0008"}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strdup_printf("[{'id':'2026-0007','date':'2026-11-19','time':'22:00','state':'%s'},"
                            "{'id':'2026-0008','date':'2026-11-20','time':'10:00','state':'%s'}]",
                            cases[i].yesterday, cases[i].today);
        g_autoptr(JsonNode) list = support_json(text);
        ViewDay *day = view_day_new(list, "2026-11-20", "00:10", NULL);
        g_assert_cmpstr(day->meeting->id, ==, cases[i].chosen);
        if (i == 0) {
            Asked asked = {0};
            g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, day);
            g_assert_cmpint(app->state, ==, STATE_LIVE_LOCKED);
            g_assert_cmpstr(app->office->hall->id, ==, "2026-0007");
            asked_clear(&asked);
        } else {
            view_day_free(day);
        }
    }
}

/* The screens of the meeting, each as a person reaches it: who said something, */
static int check_who(App *app, Asked *asked)
{
    sample_tap(app, "next");
    int faults = sample_check(app, "note-who");
    sample_tap(app, "who:1");
    faults += sample_check(app, "note-person");
    form_set(app->office->form, FIELD_NOTE_SURNAME, "Құдайбергенова-Айтмұхамбетова");
    form_set(app->office->form, FIELD_NOTE_GIVEN, "Гүлжаһан");
    app_step(app, EVENT_NEXT);
    faults += sample_check(app, "note-category");
    sample_tap(app, "category:0");
    faults += sample_check(app, "note-adding");
    sample_answer(app, asked, &work_person, NULL, "The disk is full.");
    sample_tap(app, "back");
    sample_tap(app, "who:2");
    faults += sample_check(app, "note-search");
    sample_tap(app, "back");
    sample_tap(app, "who:0");
    return faults;
}

/* what was said and how it was met, */
static int check_entry(App *app, Asked *asked)
{
    sample_tap(app, "complaint");
    int faults = sample_check(app, "note");
    faults += check_who(app, asked);
    faults += sample_check(app, "note-text");
    sample_tap(app, "back");
    app_step(app, EVENT_HOW);
    faults += sample_check(app, "note-how");
    app_step(app, EVENT_FORWARD);
    faults += sample_check(app, "note-to");
    app_step(app, EVENT_BACK);
    app_step(app, EVENT_ANSWER);
    faults += sample_check(app, "note-answer");
    app_step(app, EVENT_BACK);
    app_step(app, EVENT_BACK);
    hall_set(&app->office->hall->note->text, "Мектеп жанында жарық жоқ");
    app_step(app, EVENT_LEAVE);
    faults += sample_check(app, "note-drop");
    sample_tap(app, "back");
    hall_set(&app->office->hall->note->outcome, "check");
    app_step(app, EVENT_NEXT);
    faults += sample_check(app, "note-saving");
    sample_answer(app, asked, &work_note, NULL, "The disk is full.");
    faults += sample_check(app, "note-refused");
    sample_tap(app, "later");
    return faults;
}

/* what was decided, */
static int check_decision(App *app)
{
    sample_tap(app, "decision");
    app_step(app, EVENT_WHO);
    int faults = sample_check(app, "note-name");
    sample_tap(app, "back");
    app_step(app, EVENT_HOW);
    faults += sample_check(app, "note-due");
    app_step(app, EVENT_EDIT_WHEN); /* nobody was at home, where the day is read */
    g_assert_cmpint(app->state, ==, STATE_NOTE_DAY);
    faults += sample_check(app, "note-day");
    app_step(app, EVENT_BACK);
    app_step(app, EVENT_BACK);
    sample_tap(app, "later");
    return faults;
}

/* and the meeting itself. */
static int check_all(App *app, Asked *asked)
{
    int faults = sample_check(app, "starting");
    begin(app, asked);
    faults += sample_check(app, "live");
    answer_watch(app, asked, FALSE, 0);
    faults += sample_check(app, "live-lost");
    answer_watch(app, asked, TRUE, 0);
    faults += check_entry(app, asked);
    faults += check_decision(app);
    faults += sample_check(app, "live-waiting");
    sample_tap(app, "end");
    faults += sample_check(app, "end");
    sample_tap(app, "next");
    faults += sample_check(app, "ending");
    sample_answer(app, asked, &work_end, NULL, "The disk is full.");
    sample_tap(app, "toast");
    return faults;
}

static void test_looks(void)
{
    int faults = 0;
    for (int i = 0; i < 3 * 3; i++) {
        Language language = (Language)(i / 3);
        for (gsize d = 0; d < sample_display_count; d++) {
            Asked asked = {0};
            g_autoptr(App) app = starting(&asked, language);
            app_look(app, language, i % 3 == 1, i % 3 == 2);
            app_resize(app, sample_displays[d].width_px, sample_displays[d].height_px,
                       sample_displays[d].dpi);
            faults += check_all(app, &asked);
            sample_tap(app, "lock");
            app_look(app, language, i % 3 == 1, i % 3 == 2); /* the lock took it back */
            faults += sample_check(app, "live-locked");
            asked_clear(&asked);
        }
    }
    g_assert_cmpint(faults, ==, 0);
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    g_test_add_func("/hall/recording-is-said-only-while-it-is-confirmed",
                    test_says_recording_only_when_confirmed);
    g_test_add_func("/hall/a-dead-recorder-is-revived-once", test_dead_recorder_is_revived_once);
    g_test_add_func("/hall/every-alarm-comes-and-goes", test_alarms_come_and_go);
    g_test_add_func("/hall/the-moment-is-noted-at-the-first-touch",
                    test_moment_is_noted_at_the_first_touch);
    g_test_add_func("/hall/an-entry-is-told-step-by-step", test_entry_is_told_step_by_step);
    g_test_add_func("/hall/half-typed-words-are-kept", test_half_typed_words_are_kept);
    g_test_add_func("/hall/a-half-typed-person-is-kept", test_half_typed_person_is_kept);
    g_test_add_func("/hall/a-note-removed-by-a-slip-is-taken-back",
                    test_removed_note_is_taken_back);
    g_test_add_func("/hall/a-spoilt-file-of-notes-is-none", test_notes_of_a_spoilt_file);
    g_test_add_func("/hall/the-locked-screen-tells-nothing", test_locked_tells_nothing);
    g_test_add_func("/hall/a-mark-can-be-taken-back", test_mark_can_be_taken_back);
    g_test_add_func("/hall/the-application-comes-back-to-the-meeting",
                    test_recovers_to_the_meeting);
    g_test_add_func("/hall/a-meeting-that-went-past-midnight-goes-on", test_goes_on_past_midnight);
    g_test_add_func("/hall/every-screen-at-every-size", test_looks);
    return g_test_run();
}
