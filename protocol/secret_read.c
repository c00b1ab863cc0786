#include "protocol/secret_read.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "protocol/error.h"

#define LINE_MAX_BYTES 1024

/* A line; "" if there is none or it is too long. */
static char *read_line(int fd)
{
    char *line = g_malloc0(LINE_MAX_BYTES);
    gsize length = 0;
    while (length < LINE_MAX_BYTES - 1 && read(fd, line + length, 1) == 1 && line[length] != '\n')
        length++;
    if (length == LINE_MAX_BYTES - 1)
        explicit_bzero(line, LINE_MAX_BYTES);
    else if (length && line[length - 1] == '\r')
        length--;
    line[length] = 0;
    return line;
}

/* Waits for a line, or for a signal that ends the process. */
static gboolean wait_line(const sigset_t *ends)
{
    struct pollfd both[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                            {.fd = signalfd(-1, ends, SFD_CLOEXEC), .events = POLLIN}};
    gboolean line = poll(both, 2, -1) > 0 && !both[1].revents;
    close(both[1].fd);
    return line;
}

/* A signal that ends the process waits until the terminal shows again what is typed. */
static char *ask_hidden(const char *question)
{
    struct termios shown;
    sigset_t ends, before;
    if (tcgetattr(STDIN_FILENO, &shown) != 0)
        return read_line(STDIN_FILENO);
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, &before);
    struct termios hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    fprintf(stderr, "%s ", question);
    char *line = wait_line(&ends) ? read_line(STDIN_FILENO) : g_malloc0(LINE_MAX_BYTES);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    fputc('\n', stderr);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return line;
}

void secret_free(char *secret)
{
    if (secret)
        explicit_bzero(secret, LINE_MAX_BYTES);
    g_free(secret);
}

char *secret_read(Session *session, int fd, const char *ask, const char *again, GError **error)
{
    char *line = fd < 0 ? ask_hidden(message(session->language, ask)) : read_line(fd);
    gboolean ok = *line && g_utf8_validate(line, -1, NULL), same = TRUE;
    if (ok && again && fd < 0 && isatty(STDIN_FILENO)) {
        char *second = ask_hidden(message(session->language, again));
        same = strcmp(line, second) == 0;
        secret_free(second);
    }
    if (ok && same)
        return line;
    error_set(error, PROTOCOL_ERROR_USAGE,
              same ? N_("Nothing was given, or it is no text of one line.")
                   : N_("The two are not the same. Try again."),
              NULL);
    secret_free(line);
    return NULL;
}

char *secret_read_password(Session *session, int fd, const char *path, GError **error)
{
    if (fd >= 0 ? fcntl(fd, F_GETFD) >= 0 : isatty(STDIN_FILENO)) {
        g_autofree char *question =
            message_format(session->language, N_("Password of {1} (not shown):"), path, NULL);
        return fd >= 0 ? read_line(fd) : ask_hidden(question);
    }
    error_set(error, PROTOCOL_ERROR_USAGE,
              N_("There is no terminal to ask for the password of {1} on: give --password-file or "
                 "--password-fd."),
              path, NULL);
    return NULL;
}
