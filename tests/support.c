#include "tests/support.h"

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>

void run_clear(Run *run)
{
    g_clear_pointer(&run->out, g_free);
    g_clear_pointer(&run->err, g_free);
}

static char *text_of(GBytes *bytes)
{
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    return g_strndup(data ? data : "", size);
}

Run run_program(const char *const *argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) out = NULL, err = NULL;
    g_autoptr(GSubprocess) process = g_subprocess_newv(
        argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
    g_assert_no_error(error);
    g_subprocess_communicate(process, NULL, NULL, &out, &err, &error);
    g_assert_no_error(error);
    return (Run){.exit_code = g_subprocess_get_if_exited(process)
                                  ? g_subprocess_get_exit_status(process)
                                  : -1,
                 .out = text_of(out),
                 .err = text_of(err)};
}

Run run_esep(const char *first, ...)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_autofree char *program = g_build_filename(g_getenv("ESEP_BUILD"), "esep", NULL);
    g_ptr_array_add(argv, program);
    va_list args;
    va_start(args, first);
    for (const char *arg = first; arg; arg = va_arg(args, const char *))
        g_ptr_array_add(argv, (gpointer)arg);
    va_end(args);
    g_ptr_array_add(argv, NULL);
    return run_program((const char *const *)argv->pdata);
}

void remove_folder(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        if (g_file_test(child, G_FILE_TEST_IS_DIR) && !g_file_test(child, G_FILE_TEST_IS_SYMLINK))
            remove_folder(child);
        else
            remove(child);
    }
    remove(path);
}

void support_end_with_test(gpointer unused)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

void support_wait(gint64 *until_us)
{
    if (*until_us == 0)
        *until_us = g_get_monotonic_time() + SUPPORT_PATIENCE_US;
    g_assert_cmpint(g_get_monotonic_time(), <, *until_us);
    g_usleep(5000);
}
