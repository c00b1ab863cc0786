#include "protocol/register_statement.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <string.h>

#include "protocol/register_database.h"

#define COLUMN_NAME_MAX 64

static void finalize(sqlite3_stmt *statement)
{
    sqlite3_finalize(statement);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(sqlite3_stmt, finalize)

/* The statement with its values bound; NULL with an error. */
static sqlite3_stmt *prepare(Register *register_, GError **error, const char *sql,
                             const char *types, va_list values)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(register_->database, sql, -1, &statement, NULL) != SQLITE_OK) {
        register_failed(register_, error);
        return NULL;
    }
    for (int i = 0; types[i]; i++) {
        if (types[i] == 's')
            sqlite3_bind_text(statement, i + 1, va_arg(values, const char *), -1, SQLITE_TRANSIENT);
        else if (types[i] == 'i')
            sqlite3_bind_int(statement, i + 1, va_arg(values, int));
        else
            sqlite3_bind_int64(statement, i + 1, va_arg(values, gint64));
    }
    g_assert((int)strlen(types) == sqlite3_bind_parameter_count(statement));
    return statement;
}

/* TRUE for a row or the end (*row_out tells which). */
static gboolean step(Register *register_, sqlite3_stmt *statement, gboolean *row_out,
                     GError **error)
{
    int code = sqlite3_step(statement);
    *row_out = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE || register_failed(register_, error);
}

/* The statement at its first row, if it has one; NULL with an error. */
static sqlite3_stmt *first_row(Register *register_, gboolean *row_out, GError **error,
                               const char *sql, const char *types, va_list values)
{
    g_autoptr(sqlite3_stmt) statement = prepare(register_, error, sql, types, values);
    return statement && step(register_, statement, row_out, error) ? g_steal_pointer(&statement)
                                                                   : NULL;
}

gboolean register_run(Register *register_, int *changed_out, GError **error, const char *sql,
                      const char *types, ...)
{
    va_list values;
    va_start(values, types);
    g_autoptr(sqlite3_stmt) statement = prepare(register_, error, sql, types, values);
    va_end(values);
    gboolean row = TRUE;
    while (statement && row)
        if (!step(register_, statement, &row, error))
            return FALSE;
    if (statement && changed_out)
        *changed_out = sqlite3_changes(register_->database);
    return statement != NULL;
}

gboolean register_run_script(Register *register_, const char *sql, GError **error)
{
    return sqlite3_exec(register_->database, sql, NULL, NULL, NULL) == SQLITE_OK ||
           register_failed(register_, error);
}

gboolean register_number(Register *register_, gint64 fallback, gint64 *value_out, GError **error,
                         const char *sql, const char *types, ...)
{
    va_list values;
    va_start(values, types);
    gboolean row = FALSE;
    g_autoptr(sqlite3_stmt) statement = first_row(register_, &row, error, sql, types, values);
    va_end(values);
    if (!statement)
        return FALSE;
    gboolean some = row && sqlite3_column_type(statement, 0) != SQLITE_NULL;
    *value_out = some ? sqlite3_column_int64(statement, 0) : fallback;
    return TRUE;
}

gboolean register_text(Register *register_, char **value_out, GError **error, const char *sql,
                       const char *types, ...)
{
    va_list values;
    va_start(values, types);
    gboolean row = FALSE;
    g_autoptr(sqlite3_stmt) statement = first_row(register_, &row, error, sql, types, values);
    va_end(values);
    if (!statement)
        return FALSE;
    *value_out = row ? g_strdup((const char *)sqlite3_column_text(statement, 0)) : NULL;
    return TRUE;
}

/* The value of a column as JSON; kind is what stands after the ':' of its name, or NULL. */
static JsonNode *column_json(sqlite3_stmt *statement, int column, const char *kind)
{
    if (sqlite3_column_type(statement, column) == SQLITE_NULL)
        return json_node_new(JSON_NODE_NULL);
    if (g_strcmp0(kind, "json") == 0)
        return json_from_string((const char *)sqlite3_column_text(statement, column), NULL);
    JsonNode *node = json_node_new(JSON_NODE_VALUE);
    if (g_strcmp0(kind, "bool") == 0)
        json_node_set_boolean(node, sqlite3_column_int(statement, column) != 0);
    else if (sqlite3_column_type(statement, column) == SQLITE_INTEGER)
        json_node_set_int(node, sqlite3_column_int64(statement, column));
    else
        json_node_set_string(node, (const char *)sqlite3_column_text(statement, column));
    return node;
}

/* The name of a column up to its ':', into name; what stands after it, NULL if nothing does. */
static const char *split_name(const char *column, char name[COLUMN_NAME_MAX])
{
    const char *colon = strchr(column, ':');
    gsize length = colon ? (gsize)(colon - column) : strlen(column);
    g_assert(length < COLUMN_NAME_MAX);
    memcpy(name, column, length);
    name[length] = 0;
    return colon ? colon + 1 : NULL;
}

static JsonObject *row_json(sqlite3_stmt *statement)
{
    JsonObject *object = json_object_new();
    for (int i = 0; i < sqlite3_column_count(statement); i++) {
        char name[COLUMN_NAME_MAX];
        const char *kind = split_name(sqlite3_column_name(statement, i), name);
        JsonNode *value = column_json(statement, i, kind);
        json_object_set_member(object, name, value ? value : json_node_new(JSON_NODE_NULL));
    }
    return object;
}

JsonArray *register_rows(Register *register_, GError **error, const char *sql, const char *types,
                         ...)
{
    va_list values;
    va_start(values, types);
    g_autoptr(sqlite3_stmt) statement = prepare(register_, error, sql, types, values);
    va_end(values);
    if (!statement)
        return NULL;
    g_autoptr(JsonArray) rows = json_array_new();
    gboolean row = FALSE;
    do {
        if (!step(register_, statement, &row, error))
            return NULL;
        if (row)
            json_array_add_object_element(rows, row_json(statement));
    } while (row);
    return g_steal_pointer(&rows);
}

gboolean register_row(Register *register_, JsonObject **row_out, GError **error, const char *sql,
                      const char *types, ...)
{
    va_list values;
    va_start(values, types);
    gboolean row = FALSE;
    g_autoptr(sqlite3_stmt) statement = first_row(register_, &row, error, sql, types, values);
    va_end(values);
    if (!statement)
        return FALSE;
    *row_out = row ? row_json(statement) : NULL;
    return TRUE;
}

gboolean register_next(Register *register_, const char *series, int *number_out, GError **error)
{
    gint64 number = 0;
    if (!register_number(register_, 0, &number, error,
                         "UPDATE series SET last = last + 1 WHERE name = ? RETURNING last", "s",
                         series))
        return FALSE;
    if (number == 0) {
        if (!register_run(register_, NULL, error, "INSERT INTO series (name, last) VALUES (?, 1)",
                          "s", series))
            return FALSE;
        number = 1;
    }
    *number_out = (int)number;
    return TRUE;
}
