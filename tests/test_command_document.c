/* esep document, as its user types it. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "protocol/clock.h"
#include "protocol/home.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_record.h"

typedef struct {
    char *folder, *home_path, *id, *out;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer unused)
{
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    fixture->folder = support_folder();
    g_autoptr(Home) home = support_home(fixture->folder, clock);
    fixture->home_path = g_strdup(home_path(home));
    fixture->id = support_meeting(home);
    support_attend(home, fixture->id);
    support_hold(home, fixture->id);
    fixture->out = g_build_filename(fixture->folder, "out.pdf", NULL);
}

static void tear_down(Fixture *fixture, gconstpointer unused)
{
    remove_folder(fixture->folder);
    g_free(fixture->folder);
    g_free(fixture->home_path);
    g_free(fixture->id);
    g_free(fixture->out);
}

static Run document(const Fixture *fixture, const char *kind, const char *option, const char *value)
{
    return run_esep("--home", fixture->home_path, "document", fixture->id, kind, "--out",
                    fixture->out, option, value, NULL);
}

static char *text_of(const char *path)
{
    const char *const argv[] = {"pdftotext", "-q", path, "-", NULL};
    g_auto(Run) run = run_program(argv);
    g_assert_cmpint(run.exit_code, ==, 0);
    return g_strdup(run.out);
}

static void test_languages(Fixture *fixture, gconstpointer unused)
{
    static const struct {
        const char *language;
        gboolean kk, ru;
    } rows[] = {{"kk", TRUE, FALSE}, {"ru", FALSE, TRUE}, {"both", TRUE, TRUE}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Run) run = document(fixture, "protocol", "--lang", rows[i].language);
        g_assert_cmpint(run.exit_code, ==, 0);
        g_autofree char *text = text_of(fixture->out);
        g_assert_true(!strstr(text, "ХАТТАМАСЫ") == !rows[i].kk);
        g_assert_true(!strstr(text, "ПРОТОКОЛ ОТЧЁТА") == !rows[i].ru);
    }
}

static void test_kinds(Fixture *fixture, gconstpointer unused)
{
    static const char *const kinds[] = {
        "protocol", "attendees", "notice",  "public", "control",      "addendum",    "invitation",
        "letter",   "receipt",   "excerpt", "answer", "notification", "receipt-roll"};
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        gboolean about_entry = i >= 7;
        g_auto(Run) run =
            document(fixture, kinds[i], about_entry ? "--entry" : NULL, about_entry ? "1" : NULL);
        g_test_message("%s: %s", kinds[i], run.err);
        g_assert_cmpint(run.exit_code, ==, 0);
        const char *const argv[] = {"qpdf", "--check", fixture->out, NULL};
        g_auto(Run) checked = run_program(argv);
        g_assert_cmpint(checked.exit_code, ==, 0);
    }
}

static void test_wrong_usage(Fixture *fixture, gconstpointer unused)
{
    static const struct {
        const char *kind, *option, *value;
        int exit_code;
    } rows[] = {
        {"diploma", NULL, NULL, 2},
        {"protocol", "--lang", "en", 2},
        {"letter", NULL, NULL, 2},
        {"letter", "--entry", "99", 3},
        {"receipt", "--entry", "nonsense", 2},
        {"protocol", "--nonsense", NULL, 2},
        {"protocol", "--out", "/nonexistent/x.pdf", 1},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Run) run = document(fixture, rows[i].kind, rows[i].option, rows[i].value);
        g_test_message("%s %s: %s", rows[i].kind, rows[i].option, run.err);
        g_assert_cmpint(run.exit_code, ==, rows[i].exit_code);
        g_assert_cmpstr(run.err, !=, "");
        g_assert_cmpstr(run.out, ==, "");
        g_assert_false(g_file_test(fixture->out, G_FILE_TEST_EXISTS));
    }
    g_auto(Run) unknown = run_esep("--home", fixture->home_path, "document", "2026-0999",
                                   "protocol", "--out", fixture->out, NULL);
    g_assert_cmpint(unknown.exit_code, ==, 3);
}

static void test_same_bytes(Fixture *fixture, gconstpointer unused)
{
    g_autofree char *first = NULL, *second = NULL;
    gsize first_size = 0, second_size = 0;
    g_auto(Run) one = document(fixture, "protocol", NULL, NULL);
    g_assert_true(g_file_get_contents(fixture->out, &first, &first_size, NULL));
    g_auto(Run) two = document(fixture, "protocol", "--json", NULL);
    g_assert_true(g_file_get_contents(fixture->out, &second, &second_size, NULL));
    g_assert_cmpmem(first, first_size, second, second_size);
    g_autofree char *sha256 =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)second, second_size);
    g_assert_nonnull(strstr(two.out, sha256));
}

/* Every page of a draft says so in its language, whatever the template does. */
static void test_preview(Fixture *fixture, gconstpointer unused)
{
    static const char *const kinds[] = {"protocol", "notice", "invitation", "control"};
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_auto(Run) run = document(fixture, kinds[i], "--preview", "--json");
        g_assert_cmpint(run.exit_code, ==, 0);
        g_autoptr(JsonNode) said = json_from_string(run.out, NULL);
        g_assert_false(json_object_get_boolean_member(json_node_get_object(said), "sealed"));
        /* What stands aslant is read letter by letter. */
        g_auto(Run) text =
            run_program((const char *[]){"pdftotext", "-q", "-raw", fixture->out, "-", NULL});
        g_auto(GStrv) pages = g_strsplit(text.out, "\f", -1);
        for (gsize page = 0; pages[page] && *pages[page]; page++) {
            gboolean kk = strstr(pages[page], "Ж\nО\nБ\nА") != NULL;
            gboolean ru = strstr(pages[page], "П\nР\nО\nЕ\nК\nТ") != NULL;
            g_assert_true(kk != ru);
        }
    }
    g_auto(Run) shown = run_esep("--home", fixture->home_path, "--json", "document", fixture->id,
                                 "protocol", "--preview", NULL);
    g_assert_cmpint(shown.exit_code, ==, 0);
    g_autoptr(JsonNode) node = json_from_string(shown.out, NULL);
    const char *path = json_object_get_string_member(json_node_get_object(node), "file");
    g_assert_cmpint(g_unlink(path), ==, 0);
}

