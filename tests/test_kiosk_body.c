/* The police body is renamed: what is new carries the new name, what was keeps the old. */
#include <string.h>

#include "kiosk/secretary/body.h"
#include "protocol/body.h"
#include "protocol/document_meeting.h"
#include "protocol/error.h"
#include "protocol/follow.h"
#include "protocol/json_read.h"
#include "protocol/meeting.h"
#include "protocol/record.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "protocol/verify.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_kiosk_office.h"
#include "tests/support_kiosk_work.h"
#include "tests/support_pdf.h"
#include "tests/support_sealed.h"

#define DAY_MS (24 * G_GINT64_CONSTANT(3600000))
#define NEW_NAME "Отдел полиции района Жаңақала"

/* Free with g_free. */
static char *body_of(RecordFixture *f, const char *id)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) record = record_read(f->home, id, &error);
    g_assert_no_error(error);
    return g_strdup(json_read_text(json_read_object(json_node_get_object(record), "body"), "name"));
}

static gboolean verifies(RecordFixture *f)
{
    Verification result;
    gboolean ok = verify_meeting(f->home, f->id, NULL, NULL, &result, NULL) && result.ok;
    verification_clear(&result);
    return ok;
}

static void write_document(RecordFixture *f, const char *id, DocumentKind kind, int entry)
{
    g_autoptr(GError) error = NULL;
    const Document document = {.kind = kind, .language = "ru", .entry = entry};
    g_autoptr(GBytes) pdf = document_of_meeting(f->home, id, &document, NULL, &error);
    g_assert_no_error(error);
    g_autofree char *path = g_build_filename(f->folder, "out.pdf", NULL);
    g_assert_true(g_file_set_contents(path, g_bytes_get_data(pdf, NULL),
                                      (gssize)g_bytes_get_size(pdf), NULL));
    support_shell_in(f->folder, "pdftotext out.pdf out.txt");
}

/* The entry that is forwarded: there is a letter about it. */
static int forwarded(RecordFixture *f)
{
    g_autoptr(JsonNode) list = follow_list(f->home, "2026-11-20", FOLLOW_OPEN, NULL);
    JsonArray *rows = json_node_get_array(list);
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        if (strcmp(json_read_text(row, "state"), "forward") == 0)
            return (int)json_object_get_int_member(row, "entry");
    }
    g_assert_not_reached();
}

