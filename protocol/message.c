#include "protocol/message.h"

#include <gio/gio.h>
#include <libintl.h>
#include <locale.h>

#include "media/error.h"
#include "protocol/error.h"
#include "protocol/paths.h"

static const char *const codes[LANGUAGE_COUNT] = {"kk", "ru", "en"};
static const char *const domains[LANGUAGE_COUNT] = {"esep-kk", "esep-ru", NULL};

/* What media's codes mean to a person; {1} is the detail. */
static const char *const media_texts[] = {
    [MEDIA_ERROR_FAILED] = N_("The recorder failed: {1}"),
    [MEDIA_ERROR_NO_CAMERA] = N_("There is no camera: {1}. Plug it in, or name one with --camera."),
    [MEDIA_ERROR_NO_MIC] = N_("There is no microphone: {1}. Plug it in, or name one with --mic."),
    [MEDIA_ERROR_NO_SPACE] = N_("The disk is full: {1}. Make room, then start again."),
    [MEDIA_ERROR_NOT_RUNNING] = N_("Nothing is being recorded here: {1}"),
    [MEDIA_ERROR_RUNNING] = N_("The recording is running already: {1}"),
    [MEDIA_ERROR_NO_RECORDING] = N_("There is no recording: {1}"),
    [MEDIA_ERROR_DIFFERENT] = N_("The recording is not what was recorded: {1}"),
    [MEDIA_ERROR_PROTOCOL] = N_("The recorder answered nonsense: {1}"),
    [MEDIA_ERROR_CANCELLED] = N_("Cancelled: {1} was not written."),
};

void message_init(const char *catalogues)
{
    /* gettext translates nothing in the "C" locale; C.UTF-8 is part of libc-bin. The constant
     * LANGUAGE picks the one folder "esep", in which each language is a domain of its own. */
    g_setenv("LANGUAGE", "esep", TRUE);
    if (!setlocale(LC_ALL, "C.UTF-8"))
        setlocale(LC_ALL, "");
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        if (!domains[i])
            continue;
        bindtextdomain(domains[i], catalogues ? catalogues : paths_catalogues());
        bind_textdomain_codeset(domains[i], "UTF-8");
    }
}

gboolean language_parse(const char *code, Language *language_out)
{
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        if (g_strcmp0(code, codes[i]) == 0) {
            *language_out = i;
            return TRUE;
        }
    return FALSE;
}

const char *language_code(Language language)
{
    return codes[language];
}

const char *message(Language language, const char *msgid)
{
    return domains[language] ? dgettext(domains[language], msgid) : msgid;
}

/* Text with {1} … {9} replaced; an argument that is missing leaves nothing. */
static char *fill(const char *text, const char *const *args, gsize count)
{
    GString *filled = g_string_new(NULL);
    for (const char *at = text; *at; at++) {
        if (at[0] == '{' && at[1] >= '1' && at[1] <= '9' && at[2] == '}') {
            gsize index = at[1] - '1';
            if (index < count)
                g_string_append(filled, args[index]);
            at += 2;
        } else {
            g_string_append_c(filled, *at);
        }
    }
    return g_string_free(filled, FALSE);
}

char *message_plural(Language language, const char *msgid, const char *plural, guint64 number)
{
    const char *text = domains[language] ? dngettext(domains[language], msgid, plural, number)
                                         : (number == 1 ? msgid : plural);
    g_autofree char *digits = g_strdup_printf("%" G_GUINT64_FORMAT, number);
    const char *args[] = {digits};
    return fill(text, args, 1);
}

char *message_format(Language language, const char *msgid, ...)
{
    const char *args[9];
    gsize count = 0;
    va_list list;
    va_start(list, msgid);
    for (const char *arg; count < G_N_ELEMENTS(args) && (arg = va_arg(list, const char *));)
        args[count++] = arg;
    va_end(list);
    return fill(message(language, msgid), args, count);
}

/* An argument that is a message itself, or is written in each language, as text, in place. */
static void translate_argument(Language language, char **argument)
{
    const char between[] = {**argument == MESSAGE_NESTED ? MESSAGE_NESTED : MESSAGE_LANGUAGES, 0};
    g_auto(GStrv) parts = g_strsplit(*argument + (**argument == MESSAGE_NESTED), between, -1);
    char *text = NULL;
    if (**argument == MESSAGE_NESTED)
        text = fill(message(language, parts[0]), (const char *const *)parts + 1,
                    g_strv_length(parts) - 1);
    else if (g_strv_length(parts) == LANGUAGE_COUNT)
        text = g_strdup(parts[language]);
    else
        return;
    g_free(*argument);
    *argument = text;
}

char *message_error(Language language, const GError *error)
{
    if (error->domain == PROTOCOL_ERROR) {
        g_auto(GStrv) parts = g_strsplit(error->message, (char[]){MESSAGE_SEPARATOR, 0}, -1);
        for (char **argument = parts + 1; *argument; argument++)
            translate_argument(language, argument);
        return fill(message(language, parts[0]), (const char *const *)parts + 1,
                    g_strv_length(parts) - 1);
    }
    if (error->domain == MEDIA_ERROR && error->code < (int)G_N_ELEMENTS(media_texts))
        return message_format(language, media_texts[error->code], error->message, NULL);
    return g_strdup(error->message);
}
