/* The touch application after sealing: what is due, one entry and the steps of its life, what is
 * printed for citizens, the stick that can be pulled. */
#include "kiosk/secretary/case.h"
#include "kiosk/secretary/desk_correct.h"
#include "protocol/print.h"
#include "protocol/stick.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_kiosk_desk.h"

/* Entries of the desk on 20 November 2026: one late, one due today, one soon, one later. */
static void set_entries(App *app)
{
    json_node_unref(app->office->desk->entries);
    app->office->desk->entries = support_json(
        "[{'entry':29,'meeting':'2026-0003','date':'2026-08-20','type':'complaint','outcome':"
        "'check','state':'check','deadline':'2026-11-17','overdue':true,'certain':true,'source':"
        "'1095 p.32','to':null,'text':'Көшедегі жарық екі ай бойы жанбайды, мектеп жанындағы "
        "жаяу жүргіншілер өткелінде де жарық жоқ'},"
        "{'entry':31,'meeting':'2026-0007','date':'2026-11-20','type':'remark','outcome':"
        "'forward','state':'forwarded','deadline':'2026-11-20','overdue':false,'certain':true,"
        "'source':'APPC art. 65','to':'Акимат','text':null},"
        "{'entry':32,'meeting':'2026-0007','date':'2026-11-20','type':'suggestion','outcome':"
        "'check','state':'check','deadline':'2026-11-23','overdue':false,'certain':true,"
        "'source':'APPC art. 76','to':null,'text':'Камера'},"
        "{'entry':33,'meeting':'2026-0007','date':'2026-11-20','type':'suggestion','outcome':"
        "'check','state':'check','deadline':'2026-12-11','overdue':false,'certain':true,"
        "'source':'APPC art. 76','to':null,'text':'Камера'}]");
}

static JsonNode *sample_case(int entry, const char *state)
{
    g_autofree char *text = g_strdup_printf(
        "{'entry':%d,'meeting':'2026-0007','date':'2026-11-20','type':'complaint','outcome':"
        "'forward','state':'%s','deadline':'2026-11-17','overdue':true,'certain':true,'source':"
        "'1095 p.32, APPC art. 65','to':'Ақжол ауылының әкімдігі','answer':'Исправлено',"
        "'anonymous':false,'confidential':false,'steps':[{'event':'begin','state':'check',"
        "'deadline':null,'text':'майор Әлиев','to':null,'ref':null,'at':"
        "'2026-11-21T10:00:00+05:00'},{'event':'forward','state':'forwarded','deadline':null,"
        "'text':null,'to':'Ақжол ауылының әкімдігі','ref':'5-12/340','at':"
        "'2026-11-22T10:00:00+05:00'}],'possible':[%s]}",
        entry, state,
        strcmp(state, "check") == 0    ? "'begin','extend','answer','forward','notify'"
        : strcmp(state, "closed") == 0 ? ""
                                       : "'notify','receive','close','contest'");
    return support_json(text);
}

/* Opens the first entry of the sealed record. */
static void open_case(DeskFixture *fixture, Language language, const char *state)
{
    desk_fixture_open(fixture, language, TRUE, NULL, TRUE);
    App *app = fixture->app;
    set_entries(app);
    g_autoptr(GPtrArray) rows = desk_rows(app);
    for (guint i = 0; app->state == STATE_RECORD && i < rows->len; i++)
        if (((const DeskRow *)rows->pdata[i])->kind == DESK_ENTRY)
            desk_open(app, rows->pdata[i]);
    g_assert_cmpint(app->state, ==, STATE_CASE);
    sample_answer(app, &fixture->asked, &work_case,
                  sample_case(app->office->followed->entry, state), NULL);
}

