#include "protocol/rules_file.h"

#include <string.h>

#include "protocol/clock.h"
#include "protocol/error.h"

typedef enum { TYPE_INT, TYPE_BOOL, TYPE_CODES, TYPE_CODE, TYPE_TEXT } ValueType;

/* Every group that holds one value of the law. */
static const struct {
    const char *group;
    ValueType type;
    int min, max;        /* TYPE_INT */
    const char *codes;   /* TYPE_CODE, TYPE_CODES: what it may be, between spaces */
    const char *instead; /* the group that stands in place of one that is missing */
    gboolean optional;
} fields[] = {
    {"frequency", TYPE_CODE, 0, 0, "month quarter half-year year first-quarter"},
    {"announce_days", TYPE_INT, 0, 90, NULL},
    {"announce_channels", TYPE_CODES, 0, 0, "media social organisation site other"},
    {"formats", TYPE_CODES, 0, 0, "in-person outdoor online mixed"},
    {"video", TYPE_CODE, 0, 0, "required optional"},
    {"registration", TYPE_BOOL, 0, 0, NULL},
    {"gathering_percent", TYPE_INT, 0, 100, NULL},
    {"required", TYPE_CODES, 0, 0, "time date place attendees decisions entries"},
    {"signatories", TYPE_CODES, 0, 0, "inspector chief secretary officer"},
    {"stamp", TYPE_BOOL, 0, 0, NULL},
    {"same_day", TYPE_BOOL, 0, 0, NULL},
    {"forward_working_days", TYPE_INT, 1, 365, NULL},
    {"check_working_days", TYPE_INT, 1, 365, NULL, "check_calendar_days"},
    {"check_calendar_days", TYPE_INT, 1, 365, NULL, NULL, TRUE},
    {"copies", TYPE_CODES, 0, 0, "police executive", NULL, TRUE},
    {"extension_months", TYPE_INT, 1, 60, NULL, NULL, TRUE},
    {"retention_years", TYPE_INT, 1, 100, NULL},
    {"documents", TYPE_CODES, 0, 0, "notice invitation attendees protocol letter notification"},
    {"controller", TYPE_TEXT, 0, 0, NULL},
    {"unit", TYPE_TEXT, 0, 0, NULL},
    {"categories", TYPE_CODES, 0, 0,
     "resident deputy public health labour education agriculture utilities organisation media "
     "akimat police other"},
};

/* While a file is read. */
typedef struct {
    char *name; /* the file's, without its folder */
    char *text;
    GKeyFile *keys;
    GHashTable *known; /* "group\nkey" of everything that was asked for, "group" if it is missing */
    GPtrArray *problems;
} Reader;

const char *rules_file_group(gsize n)
{
    static const char *const more[] = {"points", "materials"};
    if (n < G_N_ELEMENTS(fields))
        return fields[n].group;
    n -= G_N_ELEMENTS(fields);
    return n < G_N_ELEMENTS(more) ? more[n] : NULL;
}

static void text_clear(RulesText *text)
{
    g_free(text->kk);
    g_free(text->ru);
    g_free(text->en);
}

static void text_free(gpointer data)
{
    text_clear(data);
    g_free(data);
}

static void document_free(gpointer data)
{
    RulesDocument *document = data;
    g_free(document->name);
    g_strfreev(document->fields);
    g_free(document->source);
    g_free(document->note);
    g_free(document);
}

static void value_free(gpointer data)
{
    RulesValue *value = data;
    g_strfreev(value->list);
    text_clear(&value->text);
    g_free(value->source);
    g_free(value->note);
    g_free(value);
}

void rules_file_free(RulesFile *file)
{
    if (!file)
        return;
    g_free(file->id);
    g_free(file->kind);
    text_clear(&file->title);
    g_free(file->source);
    g_free(file->note);
    g_hash_table_unref(file->values);
    g_ptr_array_unref(file->points);
    g_ptr_array_unref(file->materials);
    g_ptr_array_unref(file->documents);
    g_ptr_array_unref(file->categories);
    g_free(file);
}

const RulesValue *rules_file_value(const RulesFile *file, const char *group)
{
    return g_hash_table_lookup(file->values, group);
}

/* The key of a line "key = value"; NULL if it is none. Free with g_free. */
static char *line_key(const char *line)
{
    const char *equals = strchr(line, '=');
    if (!equals || *line == '#' || *line == '[')
        return NULL;
    return g_strchomp(g_strndup(line, equals - line));
}

