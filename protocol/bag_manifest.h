/*
 * The manifests of a bag (RFC 8493, 2.1.3): names with their SHA-256 and SHA-512, both made in one
 * pass over the bytes.
 */
#pragma once

#include "protocol/bag.h"

#define BAG_SHA256_DIGITS 64
#define BAG_SHA512_DIGITS 128
#define BAG_SIGNATURE "signature.p7s"
#define BAG_TAG_MANIFEST "tagmanifest-sha256.txt"
#define BAG_DECLARATION "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
#define BAG_CERTIFICATE "data/device.crt"

typedef struct {
    char sha256[BAG_SHA256_DIGITS + 1]; /* lower-case hex */
    char sha512[BAG_SHA512_DIGITS + 1];
    gint64 bytes;
} BagHash;

/* Reads from to its end and hashes; writes to to, if it is not -1. names are for errors. */
gboolean bag_hash(int from, const char *from_name, int to, const char *to_name,
                  BagProgress progress, gpointer user_data, BagHash *hash_out, GError **error);
void bag_hash_data(const void *data, gsize size, BagHash *hash_out);

/* Names and hashes: a GTree of owned strings to owned BagHash, ordered by bytes. */
GTree *bag_manifest_new(void);
void bag_manifest_add(GTree *manifest, const char *name, const BagHash *hash);
/* The text of manifest-sha256.txt, or of manifest-sha512.txt; g_free. */
char *bag_manifest_text(GTree *manifest, gboolean sha512);
/* "octets.streams" (RFC 8493, 2.2.2); g_free. */
char *bag_manifest_oxum(GTree *manifest);

/* Whether name may stand in a bag: see bag.h. */
gboolean bag_name_valid(const char *name);
