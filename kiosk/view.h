/*
 * What the screens show of the register: the day's meeting as plain values, without anything
 * about the people who registered. Made by the worker, owned by the application; immutable.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/message.h"
#include "protocol/rules.h"

typedef struct {
    char *code;
    char *text[LANGUAGE_COUNT];
} ViewCategory;

typedef struct {
    char *id, *kind, *date, *time, *place, *state, *edition;
    char *precincts;      /* "12, 14"; "" if there are none */
    GPtrArray *speakers;  /* of char *: rank and names */
    GPtrArray *positions; /* of char *, one for each speaker */
    int attendees;
    GPtrArray *categories; /* of ViewCategory; the worker adds them from the rules */
    gboolean video;        /* it is recorded */
    int retention_years;
} ViewMeeting;

typedef struct {
    char *today;          /* YYYY-MM-DD */
    ViewMeeting *meeting; /* people can register for it now; NULL: none */
    ViewMeeting *next;    /* the first that is planned after; NULL: none known */
    gboolean over;        /* today's meeting was held */
} ViewDay;

/* What became of an entry, for the person who has its receipt. */
typedef struct {
    int number;
    gboolean overdue;
    char *type, *date, *state;
    char *deadline, *to, *answer; /* NULL: none */
} ViewEntry;

/* From follow_status's JSON. Free with view_entry_free. */
ViewEntry *view_entry_new(JsonNode *status);
void view_entry_free(ViewEntry *entry);

/* Chooses from record_list's JSON: today's meeting that takes registrations, one that runs before
 * one that starts next; one that runs since another day, which has gone past midnight, before what
 * is only to begin; or the one with the id only (may be NULL), whatever its day. now is
 * "HH:MM". Free with view_day_free. */
ViewDay *view_day_new(JsonNode *list, const char *today, const char *now, const char *only);
void view_day_free(ViewDay *day);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ViewDay, view_day_free)

/* The categories of an edition, of ViewCategory; g_ptr_array_unref. */
GPtrArray *view_categories(const Rules *rules);
/* The category's text, or its code. Never NULL. */
const char *view_category_text(const ViewCategory *category, Language language);
const ViewCategory *view_category(const ViewMeeting *meeting, const char *code);

/* Both show the same, so that nothing must be painted again. */
gboolean view_day_equal(const ViewDay *one, const ViewDay *other);

/* "2026-11-20" as "2026 жылғы 20 қараша", "20 ноября 2026 г.". Free with g_free. */
char *view_date(Language language, const char *iso);
/* A size of a file or a disk in MB or GB, as the language writes it; g_free. */
char *view_size(Language language, guint64 bytes);
/* "Report meeting · Precinct No. 12", "20 ноября 2026 г., 18:00 · place". Free with g_free. */
char *view_title(Language language, const ViewMeeting *meeting);
char *view_where(Language language, const ViewMeeting *meeting);
/* Who reports: all with positions (detail 0), names only (1), the first and how many more (2). */
char *view_speakers(Language language, const ViewMeeting *meeting, int detail);