/* The line of key in group, of the group's own line for key NULL; 0 if it is not there. */
static int line_of(const char *text, const char *group, const char *key)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *head = g_strdup_printf("[%s]", group);
    gboolean inside = FALSE;
    for (int i = 0; lines[i]; i++) {
        char *line = g_strstrip(lines[i]);
        if (*line == '[')
            inside = strcmp(line, head) == 0;
        g_autofree char *found = key && inside ? line_key(line) : NULL;
        if (inside && (key ? g_strcmp0(found, key) == 0 : *line == '['))
            return i + 1;
    }
    return 0;
}

/* A problem with group and key: msgid gets file {1}, line {2}, group {3}, key {4}, and more. */
static void problem(Reader *reader, const char *msgid, const char *group, const char *key,
                    const char *more, const char *still_more)
{
    int line = line_of(reader->text, group, key);
    if (!line)
        line = line_of(reader->text, group, NULL);
    g_autofree char *number = g_strdup_printf("%d", line);
    GError *error = NULL;
    error_set(&error, PROTOCOL_ERROR_REFUSED, msgid, reader->name, number, group, key ? key : "",
              more ? more : "", still_more ? still_more : "", NULL);
    g_ptr_array_add(reader->problems, error);
}

static void know(Reader *reader, const char *group, const char *key)
{
    g_hash_table_add(reader->known, g_strdup_printf("%s\n%s", group, key));
}

/* Whether the group is there; if not, that is one problem, however often it is asked for. */
static gboolean has_group(Reader *reader, const char *group)
{
    if (g_key_file_has_group(reader->keys, group))
        return TRUE;
    if (g_hash_table_add(reader->known, g_strdup(group)))
        problem(reader, N_("{1}: the group [{3}] is missing."), group, NULL, NULL, NULL);
    return FALSE;
}

/* The string of a key; NULL, and a problem if it is needed, when it is missing or empty. */
static char *read_string(Reader *reader, const char *group, const char *key, gboolean needed)
{
    know(reader, group, key);
    g_autofree char *value = g_key_file_get_string(reader->keys, group, key, NULL);
    if (value && *g_strstrip(value))
        return g_steal_pointer(&value);
    if (needed && has_group(reader, group))
        problem(reader, N_("{1}, line {2}: [{3}] has no value for the key “{4}”."), group, key,
                NULL, NULL);
    return NULL;
}

static void read_text(Reader *reader, const char *group, RulesText *text_out)
{
    text_out->kk = read_string(reader, group, "kk", TRUE);
    text_out->ru = read_string(reader, group, "ru", TRUE);
    text_out->en = read_string(reader, group, "en", FALSE);
}

static gboolean code_known(const char *codes, const char *code)
{
    g_auto(GStrv) all = g_strsplit(codes, " ", -1);
    return g_strv_contains((const char *const *)all, code);
}

static void check_code(Reader *reader, const char *group, const char *key, const char *codes,
                       const char *code)
{
    if (!code_known(codes, code))
        problem(reader, N_("{1}, line {2}: [{3}] {4}: “{5}” is none of: {6}."), group, key, code,
                codes);
}

static char **read_codes(Reader *reader, const char *group, const char *key, const char *codes)
{
    g_autofree char *raw = read_string(reader, group, key, TRUE);
    if (!raw)
        return g_new0(char *, 1);
    char **list = g_strsplit(raw, ";", -1);
    for (int i = 0; list[i]; i++) {
        check_code(reader, group, key, codes, g_strstrip(list[i]));
        for (int before = 0; before < i; before++)
            if (strcmp(list[before], list[i]) == 0)
                problem(reader, N_("{1}, line {2}: [{3}] {4}: “{5}” stands there twice."), group,
                        key, list[i], NULL);
    }
    return list;
}

static int read_int(Reader *reader, const char *group, int min, int max)
{
    g_autofree char *raw = read_string(reader, group, "value", TRUE);
    gint64 number = 0;
    if (raw && !g_ascii_string_to_signed(raw, 10, min, max, &number, NULL)) {
        g_autofree char *range = g_strdup_printf("%d … %d", min, max);
        problem(reader, N_("{1}, line {2}: [{3}] {4}: “{5}” is no whole number in {6}."), group,
                "value", raw, range);
    }
    return (int)number;
}

static int read_bool(Reader *reader, const char *group)
{
    g_autofree char *raw = read_string(reader, group, "value", TRUE);
    if (raw)
        check_code(reader, group, "value", "true false", raw);
    return g_strcmp0(raw, "true") == 0;
}

/* Whether the group is there to be read; a problem if it must be, or stands beside the one that
 * takes its place. */
static gboolean find_field(Reader *reader, gsize n)
{
    const char *group = fields[n].group, *instead = fields[n].instead;
    if (!instead || !g_key_file_has_group(reader->keys, instead))
        return fields[n].optional ? g_key_file_has_group(reader->keys, group)
                                  : has_group(reader, group);
    if (g_key_file_has_group(reader->keys, group))
        problem(reader, N_("{1}, line {2}: [{3}] stands beside [{5}]: only one of them holds."),
                group, NULL, instead, NULL);
    return g_key_file_has_group(reader->keys, group);
}

