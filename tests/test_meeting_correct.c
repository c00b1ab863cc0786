/* Corrections before sealing: nothing is deleted, and who signed signs again. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "media/chain.h"
#include "protocol/error.h"
#include "protocol/follow.h"
#include "protocol/meeting.h"
#include "protocol/record.h"
#include "protocol/register_audit.h"
#include "tests/support_home.h"
#include "tests/support_record.h"
#include "tests/support_register.h"
#include "tests/support_sealed.h"

/* A held and signed meeting of the fixture. */
static char *held(RegisterFixture *fixture)
{
    return support_held_meeting(fixture->home);
}

static void correct(RegisterFixture *fixture, const char *id, MeetingItem item, int number,
                    const char *field, const char *value)
{
    g_autoptr(GError) error = NULL;
    const MeetingField given = {.field = field, .value = value};
    meeting_correct(fixture->home, id, item, number, &given, 1, &error);
    g_assert_no_error(error);
}

static void refuse(RegisterFixture *fixture, const char *id, MeetingItem item, int number,
                   const char *field, const char *value, int code)
{
    g_autoptr(GError) error = NULL;
    const MeetingField given = {.field = field, .value = value};
    if (meeting_correct(fixture->home, id, item, number, &given, 1, &error))
        g_error("%s=%s was taken", field, value);
    g_assert_error(error, PROTOCOL_ERROR, code);
}

static void withdraw(RegisterFixture *fixture, const char *id, MeetingItem item, int number)
{
    g_autoptr(GError) error = NULL;
    meeting_withdraw(fixture->home, id, item, number, "қате жазылған", &error);
    g_assert_no_error(error);
}

/* The row of an array of the record whose member is number; NULL if there is none. The record is
 * kept in *record_out. */
static JsonObject *row(RegisterFixture *fixture, const char *id, const char *array,
                       const char *member, int number, JsonNode **record_out)
{
    g_clear_pointer(record_out, json_node_unref);
    *record_out = support_record(fixture->home, id);
    JsonArray *rows = json_object_get_array_member(json_node_get_object(*record_out), array);
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *object = json_array_get_object_element(rows, i);
        if (json_object_get_int_member(object, member) == number)
            return object;
    }
    return NULL;
}

static int first_entry(RegisterFixture *fixture, const char *id)
{
    g_autoptr(JsonNode) record = support_record(fixture->home, id);
    JsonArray *entries = json_object_get_array_member(json_node_get_object(record), "entries");
    return (int)json_object_get_int_member(json_array_get_object_element(entries, 0), "entry");
}

static void assert_text(JsonObject *object, const char *member, const char *text)
{
    g_assert_nonnull(object);
    g_assert_cmpstr(json_object_get_string_member_with_default(object, member, NULL), ==, text);
}

static void test_fields(RegisterFixture *fixture, gconstpointer unused)
{
    static const struct {
        MeetingItem item;
        const char *array, *number, *field, *value, *member, *shown;
    } cases[] = {
        {MEETING_ATTENDEE, "attendee_list", "n", "surname", "Нұрланов", "surname", "Нұрланов"},
        {MEETING_ATTENDEE, "attendee_list", "n", "name", "Қайрат", "name", "Қайрат"},
        {MEETING_ATTENDEE, "attendee_list", "n", "patronymic", "", "patronymic", NULL},
        {MEETING_ATTENDEE, "attendee_list", "n", "category", "deputy", "category", "deputy"},
        {MEETING_ATTENDEE, "attendee_list", "n", "address", "Абай 1", "address", "Абай 1"},
        {MEETING_ATTENDEE, "attendee_list", "n", "phone", "+7 701", "phone", "+7 701"},
        {MEETING_DECISION, "decisions", "n", "text", "Жаңа шешім", "text", "Жаңа шешім"},
        {MEETING_DECISION, "decisions", "n", "owner", "К. Ахметов", "owner", "К. Ахметов"},
        {MEETING_DECISION, "decisions", "n", "due", "2026-12-01", "due", "2026-12-01"},
        {MEETING_AWARD, "awards", "n", "to", "Басқа адам", "to", "Басқа адам"},
        {MEETING_AWARD, "awards", "n", "text", "диплом", "text", "диплом"},
        {MEETING_ANNOUNCEMENT, "announcements", "n", "channel", "site", "channel", "site"},
        {MEETING_ANNOUNCEMENT, "announcements", "n", "on", "2026-11-01", "on", "2026-11-01"},
        {MEETING_ANNOUNCEMENT, "announcements", "n", "ref", "№ 12", "ref", "№ 12"},
    };
    g_autofree char *id = held(fixture);
    g_autoptr(JsonNode) record = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        correct(fixture, id, cases[i].item, 1, cases[i].field, cases[i].value);
        assert_text(row(fixture, id, cases[i].array, cases[i].number, 1, &record), cases[i].member,
                    cases[i].shown);
    }
}

