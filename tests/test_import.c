/* An archive brought into another home: taken over whole, or not at all. */
#include <string.h>

#include "protocol/error.h"
#include "protocol/export.h"
#include "protocol/follow.h"
#include "protocol/import.h"
#include "protocol/import_rows.h"
#include "protocol/meeting.h"
#include "protocol/passport.h"
#include "protocol/pdf.h"
#include "protocol/record.h"
#include "protocol/register.h"
#include "protocol/retention.h"
#include "protocol/seal.h"
#include "protocol/verify.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"
#include "tests/support_record.h"
#include "tests/support_sealed.h"

typedef struct {
    char *folder, *id, *bag;
    Clock *clock;
    Home *from, *to; /* where the meeting was held, and where its archive is brought */
} Fixture;

/* A second home, in a folder of its own below folder. */
static Home *other_home(const char *folder, const Clock *clock)
{
    g_autofree char *below = g_build_filename(folder, "other", NULL);
    g_assert_cmpint(g_mkdir_with_parents(below, 0755), ==, 0);
    return support_home(below, clock);
}

static char *export(Home *home, const char *folder, const char *id, ExportProfile profile,
                    int entry)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *to = g_build_filename(folder, "to", NULL);
    char *bag = NULL;
    export_meeting(home, id, to, &(ExportChoice){.profile = profile, .entry = entry}, NULL, NULL,
                   &bag, &error);
    g_assert_no_error(error);
    return bag;
}

static void set_up(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    f->folder = support_folder();
    f->clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    f->from = support_home(f->folder, f->clock);
    f->id = support_ready(f->from);
    meeting_set(f->from, f->id, "speaker", "полиция майоры;Әлиев;Ерлан;;инспектор;acting", &error);
    g_assert_no_error(error);
    const Invitation invited[] = {{.category = "deputy", .who = "Мәслихат", .person = "Оспанов Д."},
                                  {.category = "media", .who = "Қате"},
                                  {.category = "health", .who = "Аурухана", .on = "2026-11-09"}};
    for (gsize i = 0; i < G_N_ELEMENTS(invited); i++) {
        int n = 0;
        meeting_invite(f->from, f->id, invited + i, &n, &error);
        g_assert_no_error(error);
    }
    meeting_withdraw(f->from, f->id, MEETING_INVITATION, 2, "қате", &error);
    g_assert_no_error(error);
    const MeetingField came = {"came", "no"}, adults = {"adults", "31"};
    meeting_correct(f->from, f->id, MEETING_INVITATION, 3, &came, 1, &error);
    g_assert_no_error(error);
    passport_set(f->from, "12", &adults, 1, &error);
    g_assert_no_error(error);
    /* Somebody and something that were noted by mistake: their numbers stay taken. */
    const Attendee mistaken = {.surname = "Қате", .name = "Жазылған", .category = "resident"};
    int number = 0;
    meeting_attend(f->from, f->id, &mistaken, &number, &error);
    g_assert_no_error(error);
    meeting_withdraw(f->from, f->id, MEETING_ATTENDEE, number, "екі рет тіркелді", &error);
    g_assert_no_error(error);
    meeting_decision(f->from, f->id, "қате", "Ә.", "2026-12-01", &number, &error);
    g_assert_no_error(error);
    meeting_withdraw(f->from, f->id, MEETING_DECISION, number, "қате", &error);
    g_assert_no_error(error);
    meeting_sign(f->from, f->id, "inspector", SUPPORT_STROKES, &error);
    g_assert_no_error(error);
    seal_meeting(f->from, f->id, NULL, NULL, &error);
    g_assert_no_error(error);
    f->bag = export(f->from, f->folder, f->id, EXPORT_FULL, 0);
    f->to = other_home(f->folder, f->clock);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    home_free(f->from);
    home_free(f->to);
    clock_free(f->clock);
    remove_folder(f->folder);
    g_free(f->folder);
    g_free(f->id);
    g_free(f->bag);
}

/* Imports; the id here (g_free), or NULL with the error code wanted (0: any is wrong). */
static char *import(Fixture *f, const char *bag, int wanted)
{
    g_autoptr(GError) error = NULL;
    char *id = NULL;
    Verification result;
    gboolean ok = import_archive(f->to, bag, NULL, NULL, &result, &id, &error);
    if (wanted)
        g_assert_error(error, PROTOCOL_ERROR, wanted);
    else
        g_assert_no_error(error);
    g_assert_true(ok == (wanted == 0) && ok == (id != NULL));
    verification_clear(&result);
    return id;
}

