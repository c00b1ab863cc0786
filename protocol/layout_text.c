#include <string.h>

#include "protocol/layout_parts.h"

/* What is not broken if it fits on a line: mostly a word. */
typedef struct {
    guint start, end; /* bytes of chars */
    gboolean spaced;  /* a space stands before it */
    gboolean newline; /* a new line begins before it */
    double width_pt;
} Box;

typedef struct {
    Text *text;
    guint box_start;
    gboolean open;    /* a box is being filled */
    guint letters;    /* of its last word */
    gunichar last;    /* character of the open box */
    gboolean capital; /* its last word begins with one */
    gboolean space, newline;
    gboolean box_spaced, box_newline;
} Filler;

static FontFace run_face(const Run *run, const TextStyle *style)
{
    gboolean bold = run->bold || style->bold, italic = run->italic || style->italic;
    if (run->code)
        return FACE_MONO;
    return bold ? (italic ? FACE_BOLD_ITALIC : FACE_BOLD) : italic ? FACE_ITALIC : FACE_REGULAR;
}

static double character_width(const Text *text, FontFace face, gunichar character)
{
    return MAX(font_advance(text->fonts, face, character), 0) * text->style.size_pt / 1000 +
           text->style.spacing_pt;
}

static double range_width(const Text *text, guint start, guint end)
{
    return g_array_index(text->widths, double, end) - g_array_index(text->widths, double, start);
}

static void append(Text *text, gunichar character, FontFace face)
{
    if (face == FACE_MONO && font_advance(text->fonts, face, character) < 0)
        face = FACE_REGULAR;
    gsize before = text->chars->len;
    double width = g_array_index(text->widths, double, before);
    width += character_width(text, face, character);
    g_string_append_unichar(text->chars, character);
    guint8 byte = (guint8)face;
    for (; before < text->chars->len; before++) {
        g_byte_array_append(text->faces, &byte, 1);
        g_array_append_val(text->widths, width);
    }
}

static void close_box(Filler *filler)
{
    Text *text = filler->text;
    if (!filler->open)
        return;
    Box box = {
        .start = filler->box_start,
        .end = (guint)text->chars->len,
        .spaced = filler->box_spaced,
        .newline = filler->box_newline,
    };
    box.width_pt = range_width(text, box.start, box.end);
    g_array_append_val(text->boxes, box);
    filler->open = FALSE;
    filler->letters = 0;
}

/* Whether the space after the open box must not break the line: after "№", "в", "и", initials;
 * before a dash. */
static gboolean space_is_fixed(const Filler *filler, gunichar next, gunichar after_next)
{
    if (filler->letters == 0)
        return FALSE;
    gboolean dash = (next == 0x2013 || next == 0x2014) && g_unichar_isspace(after_next);
    gboolean short_word =
        filler->letters == 1 && (g_unichar_isalpha(filler->last) || filler->last == 0x2116);
    gboolean initial = filler->letters == 2 && filler->last == '.' && filler->capital;
    return dash || short_word || initial;
}

static gboolean breaks_after(const Filler *filler, gunichar before, gunichar character,
                             gunichar next)
{
    if (filler->letters <= 2)
        return FALSE;
    return character == '-' ? g_unichar_isalpha(before) && g_unichar_isalpha(next)
                            : (character == 0x2013 || character == '/') && g_unichar_isalnum(next);
}

static void add_character(Filler *filler, gunichar character, gunichar next, FontFace face)
{
    Text *text = filler->text;
    if (!filler->open) {
        filler->open = TRUE;
        filler->box_spaced = filler->space && !filler->newline && text->boxes->len;
        filler->box_newline = filler->newline;
        if (filler->box_spaced)
            append(text, ' ', face);
        filler->box_start = (guint)text->chars->len;
        filler->space = filler->newline = FALSE;
    }
    if (filler->letters == 0)
        filler->capital = g_unichar_isupper(character);
    append(text, character, face);
    filler->letters++;
    gunichar before = filler->last;
    filler->last = character;
    if (breaks_after(filler, before, character, next))
        close_box(filler);
}

static void add_space(Filler *filler, gunichar next, gunichar after_next, FontFace face)
{
    if (space_is_fixed(filler, next, after_next) && !g_unichar_isspace(next)) {
        append(filler->text, ' ', face);
        filler->letters = 0; /* a word tied to the one before is not tied to the next one */
        return;
    }
    close_box(filler);
    filler->space = TRUE;
}

static void add_run(Filler *filler, const char *composed, FontFace face)
{
    for (const char *at = composed; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        const char *next_at = g_utf8_next_char(at);
        gunichar next = *next_at ? g_utf8_get_char(next_at) : 0;
        gunichar after = next ? g_utf8_get_char(g_utf8_next_char(next_at)) : 0;
        if (character == FONT_FIXED_SPACE || character == FONT_NARROW_SPACE) {
            if (filler->open)
                add_character(filler, ' ', 0, face);
            else
                filler->space = TRUE;
        } else if (character == 0xAD) {
            continue; /* a soft hyphen is no letter */
        } else if (character == '\n') {
            close_box(filler);
            filler->newline = TRUE;
        } else if (character == ' ' || character == '\t' || character == '\r') {
            add_space(filler, next, after, face);
        } else {
            add_character(filler, character, next, face);
        }
    }
}

