#include <md4c.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/layout_parts.h"

#define LIST_DEPTH_LIMIT 16
/* More columns than this fit on no page. */
#define COLUMN_LIMIT 64

typedef struct {
    gboolean ordered;
    guint next;
} ListLevel;

typedef struct {
    GPtrArray *blocks;
    GPtrArray *runs; /* where text goes; NULL: nowhere */
    Block *block;    /* the innermost one */
    int bold, italic, code, image;
    ListLevel lists[LIST_DEPTH_LIMIT];
    int list_depth;
    int quote_depth;
    gboolean item_fresh; /* the current item has no text yet */
    GError *error;
} Builder;

Run *run_new(const char *text)
{
    Run *run = g_new0(Run, 1);
    run->text = g_strdup(text);
    return run;
}

void run_free(gpointer pointer)
{
    Run *run = pointer;
    g_free(run->text);
    g_free(run->picture);
    g_free(run);
}

static void cell_free(gpointer pointer)
{
    Cell *cell = pointer;
    g_ptr_array_unref(cell->runs);
    g_free(cell);
}

static void block_free(gpointer pointer)
{
    Block *block = pointer;
    g_free(block->marker);
    if (block->runs)
        g_ptr_array_unref(block->runs);
    if (block->rows)
        g_ptr_array_unref(block->rows);
    g_free(block->info);
    if (block->body)
        g_string_free(block->body, TRUE);
    g_free(block);
}

static Block *add_block(Builder *builder, BlockKind kind, int level)
{
    Block *block = g_new0(Block, 1);
    block->kind = kind;
    block->level = level;
    if (kind == BLOCK_PARAGRAPH || kind == BLOCK_HEADING || kind == BLOCK_ITEM)
        block->runs = g_ptr_array_new_with_free_func(run_free);
    g_ptr_array_add(builder->blocks, block);
    builder->block = block;
    builder->runs = block->runs;
    return block;
}

static int fail(Builder *builder, const char *msgid, const char *detail)
{
    if (!builder->error)
        error_set(&builder->error, PROTOCOL_ERROR_REFUSED, msgid, detail, NULL);
    return 1;
}

static int enter_list(Builder *builder, gboolean ordered, guint start)
{
    if (builder->list_depth >= LIST_DEPTH_LIMIT)
        return fail(builder, N_("Lists stand too deep in each other."), NULL);
    builder->lists[builder->list_depth++] = (ListLevel){ordered, start};
    return 0;
}

static void enter_item(Builder *builder)
{
    ListLevel *list = &builder->lists[builder->list_depth - 1];
    Block *block = add_block(builder, BLOCK_ITEM, builder->list_depth + builder->quote_depth);
    block->marker = list->ordered ? g_strdup_printf("%u.", list->next++) : g_strdup("–");
    builder->item_fresh = TRUE;
}

static void enter_paragraph(Builder *builder)
{
    int depth = builder->list_depth + builder->quote_depth;
    if (depth == 0)
        add_block(builder, BLOCK_PARAGRAPH, 0);
    else if (!builder->item_fresh)
        add_block(builder, BLOCK_ITEM, depth);
    builder->item_fresh = FALSE;
}

static void enter_cell(Builder *builder, MD_ALIGN align)
{
    Cell *cell = g_new0(Cell, 1);
    cell->runs = g_ptr_array_new_with_free_func(run_free);
    cell->align = align == MD_ALIGN_CENTER  ? ALIGN_CENTRE
                  : align == MD_ALIGN_RIGHT ? ALIGN_RIGHT
                                            : ALIGN_LEFT;
    GPtrArray *rows = builder->block->rows;
    g_ptr_array_add(rows->pdata[rows->len - 1], cell);
    builder->runs = cell->runs;
}

static int enter_table(Builder *builder, guint columns)
{
    if (columns > COLUMN_LIMIT)
        return fail(builder, N_("A table has too many columns."), NULL);
    add_block(builder, BLOCK_TABLE, 0)->rows =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    return 0;
}

