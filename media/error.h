/*
 * Errors of the media folder. Media knows no message catalogue: the code says what happened, the
 * message holds the detail (device, file, reason), and the folders above make text of both.
 */
#pragma once

#include <glib.h>

#define MEDIA_ERROR (media_error_quark())
GQuark media_error_quark(void);

typedef enum {
    MEDIA_ERROR_FAILED,       /* anything else; detail in the message */
    MEDIA_ERROR_NO_CAMERA,    /* the camera asked for is not there */
    MEDIA_ERROR_NO_MIC,       /* the microphone asked for is not there */
    MEDIA_ERROR_NO_SPACE,     /* disk full */
    MEDIA_ERROR_NOT_RUNNING,  /* no recorder answers in this folder */
    MEDIA_ERROR_RUNNING,      /* a recorder runs in this folder already */
    MEDIA_ERROR_NO_RECORDING, /* the folder holds no recording */
    MEDIA_ERROR_DIFFERENT,    /* the chain does not fit the bytes */
    MEDIA_ERROR_PROTOCOL,     /* the other side of the socket spoke nonsense */
    MEDIA_ERROR_CANCELLED,    /* whoever asked for it does not want it any more */
} MediaError;

/* The code as it stands in the socket's answers: "no-camera". Static. */
const char *media_error_name(MediaError code);
/* The code of a name; MEDIA_ERROR_FAILED for one that is unknown. */
MediaError media_error_parse(const char *name);