static void read_field(Reader *reader, RulesFile *file, gsize n)
{
    const char *group = fields[n].group;
    if (!find_field(reader, n))
        return;
    RulesValue *value = g_new0(RulesValue, 1);
    g_hash_table_insert(file->values, (gpointer)group, value);
    switch (fields[n].type) {
    case TYPE_INT:
        value->number = read_int(reader, group, fields[n].min, fields[n].max);
        break;
    case TYPE_BOOL:
        value->number = read_bool(reader, group);
        break;
    case TYPE_CODE:
        value->list = read_codes(reader, group, "value", fields[n].codes);
        if (value->list[0] && value->list[1])
            problem(reader, N_("{1}, line {2}: [{3}] {4} holds more than one."), group, "value",
                    NULL, NULL);
        break;
    case TYPE_CODES:
        value->list = read_codes(reader, group, "value", fields[n].codes);
        break;
    case TYPE_TEXT:
        read_text(reader, group, &value->text);
        break;
    }
    value->source = read_string(reader, group, "source", TRUE);
    value->note = read_string(reader, group, "note", FALSE);
}

/* [points] with its source and [point 1], [point 2] …; the same for materials. */
static void read_numbered(Reader *reader, RulesFile *file, const char *group, const char *one,
                          GPtrArray *texts)
{
    RulesValue *value = g_new0(RulesValue, 1);
    g_hash_table_insert(file->values, (gpointer)group, value);
    value->source = read_string(reader, group, "source", TRUE);
    value->note = read_string(reader, group, "note", FALSE);
    for (int n = 1;; n++) {
        g_autofree char *name = g_strdup_printf("%s %d", one, n);
        if (n > 1 && !g_key_file_has_group(reader->keys, name))
            break;
        RulesText *text = g_new0(RulesText, 1);
        g_ptr_array_add(texts, text);
        read_text(reader, name, text);
    }
}

static void read_categories(Reader *reader, RulesFile *file)
{
    const RulesValue *value = rules_file_value(file, "categories");
    for (int i = 0; value && value->list[i]; i++) {
        g_autofree char *group = g_strdup_printf("category %s", value->list[i]);
        RulesText *text = g_new0(RulesText, 1);
        g_ptr_array_add(file->categories, text);
        read_text(reader, group, text);
    }
}

/* What the protocol holds, who signs it and whether it is stamped stands in [required],
 * [signatories] and [stamp]. */
static void read_documents(Reader *reader, RulesFile *file)
{
    static const char *const holds = "time date place questions attendees names to text initiator";
    const RulesValue *value = rules_file_value(file, "documents");
    for (int i = 0; value && value->list[i]; i++) {
        g_autofree char *group = g_strdup_printf("document %s", value->list[i]);
        RulesDocument *document = g_new0(RulesDocument, 1);
        g_ptr_array_add(file->documents, document);
        document->name = g_strdup(value->list[i]);
        if (strcmp(document->name, "protocol") != 0)
            document->fields = read_codes(reader, group, "fields", holds);
        document->source = read_string(reader, group, "source", TRUE);
        document->note = read_string(reader, group, "note", FALSE);
    }
}

static gboolean read_date(Reader *reader, const char *key, gboolean needed, GDate *date_out)
{
    g_autofree char *raw = read_string(reader, "edition", key, needed);
    g_date_clear(date_out, 1);
    if (!raw)
        return FALSE;
    if (date_parse(raw, date_out))
        return TRUE;
    problem(reader, N_("{1}, line {2}: [{3}] {4}: “{5}” is no date of the form YYYY-MM-DD."),
            "edition", key, raw, NULL);
    return FALSE;
}

static void read_edition(Reader *reader, RulesFile *file)
{
    static const char *const group = "edition";
    file->id = read_string(reader, group, "id", TRUE);
    file->kind = read_string(reader, group, "kind", TRUE);
    read_text(reader, group, &file->title);
    file->source = read_string(reader, group, "source", TRUE);
    file->note = read_string(reader, group, "note", FALSE);
    gboolean from = read_date(reader, "from", TRUE, &file->from);
    gboolean to = read_date(reader, "to", FALSE, &file->to);
    if (from && to && g_date_compare(&file->from, &file->to) > 0)
        problem(reader, N_("{1}, line {2}: [{3}] {4} is before the edition's start."), group, "to",
                NULL, NULL);
    if (file->kind)
        check_code(reader, group, "kind", "inspector chief", file->kind);
    g_autofree char *wanted = file->id ? g_strconcat(file->id, ".rules", NULL) : NULL;
    if (wanted && strcmp(wanted, reader->name) != 0)
        problem(reader, N_("{1}, line {2}: [{3}] {4}: the file must be named {5}."), group, "id",
                wanted, NULL);
}

