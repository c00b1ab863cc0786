/*
 * The columns of the register that tell of people: names, addresses, telephones, IIN, strokes of
 * hands, and the words of citizens and about them; who is invited; the heads of organisations.
 * They stand encrypted under the key of their meeting (vault.h), the heads under one of their own.
 * What stays plain, and why: numbers, dates, states, categories and deadlines, which the program
 * searches and counts by; who said an entry, as a number that names nobody without the encrypted
 * name; officials, who act in public and stand on the notice at the door.
 *
 * For the register's own files:
 *
 *   Reading is as ever. For each table with such columns the connection has a view of its own with
 *   the table's name, which decrypts: SELECT surname FROM attendee. The views of the schema see
 *   these, too.
 *   Writing names the table itself and encrypts: INSERT INTO main.attendee … VALUES (…,
 *   encrypt(?3, ?1, 'attendee.surname', ?2) …). What forgets it is refused: "cannot modify attendee
 *   because it is a view".
 *
 *   encrypt(text, meeting, 'table.column', row)   row: as in the table of register_personal.c
 *   decrypt(text, meeting, 'table.column', row)   NULL of NULL, both
 *   name_hashes(month, name …)                    hashes of the first letters of the words of
 *                                                 names, a JSON array; month: "YYYY-MM" in which
 *                                                 the meeting was made
 *
 * Triggers and main's own views use none of these: the sqlite3 shell can still open the file.
 */
#pragma once

#include "protocol/register.h"

/* How many letters the index of names knows of a word: the most that the word has. */
#define NAME_HASH_LETTERS                                                                          \
    {                                                                                              \
        4, 2                                                                                       \
    }

/* The key of what the passports of precincts tell of people, in place of a meeting's. */
#define REGISTER_PASSPORTS_KEY "passports"

/* Gives a connection the functions. */
gboolean register_personal_functions(Register *register_, GError **error);
/* Gives it the views, after all migrations. */
gboolean register_personal_views(Register *register_, GError **error);
/* Whether a column is one of these. */
gboolean register_personal_is(const char *table, const char *column);
/* Migration to a version of the schema: encrypts what stood plain until then, sealed or not, inside
 * its transaction. */
gboolean register_personal_encrypt(Register *register_, int version, GError **error);
/* Migration, afterwards and outside: rewrites the file, so that no plain text stays in its free
 * space. What fails is tried again when the register is opened the next time. */
void register_personal_clean(Register *register_);
