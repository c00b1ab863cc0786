#include "media/sheet.h"

#include <glib/gstdio.h>

#include "media/answer.h"
#include "media/child.h"

/* A camera may need long for its first picture. */
#define ANSWER_MS 60000

/* Runs the program's word on the file; what it answers, json_object_unref. */
static JsonObject *ask(const char *program, const char *word, const char *option, const char *value,
                       const char *out, GError **error)
{
    Child child;
    const char *argv[] = {
        program, word, option, value, "--out", out, "--ready-fd", G_STRINGIFY(CHILD_FD), NULL};
    JsonObject *answer =
        child_spawn(&child, (char **)argv, ANSWER_MS, error) ? child_answer(&child, error) : NULL;
    child_clear(&child);
    return answer;
}

gboolean sheet_take(const char *program, const char *camera, const char *out,
                    SheetPicture *picture_out, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(out);
    g_autofree char *taken = g_strconcat(out, ".pnm", NULL);
    g_autoptr(JsonObject) still = ask(program, "still", "--camera", camera, taken, error);
    g_autoptr(JsonObject) answer =
        still ? ask(program, "sheet", "--directory", folder, out, error) : NULL;
    g_unlink(taken);
    if (!answer)
        return FALSE;
    *picture_out = (SheetPicture){
        .width_px = (int)answer_int(answer, "width_px", 0),
        .height_px = (int)answer_int(answer, "height_px", 0),
        .resolved_px = (int)answer_int(answer, "resolved_px", 0),
        .straightened_by = (double)answer_int(answer, "millidegrees", 0) / 1000,
    };
    return TRUE;
}
