#include <string.h>

#include "media/chain.h"
#include "media/error.h"
#include "protocol/clip.h"
#include "protocol/error.h"
#include "protocol/export.h"
#include "protocol/meeting.h"
#include "protocol/seal.h"
#include "protocol/verify.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"
#include "tests/support_record.h"
#include "tests/support_sealed.h"

#define WORDS "Көше шамы жанбайды"
#define POSITION_MS 3500
#define WHY "Серікбай Мұқан сөзін қайтарып алды" /* of a withdrawal */

typedef struct {
    char *folder, *id, *video, *clip, *root;
    int entry;
    Clock *clock;
    Home *home;
} Fixture;

/* A sealed meeting with a recording, and an entry whose place in it is known. */
static void set_up(Fixture *f, gconstpointer interrupted)
{
    g_autoptr(GError) error = NULL;
    f->folder = support_folder();
    f->clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    f->home = support_home(f->folder, f->clock);
    f->id = support_ready(f->home);
    if (interrupted)
        support_recording(f->home, f->id);
    const Entry entry = {.type = "complaint",
                         .from = 1,
                         .text = WORDS,
                         .at = "18:40",
                         .outcome = "answered",
                         .answer = "Түзетілді",
                         .take = 1,
                         .position_ms = POSITION_MS};
    const Entry mistaken = {.type = "remark", .text = "Сөз", .at = "18:45", .outcome = "answered"};
    g_autofree char *receipt = NULL, *other = NULL;
    int withdrawn = 0;
    meeting_entry(f->home, f->id, &entry, &f->entry, &receipt, &error);
    g_assert_no_error(error);
    meeting_entry(f->home, f->id, &mistaken, &withdrawn, &other, &error);
    g_assert_no_error(error);
    meeting_withdraw(f->home, f->id, MEETING_ENTRY, withdrawn, WHY, &error);
    g_assert_no_error(error);
    meeting_sign(f->home, f->id, "inspector", SUPPORT_STROKES, &error);
    g_assert_no_error(error);
    seal_meeting(f->home, f->id, NULL, NULL, &error);
    g_assert_no_error(error);
    f->video = home_meeting_path(f->home, f->id, "video");
    f->clip = g_build_filename(f->folder, "clip", NULL);
    g_autoptr(Recording) recording = recording_read(f->video, &error);
    g_assert_no_error(error);
    f->root = g_strdup(recording->root);
}

static void tear_down(Fixture *f, gconstpointer unused)
{
    home_free(f->home);
    clock_free(f->clock);
    remove_folder(f->folder);
    char *const owned[] = {f->folder, f->id, f->video, f->clip, f->root};
    for (gsize i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
}

/* Writes a clip of [from_ms, to_ms] into f->clip; the number of its parts. */
static guint write_clip(Fixture *f, gint64 from_ms, gint64 to_ms)
{
    g_autoptr(GError) error = NULL;
    Clip clip;
    clip_make(f->video, 1, from_ms, to_ms, f->root, &clip, &error);
    g_assert_no_error(error);
    support_shell_in(f->folder, "rm -rf clip && mkdir clip");
    g_autofree char *media = g_build_filename(f->clip, CLIP_FILE, NULL);
    g_autofree char *first = g_build_filename(f->clip, CLIP_FIRST_FILE, NULL);
    g_autofree char *proof = g_build_filename(f->clip, CLIP_PROOF_FILE, NULL);
    g_autofree char *text = json_to_string(clip.proof, FALSE);
    g_assert_true(g_file_set_contents(media, (char *)clip.clip->data, clip.clip->len, NULL));
    g_assert_true(g_file_set_contents(first, (char *)clip.first->data, clip.first->len, NULL));
    g_assert_true(g_file_set_contents(proof, text, -1, NULL));
    guint parts = json_array_get_length(
        json_object_get_array_member(json_node_get_object(clip.proof), "parts"));
    clip_clear(&clip);
    return parts;
}

/* wanted: the file that differs, NULL if the clip is right. */
static void assert_clip(Fixture *f, const char *root, const char *wanted)
{
    g_autoptr(GError) error = NULL;
    ClipCheck check;
    gboolean ok = clip_verify(f->clip, root, &check, &error);
    g_assert_cmpstr(check.file, ==, wanted);
    g_assert_true(ok == !wanted);
    if (wanted)
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_DIFFERENT);
    g_free(check.file);
}

