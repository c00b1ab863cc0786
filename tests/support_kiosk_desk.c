#include "tests/support_kiosk_desk.h"

#include "protocol/check.h"
#include "tests/support.h"

static void set_text(JsonNode *record, const char *member, const char *value)
{
    json_object_set_string_member(json_node_get_object(record), member, value);
}

/* The sample's record with an entry as long as one may be; sealed, or not signed by anybody. */
static JsonNode *sample_record(const char *id, gboolean sealed)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *json = NULL;
    g_assert_true(g_file_get_contents("tests/data/record.json", &json, NULL, &error));
    JsonNode *record = json_from_string(json, &error);
    g_assert_no_error(error);
    JsonObject *object = json_node_get_object(record);
    g_autofree char *longest = g_strnfill(9000, 'a');
    for (gsize i = 7; i < 9000; i += 8)
        longest[i] = ' ';
    JsonArray *entries = json_object_get_array_member(object, "entries");
    json_object_set_string_member(json_array_get_object_element(entries, 0), "text", longest);
    set_text(record, "id", id);
    set_text(record, "state", sealed ? "sealed" : "closed");
    if (!sealed) {
        json_object_set_null_member(object, "number");
        json_object_set_null_member(object, "sealed");
        json_object_set_array_member(object, "signatures", json_array_new());
    }
    return record;
}

const Rules *sample_rules_of(const RulesSet *set, JsonNode *record)
{
    g_autoptr(GError) error = NULL;
    const Rules *rules = rules_by_id(
        set, json_object_get_string_member(json_node_get_object(record), "edition"), &error);
    g_assert_no_error(error);
    return rules;
}

OfficeMeeting *sample_held(const RulesSet *set, const char *id, gboolean sealed)
{
    OfficeMeeting *meeting = g_new0(OfficeMeeting, 1);
    meeting->id = g_strdup(id);
    meeting->record = sample_record(id, sealed);
    meeting->rules = rules_json(sample_rules_of(set, meeting->record));
    meeting->categories = view_categories(sample_rules_of(set, meeting->record));
    return meeting;
}

DeskLacks *sample_desk_lacks(const RulesSet *set, const char *today, gboolean signed_)
{
    DeskLacks *lacks = g_new0(DeskLacks, 1);
    lacks->record = sample_record("2026-0007", FALSE);
    lacks->items =
        check_record(lacks->record, sample_rules_of(set, lacks->record), today, !signed_);
    return lacks;
}

static const char *const meetings =
    "[{\"id\":\"2026-0007\",\"date\":\"2026-11-20\",\"time\":\"18:00\",\"state\":\"closed\","
    "\"number\":null,\"speakers\":[{\"surname\":\"Әлиев\",\"name\":\"Ерлан\",\"patronymic\":"
    "\"Серікұлы\"}]},{\"id\":\"2026-0003\",\"date\":\"2026-08-20\",\"time\":\"17:30\",\"state\":"
    "\"sealed\",\"number\":11,\"speakers\":[{\"surname\":\"Құдайбергенова-Айтмұхамбетова\","
    "\"name\":\"Гүлжаһан\",\"patronymic\":null}]}]";

void desk_fixture_open(DeskFixture *fixture, Language language, gboolean sealed, const char *today,
                       gboolean signed_)
{
    g_autoptr(GError) error = NULL;
    fixture->set = rules_set_load(NULL, &error);
    g_assert_no_error(error);
    fixture->app = sample_office(&fixture->asked, language, USER_SECRETARY);
    App *app = fixture->app;
    json_node_unref(app->office->desk->meetings);
    app->office->desk->meetings = json_from_string(meetings, &error);
    g_assert_no_error(error);
    sample_tap(app, "meetings");
    g_assert_cmpint(app->state, ==, STATE_MEETINGS);
    sample_tap(app, "meeting:1");
    g_assert_cmpint(app->state, ==, STATE_RECORD);
    sample_answer(app, &fixture->asked, &work_meeting,
                  sample_held(fixture->set, app->office->meeting_id, sealed), NULL);
    app_tick(app, app->now_ms + 10);
    if (!sealed)
        sample_answer(app, &fixture->asked, &work_lacks,
                      sample_desk_lacks(fixture->set, today, signed_), NULL);
}

void desk_fixture_clear(DeskFixture *fixture)
{
    app_free(fixture->app);
    asked_clear(&fixture->asked);
    rules_set_free(fixture->set);
}

gconstpointer desk_fixture_argument(DeskFixture *fixture, const Work *work)
{
    for (guint i = 0; i < fixture->asked.staff->len; i++) {
        const WorkResult *result = fixture->asked.staff->pdata[i];
        if (result->work == work)
            return result->argument;
    }
    g_error("nobody asked for %s", work->name);
}

void desk_fixture_tap(App *app, DeskRowKind kind, int nth)
{
    g_autoptr(GPtrArray) rows = desk_rows(app);
    for (guint i = 0; i < rows->len; i++) {
        const DeskRow *row = rows->pdata[i];
        if (row->kind != kind || nth-- > 0)
            continue;
        g_assert_true(app_screen(app)->handle(app, (Touch){TOUCH_ROW, (int)i}));
        return;
    }
    g_error("there is no such row");
}

int sample_check_sizes(App *app, const char *what)
{
    int faults = 0;
    for (gsize i = 0; i < sample_display_count; i++)
        for (int look = 0; look < 3; look++) {
            app->larger = look == 1;
            app->contrast = look == 2;
            const SampleDisplay *display = &sample_displays[i];
            app_resize(app, display->width_px, display->height_px, display->dpi);
            faults += sample_check(app, what);
        }
    app->larger = app->contrast = FALSE;
    app_resize(app, 1280, 800, 0);
    return faults;
}
