#include "protocol/command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "protocol/error.h"
#include "protocol/reconcile.h"

/* Every command's own help, so that "esep COMMAND --help" never touches a home. */
static gboolean wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return TRUE;
    return FALSE;
}

static const char *translate(const char *msgid, gpointer session)
{
    return *msgid ? message(((Session *)session)->language, msgid) : msgid;
}

static gboolean has_option(const GOptionEntry *options, const char *name)
{
    for (; options && options->long_name; options++)
        if (strcmp(options->long_name, name) == 0)
            return TRUE;
    return FALSE;
}

/* The command's own options, and the global ones except those that mean something else here. */
static void add_options(Session *session, GOptionContext *context, const GOptionEntry *options)
{
    const GOptionEntry global[] = {
        {"home", 0, 0, G_OPTION_ARG_FILENAME, &session->home_option, N_("the home folder"),
         N_("DIR")},
        {"lang", 0, 0, G_OPTION_ARG_STRING, &session->language_option, N_("language: kk, ru or en"),
         "kk|ru|en"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &session->json, N_("print one JSON value"), NULL},
    };
    g_option_context_set_translate_func(context, translate, session, NULL);
    if (options)
        g_option_context_add_main_entries(context, options, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(global); i++)
        if (!has_option(options, global[i].long_name))
            g_option_context_add_main_entries(context, (GOptionEntry[]){global[i], {NULL}}, NULL);
    g_option_group_set_translate_func(g_option_context_get_main_group(context), translate, session,
                                      NULL);
}

/* GLib's help; its own words are English, as message_init leaves GLib no catalogue. */
static void print_help(const Session *session, GOptionContext *context)
{
    static const char *const words[] = {N_("Usage:"), N_("[OPTION…]"), N_("Options:")};
    g_autofree char *text = g_option_context_get_help(context, TRUE, NULL);
    GString *help = g_string_new(text);
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        g_string_replace(help, words[i], message(session->language, words[i]), 1);
    fputs(help->str, stdout);
    g_string_free(help, TRUE);
}

/* The option whose value is no text, by its name; else the place of the argument. g_free. */
static char *find_invalid(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (g_utf8_validate(argv[i], -1, NULL))
            continue;
        g_autofree char *name = g_strndup(argv[i], strcspn(argv[i], "="));
        if (g_str_has_prefix(name, "--") && g_utf8_validate(name, -1, NULL))
            return g_steal_pointer(&name);
        if (g_str_has_prefix(argv[i - 1], "--"))
            return g_strdup(argv[i - 1]);
    }
    return g_strdup("…");
}

/* What GLib says of the options, whose words are English: an option that is not known is named, the
 * last word of its message; the rest is its reason. */
static void refuse_options(const GError *wrong, const char *program, int argc, char **argv,
                           GError **error)
{
    const char *last = strrchr(wrong->message, ' ');
    g_autofree char *invalid = find_invalid(argc, argv);
    if (wrong->domain == G_CONVERT_ERROR)
        error_set(error, PROTOCOL_ERROR_USAGE, N_("{1} is not valid UTF-8."), invalid, NULL);
    else if (last && g_error_matches(wrong, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
        error_set(error, PROTOCOL_ERROR_USAGE, N_("There is no option {1}. See: {2} --help"),
                  last + 1, program, NULL);
    else
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("The value of an option is wrong or missing: {1}. See: {2} --help"),
                  wrong->message, program, NULL);
}

GOptionEntry command_body_option(const char *name, char **value)
{
    static const GOptionEntry all[] = {
        {"body", 0, 0, G_OPTION_ARG_STRING, NULL, N_("the police body that this device serves"),
         N_("NAME")},
        {"body-kk", 0, 0, G_OPTION_ARG_STRING, NULL, N_("its name in Kazakh"), N_("NAME")},
        {"city", 0, 0, G_OPTION_ARG_STRING, NULL, N_("city or village, for the documents"),
         N_("NAME")},
    };
    gsize i = 0;
    while (strcmp(all[i].long_name, name) != 0)
        i++;
    GOptionEntry option = all[i];
    option.arg_data = value;
    return option;
}

gboolean command_parse(Session *session, const GOptionEntry *options, int *argc, char ***argv,
                       int min, int max, GError **error)
{
    const Command *command = session->command;
    g_autoptr(GOptionContext) context = g_option_context_new(command->arguments);
    add_options(session, context, options);
    g_option_context_set_summary(context, command->summary);
    g_option_context_set_help_enabled(context, FALSE);
    g_autofree char *program = g_strconcat("esep ", command->name, NULL);
    g_set_prgname(program);

    if (wants_help(*argc, *argv)) {
        print_help(session, context);
        return FALSE;
    }

    g_autoptr(GError) wrong = NULL;
    if (!g_option_context_parse(context, argc, argv, &wrong)) {
        refuse_options(wrong, program, *argc, *argv, error);
        return FALSE;
    }
    /* GOption leaves "--" standing where it ended the options. */
    if (*argc > 1 && strcmp((*argv)[1], "--") == 0) {
        memmove(*argv + 1, *argv + 2, (*argc - 1) * sizeof **argv);
        (*argc)--;
    }
    for (int i = 1; i < *argc; i++)
        if (!g_utf8_validate((*argv)[i], -1, NULL)) {
            g_autofree char *number = g_strdup_printf("%d", i);
            error_set(error, PROTOCOL_ERROR_USAGE,
                      N_("Argument {1} is not valid UTF-8. See: {2} --help"), number, program,
                      NULL);
            return FALSE;
        }
    if (*argc - 1 < min || *argc - 1 > max) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  *argc - 1 < min ? N_("Something is missing. Usage: {1} {2}")
                                  : N_("That is too much. Usage: {1} {2}"),
                  program, command->arguments, NULL);
        return FALSE;
    }
    if (session->language_option && !language_parse(session->language_option, &session->language)) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("There is no language “{1}”: kk, ru or en."),
                  session->language_option, NULL);
        return FALSE;
    }
    return TRUE;
}

