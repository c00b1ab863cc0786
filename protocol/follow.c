#include "protocol/follow.h"

#include <string.h>

#include "protocol/calendar.h"
#include "protocol/error.h"
#include "protocol/follow_life.h"
#include "protocol/meeting.h"
#include "protocol/meeting_deadline.h"
#include "protocol/register.h"
#include "protocol/register_audit.h"
#include "protocol/register_follow.h"
#include "protocol/rules.h"
#include "protocol/text.h"

gboolean follow_subject_parse(const char *text, FollowSubject *subject_out, char **parts_out,
                              GError **error)
{
    const char *slash = strrchr(text, '/');
    g_autofree char *meeting = slash ? g_strndup(text, (gsize)(slash - text)) : NULL;
    gint64 number;
    if ((meeting && !meeting_id_valid(meeting)) ||
        !g_ascii_string_to_signed(slash ? slash + 1 : text, 10, 1, G_MAXINT, &number, NULL)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("“{1}” is no number of an entry (such as 12) or of a decision (such as "
                     "2026-0007/1)."),
                  text, NULL);
        return FALSE;
    }
    *subject_out = (FollowSubject){meeting, (int)number};
    *parts_out = g_steal_pointer(&meeting);
    return TRUE;
}

char *follow_subject_text(FollowSubject subject)
{
    return subject.meeting ? g_strdup_printf("%s/%d", subject.meeting, subject.number)
                           : g_strdup_printf("%d", subject.number);
}

static const char *string_of(JsonObject *row, const char *name)
{
    return json_object_get_string_member_with_default(row, name, NULL);
}

JsonObject *follow_find(Home *home, FollowSubject subject, GError **error)
{
    JsonObject *row = NULL;
    g_autofree char *name = follow_subject_text(subject);
    if (register_follow_find(home_register(home), subject, &row, error) && !row)
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  subject.meeting ? N_("There is no decision {1}. See: esep follow list --all")
                                  : N_("There is no entry {1}. See: esep follow list"),
                  name, NULL);
    return row;
}

/* Whether the term of a check can be extended to that day. */
static gboolean check_until(const Rules *rules, JsonObject *row, const char *until, GError **error)
{
    GDate last, day;
    int months = rules_extension_months(rules);
    date_parse(until, &day);
    date_parse(string_of(row, "since"), &last);
    g_date_add_months(&last, (guint)months);
    g_autofree char *latest = date_iso(&last);
    if (months == 0)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("By the rules of this entry the term of a check cannot be extended."), NULL);
    else if (strcmp(until, string_of(row, "deadline")) <= 0 || g_date_compare(&day, &last) > 0)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The new deadline must be after {1} and not after {2} ({3})."),
                  string_of(row, "deadline"), latest, rules_source(rules, "extension_months"),
                  NULL);
    else
        return TRUE;
    return FALSE;
}

/* A decision is put off to a day that is still to come. */
static gboolean check_moved(Home *home, JsonObject *row, const char *until, GError **error)
{
    g_autofree char *today = clock_today(home_clock(home));
    const char *deadline = string_of(row, "deadline");
    const char *after = deadline && strcmp(deadline, today) > 0 ? deadline : today;
    if (strcmp(until, after) > 0)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_REFUSED, N_("The new day must be after {1}."), after, NULL);
    return FALSE;
}

/* A term until the day that the step names. */
static gboolean name_deadline(Home *home, const Rules *rules, JsonObject *row, FollowDue due,
                              const FollowStep *step, char **deadline_out, char **source_out,
                              GError **error)
{
    GDate day;
    if (!step->until || !date_parse(step->until, &day)) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("Give the new deadline with --until YYYY-MM-DD."),
                  NULL);
        return FALSE;
    }
    if (due == FOLLOW_DUE_MOVED ? !check_moved(home, row, step->until, error)
                                : !check_until(rules, row, step->until, error))
        return FALSE;
    *deadline_out = g_strdup(step->until);
    if (due == FOLLOW_DUE_EXTENDED)
        *source_out = g_strdup(rules_source(rules, "extension_months"));
    return TRUE;
}