/* Header and whole segments, byte for byte as the take has them, from the middle of it. */
static void test_bytes(Fixture *f, gconstpointer unused)
{
    g_assert_cmpuint(write_clip(f, 0, 100), <, SUPPORT_CLUSTERS);
    assert_clip(f, f->root, NULL);
    guint parts = write_clip(f, POSITION_MS, POSITION_MS + 500);
    g_assert_cmpuint(parts, >=, 1);
    g_assert_cmpuint(parts, <=, 2);
    assert_clip(f, f->root, NULL);
    g_autofree char *line = g_strdup_printf(
        "set -e; take='%s/take-01.mkv'; number() { grep -o \"\\\"$1\\\":[0-9]*\" clip.json |"
        " sed -n \"$2p\" | cut -d: -f2; };"
        "header=$(number header_bytes 1); from=$(number from 2); to=$(number to '$');"
        "test $header -gt 20 -a $from -gt $header;"
        "(head -c $header \"$take\"; tail -c +$((from + 1)) \"$take\" | head -c $((to - from)))"
        " | cmp - clip.mkv; cmp -n $header \"$take\" clip.mkv",
        f->video);
    support_shell_in(f->clip, line);
}

/* Every byte of the three files counts, and so does the root of the page. */
static void test_changes(Fixture *f, gconstpointer unused)
{
    static const char *const files[] = {CLIP_FILE, CLIP_FIRST_FILE};
    write_clip(f, POSITION_MS, POSITION_MS + 1500);
    for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(f->clip, files[i], NULL);
        for (int at = -1; at > -1400; at -= 37) {
            support_flip(path, at);
            g_autoptr(GError) error = NULL;
            ClipCheck check;
            g_assert_false(clip_verify(f->clip, f->root, &check, &error));
            g_assert_cmpstr(check.file, ==, files[i]);
            g_free(check.file);
            support_flip(path, at);
        }
    }
    g_autofree char *other = g_strdup(f->root);
    other[5] = other[5] == 'a' ? 'b' : 'a';
    assert_clip(f, other, CLIP_PROOF_FILE);
    assert_clip(f, f->root, NULL);
    support_shell_in(f->clip, "echo >> clip.mkv");
    assert_clip(f, f->root, CLIP_FILE);
}

/* Edits of the proof: each is found, none reads outside of anything. */
static void test_proof(Fixture *f, gconstpointer unused)
{
    static const char *const edits[] = {
        "s/\"index\":\\([0-9]*\\)/\"index\":9\\1/",
        "s/\"index\":[0-9]*/\"index\":-1/2",
        "s/\"segments\":[0-9]*/\"segments\":1000/",
        "s/\"segments\":[0-9]*/\"segments\":0/",
        "s/\"header_bytes\":[0-9]*/\"header_bytes\":99999999/",
        "s/\"header_bytes\":[0-9]*/\"header_bytes\":0/",
        "s/\"to\":[0-9]*/\"to\":9223372036854775807/2",
        "s/\"from\":[0-9]*/\"from\":1/2",
        "s/\"parts\":\\[.*\\]/\"parts\":[]/",
        "s/\"parts\":\\[/\"parts\":[null,/",
        "s/\"proof\":\\[\"[0-9a-f]*\"/\"proof\":[/2",
        "s/esep/esep/;s/{/[/",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(edits); i++) {
        write_clip(f, POSITION_MS, POSITION_MS + 1500);
        g_autofree char *line = g_strdup_printf("cp clip.json was; sed -i '%s' clip.json;"
                                                " ! cmp -s was clip.json; rm was",
                                                edits[i]);
        support_shell_in(f->clip, line);
        g_autoptr(GError) error = NULL;
        ClipCheck check;
        if (clip_verify(f->clip, f->root, &check, &error))
            g_error("not found: %s", edits[i]);
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_DIFFERENT);
        g_free(check.file);
    }
}