static void test_old_records_keep_the_name(RecordFixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    const HomeBody body = {.name = NEW_NAME, .name_kk = "Жаңақала ауданының полиция бөлімі"};
    g_autofree char *before = body_of(f, f->id), *since = NULL;
    g_autofree char *planned = support_meeting_on(f->home, "2026-12-10");
    g_autofree char *today = support_meeting_on(f->home, "2026-11-20");
    g_assert_true(body_rename(f->home, &body, NULL, &since, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(since, ==, "2026-11-21"); /* of today one is sealed */
    g_autofree char *sealed = body_of(f, f->id), *later = body_of(f, planned);
    g_autofree char *same_day = body_of(f, today);
    g_assert_cmpstr(sealed, ==, before);
    g_assert_cmpstr(same_day, ==, before);
    g_assert_cmpstr(later, ==, NEW_NAME);
    g_assert_true(verifies(f));
    write_document(f, planned, DOCUMENT_NOTICE, 0);
    support_shell_in(f->folder, "grep -q Жаңақала out.txt");
    /* A letter goes out under the name of its own day. */
    int entry = forwarded(f);
    write_document(f, f->id, DOCUMENT_LETTER, entry);
    support_shell_in(f->folder, "! grep -q Жаңақала out.txt");
    clock_set(f->clock, SUPPORT_NOW_MS + DAY_MS);
    write_document(f, f->id, DOCUMENT_LETTER, entry);
    support_shell_in(f->folder, "grep -q Жаңақала out.txt");
    write_document(f, f->id, DOCUMENT_PROTOCOL, 0);
    support_shell_in(f->folder, "! grep -q Жаңақала out.txt");
}

static void test_the_day_is_judged(RecordFixture *f, gconstpointer unused)
{
    static const struct {
        const char *since;
        int code;
    } cases[] = {{"2026-11-19", PROTOCOL_ERROR_USAGE},
                 {"2026-11-20", PROTOCOL_ERROR_REFUSED},
                 {"2028-01-01", PROTOCOL_ERROR_USAGE},
                 {"2026-13-01", PROTOCOL_ERROR_USAGE}};
    const HomeBody body = {.name = NEW_NAME};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(body_rename(f->home, &body, cases[i].since, NULL, &error));
        g_assert_error(error, PROTOCOL_ERROR, cases[i].code);
    }
    g_assert_false(body_rename(f->home, &(HomeBody){.name = " "}, NULL, NULL, NULL));
    g_assert_true(body_rename(f->home, &body, "2027-01-01", NULL, NULL));
    /* A slip is mended on the same day; a shell changes nothing. */
    g_assert_true(body_rename(f->home, &(HomeBody){.name = "Б"}, "2027-01-01", NULL, NULL));
    g_autofree char *meeting = support_meeting_on(f->home, "2027-01-01");
    g_autofree char *name = body_of(f, meeting);
    g_assert_cmpstr(name, ==, "Б");
    support_shell_in(f->folder, "! sqlite3 home/register.db \"UPDATE body SET name = 'x'\" 2>&1");
    support_shell_in(f->folder, "! sqlite3 home/register.db \"INSERT INTO body VALUES (3,"
                                " '2026-11-20', 'x', NULL, NULL, '')\" 2>&1");
}

static void test_command(RecordFixture *f, gconstpointer unused)
{
    const char *home = home_path(f->home);
    g_setenv("ESEP_NOW", "2026-11-21T10:00:00+05:00", TRUE);
    g_auto(Run) run =
        run_esep("--home", home, "body", "rename", "--body", NEW_NAME, "--city", "Орал", NULL);
    g_assert_cmpint(run.exit_code, ==, 0);
    g_auto(Run) usage = run_esep("--home", home, "body", "rename", NULL);
    g_assert_cmpint(usage.exit_code, ==, 2);
    g_auto(Run) list = run_esep("--home", home, "--json", "body", NULL);
    g_unsetenv("ESEP_NOW");
    g_autoptr(JsonNode) node = json_from_string(list.out, NULL);
    JsonArray *rows = json_node_get_array(node);
    g_assert_cmpuint(json_array_get_length(rows), ==, 2);
    JsonObject *row = json_array_get_object_element(rows, 1);
    g_assert_cmpstr(json_read_text(row, "name"), ==, NEW_NAME);
    g_assert_cmpstr(json_read_text(row, "since"), ==, "2026-11-21");
}

/* ---- by touch */

static void test_by_touch(RecordFixture *f, gconstpointer unused)
{
    RealFixture real = {.in = *f};
    real_open(&real);
    clock_set(f->clock, SUPPORT_NOW_MS + DAY_MS);
    g_autoptr(App) app = real.app = sample_office(&real.asked, LANGUAGE_RU, USER_ADMINISTRATOR);
    app_step(app, EVENT_SETTINGS);
    app_step(app, EVENT_BODY);
    sample_tap(app, "body");
    g_assert_cmpstr(app->office->form->text[FIELD_BODY]->str, ==,
                    "Отдел полиции Акжолского района");
    sample_keys(app, "ав");
    sample_tap(app, "key:go");
    g_assert_cmpint(app->state, ==, STATE_BODY_CITY);
    sample_tap(app, "key:go");
    g_assert_cmpint(app->state, ==, STATE_BODY_KEEP);
    sample_tap(app, "next");
    real_answer(&real, &work_body);
    g_assert_cmpint(app->state, ==, STATE_SETTINGS);
    g_assert_nonnull(strstr(app->toast, "21 ноября"));
    g_autoptr(JsonArray) log = register_audit_last(home_register(f->home), NULL, 1, NULL);
    JsonObject *last = json_array_get_object_element(log, 0);
    g_assert_cmpstr(json_read_text(last, "what"), ==, "body");
    g_assert_nonnull(strstr(json_read_text(last, "who"), "Жүсіпбекова"));
    g_autofree char *meeting = support_meeting_on(f->home, "2026-12-10");
    g_autofree char *name = body_of(f, meeting);
    g_assert_cmpstr(name, ==, "Отдел полиции Акжолского районаав");
    g_assert_true(verifies(f));
    g_assert_true(register_audit_verify(home_register(f->home), NULL, NULL, NULL));
    asked_clear(&real.asked);
}

static void test_screens(gconstpointer data)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_office(&asked, (Language)GPOINTER_TO_INT(data), USER_ADMINISTRATOR);
    body_begin(app);
    form_set(app->office->form, FIELD_BODY_KK,
             "Жамбыл облысы полиция департаментінің Тұрар Рысқұлов ауданы полиция бөлімі");
    form_set(app->office->form, FIELD_BODY,
             "Отдел полиции района Турара Рыскулова департамента полиции Жамбылской области");
    app->state = STATE_BODY;
    app->field = FIELD_BODY_KK;
    int faults = sample_check_everywhere(app, sample_check_state);
    app->state = STATE_BODY_KEEP;
    app->field = FIELD_NONE;
    faults += sample_check_everywhere(app, sample_check_state);
    g_assert_cmpint(faults, ==, 0);
    asked_clear(&asked);
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
#define ADD(path, test) g_test_add(path, RecordFixture, NULL, sealed_set_up, test, record_tear_down)
    ADD("/body/what-was-sealed-keeps-the-name-of-its-day", test_old_records_keep_the_name);
    ADD("/body/a-name-begins-on-no-day-that-is-over", test_the_day_is_judged);
    ADD("/body/the-command-renames-and-tells", test_command);
    ADD("/body/the-administrator-renames-by-touch", test_by_touch);
    sample_add_screens("body", test_screens);
    return g_test_run();
}