static void enter_code(Builder *builder, const MD_BLOCK_CODE_DETAIL *detail)
{
    Block *block = add_block(builder, BLOCK_FENCE, 0);
    block->info = g_strndup(detail->info.text ? detail->info.text : "", detail->info.size);
    block->body = g_string_new(NULL);
}

static int handle_enter_block(MD_BLOCKTYPE type, void *detail, void *user_data)
{
    Builder *builder = user_data;
    switch (type) {
    case MD_BLOCK_QUOTE:
        builder->quote_depth++;
        return 0;
    case MD_BLOCK_UL:
        return enter_list(builder, FALSE, 0);
    case MD_BLOCK_OL:
        return enter_list(builder, TRUE, ((MD_BLOCK_OL_DETAIL *)detail)->start);
    case MD_BLOCK_LI:
        enter_item(builder);
        return 0;
    case MD_BLOCK_HR:
        add_block(builder, BLOCK_RULE, 0);
        return 0;
    case MD_BLOCK_H:
        add_block(builder, BLOCK_HEADING, (int)((MD_BLOCK_H_DETAIL *)detail)->level);
        return 0;
    case MD_BLOCK_CODE:
        enter_code(builder, detail);
        return 0;
    case MD_BLOCK_P:
        enter_paragraph(builder);
        return 0;
    case MD_BLOCK_TABLE:
        return enter_table(builder, ((MD_BLOCK_TABLE_DETAIL *)detail)->col_count);
    case MD_BLOCK_TR:
        g_ptr_array_add(builder->block->rows, g_ptr_array_new_with_free_func(cell_free));
        return 0;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        enter_cell(builder, ((MD_BLOCK_TD_DETAIL *)detail)->align);
        return 0;
    default:
        return 0;
    }
}

static int handle_leave_block(MD_BLOCKTYPE type, void *detail, void *user_data)
{
    Builder *builder = user_data;
    if (type == MD_BLOCK_QUOTE)
        builder->quote_depth--;
    else if (type == MD_BLOCK_UL || type == MD_BLOCK_OL)
        builder->list_depth--;
    else if (type == MD_BLOCK_LI)
        builder->item_fresh = FALSE;
    return 0;
}

static int handle_enter_span(MD_SPANTYPE type, void *detail, void *user_data)
{
    Builder *builder = user_data;
    builder->bold += type == MD_SPAN_STRONG;
    builder->italic += type == MD_SPAN_EM;
    builder->code += type == MD_SPAN_CODE;
    if (type == MD_SPAN_IMG) {
        const MD_ATTRIBUTE *source = &((MD_SPAN_IMG_DETAIL *)detail)->src;
        builder->image++;
        if (builder->runs) {
            Run *run = run_new(NULL);
            run->picture = g_strndup(source->text ? source->text : "", source->size);
            g_ptr_array_add(builder->runs, run);
        }
    }
    return 0;
}

static int handle_leave_span(MD_SPANTYPE type, void *detail, void *user_data)
{
    Builder *builder = user_data;
    builder->bold -= type == MD_SPAN_STRONG;
    builder->italic -= type == MD_SPAN_EM;
    builder->code -= type == MD_SPAN_CODE;
    builder->image -= type == MD_SPAN_IMG;
    return 0;
}

static gboolean same_look(const Run *a, const Run *b)
{
    return a->text && b->text && a->bold == b->bold && a->italic == b->italic && a->code == b->code;
}

/* md4c ends a text at each backslash: joined again, so that the words can be seen. */
static void join_runs(GPtrArray *runs)
{
    Run *last = runs->pdata[runs->len - 1];
    Run *before = runs->len > 1 ? runs->pdata[runs->len - 2] : NULL;
    if (!before || !same_look(before, last))
        return;
    char *joined = g_strconcat(before->text, last->text, NULL);
    g_free(before->text);
    before->text = joined;
    g_ptr_array_set_size(runs, (gint)runs->len - 1);
}

static void add_run(Builder *builder, char *text)
{
    Run *run = run_new(NULL);
    run->text = text;
    run->bold = builder->bold > 0;
    run->italic = builder->italic > 0;
    run->code = builder->code > 0;
    g_ptr_array_add(builder->runs, run);
    join_runs(builder->runs);
}