static void assert_verifies(Home *home, const char *id)
{
    g_autoptr(GError) error = NULL;
    Verification result;
    g_assert_true(verify_meeting(home, id, NULL, NULL, &result, &error));
    g_assert_no_error(error);
    if (!result.ok)
        g_error("%s: %s", result.file, result.reason->message);
    verification_clear(&result);
}

static guint length_of(JsonNode *list)
{
    g_assert_nonnull(list);
    guint length = json_array_get_length(json_node_get_array(list));
    json_node_unref(list);
    return length;
}

/* Nothing of a meeting, in lists and folders. */
static void assert_empty(Fixture *f, guint meetings)
{
    g_assert_cmpuint(length_of(record_list(f->to, NULL, NULL)), ==, meetings);
    g_autofree char *line = g_strdup_printf("test $(ls -A meetings | wc -l) = %u", meetings);
    support_shell_in(home_path(f->to), line);
}

static char *text_of(Home *home, const char *id)
{
    g_autoptr(JsonNode) record = support_record(home, id);
    json_object_remove_member(json_node_get_object(record), "imported");
    return json_to_string(record, TRUE);
}

static void test_whole(Fixture *f, gconstpointer unused)
{
    g_autofree char *id = import(f, f->bag, 0);
    g_assert_cmpstr(id, ==, f->id);
    g_autofree char *there = text_of(f->from, f->id), *here = text_of(f->to, id);
    g_assert_cmpstr(here, ==, there);
    assert_verifies(f->to, id);
    assert_empty(f, 1);
    g_autofree char *meeting = home_meeting_path(f->from, f->id, NULL);
    g_autofree char *same = g_strdup_printf("diff -r . '%s' | grep -v '^Only in \\.: audit.jsonl$'"
                                            " | grep -v '^Only in \\.: device.crt$' | wc -l |"
                                            " grep -qx 0",
                                            meeting);
    g_autofree char *folder = home_meeting_path(f->to, id, NULL);
    support_shell_in(folder, same);
    /* Whatever is done to an own meeting afterwards. */
    g_assert_cmpuint(length_of(follow_list(f->to, "2026-11-21", FOLLOW_ALL, NULL)), ==,
                     length_of(follow_list(f->from, "2026-11-21", FOLLOW_ALL, NULL)));
    g_assert_cmpuint(length_of(retention_list(f->to, "2026-11-21", NULL)), ==, 1);
    /* It is there once; and what it was sealed by stays so. */
    g_assert_null(import(f, f->bag, PROTOCOL_ERROR_REFUSED));
    g_autoptr(GError) error = NULL;
    g_autofree char *bag = NULL;
    g_assert_false(export_meeting(f->to, id, f->folder, &(ExportChoice){.profile = EXPORT_FULL},
                                  NULL, NULL, &bag, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    /* Its own device has it already. */
    Home *to = f->to;
    f->to = f->from;
    g_assert_null(import(f, f->bag, PROTOCOL_ERROR_REFUSED));
    f->to = to;
}

/* The receipt of the first entry of a meeting that can be followed. g_free. */
static char *receipt_of(Home *home, const char *id)
{
    g_autoptr(JsonNode) record = support_record(home, id);
    JsonArray *entries = json_object_get_array_member(json_node_get_object(record), "entries");
    return g_strdup(
        json_object_get_string_member(json_array_get_object_element(entries, 0), "receipt"));
}

static void test_collision(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *own = support_sealed(f->to), *id = import(f, f->bag, 0);
    g_assert_cmpstr(own, ==, f->id);
    g_assert_cmpstr(id, ==, "2026-0002");
    assert_verifies(f->to, own);
    assert_verifies(f->to, id);
    g_assert_cmpuint(length_of(follow_list(f->to, "2026-11-21", FOLLOW_ALL, NULL)), ==, 8);
    /* A citizen's receipt finds the same entry; the next meeting gets a free id. */
    g_autofree char *receipt = receipt_of(f->from, f->id);
    g_autoptr(JsonNode) status = follow_status(f->to, receipt, "2026-11-21", &error);
    g_assert_no_error(error);
    g_autofree char *next = support_meeting(f->to);
    g_assert_cmpstr(next, ==, "2026-0003");
    g_autoptr(JsonNode) record = support_record(f->to, id);
    JsonObject *imported = json_object_get_object_member(json_node_get_object(record), "imported");
    g_assert_cmpstr(json_object_get_string_member(imported, "id"), ==, f->id);
}

/* A new board goes on where the old one stopped: no number is given twice. */
static void test_series(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = import(f, f->bag, 0), *next = support_sealed(f->to);
    g_assert_cmpstr(next, ==, "2026-0002");
    g_autoptr(JsonNode) record = support_record(f->to, next);
    g_assert_cmpint(json_object_get_int_member(json_node_get_object(record), "number"), ==, 2);
}

static void test_refused(Fixture *f, gconstpointer unused)
{
    static const char *const files[] = {"data/meeting.json",   "data/protocol.pdf",
                                        "bag-info.txt",        "data/video/take-01.mkv",
                                        "manifest-sha512.txt", "data/attendees.csv"};
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(f->bag, files[i], NULL);
        support_flip(path, 5);
        g_assert_null(import(f, f->bag, PROTOCOL_ERROR_DIFFERENT));
        support_flip(path, 5);
        assert_empty(f, 0);
    }
    g_autofree char *entry = export(f->from, f->folder, f->id, EXPORT_ENTRY, 1);
    g_autofree char *public = export(f->from, f->folder, f->id, EXPORT_PUBLIC, 0);
    g_assert_null(import(f, entry, PROTOCOL_ERROR_REFUSED));
    g_assert_null(import(f, public, PROTOCOL_ERROR_REFUSED));
    g_assert_null(import(f, "/nonexistent", PROTOCOL_ERROR_NOT_FOUND));
    g_assert_null(import(f, "/usr", PROTOCOL_ERROR_NOT_FOUND));
    assert_empty(f, 0);
}

/* meeting.json as a program of one's own would change it. g_free. */
static char *changed_record(const Fixture *f, const char *change)
{
    g_autofree char *path = home_meeting_path(f->from, f->id, "meeting.json");
    const char *const argv[] = {"jq", "-jcS", change, path, NULL};
    Run run = run_program(argv);
    g_assert_cmpint(run.exit_code, ==, 0);
    g_free(run.err);
    return run.out;
}

/* Changes after which the rows cannot be those of a record. */
static const char *const made_up[] = {
    ".date = \"2026-13-45\"",
    ".date = null",
    ".kind = \"party\"",
    ".edition = \"none\"",
    ".place = [\"x\"]",
    ".speakers = 3",
    ".speakers = [range(1000)]",
    ".attendee_list[0].n = 9",
    ".attendee_list[0].n = -1",
    ".attendee_list[0] = null",
    ".attendee_list += [.attendee_list[0]]",
    ".entries[0].entry = 0",
    ".entries[0].entry = 99999999999",
    ".entries[0].from = 77",
    ".entries[0].receipt = .entries[1].receipt",
    ".entries[1] = .entries[0]",
    ".entries[0].confidential = \"yes\"",
    ".decisions[0].due = 5",
    ".signatures[0].official.surname = \"Басқа\"",
    ".signatures[0].strokes = \"x\"",
    ".number = -4",
    ".sealed = null",
    ".state = \"planned\"",
    ".device.uuid = null",
    ".body = {}",
    ".withdrawn = [{\"what\":\"entry\",\"n\":1,\"why\":\"x\"}]",
    ".withdrawn[0].n = 3.5",
    ".audit_head = null",
    ".newer = 1",
    ".entries[0].newer = true",
};

static void test_made_up(Fixture *f, gconstpointer unused)
{
    const ImportFiles files = {f->id, "aa", "bb"};
    Register *register_ = home_register(f->to);
    for (gsize i = 0; i <= G_N_ELEMENTS(made_up); i++) {
        const char *change = i < G_N_ELEMENTS(made_up) ? made_up[i] : ".";
        g_autoptr(GError) error = NULL;
        g_autofree char *text = changed_record(f, change);
        g_autoptr(JsonNode) record = json_from_string(text, NULL);
        g_assert_true(register_begin(register_, NULL));
        gboolean added = import_rows_add(f->to, &files, json_node_get_object(record), &error);
        register_rollback(register_);
        if (added != (i == G_N_ELEMENTS(made_up)) || added != !error)
            g_error("%s: %s", change, error ? error->message : "taken");
    }
    assert_empty(f, 0);
}

/* The bag with a record of one's own, and all that belongs to it made anew with the device's key.
 */
static void make_up(Fixture *f, const char *change)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *key = home_key_path(f->from), *certificate = home_certificate_path(f->from);
    g_autofree char *text = changed_record(f, change),
                    *data = g_build_filename(f->bag, "data", NULL);
    g_autoptr(GBytes) json = g_bytes_new_static(text, strlen(text));
    g_autofree char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, json);
    const PdfInfo info = {"x", "x", "kk", SUPPORT_NOW_MS, sha256};
    g_autoptr(SigningKey) signing_key = signing_key_read(key, certificate, &error);
    g_assert_no_error(error);
    const PdfSigner signer = {signing_key, "x", "x", SUPPORT_NOW_MS};
    g_autoptr(GBytes) page = support_page("x");
    g_autoptr(GBytes) finished = pdf_finish(page, &info, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) pdf = pdf_sign(finished, &signer, &error);
    g_assert_no_error(error);
    g_free(support_write(data, "meeting.json", json));
    g_free(support_write(data, "protocol.pdf", pdf));
    support_shell_in(f->bag,
                     "export LC_ALL=C; for s in 256 512; do find data -type f | sort | "
                     "while IFS= read -r file; do sha${s}sum \"$file\"; done > manifest-sha$s.txt; "
                     "done; o=$(find data -type f -printf '%s\\n' | awk '{s += $1} END "
                     "{print s \".\" NR}'); sed -i \"s/^Payload-Oxum: .*/Payload-Oxum: $o/\" "
                     "bag-info.txt");
    support_sign_bag(f->bag, key, certificate);
}

