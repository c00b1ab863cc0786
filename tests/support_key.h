/* What tests of persons' keys need: an authority, and key files of its people. */
#pragma once

#include <glib.h>

#define SUPPORT_PASSWORD "Құпия сөз 1"

/* An authority in folder (authority.pem, authority.key), valid for years around SUPPORT_NOW_MS. */
void support_authority(const char *folder);
/* folder/NAME.p12 of a person whom the authority in folder knows as NAME; its path, g_free. key:
 * the option of "openssl genpkey" after -algorithm ("RSA -pkeyopt rsa_keygen_bits:2048"); export
 * (may be NULL): more options of "openssl pkcs12 -export". */
char *support_p12(const char *folder, const char *name, const char *key, const char *export);
/* A folder of NSS that trusts the authority in folder; beside it further certificates (paths, ends
 * with NULL; may be NULL) as authorities of their own. g_free. */
char *support_trust(const char *folder, const char *const *more);

#define SUPPORT_RSA "RSA -pkeyopt rsa_keygen_bits:2048"
#define SUPPORT_P256 "EC -pkeyopt ec_paramgen_curve:P-256"
