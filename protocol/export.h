/*
 * An archive of a sealed meeting for whoever checks it: a signed BagIt bag (bag.h) with protocol,
 * record, lists as CSV, the recording as it was taken with its chain, a copy of it that plays
 * everywhere (playable.h), materials, the device's certificate, and VERIFY.txt, which tells how to
 * check all of it without this program.
 */
#pragma once

#include "protocol/home.h"
#include "protocol/public_video.h"

/* What of the record goes into the archive. */
typedef enum {
    EXPORT_FULL,   /* everything: for the controller */
    EXPORT_ENTRY,  /* one entry and its clip (export_entry.h): for the checker of a complaint */
    EXPORT_PUBLIC, /* what everybody may see (export_public.h) */
    EXPORT_COUNT
} ExportProfile;

typedef struct {
    ExportProfile profile;
    int entry;         /* of EXPORT_ENTRY */
    PublicVideo video; /* of EXPORT_PUBLIC */
    GPtrArray *told; /* gets lines (verification_add) about the recording in EXPORT_PUBLIC; NULL */
} ExportChoice;

/* "full", "entry", "public"; FALSE if it is none. */
gboolean export_profile_parse(const char *text, ExportProfile *profile_out);

/* What the audit log says of a meeting whose whole archive was written to another medium and read
 * back from it. */
#define EXPORT_CARRIED "carried"

/* FALSE cancels the export, which fails with MEDIA_ERROR_CANCELLED. */
typedef gboolean (*ExportProgress)(gint64 done_bytes, gint64 all_bytes, gpointer user_data);

/* Writes the archive of meeting id into folder, which is made if it is missing. The path of the
 * bag, "<body>-<id>", "<body>-<id>-entry-<N>" or "<body>-<id>-public" in folder, through path_out
 * (g_free). PROTOCOL_ERROR_REFUSED if the meeting is
 * not sealed, if there is not enough room, or if the archive is there already;
 * PROTOCOL_ERROR_DIFFERENT if a file is not what was sealed. On failure nothing stays behind.
 * On another medium than the home's everything is read back from it and compared. progress may be
 * NULL. Blocks as long as copying takes. */
gboolean export_meeting(Home *home, const char *id, const char *folder, const ExportChoice *choice,
                        ExportProgress progress, gpointer user_data, char **path_out,
                        GError **error);

/* The same, encrypted to recipients (envelope.h): the folder "<bag>-encrypted" in folder, in which
 * nothing can be read without one of their keys. The home needs room for the archive in the clear,
 * which lies there (workspace.h) till this returns. */
gboolean export_encrypted(Home *home, const char *id, const char *folder,
                          const ExportChoice *choice, GPtrArray *recipients,
                          ExportProgress progress, gpointer user_data, char **path_out,
                          GError **error);
