/*
 * Reads a QR code that somebody holds before the camera, by libzbar. The camera's picture comes
 * from an ordinary trial of the recorder (media/trial.h) in memory that is no disk; it lasts at
 * most CODE_READER_S, is thrown away with the reader, and no picture is ever kept.
 *
 * A CodeReader belongs to one thread, which it blocks.
 */
#pragma once

#include "media/preview.h"

#define CODE_READER_S 45

typedef struct CodeReader CodeReader;

/* Where the picture is while it is looked at, in memory; of the same name each time for a home, so
 * that what a crash left is cleared by the next use. g_free. */
char *code_reader_folder(const char *memory);
/* camera as for recorder_start; memory: the file where the recorder remembers its devices. Blocks
 * until there is a picture. Free with code_reader_free. */
CodeReader *code_reader_new(const char *camera, const char *memory, GError **error);
/* Blocks for the recorder's end. */
void code_reader_free(CodeReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CodeReader, code_reader_free)

/* The same picture for the screen's thread; preview_free. NULL if it cannot be shown. */
Preview *code_reader_show(CodeReader *reader);
/* Looks at the newest picture, if there is one that was not looked at. *text_out: what the code
 * says, valid UTF-8 without control characters and of no great length, whatever it is; NULL: no
 * code is in sight. g_free. FALSE with an error when the camera is gone or the time is over. */
gboolean code_reader_look(CodeReader *reader, char **text_out, GError **error);

/* The code in a grey picture, a byte a pixel, without padding; g_free. NULL: there is none. */
char *code_reader_decode(const guint8 *grey, int width_px, int height_px);