static void test_due(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_RU, TRUE, NULL, TRUE);
    App *app = fixture.app;
    set_entries(app);
    static const guint counts[CASES_TAB_COUNT] = {1, 1, 1, 4};
    for (int tab = 0; tab < CASES_TAB_COUNT; tab++) {
        g_autoptr(GPtrArray) list = case_list(app, (CasesTab)tab);
        g_assert_cmpuint(list->len, ==, counts[tab]);
    }
    sample_tap(app, "back");
    sample_tap(app, "back");
    g_assert_cmpint(app->state, ==, STATE_HOME);
    sample_tap(app, "follow");
    g_assert_cmpint(app->state, ==, STATE_FOLLOW);
    g_assert_cmpint(app->office->followed->tab, ==, CASES_OVERDUE);
    sample_tap(app, "tab:1");
    sample_tap(app, "case:0");
    g_assert_cmpint(app->state, ==, STATE_CASE);
    g_assert_cmpint(app->office->followed->entry, ==, 31);
    g_assert_cmpstr(app->office->meeting_id, ==, "2026-0007");
    sample_tap(app, "back");
    g_assert_cmpint(app->state, ==, STATE_FOLLOW);
    g_assert_cmpint(app->office->followed->tab, ==, CASES_TODAY); /* as it was left */
    desk_fixture_clear(&fixture);
}

/* A decision of the meeting waits beside the entries. */
static void set_decision(App *app)
{
    json_node_unref(app->office->desk->entries);
    app->office->desk->entries =
        support_json("[{'id':'2026-0007/1','entry':null,'decision':1,'meeting':'2026-0007','date':"
                     "'2026-11-20','type':'decision','outcome':null,'state':'noted','deadline':"
                     "'2026-11-19','overdue':true,'certain':true,'source':'1095 p.33','to':null,"
                     "'in_charge':'Е. С. Әлиев','text':'Мектеп жанындағы өткелге жарық орнату'}]");
}

static JsonNode *sample_decision(void)
{
    return support_json(
        "{'id':'2026-0007/1','entry':null,'decision':1,'meeting':'2026-0007','date':"
        "'2026-11-20','type':'decision','outcome':null,'state':'begun','deadline':"
        "'2026-11-19','overdue':true,'certain':true,'source':'1095 p.33','to':null,"
        "'answer':null,'anonymous':false,'confidential':false,'in_charge':'Е. С. Әлиев',"
        "'text':'Мектеп жанындағы өткелге жарық орнату','steps':[{'event':'begin',"
        "'state':'begun','deadline':'2026-11-19','text':'Мердігер табылды','to':null,"
        "'ref':'7/1','who':'esep','at':'2026-11-21T10:00:00+05:00'}],"
        "'possible':['extend','done','cancel']}");
}

/* Opens it from the list of what is due. */
static void open_decision(DeskFixture *fixture, Language language)
{
    desk_fixture_open(fixture, language, TRUE, NULL, TRUE);
    App *app = fixture->app;
    set_decision(app);
    sample_tap(app, "back");
    sample_tap(app, "back");
    sample_tap(app, "follow");
    g_assert_cmpint(app->office->followed->tab, ==, CASES_OVERDUE);
    sample_tap(app, "case:0");
    g_assert_cmpint(app->state, ==, STATE_CASE);
    sample_answer(app, &fixture->asked, &work_case, sample_decision(), NULL);
}

static void test_decision(void)
{
    DeskFixture fixture = {0};
    open_decision(&fixture, LANGUAGE_RU);
    App *app = fixture.app;
    g_assert_false(case_has_papers(app)); /* an entry alone has them */
    sample_tap(app, "steps");
    sample_tap(app, "step:1");
    g_assert_cmpint(app->state, ==, STATE_STEP_WORDS);
    sample_tap(app, "key:go");
    g_assert_cmpint(sample_asked(&fixture.asked, &work_step), ==, 0); /* an outcome has words */
    sample_keys(app, "свет есть");
    sample_tap(app, "key:go");
    const CaseTask *task = desk_fixture_argument(&fixture, &work_step);
    g_assert_cmpint(task->entry, ==, 0);
    g_assert_cmpint(task->decision, ==, 1);
    g_assert_cmpstr(task->meeting, ==, "2026-0007");
    g_assert_cmpstr(task->event, ==, "done");
    g_assert_cmpstr(task->text, ==, "Свет есть");
    g_assert_null(task->until);
    sample_answer(app, &fixture.asked, &work_step, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_CASE);
    desk_fixture_clear(&fixture);
}

