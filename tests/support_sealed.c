#include "tests/support_sealed.h"

#include <stdio.h>
#include <string.h>

#include "media/chain.h"
#include "media/chain_line.h"
#include "media/chain_writer.h"
#include "protocol/durable.h"
#include "protocol/follow.h"
#include "protocol/meeting.h"
#include "protocol/seal.h"
#include "tests/support_matroska.h"
#include "tests/support_pdf.h"

typedef struct {
    ChainWriter *writer;
    int take;
} Writing;

static void handle_segment(const Segment *segment, gpointer user_data)
{
    Writing *writing = user_data;
    g_assert_true(chain_writer_segment(writing->writer, writing->take, segment, NULL));
}

void support_recording(Home *home, const char *id)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = home_meeting_path(home, id, "video");
    durable_mkdir(folder, &error);
    g_assert_no_error(error);
    g_autoptr(ChainWriter) writer = chain_writer_open(folder, &error);
    g_assert_no_error(error);
    Writing writing = {writer, chain_writer_take(writer, "test", "test", &error)};
    g_assert_no_error(error);
    g_autofree char *name = chain_take_file(writing.take);
    g_autofree char *take = g_build_filename(folder, name, NULL);
    g_autoptr(GByteArray) bytes = matroska_take(SUPPORT_CLUSTERS);
    FILE *file = fopen(take, "w");
    g_assert_nonnull(file);
    g_assert_cmpuint(fwrite(bytes->data, 1, bytes->len, file), ==, bytes->len);
    fclose(file);

    SegmentTail tail;
    g_autoptr(Segmenter) segmenter = segmenter_new(0, handle_segment, &writing);
    segmenter_feed(segmenter, bytes->data, bytes->len);
    segmenter_finish(segmenter, TRUE, &tail);
    chain_writer_end(writer, writing.take, &tail, "stopped", &error);
    g_assert_no_error(error);
}

void support_filmed(Home *home, const char *id, int seconds)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *video = home_meeting_path(home, id, "video");
    g_assert_true(durable_mkdir(video, &error));
    g_autoptr(ChainWriter) writer = chain_writer_open(video, &error);
    g_assert_no_error(error);
    g_autofree char *file = chain_take_file(chain_writer_take(writer, "test", "test", &error));
    g_assert_no_error(error);
    g_autofree char *line =
        g_strdup_printf("ffmpeg -v error -y -f lavfi -i testsrc2=size=64x48:rate=2 -f lavfi"
                        " -i sine=440:sample_rate=48000 -t %d -pix_fmt yuv420p -c:v libx264"
                        " -preset ultrafast -tune zerolatency -g 2 -c:a libopus -ac 1 -b:a 16k"
                        " -f matroska -live 1 -cluster_time_limit 1000 %s",
                        seconds, file);
    support_shell_in(video, line);
    g_assert_true(chain_writer_complete(writer, "stopped", &error));
    g_assert_no_error(error);
}

char *support_ready(Home *home)
{
    g_autoptr(GError) error = NULL;
    char *id = support_meeting(home);
    support_attend(home, id);
    support_recording(home, id);
    support_hold(home, id);
    g_autofree char *material = g_build_filename(home_path(home), "есеп 100%.txt", NULL);
    g_file_set_contents(material, "тоқсандық есеп", -1, &error);
    g_assert_no_error(error);
    meeting_material(home, id, material, &error);
    g_assert_no_error(error);
    g_assert_cmpint(remove(material), ==, 0);
    meeting_sign(home, id, "inspector", SUPPORT_STROKES, &error);
    g_assert_no_error(error);
    return id;
}

char *support_sealed(Home *home)
{
    g_autoptr(GError) error = NULL;
    char *id = support_ready(home);
    int number = 0;
    seal_meeting(home, id, NULL, &number, &error);
    g_assert_no_error(error);
    return id;
}

void sealed_set_up(RecordFixture *fixture, gconstpointer unused)
{
    record_set_up_empty(fixture, NULL);
    fixture->id = support_sealed(fixture->home);
}

void support_flip(const char *path, gint64 at)
{
    FILE *file = fopen(path, "r+");
    g_assert_nonnull(file);
    g_assert_cmpint(fseek(file, at, at < 0 ? SEEK_END : SEEK_SET), ==, 0);
    int byte = getc(file);
    g_assert_cmpint(byte, !=, EOF);
    g_assert_cmpint(fseek(file, -1, SEEK_CUR), ==, 0);
    g_assert_cmpint(putc(byte ^ 0x01, file), !=, EOF);
    g_assert_cmpint(fclose(file), ==, 0);
}

void support_finish_follow(Home *home)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) list = follow_list(home, "2026-11-20", FALSE, &error);
    g_assert_no_error(error);
    static const char *const events[] = {"forward", "notify", "close"};
    JsonArray *entries = json_node_get_array(list);
    for (guint i = 0; i < json_array_get_length(entries); i++) {
        JsonObject *entry = json_array_get_object_element(entries, i);
        const char *state = json_object_get_string_member(entry, "state");
        int number = json_object_get_int_member_with_default(entry, "entry", 0);
        if (strcmp(state, "noted") == 0) {
            const FollowStep step = {.event = "done", .text = "Орындалды"};
            const FollowSubject decision = {json_object_get_string_member(entry, "meeting"),
                                            (int)json_object_get_int_member(entry, "decision")};
            g_assert_true(follow_do(home, decision, &step, NULL, &error));
        }
        if (strcmp(state, "check") == 0) {
            const FollowStep step = {.event = "answer", .text = "Тексерілді"};
            g_assert_true(follow_do(home, follow_entry(number), &step, NULL, &error));
        }
        for (gsize e = 0; strcmp(state, "forward") == 0 && e < G_N_ELEMENTS(events); e++) {
            const FollowStep step = {.event = events[e]};
            g_assert_true(follow_do(home, follow_entry(number), &step, NULL, &error));
        }
        g_assert_no_error(error);
    }
}