/* A group or a key that comes twice: GKeyFile would silently take the last. */
static void check_repeated(Reader *reader)
{
    g_auto(GStrv) lines = g_strsplit(reader->text, "\n", -1);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *group = g_strdup("");
    for (int i = 0; lines[i]; i++) {
        char *line = g_strstrip(lines[i]);
        gsize length = strlen(line);
        if (length > 1 && *line == '[' && line[length - 1] == ']') {
            g_free(group);
            group = g_strndup(line + 1, length - 2);
            if (!g_hash_table_add(seen, g_strdup(group)))
                problem(reader, N_("{1}, line {2}: the group [{3}] stands there twice."), group,
                        NULL, NULL, NULL);
            continue;
        }
        g_autofree char *key = line_key(line);
        if (key && !g_hash_table_add(seen, g_strdup_printf("%s\n%s", group, key)))
            problem(reader, N_("{1}, line {2}: [{3}] {4} stands there twice."), group, key, NULL,
                    NULL);
    }
}

/* Whatever stands in the file and was not asked for. */
static void check_unknown(Reader *reader)
{
    g_auto(GStrv) groups = g_key_file_get_groups(reader->keys, NULL);
    for (int g = 0; groups[g]; g++) {
        g_auto(GStrv) keys = g_key_file_get_keys(reader->keys, groups[g], NULL, NULL);
        g_autoptr(GPtrArray) unknown = g_ptr_array_new();
        int used = 0;
        for (int k = 0; keys && keys[k]; k++) {
            g_autofree char *name = g_strdup_printf("%s\n%s", groups[g], keys[k]);
            if (g_hash_table_contains(reader->known, name))
                used++;
            else
                g_ptr_array_add(unknown, keys[k]);
        }
        if (!used)
            problem(reader, N_("{1}, line {2}: this format has no group [{3}] here."), groups[g],
                    NULL, NULL, NULL);
        for (guint k = 0; used && k < unknown->len; k++)
            problem(reader, N_("{1}, line {2}: [{3}] has no key “{4}” in this format."), groups[g],
                    unknown->pdata[k], NULL, NULL);
    }
}

static RulesFile *file_new(void)
{
    RulesFile *file = g_new0(RulesFile, 1);
    g_date_clear(&file->from, 1);
    g_date_clear(&file->to, 1);
    file->values = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, value_free);
    file->points = g_ptr_array_new_with_free_func(text_free);
    file->materials = g_ptr_array_new_with_free_func(text_free);
    file->documents = g_ptr_array_new_with_free_func(document_free);
    file->categories = g_ptr_array_new_with_free_func(text_free);
    return file;
}

static RulesFile *read_all(Reader *reader)
{
    RulesFile *file = file_new();
    read_edition(reader, file);
    for (gsize n = 0; n < G_N_ELEMENTS(fields); n++)
        read_field(reader, file, n);
    read_numbered(reader, file, "points", "point", file->points);
    read_numbered(reader, file, "materials", "material", file->materials);
    read_categories(reader, file);
    read_documents(reader, file);
    check_unknown(reader);
    check_repeated(reader);
    if (reader->problems->len == 0)
        return file;
    rules_file_free(file);
    return NULL;
}

RulesFile *rules_file_read(const char *path, GPtrArray *problems)
{
    GError *failed = NULL;
    g_autofree char *text = NULL, *name = g_path_get_basename(path);
    g_autoptr(GKeyFile) keys = g_key_file_new();
    gsize size = 0;
    if (!g_file_get_contents(path, &text, &size, &failed) ||
        !g_key_file_load_from_data(keys, text, size, G_KEY_FILE_NONE, &failed)) {
        GError *error = NULL;
        error_set(&error,
                  g_error_matches(failed, G_FILE_ERROR, G_FILE_ERROR_NOENT)
                      ? PROTOCOL_ERROR_NOT_FOUND
                      : PROTOCOL_ERROR_REFUSED,
                  N_("The rules file {1} cannot be read: {2}"), path, failed->message, NULL);
        g_error_free(failed);
        g_ptr_array_add(problems, error);
        return NULL;
    }
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    Reader reader = {.name = name, .text = text, .keys = keys, .problems = found};
    reader.known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    RulesFile *file = read_all(&reader);
    g_hash_table_unref(reader.known);
    g_ptr_array_extend_and_steal(problems, g_steal_pointer(&found));
    return file;
}
