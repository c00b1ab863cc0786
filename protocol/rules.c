#include "protocol/rules.h"

#include <string.h>

#include "protocol/error.h"
#include "protocol/paths.h"
#include "protocol/rules_file.h"

struct Rules {
    RulesFile *file;
    char **codes; /* of the categories; the file's */
};

struct RulesSet {
    GPtrArray *rules; /* by kind, then by start */
};

static void rules_free(gpointer data)
{
    Rules *rules = data;
    rules_file_free(rules->file);
    g_free(rules);
}

static int compare(gconstpointer a, gconstpointer b)
{
    const RulesFile *one = (*(Rules *const *)a)->file, *other = (*(Rules *const *)b)->file;
    int kind = strcmp(one->kind, other->kind);
    return kind ? kind : g_date_compare(&one->from, &other->from);
}

/* What is wrong between an edition and the next one of its kind; NULL if nothing is. Every meeting
 * has one edition at most, and exactly one unless a gap is meant. */
static GError *find_break(const RulesFile *before, const RulesFile *after, gboolean gaps)
{
    GError *error = NULL;
    GDate next = before->to;
    if (g_date_valid(&next))
        g_date_add_days(&next, 1);
    int order = g_date_valid(&next) ? g_date_compare(&next, &after->from) : 1;
    g_autofree char *to = g_date_valid(&next) ? date_iso(&before->to) : NULL;
    g_autofree char *from = date_iso(&after->from);
    if (strcmp(before->kind, after->kind) == 0 && order > 0)
        error_set(&error, PROTOCOL_ERROR_REFUSED,
                  N_("The editions {1} and {2} of the rules both hold on the same day: end the "
                     "first one ([edition] to) before the second begins ([edition] from)."),
                  before->id, after->id, NULL);
    else if (strcmp(before->kind, after->kind) == 0 && order < 0 && gaps)
        error_set(&error, PROTOCOL_ERROR_REFUSED,
                  N_("Between the editions {1} (to {2}) and {3} (from {4}) of the rules there are "
                     "days without any: no meeting of that time could be noted."),
                  before->id, to, after->id, from, NULL);
    return error;
}

static gboolean check_overlap(const RulesSet *set, GError **error)
{
    for (guint i = 1; i < set->rules->len; i++) {
        GError *found = find_break(((Rules *)set->rules->pdata[i - 1])->file,
                                   ((Rules *)set->rules->pdata[i])->file, FALSE);
        if (found) {
            g_propagate_error(error, found);
            return FALSE;
        }
    }
    return TRUE;
}

static GPtrArray *problems_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
}

static RulesSet *set_new(void)
{
    RulesSet *set = g_new0(RulesSet, 1);
    set->rules = g_ptr_array_new_with_free_func(rules_free);
    return set;
}

static gboolean load_file(RulesSet *set, const char *path, GPtrArray *problems)
{
    RulesFile *file = rules_file_read(path, problems);
    if (!file)
        return FALSE;
    Rules *rules = g_new0(Rules, 1);
    rules->file = file;
    rules->codes = rules_file_value(file, "categories")->list;
    g_ptr_array_add(set->rules, rules);
    return TRUE;
}

/* All editions of a folder that can be read, in order; FALSE with an error if the folder cannot. */
static gboolean load_folder(RulesSet *set, const char *path, GPtrArray *problems, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(GDir) folder = g_dir_open(path, 0, &failed);
    if (!folder) {
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  N_("The folder of the rules {1} cannot be read: {2}"), path, failed->message,
                  NULL);
        return FALSE;
    }
    for (const char *name; (name = g_dir_read_name(folder));) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        if (g_str_has_suffix(name, ".rules"))
            load_file(set, file, problems);
    }
    g_ptr_array_sort(set->rules, compare);
    return TRUE;
}

RulesSet *rules_set_load(const char *directory, GError **error)
{
    g_autofree char *own = paths_template("rules", NULL);
    const char *path = directory ? directory : own;
    g_autoptr(RulesSet) set = set_new();
    g_autoptr(GPtrArray) problems = problems_new();
    if (!load_folder(set, path, problems, error))
        return NULL;
    if (problems->len > 0) {
        g_propagate_error(error, g_error_copy(problems->pdata[0]));
        return NULL;
    }
    return check_overlap(set, error) ? g_steal_pointer(&set) : NULL;
}

void rules_set_free(RulesSet *set)
{
    if (!set)
        return;
    g_ptr_array_unref(set->rules);
    g_free(set);
}

