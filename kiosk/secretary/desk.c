#include "kiosk/secretary/desk.h"

#include <string.h>

#include "kiosk/secretary/desk_moment.h"
#include "kiosk/secretary/public.h"
#include "kiosk/secretary/review.h"
#include "kiosk/secretary/work_desk.h"
#include "protocol/check.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

Desk *desk_new(void)
{
    Desk *desk = g_new0(Desk, 1);
    desk->printed = g_hash_table_new(NULL, NULL);
    return desk;
}

void desk_free(Desk *desk)
{
    if (!desk)
        return;
    g_clear_pointer(&desk->lacks, g_ptr_array_unref);
    g_free(desk->lacks_of);
    for (int i = 0; i < LANGUAGE_COUNT; i++)
        view_words_free(desk->words[i]);
    g_clear_pointer(&desk->judged, json_node_unref);
    g_clear_pointer(&desk->printers, g_ptr_array_unref);
    g_clear_pointer(&desk->sticks, g_ptr_array_unref);
    review_free(desk->review);
    g_hash_table_unref(desk->printed);
    g_clear_pointer(&desk->found, json_node_unref);
    g_free(desk->signer.name);
    g_free(desk->gone.id);
    g_free(desk->given);
    public_plan_free(desk->plan);
    g_free(desk->readers);
    g_free(desk->done_text);
    g_free(desk);
}

JsonObject *desk_record(const App *app)
{
    const OfficeMeeting *meeting = app->office->meeting;
    return meeting ? json_node_get_object(meeting->record) : NULL;
}

const char *desk_text(const App *app, const char *member)
{
    return json_read_text(desk_record(app), member);
}

JsonArray *desk_list(const App *app, const char *member)
{
    return json_read_array(desk_record(app), member);
}

static guint length_of(JsonArray *array)
{
    return array ? json_array_get_length(array) : 0;
}

gboolean desk_is_sealed(const App *app)
{
    const char *state = desk_text(app, "state");
    return g_strcmp0(state, "sealed") == 0 || g_strcmp0(state, "disposed") == 0;
}

gboolean desk_is_disposed(const App *app)
{
    return g_strcmp0(desk_text(app, "state"), "disposed") == 0;
}

gboolean desk_is_kept(const App *app)
{
    return g_strcmp0(desk_text(app, "state"), "sealed") == 0;
}

static void signer_free(gpointer data)
{
    DeskSigner *signer = data;
    g_free(signer->role);
    g_free(signer);
}

static gboolean same_person(JsonObject *one, JsonObject *other)
{
    g_autofree char *name = desk_name(one), *other_name = desk_name(other);
    return one && other && strcmp(name, other_name) == 0;
}

static gboolean has_signed(const App *app, const char *role, JsonObject *official)
{
    JsonArray *signatures = desk_list(app, "signatures");
    for (guint i = 0; i < length_of(signatures); i++) {
        JsonObject *signature = json_array_get_object_element(signatures, i);
        if (g_strcmp0(json_read_text(signature, "role"), role) == 0 &&
            same_person(json_read_object(signature, "official"), official))
            return TRUE;
    }
    return FALSE;
}

static const char *role_title(const char *role)
{
    static const struct {
        const char *code, *title;
    } titles[] = {{"inspector", N_("Precinct inspector")},
                  {"chief", N_("Chief of the police body")},
                  {"secretary", N_("Secretary of the meeting")},
                  {"officer", N_("Police officer who reports")}};
    for (gsize i = 0; i < G_N_ELEMENTS(titles); i++)
        if (strcmp(titles[i].code, role) == 0)
            return titles[i].title;
    return titles[0].title;
}

static void add_signer(const App *app, GPtrArray *signers, const char *role, int n,
                       JsonObject *official)
{
    DeskSigner *signer = g_new0(DeskSigner, 1);
    signer->role = n ? g_strdup_printf("%s:%d", role, n) : g_strdup(role);
    signer->title = role_title(role);
    signer->official = official;
    signer->signed_ = has_signed(app, role, official);
    g_ptr_array_add(signers, signer);
}

