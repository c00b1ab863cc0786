#include "protocol/digest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <string.h>
#include <unistd.h>

#include "media/error.h"
#include "protocol/durable.h"
#include "protocol/error.h"

#define BLOCK_BYTES (1 << 20)
#define BLOCKS_A_FILE 6
/* While the slowest digest of one file is behind, the next one keeps the other cores busy. */
#define FILES_AT_ONCE 2
#define THREADS_MAX 16

typedef enum { STRAND_SHA256, STRAND_SHA512, STRAND_TAP, STRAND_COUNT } StrandKind;

typedef struct {
    int users; /* strands that have not had it; protected by the run's lock */
    gsize size;
    char data[BLOCK_BYTES];
} Block;

typedef struct Job Job;

/* One consumer of a file's bytes: takes block after block, never on two threads. */
typedef struct {
    Job *job;
    StrandKind kind;
    EVP_MD_CTX *context; /* of the two digests */
    GQueue waiting;      /* of Block; protected by the run's lock */
    gboolean running;    /* protected by the run's lock */
} Strand;

typedef struct Run Run;

/* A file on its way. */
struct Job {
    Run *run;
    DigestFile file;
    Strand strands[STRAND_COUNT];
    int strand_count;
    gboolean at_end; /* every byte was read; the caller's thread alone */
    /* Protected by the run's lock: */
    GQueue free; /* of Block */
    int blocks;  /* that were made */
    int failure; /* errno of the tap; 0: none */
};

struct Run {
    const DigestCalls *calls;
    GThreadPool *pool;
    GMutex lock;
    GCond moved; /* a block came back */
    GQueue jobs; /* of Job, in the order of next; the caller's thread alone */
    gboolean no_more;
};

static gboolean failed(const char *msgid, const char *name, int reason, GError **error)
{
    error_set(error, PROTOCOL_ERROR_REFUSED, msgid, name, g_strerror(reason), NULL);
    return FALSE;
}

/* The strand's own work on a block; errno of the tap, or 0. */
static int consume(Strand *strand, const void *data, gsize size)
{
    DigestFile *file = &strand->job->file;
    if (strand->kind != STRAND_TAP) {
        EVP_DigestUpdate(strand->context, data, size);
        return 0;
    }
    errno = 0;
    if (file->tap(data, size, file->tap_data))
        return 0;
    return errno ? errno : EIO;
}

static void give_back(Job *job, Block *block)
{
    if (--block->users == 0) {
        g_queue_push_tail(&job->free, block);
        g_cond_signal(&job->run->moved);
    }
}

/* On a thread of the pool: the blocks that wait for a strand, till there are none. */
static void run_strand(gpointer data, gpointer user_data)
{
    Strand *strand = data;
    Run *run = user_data;
    Job *job = strand->job;
    g_mutex_lock(&run->lock);
    for (Block *block; (block = g_queue_pop_head(&strand->waiting));) {
        gboolean skip = job->failure != 0;
        g_mutex_unlock(&run->lock);
        int failure = skip ? 0 : consume(strand, block->data, block->size);
        g_mutex_lock(&run->lock);
        if (failure)
            job->failure = failure;
        give_back(job, block);
    }
    strand->running = FALSE;
    g_cond_signal(&run->moved);
    g_mutex_unlock(&run->lock);
}

static void add_strand(Job *job, StrandKind kind, const EVP_MD *algorithm)
{
    Strand *strand = &job->strands[job->strand_count++];
    strand->job = job;
    strand->kind = kind;
    g_queue_init(&strand->waiting);
    if (!algorithm)
        return;
    strand->context = EVP_MD_CTX_new();
    EVP_DigestInit_ex(strand->context, algorithm, NULL);
}

static Job *job_new(Run *run, const DigestFile *file)
{
    Job *job = g_new0(Job, 1);
    job->run = run;
    job->file = *file;
    g_queue_init(&job->free);
    /* The slowest first. */
    add_strand(job, STRAND_SHA512, EVP_sha512());
    add_strand(job, STRAND_SHA256, EVP_sha256());
    if (file->tap)
        add_strand(job, STRAND_TAP, NULL);
    return job;
}