/* The breaks in the order of a set: all, or those on either side of the edition only. */
static void lint_order(const RulesSet *set, const char *only, GPtrArray *problems)
{
    for (guint i = 1; i < set->rules->len; i++) {
        const RulesFile *before = ((Rules *)set->rules->pdata[i - 1])->file;
        const RulesFile *after = ((Rules *)set->rules->pdata[i])->file;
        GError *found = only && strcmp(before->id, only) != 0 && strcmp(after->id, only) != 0
                            ? NULL
                            : find_break(before, after, TRUE);
        if (found)
            g_ptr_array_add(problems, found);
    }
}

static void lint_folder(const char *path, GPtrArray *problems)
{
    g_autoptr(RulesSet) set = set_new();
    GError *error = NULL;
    if (load_folder(set, path, problems, &error))
        lint_order(set, NULL, problems);
    else
        g_ptr_array_add(problems, error);
}

/* What is wrong in the files beside it is theirs. */
static void lint_file(const char *path, GPtrArray *problems)
{
    RulesFile *file = rules_file_read(path, problems);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autoptr(RulesSet) beside = set_new();
    g_autoptr(GPtrArray) theirs = problems_new();
    if (file && load_folder(beside, folder, theirs, NULL))
        lint_order(beside, file->id, problems);
    rules_file_free(file);
}

gboolean rules_lint(const char *path, GPtrArray *problems)
{
    guint before = problems->len;
    (g_file_test(path, G_FILE_TEST_IS_DIR) ? lint_folder : lint_file)(path, problems);
    return problems->len == before;
}

static gboolean covers(const Rules *rules, const GDate *date)
{
    const RulesFile *file = rules->file;
    return g_date_compare(&file->from, date) <= 0 &&
           (!g_date_valid(&file->to) || g_date_compare(date, &file->to) <= 0);
}

const Rules *rules_find(const RulesSet *set, const char *kind, const GDate *date, GError **error)
{
    gboolean known = FALSE;
    for (guint i = 0; i < set->rules->len; i++) {
        const Rules *rules = set->rules->pdata[i];
        if (strcmp(rules->file->kind, kind) != 0)
            continue;
        known = TRUE;
        if (covers(rules, date))
            return rules;
    }
    g_autofree char *day = date_iso(date);
    if (known)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("There are no rules for a meeting of the kind “{1}” on {2}. See: esep rules "
                     "list"),
                  kind, day, NULL);
    else
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("“{1}” is no kind of meeting: inspector or chief."), kind, NULL);
    return NULL;
}

const Rules *rules_by_id(const RulesSet *set, const char *id, GError **error)
{
    for (guint i = 0; i < set->rules->len; i++)
        if (strcmp(((Rules *)set->rules->pdata[i])->file->id, id) == 0)
            return set->rules->pdata[i];
    error_set(error, PROTOCOL_ERROR_NOT_FOUND,
              N_("There is no edition “{1}” of the rules. See: esep rules list"), id, NULL);
    return NULL;
}

const Rules *rules_nth(const RulesSet *set, guint n)
{
    return n < set->rules->len ? set->rules->pdata[n] : NULL;
}

static const RulesValue *value_of(const Rules *rules, const char *group)
{
    return rules_file_value(rules->file, group);
}

static const char *in_language(const RulesText *text, const char *language)
{
    if (strcmp(language, "en") == 0 && text->en)
        return text->en;
    return strcmp(language, "kk") == 0 ? text->kk : text->ru;
}

const char *rules_id(const Rules *rules)
{
    return rules->file->id;
}

const char *rules_kind(const Rules *rules)
{
    return rules->file->kind;
}

const char *rules_title(const Rules *rules, const char *language)
{
    return in_language(&rules->file->title, language);
}

void rules_from(const Rules *rules, GDate *from_out)
{
    *from_out = rules->file->from;
}

gboolean rules_to(const Rules *rules, GDate *to_out)
{
    *to_out = rules->file->to;
    return g_date_valid(to_out);
}

const char *rules_frequency(const Rules *rules)
{
    return value_of(rules, "frequency")->list[0];
}

void rules_period(const Rules *rules, int *months_out, int *within_months_out)
{
    static const struct {
        const char *code;
        int months, within_months;
    } periods[] = {
        {"month", 1, 1},  {"quarter", 3, 3},        {"half-year", 6, 6},
        {"year", 12, 12}, {"first-quarter", 12, 3},
    };
    gsize i = 0;
    while (strcmp(periods[i].code, rules_frequency(rules)) != 0)
        i++; /* the file was read: it is one of them */
    *months_out = periods[i].months;
    *within_months_out = periods[i].within_months;
}

