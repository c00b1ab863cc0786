/* Runs on the worker's threads; nothing here touches the application. */
#include "kiosk/citizen/code_reader.h"
#include "kiosk/citizen/receipt.h"
#include "protocol/error.h"

#define LOOK_US (G_USEC_PER_SEC) /* then the screen is asked whether it still wants to know */
#define PAUSE_US 100000          /* between two pictures: a code is held for seconds */

static gboolean open_camera(Workplace *place, gpointer argument, gpointer *value_out,
                            GError **error)
{
    g_autofree char *camera = workplace_camera(place);
    g_autofree char *memory = g_build_filename(home_path(place->home), "devices.ini", NULL);
    g_clear_pointer(&place->reader, code_reader_free);
    place->reader = code_reader_new(camera, memory, error);
    if (place->reader)
        *value_out = code_reader_show(place->reader);
    return place->reader != NULL;
}

static gboolean look(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    gint64 until_us = g_get_monotonic_time() + LOOK_US;
    char *text = NULL;
    if (!place->reader) {
        error_set(error, PROTOCOL_ERROR_REFUSED, "", NULL);
        return FALSE;
    }
    while (!text && g_get_monotonic_time() < until_us &&
           !g_cancellable_is_cancelled(place->cancel)) {
        if (!code_reader_look(place->reader, &text, error))
            return FALSE;
        if (!text)
            g_usleep(PAUSE_US);
    }
    *value_out = text;
    return TRUE;
}

static gboolean close_camera(Workplace *place, gpointer argument, gpointer *value_out,
                             GError **error)
{
    g_clear_pointer(&place->reader, code_reader_free);
    return TRUE;
}

const Work work_camera_open = {.name = "camera-open",
                               .thread = WORK_WATCH,
                               .run = open_camera,
                               .done = receipt_take_camera,
                               .free_value = (GDestroyNotify)preview_free};
const Work work_camera_look = {.name = "camera-look",
                               .thread = WORK_WATCH,
                               .run = look,
                               .done = receipt_take_look,
                               .free_value = g_free};
const Work work_camera_close = {.name = "camera-close", .thread = WORK_WATCH, .run = close_camera};
