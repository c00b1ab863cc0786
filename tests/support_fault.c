#include "tests/support_fault.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/support_recorder.h"

void support_fault_set_up(SupportFault *fault, const char *folder)
{
    fault->path = g_build_filename(folder, "fault", NULL);
    int fd = open(fault->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    g_assert_cmpint(ftruncate(fd, sizeof(Fault)), ==, 0);
    fault->memory = mmap(NULL, sizeof(Fault), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    g_assert_true(fault->memory != MAP_FAILED);
    close(fd);
}

void support_fault_tear_down(SupportFault *fault)
{
    munmap(fault->memory, sizeof(Fault));
    g_free(fault->path);
}

GSubprocess *support_fault_run(const SupportFault *fault, const char *folder, ...)
{
    g_autofree char *library = g_build_filename(g_getenv("ESEP_BUILD"), "libfault.so", NULL);
    g_autofree char *asan = g_strdup(g_getenv("ASAN_OPTIONS"));
    g_autofree char *later = g_strconcat(asan ? asan : "", ":verify_asan_link_order=0", NULL);
    const char *option, *value = NULL;
    va_list args;
    va_start(args, folder);
    option = va_arg(args, const char *);
    if (option)
        value = va_arg(args, const char *);
    va_end(args);
    setenv("LD_PRELOAD", library, 1);
    setenv("ESEP_FAULT", fault->path, 1);
    setenv("ASAN_OPTIONS", later, 1);
    GSubprocess *recorder = support_recorder_run(folder, "test", "test", option, value, NULL);
    setenv("ASAN_OPTIONS", asan ? asan : "", 1);
    unsetenv("ESEP_FAULT");
    unsetenv("LD_PRELOAD");
    return recorder;
}

Run support_fault_esep(const SupportFault *fault, const char *arguments)
{
    g_autofree char *line =
        g_strdup_printf("ASAN_OPTIONS=\"$ASAN_OPTIONS:verify_asan_link_order=0:detect_leaks=0\""
                        " LD_PRELOAD=\"$ESEP_BUILD/libfault.so\" ESEP_FAULT='%s'"
                        " exec \"$ESEP_BUILD/esep\" %s",
                        fault->path, arguments);
    return run_program((const char *[]){"sh", "-c", line, NULL});
}

void support_fault_strike(SupportFault *fault, const char *part, int error, int delay_ms)
{
    fault->memory->error = error;
    fault->memory->delay_ms = delay_ms;
    g_strlcpy(fault->memory->part, part, sizeof fault->memory->part);
}

gboolean support_fault_mount(const char *image, const char *mounted)
{
    g_autofree char *done =
        support_shell("truncate -s 64M '%s' && mkdir '%s' && mkfs.ext4 -q -F '%s' 2>/dev/null &&"
                      " mount -o loop '%s' '%s' 2>/dev/null && echo mounted",
                      image, mounted, image, image, mounted);
    return strcmp(done, "mounted\n") == 0;
}
