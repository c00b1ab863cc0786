/* The commands of the law: rules, check, plan, follow-up, retention. */
#include "protocol/command_law.h"

#include <string.h>

#include "protocol/error.h"

const Command command_law_table[] = {
    {"rules list", "", N_("editions of the rules"), command_rules_list},
    {"rules show", "--kind inspector|chief [--on DATE]", N_("the rules for a meeting on a date"),
     command_rules_show},
    {"rules lint", "FILE|FOLDER", N_("check files of rules, and that they follow each other"),
     command_rules_lint},
    {"check", "ID", N_("what a record still lacks for sealing"), command_check},
    {"plan", "[--on DATE] [--ics FILE]", N_("what is due, overdue and coming"), command_plan},
    {"follow list", "[--overdue] [--soon] [--precinct N] [--in-charge NAME] [--all]",
     N_("complaints, suggestions, remarks and decisions, and their deadlines"),
     command_follow_list},
    {"follow show", "N|MEETING/N", N_("the whole life of an entry or a decision"),
     command_follow_show},
    {"follow answer", "N --text TEXT", N_("note the answer to an entry"), command_follow_step},
    {"follow forward", "N [--to BODY] [--ref NUMBER]", N_("note that an entry was forwarded"),
     command_follow_step},
    {"follow notify", "N [--ref NUMBER]", N_("note that the initiator was told"),
     command_follow_step},
    {"follow receive", "N [--ref NUMBER]", N_("note that the other body received an entry"),
     command_follow_step},
    {"follow begin", "N|MEETING/N [--text TEXT] [--ref NUMBER]",
     N_("note that the check of an entry, or the work on a decision, has begun"),
     command_follow_step},
    {"follow extend", "N|MEETING/N --until DATE --text TEXT [--ref NUMBER]",
     N_("extend the term of a check or of a decision, with a reason"), command_follow_step},
    {"follow done", "MEETING/N --text TEXT [--ref NUMBER]",
     N_("note that a decision was carried out, and what came of it"), command_follow_step},
    {"follow cancel", "MEETING/N --text TEXT [--ref NUMBER]",
     N_("note that a decision will not be carried out, with the reason"), command_follow_step},
    {"follow reopen", "MEETING/N --until DATE --text TEXT [--ref NUMBER]",
     N_("take up again a decision that was done or cancelled"), command_follow_step},
    {"follow contest", "N --text TEXT", N_("note that the initiator contests the answer"),
     command_follow_step},
    {"follow close", "N [--text TEXT]", N_("close an entry"), command_follow_step},
    {"follow status", "RECEIPT", N_("what became of the entry of a receipt"),
     command_follow_status},
    {"retention list", "", N_("how long each record is kept"), command_retention_list},
    {"retention space", "", N_("hours left on the disk, and what past its term would make room"),
     command_retention_space},
    {"hold", "ID --why TEXT", N_("keep a record beyond its term"), command_hold},
    {"release", "ID [N]", N_("end a hold"), command_release},
    {NULL},
};

static const struct {
    const char *code, *word;
} words[] = {
    {"inspector", N_("inspector")},
    {"chief", N_("chief")},
    {"complaint", N_("complaint")},
    {"suggestion", N_("suggestion")},
    {"remark", N_("remark")},
    {"coming", N_("coming")},
    {"due", N_("due")},
    {"done", N_("done")},
    {"late", N_("late")},
    {"missed", N_("missed")},
    {"answered", N_("answered")},
    {"check", N_("being checked")},
    {"forward", N_("to be forwarded")},
    {"forwarded", N_("forwarded")},
    {"notified", N_("forwarded, the initiator was told")},
    {"closed", N_("closed")},
    {"decision", N_("decision")},
    {"noted", N_("still to be carried out")},
    {"begun", N_("being carried out")},
    {"cancelled", N_("cancelled")},
    {"withdrawn", N_("withdrawn")},
    {"kept", N_("kept")},
    {"held", N_("held")},
};

const char *command_law_word(const Session *session, const char *code)
{
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (strcmp(words[i].code, code) == 0)
            return message(session->language, words[i].word);
    return code;
}

gboolean command_law_date(Session *session, const char *text, GDate *date_out, GError **error)
{
    g_autofree char *today = clock_today(session->clock);
    if (date_parse(text ? text : today, date_out))
        return TRUE;
    error_set(error, PROTOCOL_ERROR_USAGE, N_("“{1}” is no date of the form YYYY-MM-DD."), text,
              NULL);
    return FALSE;
}
