/* What signing_key.c and signing_key_pkcs12.c share. */
#pragma once

#include "protocol/signing_key.h"

/* Takes both. */
SigningKey *signing_key_new(EVP_PKEY *private_key, X509 *certificate);
