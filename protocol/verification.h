/* The result of a verification (verify.h): what was checked, by whom it was signed, and where the
 * first difference is. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

#include "protocol/message.h"

typedef struct {
    gboolean ok;
    GPtrArray *checked; /* lines of what was checked; verification_line makes text of them */
    char *file;         /* the first difference, NULL if ok */
    gint64 second;      /* in the recording, -1 if it is none */
    gint64 from, to;    /* bytes of file among which it lies, -1 if that is not known */
    gint64 line;        /* of a file of lines, from 1; -1 if that is not known */
    GError *reason;     /* what is wrong with file; NULL if ok */
    char *signer;       /* certificate's SHA-256 in groups; NULL if nothing is signed */
    char *signer_name;  /* whose certificate it says it is; NULL if nothing is signed */
} Verification;

/* Of all bytes that are read. */
typedef void (*VerifyProgress)(gint64 done_bytes, gint64 all_bytes, gpointer user_data);

/* An empty result, to which is added; not ok. */
void verification_begin(Verification *result_out);
void verification_clear(Verification *result);
/* {"ok","checked":[…],"signer"|null,"signer_name"|null,"first_difference":{"file","second"|null,
 * "bytes":[from,to]|null,"line"|null}|null}. */
JsonNode *verification_json(const Verification *result);

/* A line of checked for a reader; g_free. */
char *verification_line(Language language, const char *line);
/* Adds a line to checked: msgid with its arguments {1} … up to a NULL. */
void verification_add(GPtrArray *checked, const char *msgid, ...) G_GNUC_NULL_TERMINATED;
/* Hex as "0a1b 2c3d …", for a person to compare; g_free. */
char *verification_groups(const char *hex);
