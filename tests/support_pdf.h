/* What tests of documents and archives need: a laid-out page, an identity to sign with. */
#pragma once

#include <glib.h>

/* A page of Kazakh and Russian text in PT Serif as libharu makes it. g_bytes_unref. */
GBytes *support_page(const char *text);
/* The same finished as PDF/A-1b. */
GBytes *support_finished(const char *text);
/* folder/device.key and folder/device.crt of a new device. */
void support_identity(const char *folder);
/* bytes written to folder/name; the path, g_free. */
char *support_write(const char *folder, const char *name, GBytes *bytes);
/* Runs a line of the shell in folder; it must succeed. */
void support_shell_in(const char *folder, const char *line);
/* Makes the manifests of a bag's payload anew. */
void support_manifests(const char *bag);
/* Makes the tag manifests and the signature of a bag anew. */
void support_sign_bag(const char *bag, const char *key, const char *certificate);
