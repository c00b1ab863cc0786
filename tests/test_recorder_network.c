/* A camera in the network, as an on-line meeting gives it: a real RTSP server, in a process of its
 * own, that dies and returns. */
#include <gst/rtsp-server/rtsp-server.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "media/chain.h"
#include "tests/support.h"
#include "tests/support_recorder.h"

#define MOUNT "/meeting"

/* Serves picture and tone until it is killed; says its port. */
static int serve(const char *port)
{
    gst_init(NULL, NULL);
    GMainLoop *loop = g_main_loop_new(NULL, FALSE);
    GstRTSPServer *server = gst_rtsp_server_new();
    GstRTSPMediaFactory *factory = gst_rtsp_media_factory_new();
    gst_rtsp_server_set_address(server, "127.0.0.1");
    gst_rtsp_server_set_service(server, port);
    gst_rtsp_media_factory_set_launch(
        factory,
        "( videotestsrc is-live=true ! video/x-raw,width=640,height=360,framerate=25/1"
        " ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=25"
        " ! rtph264pay name=pay0 pt=96"
        " audiotestsrc is-live=true wave=sine ! audio/x-raw,rate=48000,channels=1 ! opusenc"
        " ! rtpopuspay name=pay1 pt=97 )");
    gst_rtsp_media_factory_set_shared(factory, TRUE);
    g_autoptr(GstRTSPMountPoints) mounts = gst_rtsp_server_get_mount_points(server);
    gst_rtsp_mount_points_add_factory(mounts, MOUNT, factory);
    if (gst_rtsp_server_attach(server, NULL) == 0)
        return 1;
    printf("%d\n", gst_rtsp_server_get_bound_port(server));
    fflush(stdout);
    g_main_loop_run(loop);
    return 0;
}

/* Free with g_object_unref. *port: 0 for any; the port that it has. */
static GSubprocess *start_server(int *port)
{
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *number = g_strdup_printf("%d", *port);
    const char *argv[] = {self, "--serve", number, NULL};
    g_autoptr(GError) error = NULL;
    GSubprocess *server = g_subprocess_newv(argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
    g_assert_no_error(error);
    g_autofree char *line = support_recorder_line(server);
    *port = atoi(line);
    g_assert_cmpint(*port, >, 0);
    return server;
}

static void stop_server(GSubprocess *server)
{
    g_subprocess_force_exit(server);
    g_assert_true(g_subprocess_wait(server, NULL, NULL));
    g_object_unref(server);
}

static gboolean is_heard(const RecorderStatus *status, gpointer unused)
{
    return status->camera_alive && status->mic_alive && status->rms_db > -30;
}

static gboolean is_alive(const RecorderStatus *status, gpointer user_data)
{
    gboolean wanted = GPOINTER_TO_INT(user_data);
    return status->camera_alive == wanted && status->mic_alive == wanted;
}

static void test_online_meeting(void)
{
    int port = 0;
    g_autofree char *folder = g_dir_make_tmp("esep-network-XXXXXX", NULL);
    g_autofree char *take = g_build_filename(folder, "take-01.mkv", NULL);
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep-recorder", NULL);
    GSubprocess *server = start_server(&port);
    g_autofree char *uri = g_strdup_printf("rtsp://127.0.0.1:%d" MOUNT, port);
    RecorderOptions options = {.program = program, .directory = folder, .camera = uri};
    RecorderStatus status;
    g_autoptr(GError) error = NULL;
    recorder_start(&options, &status, &error);
    g_assert_no_error(error);
    /* No microphone was named: the meeting's own sound is recorded. */
    support_recorder_wait_safe(folder, 2000);
    status = support_recorder_wait(folder, is_heard, NULL);
    g_assert_cmpstr(status.camera, ==, "rtsp");

    /* The connection breaks, and the server is there again. */
    stop_server(server);
    support_recorder_wait(folder, is_alive, GINT_TO_POINTER(FALSE));
    server = start_server(&port);
    status = support_recorder_wait(folder, is_alive, GINT_TO_POINTER(TRUE));
    support_recorder_wait_safe(folder, status.running_ms + 500);
    g_autoptr(RecorderClient) client = recorder_connect(folder, NULL);
    g_assert_true(recorder_stop(client, &error));
    stop_server(server);

    g_autoptr(Recording) recording = recording_verify(folder, NULL, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpint(recording->takes->len, ==, 1);
    g_assert_cmpint(recording->gaps->len, >=, 2);
    for (guint i = 0; i < recording->gaps->len; i++) {
        RecordingGap *gap = g_ptr_array_index(recording->gaps, i);
        g_test_message("gap: %s %s at %d for %d ms", gap->what, gap->cause, (int)gap->at_ms,
                       (int)gap->for_ms);
    }
    g_assert_cmpint(support_decode_ms(take), <=, recording->length_ms + 100);
    /* The chain tells nobody where the meeting was, or its password. */
    g_autofree char *found = support_shell("grep -c 127.0.0.1 '%s/chain.jsonl' | cat", folder);
    g_assert_cmpstr(g_strchomp(found), ==, "0");
    remove_folder(folder);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--serve") == 0)
        return serve(argv[2]);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/network/an-on-line-meeting-is-recorded-with-its-sound-and-taken-back",
                    test_online_meeting);
    return g_test_run();
}
