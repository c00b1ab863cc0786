/* Corrections, before sealing, of what was noted one by one: a table of items and their fields. */
#include <string.h>

#include "protocol/canonical.h"
#include "protocol/error.h"
#include "protocol/json_read.h"
#include "protocol/meeting_change.h"
#include "protocol/meeting_check.h"
#include "protocol/meeting_deadline.h"
#include "protocol/meeting_moment.h"
#include "protocol/meeting_people.h"
#include "protocol/register_correct.h"
#include "protocol/register_entry.h"
#include "protocol/register_follow.h"
#include "protocol/register_meeting.h"
#include "protocol/register_search.h"
#include "protocol/text.h"

/* One correction while it is made. */
typedef struct {
    Change *change;
    MeetingItem item;
    int number;
    Moment moment;
} Correction;

typedef struct Field Field;
struct Field {
    MeetingItem item;
    const char *name, *column;
    gboolean may_be_empty;
    glong max;                /* of text: code points */
    const char *const *codes; /* if it is one of these */
    gboolean (*set)(Correction *correction, const Field *field, const char *value, GError **error);
};

static const char *const types[] = {"complaint", "suggestion", "remark", NULL};
static const char *const outcomes[] = {"answered", "check", "forward", NULL};
static const char *const channels[] = {"media", "social", "organisation", "site", "other", NULL};
static const char *const yes_no[] = {"yes", "no", NULL};

static gboolean put(Correction *correction, const char *column, const char *value, GError **error)
{
    return register_item_set(correction->change->register_, correction->change->id,
                             correction->item, correction->number, column, value, error);
}

static gboolean set_text(Correction *correction, const Field *field, const char *value,
                         GError **error)
{
    if (!value && !field->may_be_empty)
        return text_check(field->name, "", 1, FALSE, error);
    if (value && field->codes && !text_check_code(field->name, value, field->codes, error))
        return FALSE;
    return (!value || field->codes ||
            text_check(field->name, value, field->max, field->max == TEXT_LONG_MAX, error)) &&
           put(correction, field->column, value, error);
}

static gboolean set_category(Correction *correction, const Field *field, const char *value,
                             GError **error)
{
    const Rules *rules = change_rules(correction->change, error);
    return rules && text_check_code(field->name, value, rules_categories(rules), error) &&
           put(correction, field->column, value, error);
}

static gboolean set_iin(Correction *correction, const Field *field, const char *value,
                        GError **error)
{
    return (!value ||
            meeting_people_check_iin(correction->change, value, correction->number, error)) &&
           put(correction, field->column, value, error);
}

/* The day of a decision that was put off already is no longer the one of the meeting. */
static gboolean check_decision_day(Correction *correction, const char *value, GError **error)
{
    const Change *change = correction->change;
    const FollowSubject subject = {change->id, correction->number};
    gboolean begun = FALSE;
    if (!change_check_due(change, value, error) ||
        !register_follow_begun(change->register_, subject, &begun, error))
        return FALSE;
    g_autofree char *name = follow_subject_text(subject);
    if (begun)
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The follow-up of decision {1} has begun: its day stays. Put it off there "
                     "(follow extend)."),
                  name, NULL);
    return !begun;
}

static gboolean set_day(Correction *correction, const Field *field, const char *value,
                        GError **error)
{
    const Change *change = correction->change;
    if (!value && field->may_be_empty)
        return put(correction, field->column, NULL, error);
    return meeting_check_date(field->name, value, error) &&
           (correction->item != MEETING_ANNOUNCEMENT ||
            change_check_announced(change, value, error)) &&
           (correction->item != MEETING_DECISION || check_decision_day(correction, value, error)) &&
           put(correction, field->column, value, error);
}

static gboolean set_from(Correction *correction, const Field *field, const char *value,
                         GError **error)
{
    gint64 from = 0;
    gboolean named = g_strcmp0(value, "anonymous") != 0;
    if (named && !g_ascii_string_to_signed(value ? value : "", 10, 1, G_MAXINT, &from, NULL)) {
        error_set(error, PROTOCOL_ERROR_USAGE,
                  N_("--from: “{1}” is neither the number of somebody registered nor "
                     "“anonymous”."),
                  value ? value : "", NULL);
        return FALSE;
    }
    return change_check_initiator(correction->change, (int)from, error) &&
           put(correction, field->column, named ? value : NULL, error);
}

