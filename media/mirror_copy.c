#include "media/mirror_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/chain.h"
#include "media/chain_line.h"
#include "media/error.h"

#define BLOCK_BYTES (256 << 10)
/* After so much the caller is told how far it is. */
#define STEP_BYTES (8 << 20)
#define NAMES_MAX 99

typedef struct {
    int from, to; /* descriptors; -1: none */
    gint64 bytes; /* that were copied */
} File;

struct MirrorCopy {
    int from_dir, to_dir;
    char *out; /* the copy's folder */
    File chain, take;
    gint64 stepped_bytes;
    guint8 block[BLOCK_BYTES];
};

static gboolean fail(const char *what, GError **error)
{
    int reason = errno;
    g_set_error(error, MEDIA_ERROR,
                reason == ENOSPC || reason == EDQUOT ? MEDIA_ERROR_NO_SPACE : MEDIA_ERROR_FAILED,
                "%s: %s", what, g_strerror(reason));
    return FALSE;
}

static void file_close(File *file)
{
    if (file->from >= 0)
        close(file->from);
    if (file->to >= 0)
        close(file->to);
    *file = (File){-1, -1, 0};
}

void mirror_copy_free(MirrorCopy *copy)
{
    if (!copy)
        return;
    file_close(&copy->chain);
    file_close(&copy->take);
    if (copy->from_dir >= 0)
        close(copy->from_dir);
    if (copy->to_dir >= 0)
        close(copy->to_dir);
    g_free(copy->out);
    g_free(copy);
}

static gboolean write_all(int fd, const void *data, gsize size, gint64 at)
{
    for (gsize done = 0; done < size;) {
        gssize written = pwrite(fd, (const guint8 *)data + done, size - done, at + (gint64)done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return FALSE;
        done += (gsize)written;
    }
    return TRUE;
}

/* Copies the bytes of a file up to until, or to its end. */
static gboolean copy_bytes(MirrorCopy *copy, File *file, gint64 until, GError **error)
{
    while (file->bytes < until) {
        gsize wanted = (gsize)MIN(until - file->bytes, BLOCK_BYTES);
        gssize got = pread(file->from, copy->block, wanted, file->bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail("the recording", error);
        if (got == 0)
            return TRUE;
        if (!write_all(file->to, copy->block, (gsize)got, file->bytes))
            return fail(copy->out, error);
        file->bytes += got;
        copy->stepped_bytes += got;
    }
    return TRUE;
}

static gboolean flush(const MirrorCopy *copy, const File *file, GError **error)
{
    return file->to < 0 || fdatasync(file->to) == 0 || fail(copy->out, error);
}

/* name in both folders; in the copy it may be there already. */
static gboolean file_open(MirrorCopy *copy, File *file, const char *name, GError **error)
{
    file_close(file);
    file->from = openat(copy->from_dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file->from < 0)
        return fail(name, error);
    file->to = openat(copy->to_dir, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    return (file->to >= 0 && fsync(copy->to_dir) == 0) || fail(copy->out, error);
}

/* What a line of the chain asks to be there before it. */
static gboolean handle_line(MirrorCopy *copy, const char *text, gsize size, gboolean copied,
                            GError **error)
{
    g_auto(ChainLine) line = {0};
    if (!chain_line_parse(text, size, &line))
        return TRUE; /* for the verifier to find, here as there */
    if (line.kind == CHAIN_LINE_TAKE)
        return flush(copy, &copy->take, error) && file_open(copy, &copy->take, line.file, error);
    if (line.kind != CHAIN_LINE_SEGMENT && line.kind != CHAIN_LINE_END)
        return TRUE;
    gint64 until = line.kind == CHAIN_LINE_END ? line.bytes : line.to;
    if (copied) {
        copy->take.bytes = until;
        return TRUE;
    }
    if (copy->take.from < 0)
        return TRUE;
    if (!copy_bytes(copy, &copy->take, until, error))
        return FALSE;
    /* What a power cut left behind the end of an earlier attempt. */
    return line.kind != CHAIN_LINE_END || ftruncate(copy->take.to, copy->take.bytes) == 0 ||
           fail(copy->out, error);
}

/* Goes through whole lines of the chain until enough was copied; how many bytes of them are done,
 * or -1. */
static gint64 handle_lines(MirrorCopy *copy, const char *text, gsize size, gboolean copied,
                           GError **error)
{
    const char *at = text, *end = text + size, *newline;
    while (at < end && copy->stepped_bytes < STEP_BYTES &&
           (newline = memchr(at, '\n', (gsize)(end - at)))) {
        if (!handle_line(copy, at, (gsize)(newline - at), copied, error))
            return -1;
        at = newline + 1;
    }
    return at - text;
}

/* The rest of a file from at on. Free with g_free. */
static char *read_rest(int fd, gint64 at, gsize *size_out)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return NULL;
    gsize size = (gsize)MAX(status.st_size - at, 0);
    char *text = g_malloc(size + 1);
    gssize got = size > 0 ? pread(fd, text, size, at) : 0;
    *size_out = (gsize)MAX(got, 0);
    if (got >= 0)
        return text;
    g_free(text);
    return NULL;
}

/* The lines that the copy has must be those of the recording: how many bytes; -1 if it is the copy
 * of another one. */
static gint64 find_common(const MirrorCopy *copy)
{
    gsize ours_bytes = 0, theirs_bytes = 0;
    g_autofree char *ours = read_rest(copy->chain.from, 0, &ours_bytes);
    g_autofree char *theirs = read_rest(copy->chain.to, 0, &theirs_bytes);
    if (!ours || !theirs)
        return -1;
    /* A line that was cut off is written again. */
    while (theirs_bytes > 0 && theirs[theirs_bytes - 1] != '\n')
        theirs_bytes--;
    return theirs_bytes <= ours_bytes && memcmp(ours, theirs, theirs_bytes) == 0
               ? (gint64)theirs_bytes
               : -1;
}

/* Takes up a copy that was begun. FALSE without an error if it is one of another recording. */
static gboolean resume(MirrorCopy *copy, GError **error)
{
    if (!file_open(copy, &copy->chain, CHAIN_FILE, error))
        return FALSE;
    if (flock(copy->chain.to, LOCK_EX | LOCK_NB) != 0) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_RUNNING, "%s", copy->out);
        return FALSE;
    }
    copy->chain.bytes = find_common(copy);
    if (copy->chain.bytes < 0)
        return FALSE;
    gsize size = 0;
    g_autofree char *lines = read_rest(copy->chain.to, 0, &size);
    if (!lines || ftruncate(copy->chain.to, copy->chain.bytes) != 0)
        return fail(copy->out, error);
    return handle_lines(copy, lines, (gsize)copy->chain.bytes, TRUE, error) >= 0;
}