GPtrArray *desk_signers(const App *app)
{
    GPtrArray *signers = g_ptr_array_new_with_free_func(signer_free);
    const OfficeMeeting *meeting = app->office->meeting;
    JsonArray *roles =
        meeting ? json_read_array(json_node_get_object(meeting->rules), "signatories") : NULL;
    JsonArray *speakers = desk_list(app, "speakers");
    int count = (int)length_of(speakers);
    for (guint i = 0; i < length_of(roles); i++) {
        const char *role = json_array_get_string_element(roles, i);
        /* At a joint meeting each who reports signs (1095 p.27, p.32). */
        gboolean each = strcmp(role, "inspector") == 0 || strcmp(role, "officer") == 0;
        if (strcmp(role, "secretary") == 0)
            add_signer(app, signers, role, 0, json_read_object(desk_record(app), "secretary"));
        for (int n = 0; strcmp(role, "secretary") != 0 && n < (each ? count : MIN(count, 1)); n++)
            add_signer(app, signers, role, count > 1 && each ? n + 1 : 0,
                       json_array_get_object_element(speakers, (guint)n));
    }
    return signers;
}

void desk_choose_signer(App *app, const DeskSigner *signer)
{
    Desk *desk = app->office->after;
    g_free(desk->signer.name);
    desk->signer.name = desk_name(signer->official);
    desk->signer.title = signer->title;
}

/* By name: a role counts those who report, and one who is taken away moves the others. */
const DeskSigner *desk_signer(const App *app, const GPtrArray *signers)
{
    const Desk *desk = app->office->after;
    for (guint i = 0; desk->signer.name && i < signers->len; i++) {
        const DeskSigner *signer = signers->pdata[i];
        g_autofree char *name = signer->official ? desk_name(signer->official) : NULL;
        if (signer->title == desk->signer.title && g_strcmp0(name, desk->signer.name) == 0)
            return signer;
    }
    return NULL;
}

const GPtrArray *desk_lacks(const App *app)
{
    const Desk *desk = app->office->after;
    if (desk_is_sealed(app) || g_strcmp0(desk->lacks_of, app->office->meeting_id) != 0)
        return NULL;
    return desk->lacks;
}

char *desk_source(const App *app, const char *source)
{
    ViewWords **words = &app->office->after->words[app->language];
    if (app->language == LANGUAGE_EN)
        return g_strdup(source);
    if (!*words)
        *words = view_words_load(language_code(app->language), NULL);
    return *words ? view_words_source(*words, source) : g_strdup(source);
}

gboolean desk_is_late(const App *app)
{
    const GPtrArray *lacks = desk_lacks(app);
    for (guint i = 0; lacks && i < lacks->len; i++)
        if (strcmp(((const CheckItem *)lacks->pdata[i])->code, "late-reason") == 0)
            return TRUE;
    return FALSE;
}

int desk_blocking(const App *app, gboolean without_signatures)
{
    const GPtrArray *lacks = desk_lacks(app);
    int count = 0;
    if (!lacks)
        return -1;
    for (guint i = 0; i < lacks->len; i++) {
        const CheckItem *item = lacks->pdata[i];
        gboolean signature = g_str_has_prefix(item->code, "signature.");
        /* The reason is asked for when it is sealed. */
        gboolean reason = strcmp(item->code, "late-reason") == 0;
        count += item->blocking && !reason && !(signature && without_signatures);
    }
    return count;
}

int desk_tick(App *app)
{
    Desk *desk = app->office->after;
    const OfficeMeeting *meeting = app->office->meeting;
    if (meeting && meeting->record != desk->judged && !desk->asked && !desk_is_sealed(app)) {
        desk->asked = TRUE;
        app_ask(app, &work_lacks, g_strdup(meeting->id));
    }
    return office_tick(app);
}

void desk_add_entries(const App *app, GArray *numbers)
{
    JsonArray *entries = desk_list(app, "entries");
    for (guint i = 0; i < length_of(entries); i++) {
        int number =
            (int)json_object_get_int_member(json_array_get_object_element(entries, i), "entry");
        g_array_append_val(numbers, number);
    }
}

