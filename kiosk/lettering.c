#include "kiosk/lettering.h"

#include <SDL_ttf.h>
#include <string.h>

#include "protocol/error.h"

/* Drawn lines that are kept; far more than a screen has. */
#define KEPT_LINES 400
/* Measured widths that are kept for one size: shaping is what a layout spends its time on. */
#define KEPT_WIDTHS 2000
/* Heights that are kept: a list measures all its rows, however many people came. */
#define KEPT_HEIGHTS 8000
#define MEASURE_PX (1 << 16) /* as high as it gets */
/* Sizes that are kept open, each with its glyphs (some 200 kB): more than one display needs.
 * Whoever turns the display or enlarges the type needs others. */
#define KEPT_FONTS 64

typedef struct {
    TTF_Font *font;
    GHashTable *widths; /* string to pixels */
} Font;

typedef struct {
    SDL_Texture *texture;
    int width_px, height_px;
} Drawn;

struct Lettering {
    char *paths[2];      /* of the regular and bold typeface */
    GHashTable *fonts;   /* weight << 16 | px to Font, owned */
    GHashTable *heights; /* "weight px minimum lines width string" to pixels */
    GHashTable *drawn;   /* "weight px colour string" to Drawn, owned */
};

static const char *const folders[] = {"/usr/share/fonts/truetype/paratype",
                                      "/usr/share/fonts/paratype", "/usr/local/share/fonts"};
static const char *const files[2] = {"PTS55F.ttf", "PTS75F.ttf"};

static void font_free(gpointer data)
{
    Font *font = data;
    TTF_CloseFont(font->font);
    g_hash_table_unref(font->widths);
    g_free(font);
}

static void drawn_free(gpointer data)
{
    Drawn *drawn = data;
    SDL_DestroyTexture(drawn->texture);
    g_free(drawn);
}

static char *find_font(const char *file)
{
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        char *path = g_build_filename(folders[i], file, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
            return path;
        g_free(path);
    }
    return NULL;
}

Lettering *lettering_new(GError **error)
{
    if (TTF_Init() != 0) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The screen cannot draw text: {1}."),
                  TTF_GetError(), NULL);
        return NULL;
    }
    g_autoptr(Lettering) text = g_new0(Lettering, 1);
    text->fonts = g_hash_table_new_full(NULL, NULL, NULL, font_free);
    text->heights = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    text->drawn = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, drawn_free);
    for (int i = 0; i < 2; i++) {
        text->paths[i] = find_font(files[i]);
        if (!text->paths[i]) {
            error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                      N_("The typeface PT Sans ({1}) is missing. Install the package "
                         "fonts-paratype."),
                      files[i], NULL);
            return NULL;
        }
    }
    return g_steal_pointer(&text);
}

void lettering_free(Lettering *text)
{
    if (!text)
        return;
    g_hash_table_unref(text->heights);
    g_hash_table_unref(text->drawn);
    g_hash_table_unref(text->fonts);
    g_free(text->paths[0]);
    g_free(text->paths[1]);
    g_free(text);
    TTF_Quit();
}

static Font *font_of(Lettering *text, Weight weight, int px)
{
    gpointer key = GINT_TO_POINTER((int)weight << 16 | px);
    Font *font = g_hash_table_lookup(text->fonts, key);
    if (font)
        return font;
    TTF_Font *opened = TTF_OpenFont(text->paths[weight], px);
    if (!opened)
        return NULL;
    if (g_hash_table_size(text->fonts) >= KEPT_FONTS)
        g_hash_table_remove_all(text->fonts);
    TTF_SetFontHinting(opened, TTF_HINTING_LIGHT);
    font = g_new0(Font, 1);
    font->font = opened;
    font->widths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_insert(text->fonts, key, font);
    return font;
}

int lettering_width(Lettering *text, Weight weight, int px, const char *string)
{
    int width_px = 0;
    gpointer kept;
    Font *font = font_of(text, weight, px);
    if (!font || !*string)
        return 0;
    if (g_hash_table_lookup_extended(font->widths, string, NULL, &kept))
        return GPOINTER_TO_INT(kept);
    TTF_SizeUTF8(font->font, string, &width_px, NULL);
    if (g_hash_table_size(font->widths) >= KEPT_WIDTHS)
        g_hash_table_remove_all(font->widths);
    g_hash_table_insert(font->widths, g_strdup(string), GINT_TO_POINTER(width_px));
    return width_px;
}

int lettering_line(Lettering *text, Weight weight, int px)
{
    const Font *font = font_of(text, weight, px);
    return font ? TTF_FontHeight(font->font) : px;
}

/* Bytes of string that fit into width, at least one letter. */
static gsize letters_that_fit(Lettering *text, Weight weight, int px, const char *string,
                              int width_px)
{
    const char *end = g_utf8_next_char(string);
    while (*end) {
        const char *next = g_utf8_next_char(end);
        g_autofree char *part = g_strndup(string, next - string);
        if (lettering_width(text, weight, px, part) > width_px)
            break;
        end = next;
    }
    return end - string;
}

