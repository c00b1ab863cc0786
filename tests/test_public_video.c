/* The recording in the archive for everybody: which stretches are blanked, and who is told. */
#include <stdlib.h>
#include <string.h>

#include "media/error.h"
#include "protocol/blank_plan.h"
#include "protocol/error.h"
#include "protocol/export.h"
#include "protocol/export_public.h"
#include "protocol/meeting.h"
#include "protocol/message.h"
#include "protocol/seal.h"
#include "protocol/verify.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"
#include "tests/support_record.h"
#include "tests/support_recorder.h"
#include "tests/support_sealed.h"

#define LENGTH_S 300

typedef struct {
    char *folder, *id, *to;
    Clock *clock;
    Home *home;
} Fixture;

static int note(Fixture *f, gboolean confidential, int second)
{
    g_autoptr(GError) error = NULL;
    const Entry entry = {.type = "complaint",
                         .text = confidential ? "Құпия сөз" : "Көше шамы жанбайды",
                         .at = "18:10",
                         .outcome = "answered",
                         .answer = "Түзетілді",
                         .confidential = confidential,
                         .take = second < 0 ? 0 : 1,
                         .position_ms = MAX(second, 0) * 1000};
    g_autofree char *receipt = NULL;
    int number = 0;
    meeting_entry(f->home, f->id, &entry, &number, &receipt, &error);
    g_assert_no_error(error);
    return number;
}

static void seal(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    int decision = 0;
    meeting_decision(f->home, f->id, "Кешкі патруль", "Е. С. Әлиев", "2026-11-25", &decision,
                     &error);
    g_assert_no_error(error);
    meeting_set(f->home, f->id, "ended", "19:15", &error);
    g_assert_no_error(error);
    meeting_sign(f->home, f->id, "inspector", SUPPORT_STROKES, &error);
    g_assert_no_error(error);
    seal_meeting(f->home, f->id, NULL, NULL, &error);
    g_assert_no_error(error);
}

static void set_up(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    f->folder = support_folder();
    f->to = g_build_filename(f->folder, "to", NULL);
    f->clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    f->home = support_home(f->folder, f->clock);
    f->id = support_meeting(f->home);
    support_attend(f->home, f->id);
    support_filmed(f->home, f->id, LENGTH_S);
    meeting_set(f->home, f->id, "started", "18:02", &error);
    g_assert_no_error(error);
    g_setenv("ESEP_NOW", "2026-11-20T19:30:00+05:00", TRUE);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    g_unsetenv("ESEP_NOW");
    home_free(f->home);
    clock_free(f->clock);
    remove_folder(f->folder);
    g_free(f->folder);
    g_free(f->id);
    g_free(f->to);
}

static gboolean is_plate(const char *video, int second)
{
    g_autofree char *brightness =
        support_shell("ffmpeg -v error -ss %d -i '%s' -frames:v 1 -vf crop=2:2:0:0 -pix_fmt gray"
                      " -f rawvideo - | od -An -tu1 -N1",
                      second, video);
    g_test_message("second %d: %s", second, brightness);
    return atoi(brightness) >= 40 && atoi(brightness) <= 44;
}

static gboolean stop(gint64 done_bytes, gint64 all_bytes, gpointer unused)
{
    return FALSE;
}

/* What a person is told before the copy is made, who then thinks better of it. */
static void expect_plan(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *bag = NULL;
    PublicPlan *plan = export_public_plan(f->home, f->id, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(plan->stretches->len, ==, 2);
    const BlankStretch *first = &g_array_index(plan->stretches, BlankStretch, 0);
    const BlankStretch *second = &g_array_index(plan->stretches, BlankStretch, 1);
    g_assert_cmpint(first->at.from_ms, ==, 50000);
    g_assert_cmpint(first->at.to_ms, ==, 200000);
    g_assert_cmpint(first->why, ==, BLANK_CONFIDENTIAL);
    g_assert_cmpint(second->at.from_ms, ==, 230000);
    g_assert_cmpint(second->at.to_ms, ==, plan->length_ms);
    g_assert_cmpint(second->why, ==, BLANK_WITHDRAWN);
    g_assert_cmpint(public_plan_covered_ms(plan), ==, 150000 + plan->length_ms - 230000);
    public_plan_free(plan);
    g_assert_false(export_meeting(f->home, f->id, f->to, &(ExportChoice){.profile = EXPORT_PUBLIC},
                                  stop, NULL, &bag, &error));
    g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_CANCELLED);
    support_shell_in(f->to, "test -z \"$(ls -A)\"");
}