static gboolean set_yes_no(Correction *correction, const Field *field, const char *value,
                           GError **error)
{
    if (!value && field->may_be_empty)
        return put(correction, field->column, NULL, error);
    return text_check_code(field->name, value, yes_no, error) &&
           put(correction, field->column, strcmp(value, "yes") == 0 ? "1" : "0", error);
}

/* The deadline of the outcome; what is not forwarded goes to nobody. */
static gboolean set_outcome(Correction *correction, const Field *field, const char *value,
                            GError **error)
{
    Change *change = correction->change;
    gboolean followed = TRUE;
    if (!text_check_code(field->name, value, outcomes, error) ||
        !register_follow_begun(change->register_, follow_entry(correction->number), &followed,
                               error))
        return FALSE;
    if (followed) {
        g_autofree char *number = g_strdup_printf("%d", correction->number);
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The follow-up of entry {1} has begun: its outcome stays. Note the next step "
                     "there."),
                  number, NULL);
        return FALSE;
    }
    const Rules *rules = change_rules(change, error);
    const Calendar *calendar = rules ? home_calendar(change->home, error) : NULL;
    if (!calendar)
        return FALSE;
    g_autofree char *deadline = NULL;
    const char *source = NULL;
    meeting_deadline(rules, calendar, change_text(change, "date"), value, &deadline, &source);
    return put(correction, field->column, value, error) &&
           (strcmp(value, "forward") == 0 || put(correction, "forward_to", NULL, error)) &&
           register_entry_set_deadline(change->register_, correction->number, deadline, source,
                                       error);
}

/* The moment was found before the transaction began. */
static gboolean set_moment(Correction *correction, const Field *field, const char *value,
                           GError **error)
{
    const Moment *moment = &correction->moment;
    g_autofree char *said =
        correction->item == MEETING_MARK ? time_iso(moment->unix_ms) : time_of_day(moment->unix_ms);
    g_autofree char *take = moment->take ? g_strdup_printf("%d", moment->take) : NULL;
    g_autofree char *position =
        moment->take ? g_strdup_printf("%" G_GINT64_FORMAT, moment->position_ms) : NULL;
    return put(correction, field->column, said, error) && put(correction, "take", take, error) &&
           put(correction, "position_ms", position, error);
}

