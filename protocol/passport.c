#include "protocol/passport.h"

#include <string.h>

#include "protocol/canonical.h"
#include "protocol/csv_table.h"
#include "protocol/error.h"
#include "protocol/meeting_check.h"
#include "protocol/register_audit.h"
#include "protocol/register_passport.h"
#include "protocol/register_personal.h"
#include "protocol/text.h"

#define PEOPLE_MAX 100000000
#define PRECINCT_MAX 20

static const char *const field_names[] = {
    [PASSPORT_BODY] = "body",
    [PASSPORT_POPULATION] = "population",
    [PASSPORT_ADULTS] = "adults",
    NULL,
};

JsonNode *passport_list(Home *home, GError **error)
{
    g_autoptr(JsonArray) rows = register_passports(home_register(home), NULL, error);
    return rows ? json_node_init_array(json_node_alloc(), rows) : NULL;
}

/* The row of one passport with its organisations; NULL without an error if there is none. */
static JsonObject *read_one(Home *home, const char *precinct, GError **error)
{
    Register *register_ = home_register(home);
    g_autoptr(JsonArray) rows = register_passports(register_, precinct, error);
    if (!rows || json_array_get_length(rows) == 0)
        return NULL;
    JsonArray *organisations = register_organisations(register_, precinct, error);
    if (!organisations)
        return NULL;
    JsonObject *row = json_object_ref(json_array_get_object_element(rows, 0));
    json_object_set_array_member(row, "organisations", organisations);
    return row;
}

JsonNode *passport_read(Home *home, const char *precinct, GError **error)
{
    GError *failed = NULL;
    g_autoptr(JsonObject) row = read_one(home, precinct, &failed);
    if (row)
        return json_node_init_object(json_node_alloc(), row);
    if (failed)
        g_propagate_error(error, failed);
    else
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  N_("There is no passport of precinct {1}. See: esep precinct list"), precinct,
                  NULL);
    return NULL;
}

/* What the audit log says of a passport, which names people: a keyed hash. g_free. */
static char *digest_of(Home *home, const char *precinct, GError **error)
{
    GError *failed = NULL;
    g_autoptr(JsonObject) row = read_one(home, precinct, &failed);
    if (failed)
        g_propagate_error(error, failed);
    if (!row)
        return NULL;
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), row);
    g_autofree char *canonical = canonical_json(node, NULL, error);
    return canonical ? register_audit_digest(home_register(home), REGISTER_PASSPORTS_KEY, canonical,
                                             error)
                     : NULL;
}

static gboolean log_change(Home *home, const char *precinct, const char *before, GError **error)
{
    g_autofree char *after = digest_of(home, precinct, error);
    const AuditEvent event = {
        .what = "precinct", .subject = precinct, .before = before, .after = after};
    return after && register_audit_add(home_register(home), home_clock(home), &event, error);
}

static gboolean touch(Home *home, const char *precinct, GError **error)
{
    g_autofree char *now = time_iso(clock_now_ms(home_clock(home)));
    return text_check("precinct", precinct, PRECINCT_MAX, FALSE, error) &&
           register_passport_touch(home_register(home), precinct, now, error);
}

static gboolean set_field(Home *home, const char *precinct, PassportField field, const char *value,
                          GError **error)
{
    const char *name = field_names[field];
    if (value &&
        !(field == PASSPORT_BODY ? text_check(name, value, TEXT_PLACE_MAX, FALSE, error)
                                 : meeting_check_number(name, value, 1, PEOPLE_MAX, error)))
        return FALSE;
    return register_passport_set(home_register(home), precinct, field, value, error);
}

/* There are never more people of age than people. */
static gboolean check_people(Home *home, const char *precinct, GError **error)
{
    g_autoptr(JsonArray) rows = register_passports(home_register(home), precinct, error);
    if (!rows)
        return FALSE;
    JsonObject *row = json_array_get_object_element(rows, 0);
    gint64 population = json_object_get_int_member_with_default(row, "population", 0);
    gint64 adults = json_object_get_int_member_with_default(row, "adults", 0);
    if (population == 0 || adults <= population)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_USAGE,
              N_("Precinct {1} would have more adults than residents."), precinct, NULL);
    return FALSE;
}

