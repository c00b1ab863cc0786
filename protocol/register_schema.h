/*
 * The register's schema as migrations: register_schema[v] is the list (ended by a NULL) of scripts
 * that bring a register of version v to v + 1. A version that was released never changes.
 */
#pragma once

#include <glib.h>

#define REGISTER_APPLICATION_ID 0x45736570 /* "Esep" */
#define REGISTER_VERSION 21

extern const char *const *const register_schema[REGISTER_VERSION];

/* Version 2: the follow-up of entries, and holds (register_schema_follow.c). */
extern const char *const register_schema_follow[];
/* Version 3: disposal (register_schema_disposal.c). */
extern const char *const register_schema_disposal[];
/* Version 4: what was withdrawn (register_schema_withdraw.c). */
extern const char *const register_schema_withdraw[];
/* Version 5: open entries, words of names, indexes (register_schema_search.c). */
extern const char *const register_schema_search[];
/* Version 6: people with PINs (register_schema_user.c). */
extern const char *const register_schema_user[];
/* Version 7: meetings that came in an archive (register_schema_import.c). */
extern const char *const register_schema_import[];
/* Version 8: personal columns encrypted, the index of names (register_schema_vault.c). */
extern const char *const register_schema_vault[];
/* Stands in a list in place of a script: register_personal_encrypt. */
extern const char register_schema_encrypt[];
/* Version 9: signatures with keys (register_schema_signing.c). */
extern const char *const register_schema_signing[];
/* Version 10: scans of signed paper (register_schema_signed_copy.c). */
extern const char *const register_schema_signed_copy[];
/* Version 11: passports of precincts, invitations (register_schema_precinct.c). */
extern const char *const register_schema_precinct[];
/* Version 12: several holds of a record at once (register_schema_hold.c). */
extern const char *const register_schema_hold[];
/* Version 13: acting officials (register_schema_acting.c). */
extern const char *const register_schema_acting[];
/* Version 14: whom an invitation names, with the position, encrypted (register_schema_invited.c).
 */
extern const char *const register_schema_invited[];
/* Version 15: the numbers of disposed records (register_schema_tally.c). */
extern const char *const register_schema_tally[];
/* Version 16: more steps of the follow-up (register_schema_steps.c). */
extern const char *const register_schema_steps[];
/* Version 17: documents and signatures of addenda (register_schema_addendum.c). */
extern const char *const register_schema_addendum[];
/* Version 18: sealed records by the day of their protocol (register_schema_kept.c). */
extern const char *const register_schema_kept[];
/* Version 19: the names that the police body has had (register_schema_body.c). */
extern const char *const register_schema_body[];
/* Version 20: the life of decisions, who took a step (register_schema_decisions.c). */
extern const char *const register_schema_decisions[];
/* Version 21: what went to paper (register_schema_print.c). */
extern const char *const register_schema_print[];
