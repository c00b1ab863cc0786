/*
 * The picture of a running recording, for a screen: read from memory that the recorder shares
 * (preview_format.h). Reading costs the recorder nothing, and neither does not reading.
 *
 * A Preview belongs to one thread. Nothing blocks but preview_open.
 */
#pragma once

#include "media/client.h"

typedef struct Preview Preview;

/* Asks the recorder for its picture, at most 640 pixels wide and 15 times a second as long as the
 * client's connection lasts. Free with preview_free; the client may be freed before. */
Preview *preview_open(RecorderClient *client, GError **error);
/* As preview_open, from the descriptor of such memory, which is borrowed. */
Preview *preview_map(int fd, GError **error);
void preview_free(Preview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Preview, preview_free)

/* Size of every picture; even. */
int preview_width_px(const Preview *preview);
int preview_height_px(const Preview *preview);

typedef struct {
    const guint8 *pixels; /* I420 (IYUV), planes without padding; until the next read */
    guint64 number;       /* of the picture, from 1 */
    gint64 at_ms;         /* running time in the take */
} PreviewPicture;

/* The newest picture. FALSE if there is none that was not read before. */
gboolean preview_read(Preview *preview, PreviewPicture *picture_out);
