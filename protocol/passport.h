/*
 * The passport of a precinct (order 1095, annex 1), as far as a meeting needs it: the police body,
 * the population and how many of it are of age (for the tenth that makes a gathering valid), and
 * the organisations with their heads, through whom a meeting is announced (1095 p.27) and whose
 * people are invited (p.28). What the annex says of guards, alarms and weapons is left out: a
 * kiosk stands in public. The lists of annexes 2 to 4 are never kept at all.
 *
 * All functions block for the disk. Errors: PROTOCOL_ERROR_NOT_FOUND (no such passport), _USAGE (a
 * value that is none).
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"
#include "protocol/meeting.h"

typedef enum { PASSPORT_BODY, PASSPORT_POPULATION, PASSPORT_ADULTS } PassportField;

typedef struct {
    const char *name;
    const char *category; /* a code of the edition in force */
    /* may be NULL; position: of the head */
    const char *address, *head, *position, *phone;
} Organisation;

/* [{"precinct","body"|null,"population"|null,"adults"|null,"changed","organisations":N}]. Free with
 * json_node_unref. */
JsonNode *passport_list(Home *home, GError **error);
/* One of them, with "organisations":[{"n","name","category","address","head","position",
 * "phone"}]. Free with
 * json_node_unref. */
JsonNode *passport_read(Home *home, const char *precinct, GError **error);
/* Sets fields (body, population, adults), all or none; makes the passport if there is none. An
 * empty value empties the field. */
gboolean passport_set(Home *home, const char *precinct, const MeetingField *given, gsize count,
                      GError **error);
/* Passports from a CSV file (csv_table.h), all or none: precinct, body, population, adults,
 * organisation, category, address, head, position, phone, or their Kazakh or Russian names. A row
 * is of a precinct, or of one of its organisations. Of each precinct that the file names the
 * organisations are replaced. How many precincts and organisations through the two _out. */
gboolean passport_import(Home *home, const char *csv_path, int *precincts_out,
                         int *organisations_out, GError **error);
