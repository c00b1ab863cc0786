#include "protocol/register_personal.h"

#include <string.h>

#include "protocol/durable.h"
#include "protocol/register_database.h"
#include "protocol/register_statement.h"

#define COLUMNS_MAX 8
#define MEETING "t.meeting"
/* In the vault's folder until register_personal_clean has done its work. */
#define UNCLEAN_FILE "unclean"

/* since: the version of the schema that encrypted what stood there.
 * row: what tells the rows of a meeting apart, with letters that no column's value can hold. */
static const struct {
    const char *table, *meeting, *row;
    int since;
    const char *columns[COLUMNS_MAX + 1];
} tables[] = {
    {"attendee",
     MEETING,
     "t.n",
     8,
     {"surname", "name", "patronymic", "address", "phone", "iin", "strokes", "withdrawn"}},
    {"signature", MEETING, "t.role || ' ' || t.n", 8, {"strokes"}},
    {"entry", MEETING, "t.number", 8, {"text", "answer", "withdrawn"}},
    {"decision", MEETING, "t.n", 8, {"text", "withdrawn"}},
    {"award", MEETING, "t.n", 8, {"to_whom", "text", "withdrawn"}},
    {"addendum", MEETING, "t.n", 8, {"text", "signature"}},
    {"carried", MEETING, "t.entry", 8, {"text", "outcome_text"}},
    {"follow",
     "(SELECT e.meeting FROM main.entry e WHERE e.number = t.entry)",
     "t.entry || ' ' || t.n",
     8,
     {"text"}},
    {"decision_follow", MEETING, "t.decision || ' ' || t.n", 20, {"text"}},
    {"carried_decision", MEETING, "t.earlier || ' ' || t.decision", 20, {"text", "outcome_text"}},
    {"invitation", MEETING, "t.n", 14, {"who", "person", "position", "withdrawn"}},
    {"organisation",
     "'" REGISTER_PASSPORTS_KEY "'",
     "t.precinct || ' ' || t.n",
     14,
     {"head", "position", "phone"}},
};

static int find_table(const char *table)
{
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
        if (strcmp(tables[i].table, table) == 0)
            return (int)i;
    return -1;
}

gboolean register_personal_is(const char *table, const char *column)
{
    int i = find_table(table);
    return i >= 0 && g_strv_contains(tables[i].columns, column);
}

static const char *name_of(JsonArray *rows, guint i)
{
    return json_object_get_string_member(json_array_get_object_element(rows, i), "name");
}

/* [{"name"}]: the columns that a table has. */
static JsonArray *columns_of(Register *register_, const char *table, GError **error)
{
    return register_rows(register_, error, "SELECT name FROM pragma_table_info(?, 'main')", "s",
                         table);
}

static gboolean make_view(Register *register_, int table, GError **error)
{
    const char *name = tables[table].table;
    g_autoptr(JsonArray) columns = columns_of(register_, name, error);
    g_autoptr(GString) sql = g_string_new(NULL);
    if (!columns)
        return FALSE;
    g_string_printf(sql, "CREATE TEMP VIEW %s AS SELECT ", name);
    for (guint i = 0; i < json_array_get_length(columns); i++) {
        const char *column = name_of(columns, i);
        g_string_append_printf(sql,
                               register_personal_is(name, column)
                                   ? "%1$sdecrypt(t.%2$s, %4$s, '%3$s.%2$s', %5$s) AS %2$s"
                                   : "%1$st.%2$s",
                               i ? ", " : "", column, name, tables[table].meeting,
                               tables[table].row);
    }
    g_string_append_printf(sql, " FROM main.%s t", name);
    return register_run_script(register_, sql->str, error);
}

/* The schema's views once more, so that they see the connection's. */
static gboolean repeat_views(Register *register_, GError **error)
{
    static const char create[] = "CREATE VIEW ";
    g_autoptr(JsonArray) views = register_rows(
        register_, error, "SELECT sql AS name FROM main.sqlite_schema WHERE type = 'view'", "");
    for (guint i = 0; views && i < json_array_get_length(views); i++) {
        g_autofree char *sql =
            g_strconcat("CREATE TEMP VIEW ", name_of(views, i) + strlen(create), NULL);
        if (!register_run_script(register_, sql, error))
            return FALSE;
    }
    return views != NULL;
}

gboolean register_personal_views(Register *register_, GError **error)
{
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
        if (!make_view(register_, (int)i, error))
            return FALSE;
    return repeat_views(register_, error);
}

/* The triggers of a table as [{"name","sql"}]. */
static JsonArray *drop_triggers(Register *register_, const char *table, GError **error)
{
    g_autoptr(JsonArray) rows = register_rows(
        register_, error,
        "SELECT name, sql FROM main.sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", "s",
        table);
    for (guint i = 0; rows && i < json_array_get_length(rows); i++) {
        g_autofree char *drop = g_strdup_printf("DROP TRIGGER %s", name_of(rows, i));
        if (!register_run_script(register_, drop, error))
            return NULL;
    }
    return g_steal_pointer(&rows);
}

static gboolean restore_triggers(Register *register_, JsonArray *rows, GError **error)
{
    for (guint i = 0; i < json_array_get_length(rows); i++)
        if (!register_run_script(
                register_,
                json_object_get_string_member(json_array_get_object_element(rows, i), "sql"),
                error))
            return FALSE;
    return TRUE;
}

static gboolean encrypt_rows(Register *register_, int table, int *changed_out, GError **error)
{
    const char *name = tables[table].table;
    g_autoptr(JsonArray) columns = columns_of(register_, name, error);
    g_autoptr(GString) sql = g_string_new(NULL);
    if (!columns)
        return FALSE;
    g_string_printf(sql, "UPDATE %s AS t SET", name);
    for (guint i = 0, set = 0; i < json_array_get_length(columns); i++) {
        const char *column = name_of(columns, i);
        if (register_personal_is(name, column))
            g_string_append_printf(sql, "%1$s %2$s = encrypt(t.%2$s, %4$s, '%3$s.%2$s', %5$s)",
                                   set++ ? "," : "", column, name, tables[table].meeting,
                                   tables[table].row);
    }
    return register_run(register_, changed_out, error, sql->str, "");
}

static char *unclean_path(Register *register_)
{
    return g_build_filename(register_->keys_folder, UNCLEAN_FILE, NULL);
}

gboolean register_personal_encrypt(Register *register_, int version, GError **error)
{
    int all = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
        int changed = 0;
        if (tables[i].since != version)
            continue;
        g_autoptr(JsonArray) triggers = drop_triggers(register_, tables[i].table, error);
        if (!triggers || !encrypt_rows(register_, (int)i, &changed, error) ||
            !restore_triggers(register_, triggers, error))
            return FALSE;
        all += changed;
    }
    g_autofree char *unclean = unclean_path(register_);
    return all == 0 || durable_write(unclean, "", 0, 0600, error);
}

void register_personal_clean(Register *register_)
{
    g_autofree char *unclean = unclean_path(register_);
    if (g_file_test(unclean, G_FILE_TEST_EXISTS) &&
        register_run_script(register_, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)", NULL))
        durable_shred(unclean);
}
