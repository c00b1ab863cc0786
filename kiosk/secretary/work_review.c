/* Runs on the worker's threads: a page of the protocol as a picture. */
#include <stdlib.h>
#include <string.h>

#include "kiosk/secretary/review.h"
#include "protocol/disposal.h"
#include "protocol/document_meeting.h"
#include "protocol/error.h"
#include "protocol/json_read.h"
#include "protocol/print_meeting.h"
#include "protocol/record.h"

#define DRAW_S "20" /* a page takes a tenth of a second; what takes longer hangs */

void pages_free(gpointer data)
{
    Pages *pages = data;
    if (!pages)
        return;
    g_clear_pointer(&pages->pdf, g_bytes_unref);
    picture_free(pages->picture);
    g_free(pages);
}

static void task_free(gpointer data)
{
    ReviewTask *task = data;
    g_clear_pointer(&task->pdf, g_bytes_unref);
    g_free(task->id);
    g_free(task);
}

/* What the program says about the PDF; g_bytes_unref. */
static GBytes *ask_poppler(const char *const *argv, GBytes *pdf, GError **error)
{
    GBytes *out = NULL;
    g_autoptr(GSubprocess) process =
        g_subprocess_newv(argv,
                          G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                              G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                          error);
    /* Not with place->cancel: in GLib 2.74 what watches it is freed while another thread frees the
     * context that it hangs on, and this thread would wait for ever. The program ends by itself. */
    if (!process || !g_subprocess_communicate(process, pdf, NULL, &out, NULL, error))
        return NULL;
    if (g_subprocess_get_successful(process))
        return out;
    g_bytes_unref(out);
    error_set(error, PROTOCOL_ERROR_REFUSED, N_("The page cannot be drawn: {1} failed."), argv[2],
              NULL);
    return NULL;
}

static int count_pages(GBytes *pdf, GError **error)
{
    static const char *const argv[] = {"timeout", DRAW_S, "pdfinfo", "-", NULL};
    g_autoptr(GBytes) out = ask_poppler(argv, pdf, error);
    gsize size = 0;
    if (!out)
        return 0;
    const char *data = g_bytes_get_data(out, &size);
    g_autofree char *text = g_strndup(data, size);
    const char *line = strstr(text, "Pages:");
    int count = line ? atoi(line + strlen("Pages:")) : 0;
    if (count < 1)
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The page cannot be drawn: {1} failed."),
                  argv[2], NULL);
    return MAX(count, 0);
}

/* The PDF in both languages, and where the Russian begins: behind all that is in Kazakh. */
static gboolean make_pdf(Workplace *place, const char *id, Pages *pages, GError **error)
{
    g_autoptr(JsonNode) record = record_read(place->home, id, error);
    if (!record)
        return FALSE;
    gboolean sealed = json_read_text(json_node_get_object(record), "sealed") != NULL;
    const Document both = {.kind = DOCUMENT_PROTOCOL, .language = "both", .preview = !sealed};
    const Document kazakh = {.kind = DOCUMENT_PROTOCOL, .language = "kk", .preview = !sealed};
    pages->pdf = sealed ? print_protocol_read(place->home, id, error)
                        : document_of_meeting(place->home, id, &both, NULL, error);
    if (!pages->pdf || !(pages->count = count_pages(pages->pdf, error)))
        return FALSE;
    g_autoptr(GBytes) first = document_of_meeting(place->home, id, &kazakh, NULL, error);
    int russian = first ? count_pages(first, error) : 0;
    pages->russian = russian < pages->count ? russian : 0;
    return russian > 0;
}

static gboolean read_act(Workplace *place, const char *number, Pages *pages, GError **error)
{
    pages->pdf = disposal_act_read(place->home, number, error);
    return pages->pdf && (pages->count = count_pages(pages->pdf, error)) > 0;
}

/* The picture in a PPM (P6, 255) of this size; NULL if it is none. */
static Picture *read_ppm(GBytes *ppm, int width, int height)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(ppm, &size);
    g_autofree char *head = g_strdup_printf("P6\n%d %d\n255\n", width, height);
    gsize head_bytes = strlen(head), bytes = (gsize)width * (gsize)height * 3;
    if (size < head_bytes + bytes || memcmp(data, head, head_bytes) != 0)
        return NULL;
    Picture *picture = picture_new(width, height);
    picture_set(picture, (const guint8 *)data + head_bytes);
    return picture;
}

static gboolean draw(Pages *pages, GError **error)
{
    const PageView *view = &pages->view;
    const int numbers[] = {view->page + 1, view->width_px, view->height_px, view->part.x,
                           view->part.y,   view->part.w,   view->part.h};
    char texts[G_N_ELEMENTS(numbers)][16];
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
        g_snprintf(texts[i], sizeof texts[i], "%d", numbers[i]);
    const char *const argv[] = {
        "timeout",     DRAW_S,   "pdftoppm",    "-q",     "-f", texts[0], "-l", texts[0],
        "-scale-to-x", texts[1], "-scale-to-y", texts[2], "-x", texts[3], "-y", texts[4],
        "-W",          texts[5], "-H",          texts[6], "-",  NULL};
    g_autoptr(GBytes) ppm = ask_poppler(argv, pages->pdf, error);
    if (!ppm)
        return FALSE;
    pages->picture = read_ppm(ppm, view->part.w, view->part.h);
    if (!pages->picture)
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The page cannot be drawn: {1} failed."),
                  argv[2], NULL);
    return pages->picture != NULL;
}

static gboolean review(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const ReviewTask *task = argument;
    Pages *pages = g_new0(Pages, 1);
    *pages = (Pages){.pdf = task->pdf ? g_bytes_ref(task->pdf) : NULL,
                     .count = task->count,
                     .russian = task->russian,
                     .view = task->view};
    *value_out = pages;
    if (!pages->pdf && !(task->act ? read_act(place, task->id, pages, error)
                                   : make_pdf(place, task->id, pages, error)))
        return FALSE;
    pages->view.page = MIN(pages->view.page, pages->count - 1);
    return draw(pages, error);
}

const Work work_review = {.name = "review",
                          .thread = WORK_SHOW,
                          .run = review,
                          .done = review_take,
                          .free_argument = task_free,
                          .free_value = pages_free};
