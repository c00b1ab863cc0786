/*
 * What recording costs: the whole recorder, with a screen that shows its picture, against the bare
 * pipeline in gst-launch-1.0 with the recorder's settings of the encoder, and against ffmpeg with
 * the same encoder, preset and bitrate, in turns, from the same film in real time. Printed are
 * processor seconds a recorded second and their ratios; how like the film each picture is, as the
 * recorder leaves out what the preset does besides, and what ffmpeg costs when it leaves out the
 * same; the peak of memory, and what reached the disk for each byte of recording.
 *
 *   bench_recorder                    exit 1 if a budget is missed
 */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "media/chain.h"
#include "media/preview.h"
#include "media/record_format.h"
#include "tests/support.h"

#define ROUNDS 3
#define SECONDS 40 /* a meeting takes an hour: what starting costs, once, must not weigh here */
#define LOOK_EVERY_US 66000
#define MEMORY_BUDGET_KIB (90 * 1024)
#define BARE_BUDGET 1.05
#define FFMPEG_BUDGET 0.8
#define WRITTEN_BUDGET 1.3
#define BLOCK_BYTES 512 /* of ru_oublock */

typedef struct {
    double cpu_s; /* a recorded second */
    double ssim;  /* of its pictures to the film's: 1 is the same */
    double kbit_s;
    double written; /* bytes on the disk a byte of recording; 0 if the system cannot say */
    long peak_kib;
    guint pictures; /* that the screen showed */
} Cost;

typedef struct {
    char *folder, *film, *picture, *sound, *out, *recorder;
} Bench;

/* A film as a camera gives it: JPEGs with noise, and a tone. */
static void make_film(const Bench *bench)
{
    g_autofree char *command = g_strdup_printf(
        "ffmpeg -v error -y -f lavfi -i testsrc2=size=1280x720:rate=30,noise=alls=6:allf=t"
        " -f lavfi -i sine=440:sample_rate=48000 -t %d -c:v mjpeg -q:v 6 -pix_fmt yuvj420p"
        " -c:a pcm_s16le -ac 1 '%s' && ffmpeg -v error -i '%s' -an -c copy '%s' &&"
        " ffmpeg -v error -i '%s' -vn -c copy '%s'",
        SECONDS + 1, bench->film, bench->film, bench->picture, bench->film, bench->sound);
    const char *argv[] = {"sh", "-c", command, NULL};
    g_auto(Run) run = run_program(argv);
    if (run.exit_code != 0)
        g_error("ffmpeg: %s", run.err);
}

static pid_t spawn(char **argv)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    int null = open("/dev/null", O_RDWR);
    dup2(null, STDOUT_FILENO);
    execvp(argv[0], argv);
    _exit(127);
}

/* Of brightness, picture by picture. */
static double ssim_of(const char *film, const char *take)
{
    g_autofree char *command = g_strdup_printf(
        "ffmpeg -hide_banner -nostats -i '%s' -i '%s' -lavfi '[0:v]format=yuv420p,fps=30[a];"
        "[1:v]fps=30[b];[a][b]ssim=shortest=1' -f null - 2>&1 |"
        " sed -n 's/.*SSIM Y:\\([0-9.]*\\).*/\\1/p'",
        film, take);
    const char *argv[] = {"sh", "-c", command, NULL};
    g_auto(Run) run = run_program(argv);
    return g_ascii_strtod(run.out, NULL);
}

