/*
 * The recording in the archive for everybody: the playable copy (playable.h) in which the
 * stretches that are not for everybody (blank_plan.h) are a calm picture and silence. Its chapters
 * and subtitles are those of the public record, and one for each stretch that says why it is
 * blank. No hash of the recording binds it: it is the device that signs the archive who says that
 * all the rest is what was recorded.
 *
 * public.json tells of it:
 *  "video":{"file","length_ms","blanked":[{"from_ms","to_ms","why"}]}|null
 *  "video_left_out":null|"no-recording"|"on-request"|"unknown-place"
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/bag.h"
#include "protocol/blank_plan.h"

#define PUBLIC_VIDEO_FILE "video-public.mkv"

/* What a person asks for. */
typedef struct {
    gboolean leave_out;
    const JobBlank *by_hand; /* more stretches; in any order */
    gsize by_hand_count;
} PublicVideo;

/* What a copy would be. */
typedef struct PublicPlan {
    gint64 length_ms;  /* 0: there is no recording */
    GArray *stretches; /* that are covered, in it; of BlankStretch; NULL: the place of a private
                        * entry is not known, the copy would be left out */
} PublicPlan;
void public_plan_free(PublicPlan *plan);
/* How much of it is covered. */
gint64 public_plan_covered_ms(const PublicPlan *plan);
/* The plan of a recording, with nothing by hand. record, withdrawn, video_folder: as below. Blocks
 * for the disk. NULL with an error if the recording's chain cannot be read. */
PublicPlan *public_video_plan(JsonObject *record, JsonArray *withdrawn, const char *video_folder,
                              GError **error);
/* Adds the copy to the bag and tells of it in less, the public record, and in bag-info.txt. record:
 * what was sealed; withdrawn: as blank_plan takes it; video_folder: of the recording;
 * PROTOCOL_ERROR_USAGE if a stretch by hand does not lie in the recording; errors of the job.
 * Blocks for long. */
gboolean public_video_add(Bag *bag, const PublicVideo *asked, JsonObject *record, JsonObject *less,
                          JsonArray *withdrawn, const char *video_folder, JobProgress progress,
                          gpointer user_data, GError **error);
/* What the public record tells of it, in lines (verification_add). Trusts nothing in it. */
void public_video_lines(JsonObject *less, GPtrArray *lines);