static void test_decision_of_record(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_KK, TRUE, NULL, TRUE);
    App *app = fixture.app;
    g_autoptr(GPtrArray) rows = desk_rows(app);
    for (guint i = 0; app->state == STATE_RECORD && i < rows->len; i++)
        if (((const DeskRow *)rows->pdata[i])->kind == DESK_DECISION)
            desk_open(app, rows->pdata[i]);
    g_assert_cmpint(app->state, ==, STATE_CASE);
    g_assert_cmpint(app->office->followed->decision, ==, 1);
    g_assert_cmpint(app->office->followed->entry, ==, 0);
    sample_answer(app, &fixture.asked, &work_case, sample_decision(), NULL);
    sample_tap(app, "steps");
    sample_tap(app, "step:0");
    g_assert_cmpint(app->state, ==, STATE_STEP_DAY); /* put off: until which day */
    desk_fixture_clear(&fixture);
}

static void test_answer(void)
{
    DeskFixture fixture = {0};
    open_case(&fixture, LANGUAGE_RU, "check");
    App *app = fixture.app;
    sample_tap(app, "steps");
    sample_tap(app, "step:2");
    g_assert_cmpint(app->state, ==, STATE_STEP_WORDS);
    sample_tap(app, "key:go");
    g_assert_cmpint(sample_asked(&fixture.asked, &work_step), ==, 0); /* an answer has words */
    sample_keys(app, "да");
    sample_tap(app, "key:go");
    const CaseTask *task = desk_fixture_argument(&fixture, &work_step);
    g_assert_cmpint(task->entry, ==, app->office->followed->entry);
    g_assert_cmpstr(task->event, ==, "answer");
    g_assert_cmpstr(task->text, ==, "Да");
    g_assert_null(task->to);
    sample_tap(app, "key:go"); /* twice is once */
    g_assert_cmpint(sample_asked(&fixture.asked, &work_step), ==, 1);
    sample_answer(app, &fixture.asked, &work_step, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_CASE);
    g_assert_cmpint(sample_asked(&fixture.asked, &work_case), ==, 1); /* it is read again */
    desk_fixture_clear(&fixture);
}

static void test_extend(void)
{
    DeskFixture fixture = {0};
    open_case(&fixture, LANGUAGE_RU, "check");
    App *app = fixture.app;
    sample_tap(app, "steps");
    sample_tap(app, "step:1");
    g_assert_cmpint(app->state, ==, STATE_STEP_DAY);
    sample_tap(app, "step:1:up");
    sample_tap(app, "next");
    sample_keys(app, "нет эксперта");
    sample_tap(app, "key:go");
    const CaseTask *task = desk_fixture_argument(&fixture, &work_step);
    g_assert_cmpstr(task->event, ==, "extend");
    g_assert_cmpstr(task->until, ==, "2026-12-17");
    g_assert_cmpstr(task->text, ==, "Нет эксперта");
    sample_answer(app, &fixture.asked, &work_step, NULL, "The term is too long.");
    g_assert_cmpint(app->state, ==, STATE_STEP_WORDS); /* what was typed is kept */
    g_assert_nonnull(app->toast);
    desk_fixture_clear(&fixture);
}

