/* The commands of command_record_table, one file for a subject. */
#pragma once

#include "protocol/command.h"
#include "protocol/meeting.h"

gboolean command_init(Session *session, int argc, char **argv, GError **error);

gboolean command_meeting_new(Session *session, int argc, char **argv, GError **error);
gboolean command_meeting_list(Session *session, int argc, char **argv, GError **error);
gboolean command_meeting_show(Session *session, int argc, char **argv, GError **error);
gboolean command_meeting_set(Session *session, int argc, char **argv, GError **error);

gboolean command_announce(Session *session, int argc, char **argv, GError **error);
gboolean command_attend(Session *session, int argc, char **argv, GError **error);
gboolean command_sign(Session *session, int argc, char **argv, GError **error);

gboolean command_entry_add(Session *session, int argc, char **argv, GError **error);
gboolean command_decision_add(Session *session, int argc, char **argv, GError **error);
gboolean command_award_add(Session *session, int argc, char **argv, GError **error);
gboolean command_mark(Session *session, int argc, char **argv, GError **error);
gboolean command_addendum(Session *session, int argc, char **argv, GError **error);
gboolean command_attach(Session *session, int argc, char **argv, GError **error);
gboolean command_material_add(Session *session, int argc, char **argv, GError **error);

/* "field=value" into given; the field's name is kept in owned, the value is borrowed. */
gboolean command_parse_field(const char *text, MeetingField *given, GPtrArray *owned,
                             GError **error);
/* Prints what is new: its number alone on a line, or with --json {"member":number}. */
void command_record_print_new(Session *session, const char *member, int number);
/* A code of a kind, state, type or outcome in the reader's language. */
const char *command_record_word(const Session *session, const char *code);
