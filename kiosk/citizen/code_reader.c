#include "kiosk/citizen/code_reader.h"

#include <string.h>
#include <unistd.h>
#include <zbar.h>

#include "media/error.h"
#include "media/trial.h"
#include "protocol/paths.h"

#define TEXT_BYTES 200 /* of a code; a receipt's has 40 */
#define MEMORY_FOLDER "/dev/shm"

struct CodeReader {
    char *folder;
    Trial *trial;
};

char *code_reader_folder(const char *memory)
{
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, memory, -1);
    return g_strdup_printf(MEMORY_FOLDER "/esep-code-%d-%.16s", (int)getuid(), hash);
}

CodeReader *code_reader_new(const char *camera, const char *memory, GError **error)
{
    g_autoptr(CodeReader) reader = g_new0(CodeReader, 1);
    g_autofree char *program = paths_program("esep-recorder");
    reader->folder = code_reader_folder(memory);
    const RecorderOptions options = {.program = program,
                                     .directory = reader->folder,
                                     .camera = camera ? camera : "auto",
                                     .mic = "none",
                                     .memory = memory,
                                     .for_seconds = CODE_READER_S};
    reader->trial = trial_new(&options, error);
    if (!reader->trial)
        return NULL;
    if (!trial_preview(reader->trial)) {
        g_set_error_literal(error, MEDIA_ERROR, MEDIA_ERROR_NO_CAMERA, "");
        return NULL;
    }
    return g_steal_pointer(&reader);
}

void code_reader_free(CodeReader *reader)
{
    if (!reader)
        return;
    trial_free(reader->trial);
    g_free(reader->folder);
    g_free(reader);
}

Preview *code_reader_show(CodeReader *reader)
{
    g_autoptr(RecorderClient) client = recorder_connect(reader->folder, NULL);
    return client ? preview_open(client, NULL) : NULL;
}

gboolean code_reader_look(CodeReader *reader, char **text_out, GError **error)
{
    RecorderStatus status;
    PreviewPicture picture;
    Preview *preview = trial_preview(reader->trial);
    *text_out = NULL;
    if (preview_read(preview, &picture)) {
        *text_out = code_reader_decode(picture.pixels, preview_width_px(preview),
                                       preview_height_px(preview));
        return TRUE;
    }
    /* A recorder that is only slow to answer will give a picture yet. */
    g_autoptr(GError) reason = NULL;
    if (trial_status(reader->trial, &status, &reason) ||
        !g_error_matches(reason, MEDIA_ERROR, MEDIA_ERROR_NOT_RUNNING))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&reason));
    return FALSE;
}

/* What a stranger wrote into a code is shown to nobody, and looked at only if it is a text. */
static char *text_of(const char *data, gsize length)
{
    if (length > TEXT_BYTES || !g_utf8_validate(data, (gssize)length, NULL))
        return g_strdup("");
    char *text = g_strndup(data, length);
    for (const char *at = text; *at; at = g_utf8_next_char(at))
        if (!g_unichar_isprint(g_utf8_get_char(at))) {
            *text = '\0';
            break;
        }
    return text;
}

char *code_reader_decode(const guint8 *grey, int width_px, int height_px)
{
    char *text = NULL;
    gsize bytes = (gsize)width_px * (gsize)height_px;
    zbar_image_scanner_t *scanner = zbar_image_scanner_create();
    zbar_image_t *image = zbar_image_create();
    zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
    zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, (unsigned)width_px, (unsigned)height_px);
    zbar_image_set_data(image, grey, bytes, NULL);
    zbar_scan_image(scanner, image);
    const zbar_symbol_t *symbol = zbar_image_first_symbol(image);
    if (symbol)
        text = text_of(zbar_symbol_get_data(symbol), zbar_symbol_get_data_length(symbol));
    zbar_image_destroy(image);
    zbar_image_scanner_destroy(scanner);
    return text;
}
