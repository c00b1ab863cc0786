/* Invitations, materials, how a meeting is held and who called it: prepared at the touch screen. */
#include "kiosk/secretary/invite.h"
#include "kiosk/secretary/prepare.h"
#include "kiosk/secretary/work_office.h"
#include "kiosk/secretary/work_prepare.h"
#include "protocol/json_read.h"
#include "protocol/passport.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_kiosk_office.h"
#include "tests/support_record.h"

/* The application on the preparation of a meeting with everything. */
static App *preparing(Asked *asked, Language language)
{
    App *app = sample_office(asked, language, USER_ADMINISTRATOR);
    sample_tap(app, "prepare");
    OfficeMeeting *meeting = sample_meeting();
    JsonObject *record = json_node_get_object(meeting->record);
    g_autoptr(JsonNode) more = support_json(
        "{'invitations':[{'n':1,'category':'deputy','who':'Ақжол ауылдық мәслихатының депутаты',"
        "'person':'Құсайынова Гүлнәр Төлегенқызы'},{'n':2,'category':'media','who':'«Аудан тынысы» "
        "газеті','person':null}],'materials':[{'file':'справка-4-квартал.pdf','sha256':'',"
        "'bytes':1834000}]}");
    JsonObject *object = json_node_get_object(more);
    json_object_set_array_member(record, "invitations",
                                 json_array_ref(json_read_array(object, "invitations")));
    json_object_set_array_member(record, "materials",
                                 json_array_ref(json_read_array(object, "materials")));
    json_object_set_string_member(record, "format", "mixed");
    json_object_set_string_member(record, "convener", "Ақжол ауылдық округінің әкімі");
    json_object_set_int_member(record, "expected", 120);
    sample_answer(app, asked, &work_meeting, meeting, NULL);
    return app;
}

static void answer_left(App *app, Asked *asked)
{
    sample_answer(
        app, asked, &work_invite_left,
        support_json("{'organisations':[{'precinct':'12','who':'Мектеп','category':'institution',"
                     "'person':null,'position':null,'phone':null}],"
                     "'categories':['resident','veteran']}"),
        NULL);
}

static void test_invited_by_touch(void)
{
    Asked asked = {0};
    g_autoptr(App) app = preparing(&asked, LANGUAGE_RU);
    g_assert_true(app_step(app, EVENT_INVITE));
    answer_left(app, &asked);
    sample_tap(app, "line:0");
    g_assert_cmpint(sample_asked(&asked, &work_invite), ==, 1);
    sample_tap(app, "line:0"); /* twice does no harm */
    g_assert_cmpint(sample_asked(&asked, &work_invite), ==, 1);
    sample_answer(app, &asked, &work_invite, NULL, NULL);
    answer_left(app, &asked);
    sample_tap(app, "line:1");
    g_assert_cmpint(app->state, ==, STATE_INVITED);
    sample_tap(app, "key:go");
    g_assert_cmpint(sample_asked(&asked, &work_invite), ==, 0);
    sample_tap(app, "invited");
    sample_keys(app, "совет");
    sample_tap(app, "key:go");
    sample_tap(app, "key:go");
    g_assert_cmpint(sample_asked(&asked, &work_invite), ==, 1);
    sample_answer(app, &asked, &work_invite, NULL, "Nobody of that name.");
    g_assert_cmpint(app->state, ==, STATE_INVITED);
    g_assert_nonnull(app->toast);
    asked_clear(&asked);
}

static void run(const Work *work, Workplace *place, gpointer argument, gpointer *value_out)
{
    g_autoptr(GError) error = NULL;
    *value_out = NULL;
    work->run(place, argument, value_out, &error);
    g_assert_no_error(error);
}

static void test_register_has_it(RecordFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *csv = g_build_filename(fixture->folder, "passport.csv", NULL);
    g_autofree char *file = g_build_filename(fixture->folder, "справка.pdf", NULL);
    int precincts, organisations, before;
    g_assert_true(g_file_set_contents(
        csv, "precinct,organisation,category,head\n12,Мектеп,organisation,Ахметов А.\n", -1, NULL));
    g_assert_true(g_file_set_contents(file, "%PDF-1.4", -1, NULL));
    passport_import(fixture->home, csv, &precincts, &organisations, &error);
    g_assert_no_error(error);
    Workplace place = {.home = fixture->home, .clock = fixture->clock};
    gpointer value;
    run(&work_invite_left, &place, fixture->id, &value);
    g_autoptr(JsonNode) left = value;
    before =
        (int)json_array_get_length(json_read_array(json_node_get_object(left), "organisations"));
    g_assert_cmpint(before, >, 0);
    InviteSet all = {.id = fixture->id, .on = (char *)"2026-11-06"};
    run(&work_invite, &place, &all, &value);
    InviteSet one = {.id = fixture->id,
                     .category = (char *)"deputy",
                     .who = (char *)"Ақжол мәслихаты",
                     .on = (char *)"2026-11-06"};
    run(&work_invite, &place, &one, &value);
    InviteSet material = {.id = fixture->id, .path = file};
    run(&work_invite_attach, &place, &material, &value);
    g_assert_cmpuint(support_length(fixture, "invitations"), ==, before + 1);
    g_assert_cmpuint(support_length(fixture, "materials"), ==, 1);
    PrepareSet set = {.id = fixture->id,
                      .field = {(char *)"convener", (char *)"expected"},
                      .value = {(char *)"Ақжол ауылының әкімі", (char *)"120"}};
    run(&work_prepare_set, &place, &set, &value);
    g_autoptr(JsonNode) record = support_record(fixture->home, fixture->id);
    g_assert_cmpint(json_object_get_int_member(json_node_get_object(record), "expected"), ==, 120);
}

static void test_screens(gconstpointer data)
{
    static const FlowState states[] = {STATE_PREPARE, STATE_FORMAT,  STATE_EDIT_CONVENER,
                                       STATE_INVITE,  STATE_INVITED, STATE_MATERIALS};
    int faults = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
        Asked asked = {0};
        g_autoptr(App) app = preparing(&asked, (Language)GPOINTER_TO_INT(data));
        if (states[i] == STATE_EDIT_CONVENER)
            prepare_edit_convener(app);
        app_step(app, EVENT_INVITE);
        answer_left(app, &asked);
        app->office->invite->category = g_strdup("resident");
        app->state = states[i];
        app->field = app_screen(app)->first;
        faults += sample_check_everywhere(app, sample_check_state);
        asked_clear(&asked);
    }
    g_assert_cmpint(faults, ==, 0);
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    g_test_add_func("/invite/people-are-invited-by-touch", test_invited_by_touch);
    g_test_add("/invite/the-register-has-it-all", RecordFixture, NULL, record_set_up,
               test_register_has_it, record_tear_down);
    sample_add_screens("invite", test_screens);
    return g_test_run();
}
