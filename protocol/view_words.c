#include "protocol/view_words.h"

#include <string.h>

#include "protocol/error.h"
#include "protocol/paths.h"

#define SOURCE_PATTERNS 9
#define FIXED_SPACE "\u00a0"

struct ViewWords {
    char **months;
    char *date_words, *date_short;
    char *hours, *minutes, *seconds;
    char *acting;
    GRegex *source_patterns[SOURCE_PATTERNS];
    char *source_texts[SOURCE_PATTERNS];
};

static void replace(GString *text, const char *mark, int value, const char *format)
{
    char number[16];
    g_snprintf(number, sizeof number, *format == '2' ? "%02d" : "%d", value);
    g_string_replace(text, mark, number, 0);
}

static char *read_text(GKeyFile *file, const char *group, const char *key, GError **error)
{
    g_autofree char *raw = g_key_file_get_string(file, group, key, error);
    if (!raw)
        return NULL;
    GString *text = g_string_new(raw);
    g_string_replace(text, "~", FIXED_SPACE, 0);
    return g_string_free(text, FALSE);
}

static gboolean read_sources(ViewWords *words, GKeyFile *file, GError **error)
{
    for (int i = 0; i < SOURCE_PATTERNS; i++) {
        g_autofree char *pattern_key = g_strdup_printf("pattern%d", i + 1);
        g_autofree char *text_key = g_strdup_printf("text%d", i + 1);
        if (!g_key_file_has_key(file, "source", pattern_key, NULL))
            return TRUE;
        /* A value of GKeyFile has no backslash of its own: the raw one keeps the pattern's. */
        g_autofree char *pattern = g_key_file_get_value(file, "source", pattern_key, error);
        g_autofree char *text = g_key_file_get_value(file, "source", text_key, error);
        if (!pattern || !text)
            return FALSE;
        g_auto(GStrv) parts = g_strsplit(text, "~", -1);
        words->source_texts[i] = g_strjoinv(FIXED_SPACE, parts);
        words->source_patterns[i] = g_regex_new(pattern, G_REGEX_OPTIMIZE, 0, error);
        if (!words->source_patterns[i] ||
            !g_regex_check_replacement(words->source_texts[i], NULL, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean read_all(ViewWords *words, GKeyFile *file, GError **error)
{
    gsize months = 0;
    words->months = g_key_file_get_string_list(file, "date", "months", &months, error);
    if (!words->months)
        return FALSE;
    if (months != 12) {
        g_set_error_literal(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE, "months ≠ 12");
        return FALSE;
    }
    return (words->date_words = read_text(file, "date", "words", error)) &&
           (words->date_short = read_text(file, "date", "short", error)) &&
           (words->hours = read_text(file, "length", "hours", error)) &&
           (words->minutes = read_text(file, "length", "minutes", error)) &&
           (words->seconds = read_text(file, "length", "seconds", error)) &&
           (words->acting = read_text(file, "official", "acting", error)) &&
           read_sources(words, file, error);
}

ViewWords *view_words_load(const char *language, GError **error)
{
    g_autoptr(ViewWords) words = g_new0(ViewWords, 1);
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autofree char *path = paths_template("documents", language, "words.ini", NULL);
    g_autoptr(GError) wrong = NULL;
    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &wrong) ||
        !read_all(words, file, &wrong)) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The words in {1} cannot be used: {2}."), path,
                  wrong->message, NULL);
        return NULL;
    }
    return g_steal_pointer(&words);
}

void view_words_free(ViewWords *words)
{
    if (!words)
        return;
    g_strfreev(words->months);
    g_free(words->date_words);
    g_free(words->date_short);
    g_free(words->hours);
    g_free(words->minutes);
    g_free(words->seconds);
    g_free(words->acting);
    for (int i = 0; i < SOURCE_PATTERNS; i++) {
        if (words->source_patterns[i])
            g_regex_unref(words->source_patterns[i]);
        g_free(words->source_texts[i]);
    }
    g_free(words);
}

static char *write_date(const ViewWords *words, const char *pattern, const GDate *date)
{
    GString *text = g_string_new(pattern);
    g_string_replace(text, "{month}", words->months[g_date_get_month(date) - 1], 0);
    replace(text, "{year}", g_date_get_year(date), "1");
    replace(text, "{day}", g_date_get_day(date), "1");
    replace(text, "{dd}", g_date_get_day(date), "2");
    replace(text, "{mm}", g_date_get_month(date), "2");
    return g_string_free(text, FALSE);
}

