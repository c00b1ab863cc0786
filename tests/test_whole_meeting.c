/* The main job from end to end: the demonstration meeting is held once, and what it left is read
 * with other people's programs. */
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "tests/support.h"
#include "tests/support_recorder.h"

typedef struct {
    char *dir, *home, *archive;
} Meeting;

static Meeting meeting;

static const char *only_child(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    g_assert_nonnull(dir);
    g_autofree char *child = g_build_filename(path, g_dir_read_name(dir), NULL);
    g_assert_null(g_dir_read_name(dir));
    return g_intern_string(child);
}

static void hold_meeting(void)
{
    meeting.dir = g_dir_make_tmp("esep-meeting-XXXXXX", NULL);
    g_auto(Run) demo = run_esep("--lang", "ru", "demo", meeting.dir, NULL);
    g_test_message("%s%s", demo.out, demo.err);
    g_assert_cmpint(demo.exit_code, ==, 0);
    meeting.home = g_build_filename(meeting.dir, "home", NULL);
    g_autofree char *archives = g_build_filename(meeting.dir, "archive", NULL);
    meeting.archive = g_strdup(only_child(archives));
}

static JsonObject *shown(JsonParser *parser)
{
    g_auto(Run) show =
        run_esep("--home", meeting.home, "--json", "meeting", "show", "2026-0001", NULL);
    g_assert_cmpint(show.exit_code, ==, 0);
    g_assert_true(json_parser_load_from_data(parser, show.out, -1, NULL));
    return json_node_get_object(json_parser_get_root(parser));
}

static char *meeting_file(const char *name)
{
    return g_build_filename(meeting.home, "meetings", "2026-0001", name, NULL);
}

static void test_the_record_holds_everything(void)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *record = shown(parser);
    g_assert_cmpstr(json_object_get_string_member(record, "state"), ==, "sealed");
    g_assert_cmpint(json_object_get_int_member(record, "number"), ==, 1);
    g_assert_cmpint(json_object_get_int_member(record, "attendees"), ==, 12);
    JsonArray *entries = json_object_get_array_member(record, "entries");
    g_assert_cmpint(json_array_get_length(entries), ==, 3);
    for (guint i = 0; i < 3; i++)
        g_assert_cmpint(
            json_object_get_int_member(json_array_get_object_element(entries, i), "position_ms"), >,
            (9 + 3 * (gint64)i) * 1000 - 1000);
    g_assert_cmpint(json_array_get_length(json_object_get_array_member(record, "decisions")), ==,
                    2);
}

static void test_the_recording_plays_for_twenty_seconds(void)
{
    g_autofree char *take = meeting_file("video/take-01.mkv");
    const char *argv[] = {"ffprobe",
                          "-v",
                          "error",
                          "-count_packets",
                          "-show_entries",
                          "stream=codec_name,nb_read_packets",
                          "-of",
                          "csv=p=0",
                          take,
                          NULL};
    g_auto(Run) probe = run_program(argv);
    g_assert_cmpint(probe.exit_code, ==, 0);
    g_assert_nonnull(strstr(probe.out, "h264"));
    g_assert_nonnull(strstr(probe.out, "opus"));

    /* The last picture begins within a frame or two of the end. */
    g_assert_cmpint(support_decode_ms(take), >=, 19800);
}

static void test_the_archive_has_a_copy_that_plays(void)
{
    g_autofree char *copy =
        g_build_filename(meeting.archive, "data", "video", "playable.mkv", NULL);
    const char *argv[] = {"ffprobe",
                          "-v",
                          "error",
                          "-show_chapters",
                          "-show_entries",
                          "format=duration:chapter=start_time:chapter_tags=title",
                          "-of",
                          "csv=p=0:nk=1",
                          copy,
                          NULL};
    g_auto(Run) probe = run_program(argv);
    g_test_message("%s%s", probe.out, probe.err);
    g_assert_cmpint(probe.exit_code, ==, 0);
    g_assert_nonnull(strstr(probe.out, "№ 1 шағым / Жалоба № 1"));
    g_assert_nonnull(strstr(probe.out, "1. Қызмет көрсетілетін"));
    g_auto(GStrv) lines = g_strsplit(g_strchomp(probe.out), "\n", -1);
    g_assert_cmpint(g_strv_length(lines), >=, 5 + 1);
    g_assert_cmpfloat(g_ascii_strtod(lines[g_strv_length(lines) - 1], NULL), >=, 20);
}