static const Field fields[] = {
    {MEETING_ATTENDEE, "surname", "surname", FALSE, TEXT_NAME_MAX, NULL, set_text},
    {MEETING_ATTENDEE, "name", "name", FALSE, TEXT_NAME_MAX, NULL, set_text},
    {MEETING_ATTENDEE, "patronymic", "patronymic", TRUE, TEXT_NAME_MAX, NULL, set_text},
    {MEETING_ATTENDEE, "category", "category", FALSE, 0, NULL, set_category},
    {MEETING_ATTENDEE, "address", "address", TRUE, TEXT_PLACE_MAX, NULL, set_text},
    {MEETING_ATTENDEE, "phone", "phone", TRUE, TEXT_PHONE_MAX, NULL, set_text},
    {MEETING_ATTENDEE, "iin", "iin", TRUE, 0, NULL, set_iin},
    {MEETING_ENTRY, "type", "type", FALSE, 0, types, set_text},
    {MEETING_ENTRY, "from", "from_n", FALSE, 0, NULL, set_from},
    {MEETING_ENTRY, "text", "text", FALSE, TEXT_LONG_MAX, NULL, set_text},
    {MEETING_ENTRY, "at", "said", FALSE, 0, NULL, set_moment},
    {MEETING_ENTRY, "position", "said", FALSE, 0, NULL, set_moment},
    {MEETING_ENTRY, "outcome", "outcome", FALSE, 0, NULL, set_outcome},
    {MEETING_ENTRY, "answer", "answer", TRUE, TEXT_LONG_MAX, NULL, set_text},
    {MEETING_ENTRY, "to", "forward_to", TRUE, TEXT_PLACE_MAX, NULL, set_text},
    {MEETING_ENTRY, "confidential", "confidential", FALSE, 0, NULL, set_yes_no},
    {MEETING_DECISION, "text", "text", FALSE, TEXT_LONG_MAX, NULL, set_text},
    {MEETING_DECISION, "owner", "owner", FALSE, TEXT_PLACE_MAX, NULL, set_text},
    {MEETING_DECISION, "due", "due", FALSE, 0, NULL, set_day},
    {MEETING_AWARD, "to", "to_whom", FALSE, TEXT_PLACE_MAX, NULL, set_text},
    {MEETING_AWARD, "text", "text", FALSE, TEXT_LONG_MAX, NULL, set_text},
    {MEETING_ANNOUNCEMENT, "channel", "channel", FALSE, 0, channels, set_text},
    {MEETING_ANNOUNCEMENT, "on", "made_on", FALSE, 0, NULL, set_day},
    {MEETING_ANNOUNCEMENT, "ref", "ref", TRUE, TEXT_PLACE_MAX, NULL, set_text},
    {MEETING_MARK, "at", "wall", FALSE, 0, NULL, set_moment},
    {MEETING_MARK, "position", "wall", FALSE, 0, NULL, set_moment},
    {MEETING_INVITATION, "category", "category", FALSE, 0, NULL, set_category},
    {MEETING_INVITATION, "who", "who", FALSE, TEXT_PLACE_MAX, NULL, set_text},
    {MEETING_INVITATION, "person", "person", TRUE, TEXT_PLACE_MAX, NULL, set_text},
    {MEETING_INVITATION, "position", "position", TRUE, TEXT_PLACE_MAX, NULL, set_text},
    {MEETING_INVITATION, "on", "made_on", TRUE, 0, NULL, set_day},
    {MEETING_INVITATION, "came", "came", TRUE, 0, NULL, set_yes_no},
};

const char *meeting_item_code(MeetingItem item)
{
    static const char *const codes[MEETING_ITEM_COUNT] = {
        [MEETING_ATTENDEE] = "attendee",         [MEETING_ENTRY] = "entry",
        [MEETING_DECISION] = "decision",         [MEETING_AWARD] = "award",
        [MEETING_ANNOUNCEMENT] = "announcement", [MEETING_MARK] = "mark",
        [MEETING_INVITATION] = "invitation",
    };
    return codes[item];
}

static const Field *find_field(MeetingItem item, const char *name, GError **error)
{
    const char *known[G_N_ELEMENTS(fields) + 1] = {NULL};
    int count = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (fields[i].item != item)
            continue;
        if (g_strcmp0(fields[i].name, name) == 0)
            return fields + i;
        known[count++] = fields[i].name;
    }
    text_check_code("field", name, known, error);
    return NULL;
}

/* The row as it is, which must be there, and stand or be withdrawn. */
static JsonObject *read_row(const Correction *correction, gboolean withdrawn, GError **error)
{
    g_autoptr(JsonObject) row = NULL;
    g_autofree char *number = g_strdup_printf("%d", correction->number);
    if (!register_item(correction->change->register_, correction->change->id, correction->item,
                       correction->number, &row, error))
        return NULL;
    if (!row)
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  N_("Meeting {1} has nothing of that kind with the number {2}. See: esep meeting "
                     "show {1}"),
                  correction->change->id, number, NULL);
    else if (withdrawn == json_object_get_null_member(row, "withdrawn"))
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  withdrawn ? N_("Number {1} was not withdrawn: it stands in the record.")
                            : N_("Number {1} was withdrawn. Put it back first if it stands after "
                                 "all."),
                  number, NULL);
    else
        return g_steal_pointer(&row);
    return NULL;
}

static char *row_digest(const Correction *correction, JsonObject *row, GError **error)
{
    g_autoptr(JsonNode) node = json_node_init_object(json_node_alloc(), row);
    g_autofree char *canonical = canonical_json(node, NULL, error);
    return canonical ? change_digest(correction->change, canonical, error) : NULL;
}