int rules_announce_days(const Rules *rules)
{
    return value_of(rules, "announce_days")->number;
}

gboolean rules_video_required(const Rules *rules)
{
    return strcmp(value_of(rules, "video")->list[0], "required") == 0;
}

gboolean rules_registration(const Rules *rules)
{
    return value_of(rules, "registration")->number;
}

const char *const *rules_signatories(const Rules *rules)
{
    return (const char *const *)value_of(rules, "signatories")->list;
}

gboolean rules_stamp(const Rules *rules)
{
    return value_of(rules, "stamp")->number;
}

gboolean rules_document(const Rules *rules, guint n, RulesDemand *demand_out)
{
    static const char *const nobody[] = {NULL};
    const GPtrArray *documents = rules->file->documents;
    if (n >= documents->len)
        return FALSE;
    const RulesDocument *document = documents->pdata[n];
    gboolean protocol = !document->fields;
    *demand_out = (RulesDemand){
        .name = document->name,
        .fields = protocol ? rules_required(rules) : (const char *const *)document->fields,
        .signatories = protocol ? rules_signatories(rules) : nobody,
        .stamp = protocol && rules_stamp(rules),
        .source = document->source,
    };
    return TRUE;
}

gboolean rules_document_by_name(const Rules *rules, const char *name, RulesDemand *demand_out)
{
    for (guint n = 0; rules_document(rules, n, demand_out); n++)
        if (strcmp(demand_out->name, name) == 0)
            return TRUE;
    return FALSE;
}

int rules_retention_years(const Rules *rules)
{
    return value_of(rules, "retention_years")->number;
}

const char *const *rules_required(const Rules *rules)
{
    return (const char *const *)value_of(rules, "required")->list;
}

gboolean rules_same_day(const Rules *rules)
{
    return value_of(rules, "same_day")->number;
}

int rules_gathering_percent(const Rules *rules)
{
    return value_of(rules, "gathering_percent")->number;
}

const char *rules_controller(const Rules *rules, const char *language)
{
    return in_language(&value_of(rules, "controller")->text, language);
}

int rules_forward_working_days(const Rules *rules)
{
    return value_of(rules, "forward_working_days")->number;
}

static int number_or_0(const Rules *rules, const char *group)
{
    const RulesValue *value = value_of(rules, group);
    return value ? value->number : 0;
}

int rules_check_working_days(const Rules *rules)
{
    return number_or_0(rules, "check_working_days");
}

int rules_check_calendar_days(const Rules *rules)
{
    return number_or_0(rules, "check_calendar_days");
}

const char *const *rules_copies(const Rules *rules)
{
    static const char *const police[] = {"police", NULL};
    const RulesValue *value = value_of(rules, "copies");
    return value ? (const char *const *)value->list : police;
}

int rules_extension_months(const Rules *rules)
{
    return number_or_0(rules, "extension_months");
}

const char *rules_source(const Rules *rules, const char *key)
{
    const RulesValue *value = value_of(rules, key);
    return value ? value->source : NULL;
}

const char *rules_note(const Rules *rules, const char *key)
{
    if (strcmp(key, "edition") == 0)
        return rules->file->note;
    const RulesValue *value = value_of(rules, key);
    return value ? value->note : NULL;
}

int rules_point_count(const Rules *rules)
{
    return (int)rules->file->points->len;
}

const char *rules_point(const Rules *rules, int point, const char *language)
{
    if (point < 1 || point > rules_point_count(rules))
        return NULL;
    return in_language(rules->file->points->pdata[point - 1], language);
}

const char *const *rules_categories(const Rules *rules)
{
    return (const char *const *)rules->codes;
}

const char *rules_category(const Rules *rules, const char *code, const char *language)
{
    for (guint i = 0; rules->codes[i]; i++)
        if (strcmp(rules->codes[i], code) == 0)
            return in_language(rules->file->categories->pdata[i], language);
    return NULL;
}

static gboolean is_name(const char *given, const char *name)
{
    g_autofree char *folded = g_utf8_strdown(name, -1);
    return strcmp(given, folded) == 0;
}

const char *rules_category_code(const Rules *rules, const char *text)
{
    g_autofree char *copy = g_strdup(text ? text : "");
    g_autofree char *given = g_utf8_strdown(g_strstrip(copy), -1);
    for (guint i = 0; text && rules->codes[i]; i++) {
        const RulesText *name = rules->file->categories->pdata[i];
        if (strcmp(given, rules->codes[i]) == 0 || is_name(given, name->kk) ||
            is_name(given, name->ru))
            return rules->codes[i];
    }
    return text;
}
