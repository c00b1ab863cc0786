/* What is said and decided at a meeting, with its place in the recording. */
#include "protocol/error.h"
#include "protocol/meeting_change.h"
#include "protocol/meeting_check.h"
#include "protocol/meeting_deadline.h"
#include "protocol/meeting_moment.h"
#include "protocol/receipt.h"
#include "protocol/register_entry.h"
#include "protocol/register_meeting.h"
#include "protocol/register_people.h"
#include "protocol/register_statement.h"
#include "protocol/text.h"

/* The moment of an entry, found before any transaction begins. */
static gboolean find_moment(Home *home, const char *id, const Entry *entry, Moment *moment_out,
                            GError **error)
{
    if (entry->at) {
        if (!meeting_moment_at(home, id, entry->at, moment_out, error))
            return FALSE;
    } else if (entry->take == 0) {
        meeting_moment_now(home, id, moment_out);
    } else {
        *moment_out = (Moment){.unix_ms = clock_now_ms(home_clock(home))};
    }
    if (entry->take > 0) {
        moment_out->take = entry->take;
        moment_out->position_ms = entry->position_ms;
    }
    return TRUE;
}

static gboolean check_entry(const Entry *entry, GError **error)
{
    static const char *const types[] = {"complaint", "suggestion", "remark", NULL};
    static const char *const outcomes[] = {"answered", "check", "forward", NULL};
    if (!text_check_code("type", entry->type, types, error) ||
        !text_check("text", entry->text, TEXT_LONG_MAX, TRUE, error) ||
        !text_check_code("outcome", entry->outcome, outcomes, error) ||
        !text_check_optional("answer", entry->answer, TEXT_LONG_MAX, TRUE, error) ||
        !text_check_optional("to", entry->to, TEXT_PLACE_MAX, FALSE, error))
        return FALSE;
    gboolean forward = g_strcmp0(entry->outcome, "forward") == 0;
    if (forward != (entry->to != NULL)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  forward ? N_("Say to whom it is forwarded: --to.")
                          : N_("Only what is forwarded has a --to."),
                  NULL);
        return FALSE;
    }
    if (entry->from < 0 || entry->take < 0 || entry->position_ms < 0) {
        error_set(error, PROTOCOL_ERROR_USAGE, N_("A number of the entry is below zero."), NULL);
        return FALSE;
    }
    return TRUE;
}

/* A code that no other receipt has. */
static char *unused_receipt(Register *register_, GError **error)
{
    for (;;) {
        g_autofree char *receipt = receipt_new();
        gboolean exists = FALSE;
        if (!register_receipt_exists(register_, receipt, &exists, error))
            return NULL;
        if (!exists)
            return g_steal_pointer(&receipt);
    }
}

static gboolean log_entry(Change *change, const Entry *entry, const EntryRow *row, GError **error)
{
    g_autoptr(JsonObject) object = json_object_new();
    json_object_set_string_member(object, "type", entry->type);
    json_object_set_int_member(object, "from", entry->from);
    json_object_set_string_member(object, "text", entry->text);
    json_object_set_string_member(object, "outcome", entry->outcome);
    json_object_set_string_member(object, "answer", entry->answer ? entry->answer : "");
    json_object_set_string_member(object, "to", entry->to ? entry->to : "");
    json_object_set_string_member(object, "said", row->said);
    json_object_set_string_member(object, "receipt", row->receipt);
    g_autofree char *subject = g_strdup_printf("entry %d", row->number);
    return change_log_digest(change, subject, object, error);
}