static void test_entry(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = held(fixture);
    int number = first_entry(fixture, id);
    g_autoptr(JsonNode) record = NULL;
    const char *array = "entries", *n = "entry";
    correct(fixture, id, MEETING_ENTRY, number, "outcome", "check");
    assert_text(row(fixture, id, array, n, number, &record), "deadline", "2026-12-11");
    const MeetingField forward[] = {{"outcome", "forward"}, {"to", "Әкімдік"}};
    g_autoptr(GError) error = NULL;
    meeting_correct(fixture->home, id, MEETING_ENTRY, number, forward, 2, &error);
    g_assert_no_error(error);
    JsonObject *entry = row(fixture, id, array, n, number, &record);
    assert_text(entry, "to", "Әкімдік");
    assert_text(entry, "deadline", "2026-11-25");
    correct(fixture, id, MEETING_ENTRY, number, "outcome", "answered");
    entry = row(fixture, id, array, n, number, &record);
    assert_text(entry, "deadline", NULL);
    assert_text(entry, "to", NULL);
    correct(fixture, id, MEETING_ENTRY, number, "from", "anonymous");
    g_assert_true(json_object_get_null_member(row(fixture, id, array, n, number, &record), "from"));
    correct(fixture, id, MEETING_ENTRY, number, "from", "2");
    correct(fixture, id, MEETING_ENTRY, number, "at", "18:45:30");
    correct(fixture, id, MEETING_ENTRY, number, "confidential", "yes");
    correct(fixture, id, MEETING_ENTRY, number, "type", "remark");
    entry = row(fixture, id, array, n, number, &record);
    assert_text(entry, "said", "18:45:30");
    assert_text(entry, "type", "remark");
    g_assert_true(json_object_get_boolean_member(entry, "confidential"));
    g_assert_cmpint(json_object_get_int_member(entry, "from"), ==, 2);
}