/* The line of the log: what was corrected, and the hashes of the row before and after. */
static gboolean log_rows(const Correction *correction, const char *what, JsonObject *before,
                         GError **error)
{
    g_autoptr(JsonObject) after = NULL;
    if (!register_item(correction->change->register_, correction->change->id, correction->item,
                       correction->number, &after, error))
        return FALSE;
    g_autofree char *was = row_digest(correction, before, error);
    g_autofree char *is = was ? row_digest(correction, after, error) : NULL;
    g_autofree char *subject =
        g_strdup_printf("%s %d %s", meeting_item_code(correction->item), correction->number, what);
    return is && change_log(correction->change, subject, was, is, error);
}

static gboolean check_forward(const Correction *correction, GError **error)
{
    g_autoptr(JsonObject) row = NULL;
    if (correction->item != MEETING_ENTRY)
        return TRUE;
    if (!register_item(correction->change->register_, correction->change->id, correction->item,
                       correction->number, &row, error))
        return FALSE;
    gboolean forward = strcmp(json_object_get_string_member(row, "outcome"), "forward") == 0;
    gboolean body = !json_object_get_null_member(row, "forward_to");
    if (forward == body)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_USAGE,
              forward ? N_("Say to whom it is forwarded: --to.")
                      : N_("Only what is forwarded has a --to."),
              NULL);
    return FALSE;
}

/* Somebody whose name was corrected is found by the right one. */
static gboolean keep_words(const Correction *correction, JsonObject *before, GError **error)
{
    return correction->item != MEETING_ATTENDEE ||
           register_words_keep(correction->change->register_, correction->change->id,
                               correction->number, before, error);
}

static gboolean correct(Correction *correction, const MeetingField *given, gsize count,
                        GError **error)
{
    g_autoptr(JsonObject) before = read_row(correction, FALSE, error);
    g_autoptr(GString) changed = g_string_new(NULL);
    if (!before)
        return FALSE;
    for (gsize i = 0; i < count; i++) {
        const Field *field = find_field(correction->item, given[i].field, error);
        const char *value = given[i].value && *given[i].value ? given[i].value : NULL;
        if (!field || !field->set(correction, field, value, error))
            return FALSE;
        g_string_append_printf(changed, "%s%s", i ? "," : "", field->name);
    }
    return check_forward(correction, error) && keep_words(correction, before, error) &&
           log_rows(correction, changed->str, before, error);
}

/* A person to whom an entry goes back cannot be taken away from under it. */
static gboolean check_withdraw(const Correction *correction, GError **error)
{
    Change *change = correction->change;
    int entry = 0;
    gboolean followed = FALSE;
    g_autofree char *number = NULL;
    if (correction->item == MEETING_ATTENDEE) {
        if (!register_entry_of(change->register_, change->id, correction->number, &entry, error))
            return FALSE;
        if (entry > 0) {
            number = g_strdup_printf("%d", entry);
            error_set(error, PROTOCOL_ERROR_REFUSED,
                      N_("Entry {1} is of this person: correct or withdraw the entry first."),
                      number, NULL);
        }
        return entry == 0;
    }
    gboolean decision = correction->item == MEETING_DECISION;
    const FollowSubject subject = {decision ? change->id : NULL, correction->number};
    if ((decision || correction->item == MEETING_ENTRY) &&
        !register_follow_begun(change->register_, subject, &followed, error))
        return FALSE;
    if (followed) {
        number = follow_subject_text(subject);
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  decision ? N_("The follow-up of decision {1} has begun: it cannot be withdrawn.")
                           : N_("The follow-up of entry {1} has begun: it cannot be withdrawn."),
                  number, NULL);
    }
    return !followed;
}

static gboolean withdraw(Correction *correction, const char *why, GError **error)
{
    g_autoptr(JsonObject) before = read_row(correction, FALSE, error);
    return before && check_withdraw(correction, error) &&
           put(correction, "withdrawn", why, error) &&
           log_rows(correction, "withdrawn", before, error);
}