gboolean command_need(const char *option, const char *value, GError **error)
{
    if (value)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_USAGE, N_("The option {1} is missing. See: {2} --help"), option,
              g_get_prgname(), NULL);
    return FALSE;
}

Home *session_home(Session *session, GError **error)
{
    if (!session->home) {
        g_autofree char *path = home_path_default(session->home_option);
        session->home = home_open(path, session->clock, error);
        if (session->home)
            reconcile_home(session->home);
    }
    return session->home;
}

void session_print_json(JsonNode *node)
{
    g_autofree char *text = json_to_string(node, TRUE);
    puts(text);
}

const char *session_source(Session *session, const char *source)
{
    if (!session->sources)
        session->sources = sources_new();
    return sources_text(session->sources, session->language, source);
}

gboolean session_print_rows(Session *session, JsonNode *rows,
                            void (*print)(Session *session, JsonObject *row), const char *none)
{
    JsonArray *array = json_node_get_array(rows);
    guint count = json_array_get_length(array);
    if (session->json)
        session_print_json(rows);
    for (guint i = 0; i < count; i++)
        print(session, json_array_get_object_element(array, i));
    if (count == 0)
        session_print(session, none, NULL);
    return TRUE;
}

gboolean session_done(Session *session)
{
    if (session->json) {
        g_autoptr(JsonObject) object = json_object_new();
        json_object_set_boolean_member(object, "done", TRUE);
        g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), object);
        session_print_json(node);
    }
    return TRUE;
}

static void print_list(FILE *stream, Session *session, const char *msgid, va_list list)
{
    const char *args[9] = {NULL};
    for (int i = 0; i < 9 && (args[i] = va_arg(list, const char *)); i++)
        ;
    g_autofree char *text =
        message_format(session->language, msgid, args[0], args[1], args[2], args[3], args[4],
                       args[5], args[6], args[7], args[8], NULL);
    fprintf(stream, "%s\n", text);
}

void session_print(Session *session, const char *msgid, ...)
{
    if (session->json)
        return;
    va_list list;
    va_start(list, msgid);
    print_list(stdout, session, msgid, list);
    va_end(list);
    fflush(stdout);
}

void session_note(Session *session, const char *msgid, ...)
{
    va_list list;
    va_start(list, msgid);
    print_list(stderr, session, msgid, list);
    va_end(list);
}

void session_progress(Session *session, const char *msgid, gint64 done, gint64 all)
{
    enum { WIDTH = 30 };
    if (!isatty(STDERR_FILENO) || all <= 0)
        return;
    int filled = (int)(CLAMP(done, 0, all) * WIDTH / all);
    fprintf(stderr, "\r%s [%.*s%*s] %3d %%%s", message(session->language, msgid), filled,
            "##############################", WIDTH - filled, "",
            (int)(CLAMP(done, 0, all) * 100 / all), done >= all ? "\n" : "");
}
