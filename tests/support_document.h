/* Records for documents: tests/data/record.json, and what else a document can be asked to hold. */
#pragma once

#include <json-glib/json-glib.h>

/* Kinds of meetings that look different on paper. */
typedef enum {
    SPECIMEN_INSPECTOR, /* the record as it is */
    SPECIMEN_CHIEF,     /* order 608: secretary and chief, not signed yet */
    SPECIMEN_STAMP,     /* resolution 723: secretary, officer and a stamp */
    SPECIMEN_JOINT,     /* three inspectors of two precincts */
    SPECIMEN_LONG,      /* surnames of 60 letters, a position of 160, words without an end */
    SPECIMEN_EMPTY,     /* nobody, nothing said, nothing decided */
    SPECIMEN_LARGE,     /* 30 entries, 100 attendees */
    SPECIMEN_COUNT
} Specimen;

const char *specimen_name(Specimen specimen);
/* The record at path as that kind of meeting. Free with json_node_unref. */
JsonNode *specimen_read(const char *path, Specimen specimen);
/* Fills the record's list up to count by its own elements over again; numbers go on. */
void specimen_fill(JsonNode *record, const char *list, const char *number, guint count);
