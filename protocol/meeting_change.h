/*
 * The frame of every change of a record, for meeting*.c alone: one transaction with the step of the
 * record's life, the change itself, and the line in the audit log.
 *
 *     Change change;
 *     if (!change_begin(&change, home, id, LIFE_NOTE, error))
 *         return FALSE;
 *     gboolean ok = register_decision_add(change.register_, …) && change_log(&change, …);
 *     return change_end(&change, ok, error);
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/life.h"
#include "protocol/meeting.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"

typedef struct {
    Home *home;          /* borrowed */
    Register *register_; /* borrowed */
    const char *id;      /* borrowed */
    JsonObject *row;     /* owned: the meeting as it was */
    LifeEvent event;
    LifeState from, to;        /* before the change, and after its steps so far */
    int signatures_removed;    /* by this change, when it stands */
    gboolean keeps_signatures; /* set it where what changes is not what was signed */
} Change;

/* Begins the transaction and the step. FALSE with an error: nothing is open, nothing to end. */
gboolean change_begin(Change *change, Home *home, const char *id, LifeEvent event, GError **error);
/* The two halves of change_begin, for several steps in one transaction. After change_step, also
 * after one that failed, change_end is called. */
gboolean change_open(Change *change, Home *home, const char *id, GError **error);
gboolean change_step(Change *change, LifeEvent event, GError **error);
/* A line in the audit log, named after the event. subject, before, after may be NULL. */
gboolean change_log(Change *change, const char *subject, const char *before, const char *after,
                    GError **error);
/* register_audit_digest of text for a meeting's citizens' names and words. */
char *change_digest(const Change *change, const char *text, GError **error);
/* As change_log, with the digest of after in its place. */
gboolean change_log_digest(Change *change, const char *subject, JsonObject *after, GError **error);
/* Commits if ok, else rolls back. Returns whether the change stands. */
gboolean change_end(Change *change, gboolean ok, GError **error);

/* Whether somebody with the number from is registered; 0 stands for anonymous. */
gboolean change_check_initiator(Change *change, int from, GError **error);

/* Whether an announcement can have been made on a day (not after the meeting), and a decision be
 * due then (not before it); PROTOCOL_ERROR_USAGE if not. */
gboolean change_check_announced(const Change *change, const char *on, GError **error);
gboolean change_check_due(const Change *change, const char *due, GError **error);

/* A member of change->row, NULL if it is null. */
const char *change_text(const Change *change, const char *member);
/* The meeting's edition of the rules; owned by the home. */
const Rules *change_rules(const Change *change, GError **error);
