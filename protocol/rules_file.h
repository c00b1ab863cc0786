/*
 * One file of templates/rules/ (format: templates/rules/README.md), read strictly: an unknown
 * group or key, a missing one, a wrong type and a contradiction are each a problem with its line.
 * Internal to rules.c.
 */
#pragma once

#include <glib.h>

typedef struct {
    char *kk, *ru;
    char *en; /* may be NULL */
} RulesText;

/* The value of a group; which members are set depends on the group's type. */
typedef struct {
    int number; /* of an INT or BOOL */
    char **list;
    RulesText text;
    char *source, *note; /* note may be NULL */
} RulesValue;

/* A document that the edition asks for. */
typedef struct {
    char *name;
    char **fields; /* what it holds; NULL of the protocol, of which groups of their own speak */
    char *source, *note;
} RulesDocument;

typedef struct {
    char *id, *kind;
    GDate from, to; /* to is not valid while the edition has no end */
    RulesText title;
    char *source, *note;
    GHashTable *values;    /* group name to RulesValue */
    GPtrArray *points;     /* RulesText */
    GPtrArray *materials;  /* RulesText */
    GPtrArray *documents;  /* RulesDocument, in the order of the list in [documents] */
    GPtrArray *categories; /* RulesText, in the order of the list in [categories] */
} RulesFile;

/* Reads path; every problem is appended to problems (GError *, owned). NULL if there was one. */
RulesFile *rules_file_read(const char *path, GPtrArray *problems);
void rules_file_free(RulesFile *file);

/* The value of a group that the format knows, "video" …; never NULL for a file that was read. */
const RulesValue *rules_file_value(const RulesFile *file, const char *group);
/* The name of the n-th group that holds a value, counted from 0; NULL past the last. Static. */
const char *rules_file_group(gsize n);