/* &#160; &nbsp; and the few others that a template may want. NULL: unknown. */
static char *entity_text(const char *entity)
{
    static const struct {
        const char *name, *text;
    } names[] = {
        {"&nbsp;", "\u00a0"}, {"&amp;", "&"},      {"&lt;", "<"},    {"&gt;", ">"},
        {"&quot;", "\""},     {"&laquo;", "«"},    {"&raquo;", "»"}, {"&ndash;", "–"},
        {"&mdash;", "—"},     {"&shy;", "\u00ad"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(entity, names[i].name) == 0)
            return g_strdup(names[i].text);
    if (entity[1] != '#')
        return NULL;
    gboolean hex = entity[2] == 'x' || entity[2] == 'X';
    guint64 code = g_ascii_strtoull(entity + (hex ? 3 : 2), NULL, hex ? 16 : 10);
    if (code == 0 || code > 0x10FFFF || !g_unichar_validate((gunichar)code))
        return NULL;
    char text[7] = "";
    g_unichar_to_utf8((gunichar)code, text);
    return g_strdup(text);
}

static int handle_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user_data)
{
    Builder *builder = user_data;
    if (builder->image)
        return 0;
    g_autofree char *part = g_strndup(text, size);
    if (builder->block && builder->block->kind == BLOCK_FENCE) {
        g_string_append(builder->block->body, part);
        return 0;
    }
    if (!builder->runs)
        return 0;
    builder->item_fresh = FALSE;
    char *entity;
    switch (type) {
    case MD_TEXT_BR:
        add_run(builder, NULL);
        return 0;
    case MD_TEXT_SOFTBR:
        add_run(builder, g_strdup(" "));
        return 0;
    case MD_TEXT_ENTITY:
        if (!(entity = entity_text(part)))
            return fail(builder, N_("The document has “{1}”, which means nothing here."), part);
        add_run(builder, entity);
        return 0;
    case MD_TEXT_HTML:
        if (strcmp(part, "<br>") != 0 && strcmp(part, "<br/>") != 0)
            return fail(builder, N_("The document has “{1}”: of HTML only <br> is allowed."), part);
        add_run(builder, NULL);
        return 0;
    case MD_TEXT_NULLCHAR:
        add_run(builder, g_strdup("\uFFFD"));
        return 0;
    default:
        add_run(builder, g_steal_pointer(&part));
        return 0;
    }
}

GPtrArray *markdown_parse(const char *markdown, GError **error)
{
    const MD_PARSER parser = {
        .flags = MD_FLAG_TABLES | MD_FLAG_NOINDENTEDCODEBLOCKS | MD_FLAG_NOHTMLBLOCKS,
        .enter_block = handle_enter_block,
        .leave_block = handle_leave_block,
        .enter_span = handle_enter_span,
        .leave_span = handle_leave_span,
        .text = handle_text,
    };
    gsize size = strlen(markdown);
    Builder builder = {.blocks = g_ptr_array_new_with_free_func(block_free)};
    /* A callback that wants to end the parsing is not always reported: look for its error too. */
    if (size > G_MAXINT32 || md_parse(markdown, (MD_SIZE)size, &parser, &builder) != 0 ||
        builder.error) {
        if (!builder.error)
            error_set(&builder.error, PROTOCOL_ERROR_REFUSED,
                      N_("The document is too large to be laid out."), NULL);
        g_propagate_error(error, builder.error);
        g_ptr_array_unref(builder.blocks);
        return NULL;
    }
    return builder.blocks;
}

char *markdown_plain(const char *text, gsize bytes)
{
    GString *out = g_string_sized_new(bytes);
    const char *end = text + bytes;
    for (const char *at = text; at < end; at++) {
        if (*at == '\\' && at + 1 < end && g_ascii_ispunct(at[1])) {
            g_string_append_c(out, *++at);
        } else if (end - at >= 4 && memcmp(at, "<br>", 4) == 0) {
            g_string_append_c(out, '\n');
            at += 3;
        } else {
            g_string_append_c(out, *at);
        }
    }
    return g_string_free(out, FALSE);
}
