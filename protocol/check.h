/*
 * What a record still lacks for sealing, judged by its edition of the rules; pure: looks at the
 * record's JSON and nothing else.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/message.h"
#include "protocol/rules.h"

typedef struct {
    const char *code; /* static: "video", "signature.inspector", "announced-late", … */
    char *text_kk, *text_ru, *text_en;
    gboolean blocking; /* sealing is refused; else it is a remark in the protocol */
    char *source;      /* order and paragraph */
} CheckItem;

/* Items in the order of the paragraphs; free with g_ptr_array_unref. today: "YYYY-MM-DD".
 * Signatures are asked for too if with_signatures. */
GPtrArray *check_record(JsonNode *record, const Rules *rules, const char *today,
                        gboolean with_signatures);
/* Adds to items what of the documents that the edition asks for after the meeting is not noted as
 * sent: the letter about an entry that is none of the police's business, the notice to its
 * initiator. None of it blocks. follow: as follow_of_meeting (follow.h) gives it; pure. */
void check_follow(GPtrArray *items, JsonArray *follow, const Rules *rules);
const char *check_item_text(const CheckItem *item, Language language);
