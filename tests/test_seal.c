#include <glib/gstdio.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/meeting.h"
#include "protocol/message.h"
#include "protocol/seal.h"
#include "protocol/verify.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_record.h"
#include "tests/support_recorder.h"
#include "tests/support_sealed.h"

static char *state_of(Home *home, const char *id)
{
    g_autoptr(JsonNode) record = support_record(home, id);
    return g_strdup(json_object_get_string_member(json_node_get_object(record), "state"));
}

static void assert_refused(Home *home, const char *id, const char *reason, ProtocolError code,
                           const char *part)
{
    g_autoptr(GError) error = NULL;
    int number = 0;
    g_assert_false(seal_meeting(home, id, reason, &number, &error));
    g_assert_error(error, PROTOCOL_ERROR, (int)code);
    if (!strstr(error->message, part))
        g_error("not “%s” but “%s”", part, error->message);
    g_autofree char *state = state_of(home, id);
    g_assert_cmpstr(state, !=, "sealed");
}

static void test_whole(RecordFixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = support_sealed(f->home);
    g_autofree char *state = state_of(f->home, id);
    g_assert_cmpstr(state, ==, "sealed");

    /* The frozen record is the one that the register shows. */
    g_autofree char *path = home_meeting_path(f->home, id, "meeting.json"), *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_autoptr(JsonNode) sealed = json_from_string(text, NULL);
    JsonObject *record = json_node_get_object(sealed);
    g_assert_cmpint(json_object_get_int_member(record, "number"), ==, 1);
    g_assert_cmpstr(json_object_get_string_member(record, "state"), ==, "sealed");
    g_autoptr(JsonNode) shown = support_record(f->home, id);
    g_assert_true(json_node_equal(sealed, shown));

    g_autofree char *pdf = home_meeting_path(f->home, id, "protocol.pdf");
    g_auto(Run) check = run_program((const char *[]){"qpdf", "--check", pdf, NULL});
    g_assert_cmpint(check.exit_code, ==, 0);
    g_auto(Run) words = run_program((const char *[]){"pdftotext", pdf, "-", NULL});
    g_assert_cmpstr(words.err, ==, "");
    g_assert_nonnull(strstr(words.out, "Жанғабылова"));
    g_assert_nonnull(strstr(words.out, "Әлиев"));
    g_auto(Run) pdfsig = run_program((const char *[]){"pdfsig", "-nocert", pdf, NULL});
    g_assert_nonnull(strstr(pdfsig.out, "Signature is Valid."));

    Verification result;
    verify_meeting(f->home, id, NULL, NULL, &result, &error);
    g_assert_no_error(error);
    g_assert_true(result.ok);
    verification_clear(&result);
}

static void test_numbers(RecordFixture *f, gconstpointer unused)
{
    for (int i = 1; i <= 3; i++) {
        g_autofree char *id = support_sealed(f->home);
        g_autoptr(JsonNode) record = support_record(f->home, id);
        g_assert_cmpint(json_object_get_int_member(json_node_get_object(record), "number"), ==, i);
    }
}

static void test_missing(RecordFixture *f, gconstpointer unused)
{
    g_autofree char *none = support_meeting(f->home);
    assert_refused(f->home, none, NULL, PROTOCOL_ERROR_REFUSED, "Not sealed: ");

    g_autofree char *id = support_meeting(f->home);
    support_attend(f->home, id);
    support_recording(f->home, id);
    support_hold(f->home, id);
    g_autoptr(GError) error = NULL;
    g_assert_false(seal_meeting(f->home, id, NULL, NULL, &error));
    /* The reason is said in the reader's language, with the paragraph. */
    g_autofree char *kk = message_error(LANGUAGE_KK, error);
    g_autofree char *ru = message_error(LANGUAGE_RU, error);
    g_assert_nonnull(strstr(kk, "1095"));
    g_assert_null(strchr(kk, MESSAGE_LANGUAGES));
    g_assert_cmpstr(kk, !=, ru);
    g_autofree char *path = home_meeting_path(f->home, id, "protocol.pdf");
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
}

static void test_late(RecordFixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = support_ready(f->home);
    clock_set(f->clock, SUPPORT_NOW_MS + 86400000);
    assert_refused(f->home, id, NULL, PROTOCOL_ERROR_REFUSED, "Not sealed: ");
    int number = 0;
    seal_meeting(f->home, id, "Жарық өшті", &number, &error);
    g_assert_no_error(error);
    g_autofree char *pdf = home_meeting_path(f->home, id, "protocol.pdf");
    g_auto(Run) words = run_program((const char *[]){"pdftotext", pdf, "-", NULL});
    g_assert_nonnull(strstr(words.out, "Жарық өшті"));
}

