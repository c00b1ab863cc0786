#include "tests/support_printer.h"

#include <sys/stat.h>

#include "tests/support.h"
#include "tests/support_home.h"

#define START_US (30 * G_USEC_PER_SEC)

static const char bus_configuration[] =
    "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\""
    " \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">"
    "<busconfig><type>system</type><listen>unix:path=%s/bus</listen><auth>EXTERNAL</auth>"
    "<policy context=\"default\"><allow send_destination=\"*\"/><allow receive_sender=\"*\"/>"
    "<allow own=\"*\"/><allow user=\"*\"/></policy></busconfig>";

/* Runs for each job, with the job's file as its argument. */
static const char job_program[] = "#!/bin/sh\n"
                                  "cd \"$(dirname \"$0\")\" || exit 0\n"
                                  "[ -e hold ] || exit 0\n"
                                  "echo 'STATE: +media-empty-error' >&2\n"
                                  "while [ -e hold ]; do sleep 0.05; done\n"
                                  "echo 'STATE: -media-empty-error' >&2\n";

static GSubprocess *start(const SupportPrinter *printer, const char *const *argv)
{
    g_autofree char *program = g_find_program_in_path(argv[0]);
    if (!program)
        return NULL;
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(
        G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
    if (printer->bus) {
        g_autofree char *address = g_strdup_printf("unix:path=%s/bus", printer->folder);
        g_subprocess_launcher_setenv(launcher, "DBUS_SYSTEM_BUS_ADDRESS", address, TRUE);
    }
    return g_subprocess_launcher_spawnv(launcher, argv, NULL);
}

static void stop(GSubprocess **process)
{
    if (!*process)
        return;
    g_subprocess_force_exit(*process);
    g_subprocess_wait(*process, NULL, NULL);
    g_clear_object(process);
}

static guint16 free_port(void)
{
    g_autoptr(GSocketListener) listener = g_socket_listener_new();
    guint16 port = g_socket_listener_add_any_inet_port(listener, NULL, NULL);
    g_socket_listener_close(listener);
    return port;
}

static gboolean answers(guint16 port)
{
    g_autoptr(GSocketClient) client = g_socket_client_new();
    g_autoptr(GSocketConnection) connection =
        g_socket_client_connect_to_host(client, "localhost", port, NULL, NULL);
    return connection != NULL;
}

/* One try: it ends by itself where there is no Avahi (yet). */
static gboolean try_printer(SupportPrinter *printer)
{
    guint16 number = free_port();
    g_autofree char *port = g_strdup_printf("%u", number);
    g_autofree char *spool = g_build_filename(printer->folder, "spool", NULL);
    g_autofree char *program = g_build_filename(printer->folder, "job", NULL);
    const char *const argv[] = {
        "ippeveprinter", "-r", "off", "-k", "-c",        program, "-d",
        spool,           "-p", port,  "-n", "localhost", "-f",    "application/pdf",
        "Esep",          NULL};
    printer->printer = start(printer, argv);
    gint64 until_us = g_get_monotonic_time() + START_US;
    while (printer->printer && g_get_monotonic_time() < until_us) {
        if (answers(number)) {
            printer->uri = g_strdup_printf("ipp://localhost:%s/ipp/print", port);
            return TRUE;
        }
        const char *pid = g_subprocess_get_identifier(printer->printer);
        g_autofree char *status = pid ? g_strdup_printf("/proc/%s/stat", pid) : NULL;
        g_autofree char *line = NULL;
        if (!status || !g_file_get_contents(status, &line, NULL, NULL) || strstr(line, ") Z "))
            break;
        g_usleep(10000);
    }
    stop(&printer->printer);
    return FALSE;
}

static void start_mdns(SupportPrinter *printer)
{
    g_autofree char *file = g_build_filename(printer->folder, "bus.conf", NULL);
    g_autofree char *configuration = g_strdup_printf(bus_configuration, printer->folder);
    g_autofree char *option = g_strconcat("--config-file=", file, NULL);
    const char *const bus[] = {"dbus-daemon", "--nofork", option, NULL};
    const char *const mdns[] = {"avahi-daemon", "--no-drop-root", "--no-rlimits", "--no-chroot",
                                NULL};
    g_assert_true(g_file_set_contents(file, configuration, -1, NULL));
    printer->bus = start(printer, bus);
    g_autofree char *socket = g_build_filename(printer->folder, "bus", NULL);
    gint64 until_us = g_get_monotonic_time() + START_US;
    while (printer->bus && !g_file_test(socket, G_FILE_TEST_EXISTS) &&
           g_get_monotonic_time() < until_us)
        g_usleep(10000);
    printer->mdns = printer->bus ? start(printer, mdns) : NULL;
}

gboolean support_printer_start(SupportPrinter *printer)
{
    *printer = (SupportPrinter){.folder = support_folder()};
    g_autofree char *spool = g_build_filename(printer->folder, "spool", NULL);
    g_autofree char *program = g_build_filename(printer->folder, "job", NULL);
    g_assert_cmpint(mkdir(spool, 0755), ==, 0);
    g_assert_true(g_file_set_contents(program, job_program, -1, NULL));
    g_assert_cmpint(chmod(program, 0755), ==, 0);
    if (try_printer(printer))
        return TRUE;
    start_mdns(printer);
    gint64 until_us = g_get_monotonic_time() + START_US;
    while (printer->mdns && g_get_monotonic_time() < until_us) {
        if (try_printer(printer))
            return TRUE;
        g_usleep(50000);
    }
    support_printer_stop(printer);
    return FALSE;
}

void support_printer_unplug(SupportPrinter *printer)
{
    stop(&printer->printer);
}

void support_printer_stop(SupportPrinter *printer)
{
    stop(&printer->printer);
    stop(&printer->mdns);
    stop(&printer->bus);
    if (printer->folder)
        remove_folder(printer->folder);
    g_clear_pointer(&printer->folder, g_free);
    g_clear_pointer(&printer->uri, g_free);
}
