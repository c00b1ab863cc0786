/* How long export and verification of a large recording take, against the programs that do the
 * least that must be done: cp and sha256sum, openssl dgst, openssl cms. Prints ratios.
 * bench_archive [MEGABYTES] */
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "media/chain_writer.h"
#include "protocol/durable.h"
#include "protocol/envelope.h"
#include "protocol/export.h"
#include "protocol/meeting.h"
#include "protocol/seal.h"
#include "protocol/verify.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_matroska.h"
#include "tests/support_pdf.h"
#include "tests/support_record.h"

#define MEGABYTES 1024
#define EXPORT_BUDGET 1.2
#define VERIFY_BUDGET 1.1
#define ENVELOPE_BUDGET 1.2
#define BLOCKS_PER_SECOND 500 /* about a quarter of a megabyte, as two megabit a second are */

typedef struct {
    ChainWriter *writer;
    int take;
} Writing;

static void handle_segment(const Segment *segment, gpointer user_data)
{
    Writing *writing = user_data;
    g_assert_true(chain_writer_segment(writing->writer, writing->take, segment, NULL));
}

/* A recording of so many megabytes. */
static void record(Home *home, const char *id, int megabytes)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = home_meeting_path(home, id, "video");
    durable_mkdir(folder, &error);
    g_assert_no_error(error);
    g_autoptr(ChainWriter) writer = chain_writer_open(folder, &error);
    g_assert_no_error(error);
    Writing writing = {writer, chain_writer_take(writer, "test", "test", &error)};
    g_autofree char *path = g_build_filename(folder, "take-01.mkv", NULL);
    g_autoptr(Segmenter) segmenter = segmenter_new(0, handle_segment, &writing);
    FILE *file = fopen(path, "w");
    g_assert_nonnull(file);
    gint64 left = (gint64)megabytes << 20;
    for (int second = 0; left > 0; second++) {
        g_autoptr(GByteArray) bytes = g_byte_array_new();
        if (second == 0)
            matroska_header(bytes);
        matroska_cluster(bytes, second * 1000, BLOCKS_PER_SECOND, 2);
        g_assert_cmpuint(fwrite(bytes->data, 1, bytes->len, file), ==, bytes->len);
        segmenter_feed(segmenter, bytes->data, bytes->len);
        left -= bytes->len;
    }
    g_assert_cmpint(fclose(file), ==, 0);
    SegmentTail tail;
    segmenter_finish(segmenter, TRUE, &tail);
    chain_writer_end(writer, writing.take, &tail, "stopped", &error);
    g_assert_no_error(error);
}

static double seconds_of_shell(const char *folder, const char *line)
{
    gint64 start_us = g_get_monotonic_time();
    support_shell_in(folder, line);
    return (double)(g_get_monotonic_time() - start_us) / G_USEC_PER_SEC;
}

static double seconds_of_export(Home *home, const char *id, const char *to, char **bag_out)
{
    g_autoptr(GError) error = NULL;
    gint64 start_us = g_get_monotonic_time();
    export_meeting(home, id, to, &(ExportChoice){.profile = EXPORT_FULL}, NULL, NULL, bag_out,
                   &error);
    g_assert_no_error(error);
    return (double)(g_get_monotonic_time() - start_us) / G_USEC_PER_SEC;
}

static double seconds_of_verify(const char *bag)
{
    g_autoptr(GError) error = NULL;
    Verification result;
    gint64 start_us = g_get_monotonic_time();
    verify_path(bag, NULL, NULL, &result, &error);
    g_assert_no_error(error);
    g_assert_true(result.ok);
    verification_clear(&result);
    return (double)(g_get_monotonic_time() - start_us) / G_USEC_PER_SEC;
}

static double seconds_of_home(Home *home, const char *id)
{
    g_autoptr(GError) error = NULL;
    Verification result;
    gint64 start_us = g_get_monotonic_time();
    verify_meeting(home, id, NULL, NULL, &result, &error);
    g_assert_no_error(error);
    g_assert_true(result.ok);
    verification_clear(&result);
    return (double)(g_get_monotonic_time() - start_us) / G_USEC_PER_SEC;
}

/* OpenSSL's own program over all files below path. */
static double seconds_of_dgst(const char *folder, const char *path, const char *digest)
{
    g_autofree char *line = g_strdup_printf(
        "find '%s' -type f -print0 | xargs -0 openssl dgst %s >/dev/null", path, digest);
    return seconds_of_shell(folder, line);
}

/* Prints a line; whether the budget was kept. */
static gboolean told(const char *what, double ours_s, const char *theirs, double theirs_s,
                     double budget)
{
    gboolean ok = ours_s <= budget * theirs_s;
    printf("%s: %.2f s, %s of the same bytes: %.2f s, ratio %.2f (budget %.1f)%s\n", what, ours_s,
           theirs, theirs_s, ours_s / theirs_s, budget, ok ? "" : "  MISSED");
    return ok;
}

static double seconds_of_envelope(Home *home, const char *id, const char *to, GPtrArray *readers,
                                  char **path_out)
{
    g_autoptr(GError) error = NULL;
    gint64 start_us = g_get_monotonic_time();
    export_encrypted(home, id, to, &(ExportChoice){.profile = EXPORT_FULL}, readers, NULL, NULL,
                     path_out, &error);
    g_assert_no_error(error);
    return (double)(g_get_monotonic_time() - start_us) / G_USEC_PER_SEC;
}

