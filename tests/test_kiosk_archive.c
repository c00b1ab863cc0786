/* The touch application's archive: meetings are found, and their recordings played. */
#include "kiosk/secretary/archive.h"
#include "kiosk/secretary/case.h"
#include "kiosk/secretary/desk_correct.h"
#include "kiosk/secretary/playback.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_kiosk_desk.h"

static void open_meetings(DeskFixture *fixture, Language language)
{
    desk_fixture_open(fixture, language, TRUE, NULL, TRUE);
    sample_tap(fixture->app, "back");
    g_assert_cmpint(fixture->app->state, ==, STATE_MEETINGS);
}

static void search(App *app, const char *words)
{
    sample_tap(app, "meeting:0");
    if (app->state == STATE_MEETINGS) /* it was cleared first */
        sample_tap(app, "meeting:0");
    g_assert_cmpint(app->state, ==, STATE_SEARCH);
    form_set(app->office->form, FIELD_SEARCH, words);
    sample_tap(app, "key:go");
    g_assert_cmpint(app->state, ==, STATE_MEETINGS);
    app_layout(app);
}

static int found(App *app)
{
    int count = 0;
    for (guint i = 0; i < app->layout.widgets->len; i++)
        count += g_str_has_prefix(g_array_index(app->layout.widgets, Widget, i).id, "meeting:");
    return count - 1;
}

static void test_search(void)
{
    static const struct {
        const char *words;
        int count;
    } searches[] = {{"11", 1},         {"№11", 1},   {"2026-0003", 1}, {"20.08.2026", 1},
                    {"20 августа", 1}, {"Әлиев", 1}, {"алиев", 1},     {"Гүлжаһан Құдай", 1},
                    {"нет такого", 0}};
    DeskFixture fixture = {0};
    open_meetings(&fixture, LANGUAGE_RU);
    App *app = fixture.app;
    for (gsize i = 0; i < G_N_ELEMENTS(searches); i++) {
        search(app, searches[i].words);
        if (found(app) != searches[i].count)
            g_error("“%s” finds %d", searches[i].words, found(app));
        sample_answer(app, &fixture.asked, &work_search, NULL, "Fewer than two letters.");
    }
    g_assert_null(app->toast); /* what is no name is no fault */
    desk_fixture_clear(&fixture);
}

static JsonNode *people(void)
{
    return support_json("[{'meeting':'2026-0003','n':4,'surname':'Петров','name':'Иван',"
                        "'patronymic':null,'category':'resident'}]");
}

/* Somebody who is found leads to the meeting; an answer to another search is none to this. */
static void test_people(void)
{
    DeskFixture fixture = {0};
    open_meetings(&fixture, LANGUAGE_RU);
    App *app = fixture.app;
    search(app, "пет");
    sample_tap(app, "meeting:0");
    sample_answer(app, &fixture.asked, &work_search, people(), NULL);
    app_layout(app);
    g_assert_cmpint(found(app), ==, 2); /* all meetings again, and nobody of the search */
    search(app, "петров");
    g_assert_cmpstr(desk_fixture_argument(&fixture, &work_search), ==, "петров");
    sample_answer(app, &fixture.asked, &work_search, people(), NULL);
    app_layout(app);
    g_assert_cmpint(found(app), ==, 1);
    sample_tap(app, "meeting:1");
    g_assert_cmpint(app->state, ==, STATE_RECORD);
    g_assert_cmpstr(app->office->meeting_id, ==, "2026-0003");
    sample_tap(app, "lock");
    g_assert_null(app->office->after->found);
    g_assert_false(form_has(app->office->form, FIELD_SEARCH));
    desk_fixture_clear(&fixture);
}

/* Two takes of a minute each in the record. */
static void two_takes(App *app)
{
    JsonObject *record = json_node_get_object(app->office->meeting->record);
    JsonObject *recording = json_object_get_object_member(record, "recording");
    JsonNode *takes = support_json("[{'take':1,'length_ms':60000},{'take':2,'length_ms':60000}]");
    json_object_set_array_member(recording, "takes", json_array_ref(json_node_get_array(takes)));
    json_node_unref(takes);
}

static void answer_play(DeskFixture *fixture, gint64 at_ms, gboolean playing, gboolean ended)
{
    PlayAnswer *answer = g_new0(PlayAnswer, 1);
    answer->status = (PlayerStatus){
        .at_ms = at_ms, .length_ms = 60000, .playing = playing, .ended = ended, .sound = TRUE};
    sample_answer(fixture->app, &fixture->asked, &work_play, answer, NULL);
}