static Cost finish(const Bench *bench, pid_t pid, const char *take)
{
    int status;
    struct rusage used;
    GStatBuf file;
    if (wait4(pid, &status, 0, &used) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        g_error("%s: status %d", take, status);
    if (g_stat(take, &file) != 0 || file.st_size < 100000)
        g_error("%s: nothing recorded", take);
    g_autofree char *text = NULL;
    const char *argv[] = {"ffprobe",
                          "-v",
                          "error",
                          "-count_packets",
                          "-select_streams",
                          "v",
                          "-show_entries",
                          "stream=nb_read_packets",
                          "-of",
                          "csv=p=0",
                          take,
                          NULL};
    g_auto(Run) probe = run_program(argv);
    double seconds = g_ascii_strtod(probe.out, NULL) / 30;
    double cpu_s = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                   (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    return (Cost){.cpu_s = cpu_s / seconds,
                  .ssim = ssim_of(bench->film, take),
                  .kbit_s = (double)file.st_size * 8 / 1000 / seconds,
                  .written = (double)used.ru_oublock * BLOCK_BYTES / (double)file.st_size,
                  .peak_kib = used.ru_maxrss};
}

/* Looks at the preview until the recorder is gone; how many pictures there were. */
static guint watch(const Bench *bench, pid_t pid)
{
    guint pictures = 0;
    g_autoptr(RecorderClient) client = NULL;
    g_autoptr(Preview) preview = NULL;
    siginfo_t gone = {0};
    while (waitid(P_PID, (id_t)pid, &gone, WEXITED | WNOHANG | WNOWAIT) == 0 && gone.si_pid == 0) {
        PreviewPicture picture;
        RecorderStatus status;
        g_usleep(LOOK_EVERY_US);
        if (!client)
            client = recorder_connect(bench->out, NULL);
        if (client && !preview)
            preview = preview_open(client, NULL);
        if (preview && preview_read(preview, &picture))
            pictures++;
        if (client && pictures % 4 == 1)
            recorder_status(client, &status, NULL);
    }
    return pictures;
}

static Cost run_recorder(const Bench *bench)
{
    /* Camera and microphone are two devices. */
    g_autofree char *camera = g_strconcat("file:", bench->picture, NULL);
    g_autofree char *mic = g_strconcat("file:", bench->sound, NULL);
    g_autofree char *take = g_build_filename(bench->out, "take-01.mkv", NULL);
    char *argv[] = {bench->recorder, "--directory", bench->out, "--camera",           camera,
                    "--mic",         mic,           "--for",    G_STRINGIFY(SECONDS), NULL};
    g_assert_cmpint(g_mkdir(bench->out, 0700), ==, 0);
    pid_t pid = spawn(argv);
    guint pictures = watch(bench, pid);
    Cost cost = finish(bench, pid, take);
    cost.pictures = pictures;
    remove_folder(bench->out);
    return cost;
}

/* text: the program with its arguments; it writes bench->out. */
static Cost run_other(const Bench *bench, const char *text)
{
    g_auto(GStrv) argv = NULL;
    g_autoptr(GError) error = NULL;
    g_shell_parse_argv(text, NULL, &argv, &error);
    g_assert_no_error(error);
    Cost cost = finish(bench, spawn(argv), bench->out);
    g_unlink(bench->out);
    return cost;
}

static Cost run_bare(const Bench *bench)
{
    g_autofree char *text = g_strdup_printf(
        "gst-launch-1.0 -q -e filesrc location='%s' ! matroskademux name=film"
        " film. ! queue ! jpegdec ! videoconvert ! video/x-raw,format=I420 ! clocksync"
        " ! queue leaky=downstream max-size-buffers=15 ! x264enc speed-preset=superfast"
        "   tune=zerolatency bitrate=2000 key-int-max=30 option-string=" RECORD_X264_OPTIONS
        " ! h264parse ! queue ! mux."
        " film. ! queue ! audioconvert ! audioresample ! audio/x-raw,rate=48000,channels=1"
        " ! clocksync ! opusenc bitrate=64000 ! queue ! mux."
        " matroskamux name=mux streamable=true ! queue ! filesink location='%s'",
        bench->film, bench->out);
    return run_other(bench, text);
}

/* options: for the encoder besides its preset, "" for none. */
static Cost run_ffmpeg(const Bench *bench, const char *options)
{
    g_autofree char *text = g_strdup_printf(
        "ffmpeg -v error -nostdin -re -i '%s' -vf format=yuv420p -c:v libx264 -preset superfast"
        " -tune zerolatency -b:v 2M -g 30 -x264-params '%s' -c:a libopus -b:a 64k -f matroska '%s'",
        bench->film, options, bench->out);
    return run_other(bench, text);
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static double median(const double *values)
{
    double sorted[ROUNDS];
    memcpy(sorted, values, sizeof sorted);
    qsort(sorted, ROUNDS, sizeof sorted[0], compare);
    return sorted[ROUNDS / 2];
}

static gboolean judge(const char *what, double value, double budget, const char *unit)
{
    gboolean ok = value <= budget;
    printf("%-46s %8.2f %-4s budget %6.2f  %s\n", what, value, unit, budget, ok ? "ok" : "MISSED");
    return ok;
}

static gboolean measure(const Bench *bench)
{
    double to_bare[ROUNDS], to_other[ROUNDS], to_same[ROUNDS];
    Cost cost = {0}, bare, other = {0}, same;
    for (int i = 0; i < ROUNDS; i++) {
        cost = run_recorder(bench);
        bare = run_bare(bench);
        other = run_ffmpeg(bench, "");
        same = run_ffmpeg(bench, RECORD_X264_OPTIONS);
        to_bare[i] = cost.cpu_s / bare.cpu_s;
        to_other[i] = cost.cpu_s / other.cpu_s;
        to_same[i] = cost.cpu_s / same.cpu_s;
        printf(
            "recording, round %d: recorder %.3f, gst-launch %.3f, ffmpeg %.3f, with the recorder's"
            " settings %.3f CPU-s a second; %u pictures shown\n",
            i + 1, cost.cpu_s, bare.cpu_s, other.cpu_s, same.cpu_s, cost.pictures);
    }
    printf("likeness to the film (SSIM): recorder %.4f with %.0f kbit/s, ffmpeg %.4f with %.0f; the"
           " recorder leaves out %s\n",
           cost.ssim, cost.kbit_s, other.ssim, other.kbit_s, RECORD_X264_OPTIONS);
    printf("recorder to ffmpeg with the same left out %17.2f x\n", median(to_same));
    gboolean ok = judge("recorder to the bare pipeline", median(to_bare), BARE_BUDGET, "x");
    ok = judge("recorder to ffmpeg", median(to_other), FFMPEG_BUDGET, "x") && ok;
    ok = judge("peak memory of the recorder", (double)cost.peak_kib / 1024,
               MEMORY_BUDGET_KIB / 1024.0, "MiB") &&
         ok;
    if (cost.written > 0)
        ok = judge("written to the disk a byte", cost.written, WRITTEN_BUDGET, "x") && ok;
    if (cost.pictures < SECONDS * 8) {
        printf("the screen saw only %u pictures\n", cost.pictures);
        ok = FALSE;
    }
    return ok;
}

int main(int argc, char **argv)
{
    g_autofree char *program = g_canonicalize_filename(argv[0], NULL);
    g_autofree char *programs = g_path_get_dirname(program);
    g_autofree char *build = g_path_get_dirname(programs);
    Bench bench = {.folder = g_dir_make_tmp("esep-bench-XXXXXX", NULL)};
    bench.film = g_build_filename(bench.folder, "film.mkv", NULL);
    bench.picture = g_build_filename(bench.folder, "picture.mkv", NULL);
    bench.sound = g_build_filename(bench.folder, "sound.wav", NULL);
    bench.out = g_build_filename(bench.folder, "out", NULL);
    bench.recorder = g_build_filename(build, "esep-recorder", NULL);
    make_film(&bench);
    gboolean ok = measure(&bench);
    remove_folder(bench.folder);
    g_free(bench.folder);
    g_free(bench.film);
    g_free(bench.picture);
    g_free(bench.sound);
    g_free(bench.out);
    g_free(bench.recorder);
    return ok ? 0 : 1;
}