char *desk_date(const App *app, const char *member)
{
    const char *date = desk_text(app, member);
    return date ? view_date(app->language, date) : g_strdup("");
}

char *desk_name(JsonObject *person)
{
    static const char *const members[] = {"surname", "name", "patronymic"};
    GString *name = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
        const char *part = json_read_text(person, members[i]);
        if (part && *part)
            g_string_append_printf(name, "%s%s", name->len ? " " : "", part);
    }
    return g_string_free(name, FALSE);
}

static void row_free(gpointer data)
{
    DeskRow *row = data;
    g_free(row->text);
    g_free(row->below);
    g_free(row);
}

/* Takes text and below. */
static void add_row(GPtrArray *rows, DeskRowKind kind, int number, char *text, char *below)
{
    DeskRow *row = g_new0(DeskRow, 1);
    *row = (DeskRow){kind, number, text, below};
    g_ptr_array_add(rows, row);
}

static void add_lacks(const App *app, GPtrArray *rows)
{
    const GPtrArray *lacks = desk_lacks(app);
    for (int blocking = 1; lacks && blocking >= 0; blocking--)
        for (guint i = 0; i < lacks->len; i++) {
            const CheckItem *item = lacks->pdata[i];
            if (item->blocking != blocking)
                continue;
            g_autofree char *source = desk_source(app, item->source);
            char *below = blocking
                              ? g_strdup(source)
                              : message_format(app->language, N_("A remark in the protocol · {1}"),
                                               source, NULL);
            add_row(rows, blocking ? DESK_LACK : DESK_REMARK, (int)i,
                    g_strdup(check_item_text(item, app->language)), below);
        }
}

static void add_facts(const App *app, GPtrArray *rows)
{
    const char *started = desk_text(app, "started"), *ended = desk_text(app, "ended");
    g_autofree char *date = desk_date(app, "date");
    add_row(rows, DESK_FACTS, 0,
            started ? g_strdup_printf("%s, %s–%s", date, started, ended ? ended : "…")
                    : g_strdup_printf("%s, %s", date, desk_text(app, "time")),
            g_strdup(desk_text(app, "place")));
    int came = (int)json_object_get_int_member_with_default(desk_record(app), "attendees", 0);
    add_row(rows, DESK_PEOPLE, 0,
            message_plural(app->language, "{1} person came", "{1} people came", came), NULL);
}

static const char *outcome_text(const App *app, const char *outcome)
{
    static const struct {
        const char *code, *text;
    } texts[] = {{"answered", N_("answered")},
                 {"check", N_("to be checked")},
                 {"forward", N_("to be forwarded")}};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        if (g_strcmp0(texts[i].code, outcome) == 0)
            return app_say(app, texts[i].text);
    return "";
}

static const char *type_text(const App *app, const char *type)
{
    static const struct {
        const char *code, *text;
    } texts[] = {{"complaint", N_("Complaint No. {1}")},
                 {"suggestion", N_("Suggestion No. {1}")},
                 {"remark", N_("Remark No. {1}")}};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        if (g_strcmp0(texts[i].code, type) == 0)
            return texts[i].text;
    return texts[0].text;
}

/* "Complaint No. 31 · 18:40:12 · to be checked · Серікбаев Нұрлан" */
static char *entry_below(const App *app, JsonObject *entry)
{
    g_autofree char *number =
        g_strdup_printf("%d", (int)json_object_get_int_member(entry, "entry"));
    g_autofree char *what =
        message_format(app->language, type_text(app, json_read_text(entry, "type")), number, NULL);
    JsonObject *initiator = json_read_object(entry, "initiator");
    g_autofree char *name =
        initiator ? desk_name(initiator) : g_strdup(app_say(app, N_("anonymous")));
    return g_strdup_printf("%s · %s · %s · %s", what, json_read_text(entry, "said"),
                           outcome_text(app, json_read_text(entry, "outcome")), name);
}

