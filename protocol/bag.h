/*
 * BagIt 1.0 bags (RFC 8493): a folder with payload in data/, manifests in SHA-256 and SHA-512,
 * tag manifests, and signature.p7s, a detached CMS signature (DER, by the device) over
 * tagmanifest-sha256.txt, so that the bag cannot be changed anywhere without being noticed.
 *
 * Names are UTF-8 without control characters, backslash, percent sign, "." or ".." and none of
 * the characters that FAT forbids, so that sha256sum -c reads the manifests as they are.
 */
#pragma once

#include "media/chain.h"
#include "protocol/digest.h"

typedef struct Bag Bag;

/* Begins a bag at path, which must not exist: it is built as path.part and renamed by
 * bag_finish, so that a bag at path is always whole. What an interrupted try left is removed;
 * PROTOCOL_ERROR_REFUSED while another process writes it. Free with bag_free. */
Bag *bag_new(const char *path, GError **error);
void bag_free(Bag *bag); /* an unfinished bag's files are removed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bag, bag_free)
void bag_on_progress(Bag *bag, DigestProgress progress, gpointer user_data);
/* Adds a payload file under name ("video/take-01.mkv"); hashed while it is copied, and flushed.
 * sha256_out (may be NULL): its hash in lower-case hex, g_free. Blocks for the disk. */
gboolean bag_add_file(Bag *bag, const char *name, const char *source_path, char **sha256_out,
                      GError **error);
/* As bag_add_file for a file that make writes itself, at the path that it is given. */
typedef gboolean (*BagMake)(const char *path, gpointer user_data, GError **error);
gboolean bag_add_made(Bag *bag, const char *name, BagMake make, gpointer user_data, GError **error);
gboolean bag_add_data(Bag *bag, const char *name, const void *data, gsize size, GError **error);
/* A line of bag-info.txt (RFC 8493, 2.2.2). Control characters of value become spaces. */
void bag_info(Bag *bag, const char *label, const char *value);
/* bag_finish reads everything back from the medium and compares it, before the bag is whole. */
void bag_read_back(Bag *bag);
/* Writes manifests, signs, flushes, renames. date: "YYYY-MM-DD". Blocks for the disk. */
gboolean bag_finish(Bag *bag, const char *date, const char *key_path, const char *certificate_path,
                    GError **error);

/* name with each character that a bag's name must not have replaced by "_", and with one more "_"
 * where FAT or Windows would still not take it (a dot or blank at its end, a device's name);
 * g_free. */
char *bag_safe_name(const char *name);
/* The same for several names of one folder, which stay different from each other even where upper
 * and lower case are the same: always the same names for the same list. g_strfreev. */
char **bag_safe_names(const char *const *names);

typedef struct {
    GPtrArray *checked; /* gets a line for each thing that was checked (verify.h; owned) */
    DigestProgress progress;
    gpointer user_data;
    gboolean from_medium; /* what the machine remembers of the files is dropped first */
    const char *copy_to;  /* a folder that gets what is in data/, flushed, on the way of its bytes
                           * through the check; NULL: nothing is copied */
    gint64 all_bytes;     /* of the payload, known before the first call of progress */
    char *file;           /* on PROTOCOL_ERROR_DIFFERENT: the first one; g_free */
    char *signer;      /* SHA-256 of the signer's certificate, hex; NULL if none was read; g_free */
    char *signer_name; /* its common name; NULL; g_free */
    /* What the chain in data/video says of the takes there, whose bytes were read but once: to be
     * finished by the caller, also when a file differs. NULL: no chain was read; free with
     * recording_check_free. */
    RecordingCheck *recording;
} BagCheck;

/* Checks a bag: form, every file against both manifests, no file too many or missing, the tag
 * manifest's signature, that data/device.crt made it. Never follows a link or a path out of the
 * bag. Stricter than the RFC: demands the bytes that bag_finish writes. PROTOCOL_ERROR_NOT_FOUND
 * if path is no folder, or one without anything of a bag. Blocks as long as hashing takes. */
gboolean bag_verify(const char *path, BagCheck *check, GError **error);