char *view_words_date(const ViewWords *words, const GDate *date)
{
    return write_date(words, words->date_words, date);
}

char *view_words_date_short(const ViewWords *words, const GDate *date)
{
    return write_date(words, words->date_short, date);
}

char *view_words_length(const ViewWords *words, gint64 length_ms)
{
    gint64 seconds = CLAMP(length_ms, 0, G_MAXINT32) / 1000;
    const char *pattern = seconds >= 3600 ? words->hours
                          : seconds >= 60 ? words->minutes
                                          : words->seconds;
    GString *text = g_string_new(pattern);
    replace(text, "{h}", (int)(seconds / 3600), "1");
    replace(text, "{m}", (int)(seconds / 60 % 60), seconds >= 3600 ? "2" : "1");
    replace(text, "{s}", (int)(seconds % 60), seconds >= 60 ? "2" : "1");
    return g_string_free(text, FALSE);
}

char *view_words_clock(gint64 length_ms)
{
    gint64 seconds = MAX(length_ms, 0) / 1000;
    return g_strdup_printf("%02" G_GINT64_FORMAT ":%02d:%02d", seconds / 3600,
                           (int)(seconds / 60 % 60), (int)(seconds % 60));
}

char *view_words_source(const ViewWords *words, const char *source)
{
    char *text = g_strdup(source);
    for (int i = 0; i < SOURCE_PATTERNS && words->source_patterns[i]; i++) {
        char *replaced = g_regex_replace(words->source_patterns[i], text, -1, 0,
                                         words->source_texts[i], 0, NULL);
        if (!replaced)
            continue;
        g_free(text);
        text = replaced;
    }
    return text;
}

static const char *member_text(JsonObject *object, const char *member)
{
    JsonNode *node = json_object_get_member(object, member);
    const char *text = node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_string(node) : NULL;
    return text ? text : "";
}

char *view_person_full(JsonObject *person)
{
    static const char *const members[] = {"surname", "name", "patronymic"};
    GString *full = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
        const char *part = member_text(person, members[i]);
        if (*part && full->len)
            g_string_append_c(full, ' ');
        g_string_append(full, part);
    }
    return g_string_free(full, FALSE);
}

/* "А." of Асель, "А.-М." of Анна-Мария; then a space that does not break. */
static void append_initials(GString *out, const char *name)
{
    gboolean begins = TRUE;
    for (const char *at = name; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (begins && g_unichar_isalpha(character)) {
            if (at != name)
                g_string_append_c(out, '-');
            g_string_append_unichar(out, g_unichar_toupper(character));
            g_string_append_c(out, '.');
        }
        begins = character == '-';
    }
    if (*name)
        g_string_append(out, FIXED_SPACE);
}

char *view_person_short(JsonObject *person)
{
    GString *out = g_string_new(NULL);
    append_initials(out, member_text(person, "name"));
    append_initials(out, member_text(person, "patronymic"));
    g_string_append(out, member_text(person, "surname"));
    return g_string_free(out, FALSE);
}

char *view_person_position(JsonObject *person)
{
    const char *position = member_text(person, "position");
    if (!*position)
        return g_strdup("");
    GString *out = g_string_new(NULL);
    g_string_append_unichar(out, g_unichar_toupper(g_utf8_get_char(position)));
    g_string_append(out, g_utf8_next_char(position));
    return g_string_free(out, FALSE);
}

char *view_words_acting(const ViewWords *words, const char *position)
{
    GString *text = g_string_new(words->acting);
    g_string_replace(text, "{position}", position ? position : "", 1);
    return g_string_free(text, FALSE);
}

char *view_groups(const char *hex, gsize digits, const char *separator)
{
    enum { GROUP = 4 };
    GString *out = g_string_new(NULL);
    for (gsize i = 0; i < digits && hex[i]; i++) {
        if (i && i % GROUP == 0)
            g_string_append(out, separator);
        g_string_append_c(out, g_ascii_toupper(hex[i]));
    }
    return g_string_free(out, FALSE);
}
