#include "tests/support_kiosk.h"

#include <math.h>
#include <string.h>

#include "kiosk/screens.h"
#include "protocol/error.h"
#include "protocol/rules.h"
#include "tests/support_home.h"

static const char *const with_meeting =
    "[{'id':'2026-0007','kind':'inspector','date':'2026-11-20','time':'18:00','state':'%s',"
    "'place':'Ақжол ауылының клубы, Абай көшесі, 4','edition':'1095-2025','number':null,"
    "'attendees':47,'precincts':['12'],'speakers':[{'rank':'полиция майоры','surname':'Әлиев',"
    "'name':'Ерлан','patronymic':'Серікұлы','position':'№ 12 әкімшілік учаскенің учаскелік полиция "
    "инспекторы'}]}]";
static const char *const without_meeting =
    "[{'id':'2026-0008','kind':'inspector','date':'2026-12-04','time':'17:30','state':'planned',"
    "'place':'Ақжол ауылының клубы, Абай көшесі, 4','edition':'1095-2025','number':null,"
    "'attendees':0,'precincts':['14'],'speakers':[]}]";

void sample_init(int *argc, char ***argv)
{
    g_setenv("SDL_VIDEODRIVER", "dummy", TRUE);
    message_init(NULL);
    g_test_init(argc, argv, NULL);
}

void asked_clear(Asked *asked)
{
    g_clear_pointer(&asked->person, citizen_person_free);
    g_clear_pointer(&asked->receipt, g_free);
    g_clear_pointer(&asked->draft, g_free);
    g_clear_pointer(&asked->staff, g_ptr_array_unref);
}

static void free_result(gpointer result)
{
    work_result_free(result);
}

static void note(Asked *asked, const Work *work, gpointer argument)
{
    WorkResult *result = g_new0(WorkResult, 1);
    result->work = work;
    result->argument = argument;
    if (!asked->staff)
        asked->staff = g_ptr_array_new_with_free_func(free_result);
    g_ptr_array_add(asked->staff, result);
}

int sample_asked(Asked *asked, const Work *work)
{
    int count = 0;
    for (guint i = 0; asked->staff && i < asked->staff->len; i++)
        count += ((WorkResult *)asked->staff->pdata[i])->work == work;
    return count;
}

void sample_answer(App *app, Asked *asked, const Work *work, gpointer value, const char *refused)
{
    guint i = 0;
    while (asked->staff && i < asked->staff->len &&
           ((WorkResult *)asked->staff->pdata[i])->work != work)
        i++;
    if (!asked->staff || i == asked->staff->len)
        g_error("nobody asked for %s", work->name);
    WorkResult *result = g_ptr_array_steal_index(asked->staff, i);
    result->value = value;
    if (refused)
        error_set(&result->error, PROTOCOL_ERROR_REFUSED, refused, NULL);
    app_result(app, result);
}

static void ask(gpointer user_data, const char *who, const Work *work, gpointer argument)
{
    Asked *asked = user_data;
    asked->who = g_intern_string(who);
    if (work == &work_day) {
        asked->days++;
    } else if (work == &work_attend) {
        g_clear_pointer(&asked->person, citizen_person_free);
        asked->person = argument;
    } else if (work == &work_entry) {
        g_free(asked->receipt);
        asked->receipt = argument;
    } else if (work == &work_keep) {
        g_free(asked->draft);
        asked->draft = argument;
        asked->kept++;
    } else {
        note(asked, work, argument);
    }
}

static void cancel(gpointer user_data, const Work *work)
{
}

static void add_categories(ViewMeeting *meeting)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(RulesSet) set = rules_set_load(NULL, &error);
    g_assert_no_error(error);
    const Rules *rules = rules_by_id(set, meeting->edition, &error);
    g_assert_no_error(error);
    g_ptr_array_unref(meeting->categories);
    meeting->categories = view_categories(rules);
    meeting->video = rules_video_required(rules);
    meeting->retention_years = rules_retention_years(rules);
}

ViewDay *sample_day(const char *state)
{
    g_autofree char *with = g_strdup_printf(with_meeting, state ? state : "");
    g_autoptr(JsonNode) list = support_json(state ? with : without_meeting);
    ViewDay *day = view_day_new(list, "2026-11-20", "17:45", NULL);
    if (day->meeting)
        add_categories(day->meeting);
    return day;
}

void sample_answer_day(App *app, ViewDay *day)
{
    WorkResult *result = g_new0(WorkResult, 1);
    result->work = &work_day;
    if (day) {
        CitizenDay *read = g_new0(CitizenDay, 1);
        read->day = day;
        result->value = read;
    } else
        error_set(&result->error, PROTOCOL_ERROR_REFUSED,
                  "The register is locked by another program.", NULL);
    app_result(app, result);
}

void sample_answer_attend(App *app, int number, const char *refused)
{
    WorkResult *result = g_new0(WorkResult, 1);
    result->work = &work_attend;
    result->value = GINT_TO_POINTER(number);
    if (refused)
        error_set(&result->error, PROTOCOL_ERROR_REFUSED, refused, NULL);
    app_result(app, result);
}

