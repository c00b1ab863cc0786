/* esep attach */
#include <stdio.h>
#include <unistd.h>

#include "media/client.h"
#include "media/sheet.h"
#include "protocol/command_record.h"
#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/file_read.h"
#include "protocol/life.h"
#include "protocol/meeting.h"
#include "protocol/paths.h"
#include "protocol/pdf_pages.h"
#include "protocol/record.h"
#include "protocol/scan.h"
#include "protocol/workspace.h"

#define PAGES_MAX 64

/* Pages that are being taken. */
typedef struct {
    Session *session;
    const char *camera, *folder;
    int wanted;       /* 0: until whoever sits at the terminal says so */
    gboolean asks;    /* before each page */
    GPtrArray *pages; /* of PdfPage */
} Taking;

/* Whether what is in the picture can be read. */
static gboolean check_picture(const SheetPicture *picture, const char *page, GError **error)
{
    g_autofree char *width = g_strdup_printf("%d", picture->width_px);
    g_autofree char *height = g_strdup_printf("%d", picture->height_px);
    if (MAX(picture->width_px, picture->height_px) < SHEET_LEAST_PX)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The camera gives {1} × {2} points only, too few for a page of A4. Use a "
                     "scanner or a telephone, then: esep attach ID --signed-copy FILE"),
                  width, height, NULL);
    else if (picture->resolved_px == 0)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("There is no print in the picture of page {1}: lay the sheet before the "
                     "camera, its printed side up."),
                  page, NULL);
    else if (picture->resolved_px < SHEET_LEAST_RESOLVED_PX)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The picture of page {1} is too blurred to be read: more light, nothing that "
                     "moves, and the sheet so close that it fills the picture."),
                  page, NULL);
    else
        return TRUE;
    return FALSE;
}

static gboolean take_page(Taking *taking, GError **error)
{
    SheetPicture picture;
    gsize size = 0;
    g_autofree char *page = g_strdup_printf("%u", taking->pages->len + 1);
    g_autofree char *name = g_strdup_printf("page-%s.jpg", page);
    g_autofree char *path = g_build_filename(taking->folder, name, NULL);
    g_autofree char *program = paths_program("esep-recorder");
    if (!sheet_take(program, taking->camera, path, &picture, error) ||
        !check_picture(&picture, page, error))
        return FALSE;
    g_autofree char *data = file_read(path, SCAN_MAX_BYTES, &size, error);
    if (!data || !scan_kind((const guint8 *)data, size, name, error))
        return FALSE;
    PdfPage *one = g_new0(PdfPage, 1);
    *one = (PdfPage){g_bytes_new_take(g_steal_pointer(&data), size), picture.width_px,
                     picture.height_px};
    g_ptr_array_add(taking->pages, one);
    session_note(taking->session, N_("Page {1} has been taken and can be read."), page, NULL);
    return TRUE;
}

/* Waits for Enter. FALSE at the end of what is typed. */
static gboolean wait_for_sheet(const Taking *taking)
{
    g_autofree char *page = g_strdup_printf("%u", taking->pages->len + 1);
    session_note(taking->session,
                 taking->wanted == 0 && taking->pages->len
                     ? N_("Page {1}: lay it before the camera and press Enter. If there is none, "
                          "press Ctrl-D.")
                     : N_("Page {1}: lay it flat before the camera, so that it fills the picture, "
                          "and press Enter."),
                 page, NULL);
    int byte;
    while ((byte = getchar()) != '\n' && byte != EOF)
        ;
    return byte != EOF;
}

/* A page that cannot be read is taken again, if somebody is there to lay it down better. */
static gboolean take_pages(Taking *taking, GError **error)
{
    const guint most = taking->wanted ? (guint)taking->wanted : PAGES_MAX;
    while (taking->pages->len < most) {
        g_autoptr(GError) reason = NULL;
        if (taking->asks && !wait_for_sheet(taking))
            break;
        if (take_page(taking, &reason))
            continue;
        if (!taking->asks || !g_error_matches(reason, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED)) {
            g_propagate_error(error, g_steal_pointer(&reason));
            return FALSE;
        }
        g_autofree char *text = message_error(taking->session->language, reason);
        session_note(taking->session, "{1}", text, NULL);
    }
    if (taking->pages->len && (!taking->wanted || taking->pages->len == most))
        return TRUE;
    error_set(error, PROTOCOL_ERROR_USAGE, N_("Not all pages have been taken: nothing was kept."),
              NULL);
    return FALSE;
}

