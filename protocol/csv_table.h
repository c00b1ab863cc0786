/*
 * A CSV file (csv.h) with named columns: the first line names them, in any order, by any of the
 * titles by which they are known. Everything that is wrong is named with its line.
 */
#pragma once

#include "protocol/csv.h"

#define CSV_COLUMNS_MAX 16
#define CSV_TITLES_MAX 8

typedef struct {
    const char *titles[CSV_TITLES_MAX]; /* in small letters; the first is the column's own name */
    gboolean needed;                    /* the file must have it */
} CsvColumn;

typedef struct {
    const char *path;        /* borrowed */
    GPtrArray *rows;         /* CsvRow, without the first line; owned */
    int at[CSV_COLUMNS_MAX]; /* where each column stands in a row; -1: not in the file */
    guint width;
} CsvTable;

/* Reads path with columns (count of them). Nothing is owned after an error. PROTOCOL_ERROR_USAGE
 * names the line and the column that is wrong; _NOT_FOUND. Blocks for the disk. */
gboolean csv_table_read(CsvTable *table, const char *path, const CsvColumn *columns, int count,
                        GError **error);
void csv_table_clear(CsvTable *table);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CsvTable, csv_table_clear)

/* The cell of a column; NULL if it is empty or not in the file. */
const char *csv_table_cell(const CsvTable *table, const CsvRow *row, int column);
/* Puts the file and line in front of what is wrong with a row's values (PROTOCOL_ERROR_USAGE; other
 * errors pass as they are). Takes wrong. Returns FALSE. */
gboolean csv_table_refuse(const CsvTable *table, const CsvRow *row, GError *wrong, GError **error);