static void job_free(Job *job)
{
    for (int i = 0; i < job->strand_count; i++)
        EVP_MD_CTX_free(job->strands[i].context);
    g_queue_clear_full(&job->free, g_free);
    close(job->file.fd);
    g_free(job);
}

static gboolean is_idle(const Job *job)
{
    for (int i = 0; i < job->strand_count; i++)
        if (job->strands[i].running)
            return FALSE;
    return TRUE;
}

/* A block to read into, NULL if as many as may be are on their way. With the lock. */
static Block *take_block(Job *job)
{
    Block *block = g_queue_pop_head(&job->free);
    if (block || job->blocks == BLOCKS_A_FILE)
        return block;
    job->blocks++;
    return g_malloc(sizeof(Block));
}

/* Reads a block as full as it gets; -1 with errno on failure. */
static gssize read_block(int fd, char *data)
{
    gsize done = 0;
    while (done < BLOCK_BYTES) {
        gssize got = read(fd, data + done, BLOCK_BYTES - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (gsize)got;
    }
    return (gssize)done;
}

static void hand_out(Run *run, Job *job, Block *block)
{
    g_mutex_lock(&run->lock);
    block->users = job->strand_count;
    for (int i = 0; i < job->strand_count; i++) {
        Strand *strand = &job->strands[i];
        g_queue_push_tail(&strand->waiting, block);
        if (!strand->running)
            g_thread_pool_push(run->pool, strand, NULL);
        strand->running = TRUE;
    }
    g_mutex_unlock(&run->lock);
}

/* A file of less than a block is not worth a thread: none of its strands was ever started. */
static void consume_here(Job *job, const Block *block)
{
    for (int i = 0; i < job->strand_count && job->failure == 0; i++)
        job->failure = consume(&job->strands[i], block->data, block->size);
}

static gboolean read_into(Run *run, Job *job, Block *block, GError **error)
{
    gssize got = read_block(job->file.fd, block->data);
    int reason = errno;
    block->size = (gsize)MAX(got, 0);
    job->at_end = got < BLOCK_BYTES;
    if (got > 0 && !(job->at_end && job->file.digest.bytes == 0)) {
        hand_out(run, job, block);
    } else {
        if (got > 0)
            consume_here(job, block);
        g_free(block);
    }
    if (got < 0)
        return failed(N_("{1} could not be read: {2}."), job->file.name, reason, error);
    job->file.digest.bytes += got;
    if (!run->calls->progress || got == 0 || run->calls->progress(got, run->calls->user_data))
        return TRUE;
    g_set_error_literal(error, MEDIA_ERROR, MEDIA_ERROR_CANCELLED, job->file.name);
    return FALSE;
}

static void end_one(EVP_MD_CTX *context, char *hex)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    EVP_DigestFinal_ex(context, digest, &size);
    for (unsigned int i = 0; i < size; i++) {
        *hex++ = "0123456789abcdef"[digest[i] >> 4];
        *hex++ = "0123456789abcdef"[digest[i] & 15];
    }
    *hex = 0;
}

/* The oldest file, which is whole: takes it out. */
static gboolean finish_first(Run *run, GError **error)
{
    Job *job = g_queue_pop_head(&run->jobs);
    gboolean ok = job->failure == 0;
    if (ok) {
        end_one(job->strands[0].context, job->file.digest.sha512);
        end_one(job->strands[1].context, job->file.digest.sha256);
        ok = run->calls->done(&job->file, run->calls->user_data, error);
    } else {
        errno = job->failure;
        durable_failed(job->file.tap_name, error);
    }
    job_free(job);
    return ok;
}