static gboolean set_all(Home *home, const char *precinct, const MeetingField *given, gsize count,
                        GError **error)
{
    g_autofree char *before = digest_of(home, precinct, NULL);
    if (!touch(home, precinct, error))
        return FALSE;
    for (gsize i = 0; i < count; i++) {
        int field = 0;
        while (field_names[field] && strcmp(field_names[field], given[i].field) != 0)
            field++;
        if (!text_check_code("field", given[i].field, field_names, error) ||
            !set_field(home, precinct, (PassportField)field,
                       given[i].value && *given[i].value ? given[i].value : NULL, error))
            return FALSE;
    }
    return check_people(home, precinct, error) && log_change(home, precinct, before, error);
}

gboolean passport_set(Home *home, const char *precinct, const MeetingField *given, gsize count,
                      GError **error)
{
    Register *register_ = home_register(home);
    if (!register_begin(register_, error))
        return FALSE;
    if (!set_all(home, precinct, given, count, error)) {
        register_rollback(register_);
        return FALSE;
    }
    return register_commit(register_, error);
}

enum {
    PRECINCT,
    BODY,
    POPULATION,
    ADULTS,
    ORGANISATION,
    CATEGORY,
    ADDRESS,
    HEAD,
    POSITION,
    PHONE,
    COLUMN_COUNT
};

static const CsvColumn columns[COLUMN_COUNT] = {
    [PRECINCT] = {{"precinct", "учаске", "учаске №", "участок", "участок №", "№ участка"}, TRUE},
    [BODY] = {{"body", "орган", "полиция органы", "орган полиции"}},
    [POPULATION] = {{"population", "халқы", "халық саны", "население"}},
    [ADULTS] = {{"adults", "ересектер", "взрослые", "взрослых"}},
    [ORGANISATION] = {{"organisation", "ұйым", "атауы", "организация", "наименование"}},
    [CATEGORY] = {{"category", "санаты", "санат", "категория"}},
    [ADDRESS] = {{"address", "мекенжайы", "мекенжай", "мекен-жайы", "адрес"}},
    [HEAD] = {{"head", "басшысы", "басшы", "руководитель"}},
    [POSITION] = {{"position", "лауазымы", "лауазым", "должность"}},
    [PHONE] = {{"phone", "телефоны", "телефон"}},
};

/* An import while it runs. */
typedef struct {
    Home *home;
    const Rules *rules; /* in force today: its categories */
    CsvTable table;
    GHashTable *before; /* precinct of the file to the digest of what it was, "" for a new one */
    GHashTable *said;   /* "precinct\ncolumn" or "precinct\n+organisation" to what it says */
    int organisations;
} Import;

/* The precinct comes for the first time: what the register has of its organisations goes. */
static gboolean begin_precinct(Import *import, const char *precinct, GError **error)
{
    if (g_hash_table_contains(import->before, precinct))
        return TRUE;
    char *digest = digest_of(import->home, precinct, NULL);
    g_hash_table_insert(import->before, g_strdup(precinct), digest ? digest : g_strdup(""));
    return touch(import->home, precinct, error) &&
           register_organisations_remove(home_register(import->home), precinct, error);
}

/* Whether a row says again what another row said differently; an organisation comes once. */
static gboolean say(Import *import, const char *precinct, const char *what, const char *value,
                    GError **error)
{
    g_autofree char *key = g_strjoin("\n", precinct, what, NULL);
    const char *before = g_hash_table_lookup(import->said, key);
    if (before && (*what == '+' || strcmp(before, value) != 0)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  *what == '+' ? N_("“{2}” stands in precinct {1} twice.")
                               : N_("For precinct {1} another row says otherwise: “{2}”."),
                  precinct, *what == '+' ? value : before, NULL);
        return FALSE;
    }
    g_hash_table_insert(import->said, g_steal_pointer(&key), g_strdup(value));
    return TRUE;
}