/* The date of the meeting may have been corrected meanwhile: the deadline is counted anew. */
static gboolean restore_entry(const Correction *correction, JsonObject *row, GError **error)
{
    Change *change = correction->change;
    int from = (int)json_object_get_int_member_with_default(row, "from_n", 0);
    const Rules *rules = change_rules(change, error);
    const Calendar *calendar = rules ? home_calendar(change->home, error) : NULL;
    g_autofree char *deadline = NULL;
    const char *source = NULL;
    if (!calendar || !change_check_initiator(change, from, error))
        return FALSE;
    meeting_deadline(rules, calendar, change_text(change, "date"), json_read_text(row, "outcome"),
                     &deadline, &source);
    return register_entry_set_deadline(change->register_, correction->number, deadline, source,
                                       error) &&
           register_meeting_set(change->register_, change->id, MEETING_NO_ENTRIES, "0", error);
}

/* What was noted meanwhile may leave no place for it. */
static gboolean check_restore(const Correction *correction, JsonObject *row, GError **error)
{
    Change *change = correction->change;
    switch (correction->item) {
    case MEETING_ATTENDEE:
        return !json_read_text(row, "iin") ||
               meeting_people_check_iin(change, json_read_text(row, "iin"), correction->number,
                                        error);
    case MEETING_ENTRY:
        return restore_entry(correction, row, error);
    case MEETING_DECISION:
        return change_check_due(change, json_read_text(row, "due"), error) &&
               register_meeting_set(change->register_, change->id, MEETING_NO_DECISIONS, "0",
                                    error);
    case MEETING_ANNOUNCEMENT:
        return change_check_announced(change, json_read_text(row, "made_on"), error);
    default:
        return TRUE;
    }
}

static gboolean restore(Correction *correction, GError **error)
{
    g_autoptr(JsonObject) before = read_row(correction, TRUE, error);
    return before && check_restore(correction, before, error) &&
           put(correction, "withdrawn", NULL, error) &&
           log_rows(correction, "restored", before, error);
}

/* Where a correction says the moment, by the clock or by the place in the recording. */
static gboolean find_moment(Home *home, const char *id, const MeetingField *given, gsize count,
                            Moment *moment_out, GError **error)
{
    for (gsize i = 0; i < count; i++) {
        const char *value = given[i].value ? given[i].value : "";
        if ((g_strcmp0(given[i].field, "at") == 0 &&
             !meeting_moment_at(home, id, value, moment_out, error)) ||
            (g_strcmp0(given[i].field, "position") == 0 &&
             !meeting_moment_in(home, id, value, moment_out, error)))
            return FALSE;
    }
    return TRUE;
}

gboolean meeting_correct(Home *home, const char *id, MeetingItem item, int number,
                         const MeetingField *given, gsize count, GError **error)
{
    Change change;
    Correction correction = {.change = &change, .item = item, .number = number};
    if (!find_moment(home, id, given, count, &correction.moment, error))
        return FALSE;
    if (!change_begin(&change, home, id, LIFE_CORRECT, error))
        return FALSE;
    return change_end(&change, correct(&correction, given, count, error), error);
}

gboolean meeting_withdraw(Home *home, const char *id, MeetingItem item, int number, const char *why,
                          GError **error)
{
    Change change;
    Correction correction = {.change = &change, .item = item, .number = number};
    if (!text_check("why", why, TEXT_PLACE_MAX, FALSE, error) ||
        !change_begin(&change, home, id, LIFE_CORRECT, error))
        return FALSE;
    return change_end(&change, withdraw(&correction, why, error), error);
}

gboolean meeting_restore(Home *home, const char *id, MeetingItem item, int number, GError **error)
{
    Change change;
    Correction correction = {.change = &change, .item = item, .number = number};
    if (!change_begin(&change, home, id, LIFE_CORRECT, error))
        return FALSE;
    return change_end(&change, restore(&correction, error), error);
}

char *meeting_of_entry(Home *home, int number, GError **error)
{
    char *id = NULL;
    if (!register_entry_meeting(home_register(home), number, &id, error))
        return NULL;
    if (!id) {
        g_autofree char *shown = g_strdup_printf("%d", number);
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  N_("There is no entry {1}. See: esep follow list"), shown, NULL);
    }
    return id;
}