/* What is due after the step, by the edition of its meeting; both NULL if nothing is. */
static gboolean next_deadline(Home *home, JsonObject *row, FollowDue due, const FollowStep *step,
                              char **deadline_out, char **source_out, GError **error)
{
    const char *source = NULL;
    if (due == FOLLOW_DUE_KEEP) {
        *deadline_out = g_strdup(string_of(row, "deadline"));
        *source_out = g_strdup(string_of(row, "deadline_source"));
    }
    if (due == FOLLOW_DUE_KEEP || due == FOLLOW_DUE_NEVER)
        return TRUE;
    const RulesSet *set = home_rules(home, error);
    const Rules *rules = set ? rules_by_id(set, string_of(row, "edition"), error) : NULL;
    const Calendar *calendar = rules ? home_calendar(home, error) : NULL;
    if (!calendar)
        return FALSE;
    if (due == FOLLOW_DUE_EXTENDED || due == FOLLOW_DUE_MOVED)
        return name_deadline(home, rules, row, due, step, deadline_out, source_out, error);
    /* The notice after a check was forwarded, and a new check, count from today. */
    g_autofree char *today = clock_today(home_clock(home));
    meeting_deadline(rules, calendar, today, due == FOLLOW_DUE_CHECK ? "check" : "forward",
                     deadline_out, &source);
    *source_out = g_strdup(source);
    return TRUE;
}

/* A step that there is: what it brings, and to what. */
typedef struct {
    FollowSubject subject;
    JsonObject *row; /* where it stood */
    const FollowStep *given;
    const char *state; /* where it stands then */
    FollowDue due;
} Step;

static gboolean add_row(Home *home, const Step *step, GError **error)
{
    g_autofree char *deadline = NULL, *source = NULL;
    if (!next_deadline(home, step->row, step->due, step->given, &deadline, &source, error))
        return FALSE;
    g_autofree char *at = time_iso(clock_now_ms(home_clock(home)));
    const char *said_to = string_of(step->row, "to");
    const FollowRow added = {
        .subject = step->subject,
        .event = step->given->event,
        .state = step->state,
        .deadline = deadline,
        .deadline_source = source,
        .text = step->given->text,
        .to = strcmp(step->given->event, "forward") != 0 ? NULL
              : step->given->to                          ? step->given->to
                                                         : said_to,
        .ref = step->given->ref,
        .at = at,
    };
    return register_follow_add(home_register(home), &added, error);
}

static gboolean audit(Home *home, const Step *step, GError **error)
{
    g_autofree char *what = g_strconcat("follow-", step->given->event, NULL);
    g_autofree char *number = g_strdup_printf("%d", step->subject.number);
    g_autofree char *subject =
        step->subject.meeting ? g_strconcat("decision ", number, NULL) : g_strdup(number);
    const AuditEvent event = {.meeting = string_of(step->row, "meeting"),
                              .what = what,
                              .subject = subject,
                              .before = string_of(step->row, "state"),
                              .after = step->state};
    return register_audit_add(home_register(home), home_clock(home), &event, error);
}

/* The step inside the transaction. The row takes from the log's line who took it. */
static gboolean take_step(Home *home, FollowSubject subject, const FollowStep *given,
                          const char **state_out, GError **error)
{
    g_autofree char *name = follow_subject_text(subject);
    g_autoptr(JsonObject) row = follow_find(home, subject, error);
    if (!row)
        return FALSE;
    const char *from = string_of(row, "state");
    gboolean anonymous = json_object_get_boolean_member_with_default(row, "anonymous", FALSE);
    Step step = {.subject = subject, .row = row, .given = given};
    step.state = follow_life_step(from, given->event, anonymous, &step.due);
    if (!step.state) {
        error_set(error, PROTOCOL_ERROR_REFUSED, follow_life_refusal(from, subject.meeting != NULL),
                  name, NULL);
        return FALSE;
    }
    if (strcmp(given->event, "forward") == 0 && !given->to && !string_of(row, "to")) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("It is not known to which body entry {1} goes: say it with --to."), name,
                  NULL);
        return FALSE;
    }
    *state_out = step.state;
    return audit(home, &step, error) && add_row(home, &step, error);
}

static gboolean check_texts(const FollowStep *step, GError **error)
{
    const char *missing = step->text ? NULL : follow_life_words(step->event);
    if (missing) {
        error_set(error, PROTOCOL_ERROR_USAGE, missing, NULL);
        return FALSE;
    }
    return text_check_optional("text", step->text, TEXT_LONG_MAX, TRUE, error) &&
           text_check_optional("to", step->to, TEXT_PLACE_MAX, FALSE, error) &&
           text_check_optional("ref", step->ref, TEXT_NAME_MAX, FALSE, error);
}

gboolean follow_do(Home *home, FollowSubject subject, const FollowStep *step,
                   const char **state_out, GError **error)
{
    Register *register_ = home_register(home);
    const char *state = NULL;
    if (!check_texts(step, error) || !register_begin(register_, error))
        return FALSE;
    if (!take_step(home, subject, step, &state, error)) {
        register_rollback(register_);
        return FALSE;
    }
    if (!register_commit(register_, error))
        return FALSE;
    if (state_out)
        *state_out = state;
    return TRUE;
}