static gboolean start_files(Run *run, GError **error)
{
    while (!run->no_more && g_queue_get_length(&run->jobs) < FILES_AT_ONCE) {
        DigestFile file = {.fd = -1};
        GError *reason = NULL;
        if (run->calls->next(&file, run->calls->user_data, &reason)) {
            g_queue_push_tail(&run->jobs, job_new(run, &file));
            continue;
        }
        run->no_more = TRUE;
        if (reason) {
            g_propagate_error(error, reason);
            return FALSE;
        }
    }
    return TRUE;
}

/* What can be done now: waits until there is something. *block_out is NULL if the first file is
 * whole, else a block for the file that is returned. */
static Job *next_work(Run *run, Block **block_out)
{
    Job *found = NULL;
    *block_out = NULL;
    g_mutex_lock(&run->lock);
    while (!found) {
        Job *first = g_queue_peek_head(&run->jobs);
        if ((first->at_end || first->failure != 0) && is_idle(first)) {
            found = first;
            break;
        }
        for (GList *at = run->jobs.head; at && !found; at = at->next) {
            Job *job = at->data;
            if (!job->at_end && job->failure == 0 && (*block_out = take_block(job)))
                found = job;
        }
        if (!found)
            g_cond_wait(&run->moved, &run->lock);
    }
    g_mutex_unlock(&run->lock);
    return found;
}

static gboolean work(Run *run, GError **error)
{
    for (;;) {
        Block *block;
        if (!start_files(run, error))
            return FALSE;
        if (g_queue_is_empty(&run->jobs))
            return TRUE;
        Job *job = next_work(run, &block);
        if (!(block ? read_into(run, job, block, error) : finish_first(run, error)))
            return FALSE;
    }
}

gboolean digest_run(const DigestCalls *calls, GError **error)
{
    Run run = {.calls = calls};
    g_mutex_init(&run.lock);
    g_cond_init(&run.moved);
    g_queue_init(&run.jobs);
    guint cores = g_get_num_processors();
    run.pool = g_thread_pool_new(run_strand, &run, (int)MIN(cores, THREADS_MAX), FALSE, NULL);
    gboolean ok = work(&run, error);
    /* Waits for what is on its way. */
    g_thread_pool_free(run.pool, FALSE, TRUE);
    g_queue_clear_full(&run.jobs, (GDestroyNotify)job_free);
    g_cond_clear(&run.moved);
    g_mutex_clear(&run.lock);
    return ok;
}

/* One file as a run. */
typedef struct {
    DigestFile file;
    gboolean given;
    DigestProgress progress;
    gpointer user_data;
    Digest *digest_out;
} Single;

static gboolean next_single(DigestFile *file, gpointer user_data, GError **error)
{
    Single *single = user_data;
    gboolean first = !single->given;
    if (first)
        *file = single->file;
    single->given = TRUE;
    return first;
}

static gboolean done_single(DigestFile *file, gpointer user_data, GError **error)
{
    *((Single *)user_data)->digest_out = file->digest;
    return TRUE;
}

static gboolean progress_single(gint64 bytes, gpointer user_data)
{
    const Single *single = user_data;
    return !single->progress || single->progress(bytes, single->user_data);
}

gboolean digest_file(const DigestFile *file, DigestProgress progress, gpointer user_data,
                     Digest *digest_out, GError **error)
{
    Single single = {
        .file = *file, .progress = progress, .user_data = user_data, .digest_out = digest_out};
    const DigestCalls calls = {next_single, done_single, progress_single, &single};
    return digest_run(&calls, error);
}

void digest_data(const void *data, gsize size, Digest *digest_out)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_DigestInit_ex(context, EVP_sha256(), NULL);
    EVP_DigestUpdate(context, data, size);
    end_one(context, digest_out->sha256);
    EVP_DigestInit_ex(context, EVP_sha512(), NULL);
    EVP_DigestUpdate(context, data, size);
    end_one(context, digest_out->sha512);
    EVP_MD_CTX_free(context);
    digest_out->bytes = (gint64)size;
}