static double seconds_of_opening(const char *path, EVP_PKEY *key, const char *folder)
{
    g_autoptr(GError) error = NULL;
    gint64 start_us = g_get_monotonic_time();
    g_autofree char *bag = envelope_read(path, key, folder, NULL, NULL, &error);
    g_assert_no_error(error);
    return (double)(g_get_monotonic_time() - start_us) / G_USEC_PER_SEC;
}

/* The encrypted archive against what anybody would do by hand, who has the bag: cp_s of it is
 * spent, too, for it lies in the clear in the home meanwhile. bag: its path. */
static gboolean measure_envelope(Home *home, const char *id, const char *folder, const char *bag,
                                 double cp_s)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *to = g_build_filename(folder, "encrypted", NULL), *path = NULL;
    g_autofree char *opened = g_build_filename(folder, "opened", NULL);
    g_autofree char *certificate = g_build_filename(folder, "reader.crt", NULL);
    g_autofree char *key_path = g_build_filename(folder, "reader.key", NULL);
    support_shell_in(folder, "openssl req -x509 -nodes -newkey rsa:2048 -keyout reader.key -out"
                             " reader.crt -not_before 20260101000000Z -days 900 -subj /CN=reader"
                             " 2>/dev/null || faketime 2026-11-01 openssl req -x509 -nodes -newkey"
                             " rsa:2048 -keyout reader.key -out reader.crt -days 60 -subj"
                             " /CN=reader 2>/dev/null; mkdir by-hand opened opened-by-hand");
    char *const paths[] = {certificate, NULL};
    g_autoptr(GPtrArray) readers = envelope_recipients(paths, SUPPORT_NOW_MS, &error);
    g_assert_no_error(error);
    EVP_PKEY *key = envelope_key(key_path, NULL, NULL, &error);
    g_assert_no_error(error);
    g_autofree char *by_hand = g_strdup_printf(
        "tar -c -C '%s' . | split -b %d --filter='openssl cms -encrypt -binary -stream"
        " -aes-256-gcm -outform DER -recip reader.crt -keyopt rsa_padding_mode:oaep -out"
        " by-hand/$FILE' - part- && sync by-hand/*",
        bag, ENVELOPE_PART_BYTES);
    double cms_s = seconds_of_shell(folder, by_hand);
    double envelope_s = seconds_of_envelope(home, id, to, readers, &path);
    g_autofree char *open_by_hand = g_strdup_printf(
        "for part in '%s'/part-*.p7m; do openssl cms -decrypt -binary -inform DER -in \"$part\""
        " -inkey reader.key; done | tar -x -C opened-by-hand",
        path);
    double decrypt_s = seconds_of_shell(folder, open_by_hand);
    double opening_s = seconds_of_opening(path, key, opened);
    EVP_PKEY_free(key);
    gboolean ok =
        told("encrypted export", envelope_s, "cp + sha256sum, then tar | openssl cms -encrypt",
             cp_s + cms_s, ENVELOPE_BUDGET);
    return told("opening of it", opening_s, "openssl cms -decrypt | tar", decrypt_s,
                ENVELOPE_BUDGET) &&
           ok;
}

static gboolean measure(Home *home, const char *id, const char *folder)
{
    g_autofree char *bag = NULL, *to = g_build_filename(folder, "to", NULL);
    g_autofree char *take = home_meeting_path(home, id, "video/take-01.mkv");
    g_autofree char *copy = g_strdup_printf("cp '%s' copy && sync copy && sha256sum '%s' >/dev/null"
                                            " && rm copy",
                                            take, take);
    double cp_s = seconds_of_shell(folder, copy);
    double export_s = seconds_of_export(home, id, to, &bag);
    double dgst_s = seconds_of_dgst(folder, to, "-sha256");
    double dgst512_s = seconds_of_dgst(folder, to, "-sha512");
    double verify_s = seconds_of_verify(bag), home_s = seconds_of_home(home, id);
    double take_s = seconds_of_dgst(folder, take, "-sha256");
    gboolean ok = told("export", export_s, "cp + sha256sum", cp_s, EXPORT_BUDGET);
    ok = told("verify of an archive (SHA-256, SHA-512 and the chain)", verify_s,
              "openssl dgst -sha256, then -sha512,", dgst_s + dgst512_s, VERIFY_BUDGET) &&
         ok;
    printf("  of that, against one of the two alone: -sha256 %.2f s, ratio %.2f; -sha512 %.2f s, "
           "ratio %.2f\n",
           dgst_s, verify_s / dgst_s, dgst512_s, verify_s / dgst512_s);
    ok = told("verify of a meeting in its home (SHA-256 of the chain)", home_s,
              "openssl dgst -sha256", take_s, VERIFY_BUDGET) &&
         ok;
    return measure_envelope(home, id, folder, bag, cp_s) && ok;
}

int main(int argc, char **argv)
{
    int asked = argc > 1 ? atoi(argv[1]) : 0;
    int megabytes = asked > 0 ? asked : MEGABYTES;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = support_folder();
    g_autoptr(Clock) clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    g_autoptr(Home) home = support_home(folder, clock);
    g_autofree char *id = support_meeting(home);
    support_attend(home, id);
    record(home, id, megabytes);
    support_hold(home, id);
    meeting_sign(home, id, "inspector", SUPPORT_STROKES, &error);
    g_assert_no_error(error);
    seal_meeting(home, id, NULL, NULL, &error);
    g_assert_no_error(error);
    gboolean ok = measure(home, id, folder);
    remove_folder(folder);
    return ok ? 0 : 1;
}
