/* The bytes of a recording against its chain. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/chain_pieces.h"
#include "media/error.h"

#define READ_BLOCK_BYTES (1 << 18)
#define THREADS_MAX 16

static gboolean differs(RecordingDifference *difference, const char *file, gint64 second,
                        const ChainPiece *piece, GError **error)
{
    if (difference) {
        recording_difference_clear(difference);
        difference->file = g_strdup(file);
        difference->second = second;
        difference->from = piece ? piece->from : -1;
        difference->to = piece ? piece->to : -1;
    }
    if (second >= 0)
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_DIFFERENT, "%s, %" G_GINT64_FORMAT " s", file,
                    second);
    else
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_DIFFERENT, "%s", file);
    return FALSE;
}

static gboolean piece_differs(RecordingDifference *difference, const RecordingTake *take,
                              const ChainPiece *piece, GError **error)
{
    return differs(difference, take->file, piece->start_ms / 1000, piece, error);
}

static gboolean is_hash(EVP_MD_CTX *hash, const ChainPiece *piece)
{
    guint8 sha256[CHAIN_HASH_BYTES];
    EVP_DigestFinal_ex(hash, sha256, NULL);
    return memcmp(sha256, piece->sha256, sizeof sha256) == 0;
}

/* A complete take has so many bytes and no more. */
static gboolean check_size(const RecordingTake *take, gint64 bytes, RecordingDifference *difference,
                           GError **error)
{
    return !take->end || bytes == take->bytes ||
           differs(difference, take->file, take->length_ms / 1000, NULL, error);
}

/* A take that the chain does not know has been added. */
static gboolean check_no_other(const char *directory, const Recording *recording,
                               RecordingDifference *difference, GError **error)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < recording->takes->len; i++)
        g_hash_table_add(known, ((RecordingTake *)g_ptr_array_index(recording->takes, i))->file);
    g_autoptr(GDir) folder = g_dir_open(directory, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        if (!g_str_has_suffix(name, ".mkv") || g_hash_table_contains(known, name) ||
            strcmp(name, CHAIN_PLAYABLE_FILE) == 0)
            continue;
        /* An empty one is what a power cut leaves between the file and its line. */
        g_autofree char *path = g_build_filename(directory, name, NULL);
        struct stat status;
        if (lstat(path, &status) != 0 || status.st_size > 0)
            return differs(difference, name, -1, NULL, error);
    }
    return TRUE;
}

/* A run over all bytes of all takes: its threads take piece after piece. */
typedef struct {
    const Recording *recording;
    const GArray *pieces;
    int *files; /* of each take, -1: it is missing */
    RecordingProgress progress;
    gpointer user_data;
    gint64 all_bytes;
    GMutex lock;
    /* protected by lock: */
    guint next;
    gint64 done_bytes;
    guint wrong; /* the first piece that differs or could not be read; pieces->len: none */
    int reason;  /* errno if it could not be read */
} Run;

/* FALSE if the piece differs, is cut off, or could not be read (errno, else 0). */
static gboolean check_piece(int fd, const ChainPiece *piece, guint8 *block, EVP_MD_CTX *hash)
{
    EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
    for (gint64 at = piece->from; at < piece->to;) {
        gssize got = pread(fd, block, MIN(piece->to - at, READ_BLOCK_BYTES), at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            errno = got < 0 ? errno : 0;
            return FALSE;
        }
        EVP_DigestUpdate(hash, block, got);
        at += got;
    }
    errno = 0;
    return is_hash(hash, piece);
}

/* The next piece to check; FALSE if there is none, or none before one that is wrong. */
static gboolean take_next(Run *run, guint *index_out)
{
    g_mutex_lock(&run->lock);
    *index_out = run->next;
    gboolean any = run->next < run->wrong;
    run->next += any;
    g_mutex_unlock(&run->lock);
    return any;
}

static gint64 note_piece(Run *run, guint index, gboolean good, int reason)
{
    const ChainPiece *piece = &g_array_index(run->pieces, ChainPiece, index);
    g_mutex_lock(&run->lock);
    if (!good && index < run->wrong) {
        run->wrong = index;
        run->reason = reason;
    }
    gint64 done_bytes = run->done_bytes += piece->to - piece->from;
    g_mutex_unlock(&run->lock);
    return done_bytes;
}

static void check_pieces(Run *run, gboolean tell)
{
    g_autofree guint8 *block = g_malloc(READ_BLOCK_BYTES);
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    for (guint index; take_next(run, &index);) {
        const ChainPiece *piece = &g_array_index(run->pieces, ChainPiece, index);
        int fd = run->files[piece->take_index];
        errno = 0;
        gboolean good = fd >= 0 && check_piece(fd, piece, block, hash);
        gint64 done_bytes = note_piece(run, index, good, errno);
        if (tell && run->progress)
            run->progress(done_bytes, run->all_bytes, run->user_data);
    }
    EVP_MD_CTX_free(hash);
}

