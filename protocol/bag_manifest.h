/*
 * The manifests of a bag (RFC 8493, 2.1.3): names with their SHA-256 and SHA-512.
 */
#pragma once

#include "protocol/bag.h"
#include "protocol/digest.h"

#define BAG_SIGNATURE "signature.p7s"
#define BAG_TAG_MANIFEST "tagmanifest-sha256.txt"
#define BAG_DECLARATION "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
#define BAG_CERTIFICATE "data/device.crt"

/* Names and hashes: a GTree of owned strings to owned Digest, ordered by bytes. */
GTree *bag_manifest_new(void);
void bag_manifest_add(GTree *manifest, const char *name, const Digest *hash);
/* The text of manifest-sha256.txt, or of manifest-sha512.txt; g_free. */
char *bag_manifest_text(GTree *manifest, gboolean sha512);
/* "octets.streams" (RFC 8493, 2.2.2); g_free. */
char *bag_manifest_oxum(GTree *manifest);

/* Whether name may stand in a bag: see bag.h. */
gboolean bag_name_valid(const char *name);
