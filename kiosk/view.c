#include "kiosk/view.h"

#include <string.h>

#include "protocol/clock.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

static void category_free(gpointer data)
{
    ViewCategory *category = data;
    g_free(category->code);
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        g_free(category->text[i]);
    g_free(category);
}

static void meeting_free(ViewMeeting *meeting)
{
    if (!meeting)
        return;
    g_free(meeting->id);
    g_free(meeting->kind);
    g_free(meeting->date);
    g_free(meeting->time);
    g_free(meeting->place);
    g_free(meeting->state);
    g_free(meeting->edition);
    g_free(meeting->precincts);
    g_ptr_array_unref(meeting->speakers);
    g_ptr_array_unref(meeting->positions);
    g_ptr_array_unref(meeting->categories);
    g_free(meeting);
}

void view_day_free(ViewDay *day)
{
    if (!day)
        return;
    g_free(day->today);
    meeting_free(day->meeting);
    meeting_free(day->next);
    g_free(day);
}

/* The words that are not empty, with spaces between. */
static char *join(const char *const *words)
{
    GString *text = g_string_new(NULL);
    for (int i = 0; words[i]; i++)
        if (*words[i])
            g_string_append_printf(text, "%s%s", text->len ? " " : "", words[i]);
    return g_string_free(text, FALSE);
}

static void read_speakers(ViewMeeting *meeting, JsonArray *speakers)
{
    for (guint i = 0; speakers && i < json_array_get_length(speakers); i++) {
        JsonObject *speaker = json_array_get_object_element(speakers, i);
        const char *words[] = {
            json_read_shown(speaker, "rank"), json_read_shown(speaker, "surname"),
            json_read_shown(speaker, "name"), json_read_shown(speaker, "patronymic"), NULL};
        g_ptr_array_add(meeting->speakers, join(words));
        g_ptr_array_add(meeting->positions, g_strdup(json_read_shown(speaker, "position")));
    }
}

static ViewMeeting *meeting_new(JsonObject *object)
{
    ViewMeeting *meeting = g_new0(ViewMeeting, 1);
    meeting->id = g_strdup(json_read_shown(object, "id"));
    meeting->kind = g_strdup(json_read_shown(object, "kind"));
    meeting->date = g_strdup(json_read_shown(object, "date"));
    meeting->time = g_strndup(json_read_shown(object, "time"), 5);
    meeting->place = g_strdup(json_read_shown(object, "place"));
    meeting->state = g_strdup(json_read_shown(object, "state"));
    meeting->edition = g_strdup(json_read_shown(object, "edition"));
    meeting->attendees = (int)json_object_get_int_member_with_default(object, "attendees", 0);
    meeting->speakers = g_ptr_array_new_with_free_func(g_free);
    meeting->positions = g_ptr_array_new_with_free_func(g_free);
    meeting->categories = g_ptr_array_new_with_free_func(category_free);
    read_speakers(meeting, json_read_array(object, "speakers"));

    GString *precincts = g_string_new(NULL);
    JsonArray *numbers = json_read_array(object, "precincts");
    for (guint i = 0; numbers && i < json_array_get_length(numbers); i++)
        g_string_append_printf(precincts, "%s%s", i ? ", " : "",
                               json_array_get_string_element(numbers, i));
    meeting->precincts = g_string_free(precincts, FALSE);
    return meeting;
}

static gboolean runs(JsonObject *meeting)
{
    return strcmp(json_read_shown(meeting, "state"), "in-session") == 0;
}

/* Less is shown before: a meeting that runs, then one that has begun no longer than three hours
 * ago or comes, by its time, then one whose time is long past. -1: it takes no registrations. */
static int urgency(JsonObject *meeting, const char *now)
{
    static const char *const open[] = {"in-session", "registering", "announced", "planned", NULL};
    if (!g_strv_contains(open, json_read_shown(meeting, "state")))
        return -1;
    if (runs(meeting))
        return 0;
    int start_s = 0, now_s = 0;
    time_of_day_parse(json_read_shown(meeting, "time"), &start_s);
    time_of_day_parse(now, &now_s);
    return start_s + 3 * 3600 >= now_s ? 1 + start_s : 200000 - start_s;
}

