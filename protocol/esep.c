/* The esep command: finds the row for the words given, runs it, ends with its exit code. */
#include <stdio.h>
#include <string.h>

#include "protocol/command.h"
#include "protocol/error.h"

static const Command *const tables[] = {
    command_record_table, command_correct_table,  command_audit_table,    command_recording_table,
    command_law_table,    command_document_table, command_archive_table,  command_disposal_table,
    command_print_table,  command_user_table,     command_body_table,     command_vault_table,
    command_sync_table,   command_demo_table,     command_precinct_table, command_stats_table,
};

/* The command whose one or two words argv begins with; *words_out of them. */
static const Command *find(int argc, char **argv, int *words_out)
{
    g_autofree char *two = argc > 1 ? g_strdup_printf("%s %s", argv[0], argv[1]) : NULL;
    for (int words = two ? 2 : 1; words > 0; words--)
        for (gsize t = 0; t < G_N_ELEMENTS(tables); t++)
            for (const Command *row = tables[t]; row->name; row++)
                if (strcmp(row->name, words == 2 ? two : argv[0]) == 0) {
                    *words_out = words;
                    return row;
                }
    return NULL;
}

/* Whether the row's name has two words, of which this is the first. */
static gboolean is_of_group(const Command *row, const char *group)
{
    gsize length = strlen(group);
    return strncmp(row->name, group, length) == 0 && row->name[length] == ' ';
}

static gboolean is_group(const char *word)
{
    for (gsize t = 0; t < G_N_ELEMENTS(tables); t++)
        for (const Command *row = tables[t]; row->name; row++)
            if (is_of_group(row, word))
                return TRUE;
    return FALSE;
}

/* All commands, or those of a group. */
static void print_help(const Session *session, FILE *stream, const char *group)
{
    fprintf(stream, "%s\n  esep [--home DIR] [--lang kk|ru|en] [--json] %s …\n\n%s\n",
            message(session->language, N_("Usage:")), message(session->language, N_("COMMAND")),
            message(session->language, N_("Commands (each has --help):")));
    for (gsize t = 0; t < G_N_ELEMENTS(tables); t++)
        for (const Command *row = tables[t]; row->name; row++)
            if (!group || is_of_group(row, group))
                fprintf(stream, "  %-21s %s\n", row->name,
                        message(session->language, row->summary));
    fprintf(stream, "\n%s\n",
            message(session->language,
                    N_("Exit code: 0 done, 1 refused or failed, 2 wrong usage, 3 not found, "
                       "4 verification failed.")));
}

/* The reader's language before any option: $ESEP_LANG, then the locale's, else English. */
static Language environment_language(void)
{
    static const char *const variables[] = {"ESEP_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (gsize i = 0; i < G_N_ELEMENTS(variables); i++) {
        const char *value = g_getenv(variables[i]);
        if (!value || !*value)
            continue;
        char code[3] = {value[0], value[0] ? value[1] : 0, 0};
        Language language;
        return language_parse(code, &language) ? language : LANGUAGE_EN;
    }
    return LANGUAGE_EN;
}

static gboolean is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/* The global options that stand before the command or --help; *argc_io, *argv_io move on to the
 * command. */
static gboolean parse_global(Session *session, int *argc_io, char ***argv_io, GError **error)
{
    int at = 1;
    for (; at < *argc_io && (*argv_io)[at][0] == '-' && !is_help((*argv_io)[at]); at++) {
        const char *option = (*argv_io)[at];
        char **target = NULL;
        const char *value = NULL;
        if (strcmp(option, "--json") == 0) {
            session->json = TRUE;
            continue;
        }
        if (g_str_has_prefix(option, "--home"))
            target = &session->home_option, value = option + 6;
        else if (g_str_has_prefix(option, "--lang"))
            target = &session->language_option, value = option + 6;
        if (!target || (*value && *value != '=') || (!*value && at + 1 >= *argc_io)) {
            error_set(error, PROTOCOL_ERROR_USAGE, N_("There is no option {1}. See: {2} --help"),
                      option, "esep", NULL);
            return FALSE;
        }
        g_free(*target);
        *target = g_strdup(*value ? value + 1 : (*argv_io)[++at]);
        if (target == &session->language_option) /* at once: what follows may be wrong */
            language_parse(*target, &session->language);
    }
    *argc_io -= at;
    *argv_io += at;
    if (session->language_option && !language_parse(session->language_option, &session->language)) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("There is no language “{1}”: kk, ru or en."),
                  session->language_option, NULL);
        return FALSE;
    }
    return TRUE;
}

