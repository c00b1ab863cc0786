#include "protocol/print.h"

#include <string.h>

#include "protocol/error.h"
#include "protocol/print_link.h"

#define POLL_US (500 * 1000)
/* Hundredths of a millimetre. */
#define PWG_PER_POINT (2540.0 / 72)
/* A printer with one place for jobs is asked again for so long. */
#define BUSY_TRIES 240
/* So many polls in a row without an answer: it is gone. */
#define SILENT_TRIES 6

/* Keywords of printer-state-reasons and job-state-reasons (RFC 8011, 5.4.12), by their beginning:
 * a printer may append -error, -warning or -report. The first that fits is told. */
static const struct {
    const char *keyword, *text;
} reasons[] = {
    {"media-empty", N_("out of paper")},
    {"media-needed", N_("out of paper")},
    {"media-jam", N_("the paper is jammed")},
    {"cover-open", N_("the cover is open")},
    {"door-open", N_("the cover is open")},
    {"interlock-open", N_("the cover is open")},
    {"toner-empty", N_("out of toner")},
    {"developer-empty", N_("out of toner")},
    {"marker-waste-full", N_("the container for used toner is full")},
    {"fuser", N_("the printer is too hot or too cold")},
    {"spool-area-full", N_("the printer's memory is full")},
    {"marker-supply-empty", N_("out of ink or toner")},
    {"output-area-full", N_("the output tray is full")},
    {"input-tray-missing", N_("the paper tray is missing")},
    {"paused", N_("the printer is paused")},
    {"printer-stopped", N_("the printer is paused")},
    {"offline", N_("the printer is off line")},
    {"connecting-to-device", N_("waiting for the printer")},
};

static ipp_t *new_request(const PrintLink *link, ipp_op_t operation)
{
    ipp_t *request = ippNewRequest(operation);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, link->uri);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL,
                 cupsUser());
    return request;
}

static ipp_t *job_request(const PrintLink *link, const PrintRequest *job, const char *media)
{
    ipp_t *request = new_request(link, IPP_OP_PRINT_JOB);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL, job->title);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL,
                 "application/pdf");
    ippAddInteger(request, IPP_TAG_JOB, IPP_TAG_INTEGER, "copies", job->copies);
    ippAddString(request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-scaling", NULL, "none");
    if (media)
        ippAddString(request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "media", NULL, media);
    return request;
}

/* Sends the job once; its number, or 0 with the status in cupsLastError. */
static int send_once(const PrintLink *link, GBytes *pdf, const PrintRequest *job, const char *media)
{
    gsize size;
    const char *data = g_bytes_get_data(pdf, &size);
    ipp_t *request = job_request(link, job, media);
    http_status_t status =
        cupsSendRequest(link->http, request, link->resource, ippLength(request) + size);
    if (status == HTTP_STATUS_CONTINUE)
        status = cupsWriteRequestData(link->http, data, size);
    ippDelete(request);
    ipp_t *response = cupsGetResponse(link->http, link->resource);
    ipp_attribute_t *id = response ? ippFindAttribute(response, "job-id", IPP_TAG_INTEGER) : NULL;
    int number = id && cupsLastError() <= IPP_STATUS_OK_EVENTS_COMPLETE ? ippGetInteger(id, 0) : 0;
    ippDelete(response);
    return number;
}

static gboolean gone(const PrintLink *link, GError **error)
{
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("The printer {1} is gone: whether the job is on paper is not known. Look, and "
                 "print it again if it is not."),
              link->name, NULL);
    return FALSE;
}

static gboolean refused(const PrintLink *link, GError **error)
{
    g_autofree char *reason = g_utf8_make_valid(cupsLastErrorString(), -1);
    error_set(error, PROTOCOL_ERROR_REFUSED, N_("The printer {1} refused the job: {2}."),
              link->name, reason, NULL);
    return FALSE;
}

/* Whom a change of the state is told. */
typedef struct {
    PrintState handle;
    gpointer user_data;
    const char *last;
} Teller;

static void tell(Teller *teller, const char *text)
{
    if (text && text != teller->last && teller->handle)
        teller->handle(text, teller->user_data);
    if (text)
        teller->last = text;
}

static gboolean send_job(const PrintLink *link, GBytes *pdf, const PrintRequest *job,
                         Teller *teller, int *number_out, GError **error)
{
    g_autofree char *media = print_media(pdf);
    for (int i = 0; i < BUSY_TRIES; i++) {
        *number_out = send_once(link, pdf, job, media);
        if (*number_out > 0)
            return TRUE;
        /* A printer of rolls has but one width; one without A6 puts the slip on what it has. */
        if (cupsLastError() == IPP_STATUS_ERROR_ATTRIBUTES_OR_VALUES && media) {
            g_clear_pointer(&media, g_free);
            continue;
        }
        if (cupsLastError() != IPP_STATUS_ERROR_BUSY &&
            cupsLastError() != IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS)
            break;
        tell(teller, N_("the printer is busy"));
        g_usleep(POLL_US);
    }
    return refused(link, error);
}