static void open_play(DeskFixture *fixture, Language language)
{
    desk_fixture_open(fixture, language, TRUE, NULL, TRUE);
    two_takes(fixture->app);
    app_step(fixture->app, EVENT_PLAY);
    g_assert_cmpint(fixture->app->state, ==, STATE_PLAY);
}

static void test_play(void)
{
    DeskFixture fixture = {0};
    open_play(&fixture, LANGUAGE_RU);
    App *app = fixture.app;
    const PlayTask *task = desk_fixture_argument(&fixture, &work_play);
    g_assert_cmpint(task->what, ==, PLAY_OPEN);
    g_assert_cmpint(task->take, ==, 1);
    answer_play(&fixture, 0, TRUE, FALSE);
    g_assert_cmpint(playback_length_ms(app), ==, 120000);
    sample_tap(app, "on:15");
    task = desk_fixture_argument(&fixture, &work_play);
    g_assert_cmpint(task->what, ==, PLAY_SEEK);
    g_assert_cmpint(task->at_ms, ==, 15000);
    answer_play(&fixture, 15000, TRUE, FALSE);
    /* Over the end of a take the next is opened. */
    sample_tap(app, "on:60");
    task = desk_fixture_argument(&fixture, &work_play);
    g_assert_cmpint(task->what, ==, PLAY_OPEN);
    g_assert_cmpint(task->take, ==, 2);
    g_assert_cmpint(task->at_ms, ==, 15000);
    answer_play(&fixture, 15000, TRUE, FALSE);
    g_assert_cmpint(playback_at_ms(app), ==, 75000);
    sample_tap(app, "pause");
    task = desk_fixture_argument(&fixture, &work_play);
    g_assert_cmpint(task->what, ==, PLAY_PAUSE);
    answer_play(&fixture, 15000, FALSE, FALSE);
    app_layout(app);
    g_assert_nonnull(layout_find(&app->layout, "play"));
    sample_tap(app, "back:60");
    task = desk_fixture_argument(&fixture, &work_play);
    g_assert_cmpint(task->take, ==, 1);
    g_assert_cmpint(task->at_ms, ==, 15000);
    /* A take that ends goes on with the next by itself. */
    answer_play(&fixture, 60000, FALSE, TRUE);
    task = desk_fixture_argument(&fixture, &work_play);
    g_assert_cmpint(task->what, ==, PLAY_OPEN);
    g_assert_cmpint(task->take, ==, 2);
    desk_fixture_clear(&fixture);
}

/* The entries stand beside the picture: a touch jumps there, and what is played is marked. */
static void test_entries(void)
{
    DeskFixture fixture = {0};
    open_play(&fixture, LANGUAGE_RU);
    App *app = fixture.app;
    JsonArray *all = desk_list(app, "entries");
    guint count = json_array_get_length(all);
    g_assert_cmpuint(count, >=, 2);
    /* One in the first take, one in the second; the others were not recorded. */
    for (guint i = 0; i < count; i++)
        json_object_set_null_member(json_array_get_object_element(all, i), "take");
    JsonObject *late = json_array_get_object_element(all, 0);
    JsonObject *early = json_array_get_object_element(all, 1);
    json_object_set_int_member(late, "take", 2);
    json_object_set_int_member(late, "position_ms", 20000);
    json_object_set_int_member(early, "take", 1);
    json_object_set_int_member(early, "position_ms", 30000);
    answer_play(&fixture, 0, TRUE, FALSE);
    app_layout(app);
    g_autoptr(GPtrArray) entries = playback_entries(app);
    g_assert_cmpuint(entries->len, ==, 2);
    g_assert_true(entries->pdata[0] == early && entries->pdata[1] == late);
    g_assert_cmpint(playback_entry_now(app), ==, -1);
    sample_tap(app, "entry:0");
    const PlayTask *task = desk_fixture_argument(&fixture, &work_play);
    g_assert_cmpint(task->what, ==, PLAY_SEEK);
    g_assert_cmpint(task->at_ms, ==, 25000);
    answer_play(&fixture, 25000, TRUE, FALSE);
    app_layout(app);
    g_assert_cmpint(layout_find(&app->layout, "entry:0")->look, ==, LOOK_CARD_CHOSEN);
    g_assert_cmpint(layout_find(&app->layout, "entry:1")->look, ==, LOOK_CARD);
    sample_tap(app, "entry:1");
    task = desk_fixture_argument(&fixture, &work_play);
    g_assert_cmpint(task->what, ==, PLAY_OPEN);
    g_assert_cmpint(task->take, ==, 2);
    g_assert_cmpint(task->at_ms, ==, 15000);
    answer_play(&fixture, 15000, TRUE, FALSE);
    app_layout(app);
    g_assert_cmpint(layout_find(&app->layout, "entry:1")->look, ==, LOOK_CARD_CHOSEN);
    desk_fixture_clear(&fixture);
}