static void test_letter(void)
{
    DeskFixture fixture = {0};
    open_case(&fixture, LANGUAGE_KK, "check");
    App *app = fixture.app;
    sample_tap(app, "steps");
    sample_tap(app, "step:3");
    g_assert_cmpint(app->state, ==, STATE_STEP_LETTER);
    g_autofree char *known = form_value(app->office->form, FIELD_STEP_TO);
    g_assert_cmpstr(known, ==, "Ақжол ауылының әкімдігі");
    app_focus_field(app, FIELD_STEP_REF);
    sample_tap(app, "key:go");
    const CaseTask *task = desk_fixture_argument(&fixture, &work_step);
    g_assert_cmpstr(task->to, ==, "Ақжол ауылының әкімдігі");
    g_assert_null(task->until);
    desk_fixture_clear(&fixture);
}

/* Who may not follow takes no step, and of what is closed there is none. */
static void test_closed(void)
{
    DeskFixture fixture = {0};
    open_case(&fixture, LANGUAGE_RU, "closed");
    App *app = fixture.app;
    app_layout(app);
    g_assert_null(layout_find(&app->layout, "steps"));
    app_step(app, EVENT_NEXT);
    g_assert_cmpint(app->state, ==, STATE_CASE);
    desk_fixture_clear(&fixture);
}

static GPtrArray *one_printer(void)
{
    GPtrArray *printers = g_ptr_array_new_with_free_func((GDestroyNotify)printer_free);
    Printer *printer = g_new0(Printer, 1);
    printer->name = g_strdup("HP");
    printer->info = g_strdup("");
    g_ptr_array_add(printers, printer);
    return printers;
}

static void test_paper_of_case(void)
{
    DeskFixture fixture = {0};
    open_case(&fixture, LANGUAGE_RU, "notified");
    App *app = fixture.app;
    sample_tap(app, "print");
    g_assert_cmpint(app->state, ==, STATE_PAPERS);
    sample_tap(app, "paper:3");
    sample_answer(app, &fixture.asked, &work_printers, one_printer(), NULL);
    sample_tap(app, "choice:0");
    const DeskTask *task = desk_fixture_argument(&fixture, &work_print);
    g_assert_cmpint(task->paper, ==, DOCUMENT_LETTER);
    g_assert_cmpuint(task->entries->len, ==, 1);
    g_assert_cmpint(g_array_index(task->entries, int, 0), ==, app->office->followed->entry);
    sample_answer(app, &fixture.asked, &work_print, NULL, NULL);
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_CASE);
    desk_fixture_clear(&fixture);
}

static void open_receipts(DeskFixture *fixture, Language language)
{
    desk_fixture_open(fixture, language, TRUE, NULL, TRUE);
    app_step(fixture->app, EVENT_RECEIPTS);
    g_assert_cmpint(fixture->app->state, ==, STATE_RECEIPTS);
}

/* All at once; the printer gives up in the middle: it is known whose receipt is on paper. */
static void test_receipts(void)
{
    DeskFixture fixture = {0};
    open_receipts(&fixture, LANGUAGE_RU);
    App *app = fixture.app;
    sample_tap(app, "tab:1");
    sample_tap(app, "receipt:0");
    sample_answer(app, &fixture.asked, &work_printers, one_printer(), NULL);
    sample_tap(app, "choice:0");
    const DeskTask *task = desk_fixture_argument(&fixture, &work_print);
    JsonArray *entries = desk_list(app, "entries");
    g_assert_cmpint(task->paper, ==, DOCUMENT_RECEIPT_ROLL);
    g_assert_cmpuint(task->entries->len, ==, json_array_get_length(entries));
    int first = g_array_index(task->entries, int, 0);
    app_progress(app, &(WorkProgress){0.3, "out of paper"});
    app_layout(app);
    gboolean told = FALSE;
    for (guint i = 0; i < app->layout.widgets->len; i++) {
        const TextBlock *text = &g_array_index(app->layout.widgets, Widget, i).text;
        told = told || (text->lines && text->lines->len &&
                        g_str_has_prefix(text->lines->pdata[0], "Нет бумаги"));
    }
    g_assert_true(told);
    GArray *printed = g_array_new(FALSE, FALSE, sizeof(int));
    g_array_append_val(printed, first);
    sample_answer(app, &fixture.asked, &work_print, printed, "The printer is gone.");
    g_assert_true(app->office->after->failed);
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_RECEIPTS);
    g_assert_cmpuint(g_hash_table_size(app->office->after->printed), ==, 1);
    g_assert_true(g_hash_table_contains(app->office->after->printed, GINT_TO_POINTER(first)));
    desk_fixture_clear(&fixture);
}

