/*
 * How long a protocol takes from the record to the signed file, what it weighs and what memory it
 * needs; against the budgets of the project, and against what an office would use otherwise. Each
 * size runs in a process of its own, so that its peak of memory is its own.
 *
 *   bench_document RECORD.json        exit 1 if a budget is missed
 */
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "protocol/document.h"
#include "protocol/pdf.h"
#include "tests/support.h"
#include "tests/support_document.h"
#include "tests/support_pdf.h"

#define RUNS 15
#define MEMORY_BUDGET_KIB (30 * 1024)

typedef struct {
    guint entries, attendees;
    double budget_ms;
    gsize budget_bytes; /* 0: none */
} Size;

static const Size sizes[] = {{30, 100, 60, 150000}, {30, 2000, 250, 0}};
static const char sha256[] = "7f3a91c2e05b4d18a6f902bc83e75d417f3a91c2e05b4d18a6f902bc83e75d41";

/* The record to a file finished and signed twice; its bytes. */
static gsize make(JsonNode *record, const PdfSigner *signer)
{
    const Document document = {DOCUMENT_PROTOCOL, record, "kk", sha256, 0};
    const PdfInfo info = {"Есеп беру хаттамасы", "Полиция", "kk", 1795000000000, sha256};
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) pages = document_render(&document, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) finished = pdf_finish(pages, &info, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) once = pdf_sign(finished, signer, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) twice = pdf_sign(once, signer, &error);
    g_assert_no_error(error);
    return g_bytes_get_size(twice);
}

/* Time of the processor: making a document waits for nothing, and others' work does not count. */
static gint64 processor_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static int compare_times(gconstpointer a, gconstpointer b)
{
    const gint64 *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* In a process of its own; 0 if the budgets hold. */
static int measure(const char *path, const Size *size)
{
    g_autoptr(JsonNode) record = specimen_read(path, SPECIMEN_LARGE);
    specimen_fill(record, "entries", "entry", size->entries);
    specimen_fill(record, "attendee_list", "n", size->attendees);
    json_object_set_int_member(json_node_get_object(record), "attendees", size->attendees);
    g_autofree char *folder = g_dir_make_tmp("esep-bench-XXXXXX", NULL);
    support_identity(folder);
    g_autofree char *key = g_build_filename(folder, "device.key", NULL);
    g_autofree char *certificate = g_build_filename(folder, "device.crt", NULL);
    g_autoptr(SigningKey) signing_key = signing_key_read(key, certificate, NULL);
    const PdfSigner signer = {signing_key, "Құрылғы", "Есеп", 1795000000000};

    gint64 times_us[RUNS];
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    gsize bytes = make(record, &signer); /* reads the typefaces, once */
    getrusage(RUSAGE_SELF, &after);
    long added_kib = after.ru_maxrss - before.ru_maxrss;
    for (int i = 0; i < RUNS; i++) {
        gint64 start_us = processor_us();
        make(record, &signer);
        times_us[i] = processor_us() - start_us;
    }
    g_unlink(key);
    g_unlink(certificate);
    g_rmdir(folder);
    qsort(times_us, RUNS, sizeof *times_us, compare_times);
    double median_ms = times_us[RUNS / 2] / 1000.0;
    gboolean ok = median_ms <= size->budget_ms && added_kib <= MEMORY_BUDGET_KIB &&
                  (!size->budget_bytes || bytes <= size->budget_bytes);
    printf("protocol, %u entries, %u attendees: %.1f ms (least %.1f; budget %.0f), %" G_GSIZE_FORMAT
           " bytes, %ld KiB of memory beside the record (budget %d)%s\n",
           size->entries, size->attendees, median_ms, times_us[0] / 1000.0, size->budget_ms, bytes,
           added_kib, MEMORY_BUDGET_KIB, ok ? "" : "  MISSED");
    return ok ? 0 : 1;
}

static void add_table(GString *html, JsonNode *record, const char *list, const char *const *members)
{
    JsonArray *rows = json_object_get_array_member(json_node_get_object(record), list);
    g_string_append(html, "<table border=1>");
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        g_string_append_printf(html, "<tr><td>%u</td>", i + 1);
        for (gsize m = 0; members[m]; m++) {
            const char *text = json_object_get_string_member_with_default(row, members[m], "");
            g_autofree char *safe = g_markup_escape_text(text ? text : "", -1);
            g_string_append_printf(html, "<td>%s</td>", safe);
        }
        g_string_append(html, "</tr>");
    }
    g_string_append(html, "</table>");
}

/* What an office would write otherwise: the same rows, without hand signatures and seals. */
static char *write_html(const char *record_path, const char *folder)
{
    static const char *const entry[] = {"type", "text", "outcome", "answer", "said", NULL};
    static const char *const person[] = {"surname", "name", "patronymic", "address", NULL};
    g_autoptr(JsonNode) record = specimen_read(record_path, SPECIMEN_LARGE);
    GString *html = g_string_new("<html><head><meta charset=utf-8><title>Есеп</title></head><body>"
                                 "<h1>Есеп беру хаттамасы</h1>");
    add_table(html, record, "entries", entry);
    add_table(html, record, "attendee_list", person);
    g_string_append(html, "</body></html>");
    char *path = g_build_filename(folder, "protocol.html", NULL);
    g_assert_true(g_file_set_contents(path, html->str, (gssize)html->len, NULL));
    g_string_free(html, TRUE);
    return path;
}

static double children_ms(void)
{
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

/* The processor's time of another program for the same content; says so if it is not there. */
static void compare(const char *const *argv, const char *folder)
{
    g_autofree char *program = g_find_program_in_path(argv[0]);
    if (!program) {
        printf("%s: not installed, not compared\n", argv[0]);
        return;
    }
    int status = -1;
    g_autoptr(GError) error = NULL;
    double before_ms = children_ms();
    gboolean ran =
        g_spawn_sync(folder, (char **)argv, NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                     NULL, NULL, NULL, NULL, &status, &error) &&
        g_spawn_check_wait_status(status, &error);
    if (ran)
        printf("%s, the same rows: %.0f ms\n", argv[0], children_ms() - before_ms);
    else
        printf("%s: not compared (%s)\n", argv[0], error->message);
}

static void compare_all(const char *record_path)
{
    g_autofree char *folder = g_dir_make_tmp("esep-bench-XXXXXX", NULL);
    g_autofree char *html = write_html(record_path, folder);
    g_autofree char *profile = g_strconcat("-env:UserInstallation=file://", folder, "/o", NULL);
    compare((const char *const[]){"weasyprint", html, "weasyprint.pdf", NULL}, folder);
    compare((const char *const[]){"soffice", profile, "--headless", "--convert-to",
                                  "pdf:writer_web_pdf_Export", html, NULL},
            folder);
    remove_folder(folder);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("bench_document RECORD.json\n", stderr);
        return 2;
    }
    int missed = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        pid_t child = fork();
        if (child == 0) {
            int result = measure(argv[1], &sizes[i]);
            fflush(stdout);
            _exit(result);
        }
        int status = 1;
        missed |= child < 0 || waitpid(child, &status, 0) != child || status != 0;
    }
    fflush(stdout);
    compare_all(argv[1]);
    return missed;
}
