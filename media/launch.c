#include "media/launch.h"

#include "media/error.h"

GstElement *launch(const char *description, GError **error)
{
    g_autoptr(GError) reason = NULL;
    GstElement *pipeline =
        gst_parse_launch_full(description, NULL, GST_PARSE_FLAG_FATAL_ERRORS, &reason);
    if (!pipeline) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s", reason->message);
        return NULL;
    }
    return gst_object_ref_sink(pipeline);
}
