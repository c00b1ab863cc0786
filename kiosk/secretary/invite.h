/*
 * Who is invited to a meeting, and the files that the report was prepared from: what the register
 * has of them, what the precincts' passports and the law's list still propose, and what lies on a
 * USB stick. UI thread.
 */
#pragma once

#include "kiosk/secretary/office.h"

/* What is still to invite; argument the meeting's id, value JsonNode (meeting_uninvited). */
extern const Work work_invite_left;
/* Invites; argument InviteSet. */
extern const Work work_invite;
/* The files at the top of all sticks that are plugged in; no argument, value GPtrArray of
 * InviteFile. */
extern const Work work_invite_files;
/* Takes one over; argument InviteSet, of which the path. */
extern const Work work_invite_attach;

typedef struct {
    char *id;
    char *category, *who, *person; /* category NULL: the organisations of the passports */
    char *on;                      /* YYYY-MM-DD */
    char *path;                    /* of a material */
} InviteSet;

typedef struct {
    char *path, *name;
    gint64 bytes;
} InviteFile;

/* What the screens know; in Office. */
typedef struct Invite {
    JsonNode *left;   /* NULL: not known yet */
    GPtrArray *files; /* of InviteFile; NULL: not known yet */
    char *category;   /* of whom somebody is invited; NULL: none was chosen */
    char *path;       /* of the file that is taken over */
    gint64 look_ms;   /* when the sticks are looked at again */
    gboolean saving;
} Invite;

Invite *invite_new(void);
void invite_free(Invite *invite);

/* How many organisations of the passports are not invited yet. */
int invite_organisations(const App *app);
/* The categories of the law's list of whom nobody is invited yet; NULL: not known. Borrowed. */
JsonArray *invite_categories(const App *app);

void invite_take_left(App *app, WorkResult *result);
void invite_take_saved(App *app, WorkResult *result);
void invite_take_files(App *app, WorkResult *result);

/* Guards. */
gboolean invite_can_save(const App *app); /* nothing is being saved */
gboolean invite_has_who(const App *app);

/* Actions. */
void invite_look(App *app);
void invite_organisations_now(App *app);
void invite_one(App *app);
void invite_look_for_files(App *app);
void invite_attach(App *app);
void invite_forget(App *app);
