/*
 * An archive for one reader: a bag as a tar stream, cut into parts that are each encrypted to the
 * certificates of its recipients (CMS AuthEnvelopedData, RFC 5083, AES-256-GCM; RSA-OAEP or an
 * elliptic curve), so that plain openssl and tar open it, on any machine, however large it is:
 *
 *   <name>-encrypted/OPEN.txt          how to open it
 *   <name>-encrypted/part-001.p7m …    ENVELOPE_PART_BYTES each, DER
 *
 * What is inside is signed (bag.h): parts that were swapped, left out or put in are noticed there.
 * Whoever carries the stick learns the name of the body, the meeting's id and the size.
 */
#pragma once

#include <glib.h>
#include <openssl/types.h>

/* openssl reads a part into memory as a whole, and so do we. */
#define ENVELOPE_PART_BYTES (64 << 20)
#define ENVELOPE_SUFFIX "-encrypted"

/* FALSE ends it with MEDIA_ERROR_CANCELLED. */
typedef gboolean (*EnvelopeProgress)(gint64 done_bytes, gint64 all_bytes, gpointer user_data);

/* The certificates (PEM or DER) at paths, up to a NULL, of X509; g_ptr_array_unref.
 * PROTOCOL_ERROR_REFUSED names one that is none, is not valid at now_ms, or is not for encryption.
 */
GPtrArray *envelope_recipients(char *const *paths, gint64 now_ms, GError **error);
/* Writes the bag's folder encrypted into the folder path, which must not exist: whole or not at
 * all, flushed; read_back: and compared with what the medium holds. progress may be NULL. Blocks
 * for long. */
gboolean envelope_write(const char *bag, const char *path, GPtrArray *recipients,
                        gboolean read_back, EnvelopeProgress progress, gpointer user_data,
                        GError **error);

/* Whether path is such a folder, or a part in it. */
gboolean envelope_is(const char *path);
/* Gives a password, which is wiped and freed; NULL with an error. */
typedef char *(*EnvelopePassword)(gpointer user_data, GError **error);
/* A private key (PEM); password is asked for that of an encrypted one. Free with EVP_PKEY_free.
 * PROTOCOL_ERROR_REFUSED, and what password says. */
EVP_PKEY *envelope_key(const char *path, EnvelopePassword password, gpointer user_data,
                       GError **error);
/* Opens the archive at path with key into folder, which is empty and nobody else's: the path of
 * the bag in it, g_free. Trusts no name in it. PROTOCOL_ERROR_REFUSED if it is not encrypted for
 * this key or there is no room, _DIFFERENT if a part is cut, changed or missing. What came of one
 * that failed stays in folder. progress may be NULL. Blocks for long. */
char *envelope_read(const char *path, EVP_PKEY *key, const char *folder, EnvelopeProgress progress,
                    gpointer user_data, GError **error);

/* For envelope*.c: "part-001.p7m" in path; g_free. */
char *envelope_part(const char *path, int n);
