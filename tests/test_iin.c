/* The IIN: which is one, and that it finds who registers twice and stands nowhere else. */
#include <string.h>

#include "protocol/error.h"
#include "protocol/iin.h"
#include "protocol/meeting.h"
#include "protocol/message.h"
#include "protocol/record.h"
#include "tests/support_record.h"
#include "tests/support_register.h"

#define ON "2026-11-20"
#define RIGHT "900101400003"
#define OTHER "900101400404" /* by the second weights */

static void test_check(void)
{
    static const struct {
        const char *text;
        gboolean right;
    } cases[] = {
        {RIGHT, TRUE},
        {OTHER, TRUE},
        {"010101000001", TRUE},  /* no century: a foreigner */
        {"261120500000", TRUE},  /* born on the day */
        {"261122500001", FALSE}, /* born two days later */
        {"261201500000", FALSE}, /* no check digit is at fault: not born yet */
        {"990231600004", FALSE}, /* 31 February */
        {"850229700007", FALSE}, /* no such century */
        {"100101000000", TRUE},
        {"900101400004", FALSE},
        {"900104100003", FALSE}, /* two digits changed places */
        {"", FALSE},
        {"90010140000", FALSE},
        {"9001014000030", FALSE},
        {"90010140000a", FALSE},
        {" 90010140003", FALSE},
        {"٩٠٠١٠١٤٠٠٠٠٣", FALSE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        if (iin_check(cases[i].text, ON, &error) != cases[i].right)
            g_error("%s", cases[i].text);
        if (!cases[i].right)
            g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
    }
}

/* But the eleventh, whose weight is the modulus, and what the second weights let pass. */
static void test_digit(void)
{
    int missed = 0;
    for (int i = 0; i < 12; i++)
        for (char digit = '0'; digit <= '9'; digit++) {
            char text[] = RIGHT;
            if (text[i] == digit || i == 10)
                continue;
            text[i] = digit;
            missed += iin_check(text, ON, NULL);
        }
    g_assert_cmpint(missed, <=, 2);
}

static gboolean attend(RegisterFixture *fixture, const char *id, const char *iin, int code)
{
    g_autoptr(GError) error = NULL;
    int number = 0;
    const Attendee attendee = {
        .surname = "Петров", .name = "Иван", .category = "resident", .iin = iin};
    gboolean ok = meeting_attend(fixture->home, id, &attendee, &number, &error);
    if (!ok)
        g_assert_error(error, PROTOCOL_ERROR, code);
    return ok;
}

static gboolean set_iin(RegisterFixture *fixture, const char *id, int n, const char *iin)
{
    const MeetingField field = {"iin", iin};
    return meeting_correct(fixture->home, id, MEETING_ATTENDEE, n, &field, 1, NULL);
}

static void test_twice(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = support_meeting(fixture->home);
    g_autofree char *next = support_meeting(fixture->home);
    g_assert_true(attend(fixture, id, RIGHT, 0));
    g_assert_false(attend(fixture, id, RIGHT, PROTOCOL_ERROR_REFUSED));
    g_assert_false(attend(fixture, id, "900101400004", PROTOCOL_ERROR_USAGE));
    /* By the name alone nobody is taken for somebody else. */
    g_assert_true(attend(fixture, id, NULL, 0));
    g_assert_true(attend(fixture, id, OTHER, 0));
    g_assert_true(attend(fixture, next, RIGHT, 0));
    g_assert_false(set_iin(fixture, id, 2, RIGHT));
    g_assert_true(set_iin(fixture, id, 1, RIGHT));
    g_assert_true(set_iin(fixture, id, 1, ""));
    g_assert_true(set_iin(fixture, id, 2, RIGHT));
    g_assert_true(meeting_withdraw(fixture->home, id, MEETING_ATTENDEE, 2, "қате", NULL));
    g_assert_true(attend(fixture, id, RIGHT, 0));
}

static void test_nowhere(RegisterFixture *fixture, gconstpointer unused)
{
    g_autofree char *id = support_meeting(fixture->home);
    g_assert_true(attend(fixture, id, RIGHT, 0));
    g_autoptr(JsonNode) record = support_record(fixture->home, id);
    g_autofree char *text = json_to_string(record, FALSE);
    g_assert_nonnull(strstr(text, "Петров"));
    g_assert_null(strstr(text, RIGHT));
    g_auto(Run) dump = support_sql(fixture, ".dump");
    g_assert_nonnull(strstr(dump.out, "attendee"));
    g_assert_null(strstr(dump.out, RIGHT));
}

#define ADD(name, function)                                                                        \
    g_test_add("/iin/" name, RegisterFixture, NULL, register_set_up, function, register_tear_down)

/* A list finds who stands in it twice, or has registered already, and names the line. */
static void test_list(RegisterFixture *fixture, gconstpointer unused)
{
#define HEAD "Фамилия;Имя;Категория;ИИН\n"
    static const struct {
        const char *text;
        int count;
        const char *says;
    } lists[] = {
        {HEAD "Петров;Иван;Житель;" RIGHT "\nПетров;Иван;Житель;\nӘлиев;Ғани;Житель;" OTHER "\n", 3,
         NULL},
        {HEAD "Ким;Ян;Житель;010101000001\nКим;Ян;Житель;010101000001\n", 0,
         "line 3: This IIN stands in line 2, too."},
        {HEAD "Ким;Ян;Житель;\nКим;Ян;Житель;" OTHER "\n", 0,
         "line 3: Somebody with this IIN is registered already, as number 3."},
        {HEAD "Ким;Ян;Житель;900101400004\n", 0, "line 2: This is no IIN"},
        {HEAD "Ким;Ян;Житель;90010140000\n", 0, "line 2: An IIN has twelve digits."},
        {"тегі,аты,санаты,ЖСН\nКим,Ян,Тұрғын,010101000001\n", 1, NULL},
    };
    g_autofree char *id = support_meeting(fixture->home);
    g_autofree char *path = g_build_filename(fixture->folder, "list.csv", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
        g_autoptr(GError) error = NULL;
        int count = 0;
        g_assert_true(g_file_set_contents(path, lists[i].text, -1, NULL));
        gboolean done = meeting_attend_import(fixture->home, id, path, &count, &error);
        g_assert_cmpint(count, ==, lists[i].count);
        g_assert_true(done == !lists[i].says);
        g_autofree char *text = error ? message_error(LANGUAGE_EN, error) : NULL;
        if (!done && !strstr(text, lists[i].says))
            g_error("list %u: %s", (guint)i, text);
    }
    g_autoptr(JsonNode) record = support_record(fixture->home, id);
    g_assert_cmpint(json_object_get_int_member(json_node_get_object(record), "attendees"), ==, 4);
    g_assert_false(attend(fixture, id, OTHER, PROTOCOL_ERROR_REFUSED));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/iin/its-form-its-check-digit-and-its-day-are-judged", test_check);
    g_test_add_func("/iin/nearly-every-wrong-digit-is-found", test_digit);
    ADD("nobody-registers-twice-with-it-and-nobody-is-matched-by-name", test_twice);
    ADD("a-list-names-the-line-of-who-registers-twice", test_list);
    ADD("it-stands-in-no-record-and-nowhere-plain", test_nowhere);
    return g_test_run();
}
