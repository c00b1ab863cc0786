#include <string.h>

#include "protocol/error.h"
#include "protocol/layout_parts.h"

char *fence_value(const char *body, const char *key)
{
    gsize key_bytes = strlen(key);
    for (const char *line = body; line && *line;) {
        const char *end = strchr(line, '\n');
        gsize size = end ? (gsize)(end - line) : strlen(line);
        if (size > key_bytes && memcmp(line, key, key_bytes) == 0 && line[key_bytes] == ':') {
            char *value = markdown_plain(line + key_bytes + 1, size - key_bytes - 1);
            g_strstrip(value);
            if (*value)
                return value;
            g_free(value);
            return NULL;
        }
        line = end ? end + 1 : NULL;
    }
    return NULL;
}

typedef struct {
    const char *name;
    double width_mm, height_mm;
    double left_mm, right_mm, top_mm, bottom_mm;
    double text_pt;
    gboolean roll; /* as long as what stands on it */
} PaperSize;

/* The wide left margin is for the file that the paper is bound into. */
static const PaperSize paper_sizes[] = {
    {"A4", 210, 297, 22, 15, 14, 12, 10.5, FALSE},
    {"A6", 105, 148, 9, 9, 8, 7, 9, FALSE},
    {"roll", 80, 2000, 4, 4, 4, 6, 9, TRUE},
};

static gboolean read_number(const char *body, const char *key, double low, double high,
                            double *value_io, GError **error)
{
    g_autofree char *text = fence_value(body, key);
    if (!text)
        return TRUE;
    char *end = NULL;
    double value = g_ascii_strtod(text, &end);
    if (*end || !(value >= low && value <= high)) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("“{1}: {2}” is not possible in a page block."),
                  key, text, NULL);
        return FALSE;
    }
    *value_io = value;
    return TRUE;
}

static const PaperSize *find_size(const char *body, GError **error)
{
    g_autofree char *name = body ? fence_value(body, "size") : NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(paper_sizes); i++)
        if (!name || strcmp(paper_sizes[i].name, name) == 0)
            return &paper_sizes[i];
    error_set(error, PROTOCOL_ERROR_REFUSED, N_("There is no paper size “{1}”: A4, A6 or roll."),
              name, NULL);
    return NULL;
}

gboolean page_setup_read(PageSetup *setup, const char *body, GError **error)
{
    const PaperSize *size = find_size(body, error);
    if (!size)
        return FALSE;
    *setup = (PageSetup){
        .width_pt = size->width_mm * POINTS_PER_MM,
        .height_pt = size->height_mm * POINTS_PER_MM,
        .left_pt = size->left_mm * POINTS_PER_MM,
        .right_pt = size->right_mm * POINTS_PER_MM,
        .top_pt = size->top_mm * POINTS_PER_MM,
        .bottom_pt = size->bottom_mm * POINTS_PER_MM,
        .text_pt = size->text_pt,
        .roll = size->roll,
    };
    if (!body)
        return TRUE;
    setup->header = fence_value(body, "header");
    setup->footer = fence_value(body, "footer");
    setup->control = fence_value(body, "control");
    setup->control_label = fence_value(body, "control-label");
    setup->qr = fence_value(body, "qr");
    setup->draft = fence_value(body, "draft");
    setup->across = fence_value(body, "across");
    g_autofree char *fit = fence_value(body, "fit");
    setup->fit = g_strcmp0(fit, "page") == 0;
    return read_number(body, "text", 6, 24, &setup->text_pt, error);
}

void page_setup_clear(PageSetup *setup)
{
    g_free(setup->header);
    g_free(setup->footer);
    g_free(setup->control);
    g_free(setup->control_label);
    g_free(setup->qr);
    g_free(setup->draft);
    g_free(setup->across);
    *setup = (PageSetup){0};
}