static gboolean add_entry(Change *change, const Entry *entry, const Moment *moment, int *number_out,
                          char **receipt_out, GError **error)
{
    const Rules *rules = change_rules(change, error);
    const Calendar *calendar = rules ? home_calendar(change->home, error) : NULL;
    if (!calendar || !change_check_initiator(change, entry->from, error))
        return FALSE;
    g_autofree char *deadline = NULL;
    g_autofree char *said = time_of_day(moment->unix_ms);
    g_autofree char *receipt = unused_receipt(change->register_, error);
    EntryRow row = {
        .said = said, .take = moment->take, .position_ms = moment->position_ms, .receipt = receipt};
    meeting_deadline(rules, calendar, change_text(change, "date"), entry->outcome, &deadline,
                     &row.deadline_source);
    row.deadline = deadline;
    if (!receipt || !register_next(change->register_, "entry", &row.number, error) ||
        !register_entry_add(change->register_, change->id, entry, &row, error) ||
        !register_meeting_set(change->register_, change->id, MEETING_NO_ENTRIES, "0", error) ||
        !log_entry(change, entry, &row, error))
        return FALSE;
    *number_out = row.number;
    *receipt_out = g_steal_pointer(&receipt);
    return TRUE;
}

gboolean meeting_entry(Home *home, const char *id, const Entry *entry, int *number_out,
                       char **receipt_out, GError **error)
{
    Moment moment;
    Change change;
    g_autofree char *receipt = NULL;
    if (!check_entry(entry, error) || !find_moment(home, id, entry, &moment, error) ||
        !change_begin(&change, home, id, LIFE_NOTE, error) ||
        !change_end(&change, add_entry(&change, entry, &moment, number_out, &receipt, error),
                    error))
        return FALSE;
    *receipt_out = g_steal_pointer(&receipt);
    return TRUE;
}

/* A line in the log for a numbered row whose words do not belong there. */
static gboolean log_words(Change *change, const char *what, int number, const char *first,
                          const char *second, GError **error)
{
    g_autofree char *subject = g_strdup_printf("%s %d", what, number);
    g_autofree char *words = g_strconcat(first, "\n", second, NULL);
    g_autofree char *digest = change_digest(change, words, error);
    return digest && change_log(change, subject, NULL, digest, error);
}

gboolean meeting_decision(Home *home, const char *id, const char *text, const char *owner,
                          const char *due, int *number_out, GError **error)
{
    Change change;
    if (!text_check("text", text, TEXT_LONG_MAX, TRUE, error) ||
        !text_check("owner", owner, TEXT_PLACE_MAX, FALSE, error) ||
        !meeting_check_date("due", due, error) ||
        !change_begin(&change, home, id, LIFE_NOTE, error))
        return FALSE;
    gboolean ok =
        change_check_due(&change, due, error) &&
        register_decision_add(change.register_, id, text, owner, due, number_out, error) &&
        register_meeting_set(change.register_, id, MEETING_NO_DECISIONS, "0", error) &&
        log_words(&change, "decision", *number_out, text, owner, error);
    return change_end(&change, ok, error);
}

gboolean meeting_award(Home *home, const char *id, const char *to, const char *text, GError **error)
{
    Change change;
    int number = 0;
    if (!text_check("to", to, TEXT_PLACE_MAX, FALSE, error) ||
        !text_check("text", text, TEXT_LONG_MAX, TRUE, error) ||
        !change_begin(&change, home, id, LIFE_NOTE, error))
        return FALSE;
    gboolean ok = register_award_add(change.register_, id, to, text, &number, error) &&
                  log_words(&change, "award", number, to, text, error);
    return change_end(&change, ok, error);
}

static gboolean check_point(const Rules *rules, int point, GError **error)
{
    if (point >= 1 && point <= rules_point_count(rules))
        return TRUE;
    g_autofree char *last = g_strdup_printf("%d", rules_point_count(rules));
    error_set(error, PROTOCOL_ERROR_USAGE, N_("The agenda has points 1 to {1}."), last, NULL);
    return FALSE;
}

gboolean meeting_mark(Home *home, const char *id, int point, GError **error)
{
    Change change;
    Moment moment;
    meeting_moment_now(home, id, &moment);
    if (!change_begin(&change, home, id, LIFE_MARK, error))
        return FALSE;
    g_autofree char *wall = time_iso(moment.unix_ms);
    g_autofree char *subject = g_strdup_printf("point %d", point);
    const Rules *rules = change_rules(&change, error);
    gboolean ok = rules && check_point(rules, point, error) &&
                  register_mark_set(change.register_, id, point, moment.take, moment.position_ms,
                                    wall, error) &&
                  change_log(&change, subject, NULL, wall, error);
    return change_end(&change, ok, error);
}