/* The part of a word to put on a line: up to its last hyphen that fits, else as many letters as
 * fit. *broken_out is set if it is no hyphen. */
static gsize part_of_word(Lettering *text, Weight weight, int px, const char *word, int width_px,
                          gboolean *broken_out)
{
    gsize bytes = letters_that_fit(text, weight, px, word, width_px);
    const char *hyphen = g_strrstr_len(word, (gssize)bytes, "-");
    if (hyphen && hyphen > word)
        return hyphen + 1 - word;
    *broken_out = TRUE;
    return bytes;
}

/* Breaks a word that is wider than a line over lines; what is left stays in *line. */
static void break_word(Lettering *text, Weight weight, int px, int width_px, GPtrArray *lines,
                       GString *line, gboolean *broken_out)
{
    while (lettering_width(text, weight, px, line->str) > width_px &&
           g_utf8_strlen(line->str, -1) > 1) {
        gsize bytes = part_of_word(text, weight, px, line->str, width_px, broken_out);
        g_ptr_array_add(lines, g_strndup(line->str, bytes));
        g_string_erase(line, 0, bytes);
    }
}

static gboolean is_number(const char *word)
{
    return *word && strspn(word, "0123456789") == strlen(word);
}

/* Whether a line is not to end between words[at - 1] and words[at]: a number is read with what it
 * counts ("20 қараша") and with the sign before it, and neither dot nor dash begins a line. */
static gboolean belong_together(char **words, int at)
{
    const char *before = words[at - 1], *after = words[at];
    if (strcmp(after, "·") == 0 || strcmp(after, "–") == 0 || strcmp(before, "№") == 0)
        return TRUE;
    return is_number(before) && g_unichar_isalpha(g_utf8_get_char(after)) &&
           !(at > 1 && strcmp(words[at - 2], "№") == 0);
}

/* The next word has no room on the line, which began with the word first: what belongs to it goes
 * with it onto a line of its own, if that has room for them. Returns the word that begins this. */
static int turn_line(Lettering *text, Weight weight, int px, int width_px, char **words, int first,
                     int next, GPtrArray *lines, GString *line)
{
    int from = next;
    while (from - 1 > first && belong_together(words, from))
        from--;
    g_autoptr(GString) turned = g_string_new(words[from]);
    for (int i = from + 1; i <= next; i++)
        g_string_append_printf(turned, " %s", words[i]);
    if (from < next && lettering_width(text, weight, px, turned->str) > width_px) {
        from = next;
        g_string_assign(turned, words[next]);
    }
    gsize taken = from < next ? turned->len - strlen(words[next]) : 0;
    g_ptr_array_add(lines, g_strndup(line->str, line->len - taken));
    g_string_assign(line, turned->str);
    return from;
}

/* Wraps at spaces and at '\n'. *broken_out tells that a word was wider than a line. */
static GPtrArray *wrap(Lettering *text, Weight weight, int px, const char *string, int width_px,
                       gboolean *broken_out)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) paragraphs = g_strsplit(string, "\n", -1);
    *broken_out = FALSE;
    for (int p = 0; paragraphs[p]; p++) {
        g_auto(GStrv) words = g_strsplit(paragraphs[p], " ", -1);
        g_autoptr(GString) line = g_string_new(words[0]);
        for (int i = 0, first = 0; words[0]; i++) {
            break_word(text, weight, px, width_px, lines, line, broken_out);
            if (!words[i + 1])
                break;
            g_autofree char *longer = g_strconcat(line->str, " ", words[i + 1], NULL);
            if (lettering_width(text, weight, px, longer) <= width_px)
                g_string_assign(line, longer);
            else
                first = turn_line(text, weight, px, width_px, words, first, i + 1, lines, line);
        }
        g_ptr_array_add(lines, g_strdup(line->str));
    }
    return lines;
}

static gboolean try_size(Lettering *text, TextStyle style, int px, const char *string, int width_px,
                         int height_px, TextBlock *block)
{
    gboolean broken;
    text_block_clear(block);
    block->weight = style.weight;
    block->px = px;
    block->line_px = lettering_line(text, style.weight, px);
    block->lines = wrap(text, style.weight, px, string, width_px, &broken);
    block->height_px = block->line_px * (int)block->lines->len;
    for (guint i = 0; i < block->lines->len; i++)
        block->width_px =
            MAX(block->width_px, lettering_width(text, style.weight, px, block->lines->pdata[i]));
    block->broken = broken;
    block->cut = block->height_px > height_px || block->width_px > width_px ||
                 (style.lines && block->lines->len > (guint)style.lines);
    return !block->cut && !(broken && px > style.minimum_px);
}