static void measure(Text *text)
{
    double line = 0;
    for (guint i = 0; i < text->boxes->len; i++) {
        const Box *box = &g_array_index(text->boxes, Box, i);
        double space = box->spaced ? range_width(text, box->start - 1, box->start) : 0;
        line = box->newline || i == 0 ? box->width_pt : line + space + box->width_pt;
        text->natural_pt = MAX(text->natural_pt, line);
        text->widest_pt = MAX(text->widest_pt, box->width_pt);
    }
}

static gboolean fill(Text *text, const GPtrArray *runs, GError **error)
{
    Filler filler = {.text = text};
    for (guint i = 0; i < runs->len; i++) {
        const Run *run = runs->pdata[i];
        if (run->picture) {
            if (!text->picture)
                text->picture = g_strdup(run->picture);
        } else if (!run->text) {
            close_box(&filler);
            filler.newline = TRUE;
        } else {
            if (!font_covers(run->text, error))
                return FALSE;
            g_autofree char *composed = font_compose(run->text);
            add_run(&filler, composed, run_face(run, &text->style));
        }
    }
    close_box(&filler);
    return TRUE;
}

Text *text_new(const FontSet *fonts, const GPtrArray *runs, const TextStyle *style, GError **error)
{
    Text *text = g_new0(Text, 1);
    text->fonts = fonts;
    text->style = *style;
    text->chars = g_string_new(NULL);
    text->faces = g_byte_array_new();
    text->widths = g_array_new(FALSE, TRUE, sizeof(double));
    g_array_set_size(text->widths, 1);
    text->boxes = g_array_new(FALSE, FALSE, sizeof(Box));
    text->lines = g_array_new(FALSE, FALSE, sizeof(TextLine));
    if (!fill(text, runs, error)) {
        text_free(text);
        return NULL;
    }
    measure(text);
    return text;
}

Text *text_new_plain(const FontSet *fonts, const char *plain, const TextStyle *style,
                     GError **error)
{
    g_autoptr(GPtrArray) runs = g_ptr_array_new_with_free_func(run_free);
    g_ptr_array_add(runs, run_new(plain));
    return text_new(fonts, runs, style, error);
}

void text_free(gpointer pointer)
{
    Text *text = pointer;
    if (!text)
        return;
    g_string_free(text->chars, TRUE);
    g_byte_array_unref(text->faces);
    g_array_unref(text->widths);
    g_array_unref(text->boxes);
    g_array_unref(text->lines);
    g_free(text->picture);
    g_free(text);
}

/* How much of the box from start fits into width_pt: at least a character, marks stay with their
 * letter, after a space rather than within a word. */
static guint fitting_end(const Text *text, guint start, guint end, double width_pt)
{
    const char *base = text->chars->str, *at = base + start;
    double width = 0;
    guint fits = start, after_space = 0;
    while (at < base + end) {
        gunichar character = g_utf8_get_char(at);
        FontFace face = (FontFace)text->faces->data[at - base];
        width += character_width(text, face, character);
        if (width > width_pt && fits > start && !g_unichar_ismark(character))
            break;
        at = g_utf8_next_char(at);
        fits = (guint)(at - base);
        if (character == ' ')
            after_space = fits;
    }
    return fits < end && after_space ? after_space : fits;
}

static void end_line(Text *text, guint start, guint end)
{
    while (end > start && text->chars->str[end - 1] == ' ')
        end--;
    TextLine line = {start, end, range_width(text, start, end)};
    line.width_pt -= end > start ? text->style.spacing_pt : 0;
    g_array_append_val(text->lines, line);
}

static void break_greedy(Text *text, double width_pt)
{
    g_array_set_size(text->lines, 0);
    guint start = 0, end = 0;
    gboolean open = FALSE;
    for (guint i = 0; i < text->boxes->len; i++) {
        const Box *box = &g_array_index(text->boxes, Box, i);
        double indent = text->lines->len ? 0 : text->style.indent_pt;
        double limit = width_pt - indent + text->style.spacing_pt + 0.001;
        if (open && (box->newline || range_width(text, start, box->end) > limit)) {
            end_line(text, start, end);
            open = FALSE;
            limit = width_pt + text->style.spacing_pt + 0.001;
        }
        if (!open)
            start = box->start;
        for (guint fits; !open && (fits = fitting_end(text, start, box->end, limit)) < box->end;) {
            end_line(text, start, fits);
            start = fits;
            limit = width_pt + text->style.spacing_pt + 0.001;
        }
        end = box->end;
        open = TRUE;
    }
    if (open)
        end_line(text, start, end);
}

/* The narrowest width that needs no more lines, so that a title is not broken into a long and a
 * short line. */
static void break_balanced(Text *text, double width_pt)
{
    break_greedy(text, width_pt);
    guint lines = text->lines->len;
    double low = width_pt / 2, high = width_pt;
    for (int i = 0; lines > 1 && i < 12; i++) {
        double middle = (low + high) / 2;
        break_greedy(text, middle);
        if (text->lines->len > lines || text->widest_pt > middle)
            low = middle;
        else
            high = middle;
    }
    break_greedy(text, high);
}

void text_break(Text *text, double width_pt)
{
    double width = MAX(width_pt, 1);
    if (text->style.balanced)
        break_balanced(text, width);
    else
        break_greedy(text, width);
}