void sample_answer_entry(App *app, const char *state)
{
    WorkResult *result = g_new0(WorkResult, 1);
    result->work = &work_entry;
    if (state) {
        gboolean check = strcmp(state, "check") == 0, answered = strcmp(state, "answered") == 0;
        g_autofree char *json = g_strdup_printf(
            "{\"entry\":31,\"type\":\"complaint\",\"date\":\"2026-08-20\",\"state\":\"%s\","
            "\"deadline\":%s,\"overdue\":%s,\"to\":%s,\"answer\":%s}",
            state, answered ? "null" : "\"2026-09-10\"", check ? "true" : "false",
            g_str_has_prefix(state, "forward") ? "\"Ақжол ауылдық округі әкімінің аппараты\""
                                               : "null",
            /* What is checked was contested. */
            answered || check
                ? "\"Абай көшесінің бойына кешкі патруль қойылды. Көше шамдары 12 қыркүйекте "
                  "жөнделді, мектеп жанындағы өткел жарықтандырылды. Учаскелік инспектор бұл жерді "
                  "апта сайын тексереді.\""
                : "null");
        g_autoptr(JsonNode) status = json_from_string(json, NULL);
        result->value = view_entry_new(status);
    } else {
        error_set(&result->error, PROTOCOL_ERROR_NOT_FOUND, "There is no such receipt.", NULL);
    }
    app_result(app, result);
}

App *sample_app_unanswered(Asked *asked, Language language)
{
    static Clock *clock; /* stands for all of them */
    if (!clock)
        clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    AppSetup setup = {
        .screens = screens, .language = language, .requests = {ask, cancel, asked}, .clock = clock};
    g_autoptr(GError) error = NULL;
    App *app = app_new(&setup, &error);
    g_assert_no_error(error);
    return app;
}

App *sample_app(Asked *asked, Language language, ViewDay *day)
{
    App *app = sample_app_unanswered(asked, language);
    sample_answer_day(app, day);
    app_layout(app);
    return app;
}

void sample_tap(App *app, const char *id)
{
    app_layout(app);
    const Widget *widget = layout_find(&app->layout, id);
    if (!widget || widget->touch.kind == TOUCH_NONE)
        g_error("there is no %s to touch on %s", id, flow_state_name(app->state));
    int x = widget->hit.x + widget->hit.w / 2, y = widget->hit.y + widget->hit.h / 2;
    app_touch_down(app, x, y, app->now_ms + 10);
    app_touch_up(app, x, y, app->now_ms + 10);
    app_layout(app);
}

void sample_keys(App *app, const char *text)
{
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        g_autofree char *letter = g_utf8_substring(at, 0, 1);
        g_autofree char *small = g_utf8_strdown(letter, -1);
        g_autofree char *id = g_strconcat("key:", *small == ' ' ? "space" : small, NULL);
        sample_tap(app, id);
    }
}

void sample_type(App *app, const char *text)
{
    for (const char *at = text; *at; at++) {
        const char letter[] = {g_ascii_tolower(*at), '\0'};
        g_autofree char *id = g_strconcat("key:", letter, NULL);
        app_layout(app);
        if (!layout_find(&app->layout, id))
            sample_tap(app, layout_find(&app->layout, "key:digits") ? "key:digits" : "key:letters");
        if (g_ascii_isupper(*at))
            sample_tap(app, "key:shift");
        sample_tap(app, id);
    }
}

void sample_sign(App *app)
{
    app_layout(app);
    const Widget *pad = layout_find(&app->layout, "pad");
    SDL_Rect rect = pad->rect;
    for (int i = 0; i <= 90; i++) {
        double along = i / 90.0;
        int x = rect.x + (int)(rect.w * (0.25 + 0.45 * along));
        int y = rect.y + (int)(rect.h * (0.45 + (0.3 - 0.15 * along) * sin(along * 19)));
        if (i == 0)
            app_touch_down(app, x, y, app->now_ms + 12);
        else
            app_touch_move(app, x, y, app->now_ms + 12);
    }
    app_touch_up(app, rect.x + rect.w / 2, rect.y + rect.h / 2, app->now_ms + 12);
}

void sample_walk(App *app, FlowState to)
{
    sample_tap(app, "start");
    if (to == STATE_NAMES)
        return;
    static const char *const names[LANGUAGE_COUNT][3] = {
        [LANGUAGE_KK] = {"жанғабылова", "айгүл", "нұрланқызы"},
        [LANGUAGE_RU] = {"жангабылова", "айгуль", "нурлановна"},
        [LANGUAGE_EN] = {"zhangabylova", "aigul", "nurlankyzy"}};
    sample_keys(app, names[app->language][0]);
    sample_tap(app, "key:go");
    sample_keys(app, names[app->language][1]);
    sample_tap(app, "key:go");
    sample_keys(app, names[app->language][2]);
    sample_tap(app, "key:go");
    g_assert_cmpint(app->state, ==, STATE_PERSON);
    if (to == STATE_PERSON)
        return;
    sample_tap(app, "category:resident");
    if (to == STATE_CONTACT)
        return;
    sample_tap(app, "next");
    if (to == STATE_UNSIGNED) {
        sample_tap(app, "unsigned");
        return;
    }
    sample_sign(app);
    if (to == STATE_SIGN)
        return;
    sample_tap(app, "next");
    if (to == STATE_SAVING)
        return;
    sample_answer_attend(app, 48, to == STATE_FAILED ? "The disk is full." : NULL);
}