static gboolean refuse_word(const char *word, GError **error)
{
    g_autofree char *shown = g_utf8_make_valid(word, -1);
    error_set(error, PROTOCOL_ERROR_USAGE,
              is_group(word) ? N_("“{1}” is the first half of a command. See: esep {1} --help")
                             : N_("There is no command “{1}”. See: esep --help"),
              shown, NULL);
    return FALSE;
}

/* "help", "help meeting", "help meeting new"; argv[0] is the word for help. */
static gboolean help(Session *session, int argc, char **argv, GError **error)
{
    int words = 0;
    if (!parse_global(session, &argc, &argv, error))
        return FALSE;
    session->command = argc > 0 ? find(argc, argv, &words) : NULL;
    if (session->command) {
        char *asked[] = {argv[words - 1], "--help", NULL};
        return session->command->run(session, 2, asked, error);
    }
    if (argc > 0 && !is_group(argv[0]))
        return refuse_word(argv[0], error);
    print_help(session, stdout, argc > 0 ? argv[0] : NULL);
    return TRUE;
}

static gboolean run(Session *session, int argc, char **argv, GError **error)
{
    gboolean ok = session->command->run(session, argc, argv, error);
    if (session->home && home_signatures_removed(session->home) > 0)
        session_note(session,
                     N_("The record was signed before this change: the signatures were removed. "
                        "Sign it again."),
                     NULL);
    return ok;
}

/* Help is printed before any option is judged: --lang counts wherever it stands. */
static void find_language(Session *session, int argc, char **argv)
{
    gboolean help_wanted = FALSE;
    const char *language = NULL;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        help_wanted = help_wanted || is_help(argv[i]);
        if (g_str_has_prefix(argv[i], "--lang="))
            language = argv[i] + strlen("--lang=");
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            language = argv[++i];
    }
    if (help_wanted && language)
        language_parse(language, &session->language);
}

static gboolean dispatch(Session *session, int argc, char **argv, GError **error)
{
    if (!parse_global(session, &argc, &argv, error))
        return FALSE;
    if (argc == 0) {
        print_help(session, stderr, NULL);
        session->exit_code = PROTOCOL_ERROR_USAGE;
        return TRUE;
    }
    if (is_help(argv[0]) || strcmp(argv[0], "help") == 0)
        return help(session, argc, argv, error);
    int words = 0;
    session->command = find(argc, argv, &words);
    if (session->command)
        return run(session, argc - words + 1, argv + words - 1, error);
    if (argc > 1 && is_help(argv[1]) && is_group(argv[0])) {
        print_help(session, stdout, argv[0]);
        return TRUE;
    }
    return refuse_word(argv[0], error);
}

/* What was printed must have arrived: a listing that a full disk cut short is no listing. */
static gboolean flush_output(GError **error)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return TRUE;
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("Not all that was to be printed could be written. Is the disk full?"), NULL);
    return FALSE;
}

int main(int argc, char **argv)
{
    Session session = {.language = environment_language()};
    message_init(NULL);
    session.clock = clock_new_system();

    find_language(&session, argc, argv);

    g_autoptr(GError) error = NULL;
    gboolean done = dispatch(&session, argc, argv, &error);
    if (!error)
        done = flush_output(&error) && done;
    if (!done && error) {
        g_autofree char *text = message_error(session.language, error);
        fprintf(stderr, "esep: %s\n", text);
        if (session.exit_code == 0)
            session.exit_code =
                error->domain == PROTOCOL_ERROR ? error->code : PROTOCOL_ERROR_REFUSED;
    }

    sources_free(session.sources);
    home_free(session.home);
    clock_free(session.clock);
    g_free(session.home_option);
    g_free(session.language_option);
    return session.exit_code;
}
