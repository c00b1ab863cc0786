/*
 * A copy of a recording that grows after it (mirror.h). Belongs to one thread; every call blocks
 * for both disks.
 */
#pragma once

#include <glib.h>

typedef struct MirrorCopy MirrorCopy;

/* Opens the copy of directory in the folder out, or one beside it; goes on with one that was begun.
 * MEDIA_ERROR_FAILED, _NO_SPACE, _RUNNING if somebody else writes it. */
MirrorCopy *mirror_copy_open(const char *directory, const char *out, GError **error);
void mirror_copy_free(MirrorCopy *copy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MirrorCopy, mirror_copy_free)

/* Copies what has come, up to some megabytes, and flushes it. FALSE: the copy must be opened
 * again. */
gboolean mirror_copy_step(MirrorCopy *copy, GError **error);
/* What has not been copied. */
gint64 mirror_copy_behind_bytes(const MirrorCopy *copy);
