#include "media/revive.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "media/client.h"

/* So many times in so long: what dies at once each time is not to fill the folder with takes. */
#define TIMES_MAX 5
#define TIMES_US (60 * G_USEC_PER_SEC)
#define KILLED (-1)

typedef struct {
    int dir_fd;
    gint *begun; /* shared with the process that records */
    int signal_fd;
    gboolean stopping;
    gint64 times_us[TIMES_MAX]; /* of the last starts, in turns */
    int starts;
} Revive;

static gboolean wanted(const Revive *revive)
{
    return *revive->begun && !revive->stopping &&
           faccessat(revive->dir_fd, RECORDER_SOCKET, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Waits for a signal, at most so long (-1: for ever); passes on to pid that it must end. */
static void wait_for_signal(Revive *revive, int timeout_ms, pid_t pid)
{
    struct pollfd pollfd = {.fd = revive->signal_fd, .events = POLLIN};
    struct signalfd_siginfo info;
    if (poll(&pollfd, 1, timeout_ms) <= 0 ||
        read(revive->signal_fd, &info, sizeof info) != sizeof info || info.ssi_signo == SIGCHLD)
        return;
    revive->stopping = TRUE;
    if (pid > 0)
        kill(pid, (int)info.ssi_signo);
}

static int wait_for_end(Revive *revive, pid_t pid)
{
    int status;
    pid_t ended;
    while ((ended = waitpid(pid, &status, WNOHANG)) == 0)
        wait_for_signal(revive, -1, pid);
    return ended == pid && WIFEXITED(status) ? WEXITSTATUS(status) : KILLED;
}

/* Not more often than is allowed. */
static void pause_before(Revive *revive)
{
    gint64 until_us = revive->times_us[revive->starts % TIMES_MAX] + TIMES_US;
    while (revive->starts >= TIMES_MAX && g_get_monotonic_time() < until_us && wanted(revive))
        wait_for_signal(revive, (int)((until_us - g_get_monotonic_time()) / 1000) + 1, 0);
}

/* In the process that records. */
static int record_here(Revive *revive, const sigset_t *signals, int for_seconds,
                       ReviveRecord record, gpointer user_data)
{
    gint alone;
    sigprocmask(SIG_SETMASK, signals, NULL);
    if (revive->dir_fd >= 0)
        close(revive->dir_fd);
    if (revive->signal_fd >= 0)
        close(revive->signal_fd);
    return record(for_seconds, revive->starts > 1, revive->begun ? revive->begun : &alone,
                  user_data);
}

static gboolean open_revive(Revive *revive, const char *directory, const sigset_t *signals)
{
    void *shared =
        mmap(NULL, sizeof(gint), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    revive->begun = shared == MAP_FAILED ? NULL : shared;
    revive->dir_fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    revive->signal_fd = signalfd(-1, signals, SFD_CLOEXEC);
    if (revive->dir_fd >= 0)
        flock(revive->dir_fd, LOCK_EX | LOCK_NB);
    return revive->begun && revive->dir_fd >= 0 && revive->signal_fd >= 0;
}

int revive_run(const char *directory, int for_seconds, int retry_code, int word_fd,
               ReviveRecord record, gpointer user_data)
{
    sigset_t signals, before;
    Revive revive = {0};
    gint64 since_us = g_get_monotonic_time();
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, &before);
    gboolean watches = open_revive(&revive, directory, &signals);
    int left = for_seconds, code;
    do {
        revive.times_us[revive.starts++ % TIMES_MAX] = g_get_monotonic_time();
        if (for_seconds > 0)
            left = for_seconds - (int)((g_get_monotonic_time() - since_us) / G_USEC_PER_SEC);
        pid_t pid = watches ? fork() : -1;
        /* Without the means to wait for it, it is recorded all the same. */
        if (pid <= 0)
            return record_here(&revive, &before, left, record, user_data);
        if (revive.starts == 1)
            close(word_fd);
        code = wait_for_end(&revive, pid);
        pause_before(&revive);
    } while ((code == KILLED || code == retry_code) && wanted(&revive) &&
             (for_seconds == 0 || left > 1));
    close(revive.dir_fd);
    close(revive.signal_fd);
    return code == KILLED ? retry_code : code;
}