static JsonObject *choose(JsonArray *meetings, const char *today, const char *now, const char *only,
                          gboolean *over_out)
{
    JsonObject *chosen = NULL;
    int best = G_MAXINT;
    for (guint i = 0; i < json_array_get_length(meetings); i++) {
        JsonObject *meeting = json_array_get_object_element(meetings, i);
        gboolean of_today = strcmp(json_read_shown(meeting, "date"), today) == 0;
        if (only ? strcmp(json_read_shown(meeting, "id"), only) != 0 : !of_today && !runs(meeting))
            continue;
        int rank = urgency(meeting, now) + !of_today;
        if (rank < 0) {
            *over_out = TRUE;
        } else if (rank < best) {
            best = rank;
            chosen = meeting;
        }
    }
    return chosen;
}

/* The earliest after today that is still to be held. */
static JsonObject *choose_next(JsonArray *meetings, const char *today)
{
    JsonObject *next = NULL;
    for (guint i = 0; i < json_array_get_length(meetings); i++) {
        JsonObject *meeting = json_array_get_object_element(meetings, i);
        const char *date = json_read_shown(meeting, "date");
        if (strcmp(date, today) > 0 && urgency(meeting, "00:00") >= 0 &&
            (!next || strcmp(date, json_read_shown(next, "date")) < 0))
            next = meeting;
    }
    return next;
}

ViewDay *view_day_new(JsonNode *list, const char *today, const char *now, const char *only)
{
    ViewDay *day = g_new0(ViewDay, 1);
    day->today = g_strdup(today);
    JsonArray *meetings = json_node_get_array(list);
    JsonObject *chosen = choose(meetings, today, now, only, &day->over);
    if (chosen)
        day->meeting = meeting_new(chosen);
    JsonObject *next = choose_next(meetings, today);
    if (next)
        day->next = meeting_new(next);
    return day;
}

static ViewCategory *category_new(const Rules *rules, const char *code)
{
    ViewCategory *category = g_new0(ViewCategory, 1);
    category->code = g_strdup(code);
    for (int language = 0; language < LANGUAGE_COUNT; language++)
        category->text[language] = g_strdup(rules_category(rules, code, language_code(language)));
    return category;
}

GPtrArray *view_categories(const Rules *rules)
{
    GPtrArray *categories = g_ptr_array_new_with_free_func(category_free);
    const char *const *codes = rules_categories(rules);
    for (int i = 0; codes && codes[i]; i++)
        g_ptr_array_add(categories, category_new(rules, codes[i]));
    return categories;
}

const char *view_category_text(const ViewCategory *category, Language language)
{
    return category->text[language] ? category->text[language] : category->code;
}

const ViewCategory *view_category(const ViewMeeting *meeting, const char *code)
{
    for (guint i = 0; i < meeting->categories->len; i++) {
        const ViewCategory *category = meeting->categories->pdata[i];
        if (g_strcmp0(category->code, code) == 0)
            return category;
    }
    return NULL;
}

static gboolean lists_equal(GPtrArray *one, GPtrArray *other)
{
    if (one->len != other->len)
        return FALSE;
    for (guint i = 0; i < one->len; i++)
        if (strcmp(one->pdata[i], other->pdata[i]) != 0)
            return FALSE;
    return TRUE;
}

static gboolean meetings_equal(const ViewMeeting *a, const ViewMeeting *b)
{
    if (!a || !b)
        return a == b;
    return strcmp(a->id, b->id) == 0 && strcmp(a->date, b->date) == 0 &&
           strcmp(a->time, b->time) == 0 && strcmp(a->place, b->place) == 0 &&
           strcmp(a->precincts, b->precincts) == 0 && a->attendees == b->attendees &&
           strcmp(a->edition, b->edition) == 0 && lists_equal(a->speakers, b->speakers) &&
           lists_equal(a->positions, b->positions);
}

gboolean view_day_equal(const ViewDay *one, const ViewDay *other)
{
    if (!one || !other)
        return one == other;
    return strcmp(one->today, other->today) == 0 && one->over == other->over &&
           meetings_equal(one->meeting, other->meeting) && meetings_equal(one->next, other->next);
}
