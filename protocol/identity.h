/*
 * The device's identity: a P-256 key (PEM, PKCS#8, mode 0600) and its self-signed X.509
 * certificate (RFC 5280), with which protocols (PAdES) and archives (CMS) are signed. It proves
 * which device sealed a record; the home's register holds the certificate's SHA-256.
 */
#pragma once

#include <glib.h>

/* Makes a new key and certificate for 20 years from unix_ms (a clock that was never set, before
 * 2018, counts as 2018, so that the certificate outlives its first meetings). The common name is
 * the body and the device's UUID; a body's name too long for X.520's 64 characters is cut there,
 * nowhere else. Key usage: digitalSignature and nonRepudiation; and keyCertSign, because readers
 * (pdfsig, Firefox: NSS) trust a self-signed certificate only as its own authority. Both files are
 * written durably. Blocks for the disk. */
gboolean identity_create(const char *key_path, const char *certificate_path, const char *body,
                         const char *uuid, gint64 unix_ms, GError **error);
/* SHA-256 of the certificate (DER), 64 lower-case hex digits; free with g_free. NULL with
 * PROTOCOL_ERROR_NOT_FOUND if there is no certificate at path. */
char *identity_certificate_sha256(const char *certificate_path, GError **error);
