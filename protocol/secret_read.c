#include "protocol/secret_read.h"

#include <stdio.h>
#include <string.h>
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
    line[length] = 0;
    return line;
}

static char *ask_hidden(Session *session, const char *question)
{
    struct termios shown;
    if (tcgetattr(STDIN_FILENO, &shown) != 0)
        return read_line(STDIN_FILENO);
    struct termios hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    fprintf(stderr, "%s ", message(session->language, question));
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    char *line = read_line(STDIN_FILENO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    fputc('\n', stderr);
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
    char *line = fd < 0 ? ask_hidden(session, ask) : read_line(fd);
    gboolean ok = *line && g_utf8_validate(line, -1, NULL), same = TRUE;
    if (ok && again && fd < 0 && isatty(STDIN_FILENO)) {
        char *second = ask_hidden(session, again);
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
