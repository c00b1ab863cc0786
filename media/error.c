#include "media/error.h"

G_DEFINE_QUARK(esep - media - error, media_error)

static const char *const names[] = {
    [MEDIA_ERROR_FAILED] = "failed",
    [MEDIA_ERROR_NO_CAMERA] = "no-camera",
    [MEDIA_ERROR_NO_MIC] = "no-mic",
    [MEDIA_ERROR_NO_SPACE] = "no-space",
    [MEDIA_ERROR_NOT_RUNNING] = "not-running",
    [MEDIA_ERROR_RUNNING] = "running",
    [MEDIA_ERROR_NO_RECORDING] = "no-recording",
    [MEDIA_ERROR_DIFFERENT] = "different",
    [MEDIA_ERROR_PROTOCOL] = "protocol",
    [MEDIA_ERROR_CANCELLED] = "cancelled",
};

const char *media_error_name(MediaError code)
{
    return names[(gsize)code < G_N_ELEMENTS(names) ? code : MEDIA_ERROR_FAILED];
}

MediaError media_error_parse(const char *name)
{
    for (gsize code = 0; code < G_N_ELEMENTS(names); code++)
        if (g_strcmp0(name, names[code]) == 0)
            return code;
    return MEDIA_ERROR_FAILED;
}