static gpointer run_thread(gpointer user_data)
{
    check_pieces(user_data, FALSE);
    return NULL;
}

/* On all cores, this thread among them. */
static void check_on_all_cores(Run *run)
{
    GThread *threads[THREADS_MAX];
    guint count = MIN(MIN(g_get_num_processors(), THREADS_MAX), run->pieces->len) - 1;
    for (guint i = 0; i < count; i++)
        threads[i] = g_thread_new("chain", run_thread, run);
    check_pieces(run, TRUE);
    for (guint i = 0; i < count; i++)
        g_thread_join(threads[i]);
}

/* Never through a link or from a device: an archive comes from strangers. */
static int open_take(const char *directory, const RecordingTake *take)
{
    g_autofree char *path = g_build_filename(directory, take->file, NULL);
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd >= 0 && (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)))
        close(g_steal_fd(&fd));
    return fd;
}

/* Take after take, so that the first difference is the first in time. */
static gboolean judge(const Run *run, RecordingDifference *difference, GError **error)
{
    GPtrArray *takes = run->recording->takes;
    const ChainPiece *wrong =
        run->wrong < run->pieces->len ? &g_array_index(run->pieces, ChainPiece, run->wrong) : NULL;
    for (guint i = 0; i < takes->len; i++) {
        const RecordingTake *take = g_ptr_array_index(takes, i);
        struct stat status;
        if (run->files[i] < 0 || fstat(run->files[i], &status) != 0)
            return differs(difference, take->file, 0, NULL, error);
        if (wrong && wrong->take_index == i && run->reason) {
            g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s: %s", take->file,
                        g_strerror(run->reason));
            return FALSE;
        }
        if (wrong && wrong->take_index == i)
            return piece_differs(difference, take, wrong, error);
        if (!check_size(take, status.st_size, difference, error))
            return FALSE;
    }
    return TRUE;
}

static gint64 sum_of(const GArray *pieces)
{
    gint64 bytes = 0;
    for (guint i = 0; i < pieces->len; i++) {
        const ChainPiece *piece = &g_array_index(pieces, ChainPiece, i);
        bytes += piece->to - piece->from;
    }
    return bytes;
}

Recording *recording_verify(const char *directory, RecordingProgress progress, gpointer user_data,
                            RecordingDifference *difference_out, GError **error)
{
    g_autoptr(GArray) pieces = NULL;
    if (difference_out)
        *difference_out = RECORDING_NO_DIFFERENCE;
    g_autoptr(Recording) recording = chain_read_pieces(directory, &pieces, difference_out, error);
    if (!recording)
        return NULL;
    guint takes = recording->takes->len;
    g_autofree int *files = g_new0(int, takes);
    Run run = {.recording = recording,
               .pieces = pieces,
               .files = files,
               .progress = progress,
               .user_data = user_data,
               .all_bytes = sum_of(pieces),
               .wrong = pieces->len};
    for (guint i = 0; i < takes; i++)
        files[i] = open_take(directory, g_ptr_array_index(recording->takes, i));
    g_mutex_init(&run.lock);
    if (pieces->len > 0)
        check_on_all_cores(&run);
    g_mutex_clear(&run.lock);
    gboolean ok = judge(&run, difference_out, error) &&
                  check_no_other(directory, recording, difference_out, error);
    for (guint i = 0; i < takes; i++)
        if (files[i] >= 0)
            close(files[i]);
    return ok ? g_steal_pointer(&recording) : NULL;
}

/* The system forgets what it has of these bytes; those that are not written yet stay. */
static void forget(int fd, gint64 from, gint64 to)
{
    const gint64 page = sysconf(_SC_PAGESIZE);
    from -= from % page;
    to += page - to % page;
    posix_fadvise(fd, from, to - from, POSIX_FADV_DONTNEED);
}

static void forget_chain(const char *directory)
{
    g_autofree char *path = g_build_filename(directory, CHAIN_FILE, NULL);
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd >= 0 && fstat(fd, &status) == 0)
        forget(fd, 0, status.st_size);
    if (fd >= 0)
        close(fd);
}

static gboolean check_stretch(int fd, const RecordingTake *take, const ChainPiece *piece,
                              RecordingDifference *difference, GError **error)
{
    g_autofree guint8 *block = g_malloc(READ_BLOCK_BYTES);
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    forget(fd, piece->from, piece->to);
    gboolean ok = check_piece(fd, piece, block, hash);
    int reason = errno;
    EVP_MD_CTX_free(hash);
    if (!ok && reason)
        g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s: %s", take->file,
                    g_strerror(reason));
    else if (!ok)
        piece_differs(difference, take, piece, error);
    return ok;
}

