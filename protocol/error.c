#include "protocol/error.h"

#include <stdarg.h>

#include "protocol/message.h"

G_DEFINE_QUARK(esep - protocol - error, protocol_error)

void error_set(GError **error, ProtocolError code, const char *msgid, ...)
{
    if (!error)
        return;

    GString *packed = g_string_new(msgid);
    va_list args;
    va_start(args, msgid);
    for (const char *arg; (arg = va_arg(args, const char *));) {
        g_string_append_c(packed, MESSAGE_SEPARATOR);
        g_string_append(packed, arg);
    }
    va_end(args);

    g_set_error_literal(error, PROTOCOL_ERROR, code, packed->str);
    g_string_free(packed, TRUE);
}

char *error_as_argument(const GError *inner)
{
    if (inner->domain != PROTOCOL_ERROR)
        return g_strdup(inner->message);
    char *argument = g_strdup_printf("%c%s", MESSAGE_NESTED, inner->message);
    return g_strdelimit(argument, (char[]){MESSAGE_SEPARATOR, 0}, MESSAGE_NESTED);
}
