/* The copy of a recording that people play. */
#include <string.h>

#include "protocol/message.h"
#include "protocol/playable.h"
#include "tests/support.h"
#include "tests/support_recorder.h"

static void test_interrupted(void)
{
    g_autofree char *folder = g_dir_make_tmp("esep-playable-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "copy", NULL);
    g_autoptr(JsonNode) record = json_from_string("{\"agenda\":[],\"entries\":[]}", NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(GSubprocess) killed = support_recorder_run(folder, "test", "none", NULL);
    support_recorder_wait_safe(folder, 900);
    g_subprocess_force_exit(killed);
    support_recorder_exit(killed);
    g_autoptr(GSubprocess) next = support_recorder_run(folder, "test", "none", "--for", "1", NULL);
    g_assert_cmpint(support_recorder_exit(next), ==, 0);
    playable_write(folder, json_node_get_object(record), path, NULL, NULL, &error);
    g_assert_no_error(error);
    /* One file of both takes, and it says where something is missing. */
    g_autofree char *chapters = support_shell(
        "ffprobe -v error -show_chapters -show_entries chapter=start_time:chapter_tags=title"
        " -of csv=p=0 '%s'",
        path);
    g_test_message("%s", chapters);
    g_assert_nonnull(strstr(chapters, "Жазбадағы үзіліс: "));
    g_assert_nonnull(strstr(chapters, "Перерыв в записи: "));
    g_assert_cmpfloat(g_ascii_strtod(chapters, NULL), >, 0.8);
    g_assert_cmpint(support_decode_ms(path), >, 1800);
    remove_folder(folder);
}

int main(int argc, char **argv)
{
    message_init(NULL);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/playable/tells-where-the-recording-was-interrupted", test_interrupted);
    return g_test_run();
}