Recording *recording_verify_stretch(const char *directory, int number, gint64 from_ms, gint64 to_ms,
                                    RecordingDifference *difference_out, GError **error)
{
    g_autoptr(GArray) pieces = NULL;
    if (difference_out)
        *difference_out = RECORDING_NO_DIFFERENCE;
    forget_chain(directory);
    g_autoptr(Recording) recording = chain_read_pieces(directory, &pieces, difference_out, error);
    gboolean ok = recording != NULL;
    int fd = -1;
    for (guint i = 0; ok && i < pieces->len; i++) {
        const ChainPiece *piece = &g_array_index(pieces, ChainPiece, i);
        const RecordingTake *take = g_ptr_array_index(recording->takes, piece->take_index);
        if (take->take != number || piece->start_ms < from_ms || piece->start_ms >= to_ms)
            continue;
        if (fd < 0)
            fd = open_take(directory, take);
        ok = fd >= 0 ? check_stretch(fd, take, piece, difference_out, error)
                     : differs(difference_out, take->file, 0, NULL, error);
    }
    if (fd >= 0)
        close(fd);
    return ok ? g_steal_pointer(&recording) : NULL;
}

struct TakeCheck {
    const RecordingTake *take;
    const GArray *pieces;
    guint next, end; /* of the pieces that are its */
    gint64 bytes;    /* that were fed */
    gboolean wrong;  /* the piece next - 1 differs */
    gboolean found;  /* somebody has its file */
    EVP_MD_CTX *hash;
};

struct RecordingCheck {
    char *directory;
    Recording *recording; /* NULL after recording_check_finish */
    GArray *pieces;
    TakeCheck *takes;
    guint takes_count;
};

static void begin_take(RecordingCheck *check, guint index, guint *piece)
{
    TakeCheck *take = &check->takes[index];
    *take = (TakeCheck){.take = g_ptr_array_index(check->recording->takes, index),
                        .pieces = check->pieces,
                        .next = *piece,
                        .hash = EVP_MD_CTX_new()};
    while (*piece < check->pieces->len &&
           g_array_index(check->pieces, ChainPiece, *piece).take_index == index)
        ++*piece;
    take->end = *piece;
    EVP_DigestInit_ex(take->hash, EVP_sha256(), NULL);
}

RecordingCheck *recording_check_new(const char *directory, GError **error)
{
    g_autoptr(GArray) pieces = NULL;
    Recording *recording = chain_read_pieces(directory, &pieces, NULL, error);
    if (!recording)
        return NULL;
    RecordingCheck *check = g_new0(RecordingCheck, 1);
    check->directory = g_strdup(directory);
    check->recording = recording;
    check->pieces = g_steal_pointer(&pieces);
    check->takes_count = recording->takes->len;
    check->takes = g_new0(TakeCheck, check->takes_count);
    guint piece = 0;
    for (guint i = 0; i < check->takes_count; i++)
        begin_take(check, i, &piece);
    return check;
}

void recording_check_free(RecordingCheck *check)
{
    if (!check)
        return;
    for (guint i = 0; i < check->takes_count; i++)
        EVP_MD_CTX_free(check->takes[i].hash);
    g_free(check->takes);
    g_array_unref(check->pieces);
    recording_free(check->recording);
    g_free(check->directory);
    g_free(check);
}

TakeCheck *recording_check_take(RecordingCheck *check, const char *file)
{
    for (guint i = 0; i < check->takes_count; i++)
        if (strcmp(check->takes[i].take->file, file) == 0) {
            check->takes[i].found = TRUE;
            return &check->takes[i];
        }
    return NULL;
}

void take_check_feed(TakeCheck *take, const void *data, gsize size)
{
    const guint8 *at = data;
    while (size > 0 && take->next < take->end && !take->wrong) {
        const ChainPiece *piece = &g_array_index(take->pieces, ChainPiece, take->next);
        gsize part = (gsize)MIN((gint64)size, piece->to - take->bytes);
        EVP_DigestUpdate(take->hash, at, part);
        at += part;
        size -= part;
        take->bytes += (gint64)part;
        if (take->bytes < piece->to)
            break;
        take->wrong = !is_hash(take->hash, piece);
        EVP_DigestInit_ex(take->hash, EVP_sha256(), NULL);
        take->next++;
    }
    take->bytes += (gint64)size;
}

static gboolean judge_take(const TakeCheck *take, RecordingDifference *difference, GError **error)
{
    if (!take->found)
        return differs(difference, take->take->file, 0, NULL, error);
    if (take->wrong || take->next < take->end) {
        guint index = take->wrong ? take->next - 1 : take->next;
        return piece_differs(difference, take->take,
                             &g_array_index(take->pieces, ChainPiece, index), error);
    }
    return check_size(take->take, take->bytes, difference, error);
}

Recording *recording_check_finish(RecordingCheck *check, RecordingDifference *difference_out,
                                  GError **error)
{
    if (difference_out)
        *difference_out = RECORDING_NO_DIFFERENCE;
    for (guint i = 0; i < check->takes_count; i++)
        if (!judge_take(&check->takes[i], difference_out, error))
            return NULL;
    if (!check_no_other(check->directory, check->recording, difference_out, error))
        return NULL;
    return g_steal_pointer(&check->recording);
}