/* Narrows the lines as long as no more are needed, so that the last is not a lone word. */
static void balance(Lettering *text, TextStyle style, const char *string, TextBlock *block)
{
    guint lines = block->lines->len;
    int enough_px = block->width_px, little_px = block->width_px / 2;
    style.lines = 0;
    if (lines < 2 || lines > 4)
        return;
    while (enough_px - little_px > 8) {
        int middle_px = (enough_px + little_px) / 2;
        gboolean broken;
        GPtrArray *narrower = wrap(text, style.weight, block->px, string, middle_px, &broken);
        gboolean same = narrower->len == lines && !broken;
        g_ptr_array_unref(narrower);
        if (same)
            enough_px = middle_px;
        else
            little_px = middle_px;
    }
    try_size(text, style, block->px, string, enough_px, G_MAXINT, block);
}

/* At the largest size that fits; FALSE: not even at the least. */
static gboolean fit(Lettering *text, TextStyle style, const char *string, int width_px,
                    int height_px, TextBlock *block)
{
    int least = MIN(style.px, style.minimum_px);
    for (int px = style.px; px >= least; px -= MAX(1, px / 16))
        if (try_size(text, style, px, string, width_px, height_px, block))
            return TRUE;
    try_size(text, style, least, string, width_px, height_px, block);
    return FALSE;
}

TextBlock lettering_fit(Lettering *text, TextStyle style, const char *string, int width_px,
                        int height_px)
{
    TextBlock block = {0};
    if (fit(text, style, string, width_px, height_px, &block))
        balance(text, style, string, &block);
    return block;
}

int lettering_height(Lettering *text, TextStyle style, const char *string, int width_px)
{
    gpointer kept;
    TextBlock block = {0};
    g_autofree char *key = g_strdup_printf("%d %d %d %d %d %s", style.weight, style.px,
                                           style.minimum_px, style.lines, width_px, string);
    if (g_hash_table_lookup_extended(text->heights, key, NULL, &kept))
        return GPOINTER_TO_INT(kept);
    fit(text, style, string, width_px, MEASURE_PX, &block);
    int height_px = block.height_px;
    text_block_clear(&block);
    if (g_hash_table_size(text->heights) >= KEPT_HEIGHTS)
        g_hash_table_remove_all(text->heights);
    g_hash_table_insert(text->heights, g_steal_pointer(&key), GINT_TO_POINTER(height_px));
    return height_px;
}

TextBlock lettering_wrap(Lettering *text, Weight weight, int px, const char *string, int width_px)
{
    TextBlock block = {0};
    try_size(text, (TextStyle){weight, px, px, 0}, px, string, width_px, G_MAXINT, &block);
    return block;
}

void text_block_clear(TextBlock *block)
{
    g_clear_pointer(&block->lines, g_ptr_array_unref);
    *block = (TextBlock){0};
}

/* In its colour: blending what is tinted on the way takes SDL's software renderer thrice as long.
 */
static const Drawn *drawn_line(Lettering *text, SDL_Renderer *renderer, const TextBlock *block,
                               const char *line, SDL_Color colour)
{
    g_autofree char *key = g_strdup_printf("%d %d %02x%02x%02x %s", block->weight, block->px,
                                           colour.r, colour.g, colour.b, line);
    Drawn *drawn = g_hash_table_lookup(text->drawn, key);
    if (drawn)
        return drawn;
    const Font *font = font_of(text, block->weight, block->px);
    SDL_Surface *surface = font ? TTF_RenderUTF8_Blended(font->font, line, colour) : NULL;
    if (!surface)
        return NULL;
    if (g_hash_table_size(text->drawn) >= KEPT_LINES)
        g_hash_table_remove_all(text->drawn);
    drawn = g_new0(Drawn, 1);
    drawn->texture = SDL_CreateTextureFromSurface(renderer, surface);
    drawn->width_px = surface->w;
    drawn->height_px = surface->h;
    SDL_FreeSurface(surface);
    g_hash_table_insert(text->drawn, g_steal_pointer(&key), drawn);
    return drawn;
}

void lettering_draw(Lettering *text, SDL_Renderer *renderer, const TextBlock *block, SDL_Rect rect,
                    Align align, gboolean middle, SDL_Color colour)
{
    int y = rect.y + (middle ? (rect.h - block->height_px) / 2 : 0);
    for (guint i = 0; block->lines && i < block->lines->len; i++, y += block->line_px) {
        const char *line = block->lines->pdata[i];
        const Drawn *drawn = *line ? drawn_line(text, renderer, block, line, colour) : NULL;
        if (!drawn || !drawn->texture)
            continue;
        int spare = rect.w - drawn->width_px;
        int x = rect.x + (align == ALIGN_LEFT ? 0 : align == ALIGN_CENTRE ? spare / 2 : spare);
        SDL_RenderCopy(renderer, drawn->texture, NULL,
                       &(SDL_Rect){x, y, drawn->width_px, drawn->height_px});
    }
}

void lettering_forget(Lettering *text)
{
    GHashTableIter each;
    gpointer font;
    g_hash_table_remove_all(text->heights);
    g_hash_table_remove_all(text->drawn);
    g_hash_table_iter_init(&each, text->fonts);
    while (g_hash_table_iter_next(&each, NULL, &font))
        g_hash_table_remove_all(((Font *)font)->widths);
}