static void test_archive(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    note(f, FALSE, 20);
    note(f, TRUE, 110);
    note(f, FALSE, 200);
    const int mistaken = note(f, TRUE, 290);
    meeting_withdraw(f->home, f->id, MEETING_ENTRY, mistaken, "азамат қайтарып алды", &error);
    g_assert_no_error(error);
    seal(f);
    expect_plan(f);
    g_auto(Run) run =
        run_esep("--home", home_path(f->home), "--lang", "en", "export", f->id, "--to", f->to,
                 "--profile", "public", "--blank", "00:00:05-00:00:08", NULL);
    if (run.exit_code != 0)
        g_error("%s", run.err);
    g_test_message("%s", run.out);
    g_assert_nonnull(strstr(run.out, "00:00:05 – 00:00:09: by decision of the police body"));
    g_assert_nonnull(strstr(run.out, "00:00:50 – 00:03:21: confidential entry\n"));
    g_assert_nonnull(strstr(run.out, "00:03:50 – 00:05:01: confidential entry that was withdrawn"));
    *strchr(run.out, '\n') = 0;
    const char *bag = run.out;
    support_shell_in(bag, "sha256sum --quiet --strict -c manifest-sha256.txt tagmanifest-sha256.txt"
                          " && grep -q '^Esep-Recording: data/video-public.mkv' bag-info.txt &&"
                          " test $(grep -c '^Esep-Blanked: ' bag-info.txt) = 3 &&"
                          " grep -q '^Esep-Blanked: 00:00:50-00:03:21 confidential-entry'"
                          " bag-info.txt && test $(grep -c '00:00:50 – 00:03:21' data/VERIFY.txt)"
                          " = 3 && ! grep '[{}]' data/VERIFY.txt");
    support_shell_in(bag, "jq -e '[.video.blanked[] | .why] == [\"by-hand\",\"confidential-entry\","
                          "\"withdrawn-entry\"] and .video_left_out == null and"
                          " .video.length_ms >= 299000' data/public.json");
    g_autofree char *video = g_build_filename(bag, "data", PUBLIC_VIDEO_FILE, NULL);
    static const struct {
        int second;
        gboolean plate;
    } places[] = {{2, FALSE},  {6, TRUE},    {12, FALSE},  {48, FALSE}, {51, TRUE},
                  {198, TRUE}, {204, FALSE}, {228, FALSE}, {231, TRUE}, {298, TRUE}};
    for (gsize i = 0; i < G_N_ELEMENTS(places); i++)
        if (is_plate(video, places[i].second) != places[i].plate)
            g_error("second %d", places[i].second);
    /* Only public entries and what is not shown have chapters and subtitles. */
    g_autofree char *chapters = support_shell(
        "ffprobe -v error -show_chapters -show_entries chapter=start_time:chapter_tags=title"
        " -of csv=p=0 '%s'",
        video);
    g_autofree char *subtitles =
        support_shell("ffmpeg -v error -i '%s' -map 0:s -f srt - | grep -c /", video);
    g_test_message("%s", chapters);
    g_assert_cmpint(atoi(subtitles), ==, 5);
    g_assert_nonnull(strstr(chapters, "50.000000,Көрсетілмейді: құпия өтініш / Не показано: "));
    g_assert_null(strstr(chapters, "110.0"));
    g_assert_null(strstr(chapters, "290.0"));

    g_auto(Run) verify = run_esep("--home", "/nonexistent", "--lang", "en", "verify", bag, NULL);
    g_assert_cmpint(verify.exit_code, ==, 0);
    g_assert_nonnull(strstr(verify.out, "data/video-public.mkv: the recording for everybody"));
    g_assert_nonnull(strstr(verify.out, "00:00:50 – 00:03:21: confidential entry\n"));
    support_flip(video, 20000);
    g_auto(Run) changed = run_esep("verify", bag, NULL);
    g_assert_cmpint(changed.exit_code, ==, 4);
    g_assert_nonnull(strstr(changed.out, "data/video-public.mkv"));
}

