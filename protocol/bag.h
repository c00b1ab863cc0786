/*
 * BagIt 1.0 bags (RFC 8493): a folder with payload in data/, manifests in SHA-256 and SHA-512,
 * tag manifests, and signature.p7s, a detached CMS signature (DER, by the device) over
 * tagmanifest-sha256.txt, so that the bag cannot be changed anywhere without being noticed.
 */
#pragma once

#include <glib.h>

typedef struct Bag Bag;

/* Begins a bag at path, which must not exist: it is built as path.part and renamed by
 * bag_finish, so that a bag at path is always whole. Free with bag_free. */
Bag *bag_new(const char *path, GError **error);
void bag_free(Bag *bag); /* an unfinished bag's files are removed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bag, bag_free)
/* Adds a payload file under name ("video/take-01.mkv"); hashed while it is copied. */
gboolean bag_add_file(Bag *bag, const char *name, const char *source_path, GError **error);
gboolean bag_add_data(Bag *bag, const char *name, const void *data, gsize size, GError **error);
/* A line of bag-info.txt (RFC 8493, 2.2.2). */
void bag_info(Bag *bag, const char *label, const char *value);
/* Writes manifests, signs, flushes, renames. date: "YYYY-MM-DD". */
gboolean bag_finish(Bag *bag, const char *date, const char *key_path, const char *certificate_path,
                    GError **error);

/* Checks a bag: form, every file against both manifests, no file too many or missing, the tag
 * manifest's signature. Never follows a link or a path out of the bag. On
 * PROTOCOL_ERROR_DIFFERENT the file through file_out (g_free). checked gets a line for each
 * thing that was checked (owned strings). */
gboolean bag_verify(const char *path, GPtrArray *checked, char **file_out, GError **error);