/* Nothing of a player that was let go of comes back to the screen. */
static void test_stale(void)
{
    DeskFixture fixture = {0};
    open_play(&fixture, LANGUAGE_RU);
    App *app = fixture.app;
    sample_tap(app, "back");
    g_assert_cmpint(app->state, ==, STATE_RECORD);
    app_step(app, EVENT_PLAY);
    answer_play(&fixture, 0, TRUE, FALSE); /* of the first opening */
    g_assert_false(app->office->playback->shown);
    answer_play(&fixture, 0, TRUE, FALSE); /* of the closing */
    g_assert_false(app->office->playback->shown);
    answer_play(&fixture, 0, TRUE, FALSE);
    g_assert_true(app->office->playback->shown);
    sample_tap(app, "lock");
    g_assert_false(app->office->playback->shown);
    const PlayTask *task = desk_fixture_argument(&fixture, &work_play);
    g_assert_cmpint(task->what, ==, PLAY_CLOSE);
    desk_fixture_clear(&fixture);
}

static void test_broken(void)
{
    DeskFixture fixture = {0};
    open_play(&fixture, LANGUAGE_RU);
    App *app = fixture.app;
    sample_answer(app, &fixture.asked, &work_play, NULL, "There is no picture in it.");
    g_assert_nonnull(app->office->playback->why);
    int faults = sample_check_sizes(app, "play-broken");
    g_assert_cmpint(faults, ==, 0);
    sample_tap(app, "on:15"); /* once more, from there */
    g_assert_cmpint(((const PlayTask *)desk_fixture_argument(&fixture, &work_play))->what, ==,
                    PLAY_OPEN);
    desk_fixture_clear(&fixture);
}

/* From an entry it begins a little before what was said. */
static void test_at_entry(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_RU, TRUE, NULL, TRUE);
    App *app = fixture.app;
    JsonObject *entry = json_array_get_object_element(desk_list(app, "entries"), 0);
    int number = (int)json_object_get_int_member(entry, "entry");
    gint64 position_ms = json_object_get_int_member(entry, "position_ms");
    case_open(app, number, 0, app->office->meeting_id, TRUE);
    app_step(app, EVENT_NEXT);
    g_assert_cmpint(app->state, ==, STATE_CASE);
    app_step(app, EVENT_PLAY);
    g_assert_cmpint(app->state, ==, STATE_PLAY);
    const PlayTask *task = desk_fixture_argument(&fixture, &work_play);
    g_assert_cmpint(task->at_ms, <, position_ms);
    g_assert_cmpint(task->at_ms, >=, MAX(0, position_ms - 10000));
    sample_tap(app, "back");
    g_assert_cmpint(app->state, ==, STATE_CASE);
    desk_fixture_clear(&fixture);
}

static void test_screens(gconstpointer data)
{
    Language language = (Language)GPOINTER_TO_INT(data);
    DeskFixture fixture = {0};
    open_meetings(&fixture, language);
    App *app = fixture.app;
    int faults = sample_check_sizes(app, "meetings");
    sample_tap(app, "meeting:0");
    faults += sample_check_sizes(app, "search");
    sample_tap(app, "back");
    search(app, "петров");
    faults += sample_check_sizes(app, "found-nothing");
    sample_answer(app, &fixture.asked, &work_search, people(), NULL);
    faults += sample_check_sizes(app, "found");
    desk_fixture_clear(&fixture);
    fixture = (DeskFixture){0};
    open_play(&fixture, language);
    faults += sample_check_sizes(fixture.app, "play-wait");
    answer_play(&fixture, 15000, TRUE, FALSE);
    fixture.app->office->playback->status.sound = FALSE;
    faults += sample_check_sizes(fixture.app, "play");
    desk_fixture_clear(&fixture);
    g_assert_cmpint(faults, ==, 0);
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    g_test_add_func("/archive/a-meeting-is-found-by-all-that-is-known-of-it", test_search);
    g_test_add_func("/archive/who-came-leads-to-the-meeting", test_people);
    g_test_add_func("/archive/a-recording-is-gone-through-over-its-takes", test_play);
    g_test_add_func("/archive/an-entry-is-a-touch-away", test_entries);
    g_test_add_func("/archive/what-was-let-go-of-does-not-come-back", test_stale);
    g_test_add_func("/archive/what-cannot-be-played-is-told", test_broken);
    g_test_add_func("/archive/an-entry-is-heard-from-a-little-before", test_at_entry);
    sample_add_screens("archive", test_screens);
    return g_test_run();
}
