/*
 * The esep command: rows of a table, one file command_*.c for a group of commands.
 *
 * A command parses its arguments with command_parse, does its work through the modules, prints
 * its result on stdout and returns TRUE, or FALSE with an error; main turns the error into text
 * in the reader's language and into the exit code.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/clock.h"
#include "protocol/home.h"
#include "protocol/message.h"
#include "protocol/sources.h"

typedef struct Session Session;

typedef struct {
    const char *name;      /* "meeting new", "check": one or two words */
    const char *arguments; /* "ID --channel … " as shown in the usage line */
    const char *summary;   /* message id, one line */
    gboolean (*run)(Session *session, int argc, char **argv, GError **error);
} Command;

struct Session {
    const Command *command; /* the row that runs */
    char *home_option;
    char *language_option;
    gboolean json;
    Language language;
    Clock *clock;
    Home *home;       /* opened by session_home at the first need */
    Sources *sources; /* made at the first need */
    int exit_code;    /* what a command that did its work wants to end with; 0 unless set */
};

/* The tables; each ends with a row of NULLs. */
extern const Command command_record_table[];    /* init, meeting, announce, attend, entry, … */
extern const Command command_correct_table[];   /* attendee, entry … set and withdraw */
extern const Command command_precinct_table[];  /* precinct, invite */
extern const Command command_audit_table[];     /* audit */
extern const Command command_recording_table[]; /* record */
extern const Command command_law_table[];       /* rules, check, plan, follow, retention, hold */
extern const Command command_document_table[];  /* document */
extern const Command command_archive_table[];   /* seal, export, verify */
extern const Command command_disposal_table[];  /* dispose */
extern const Command command_print_table[];     /* print */
extern const Command command_user_table[];      /* user */
extern const Command command_body_table[];      /* body */
extern const Command command_vault_table[];     /* key */
extern const Command command_stats_table[];     /* stats */
extern const Command command_sync_table[];      /* sync */
extern const Command command_demo_table[];      /* demo */

/* An option of commands that name the police body: "body", "body-kk" or "city". */
GOptionEntry command_body_option(const char *name, char **value);

/* Parses argv (argv[0] is the command) with the command's own options and the global ones, which
 * may stand anywhere. Wrong options are PROTOCOL_ERROR_USAGE. The arguments left over must be
 * min to max; they stay in argv[1 …] and *argc counts argv[0] too. options may be NULL. With --help
 * it prints the help and returns FALSE without an error: the command just returns FALSE. */
gboolean command_parse(Session *session, const GOptionEntry *options, int *argc, char ***argv,
                       int min, int max, GError **error);
/* Whether an option that must be given was; PROTOCOL_ERROR_USAGE names it ("--surname"). After
 * command_parse, whose command's help it points to. */
gboolean command_need(const char *option, const char *value, GError **error);
/* The home, opened at the first call; owned by the session. NULL with an error. */
Home *session_home(Session *session, GError **error);
/* A source of law in the reader's language; owned by the session. */
const char *session_source(Session *session, const char *source);
/* Prints a JSON value and a newline on stdout. */
void session_print_json(JsonNode *node);
/* Prints rows, an array of objects: as JSON, or each by print, or none (a message id) if there are
 * no rows. Returns TRUE. */
gboolean session_print_rows(Session *session, JsonNode *rows,
                            void (*print)(Session *session, JsonObject *row), const char *none);
/* For a command that has nothing to show: with --json prints {"done":true}. Returns TRUE. */
gboolean session_done(Session *session);
/* Prints a line of text on stdout: msgid with its arguments {1} …; nothing if --json. */
void session_print(Session *session, const char *msgid, ...) G_GNUC_NULL_TERMINATED;
/* The same on stderr, for what is done while --json keeps stdout clean. */
void session_note(Session *session, const char *msgid, ...) G_GNUC_NULL_TERMINATED;
/* Progress on stderr if it is a terminal: done of all, with a bar. done == all ends the line. */
void session_progress(Session *session, const char *msgid, gint64 done, gint64 all);