static void test_twice(RecordFixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL, missing = NULL;
    g_autofree char *id = support_sealed(f->home);
    g_assert_false(seal_meeting(f->home, id, NULL, NULL, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    g_assert_false(seal_meeting(f->home, "2026-0999", NULL, NULL, &missing));
    g_assert_error(missing, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
}

static void test_damaged(RecordFixture *f, gconstpointer unused)
{
    g_autofree char *id = support_ready(f->home);
    g_autofree char *take = home_meeting_path(f->home, id, "video/take-01.mkv");
    support_flip(take, -10);
    assert_refused(f->home, id, NULL, PROTOCOL_ERROR_DIFFERENT, "video/take-01.mkv");
    support_flip(take, -10);
    g_autofree char *material = home_meeting_path(f->home, id, "materials/есеп 100%.txt");
    support_flip(material, 0);
    assert_refused(f->home, id, NULL, PROTOCOL_ERROR_DIFFERENT, "materials/есеп 100%.txt");
}

static void test_full_disk(RecordFixture *f, gconstpointer unused)
{
    g_autofree char *id = support_ready(f->home);
    /* A folder where the protocol belongs: it cannot be written. */
    g_autofree char *pdf = home_meeting_path(f->home, id, "protocol.pdf");
    g_assert_cmpint(g_mkdir(pdf, 0755), ==, 0);
    assert_refused(f->home, id, NULL, PROTOCOL_ERROR_REFUSED, "protocol.pdf");
    g_assert_cmpint(g_rmdir(pdf), ==, 0);
    /* The number was not used up. */
    g_autoptr(GError) error = NULL;
    int number = 0;
    seal_meeting(f->home, id, NULL, &number, &error);
    g_assert_no_error(error);
    g_assert_cmpint(number, ==, 1);
}

/* With everything there but the end of the recording. */
static void test_recording(RecordFixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = support_meeting(f->home);
    support_attend(f->home, id);
    g_autofree char *folder = home_meeting_path(f->home, id, "video");
    g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
    g_autoptr(GSubprocess) recorder = support_recorder_run(folder, "test", "test", NULL);
    support_recorder_wait_safe(folder, 1000);
    support_hold(f->home, id);
    meeting_sign(f->home, id, "inspector", SUPPORT_STROKES, &error);
    g_assert_no_error(error);
    assert_refused(f->home, id, NULL, PROTOCOL_ERROR_REFUSED, "still running");

    g_autoptr(RecorderClient) client = recorder_connect(folder, &error);
    g_assert_no_error(error);
    recorder_stop(client, &error);
    g_assert_no_error(error);
    g_assert_cmpint(support_recorder_exit(recorder), ==, 0);
    seal_meeting(f->home, id, NULL, NULL, &error);
    g_assert_no_error(error);
}

/* Seals in a process of its own that is killed after delay_us; TRUE if it ended before that. */
static gboolean seal_and_kill(const char *home_folder, const char *id, gulong delay_us)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep", NULL);
    const char *argv[] = {program, "--home", home_folder, "seal", id, NULL};
    g_autoptr(GSubprocess) process =
        g_subprocess_newv(argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);
    g_assert_no_error(error);
    g_usleep(delay_us);
    g_subprocess_force_exit(process);
    g_assert_true(g_subprocess_wait(process, NULL, NULL));
    gboolean ended = g_subprocess_get_if_exited(process);
    if (ended)
        g_assert_cmpint(g_subprocess_get_exit_status(process), ==, 0);
    return ended;
}

static void test_killed(RecordFixture *f, gconstpointer unused)
{
    g_autofree char *id = support_ready(f->home);
    g_autofree char *folder = g_strdup(home_path(f->home));
    int killed = 0;
    gboolean sealed = FALSE;
    /* The process of each round lives longer, until one lives long enough. */
    for (gulong delay_us = 500; !sealed; delay_us += delay_us / 4) {
        g_assert_cmpuint(delay_us, <, 20 * G_USEC_PER_SEC);
        g_clear_pointer(&f->home, home_free);
        killed += !seal_and_kill(folder, id, delay_us);
        g_autoptr(GError) error = NULL;
        f->home = home_open(folder, f->clock, &error);
        g_assert_no_error(error);
        g_autofree char *state = state_of(f->home, id);
        sealed = strcmp(state, "sealed") == 0;
        if (!sealed)
            g_assert_cmpstr(state, ==, "closed");
        Verification result;
        g_assert_true(verify_meeting(f->home, id, NULL, NULL, &result, &error));
        g_assert_true(result.ok);
        verification_clear(&result);
    }
    g_assert_cmpint(killed, >, 3);
    g_autoptr(JsonNode) record = support_record(f->home, id);
    g_assert_cmpint(json_object_get_int_member(json_node_get_object(record), "number"), ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    message_init(NULL);
    g_setenv("ESEP_NOW", "2026-11-20T19:30:00+05:00", TRUE);
    static const struct {
        const char *path;
        void (*run)(RecordFixture *, gconstpointer);
    } tests[] = {
        {"/seal/a-sealed-meeting-is-whole", test_whole},
        {"/seal/numbers-have-no-gaps", test_numbers},
        {"/seal/what-is-missing-is-said-in-the-readers-language", test_missing},
        {"/seal/a-day-later-a-reason-is-asked-and-printed", test_late},
        {"/seal/a-meeting-is-sealed-once", test_twice},
        {"/seal/what-is-damaged-is-not-sealed", test_damaged},
        {"/seal/a-running-recording-is-not-sealed", test_recording},
        {"/seal/a-seal-that-cannot-be-written-uses-no-number", test_full_disk},
        {"/seal/killed-at-any-moment-it-is-unsealed-or-sealed-whole", test_killed},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, RecordFixture, NULL, record_set_up_empty, tests[i].run,
                   record_tear_down);
    return g_test_run();
}