/* The record, if a signed copy can be added to it: asked before anybody lays down a sheet. */
static JsonNode *read_sealed(Home *home, const char *id, GError **error)
{
    LifeState state;
    const LifeFacts facts = {TRUE, TRUE};
    g_autoptr(JsonNode) record = record_read(home, id, error);
    if (!record ||
        !life_state_parse(json_object_get_string_member(json_node_get_object(record), "state"),
                          &state) ||
        !life_step(state, LIFE_ADD, &facts, &state, error))
        return NULL;
    return g_steal_pointer(&record);
}

static GBytes *make_pdf(const Taking *taking, const char *id, JsonNode *record, GError **error)
{
    const Language language = taking->session->language;
    JsonObject *body = json_object_get_object_member(json_node_get_object(record), "body");
    g_autofree char *title =
        message_format(language, N_("Signed pages of the protocol of the meeting {1}"), id, NULL);
    const PdfInfo info = {
        .title = title,
        .author = json_object_get_string_member(body, "name"),
        .language = language == LANGUAGE_RU ? "ru" : "kk",
        .unix_ms = clock_now_ms(taking->session->clock),
    };
    return pdf_pages(taking->pages, &info, error);
}

/* Takes the pages into path. */
static gboolean take(Taking *taking, Home *home, const char *id, const char *path, GError **error)
{
    g_autoptr(JsonNode) record = read_sealed(home, id, error);
    if (!record || !take_pages(taking, error))
        return FALSE;
    g_autoptr(GBytes) pdf = make_pdf(taking, id, record, error);
    return pdf &&
           durable_write(path, g_bytes_get_data(pdf, NULL), g_bytes_get_size(pdf), 0600, error);
}

static gboolean attach(Session *session, const char *id, const char *path, GError **error)
{
    int number = 0;
    Home *home = session_home(session, error);
    if (!home || !meeting_signed_copy(home, id, path, &number, error))
        return FALSE;
    command_record_print_new(session, "signed_copy", number);
    return TRUE;
}

/* preview: where to write the pages instead of keeping them; or NULL. */
static gboolean attach_taken(Taking *taking, const char *id, const char *preview, GError **error)
{
    Workspace workspace = {.lock = -1};
    Home *home = session_home(taking->session, error);
    gboolean ok = home && workspace_open(&workspace, home, error);
    g_autofree char *path = ok ? g_build_filename(workspace.path, "signed.pdf", NULL) : NULL;
    taking->folder = workspace.path;
    taking->pages = g_ptr_array_new_with_free_func((GDestroyNotify)pdf_page_free);
    ok = ok && take(taking, home, id, preview ? preview : path, error) &&
         (preview || attach(taking->session, id, path, error));
    g_ptr_array_unref(taking->pages);
    workspace_close(&workspace);
    if (ok && preview)
        session_print(taking->session, "{1}", preview, NULL);
    return ok;
}

gboolean command_attach(Session *session, int argc, char **argv, GError **error)
{
    g_autofree char *path = NULL, *camera = NULL, *preview = NULL;
    Taking taking = {.session = session};
    const GOptionEntry options[] = {
        {"signed-copy", 0, 0, G_OPTION_ARG_FILENAME, &path,
         N_("scan of the printed and signed protocol: JPEG, PNG or PDF"), N_("FILE")},
        {"camera", 0, 0, G_OPTION_ARG_STRING, &camera,
         N_("take the signed pages with a camera: auto, /dev/videoN, file:PATH"), "CAMERA"},
        {"pages", 0, 0, G_OPTION_ARG_INT, &taking.wanted,
         N_("how many pages; without it the terminal asks after each"), "N"},
        {"preview", 0, 0, G_OPTION_ARG_FILENAME, &preview,
         N_("only write what the camera took, to be looked at; nothing is kept"), "OUT.pdf"},
        {NULL},
    };
    if (!command_parse(session, options, &argc, &argv, 1, 1, error))
        return FALSE;
    if (!path == !camera || taking.wanted < 0 || taking.wanted > PAGES_MAX ||
        (path && (preview || taking.wanted)) || (camera && !recorder_camera_valid(camera))) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("Give --signed-copy FILE, or --camera CAMERA with up to 64 pages."), NULL);
        return FALSE;
    }
    if (path)
        return attach(session, argv[1], path, error);
    taking.camera = camera;
    taking.asks = isatty(STDIN_FILENO);
    if (!taking.asks && !taking.wanted)
        taking.wanted = 1;
    return attach_taken(&taking, argv[1], preview, error);
}
