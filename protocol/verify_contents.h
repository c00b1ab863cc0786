/*
 * What belongs together in a sealed meeting, wherever it lies: meeting.json, protocol.pdf, video/,
 * materials/. Each is checked against the others, whatever their own hashes say.
 */
#pragma once

#include "media/chain.h"
#include "protocol/pdf.h"
#include "protocol/verification.h"

typedef struct {
    const char *folder;
    const char *prefix;      /* before file names in the result: "data/" in an archive, else "" */
    const char *certificate; /* path of the device's certificate */
    const char *json_sha256; /* what the register knows; NULL in an archive */
    const char *pdf_sha256;
    RecordingCheck
        *recording;      /* what was fed with the takes already; NULL: they are still to be read */
    JsonArray *signings; /* as register_signings gives them; NULL in an archive, and of
                            a meeting that came in one */
    JsonArray *signed_copies; /* likewise, as register_signed_copies gives them */
    JsonArray *addenda;       /* as register_addendum_files gives them; NULL in an archive */
    VerifyProgress progress;
    gpointer user_data;
} VerifyContents;

/* A difference goes into result (ok becomes FALSE, file, second, reason). FALSE with an error only
 * if something could not be read. Blocks. */
gboolean verify_contents(const VerifyContents *contents, Verification *result, GError **error);
/* Recording and materials alone, by a record (record.h) that is not sealed yet. */
gboolean verify_recorded(const VerifyContents *contents, JsonNode *record, Verification *result,
                         GError **error);
/* Notes whose signatures the document file has, as pdf_verify found them. */
void verify_note_signers(Verification *result, const char *file, const PdfVerification *found);
/* Notes the first difference; takes reason. Always FALSE. */
gboolean verify_differs(Verification *result, const char *prefix, const char *file, gint64 second,
                        GError *reason);
/* The same by the chain, in the folder video/ after prefix; takes difference and reason. */
gboolean verify_recording_differs(Verification *result, const char *prefix,
                                  RecordingDifference *difference, GError *reason);