static GPtrArray *one_stick(void)
{
    GPtrArray *sticks = g_ptr_array_new_with_free_func((GDestroyNotify)stick_free);
    Stick *stick = g_new0(Stick, 1);
    stick->folder = g_strdup("/media/esep/0");
    stick->label = g_strdup("АРХИВ");
    g_ptr_array_add(sticks, stick);
    return sticks;
}

/* One entry goes onto a stick, and from there back to it. */
static void test_give(void)
{
    DeskFixture fixture = {0};
    open_case(&fixture, LANGUAGE_RU, "check");
    App *app = fixture.app;
    int entry = app->office->followed->entry;
    sample_tap(app, "give");
    g_assert_cmpint(app->state, ==, STATE_GIVE);
    app_tick(app, app->now_ms + 10);
    sample_answer(app, &fixture.asked, &work_sticks, one_stick(), NULL);
    app_layout(app);
    g_assert_null(layout_find(&app->layout, "public")); /* it is nobody else's */
    sample_tap(app, "choice:0");
    const DeskTask *task = desk_fixture_argument(&fixture, &work_give);
    g_assert_cmpint(task->profile, ==, EXPORT_ENTRY);
    g_assert_cmpuint(task->entries->len, ==, 1);
    g_assert_cmpint(g_array_index(task->entries, int, 0), ==, entry);
    sample_answer(app, &fixture.asked, &work_give, g_strdup("/media/esep/0/x-entry-1"), NULL);
    sample_tap(app, "eject");
    sample_answer(app, &fixture.asked, &work_eject, NULL, NULL);
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_CASE);
    sample_tap(app, "give");
    sample_tap(app, "back");
    sample_tap(app, "back");
    /* The record's own archive is whole again. */
    sample_tap(app, "give");
    app_tick(app, app->now_ms + 4000);
    sample_answer(app, &fixture.asked, &work_sticks, one_stick(), NULL);
    sample_tap(app, "choice:0");
    task = desk_fixture_argument(&fixture, &work_give);
    g_assert_cmpint(task->profile, ==, EXPORT_FULL);
    desk_fixture_clear(&fixture);
}

/* It is said when the stick may be pulled, and not before. */
static void test_stick(void)
{
    DeskFixture fixture = {0};
    desk_fixture_open(&fixture, LANGUAGE_RU, TRUE, NULL, TRUE);
    App *app = fixture.app;
    sample_tap(app, "give");
    app_tick(app, app->now_ms + 10);
    sample_answer(app, &fixture.asked, &work_sticks, one_stick(), NULL);
    sample_tap(app, "choice:0");
    sample_answer(app, &fixture.asked, &work_give, g_strdup("/media/esep/0/x"), NULL);
    sample_tap(app, "eject");
    g_assert_cmpint(app->state, ==, STATE_BUSY);
    const DeskTask *task = desk_fixture_argument(&fixture, &work_eject);
    g_assert_cmpstr(task->text, ==, "/media/esep/0");
    sample_answer(app, &fixture.asked, &work_eject, NULL, "It is still in use.");
    g_assert_true(app->office->after->failed);
    sample_tap(app, "eject"); /* it is still in: once more */
    sample_answer(app, &fixture.asked, &work_eject, NULL, NULL);
    g_assert_false(app->office->after->failed);
    app_layout(app);
    g_assert_null(layout_find(&app->layout, "eject"));
    int faults = sample_check_sizes(app, "ejected");
    g_assert_cmpint(faults, ==, 0);
    sample_tap(app, "next");
    g_assert_cmpint(app->state, ==, STATE_RECORD);
    desk_fixture_clear(&fixture);
}