static void test_wrong_values(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = held(fixture);
    g_autofree char *other = support_meeting(fixture->home);
    int entry = first_entry(fixture, id);
    g_autoptr(JsonNode) before = support_record(fixture->home, id);
    static const struct {
        MeetingItem item;
        const char *field, *value;
    } wrong[] = {
        {MEETING_ATTENDEE, "surname", ""},       {MEETING_ATTENDEE, "n", "7"},
        {MEETING_ATTENDEE, "category", "king"},  {MEETING_ATTENDEE, "withdrawn", "x"},
        {MEETING_DECISION, "due", "2026-02-30"}, {MEETING_ANNOUNCEMENT, "channel", "drum"},
        {MEETING_MARK, "at", "25:00"},           {MEETING_AWARD, "to", "a\nb"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++)
        refuse(fixture, id, wrong[i].item, 1, wrong[i].field, wrong[i].value, PROTOCOL_ERROR_USAGE);
    refuse(fixture, id, MEETING_ENTRY, entry, "from", "9", PROTOCOL_ERROR_NOT_FOUND);
    refuse(fixture, id, MEETING_ENTRY, entry, "outcome", "forward", PROTOCOL_ERROR_USAGE);
    refuse(fixture, id, MEETING_ENTRY, entry, "to", "Әкімдік", PROTOCOL_ERROR_USAGE);
    refuse(fixture, id, MEETING_ENTRY, entry, "confidential", "1", PROTOCOL_ERROR_USAGE);
    refuse(fixture, id, MEETING_DECISION, 99, "text", "x", PROTOCOL_ERROR_NOT_FOUND);
    /* Another meeting's entry is not reached through this one. */
    refuse(fixture, other, MEETING_ENTRY, entry, "text", "x", PROTOCOL_ERROR_NOT_FOUND);
    g_autoptr(JsonNode) after = support_record(fixture->home, id);
    json_object_remove_member(json_node_get_object(before), "audit_head");
    json_object_remove_member(json_node_get_object(after), "audit_head");
    g_assert_true(json_node_equal(before, after));
}

static void test_withdrawn_attendee(RegisterFixture *fixture, gconstpointer unused)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *id = support_meeting(fixture->home);
    support_attend(fixture->home, id);
    withdraw(fixture, id, MEETING_ATTENDEE, 1);
    g_autoptr(JsonNode) record = NULL;
    g_assert_null(row(fixture, id, "attendee_list", "n", 1, &record));
    g_assert_nonnull(row(fixture, id, "attendee_list", "n", 2, &record));
    JsonObject *whole = json_node_get_object(record);
    g_assert_cmpint(json_object_get_int_member(whole, "attendees"), ==, 1);
    JsonObject *withdrawn =
        json_array_get_object_element(json_object_get_array_member(whole, "withdrawn"), 0);
    assert_text(withdrawn, "what", "attendee");
    assert_text(withdrawn, "why", "қате жазылған");
    /* The number is not given again, the name is still there, and it is not withdrawn twice. */
    int number = 0;
    const Attendee next = {.surname = "А", .name = "Б", .category = "resident"};
    meeting_attend(fixture->home, id, &next, &number, &error);
    g_assert_no_error(error);
    g_assert_cmpint(number, ==, 3);
    g_auto(Run) run = support_sql(fixture, "SELECT COUNT(*) FROM attendee WHERE n = 1");
    g_assert_cmpstr(run.out, ==, "1\n");
    g_assert_false(meeting_withdraw(fixture->home, id, MEETING_ATTENDEE, 1, "x", &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    refuse(fixture, id, MEETING_ATTENDEE, 1, "name", "x", PROTOCOL_ERROR_REFUSED);
}

static void test_attendee_with_entry(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = held(fixture);
    int entry = first_entry(fixture, id);
    g_autoptr(JsonNode) record = NULL;
    g_autoptr(GError) error = NULL;
    int from = (int)json_object_get_int_member(row(fixture, id, "entries", "entry", entry, &record),
                                               "from");
    g_assert_false(meeting_withdraw(fixture->home, id, MEETING_ATTENDEE, from, "x", &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
}

static void test_withdrawn_entry(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = held(fixture);
    g_autoptr(GError) error = NULL;
    int entry = first_entry(fixture, id);
    g_autoptr(JsonNode) record = NULL;
    g_autofree char *receipt = g_strdup(json_object_get_string_member(
        row(fixture, id, "entries", "entry", entry, &record), "receipt"));
    withdraw(fixture, id, MEETING_ENTRY, entry);
    g_assert_null(row(fixture, id, "entries", "entry", entry, &record));
    g_autoptr(JsonNode) list = follow_list(fixture->home, "2026-11-20", FALSE, &error);
    g_assert_no_error(error);
    g_assert_cmpint(json_array_get_length(json_node_get_array(list)), ==, 3);
    g_autoptr(JsonNode) status = follow_status(fixture->home, receipt, "2027-11-20", &error);
    g_assert_no_error(error);
    assert_text(json_node_get_object(status), "state", "withdrawn");
    g_assert_false(json_object_get_boolean_member(json_node_get_object(status), "overdue"));
    const FollowStep close = {.event = "close"};
    g_assert_false(follow_do(fixture->home, follow_entry(entry), &close, NULL, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
}

static void test_followed_entry(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = held(fixture);
    g_autoptr(GError) error = NULL;
    int entry = first_entry(fixture, id);
    const FollowStep notify = {.event = "notify"};
    follow_do(fixture->home, follow_entry(entry), &notify, NULL, &error);
    g_assert_no_error(error);
    refuse(fixture, id, MEETING_ENTRY, entry, "outcome", "check", PROTOCOL_ERROR_REFUSED);
    g_assert_false(meeting_withdraw(fixture->home, id, MEETING_ENTRY, entry, "x", &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
}

static void test_all_withdrawn(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = held(fixture);
    g_autoptr(GError) error = NULL;
    withdraw(fixture, id, MEETING_DECISION, 1);
    withdraw(fixture, id, MEETING_AWARD, 1);
    withdraw(fixture, id, MEETING_ANNOUNCEMENT, 1);
    withdraw(fixture, id, MEETING_MARK, 1);
    g_autoptr(JsonNode) record = support_record(fixture->home, id);
    JsonObject *whole = json_node_get_object(record);
    static const char *const empty[] = {"decisions", "awards", "announcements"};
    for (gsize i = 0; i < G_N_ELEMENTS(empty); i++)
        g_assert_cmpint(json_array_get_length(json_object_get_array_member(whole, empty[i])), ==,
                        0);
    JsonObject *point =
        json_array_get_object_element(json_object_get_array_member(whole, "agenda"), 0);
    g_assert_true(json_object_get_null_member(point, "mark"));
    meeting_set(fixture->home, id, "decisions", "none", &error);
    g_assert_no_error(error);
}

static void put_back(RegisterFixture *fixture, const char *id, MeetingItem item, int number)
{
    g_autoptr(GError) error = NULL;
    meeting_restore(fixture->home, id, item, number, &error);
    g_assert_no_error(error);
}

static void test_put_back(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = held(fixture);
    g_autoptr(GError) error = NULL;
    int entry = first_entry(fixture, id);
    correct(fixture, id, MEETING_ENTRY, entry, "outcome", "check");
    const int numbers[MEETING_ITEM_COUNT] = {[MEETING_ENTRY] = entry,
                                             [MEETING_DECISION] = 1,
                                             [MEETING_AWARD] = 1,
                                             [MEETING_ANNOUNCEMENT] = 1,
                                             [MEETING_MARK] = 1};
    g_autoptr(JsonNode) before = support_record(fixture->home, id);
    for (int item = 0; item < MEETING_ITEM_COUNT; item++)
        if (numbers[item]) {
            g_assert_false(meeting_restore(fixture->home, id, item, numbers[item], &error));
            g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
            g_clear_error(&error);
            withdraw(fixture, id, item, numbers[item]);
        }
    for (int item = 0; item < MEETING_ITEM_COUNT; item++)
        if (numbers[item])
            put_back(fixture, id, item, numbers[item]);
    g_autoptr(JsonNode) after = support_record(fixture->home, id);
    json_object_remove_member(json_node_get_object(before), "audit_head");
    json_object_remove_member(json_node_get_object(after), "audit_head");
    g_assert_true(json_node_equal(before, after));
    g_auto(Run) log = support_sql(fixture, "SELECT COUNT(*) FROM audit WHERE what = 'correct' AND"
                                           " subject LIKE '% restored'");
    g_assert_cmpstr(log.out, ==, "5\n");
}

/* "There were none" was said, and the day corrected, while it was withdrawn. */
static void test_put_back_later(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = support_meeting(fixture->home);
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) record = NULL;
    g_autofree char *receipt = NULL;
    int number = 0;
    support_attend(fixture->home, id);
    const Entry entry = {.type = "remark", .from = 1, .text = "жарық", .outcome = "check"};
    meeting_entry(fixture->home, id, &entry, &number, &receipt, &error);
    g_assert_no_error(error);
    withdraw(fixture, id, MEETING_ENTRY, number);
    withdraw(fixture, id, MEETING_ATTENDEE, 1);
    meeting_set(fixture->home, id, "entries", "none", &error);
    g_assert_no_error(error);
    meeting_set(fixture->home, id, "date", "2026-11-18", &error);
    g_assert_no_error(error);
    /* Nobody is there to whom it could go back. */
    g_assert_false(meeting_restore(fixture->home, id, MEETING_ENTRY, number, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
    g_clear_error(&error);
    put_back(fixture, id, MEETING_ATTENDEE, 1);
    put_back(fixture, id, MEETING_ENTRY, number);
    assert_text(row(fixture, id, "entries", "entry", number, &record), "deadline", "2026-12-09");
    meeting_set(fixture->home, id, "entries", "none", &error);
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
}

/* Somebody who registered anew meanwhile is not there twice. */
static void test_put_back_twice(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = support_meeting(fixture->home);
    g_autoptr(GError) error = NULL;
    const Attendee attendee = {
        .surname = "Петров", .name = "Иван", .category = "resident", .iin = "900101400003"};
    int number = 0;
    meeting_attend(fixture->home, id, &attendee, &number, &error);
    g_assert_no_error(error);
    withdraw(fixture, id, MEETING_ATTENDEE, 1);
    meeting_attend(fixture->home, id, &attendee, &number, &error);
    g_assert_no_error(error);
    g_assert_cmpint(number, ==, 2);
    g_assert_false(meeting_restore(fixture->home, id, MEETING_ATTENDEE, 1, &error));
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
}

/* The moment is said by its place in the recording, and the clock's time follows. */
static void test_position(RegisterFixture *fixture, gconstpointer unused)
{
    static const char *const wrong[] = {"2/0:00:01", "1/0:00:99",  "1/0:00",        "1:0:00:01",
                                        "",          "1/0:00:1.5", "1/0:00:-1",     "1/0:00:7.0",
                                        "x/0:00:01", "1/0:01:00",  "1/0:00:01.5000"};
    g_autofree char *id = support_ready(fixture->home);
    g_autofree char *folder = home_meeting_path(fixture->home, id, "video");
    g_autoptr(Recording) recording = recording_read(folder, NULL);
    g_autoptr(JsonNode) record = NULL;
    int number = first_entry(fixture, id);
    gint64 unix_ms = 0;
    g_assert_true(recording_wall(recording, 1, 2500, &unix_ms));
    g_autofree char *said = time_of_day(unix_ms);
    /* What was recorded lies in the meeting as it was held. */
    const MeetingField whole_day[] = {{"started", "00:00"}, {"ended", "23:59"}};
    g_autoptr(GError) error = NULL;
    meeting_set_all(fixture->home, id, whole_day, 2, &error);
    g_assert_no_error(error);
    correct(fixture, id, MEETING_ENTRY, number, "position", "1/0:00:02.500");
    JsonObject *entry = row(fixture, id, "entries", "entry", number, &record);
    assert_text(entry, "said", said);
    g_assert_cmpint(json_object_get_int_member(entry, "take"), ==, 1);
    g_assert_cmpint(json_object_get_int_member(entry, "position_ms"), ==, 2500);
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++)
        refuse(fixture, id, MEETING_ENTRY, number, "position", wrong[i], PROTOCOL_ERROR_USAGE);
}

static void test_signatures(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = held(fixture);
    g_assert_cmpint(home_signatures_removed(fixture->home), ==, 0);
    correct(fixture, id, MEETING_DECISION, 1, "text", "Жаңа шешім");
    g_assert_cmpint(home_signatures_removed(fixture->home), ==, 1);
    g_autoptr(JsonNode) record = support_record(fixture->home, id);
    g_assert_cmpint(json_array_get_length(
                        json_object_get_array_member(json_node_get_object(record), "signatures")),
                    ==, 0);
    refuse(fixture, id, MEETING_DECISION, 1, "due", "never", PROTOCOL_ERROR_USAGE);
    g_assert_cmpint(home_signatures_removed(fixture->home), ==, 1);
}

static void test_log(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = held(fixture);
    g_autoptr(GError) error = NULL;
    correct(fixture, id, MEETING_ATTENDEE, 2, "surname", "Құпиясов");
    withdraw(fixture, id, MEETING_AWARD, 1);
    g_auto(Run) run = support_sql(fixture, "SELECT subject FROM audit WHERE what = 'correct' AND"
                                           " before LIKE 'keyed:%' AND after LIKE 'keyed:%'"
                                           " AND before <> after ORDER BY seq");
    g_assert_cmpstr(run.out, ==, "attendee 2 surname\naward 1 withdrawn\n");
    g_auto(Run) dump = support_sql(fixture, "SELECT * FROM audit");
    g_assert_null(strstr(dump.out, "Құпиясов"));
    register_audit_verify(home_register(fixture->home), NULL, NULL, &error);
    g_assert_no_error(error);
}

static void test_sealed(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = held(fixture);
    g_autoptr(GError) error = NULL;
    support_seal(fixture->home, id, support_write_files, NULL);
    for (int item = 0; item < MEETING_ITEM_COUNT; item++) {
        g_clear_error(&error);
        g_assert_false(meeting_withdraw(fixture->home, id, item, 1, "x", &error));
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
    }
    refuse(fixture, id, MEETING_DECISION, 1, "text", "x", PROTOCOL_ERROR_REFUSED);
    static const char *const by_hand[] = {
        "UPDATE attendee SET withdrawn = 'x'",     "UPDATE entry SET withdrawn = 'x'",
        "UPDATE decision SET withdrawn = 'x'",     "UPDATE award SET withdrawn = 'x'",
        "UPDATE announcement SET withdrawn = 'x'", "UPDATE mark SET withdrawn = 'x'",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(by_hand); i++) {
        g_auto(Run) run = support_sql(fixture, by_hand[i]);
        g_assert_cmpint(run.exit_code, !=, 0);
        g_assert_nonnull(strstr(run.err, "the record is sealed"));
    }
}

static void test_command(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = held(fixture);
    g_autofree char *entry = g_strdup_printf("%d", first_entry(fixture, id));
    const char *home = home_path(fixture->home);
    g_auto(Run) set = run_esep("--home", home, "--lang", "en", "attendee", "set", id, "1",
                               "surname=Жаңа", "phone=", NULL);
    g_assert_cmpint(set.exit_code, ==, 0);
    g_assert_nonnull(strstr(set.err, "the signatures were removed"));
    g_auto(Run) again = run_esep("--home", home, "entry", "set", entry, "text=Басқаша", NULL);
    g_assert_cmpint(again.exit_code, ==, 0);
    g_assert_cmpstr(again.err, ==, "");
    g_auto(Run) gone = run_esep("--home", home, "entry", "withdraw", entry, "--why", "қате", NULL);
    g_assert_cmpint(gone.exit_code, ==, 0);
    g_auto(Run) back = run_esep("--home", home, "entry", "restore", entry, NULL);
    g_assert_cmpint(back.exit_code, ==, 0);
    g_auto(Run) twice = run_esep("--home", home, "entry", "restore", entry, NULL);
    g_assert_cmpint(twice.exit_code, ==, 1);
    g_auto(Run) no_why = run_esep("--home", home, "award", "withdraw", id, "1", NULL);
    g_assert_cmpint(no_why.exit_code, ==, 2);
    g_auto(Run) none = run_esep("--home", home, "decision", "set", id, "9", "text=x", NULL);
    g_assert_cmpint(none.exit_code, ==, 3);
    g_auto(Run) unknown = run_esep("--home", home, "entry", "set", "99999", "text=x", NULL);
    g_assert_cmpint(unknown.exit_code, ==, 3);
    g_auto(Run) word = run_esep("--home", home, "mark", "set", id, "one", "at=18:05", NULL);
    g_assert_cmpint(word.exit_code, ==, 2);
    g_auto(Run) mark = run_esep("--home", home, "mark", "set", id, "1", "at=18:05:10", NULL);
    g_assert_cmpint(mark.exit_code, ==, 0);
    g_autoptr(JsonNode) record = NULL;
    assert_text(row(fixture, id, "attendee_list", "n", 1, &record), "surname", "Жаңа");
    JsonObject *point = row(fixture, id, "agenda", "point", 1, &record);
    assert_text(json_object_get_object_member(point, "mark"), "wall", "2026-11-20T18:05:10+05:00");
}

#define ADD(name, function)                                                                        \
    g_test_add("/correct/" name, RegisterFixture, NULL, register_set_up, function,                 \
               register_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("every-field-can-be-corrected-before-sealing", test_fields);
    ADD("another-outcome-has-its-own-deadline-and-body", test_entry);
    ADD("a-wrong-value-changes-nothing", test_wrong_values);
    ADD("what-is-put-back-is-as-it-was", test_put_back);
    ADD("what-is-put-back-is-judged-anew", test_put_back_later);
    ADD("nobody-is-put-back-beside-themselves", test_put_back_twice);
    ADD("a-moment-is-corrected-by-its-place-in-the-recording", test_position);
    ADD("a-withdrawn-attendee-is-not-counted-and-keeps-the-number", test_withdrawn_attendee);
    ADD("somebody-with-an-entry-is-not-withdrawn", test_attendee_with_entry);
    ADD("a-withdrawn-entry-has-no-deadline-and-its-receipt-says-so", test_withdrawn_entry);
    ADD("an-entry-that-is-followed-up-keeps-its-outcome", test_followed_entry);
    ADD("everything-can-be-withdrawn-and-then-there-were-none", test_all_withdrawn);
    ADD("a-correction-removes-signatures-and-says-so", test_signatures);
    ADD("the-log-holds-hashes-before-and-after-and-no-names", test_log);
    ADD("a-sealed-record-is-not-corrected", test_sealed);
    ADD("the-commands-correct-and-withdraw", test_command);
    return g_test_run();
}