static void test_damage(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *take = g_build_filename(f->video, "take-01.mkv", NULL);
    Clip clip;
    support_flip(take, -700);
    g_assert_false(clip_make(f->video, 1, 0, 10000, f->root, &clip, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_DIFFERENT);
    clip_clear(&clip);
    g_clear_error(&error);
    support_flip(take, -700);
    g_assert_false(clip_make(f->video, 1, 900000, 910000, f->root, &clip, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    clip_clear(&clip);
}

/* By whoever has the key. */
static void sign_anew(Fixture *f, const char *bag)
{
    support_shell_in(bag, "for n in 256 512; do (cd . && find data -type f | LC_ALL=C sort |"
                          " xargs -d '\\n' sha${n}sum) > manifest-sha$n.txt; done");
    g_autofree char *key = home_key_path(f->home), *certificate = home_certificate_path(f->home);
    support_sign_bag(bag, key, certificate);
}

/* The archive of the entry: what it holds, that anybody can check it, and nobody else in it. */
static void test_archive(Fixture *f, gconstpointer unused)
{
    g_setenv("ESEP_NOW", "2026-11-20T19:30:00+05:00", TRUE);
    g_autofree char *number = g_strdup_printf("%d", f->entry);
    g_autofree char *to = g_build_filename(f->folder, "to", NULL);
    const char *home = home_path(f->home);
    g_auto(Run) usage = run_esep("--home", home, "export", f->id, "--to", to, "--entry", "1", NULL);
    g_assert_cmpint(usage.exit_code, ==, 2);
    g_auto(Run) none = run_esep("--home", home, "export", f->id, "--to", to, "--profile", "entry",
                                "--entry", "99", NULL);
    g_assert_cmpint(none.exit_code, ==, 3);
    support_shell_in(to, "test -z \"$(ls -A)\"");
    g_auto(Run) run = run_esep("--home", home, "export", f->id, "--to", to, "--profile", "entry",
                               "--entry", number, NULL);
    if (run.exit_code != 0)
        g_error("%s", run.err);
    const char *bag = g_strchomp(run.out);
    support_shell_in(bag, "sha256sum --quiet --strict -c manifest-sha256.txt tagmanifest-sha256.txt"
                          " && sha512sum --quiet --strict -c manifest-sha512.txt");
    support_shell_in(bag, "openssl cms -verify -binary -inform DER -in signature.p7s -content"
                          " tagmanifest-sha256.txt -CAfile data/device.crt -purpose any"
                          " -no_check_time -out /dev/null");
    support_shell_in(bag, "grep -q '" WORDS "' data/entry.json && grep -q Әлиев data/entry.json ||"
                          " grep -q initiator data/entry.json");
    support_shell_in(bag, "! grep -rq -e 'патруль' -e 'по вечерам' -e '\"receipt\"' data/*.json");
    support_shell_in(bag, "test ! -e data/meeting.json -a ! -e data/video");
    g_auto(Run) verify = run_esep("--home", "/nonexistent", "verify", bag, NULL);
    g_assert_cmpint(verify.exit_code, ==, 0);
    g_assert_nonnull(strstr(verify.out, "Merkle root"));

    /* Changed and signed anew by whoever has the key: the page still tells. */
    g_autofree char *clip = g_build_filename(bag, "data", "clip", CLIP_FILE, NULL);
    support_flip(clip, -5);
    g_auto(Run) changed = run_esep("verify", bag, NULL);
    g_assert_cmpint(changed.exit_code, ==, 4);
    g_assert_nonnull(strstr(changed.out, "data/clip/clip.mkv"));
    sign_anew(f, bag);
    g_auto(Run) resigned = run_esep("verify", bag, NULL);
    g_assert_cmpint(resigned.exit_code, ==, 4);
    g_assert_nonnull(strstr(resigned.out, "data/clip/clip.mkv, from 00:00:"));
    g_unsetenv("ESEP_NOW");
}

/* The recorder died while it was said: what the next take has of it comes along, proven likewise.
 */
static void test_interrupted(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *to = g_build_filename(f->folder, "to", NULL), *bag = NULL;
    export_meeting(f->home, f->id, to, &(ExportChoice){.profile = EXPORT_ENTRY, .entry = f->entry},
                   NULL, NULL, &bag, &error);
    g_assert_no_error(error);
    g_autofree char *line = g_strdup_printf("grep -q '\"clip_also\":\\[2\\]' data/entry.json &&"
                                            " test -s data/clip/clip.mkv &&"
                                            " cmp -n $(stat -c %%s data/clip-take-02/clip.mkv)"
                                            " data/clip-take-02/clip.mkv '%s/take-02.mkv'",
                                            f->video);
    support_shell_in(bag, line);
    g_auto(Run) run = run_esep("verify", bag, NULL);
    g_assert_cmpint(run.exit_code, ==, 0);
    g_assert_nonnull(strstr(run.out, "data/clip-take-02/clip.mkv: "));
    g_autofree char *clip = g_build_filename(bag, "data", "clip-take-02", CLIP_FILE, NULL);
    support_flip(clip, -5);
    sign_anew(f, bag);
    g_auto(Run) changed = run_esep("verify", bag, NULL);
    g_assert_cmpint(changed.exit_code, ==, 4);
    g_assert_nonnull(strstr(changed.out, "data/clip-take-02/clip.mkv, from 00:00:"));
}

/* An entry whose place in the recording is not known: said, not hidden. */
static void test_without_clip(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *to = g_build_filename(f->folder, "to", NULL), *bag = NULL;
    export_meeting(f->home, f->id, to, &(ExportChoice){.profile = EXPORT_ENTRY, .entry = 1}, NULL,
                   NULL, &bag, &error);
    g_assert_no_error(error);
    support_shell_in(bag, "grep -q 'Esep-Clip: none' bag-info.txt && test ! -e data/clip");
    Verification result;
    verify_path(bag, NULL, NULL, &result, &error);
    g_assert_no_error(error);
    g_assert_true(result.ok);
    verification_clear(&result);
}

/* Nobody's name and nothing confidential is in any file of the public archive. */
static void test_public(Fixture *f, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *to = g_build_filename(f->folder, "to", NULL), *bag = NULL;
    export_meeting(f->home, f->id, to, &(ExportChoice){.profile = EXPORT_PUBLIC}, NULL, NULL, &bag,
                   &error);
    g_assert_no_error(error);
    g_assert_true(g_str_has_suffix(bag, "-public"));
    support_shell_in(bag, "sha256sum --quiet --strict -c manifest-sha256.txt tagmanifest-sha256.txt"
                          " && sha512sum --quiet --strict -c manifest-sha512.txt");
    support_shell_in(bag, "pdftotext data/protocol-public.pdf text && cat data/*.json data/*.csv"
                          " text > all; rm text; mv all ..");
    support_shell_in(to, "grep -q '" WORDS "' all && grep -q 'по вечерам закрыт' all");
    support_shell_in(to, "! grep -e Жанғабылова -e Нұрланқызы -e '555 21 40' -e 'патруль көрін'"
                         " -e '100%' -e Серікбай -e Мұқан all");
    /* That it was withdrawn is told. */
    support_shell_in(bag, "jq -e '.withdrawn[0] | .what == \"entry\" and .why == \"\"'"
                          " data/public.json");
    support_shell_in(bag, "test ! -e data/video -a ! -e data/meeting.json -a ! -e data/clip"
                          " && grep -q '^Esep-Left-Out: names' bag-info.txt"
                          " && grep -q '^Esep-Recording: left out' bag-info.txt");
    Verification result;
    verify_path(bag, NULL, NULL, &result, &error);
    g_assert_no_error(error);
    g_assert_true(result.ok);
    verification_clear(&result);
    g_autofree char *json = g_build_filename(bag, "data", "public.json", NULL);
    support_flip(json, 100);
    verify_path(bag, NULL, NULL, &result, &error);
    g_assert_cmpstr(result.file, ==, "data/public.json");
    verification_clear(&result);
}

static gboolean stop_at(gint64 done_bytes, gint64 all_bytes, gpointer left)
{
    return --*(int *)left > 0;
}

/* At whatever point somebody thinks better of it: nothing stays behind. */
static void test_cancelled(Fixture *f, gconstpointer unused)
{
    g_autofree char *to = g_build_filename(f->folder, "to", NULL);
    for (int left = 1; left < 4; left++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *bag = NULL;
        int calls = left;
        g_assert_false(export_meeting(f->home, f->id, to, &(ExportChoice){.profile = EXPORT_FULL},
                                      stop_at, &calls, &bag, &error));
        g_assert_error(error, MEDIA_ERROR, MEDIA_ERROR_CANCELLED);
        g_assert_null(bag);
        support_shell_in(to, "test -z \"$(ls -A)\"");
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, function) g_test_add(path, Fixture, NULL, set_up, function, tear_down)
    ADD("/export/is-header-and-whole-segments-byte-for-byte", test_bytes);
    ADD("/export/a-changed-byte-is-found", test_changes);
    ADD("/export/who-cancels-leaves-nothing-behind", test_cancelled);
    ADD("/export/a-changed-proof-is-found", test_proof);
    ADD("/export/what-is-damaged-is-not-cut", test_damage);
    ADD("/export/the-archive-of-an-entry-is-proven-alone", test_archive);
    g_test_add("/export/the-clip-of-an-entry-goes-on-in-the-next-take", Fixture, "interrupted",
               set_up, test_interrupted, tear_down);
    ADD("/export/an-entry-without-a-place-has-no-clip", test_without_clip);
    ADD("/export/the-public-archive-names-nobody", test_public);
    return g_test_run();
}
