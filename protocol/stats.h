/*
 * Statistics of a year, for the controller (1095 p.33; 608 p.19) and for everybody: how many
 * meetings were held and missed, how many people came, what they said and whether it was dealt
 * with in time. Numbers alone: no names, no words.
 *
 * A row is what met together in a quarter: a precinct, or several where a joint meeting was held
 * (1095 p.27), or the body whose chief reported. So each meeting counts once, and rows add up.
 *
 * What everybody sees does not tell of one person, either: of fewer than STATS_LEAST entries only
 * their number is given, not of which kind they were or what became of them. That holds for what
 * follows by subtraction from the sums, too: other rows lose theirs until those that are hidden
 * have so many together.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"

#define STATS_LEAST 5

/* The statistics of a year up to today:
 * {"year","on":"YYYY-MM-DD","public":bool,"rows":[row…],"quarters":[row…],"total":row}; a row:
 * {"quarter":"2026-Q1"|null,"kind":"inspector|chief"|null,"precincts":[…],"held":N,"missed":N,
 * "attendees":N,"entries":N,"decisions":N,"decisions_done":N,"decisions_late":N,"hidden":bool, and
 * unless it is hidden (then null) "complaint", "suggestion","remark" (by kind),
 * "answered","check","forward" (by outcome at the meeting), "in_time","late" (of those with a
 * deadline that is over or kept), "share_percent" (in time, of both; null if there is none)}.
 * Quarters that begin after today are left out. Free with json_node_unref. PROTOCOL_ERROR_USAGE for
 * a year that is none. Blocks for the disk. */
JsonNode *stats_read(Home *home, int year, gboolean public_, GError **error);

/* The pure part: meetings as register_stats_meetings gives them, plan as plan_build does. */
JsonNode *stats_build(JsonArray *meetings, JsonArray *plan, int year, const char *today,
                      gboolean public_);

/* The precincts of a row, "12, 13"; g_free. */
char *stats_precincts(JsonObject *row);
/* The same as CSV for spreadsheets (csv_write.h), heads in Kazakh and Russian; g_free. */
char *stats_csv(JsonNode *stats);
/* The same as PDF/A-1b with charts. language: "kk", "ru", "both". Free with g_bytes_unref. */
GBytes *stats_pdf(Home *home, JsonNode *stats, const char *language, GError **error);