static int check_steps(Language language)
{
    DeskFixture fixture = {0};
    int faults = 0;
    open_case(&fixture, language, "check");
    App *app = fixture.app;
    faults += sample_check_sizes(app, "case");
    app->page = 1;
    faults += sample_check_sizes(app, "case-2");
    sample_tap(app, "give");
    sample_answer(app, &fixture.asked, &work_readers,
                  g_strdup("Қоғамдық қауіпсіздік бөлімшесінің бақылаушысы"), NULL);
    faults += sample_check_sizes(app, "give-entry");
    sample_tap(app, "back");
    sample_tap(app, "print");
    faults += sample_check_sizes(app, "papers");
    sample_tap(app, "back");
    sample_tap(app, "steps");
    faults += sample_check_sizes(app, "steps");
    static const struct {
        FlowEvent ask;
        const char *event, *name;
    } forms[] = {{EVENT_WHAT, "begin", "step-words"},
                 {EVENT_WHO, "forward", "step-letter"},
                 {EVENT_HOW, "receive", "step-number"},
                 {EVENT_EDIT_WHEN, "extend", "step-day"}};
    for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
        app->office->followed->step = case_step(app, forms[i].event);
        app_step(app, forms[i].ask);
        faults += sample_check_sizes(app, forms[i].name);
        sample_tap(app, "back");
    }
    desk_fixture_clear(&fixture);
    return faults;
}

static int check_decision(Language language)
{
    DeskFixture fixture = {0};
    open_decision(&fixture, language);
    int faults = sample_check_sizes(fixture.app, "decision");
    sample_tap(fixture.app, "steps");
    faults += sample_check_sizes(fixture.app, "decision-steps");
    desk_fixture_clear(&fixture);
    return faults;
}

static void test_screens(gconstpointer data)
{
    Language language = (Language)GPOINTER_TO_INT(data);
    DeskFixture fixture = {0};
    open_receipts(&fixture, language);
    int faults = sample_check_sizes(fixture.app, "receipts");
    sample_tap(fixture.app, "back");
    set_entries(fixture.app);
    sample_tap(fixture.app, "back");
    sample_tap(fixture.app, "back");
    faults += sample_check_sizes(fixture.app, "home-follow");
    sample_tap(fixture.app, "follow");
    sample_tap(fixture.app, "tab:3");
    faults += sample_check_sizes(fixture.app, "follow");
    desk_fixture_clear(&fixture);
    faults += check_steps(language) + check_decision(language);
    g_assert_cmpint(faults, ==, 0);
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    g_test_add_func("/follow/what-is-due-is-found-by-its-term", test_due);
    g_test_add_func("/follow/a-decision-is-done-with-words-of-its-outcome", test_decision);
    g_test_add_func("/follow/a-decision-is-opened-from-its-record", test_decision_of_record);
    g_test_add_func("/follow/an-answer-has-words-and-is-given-once", test_answer);
    g_test_add_func("/follow/a-term-is-extended-with-a-reason", test_extend);
    g_test_add_func("/follow/a-letter-goes-to-the-body-that-is-known", test_letter);
    g_test_add_func("/follow/of-what-is-closed-no-step-is-offered", test_closed);
    g_test_add_func("/follow/a-letter-is-printed-from-its-entry", test_paper_of_case);
    g_test_add_func("/follow/receipts-are-printed-at-once-and-told-which", test_receipts);
    g_test_add_func("/follow/one-entry-goes-onto-a-stick", test_give);
    g_test_add_func("/follow/a-stick-is-pulled-when-it-is-said", test_stick);
    sample_add_screens("follow", test_screens);
    return g_test_run();
}