static void add_noted(const App *app, GPtrArray *rows)
{
    JsonArray *entries = desk_list(app, "entries"), *decisions = desk_list(app, "decisions");
    JsonArray *awards = desk_list(app, "awards");
    for (guint i = 0; i < length_of(entries); i++) {
        JsonObject *entry = json_array_get_object_element(entries, i);
        add_row(rows, DESK_ENTRY, (int)json_object_get_int_member(entry, "entry"),
                g_strdup(json_read_text(entry, "text")), entry_below(app, entry));
    }
    for (guint i = 0; i < length_of(decisions); i++) {
        JsonObject *decision = json_array_get_object_element(decisions, i);
        g_autofree char *due = view_date(app->language, json_read_text(decision, "due"));
        add_row(rows, DESK_DECISION, (int)json_object_get_int_member(decision, "n"),
                g_strdup(json_read_text(decision, "text")),
                message_format(app->language, N_("Decision · {1} · until {2}"),
                               json_read_text(decision, "owner"), due, NULL));
    }
    for (guint i = 0; i < length_of(awards); i++) {
        JsonObject *award = json_array_get_object_element(awards, i);
        add_row(
            rows, DESK_AWARD, (int)json_object_get_int_member(award, "n"),
            g_strdup(json_read_text(award, "text")),
            message_format(app->language, N_("Award · {1}"), json_read_text(award, "to"), NULL));
    }
}

static void add_recording(const App *app, GPtrArray *rows)
{
    JsonObject *recording = json_read_object(desk_record(app), "recording");
    if (!recording)
        return;
    gint64 s = json_object_get_int_member(recording, "length_ms") / 1000;
    g_autofree char *length =
        g_strdup_printf("%d:%02d:%02d", (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
    int gaps = (int)length_of(json_read_array(recording, "gaps"));
    add_row(rows, DESK_RECORDING, 0,
            message_format(app->language, N_("Video recording, {1}"), length, NULL),
            gaps ? message_plural(app->language, "{1} gap is noted", "{1} gaps are noted", gaps)
                 : g_strdup(app_say(app, N_("without gaps"))));
}

static void add_agenda(const App *app, GPtrArray *rows)
{
    g_autoptr(GPtrArray) marks = desk_marks(app);
    if (marks->len > 0)
        add_row(rows, DESK_AGENDA, 0, g_strdup(app_say(app, N_("Points of the agenda"))),
                g_strdup(app_say(app, N_("When each was reached"))));
}

static void add_gone(const App *app, GPtrArray *rows)
{
    guint count = length_of(desk_list(app, "withdrawn"));
    g_autofree char *number = g_strdup_printf("%u", count);
    if (count > 0)
        add_row(rows, DESK_GONE, 0,
                message_format(app->language, N_("Withdrawn: {1}"), number, NULL),
                g_strdup(app_say(app, N_("Until it is sealed it can be put back"))));
}

static void add_review(const App *app, GPtrArray *rows)
{
    add_row(rows, DESK_REVIEW, 0, g_strdup(app_say(app, N_("Look through it page by page"))), NULL);
}

static void add_receipts(const App *app, GPtrArray *rows)
{
    guint count = length_of(desk_list(app, "entries"));
    if (count == 0 || !desk_is_kept(app))
        return;
    g_autofree char *number = g_strdup_printf("%u", count);
    add_row(rows, DESK_RECEIPTS, 0,
            message_format(app->language, N_("Receipts for the citizens: {1}"), number, NULL),
            NULL);
}

GPtrArray *desk_rows(const App *app)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func(row_free);
    if (!desk_record(app))
        return rows;
    gboolean sealed = desk_is_sealed(app);
    if (sealed) {
        add_review(app, rows);
        add_receipts(app, rows);
    }
    add_lacks(app, rows);
    if (!sealed)
        add_review(app, rows);
    add_facts(app, rows);
    add_noted(app, rows);
    if (!sealed && office_may_meet(app)) {
        add_row(rows, DESK_ADD, 0, g_strdup(app_say(app, N_("Add what was forgotten"))), NULL);
        add_agenda(app, rows);
    }
    add_recording(app, rows);
    if (!sealed && office_may_meet(app))
        add_gone(app, rows);
    return rows;
}