/* A copy on the recording's own disk protects nothing. */
static gboolean open_folders(MirrorCopy *copy, const char *directory, const char *out,
                             GError **error)
{
    g_autofree char *disk = g_path_get_dirname(out);
    struct stat ours, theirs;
    copy->from_dir = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (copy->from_dir < 0 || fstat(copy->from_dir, &ours) != 0)
        return fail(directory, error);
    if (stat(disk, &theirs) != 0)
        return fail(disk, error);
    if (ours.st_dev == theirs.st_dev) {
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s: no disk of its own", disk);
        return FALSE;
    }
    if (mkdir(out, 0755) != 0 && errno != EEXIST)
        return fail(out, error);
    copy->to_dir = open(out, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    return copy->to_dir >= 0 || fail(out, error);
}

MirrorCopy *mirror_copy_open(const char *directory, const char *out, GError **error)
{
    for (int i = 1; i <= NAMES_MAX; i++) {
        g_autoptr(GError) reason = NULL;
        g_autoptr(MirrorCopy) copy = g_new0(MirrorCopy, 1);
        copy->out = i == 1 ? g_strdup(out) : g_strdup_printf("%s-%d", out, i);
        copy->from_dir = copy->to_dir = -1;
        copy->chain = copy->take = (File){-1, -1, 0};
        if (open_folders(copy, directory, copy->out, &reason) && resume(copy, &reason))
            return g_steal_pointer(&copy);
        if (reason) {
            g_propagate_error(error, g_steal_pointer(&reason));
            return NULL;
        }
    }
    g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s: too many other recordings", out);
    return NULL;
}

/* Whether what we write to is still what stands there: a stick that was pulled out may leave us
 * with files that nobody will find. */
static gboolean is_there(const MirrorCopy *copy)
{
    g_autofree char *path = g_build_filename(copy->out, CHAIN_FILE, NULL);
    struct stat ours, there;
    return fstat(copy->chain.to, &ours) == 0 && stat(path, &there) == 0 &&
           ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

gboolean mirror_copy_step(MirrorCopy *copy, GError **error)
{
    gsize size = 0;
    if (!is_there(copy)) {
        errno = ENODEV;
        return fail(copy->out, error);
    }
    copy->stepped_bytes = 0;
    g_autofree char *lines = read_rest(copy->chain.from, copy->chain.bytes, &size);
    if (!lines)
        return fail("the recording", error);
    gint64 done = handle_lines(copy, lines, size, FALSE, error);
    if (done < 0)
        return FALSE;
    /* What no line vouches for yet is on its way, too. */
    if (copy->take.from >= 0 && copy->stepped_bytes < STEP_BYTES &&
        !copy_bytes(copy, &copy->take, copy->take.bytes + STEP_BYTES, error))
        return FALSE;
    if (!flush(copy, &copy->take, error))
        return FALSE;
    if (done > 0 && !write_all(copy->chain.to, lines, (gsize)done, copy->chain.bytes))
        return fail(copy->out, error);
    copy->chain.bytes += done;
    return done == 0 || flush(copy, &copy->chain, error);
}

static gint64 rest_of(const File *file)
{
    struct stat status;
    return file->from >= 0 && fstat(file->from, &status) == 0 ? status.st_size - file->bytes : 0;
}

gint64 mirror_copy_behind_bytes(const MirrorCopy *copy)
{
    return rest_of(&copy->chain) + rest_of(&copy->take);
}
