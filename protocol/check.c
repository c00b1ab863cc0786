#include "protocol/check.h"

#include <string.h>

#include "protocol/json_read.h"
#include "protocol/paths.h"

typedef struct {
    JsonObject *record;
    const Rules *rules;
    const char *today;
    gboolean with_signatures;
    GPtrArray *items;
} Check;

static gpointer load_texts(gpointer unused)
{
    g_autofree char *path = paths_template("check.texts", NULL);
    g_autoptr(GError) error = NULL;
    GKeyFile *texts = g_key_file_new();
    if (!g_key_file_load_from_file(texts, path, G_KEY_FILE_NONE, &error))
        g_warning("%s: %s", path, error->message);
    return texts;
}

/* The program's own texts, read once; a code without a text is shown as the code. */
static char *text_of(const char *code, Language language)
{
    static GOnce once = G_ONCE_INIT;
    GKeyFile *texts = g_once(&once, load_texts, NULL);
    char *text = g_key_file_get_string(texts, code, language_code(language), NULL);
    return text ? text : g_strdup(code);
}

static void item_free(gpointer data)
{
    CheckItem *item = data;
    g_free(item->text_kk);
    g_free(item->text_ru);
    g_free(item->text_en);
    g_free(item->source);
    g_free(item);
}

/* What stands in a text for one argument: a date and the name of a type follow the language. */
static char *localized(const char *argument, Language language)
{
    GDate date;
    if (!argument)
        return g_strdup("");
    if (language != LANGUAGE_EN && date_parse(argument, &date))
        return g_strdup_printf("%02d.%02d.%04d", g_date_get_day(&date), g_date_get_month(&date),
                               g_date_get_year(&date));
    if (strcmp(argument, "complaint") == 0 || strcmp(argument, "suggestion") == 0 ||
        strcmp(argument, "remark") == 0)
        return text_of(argument, language);
    return g_strdup(argument);
}

static char *filled(const char *code, Language language, const char *const args[3])
{
    g_autofree char *text = text_of(code, language);
    g_autofree char *one = localized(args[0], language);
    g_autofree char *two = localized(args[1], language);
    g_autofree char *three = localized(args[2], language);
    /* English is the language that has no catalogue: the text is taken as it is. */
    return message_format(LANGUAGE_EN, text, one, two, three, NULL);
}

/* key: the group of the edition whose paragraph asks for it; up to three arguments of the text. */
static void add_text(Check *check, const char *code, const char *text_code, gboolean blocking,
                     const char *key, const char *one, const char *two, const char *three)
{
    const char *const args[] = {one, two, three};
    CheckItem *item = g_new0(CheckItem, 1);
    item->code = g_intern_string(code);
    item->text_kk = filled(text_code, LANGUAGE_KK, args);
    item->text_ru = filled(text_code, LANGUAGE_RU, args);
    item->text_en = filled(text_code, LANGUAGE_EN, args);
    item->blocking = blocking;
    item->source = g_strdup(rules_source(check->rules, key));
    g_ptr_array_add(check->items, item);
}

/* The text of most things has the code of the thing. */
static void add(Check *check, const char *code, gboolean blocking, const char *key, const char *one,
                const char *two, const char *three)
{
    add_text(check, code, code, blocking, key, one, two, three);
}

/* Of a document that is not there, where the edition asks for it. */
static void add_demand(Check *check, const char *code, const char *document, const char *one,
                       const char *two, const char *three)
{
    RulesDemand demand;
    if (!rules_document_by_name(check->rules, document, &demand))
        return;
    add(check, code, FALSE, "documents", one, two, three);
    CheckItem *item = check->items->pdata[check->items->len - 1];
    g_free(item->source);
    item->source = g_strdup(demand.source);
}

static const char *string_of(JsonObject *object, const char *name)
{
    const char *value = json_read_text(object, name);
    return value && *value ? value : NULL;
}

static guint length_of(JsonObject *object, const char *name)
{
    JsonArray *array = json_read_array(object, name);
    return array ? json_array_get_length(array) : 0;
}

static gboolean is_required(const Check *check, const char *field)
{
    return g_strv_contains(rules_required(check->rules), field);
}

/* Days from one date of the record to another; 0 if either is none. */
static int days_between(const char *from, const char *to)
{
    GDate first, last;
    if (!from || !to || !date_parse(from, &first) || !date_parse(to, &last))
        return 0;
    return g_date_days_between(&first, &last);
}

