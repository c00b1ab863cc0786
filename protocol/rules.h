/*
 * The law as data: one file of templates/rules/ is one edition of the rules for one kind of
 * meeting. The edition is chosen by the kind and the date of the meeting.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/clock.h"

typedef struct Rules Rules;       /* one edition; immutable, owned by its set */
typedef struct RulesSet RulesSet; /* all editions */

/* Reads every *.rules of directory (NULL: the program's own). An ill-formed file, or two editions
 * of one kind that overlap, is an error that names file, group and key. Free with rules_set_free.
 * Immutable afterwards: any thread. */
RulesSet *rules_set_load(const char *directory, GError **error);
void rules_set_free(RulesSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RulesSet, rules_set_free)

/* The edition for kind on date; PROTOCOL_ERROR_REFUSED if none covers it, _USAGE for an unknown
 * kind. */
const Rules *rules_find(const RulesSet *set, const char *kind, const GDate *date, GError **error);
const Rules *rules_by_id(const RulesSet *set, const char *id, GError **error);

/* The n-th edition by kind and date, counted from 0; NULL past the last. */
const Rules *rules_nth(const RulesSet *set, guint n);

const char *rules_id(const Rules *rules);
const char *rules_kind(const Rules *rules);
/* The law's own name for the edition, in "kk" or "ru". */
const char *rules_title(const Rules *rules, const char *language);
/* First and last day of the meetings that the edition is for; FALSE if it has no last day. */
void rules_from(const Rules *rules, GDate *from_out);
gboolean rules_to(const Rules *rules, GDate *to_out);
/* How often: once at least in each "month", "quarter", "half-year" or "year"; "first-quarter": once
 * a year, in its first quarter. */
const char *rules_frequency(const Rules *rules);
/* The same as numbers: a period has so many months, the first of a year's begins in January, and a
 * meeting is owed within the first months of each. */
void rules_period(const Rules *rules, int *months_out, int *within_months_out);
int rules_announce_days(const Rules *rules);
gboolean rules_video_required(const Rules *rules);
gboolean rules_registration(const Rules *rules);
const char *const *rules_signatories(const Rules *rules); /* role codes */
gboolean rules_stamp(const Rules *rules);
/* A document that the edition asks for. */
typedef struct {
    const char *name;          /* as document.h names it */
    const char *const *fields; /* what it has to hold: time date place questions attendees decisions
                                  entries names to text initiator */
    const char *const *signatories; /* role codes; empty: the edition says nothing */
    gboolean stamp;
    const char *source;
} RulesDemand;
/* The n-th, counted from 0; FALSE past the last. */
gboolean rules_document(const Rules *rules, guint n, RulesDemand *demand_out);
/* By its name; FALSE if the edition asks for none. */
gboolean rules_document_by_name(const Rules *rules, const char *name, RulesDemand *demand_out);
int rules_retention_years(const Rules *rules);
const char *const *
rules_required(const Rules *rules); /* time date place attendees decisions entries */
/* The record is to be sealed on the meeting's day. */
gboolean rules_same_day(const Rules *rules);
/* Share of the residents that makes a gathering valid; information, never a block. */
int rules_gathering_percent(const Rules *rules);
/* Who controls what the protocol asks for, in "kk" or "ru". */
const char *rules_controller(const Rules *rules, const char *language);
int rules_forward_working_days(const Rules *rules);
/* An edition counts one of these two; the other is 0, and has no source. */
int rules_check_working_days(const Rules *rules);
int rules_check_calendar_days(const Rules *rules);
/* Who keeps a signed protocol on paper, one each: "police", "executive" (the local executive body);
 * the police body alone where the edition says nothing. */
const char *const *rules_copies(const Rules *rules);
/* To how many months in all the term of a check may be extended; 0 if the edition says nothing. */
int rules_extension_months(const Rules *rules);
/* Where a value stands in the law: "1095 p.32" for key "video", …; the keys are the groups of the
 * file (templates/rules/README.md). NULL for a key that is none. Owned by the edition. */
const char *rules_source(const Rules *rules, const char *key);
/* What about a value is not certain ("edition": about its dates); NULL if nothing is. */
const char *rules_note(const Rules *rules, const char *key);

/* Points of the report: count, and text of point 1 … in "kk" or "ru". */
int rules_point_count(const Rules *rules);
const char *rules_point(const Rules *rules, int point, const char *language);
/* Categories of people who come: codes in order; text of a code in "kk", "ru" or "en" (Russian
 * where the edition has no English), NULL if there is no such code. */
const char *const *rules_categories(const Rules *rules);
const char *rules_category(const Rules *rules, const char *code, const char *language);

/* The code of a category by its code or by its name in Kazakh or Russian, as people write them in
 * lists; text itself if it is neither, or NULL. */
const char *rules_category_code(const Rules *rules, const char *text);

/* {"id","kind","from","to"|null,"announce_days",…} as the command's contract shows it, with a
 * "sources" object. Free with json_node_unref. */
JsonNode *rules_json(const Rules *rules);
/* All of a set, by kind and date: [rules_json …]. */
JsonNode *rules_set_json(const RulesSet *set);

/* Reads a file, or all *.rules of a folder, and appends every problem to problems (GError *, owned
 * by the array): what is missing, unknown, of the wrong type or contradictory, each with its line;
 * and where editions of one kind overlap in time or leave a gap. A file is judged together with
 * the editions beside it in its folder that can be read. TRUE if there is none. */
gboolean rules_lint(const char *path, GPtrArray *problems);