static gboolean import_fields(Import *import, const CsvRow *row, const char *precinct,
                              GError **error)
{
    static const int at[] = {
        [PASSPORT_BODY] = BODY, [PASSPORT_POPULATION] = POPULATION, [PASSPORT_ADULTS] = ADULTS};
    for (int field = 0; field_names[field]; field++) {
        const char *value = csv_table_cell(&import->table, row, at[field]);
        if (value && (!say(import, precinct, field_names[field], value, error) ||
                      !set_field(import->home, precinct, (PassportField)field, value, error)))
            return FALSE;
    }
    return check_people(import->home, precinct, error);
}

static gboolean import_organisation(Import *import, const CsvRow *row, const char *precinct,
                                    GError **error)
{
    const CsvTable *table = &import->table;
    const char *category = csv_table_cell(table, row, CATEGORY);
    const Organisation one = {
        .name = csv_table_cell(table, row, ORGANISATION),
        .category = category ? rules_category_code(import->rules, category) : "organisation",
        .address = csv_table_cell(table, row, ADDRESS),
        .head = csv_table_cell(table, row, HEAD),
        .position = csv_table_cell(table, row, POSITION),
        .phone = csv_table_cell(table, row, PHONE),
    };
    if (!one.name && (category || one.address || one.head || one.position || one.phone)) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("The name of the organisation is missing."),
                  NULL);
        return FALSE;
    }
    if (!one.name)
        return TRUE;
    g_autofree char *key = g_strconcat("+", one.name, NULL);
    import->organisations++;
    return text_check("organisation", one.name, TEXT_PLACE_MAX, FALSE, error) &&
           text_check_code("category", one.category, rules_categories(import->rules), error) &&
           text_check_optional("address", one.address, TEXT_PLACE_MAX, FALSE, error) &&
           text_check_optional("head", one.head, TEXT_PLACE_MAX, FALSE, error) &&
           text_check_optional("position", one.position, TEXT_PLACE_MAX, FALSE, error) &&
           text_check_optional("phone", one.phone, TEXT_PHONE_MAX, FALSE, error) &&
           say(import, precinct, key, one.name, error) &&
           register_organisation_add(home_register(import->home), precinct, &one, error);
}

static gboolean import_row(Import *import, const CsvRow *row, GError **error)
{
    const char *precinct = csv_table_cell(&import->table, row, PRECINCT);
    return text_check("precinct", precinct, PRECINCT_MAX, FALSE, error) &&
           begin_precinct(import, precinct, error) && import_fields(import, row, precinct, error) &&
           import_organisation(import, row, precinct, error);
}

static gboolean import_rows(Import *import, GError **error)
{
    for (guint i = 0; i < import->table.rows->len; i++) {
        GError *wrong = NULL;
        const CsvRow *row = import->table.rows->pdata[i];
        if (!import_row(import, row, &wrong))
            return csv_table_refuse(&import->table, row, wrong, error);
    }
    GHashTableIter iter;
    gpointer precinct, before;
    g_hash_table_iter_init(&iter, import->before);
    while (g_hash_table_iter_next(&iter, &precinct, &before))
        if (!log_change(import->home, precinct, *(char *)before ? before : NULL, error))
            return FALSE;
    return TRUE;
}

static const Rules *rules_today(Home *home, GError **error)
{
    g_autofree char *today = clock_today(home_clock(home));
    GDate date;
    date_parse(today, &date);
    const RulesSet *set = home_rules(home, error);
    return set ? rules_find(set, "inspector", &date, error) : NULL;
}

gboolean passport_import(Home *home, const char *csv_path, int *precincts_out,
                         int *organisations_out, GError **error)
{
    gboolean ok = FALSE, begun = FALSE;
    Register *register_ = home_register(home);
    Import import = {.home = home, .rules = rules_today(home, error)};
    import.before = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    import.said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!import.rules || !csv_table_read(&import.table, csv_path, columns, COLUMN_COUNT, error) ||
        !(begun = register_begin(register_, error)) || !import_rows(&import, error) ||
        !register_commit(register_, error))
        goto cleanup;
    *precincts_out = (int)g_hash_table_size(import.before);
    *organisations_out = import.organisations;
    ok = TRUE;

cleanup:
    if (!ok && begun)
        register_rollback(register_);
    csv_table_clear(&import.table);
    g_hash_table_unref(import.before);
    g_hash_table_unref(import.said);
    return ok;
}
