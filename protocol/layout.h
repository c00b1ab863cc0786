/*
 * Layout: Markdown (CommonMark with tables, by md4c) to pages of a PDF (by libharu). Pure and
 * deterministic: the same Markdown gives the same bytes; no clock, no random, no environment but
 * the typefaces. The conventions for the blocks that Markdown does not have (signature, qr, ends,
 * page, …) are in templates/documents/README.md.
 *
 * It goes in steps, a file each:
 *   layout_markdown  Markdown to blocks and runs
 *   layout_text      runs to lines
 *   layout_block, layout_fence, layout_table   blocks to slugs: strips of a page that are never
 * split
 *   layout_page      slugs to pages, with header and footer
 *   layout_pen, layout_draw   pages to PDF
 *
 * Nothing is ever lost: a word wider than its box is broken, a character without a glyph is an
 * error.
 */
#pragma once

#include <json-glib/json-glib.h>

/* Lays out the Markdown texts one after the other, each beginning on a new page, pages numbered
 * through. record: where pictures ("![](signatures/0)") find their strokes; may be NULL. Free with
 * g_bytes_unref. PROTOCOL_ERROR_REFUSED names the character that cannot be printed, or the block
 * that is wrong. Any thread. */
GBytes *layout_render(const char *const *markdowns, JsonNode *record, GError **error);
