#include "tests/support_record.h"

#include "protocol/meeting.h"
#include "protocol/record.h"
#include "tests/support.h"
#include "tests/support_home.h"

char *support_meeting_on(Home *home, const char *date)
{
    g_autoptr(GError) error = NULL;
    const char *precincts[] = {"12", NULL};
    const Official speaker = {.rank = "полиция майоры",
                              .surname = "Әлиев",
                              .name = "Ерлан",
                              .patronymic = "Серікұлы",
                              .position = "учаскелік полиция инспекторы"};
    const MeetingNew meeting = {.kind = "inspector",
                                .date = date,
                                .time = "18:00",
                                .place = "Ақжол ауылының клубы",
                                .precincts = precincts,
                                .expected = 60,
                                .speakers = &speaker,
                                .speaker_count = 1};
    char *id = NULL;
    meeting_create(home, &meeting, &id, &error);
    g_assert_no_error(error);
    return id;
}

char *support_meeting(Home *home)
{
    return support_meeting_on(home, "2026-11-20");
}

void support_attend(Home *home, const char *id)
{
    g_autoptr(GError) error = NULL;
    const Attendee people[] = {
        {.surname = "Петров", .name = "Иван", .category = "resident"},
        {.surname = "Жанғабылова",
         .name = "Айгүл",
         .patronymic = "Нұрланқызы",
         .category = "deputy",
         .address = "Абай көшесі, 12",
         .phone = "+7 705 555 21 40",
         .strokes = SUPPORT_STROKES},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(people); i++) {
        int number = 0;
        meeting_attend(home, id, people + i, &number, &error);
        g_assert_no_error(error);
    }
}

void support_hold(Home *home, const char *id)
{
    g_autoptr(GError) error = NULL;
    const Entry entries[] = {
        {.type = "complaint",
         .from = 2,
         .text = "Участковый пункт по вечерам закрыт.",
         .at = "18:10",
         .outcome = "answered",
         .answer = "Приём по вторникам."},
        {.type = "remark",
         .text = "Түнде патруль көрінбейді.",
         .at = "18:20:30",
         .outcome = "check",
         .confidential = TRUE},
        {.type = "suggestion",
         .from = 1,
         .text = "Жарық орнатылсын.",
         .at = "18:30",
         .outcome = "forward",
         .to = "Әкім аппараты"},
    };
    meeting_set(home, id, "started", "18:02", &error);
    g_assert_no_error(error);
    for (gsize i = 0; i < G_N_ELEMENTS(entries); i++) {
        int number = 0;
        g_autofree char *receipt = NULL;
        meeting_entry(home, id, entries + i, &number, &receipt, &error);
        g_assert_no_error(error);
    }
    int decision = 0;
    meeting_decision(home, id, "Кешкі патруль", "Е. С. Әлиев", "2026-11-25", &decision, &error);
    g_assert_no_error(error);
    meeting_set(home, id, "ended", "19:15", &error);
    g_assert_no_error(error);
}

JsonNode *support_record(Home *home, const char *id)
{
    g_autoptr(GError) error = NULL;
    JsonNode *record = record_read(home, id, &error);
    g_assert_no_error(error);
    return record;
}

void record_set_up_empty(RecordFixture *fixture, gconstpointer unused)
{
    fixture->folder = support_folder();
    fixture->clock = clock_new_fixed(SUPPORT_NOW_MS, TRUE);
    fixture->home = support_home(fixture->folder, fixture->clock);
}

void record_set_up(RecordFixture *fixture, gconstpointer unused)
{
    record_set_up_empty(fixture, NULL);
    fixture->id = support_meeting(fixture->home);
}

void record_tear_down(RecordFixture *fixture, gconstpointer unused)
{
    home_free(fixture->home);
    clock_free(fixture->clock);
    remove_folder(fixture->folder);
    g_free(fixture->folder);
    g_free(fixture->id);
}

void support_set(RecordFixture *fixture, const char *field, const char *value)
{
    g_autoptr(GError) error = NULL;
    meeting_set(fixture->home, fixture->id, field, value, &error);
    g_assert_no_error(error);
}

guint support_length(RecordFixture *fixture, const char *member)
{
    g_autoptr(JsonNode) record = support_record(fixture->home, fixture->id);
    return json_array_get_length(
        json_object_get_array_member(json_node_get_object(record), member));
}