static void check_announcement(Check *check)
{
    JsonArray *announcements = json_read_array(check->record, "announcements");
    int best = G_MININT, asked = rules_announce_days(check->rules);
    for (guint i = 0; announcements && i < json_array_get_length(announcements); i++) {
        JsonObject *one = json_array_get_object_element(announcements, i);
        best = MAX(best, days_between(string_of(one, "on"), string_of(check->record, "date")));
    }
    g_autofree char *days = g_strdup_printf("%d", MAX(best, 0));
    g_autofree char *asked_text = g_strdup_printf("%d", asked);
    if (asked > 0 && best == G_MININT)
        add(check, "not-announced", FALSE, "announce_days", asked_text, NULL, NULL);
    else if (best < asked)
        add(check, "announced-late", FALSE, "announce_days", days, asked_text, NULL);
}

/* Where the law asks for invitations (608 p.11), there must have been one. */
static void check_invitations(Check *check)
{
    if (length_of(check->record, "invitations") == 0)
        add_demand(check, "not-invited", "invitation", NULL, NULL, NULL);
}

static void check_when_and_where(Check *check)
{
    const char *date = string_of(check->record, "date");
    if (is_required(check, "time") && !string_of(check->record, "started") &&
        !string_of(check->record, "time"))
        add(check, "time", TRUE, "required", NULL, NULL, NULL);
    if (is_required(check, "date") && !date)
        add(check, "date", TRUE, "required", NULL, NULL, NULL);
    if (days_between(check->today, date) > 0)
        add(check, "future", TRUE, "required", date, NULL, NULL);
    if (is_required(check, "place") && !string_of(check->record, "place"))
        add(check, "place", TRUE, "required", NULL, NULL, NULL);
}

static char *number_text(gint64 number)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, number);
}

/* The head count may be higher than the number of those who registered. */
static void check_attendees(Check *check)
{
    gint64 attendees = json_object_get_int_member_with_default(check->record, "attendees", 0);
    gint64 adults = json_object_get_int_member_with_default(check->record, "adults", 0);
    gint64 registered = length_of(check->record, "attendee_list");
    gboolean registration = rules_registration(check->rules);
    int percent = rules_gathering_percent(check->rules);
    g_autofree char *came = number_text(attendees);
    if (registration && registered == 0)
        add(check, "attendees", TRUE, "registration", NULL, NULL, NULL);
    else if (attendees == 0 && is_required(check, "attendees"))
        add(check, "attendees.number", TRUE, "required", NULL, NULL, NULL);
    if (registration && registered > 0 && registered < attendees) {
        g_autofree char *of = number_text(registered);
        add(check, "unregistered", FALSE, "registration", came, of, NULL);
    }
    if (attendees > 0 && attendees * 100 < adults * percent) {
        g_autofree char *of = number_text(adults);
        g_autofree char *share = number_text(percent);
        add(check, "few-attendees", FALSE, "gathering_percent", came, of, share);
    }
}

static gboolean said_none(const Check *check, const char *name)
{
    return json_object_get_boolean_member_with_default(check->record, name, FALSE);
}

static void check_decisions(Check *check)
{
    if (is_required(check, "decisions") && length_of(check->record, "decisions") == 0 &&
        !said_none(check, "no_decisions"))
        add(check, "decisions", TRUE, "required", NULL, NULL, NULL);
}

static void check_entries(Check *check)
{
    JsonArray *entries = json_read_array(check->record, "entries");
    guint count = length_of(check->record, "entries");
    if (is_required(check, "entries") && count == 0 && !said_none(check, "no_entries"))
        add(check, "entries", TRUE, "required", NULL, NULL, NULL);
    for (guint i = 0; i < count; i++) {
        JsonObject *entry = json_array_get_object_element(entries, i);
        const char *outcome = string_of(entry, "outcome");
        g_autofree char *number = g_strdup_printf(
            "%" G_GINT64_FORMAT, json_object_get_int_member_with_default(entry, "entry", 0));
        if (g_strcmp0(outcome, "forward") == 0 && !string_of(entry, "to"))
            add(check, "entry.to", TRUE, "forward_working_days", string_of(entry, "type"), number,
                NULL);
        if (g_strcmp0(outcome, "answered") == 0 && !string_of(entry, "answer"))
            add(check, "entry.answer", FALSE, "required", string_of(entry, "type"), number, NULL);
    }
}

static void check_video(Check *check)
{
    JsonObject *recording = json_read_object(check->record, "recording");
    if (g_strcmp0(string_of(check->record, "state"), "in-session") == 0)
        add(check, "recording", TRUE, "video", NULL, NULL, NULL);
    else if (rules_video_required(check->rules) &&
             (!recording || length_of(recording, "takes") == 0))
        add(check, "video", TRUE, "video", NULL, NULL, NULL);
}

/* The day on which the record was sealed, else today, against the meeting's own. */
static void check_day(Check *check)
{
    const char *date = string_of(check->record, "date");
    const char *sealed = string_of(check->record, "sealed");
    const char *reason = string_of(check->record, "late_reason");
    g_autofree char *day = g_strndup(sealed ? sealed : check->today, strlen("YYYY-MM-DD"));
    if (!rules_same_day(check->rules) || days_between(date, day) <= 0)
        return;
    if (reason)
        add(check, "sealed-late", FALSE, "same_day", reason, NULL, NULL);
    else
        add(check, "late-reason", TRUE, "same_day", date, NULL, NULL);
}