/* It verifies, and yet is nothing to be let in. */
static void test_hostile(Fixture *f, gconstpointer unused)
{
    static const char *const changes[] = {
        ".id = \"../../../x\"",      ".id = \"2026-00000000000000000001\"",
        ".id = \"2025-0001\"",       ".id = 7",
        ".place = \"a\\u001b[2Jb\"", ".attendee_list[0].surname = \"\\u202egnp\"",
        ".entries[0].text = 1.5"};
    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
        make_up(f, changes[i]);
        g_test_message("%s", changes[i]);
        g_assert_null(import(f, f->bag, PROTOCOL_ERROR_DIFFERENT));
        assert_empty(f, 0);
    }
    make_up(f, ".");
    g_autofree char *id = import(f, f->bag, 0);
    assert_verifies(f->to, id);
}

static void test_command(Fixture *f, gconstpointer unused)
{
    const char *to = home_path(f->to);
    g_auto(Run) run = run_esep("--home", to, "--lang", "en", "import", f->bag, NULL);
    g_assert_cmpint(run.exit_code, ==, 0);
    g_assert_nonnull(strstr(run.out, "imported as 2026-0001"));
    g_auto(Run) again = run_esep("--home", to, "--lang", "en", "import", f->bag, NULL);
    g_assert_cmpint(again.exit_code, ==, 1);
    g_assert_nonnull(strstr(again.err, "is here already, as 2026-0001"));
    g_auto(Run) show = run_esep("--home", to, "--lang", "en", "meeting", "show", "2026-0001", NULL);
    g_assert_nonnull(strstr(show.out, "sealed by another device as 2026-0001"));
    g_autofree char *take = g_build_filename(f->bag, "data", "video", "take-01.mkv", NULL);
    support_flip(take, 9);
    g_auto(Run) damaged = run_esep("--home", to, "--lang", "en", "import", f->bag, NULL);
    g_assert_cmpint(damaged.exit_code, ==, 4);
    g_auto(Run) none = run_esep("--home", to, "--lang", "en", "import", "/nonexistent", NULL);
    g_assert_cmpint(none.exit_code, ==, 3);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_setenv("ESEP_NOW", "2026-11-20T19:30:00+05:00", TRUE);
    static const struct {
        const char *path;
        void (*run)(Fixture *, gconstpointer);
    } tests[] = {
        {"/import/the-record-is-the-same-in-the-other-home", test_whole},
        {"/import/an-id-that-is-taken-is-no-obstacle", test_collision},
        {"/import/numbers-go-on", test_series},
        {"/import/what-does-not-verify-leaves-nothing", test_refused},
        {"/import/a-record-that-was-made-up-is-not-taken", test_made_up},
        {"/import/a-well-signed-attack-is-refused", test_hostile},
        {"/import/the-command", test_command},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
    return g_test_run();
}
