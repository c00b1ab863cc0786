/*
 * The archive for everybody: what record_public leaves of a record. bag-info.txt says what was left
 * out.
 *   public.json        the record with less in it (record_public.h), and what became of the
 *                      recording (public_video.h)
 *   entries.csv        the entries without initiators, without confidential ones
 *   protocol-public.pdf
 *   video-public.mkv   the recording without what is not for everybody, if there is one
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/bag.h"
#include "protocol/home.h"
#include "protocol/public_video.h"

#define EXPORT_PUBLIC_FILE "public.json"
#define EXPORT_PUBLIC_MAX_BYTES (64 << 20)

typedef struct {
    Home *home;
    const char *id;
    JsonNode *record; /* what was sealed */
    const char *record_sha256;
    const char *video_folder;
    const PublicVideo *video;
    JobProgress progress;
    gpointer user_data;
    GPtrArray *told; /* gets what is to be said of the recording, in lines (verification_add) */
} ExportPublic;

/* What would become of the recording of a sealed meeting; public_plan_free. Blocks for the disk. */
PublicPlan *export_public_plan(Home *home, const char *id, GError **error);
/* Fills the bag. Blocks for long. */
gboolean export_public_fill(Bag *bag, const ExportPublic *what, GError **error);
