/*
 * Which stretches of a recording are not for everybody.
 *
 * A citizen who asks that an entry be confidential expects that nobody outside the hall hears what
 * was said of it, neither the question nor the answer, and does not see who stood up for it. What
 * is known of it is one moment, the first touch with which the secretary began to note it: by then
 * the citizen spoke already. So it is blanked from BLANK_BEFORE_MS before that moment until the
 * moment of the next public entry or of the next point of the agenda, until the end if none comes,
 * and for BLANK_AT_LEAST_MS in any case. One that was confidential and was withdrawn before sealing
 * was said all the same. A public entry that was withdrawn stays: the hall heard it, as it heard
 * the others. If the place of a confidential entry is not known, no copy can be made for
 * everybody, unless a person names the stretches.
 *
 * Faces stay: whoever comes is told that the meeting is recorded, and the law wants it so (1095
 * p.32). The camera shows the hall, never the screen; where a list, a paper or the screen of
 * registration can be read in the picture, or somebody spoke of an illness, a person adds the
 * stretch, or leaves the recording out.
 *
 * All times are those of the playable copy (jobs.h).
 */
#pragma once

#include <json-glib/json-glib.h>

#include "media/chain.h"
#include "media/jobs.h"

#define BLANK_BEFORE_MS 60000
#define BLANK_AT_LEAST_MS 60000

/* Where more than one is true, the first. */
typedef enum {
    BLANK_CONFIDENTIAL, /* a confidential entry */
    BLANK_WITHDRAWN,    /* one that was withdrawn */
    BLANK_BY_HAND,      /* whoever made the copy said so */
    BLANK_WHY_COUNT
} BlankWhy;

typedef struct {
    JobBlank at;
    BlankWhy why;
} BlankStretch;

/* "confidential-entry" …; static. */
const char *blank_why_code(BlankWhy why);
/* Of the code, a msgid; a text for any other one, too. Static. */
const char *blank_why_text(const char *code);

/* How long the playable copy is. */
gint64 blank_copy_ms(const Recording *recording);
/* The take and the time in it of a moment of the copy, for a chapter there. */
void blank_place(const Recording *recording, gint64 copy_ms, int *take_out, gint64 *at_ms_out);

/* The stretches, in order and apart from each other: of the record (record.h), of withdrawn
 * (objects {"take","position_ms"}; entries that were confidential) and of those by hand. Of
 * BlankStretch, g_array_unref. NULL if the place of a private entry is not known and by_hand_count
 * is 0. */
GArray *blank_plan(const Recording *recording, JsonObject *record, JsonArray *withdrawn,
                   const JobBlank *by_hand, gsize by_hand_count);
/* Joins stretches that touch each other. */
void blank_plan_join(GArray *stretches);
