#include "tests/fault/fault.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <unistd.h>

static volatile Fault *fault;

__attribute__((constructor)) static void load(void)
{
    const char *path = getenv("ESEP_FAULT");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *memory = MAP_FAILED;
    if (fd >= 0) {
        memory = mmap(NULL, sizeof(Fault), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        close(fd);
    }
    fault = memory == MAP_FAILED ? NULL : memory;
}

static int is_meant(int fd)
{
    char link[64], path[4096];
    if (!fault || !fault->part[0] || (!fault->error && !fault->delay_ms))
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0)
        return 0;
    path[size] = 0;
    return strstr(path, (const char *)fault->part) != NULL;
}

/* Whether the call fails; errno is set then. */
static int strikes(int fd, int flush)
{
    if (!is_meant(fd))
        return 0;
    __sync_fetch_and_add(&fault->hits, 1);
    if (flush && fault->delay_ms > 0)
        usleep((unsigned)fault->delay_ms * 1000);
    while (flush && fault->delay_ms < 0)
        usleep(10000);
    errno = fault->error;
    return errno != 0;
}

#define REAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *data, size_t size)
{
    return strikes(fd, 0) ? -1 : REAL(write)(fd, data, size);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    return strikes(fd, 0) ? -1 : REAL(writev)(fd, parts, count);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
    return strikes(fd, 0) ? -1 : REAL(pwrite)(fd, data, size, at);
}

int fsync(int fd)
{
    return strikes(fd, 1) ? -1 : REAL(fsync)(fd);
}

int fdatasync(int fd)
{
    return strikes(fd, 1) ? -1 : REAL(fdatasync)(fd);
}

int statfs(const char *path, struct statfs *out)
{
    int done = REAL(statfs)(path, out);
    if (done == 0 && fault && fault->type && strstr(path, (const char *)fault->part))
        out->f_type = fault->type;
    return done;
}
