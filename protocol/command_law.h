/* The commands of command_law_table, one file for a subject. */
#pragma once

#include "protocol/command.h"

gboolean command_rules_list(Session *session, int argc, char **argv, GError **error);
gboolean command_rules_show(Session *session, int argc, char **argv, GError **error);
gboolean command_rules_lint(Session *session, int argc, char **argv, GError **error);

gboolean command_check(Session *session, int argc, char **argv, GError **error);

gboolean command_plan(Session *session, int argc, char **argv, GError **error);

gboolean command_follow_list(Session *session, int argc, char **argv, GError **error);
gboolean command_follow_step(Session *session, int argc, char **argv, GError **error);
gboolean command_follow_show(Session *session, int argc, char **argv, GError **error);
gboolean command_follow_status(Session *session, int argc, char **argv, GError **error);

gboolean command_retention_list(Session *session, int argc, char **argv, GError **error);
gboolean command_retention_space(Session *session, int argc, char **argv, GError **error);
gboolean command_hold(Session *session, int argc, char **argv, GError **error);
gboolean command_release(Session *session, int argc, char **argv, GError **error);

/* The date that text says, today's if it is NULL. */
gboolean command_law_date(Session *session, const char *text, GDate *date_out, GError **error);
/* A code of a state, kind or type ("late", "complaint") in the reader's language. */
const char *command_law_word(const Session *session, const char *code);