static void test_the_copy_shows_the_entries(void)
{
    g_autofree char *copy =
        g_build_filename(meeting.archive, "data", "video", "playable.mkv", NULL);
    const char *argv[] = {"ffmpeg", "-v", "error", "-i", copy, "-map",
                          "0:s",    "-f", "srt",   "-",  NULL};
    g_auto(Run) shown = run_program(argv);
    g_test_message("%s%s", shown.out, shown.err);
    g_assert_cmpint(shown.exit_code, ==, 0);
    g_assert_nonnull(strstr(shown.out, "\n№ 1 шағым / Жалоба № 1\n"));
    /* No point of the agenda, and nobody's name. */
    g_assert_null(strstr(shown.out, "Қызмет көрсетілетін"));
    g_assert_null(strstr(shown.out, "Әлиев"));
}

static void test_the_protocol_says_all_in_both_languages(void)
{
    g_autofree char *pdf = meeting_file("protocol.pdf");
    const char *argv[] = {"pdftotext", "-layout", pdf, "-", NULL};
    g_auto(Run) text = run_program(argv);
    g_assert_cmpint(text.exit_code, ==, 0);
    /* Lines wrap: single words only. */
    static const char *const words[] = {
        "Ақжол",      "полиция",    "Әлиев",      "Серікұлы",    "Жанғабылова",
        "Нұрланқызы", "Петров",     "Сейтқали",   "Өтегенов",    "Һафиз",
        "Шмидт",      "Хаттама",    "Протокол",   "Шағым",       "Жалоба",
        "Ескерту",    "Замечание",  "Ұсыныс",     "Предложение", "мотоциклшілер",
        "патруль",    "Қожахметов", "Бейнежазба", "Видеозапись", NULL};
    g_autofree char *lower = g_utf8_casefold(text.out, -1);
    for (const char *const *word = words; *word; word++) {
        g_autofree char *folded = g_utf8_casefold(*word, -1);
        g_test_message("%s", *word);
        g_assert_nonnull(strstr(lower, folded));
    }

    const char *check[] = {"qpdf", "--check", pdf, NULL};
    g_auto(Run) sound = run_program(check);
    g_assert_cmpint(sound.exit_code, ==, 0);
    const char *fonts[] = {"pdffonts", pdf, NULL};
    g_auto(Run) embedded = run_program(fonts);
    g_assert_nonnull(strstr(embedded.out, "PTSerif"));
    g_assert_null(strstr(embedded.out, " no  "));
}

static void test_the_sealed_meeting_is_frozen(void)
{
    g_autofree char *register_path = g_build_filename(meeting.home, "register.db", NULL);
    static const char *const changes[] = {
        "UPDATE meeting SET place = 'elsewhere'",
        "DELETE FROM attendee",
        "UPDATE entry SET text = 'nothing'",
        "DELETE FROM audit",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(changes); i++) {
        const char *argv[] = {"sqlite3", register_path, changes[i], NULL};
        g_auto(Run) change = run_program(argv);
        g_test_message("%s: %s", changes[i], change.err);
        g_assert_cmpint(change.exit_code, !=, 0);
        g_assert_null(strstr(change.err, "no such table"));
    }
    g_auto(Run) late = run_esep("--home", meeting.home, "decision", "add", "2026-0001", "--text",
                                "x", "--owner", "y", "--due", "2030-01-01", NULL);
    g_assert_cmpint(late.exit_code, ==, 1);
    g_auto(Run) verify = run_esep("--home", meeting.home, "verify", "2026-0001", NULL);
    g_assert_cmpint(verify.exit_code, ==, 0);
}

/* Every file below path, relative to it. */
static void collect(const char *path, const char *below, GPtrArray *files)
{
    g_autofree char *folder = g_build_filename(path, below, NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *relative = *below ? g_build_filename(below, name, NULL) : g_strdup(name);
        g_autofree char *full = g_build_filename(path, relative, NULL);
        if (g_file_test(full, G_FILE_TEST_IS_DIR))
            collect(path, relative, files);
        else
            g_ptr_array_add(files, g_steal_pointer(&relative));
    }
}

