/* A microphone of a sound server: a real PulseAudio and a real PipeWire of the test's own, whose
 * source is a pipe. */
#include <glib/gstdio.h>
#include <gst/gst.h>
#include <signal.h>
#include <string.h>

#include "media/chain.h"
#include "media/device.h"
#include "media/device_pulse.h"
#include "tests/support.h"
#include "tests/support_recorder.h"
#include "tests/support_survivors.h"

#define MIC "module-pipe-source source_name=stage format=s16le rate=48000 channels=1"

/* The last one ends with the first, and its bus with it; %s is the folder. */
enum { SERVERS_MAX = 3, ENDS_BY_ITSELF = SERVERS_MAX - 1 };
static const char *const pulseaudio[SERVERS_MAX] = {
    "pulseaudio -n --daemonize=no --exit-idle-time=-1 --use-pid-file=no -L"
    " 'module-native-protocol-unix socket=%s/pulse/native auth-anonymous=1' -L 'module-null-sink"
    " sink_name=hall' -L module-rescue-streams"};
#define WHEN_THERE "until test -S %s/pipewire-0; do sleep 0.05; done; exec "
static const char *const pipewire[SERVERS_MAX] = {
    "pipewire", "sh -c '" WHEN_THERE "pipewire-pulse'",
    "setpriv --pdeathsig clear sh -c '" WHEN_THERE "dbus-run-session -- wireplumber'"};

typedef struct {
    char *folder, *socket, *pipe;
    GSubprocess *servers[SERVERS_MAX], *voice;
} Sound;

static GSubprocess *spawn(const char *command)
{
    g_auto(GStrv) argv = NULL;
    g_autoptr(GError) error = NULL;
    g_assert_true(g_shell_parse_argv(command, NULL, &argv, &error));
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(
        G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
    g_subprocess_launcher_set_child_setup(launcher, support_end_with_test, NULL, NULL);
    GSubprocess *process =
        g_subprocess_launcher_spawnv(launcher, (const char *const *)argv, &error);
    g_assert_no_error(error);
    return process;
}

/* A microphone, into which somebody speaks. */
static void plug_in(Sound *sound)
{
    g_free(support_shell("pactl load-module " MIC " file='%s' source_properties="
                         "device.description=Stage",
                         sound->pipe));
    g_autofree char *voice = g_strdup_printf(
        "ffmpeg -v error -re -f lavfi -i sine=440 -f s16le -ar 48000 -ac 1 -y '%s'", sound->pipe);
    sound->voice = spawn(voice);
}

static void set_up(Sound *sound, gconstpointer data)
{
    const char *const *servers = data;
    sound->folder = g_dir_make_tmp("esep-sound-XXXXXX", NULL);
    g_autofree char *pulse = g_build_filename(sound->folder, "pulse", NULL);
    g_assert_cmpint(g_mkdir(pulse, 0700), ==, 0);
    sound->socket = g_build_filename(pulse, "native", NULL);
    sound->pipe = g_build_filename(sound->folder, "pipe", NULL);
    g_autofree char *server = g_strconcat("unix:", sound->socket, NULL);
    g_setenv("PULSE_SERVER", server, TRUE);
    g_setenv("XDG_RUNTIME_DIR", sound->folder, TRUE);
    g_setenv("HOME", sound->folder, TRUE);
    for (int i = 0; i < SERVERS_MAX && servers[i]; i++) {
        g_auto(GStrv) parts = g_strsplit(servers[i], "%s", -1);
        g_autofree char *command = g_strjoinv(sound->folder, parts);
        sound->servers[i] = spawn(command);
    }
    g_free(support_shell("for i in $(seq 1200); do pactl info >/dev/null 2>&1 && break; sleep 0.05;"
                         " done"));
    plug_in(sound);
}

static void end(GSubprocess *process)
{
    g_subprocess_force_exit(process);
    g_assert_true(g_subprocess_wait(process, NULL, NULL));
    g_object_unref(process);
}

static void tear_down(Sound *sound, gconstpointer data)
{
    end(sound->voice);
    for (int i = 0; i < SERVERS_MAX && sound->servers[i]; i++) {
        if (i < ENDS_BY_ITSELF)
            g_subprocess_force_exit(sound->servers[i]);
        g_assert_true(g_subprocess_wait(sound->servers[i], NULL, NULL));
        g_object_unref(sound->servers[i]);
    }
    remove_folder(sound->folder);
    g_free(sound->folder);
    g_free(sound->socket);
    g_free(sound->pipe);
}

static gboolean is_lost(const RecorderStatus *status, gpointer unused)
{
    return status->alarms & RECORDER_ALARM_MIC_LOST;
}

static gboolean is_heard(const RecorderStatus *status, gpointer unused)
{
    return status->peak_db > -30 && strcmp(status->mic, "Stage") == 0;
}

static void test_server(Sound *sound, gconstpointer data)
{
    /* What is played is no microphone. */
    g_autoptr(GPtrArray) mics = device_pulse_mics();
    g_assert_cmpint(mics->len, ==, 1);
    const Device *stage = g_ptr_array_index(mics, 0);
    g_assert_cmpstr(stage->node, ==, DEVICE_PULSE "stage");
    g_assert_cmpstr(stage->name, ==, "Stage");

    g_autoptr(GSubprocess) named =
        support_recorder_run(sound->folder, "test", DEVICE_PULSE "nosuchsource", NULL);
    g_assert_cmpint(support_recorder_exit(named), ==, 1);

    g_autoptr(GSubprocess) recorder = support_recorder_run(sound->folder, "test", "auto", NULL);
    RecorderStatus status = support_recorder_wait(sound->folder, is_heard, NULL);
    /* It is pulled out: the server would go on with the sound of the loudspeaker. */
    g_free(support_shell("pactl unload-module module-pipe-source"));
    status = support_recorder_wait(sound->folder, is_lost, NULL);
    g_assert_false(status.mic_alive);
    end(sound->voice);
    plug_in(sound);
    status = support_recorder_wait(sound->folder, is_heard, NULL);
    support_recorder_wait_safe(sound->folder, status.running_ms + 300);
    g_autoptr(GError) error = NULL;
    support_recorder_stop(sound->folder, recorder);
    g_autoptr(Recording) recording = recording_verify(sound->folder, NULL, NULL, NULL, &error);
    g_assert_no_error(error);
    guint times;
    gint64 away_ms = support_bridged_ms(recording, 1, "mic", &times);
    g_test_message("away %u times, %d ms", times, (int)away_ms);
    g_assert_cmpint(times, >=, 1);
    g_assert_cmpint(away_ms, <, recording->length_ms);
}

int main(int argc, char **argv)
{
    gst_init(NULL, NULL);
    g_test_init(&argc, &argv, NULL);
    g_test_add("/sound/a-microphone-of-pulseaudio-is-found-bridged-and-taken-back", Sound,
               pulseaudio, set_up, test_server, tear_down);
    g_test_add("/sound/a-microphone-of-pipewire-is-found-bridged-and-taken-back", Sound, pipewire,
               set_up, test_server, tear_down);
    return g_test_run();
}
