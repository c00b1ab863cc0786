/* A meeting for tests: planned, announced, with people, as far as a test wants it. */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"

/* A hand signature that can be drawn. */
#define SUPPORT_STROKES "{\"width\":400,\"height\":200,\"strokes\":[[[10,20,0],[300,150,400]]]}"

/* An inspector's meeting of 2026-11-20, 18:00, in precinct 12, planned. g_free. */
char *support_meeting(Home *home);
/* The same on another day. */
char *support_meeting_on(Home *home, const char *date);
/* Two people who came; begins the registration. */
void support_attend(Home *home, const char *id);
/* The meeting held without a recording: started, an entry of each outcome, a decision, ended. */
void support_hold(Home *home, const char *id);
/* A home for g_test_add: with one planned meeting (support_meeting), or empty. */
typedef struct {
    char *folder;
    Clock *clock; /* stands at SUPPORT_NOW_MS */
    Home *home;
    char *id; /* NULL in an empty home */
} RecordFixture;
void record_set_up_empty(RecordFixture *fixture, gconstpointer unused);
void record_set_up(RecordFixture *fixture, gconstpointer unused);
void record_tear_down(RecordFixture *fixture, gconstpointer unused);

/* Sets a field, which must succeed. */
void support_set(RecordFixture *fixture, const char *field, const char *value);
/* The length of an array of the record. */
guint support_length(RecordFixture *fixture, const char *member);
/* The record, which must be there. Free with json_node_unref. */
JsonNode *support_record(Home *home, const char *id);