/* A page for each who is invited, with the name; before anybody is noted, one to be filled in. */
static void test_invitations(Fixture *fixture, gconstpointer unused)
{
    static const struct {
        const char *option;
        guint pages;
        gboolean school, deputy;
    } rows[] = {{NULL, 2, TRUE, TRUE},
                {"--invitation=1", 1, FALSE, TRUE},
                {"--invitation=2", 1, TRUE, FALSE}};
    g_auto(Run) blank = document(fixture, "invitation", "--lang", "ru");
    g_autofree char *form = text_of(fixture->out);
    g_assert_nonnull(strstr(form, "Уважаемый (уважаемая) ____"));
    g_auto(Run) deputy =
        run_esep("--home", fixture->home_path, "invite", fixture->id, "--category", "deputy",
                 "--who", "Аудандық мәслихат", "--person", "Оспанов Д. Қ.", NULL);
    g_auto(Run) school = run_esep("--home", fixture->home_path, "invite", fixture->id, "--category",
                                  "education", "--who", "№ 3 мектеп", "--person", "Сәрсенова А. Н.",
                                  "--position", "директордың м.а.", NULL);
    g_assert_cmpint(deputy.exit_code + school.exit_code, ==, 0);
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Run) run = document(fixture, "invitation", "--lang=kk", rows[i].option);
        g_assert_cmpint(run.exit_code, ==, 0);
        g_autofree char *text = text_of(fixture->out);
        g_auto(GStrv) pages = g_strsplit(text, "\f", -1);
        g_assert_cmpuint(g_strv_length(pages), ==, rows[i].pages + 1);
        g_assert_true(!strstr(text, "Құрметті Сәрсенова А. Н.!") == !rows[i].school);
        g_assert_true(!strstr(text, "директордың м.а.") == !rows[i].school);
        g_assert_true(!strstr(text, "Құрметті Оспанов Д. Қ.!") == !rows[i].deputy);
        g_assert_null(strstr(text, "____"));
    }
    g_auto(Run) none = document(fixture, "invitation", "--invitation", "3");
    g_assert_cmpint(none.exit_code, ==, 3);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, function) g_test_add(path, Fixture, NULL, set_up, function, tear_down)
    ADD("/command-document/in-one-language-or-both", test_languages);
    ADD("/command-document/every-kind-is-a-sound-pdf", test_kinds);
    ADD("/command-document/wrong-usage-says-so-and-writes-nothing", test_wrong_usage);
    ADD("/command-document/twice-gives-the-same-bytes", test_same_bytes);
    ADD("/command-document/an-invitation-names-whom-it-invites", test_invitations);
    ADD("/command-document/a-draft-says-so-on-every-page", test_preview);
    return g_test_run();
}
