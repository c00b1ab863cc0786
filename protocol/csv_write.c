#include "protocol/csv_write.h"

#include <string.h>

#include "protocol/message.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

char *csv_text(const char *msgid)
{
    const char *kk = message(LANGUAGE_KK, msgid), *ru = message(LANGUAGE_RU, msgid);
    return strcmp(kk, ru) == 0 ? g_strdup(kk) : g_strconcat(kk, " / ", ru, NULL);
}

void csv_cell(GString *csv, const char *text)
{
    if (csv->len > strlen(BYTE_ORDER_MARK) && csv->str[csv->len - 1] != '\n')
        g_string_append_c(csv, ';');
    g_string_append_c(csv, '"');
    if (text && *text && strchr("=+-@\t\r", *text))
        g_string_append_c(csv, '\'');
    for (const char *at = text ? text : ""; *at; at++) {
        if (*at == '"')
            g_string_append_c(csv, '"');
        g_string_append_c(csv, *at);
    }
    g_string_append_c(csv, '"');
}

void csv_number(GString *csv, gint64 number)
{
    g_autofree char *digits = g_strdup_printf("%" G_GINT64_FORMAT, number);
    csv_cell(csv, digits);
}

void csv_end(GString *csv)
{
    g_string_append(csv, "\r\n");
}

GString *csv_begin(const char *const *heads)
{
    GString *csv = g_string_new(BYTE_ORDER_MARK);
    for (; *heads; heads++) {
        g_autofree char *text = csv_text(*heads);
        csv_cell(csv, text);
    }
    csv_end(csv);
    return csv;
}