/* Nothing of a recording is given out in which somebody may be heard who should not. */
static void test_unknown_place(Fixture *f, gconstpointer unused)
{
    note(f, FALSE, 20);
    note(f, TRUE, -1);
    seal(f);
    const char *home = home_path(f->home);
    g_auto(Run) run = run_esep("--home", home, "--lang", "en", "export", f->id, "--to", f->to,
                               "--profile", "public", NULL);
    g_assert_cmpint(run.exit_code, ==, 0);
    g_assert_nonnull(strstr(run.out, "The recording was left out: where in it"));
    *strchr(run.out, '\n') = 0;
    support_shell_in(run.out, "test ! -e data/video-public.mkv && jq -e '.video == null and"
                              " .video_left_out == \"unknown-place\"' data/public.json &&"
                              " grep -q '^Esep-Recording: left out: the place' bag-info.txt");
    g_auto(Run) verify = run_esep("--lang", "en", "verify", run.out, NULL);
    g_assert_cmpint(verify.exit_code, ==, 0);
    g_assert_nonnull(strstr(verify.out, "The recording was left out"));
    remove_folder(run.out);
    /* A person knows. */
    g_auto(Run) known = run_esep("--home", home, "export", f->id, "--to", f->to, "--profile",
                                 "public", "--blank", "00:01:00-00:02:00", NULL);
    g_assert_cmpint(known.exit_code, ==, 0);
    *strchr(known.out, '\n') = 0;
    support_shell_in(known.out, "test -s data/video-public.mkv");
    remove_folder(known.out);
    g_auto(Run) none = run_esep("--home", home, "export", f->id, "--to", f->to, "--profile",
                                "public", "--no-video", NULL);
    g_assert_cmpint(none.exit_code, ==, 0);
    *strchr(none.out, '\n') = 0;
    support_shell_in(none.out, "test ! -e data/video-public.mkv && jq -e '.video_left_out =="
                               " \"on-request\"' data/public.json");
    remove_folder(none.out);
    static const char *const wrong[] = {"00:01-00:02",       "00:01:00",          "x",
                                        "00:02:00-00:01:00", "00:01:00-00:01:00", "1:00:00-2:00:00",
                                        "00:20:00-00:21:00", "-00:01:00-00:02:00"};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *option = g_strconcat("--blank=", wrong[i], NULL);
        g_auto(Run) refused = run_esep("--home", home, "export", f->id, "--to", f->to, "--profile",
                                       "public", option, NULL);
        g_assert_cmpint(refused.exit_code, ==, 2);
        support_shell_in(f->to, "test -z \"$(ls -A)\"");
    }
    g_auto(Run) full = run_esep("--home", home, "export", f->id, "--to", f->to, "--no-video", NULL);
    g_assert_cmpint(full.exit_code, ==, 2);
}

/* Two takes of 300 and 100 s. */
static Recording *two_takes(void)
{
    Recording *recording = g_new0(Recording, 1);
    recording->takes = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < 2; i++) {
        RecordingTake *take = g_new0(RecordingTake, 1);
        take->take = i + 1;
        take->length_ms = i == 0 ? 300000 : 100000;
        g_ptr_array_add(recording->takes, take);
    }
    recording->length_ms = 400000;
    return recording;
}

