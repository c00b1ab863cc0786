/*
 * An archive of a sealed meeting brought into another home: a new board, the district's desk.
 *
 * The archive is verified whole while its files are copied, so that what is taken over is what was
 * verified; nothing of one that does not verify stays. The pair of device UUID and id is a
 * meeting's name everywhere: where its id is taken here by another meeting it gets the next one
 * that is free, and its entries other numbers, where theirs are taken; the citizens' receipts stay.
 * From then on it is listed, shown, followed up, verified, kept and disposed of like one of this
 * home. Its documents stay those of the device that sealed it.
 */
#pragma once

#include "protocol/home.h"
#include "protocol/verification.h"

/* Imports the archive at path. result_out is filled as by verify_path in any case and cleared by
 * the caller; the meeting's id here through id_out (g_free). FALSE with PROTOCOL_ERROR_DIFFERENT if
 * the archive does not verify or its record cannot be taken over whole, _NOT_FOUND if there is
 * none, _REFUSED if the meeting is here already, the archive is not of the profile full, or another
 * import runs. Whole or not at all, also after a crash. progress may be NULL. Blocks for long. */
gboolean import_archive(Home *home, const char *path, VerifyProgress progress, gpointer user_data,
                        Verification *result_out, char **id_out, GError **error);
/* Completes what a crash interrupted between the rows and the files of an import, or removes what
 * is left of one. At the start of each program. Does nothing while an import runs. */
gboolean import_reconcile(Home *home, GError **error);