static const char *reason_text(ipp_t *response, const char *attribute)
{
    ipp_attribute_t *values = ippFindAttribute(response, attribute, IPP_TAG_KEYWORD);
    for (gsize r = 0; values && r < G_N_ELEMENTS(reasons); r++)
        for (int i = 0; i < ippGetCount(values); i++)
            if (g_str_has_prefix(ippGetString(values, i, NULL), reasons[r].keyword))
                return reasons[r].text;
    return NULL;
}

/* What hinders the printer now; NULL if nothing does. */
static const char *printer_reason(const PrintLink *link)
{
    ipp_t *request = new_request(link, IPP_OP_GET_PRINTER_ATTRIBUTES);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", NULL,
                 "printer-state-reasons");
    ipp_t *response = cupsDoRequest(link->http, request, link->resource);
    const char *text = response ? reason_text(response, "printer-state-reasons") : NULL;
    ippDelete(response);
    return text;
}

/* The job's state, and its reason through text_out. IPP_JSTATE_COMPLETED for a job that the
 * printer has forgotten; 0 without an answer. */
static ipp_jstate_t job_state(const PrintLink *link, int number, const char **text_out)
{
    static const char *const wanted[] = {"job-state", "job-state-reasons"};
    ipp_t *request = new_request(link, IPP_OP_GET_JOB_ATTRIBUTES);
    ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", number);
    ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
                  G_N_ELEMENTS(wanted), NULL, wanted);
    ipp_t *response = cupsDoRequest(link->http, request, link->resource);
    ipp_status_t status = cupsLastError();
    ipp_attribute_t *state =
        response ? ippFindAttribute(response, "job-state", IPP_TAG_ENUM) : NULL;
    ipp_jstate_t found = state ? (ipp_jstate_t)ippGetInteger(state, 0) : 0;
    if (!state && (status == IPP_STATUS_ERROR_NOT_FOUND || status == IPP_STATUS_ERROR_GONE))
        found = IPP_JSTATE_COMPLETED;
    *text_out = response ? reason_text(response, "job-state-reasons") : NULL;
    ippDelete(response);
    return found;
}

/* Waits for the end of the job. */
static gboolean follow(const PrintLink *link, int number, Teller *teller, GError **error)
{
    int silent = 0;
    while (silent < SILENT_TRIES) {
        const char *text = NULL;
        ipp_jstate_t state = job_state(link, number, &text);
        silent = state ? 0 : silent + 1;
        if (state == IPP_JSTATE_COMPLETED)
            return TRUE;
        if (state == IPP_JSTATE_ABORTED || state == IPP_JSTATE_CANCELED) {
            error_set(error, PROTOCOL_ERROR_REFUSED,
                      N_("The printer {1} gave the job up. See what it shows, and print again."),
                      link->name, NULL);
            return FALSE;
        }
        if (state && !text)
            text = printer_reason(link);
        if (state == IPP_JSTATE_HELD && !text)
            text = N_("the job is held at the printer");
        if (state)
            tell(teller, text ? text : N_("printing"));
        g_usleep(POLL_US);
    }
    return gone(link, error);
}

gboolean print_document(GBytes *pdf, const PrintRequest *request, PrintState handle_state,
                        gpointer user_data, GError **error)
{
    PrintLink link;
    Teller teller = {.handle = handle_state, .user_data = user_data};
    int number = 0;
    gboolean ok = print_link_open(&link, request->printer, error) &&
                  send_job(&link, pdf, request, &teller, &number, error) &&
                  follow(&link, number, &teller, error);
    print_link_close(&link);
    return ok;
}

char *print_media(GBytes *pdf)
{
    static const char key[] = "/MediaBox";
    gsize size;
    const char *data = g_bytes_get_data(pdf, &size), *at = memmem(data, size, key, strlen(key));
    double box[4];
    const char *end = data + size;
    at = at ? memchr(at, '[', (gsize)(end - at)) : NULL;
    for (gsize i = 0; at && i < G_N_ELEMENTS(box); i++) {
        char *after;
        box[i] = g_ascii_strtod(at + (i == 0), &after);
        at = after > at ? after : NULL;
    }
    const pwg_media_t *media = at ? pwgMediaForSize((int)((box[2] - box[0]) * PWG_PER_POINT + 0.5),
                                                    (int)((box[3] - box[1]) * PWG_PER_POINT + 0.5))
                                  : NULL;
    return media ? g_strdup(media->pwg) : NULL;
}