/* "50-200 …" of what a record's entries and marks ask for. */
static char *plan(const char *entries, const char *agenda, const char *withdrawn,
                  const JobBlank *by_hand, gsize count)
{
    Recording *recording = two_takes();
    g_autofree char *text = g_strdup_printf("{\"entries\":[%s],\"agenda\":[%s]}", entries, agenda);
    g_autofree char *rows = g_strdup_printf("[%s]", withdrawn);
    g_autoptr(JsonNode) record = json_from_string(text, NULL);
    g_autoptr(JsonNode) gone = json_from_string(rows, NULL);
    g_autoptr(GArray) stretches = blank_plan(recording, json_node_get_object(record),
                                             json_node_get_array(gone), by_hand, count);
    GString *found = g_string_new(NULL);
    for (guint i = 0; stretches && i < stretches->len; i++) {
        const BlankStretch *one = &g_array_index(stretches, BlankStretch, i);
        g_string_append_printf(found, "%s%d-%d", i ? " " : "", (int)(one->at.from_ms / 1000),
                               one->at.to_ms == G_MAXINT64 ? -1 : (int)(one->at.to_ms / 1000));
    }
    if (!stretches)
        g_string_assign(found, "unknown");
    g_ptr_array_unref(recording->takes);
    g_free(recording);
    return g_string_free(found, FALSE);
}

#define PRIVATE(take, at) "{\"confidential\":true,\"take\":" #take ",\"position_ms\":" #at "000}"
#define PUBLIC(take, at) "{\"confidential\":false,\"take\":" #take ",\"position_ms\":" #at "000}"
#define MARK(take, at) "{\"mark\":{\"take\":" #take ",\"position_ms\":" #at "000}}"

static void test_plan(void)
{
    static const struct {
        const char *entries, *agenda, *withdrawn, *wanted;
    } rows[] = {
        {PUBLIC(1, 10), MARK(1, 20), "", ""},
        /* Until the next public entry; never less than a minute. */
        {PRIVATE(1, 100) "," PUBLIC(1, 200), "", "", "40-200"},
        {PRIVATE(1, 100) "," PUBLIC(1, 101), "", "", "40-160"},
        {PUBLIC(1, 100) "," PRIVATE(1, 100), "", "", "40--1"},
        {PRIVATE(1, 100), MARK(1, 50) "," MARK(1, 180), "", "40-180"},
        {PRIVATE(1, 100), "{\"mark\":null},{}", "", "40--1"},
        {PRIVATE(1, 5) "," PUBLIC(1, 290), "", "", "0-290"},
        /* Two that follow each other; the next one in another take. */
        {PRIVATE(1, 100) "," PRIVATE(1, 150) "," PUBLIC(1, 250), "", "", "40-250"},
        {PRIVATE(1, 290) "," PUBLIC(2, 90), "", "", "230-390"},
        {PRIVATE(1, 70) "," PUBLIC(1, 140) "," PRIVATE(1, 280) "," PUBLIC(2, 90), "", "",
         "10-140 220-390"},
        {PRIVATE(2, 10) "," PUBLIC(2, 95), "", "", "250-395"},
        /* Withdrawn; and what is not known. */
        {PUBLIC(1, 250), "", PRIVATE(1, 100), "40-250"},
        {PRIVATE(3, 10), "", "", "unknown"},
        {"{\"confidential\":true,\"take\":null,\"position_ms\":null}", "", "", "unknown"},
        {PUBLIC(1, 250), "", "{\"take\":null}", "unknown"},
        {"{\"take\":1,\"position_ms\":100000}", "", "", "40--1"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *found = plan(rows[i].entries, rows[i].agenda, rows[i].withdrawn, NULL, 0);
        g_assert_cmpstr(found, ==, rows[i].wanted);
    }
    /* One within another takes nothing from that. */
    const JobBlank by_hand[] = {
        {300000, 310000}, {30000, 50000}, {310000, 312000}, {301000, 302000}};
    g_autofree char *found = plan(PRIVATE(1, 100) "," PUBLIC(1, 200), "", "", by_hand, 4);
    g_assert_cmpstr(found, ==, "30-200 300-312");
    g_autofree char *unknown = plan(PRIVATE(3, 100), "", "", by_hand, 1);
    g_assert_cmpstr(unknown, ==, "300-310");
}

int main(int argc, char **argv)
{
    message_init(NULL);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/public-video/stretches-reach-from-before-a-moment-to-the-next-public-one",
                    test_plan);
#define ADD(path, function) g_test_add(path, Fixture, NULL, set_up, function, tear_down)
    ADD("/public-video/what-was-said-in-confidence-is-blanked-and-told", test_archive);
    ADD("/public-video/without-a-place-the-recording-stays-out", test_unknown_place);
    return g_test_run();
}