static void assert_refused(const char *file)
{
    g_auto(Run) verify = run_esep("--json", "verify", meeting.archive, NULL);
    g_test_message("%s: %s", file, verify.out);
    g_assert_cmpint(verify.exit_code, ==, 4);
    g_autoptr(JsonParser) parser = json_parser_new();
    g_assert_true(json_parser_load_from_data(parser, verify.out, -1, NULL));
    JsonObject *result = json_node_get_object(json_parser_get_root(parser));
    g_assert_false(json_object_get_boolean_member(result, "ok"));
    JsonObject *first = json_object_get_object_member(result, "first_difference");
    g_assert_cmpstr(json_object_get_string_member(first, "file"), ==, file);
}

static void test_a_changed_byte_of_any_file_is_named(void)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    collect(meeting.archive, "", files);
    g_assert_cmpuint(files->len, >=, 10);
    for (guint i = 0; i < files->len; i++) {
        g_autofree char *path = g_build_filename(meeting.archive, files->pdata[i], NULL);
        g_autofree char *bytes = NULL;
        gsize size;
        g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
        g_assert_cmpuint(size, >, 0);
        gsize at = g_test_rand_int_range(0, (gint32)MIN(size, G_MAXINT32));
        bytes[at] ^= 0x20;
        g_assert_true(g_file_set_contents(path, bytes, size, NULL));
        assert_refused(files->pdata[i]);
        bytes[at] ^= 0x20;
        g_assert_true(g_file_set_contents(path, bytes, size, NULL));
    }
    g_auto(Run) whole = run_esep("verify", meeting.archive, NULL);
    g_assert_cmpint(whole.exit_code, ==, 0);
}

static void test_a_file_added_or_removed_is_named(void)
{
    g_autofree char *added = g_build_filename(meeting.archive, "data", "more.txt", NULL);
    g_assert_true(g_file_set_contents(added, "more", 4, NULL));
    assert_refused("data/more.txt");
    g_assert_cmpint(g_unlink(added), ==, 0);

    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    collect(meeting.archive, "", files);
    g_autofree char *aside = g_build_filename(meeting.dir, "aside", NULL);
    for (guint i = 0; i < files->len; i++) {
        g_autofree char *path = g_build_filename(meeting.archive, files->pdata[i], NULL);
        g_assert_cmpint(g_rename(path, aside), ==, 0);
        assert_refused(files->pdata[i]);
        g_assert_cmpint(g_rename(aside, path), ==, 0);
    }
}

/* What VERIFY.txt promises: nobody needs us to check an archive. */
static void test_a_stranger_checks_the_archive_without_us(void)
{
    const char *argv[] = {"sh", "-c",
                          "cd \"$0\" && sha256sum --quiet -c manifest-sha256.txt && "
                          "sha512sum --quiet -c manifest-sha512.txt && "
                          "sha256sum --quiet -c tagmanifest-sha256.txt && "
                          "openssl cms -verify -binary -inform DER -in signature.p7s "
                          "-content tagmanifest-sha256.txt -CAfile data/device.crt "
                          "-purpose any -out /dev/null",
                          meeting.archive, NULL};
    g_auto(Run) stranger = run_program(argv);
    g_test_message("%s%s", stranger.out, stranger.err);
    g_assert_cmpint(stranger.exit_code, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    hold_meeting();
    g_test_add_func("/meeting/the-record-holds-everything", test_the_record_holds_everything);
    g_test_add_func("/meeting/the-recording-plays-for-twenty-seconds",
                    test_the_recording_plays_for_twenty_seconds);
    g_test_add_func("/meeting/the-archive-has-a-copy-that-plays",
                    test_the_archive_has_a_copy_that_plays);
    g_test_add_func("/meeting/the-copy-shows-the-entries", test_the_copy_shows_the_entries);
    g_test_add_func("/meeting/the-protocol-says-all-in-both-languages",
                    test_the_protocol_says_all_in_both_languages);
    g_test_add_func("/meeting/the-sealed-meeting-is-frozen", test_the_sealed_meeting_is_frozen);
    g_test_add_func("/meeting/a-changed-byte-of-any-file-is-named",
                    test_a_changed_byte_of_any_file_is_named);
    g_test_add_func("/meeting/a-file-added-or-removed-is-named",
                    test_a_file_added_or_removed_is_named);
    g_test_add_func("/meeting/a-stranger-checks-the-archive-without-us",
                    test_a_stranger_checks_the_archive_without_us);
    int failed = g_test_run();
    remove_folder(meeting.dir);
    return failed;
}