/* How many have signed as role; if official is not NULL, only they themselves. */
static guint count_signed(const Check *check, const char *role, JsonNode *official)
{
    JsonArray *signatures = json_read_array(check->record, "signatures");
    guint count = 0;
    for (guint i = 0; signatures && i < json_array_get_length(signatures); i++) {
        JsonObject *one = json_array_get_object_element(signatures, i);
        JsonNode *signer = json_object_get_member(one, "official");
        count += g_strcmp0(string_of(one, "role"), role) == 0 &&
                 (!official || (signer && json_node_equal(signer, official)));
    }
    return count;
}

/* At a joint meeting several inspectors report (1095 p.27), and each of them signs. Where there are
 * as many signatures as speakers, an acting official may have signed for one. */
static void check_joint(Check *check, const char *code, const char *role, JsonArray *speakers)
{
    guint count = json_array_get_length(speakers);
    if (count_signed(check, role, NULL) >= count)
        return;
    for (guint i = 0; i < count; i++) {
        JsonNode *node = json_array_get_element(speakers, i);
        JsonObject *speaker = json_node_get_object(node);
        const char *patronymic = string_of(speaker, "patronymic");
        if (count_signed(check, role, node) > 0)
            continue;
        g_autofree char *name = g_strjoin(" ", string_of(speaker, "surname"),
                                          string_of(speaker, "name"), patronymic, NULL);
        add_text(check, code, "signature.of", TRUE, "signatories", name, NULL, NULL);
    }
}

static void check_signature(Check *check, const char *role)
{
    g_autofree char *code = g_strconcat("signature.", role, NULL);
    JsonArray *speakers = json_read_array(check->record, "speakers");
    gboolean all = strcmp(role, "inspector") == 0 || strcmp(role, "officer") == 0;
    if (all && speakers && json_array_get_length(speakers) > 1)
        check_joint(check, code, role, speakers);
    else if (count_signed(check, role, NULL) == 0)
        add(check, code, TRUE, "signatories", NULL, NULL, NULL);
}

static void check_signatures(Check *check)
{
    const char *const *roles = rules_signatories(check->rules);
    JsonNode *secretary = json_object_get_member(check->record, "secretary");
    if (g_strv_contains(roles, "secretary") && (!secretary || JSON_NODE_HOLDS_NULL(secretary)))
        add(check, "secretary", TRUE, "signatories", NULL, NULL, NULL);
    for (int i = 0; check->with_signatures && roles[i]; i++)
        check_signature(check, roles[i]);
}

GPtrArray *check_record(JsonNode *record, const Rules *rules, const char *today,
                        gboolean with_signatures)
{
    /* In the order of the paragraphs: 1095 p.27, p.32; 608 p.8, p.11 to 17. */
    static void (*const parts[])(Check *) = {
        check_announcement, check_invitations, check_when_and_where,
        check_attendees,    check_decisions,   check_entries,
        check_video,        check_day,         check_signatures,
    };
    Check check = {.record = json_node_get_object(record),
                   .rules = rules,
                   .today = today,
                   .with_signatures = with_signatures,
                   .items = g_ptr_array_new_with_free_func(item_free)};
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        parts[i](&check);
    return check.items;
}

void check_follow(GPtrArray *items, JsonArray *follow, const Rules *rules)
{
    /* The state in which an entry waits for a document. */
    static const struct {
        const char *state, *document;
        gboolean to_initiator;
    } waiting[] = {{"forward", "letter", FALSE},
                   {"forward", "notification", TRUE},
                   {"forwarded", "notification", TRUE}};
    Check check = {.rules = rules, .items = items};
    for (guint i = 0; i < json_array_get_length(follow); i++) {
        JsonObject *row = json_array_get_object_element(follow, i);
        g_autofree char *number =
            number_text(json_object_get_int_member_with_default(row, "entry", 0));
        for (gsize w = 0; w < G_N_ELEMENTS(waiting); w++)
            if (g_strcmp0(string_of(row, "state"), waiting[w].state) == 0 &&
                !(waiting[w].to_initiator &&
                  json_object_get_boolean_member_with_default(row, "anonymous", FALSE)))
                add_demand(&check, waiting[w].document, waiting[w].document, string_of(row, "type"),
                           number, string_of(row, "deadline"));
    }
}

const char *check_item_text(const CheckItem *item, Language language)
{
    return language == LANGUAGE_KK   ? item->text_kk
           : language == LANGUAGE_RU ? item->text_ru
                                     : item->text_en;
}
