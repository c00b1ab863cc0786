/*
 * The central archive: an object store (s3.h) to which the archive of each sealed meeting
 * (export.h, profile full) is sent and where it is locked for as long as the law keeps it, so that
 * a kiosk that burns or is stolen loses nothing.
 *
 * The home's central.ini (0600) says where it is:
 *
 *   [central]
 *   url=https://archive.example        bucket=reports
 *   region=us-east-1                   access-key=…  secret-key=…
 *   authority=/etc/esep/authority.pem  (only if the server's certificate is signed by an own one)
 *   lock=compliance                    (the default) or none: the store cannot lock
 *
 * What is being sent stands in outbox/<meeting>/ and goes when it has arrived. A file that has
 * arrived is not sent again, and a large one goes on where it was cut off. The last file of an
 * archive is its signature: what has none there is not whole.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"

#define CENTRAL_FILE "central.ini"

typedef struct Central Central;

/* Reads central.ini. PROTOCOL_ERROR_NOT_FOUND if there is none; _USAGE if it is wrong, or others
 * may read it. home is borrowed. Free with central_free. */
Central *central_open(Home *home, GError **error);
void central_free(Central *central);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Central, central_free)

/* Sealed meetings of this device that are not there yet, the oldest first:
 * [{"meeting","date","edition"}]. Free with json_array_unref. */
JsonArray *central_waiting(Home *home, GError **error);

/* Of the bytes of an archive; both parts of the work, making it and sending it, begin at 0. */
typedef void (*CentralProgress)(const char *msgid, gint64 done_bytes, gint64 all_bytes,
                                gpointer user_data);

/* Makes the archive of a meeting of central_waiting, sends it, compares what has arrived, locks it,
 * and notes all that in the log of all changes. {"meeting","where","files","bytes",
 * "locked_until"|null}; free with json_object_unref. NULL with an error: what has arrived stays,
 * and the next call goes on from there. PROTOCOL_ERROR_REFUSED while a meeting is in session, whose
 * recording needs the disk. progress may be NULL. Blocks for the network. */
JsonObject *central_send(Central *central, JsonObject *waiting, CentralProgress progress,
                         gpointer user_data, GError **error);
