/* What is said and decided at a meeting, with its place in the recording. */
#include "media/chain.h"
#include "media/client.h"
#include "protocol/error.h"
#include "protocol/meeting_change.h"
#include "protocol/meeting_check.h"
#include "protocol/meeting_deadline.h"
#include "protocol/receipt.h"
#include "protocol/register_entry.h"
#include "protocol/register_meeting.h"
#include "protocol/register_people.h"
#include "protocol/register_statement.h"
#include "protocol/text.h"

#define VIDEO_FOLDER "video"

/* A moment, and where it is in the recording; take 0: nothing was recorded then. */
typedef struct {
    gint64 unix_ms;
    int take;
    gint64 position_ms;
} Moment;

/* "Now" as the running recorder knows it, to the frame; else as the clock does. */
static void find_now(Home *home, const char *id, Moment *moment)
{
    g_autofree char *folder = home_meeting_path(home, id, VIDEO_FOLDER);
    g_autoptr(RecorderClient) client = recorder_connect(folder, NULL);
    RecorderMark mark;
    if (client && recorder_mark(client, &mark, NULL)) {
        moment->take = mark.take;
        moment->position_ms = mark.at_ms;
    }
    moment->unix_ms = clock_now_ms(home_clock(home));
}

/* The place of a moment that has passed, by the clock pairs of the chain. */
static void find_past(Home *home, const char *id, Moment *moment)
{
    g_autofree char *folder = home_meeting_path(home, id, VIDEO_FOLDER);
    g_autoptr(Recording) recording = recording_read(folder, NULL);
    if (!recording ||
        !recording_position(recording, moment->unix_ms, &moment->take, &moment->position_ms))
        moment->take = 0;
}

/* The moment of an entry. The recorder is asked before any transaction begins: it may take its
 * time to answer, and the register is not to wait for it. */
static gboolean find_moment(Home *home, const char *id, const Entry *entry, Moment *moment_out,
                            GError **error)
{
    *moment_out = (Moment){0};
    if (!entry->at) {
        if (entry->take > 0)
            moment_out->unix_ms = clock_now_ms(home_clock(home));
        else
            find_now(home, id, moment_out);
    } else {
        g_autoptr(JsonObject) row = register_meeting(home_register(home), id, error);
        if (!row)
            return FALSE;
        if (!time_parse(json_object_get_string_member(row, "date"), entry->at,
                        &moment_out->unix_ms)) {
            g_autofree char *shown = g_utf8_make_valid(entry->at, -1);
            error_set(error, PROTOCOL_ERROR_USAGE,
                      N_("{1}: “{2}” is no time of day. Write it HH:MM:SS."), "at", shown, NULL);
            return FALSE;
        }
        find_past(home, id, moment_out);
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

static gboolean check_initiator(Change *change, int from, GError **error)
{
    gboolean found = FALSE;
    if (from == 0)
        return TRUE;
    if (!register_attendee_exists(change->register_, change->id, from, &found, error))
        return FALSE;
    if (!found) {
        g_autofree char *number = g_strdup_printf("%d", from);
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  N_("Nobody with the number {1} is registered at this meeting."), number, NULL);
    }
    return found;
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
    if (!calendar || !check_initiator(change, entry->from, error))
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
    g_autofree char *digest = register_audit_digest(words);
    return change_log(change, subject, NULL, digest, error);
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
    Moment moment = {0};
    find_now(home, id, &moment);
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
