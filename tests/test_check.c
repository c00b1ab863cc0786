#include <string.h>

#include "protocol/check.h"

#include "tests/support_home.h"

/* A record to which nothing is lacking on its day. */
static const char whole[] =
    "{'id':'2026-0007','kind':'inspector','edition':'1095-2025','state':'closed','number':null,"
    "'date':'2026-11-20','time':'18:00','started':'18:05','ended':'19:00','place':'Club',"
    "'adults':40,'attendees':12,'attendee_list':[1,2,3,4,5,6,7,8,9,10,11,12],'secretary':null,"
    "'invitations':[{'n':1}],'announcements':[{'channel':'media','on':'2026-11-12','ref':null,'"
    "days_before':8},"
    "{'channel':'social','on':'2026-11-10','ref':null,'days_before':10}],"
    "'entries':[{'entry':5,'type':'complaint','outcome':'answered','answer':'Yes'},"
    "{'entry':6,'type':'suggestion','outcome':'forward','to':'Akimat'}],"
    "'decisions':[{'n':1,'text':'x','owner':'y','due':'2026-12-01'}],"
    "'no_entries':false,'no_decisions':false,"
    "'recording':{'takes':[{'take':1}]},'late_reason':null,'sealed':null,"
    "'signatures':[{'role':'inspector'},{'role':'secretary'},{'role':'chief'}]}";

#define A "{'surname':'Әлиев','name':'Ерлан','patronymic':'Серікұлы'}"
#define B "{'surname':'Ким','name':'Анна','patronymic':null}"

/* What of the whole record is replaced by what, and what check finds then. */
typedef struct {
    const char *edition, *from, *to, *today;
    const char *found; /* codes with a space before each; "!" before one that blocks */
    const char *source;
} Case;

static const Case cases[] = {
    {"1095-2025", "", "", "2026-11-20", "", NULL},
    {"1095-2025", "'2026-11-10'", "'2026-11-11'", "2026-11-20", " announced-late", "1095 p.27"},
    {"1095-2025", "'2026-11-10'", "'2026-11-09'", "2026-11-20", "", NULL},
    {"1095-2025", "'announcements'", "'x'", "2026-11-20", " not-announced", "1095 p.27"},
    {"608-2024", "'announcements'", "'x'", "2026-11-20", " not-announced !secretary", "608 p.8(2)"},
    {"608-2024", "'invitations'", "'x'", "2026-11-20", " not-invited !secretary", "608 p.11, p.4"},
    {"1095-2025", "'invitations'", "'x'", "2026-11-20", "", NULL},
    {"1095-2025", "'18:05'", "null", "2026-11-20", "", NULL},
    {"1095-2025", "'time':'18:00','started':'18:05'", "'time':null,'started':null", "2026-11-20",
     " !time", "1095 p.32"},
    {"1095-2025", "'place':'Club'", "'place':''", "2026-11-20", " !place", "1095 p.32"},
    {"1095-2025", "'date':'2026-11-20'", "'date':null", "2026-11-20", " announced-late !date",
     "1095 p.27"},
    {"1095-2025", "", "", "2026-11-19", " !future", "1095 p.32"},
    {"1095-2025", "'attendee_list'", "'x'", "2026-11-20", " !attendees", "1095 p.32"},
    {"1095-2025", "'attendees':12", "'attendees':15", "2026-11-20", " unregistered", "1095 p.32"},
    {"608-2024", "'attendee_list'", "'x'", "2026-11-20", " !secretary", "608 p.15"},
    {"608-2024", "'attendees':12", "'attendees':0", "2026-11-20", " !attendees.number !secretary",
     "608 p.13"},
    {"1095-2025", "'adults':40", "'adults':121", "2026-11-20", " few-attendees", "1095 p.32"},
    {"1095-2025", "'adults':40", "'adults':120", "2026-11-20", "", NULL},
    {"1095-2025", "'adults':40", "'adults':null", "2026-11-20", "", NULL},
    {"1095-2025", "'decisions'", "'x'", "2026-11-20", " !decisions", "1095 p.32"},
    {"1095-2025", "'no_decisions':false", "'no_decisions':true", "2026-11-20", "", NULL},
    {"1095-2025", "'entries'", "'x'", "2026-11-20", " !entries", "1095 p.32"},
    {"1095-2025", "'to':'Akimat'", "'to':null", "2026-11-20", " !entry.to",
     "1095 p.32, APPC art. 65"},
    {"1095-2025", "'answer':'Yes'", "'answer':null", "2026-11-20", " entry.answer", "1095 p.32"},
    {"1095-2025", "'recording'", "'x'", "2026-11-20", " !video", "1095 p.32"},
    {"1095-2025", "{'takes':[{'take':1}]}", "{'takes':[]}", "2026-11-20", " !video", "1095 p.32"},
    {"608-2024", "'recording':{'takes':[{'take':1}]}", "'recording':null", "2026-11-20",
     " !secretary", "608 p.15"},
    {"1095-2025", "'closed'", "'in-session'", "2026-11-20", " !recording", "1095 p.32"},
    {"1095-2025", "", "", "2026-11-21", " !late-reason", "1095 p.32"},
    {"1095-2025", "'late_reason':null", "'late_reason':'no power'", "2026-11-21", " sealed-late",
     "1095 p.32"},
    {"1095-2025", "'late_reason':null", "'late_reason':'no power'", "2026-11-20", "", NULL},
    {"1095-2025", "'sealed':null", "'sealed':'2026-11-20T21:00:00+05:00'", "2027-02-01", "", NULL},
    {"1095-2025", "{'role':'inspector'},", "", "2026-11-20", " !signature.inspector", "1095 p.32"},
    {"608-2024", "'secretary':null", "'secretary':{'surname':'A'}", "2026-11-20", "", NULL},
    {"608-2024", "{'role':'secretary'},{'role':'chief'}", "{'role':'officer'}", "2026-11-20",
     " !secretary !signature.secretary !signature.chief", "608 p.15"},
    {"723-inspector-2018", "", "", "2026-11-20", " !secretary !signature.officer", "723 p.14"},
};

static char *replaced(const char *text, const char *from, const char *to)
{
    if (!*from)
        return g_strdup(text);
    g_auto(GStrv) parts = g_strsplit(text, from, 2);
    g_assert_cmpuint(g_strv_length(parts), ==, 2);
    return g_strjoinv(to, parts);
}

static GPtrArray *judge(const Case *one, gboolean with_signatures)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(RulesSet) set = rules_set_load(NULL, &error);
    g_assert_no_error(error);
    const Rules *rules = rules_by_id(set, one->edition, &error);
    g_assert_no_error(error);
    g_autofree char *changed = replaced(whole, one->from, one->to);
    g_autoptr(JsonNode) record = support_json(changed);
    return check_record(record, rules, one->today, with_signatures);
}

static void test_cases(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) items = judge(&cases[i], TRUE);
        g_autoptr(GString) found = g_string_new(NULL);
        for (guint n = 0; n < items->len; n++) {
            const CheckItem *item = items->pdata[n];
            g_string_append_printf(found, " %s%s", item->blocking ? "!" : "", item->code);
        }
        g_test_message("%s: %s -> %s", cases[i].edition, cases[i].from, cases[i].to);
        g_assert_cmpstr(found->str, ==, cases[i].found);
        if (cases[i].source)
            g_assert_cmpstr(((CheckItem *)items->pdata[0])->source, ==, cases[i].source);
    }
}

/* 1095 p.27: several inspectors report at once; each signs. */
static void test_joint(void)
{
    static const struct {
        const char *signatures, *found;
    } joint[] = {
        {"{'role':'inspector','official':" A "},{'role':'inspector','official':" B "}", ""},
        {"{'role':'inspector','official':" B "}", "Has not signed: Әлиев Ерлан Серікұлы."},
        {"{'role':'secretary','official':" A "}",
         "Has not signed: Әлиев Ерлан Серікұлы.Has not signed: Ким Анна."},
        /* Somebody acting for one of them. */
        {"{'role':'inspector','official':" A "},{'role':'inspector','official':{'surname':'X'}}",
         ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(joint); i++) {
        g_autofree char *to = g_strdup_printf("'speakers':[" A "," B "],'signatures':[%s],'x':[",
                                              joint[i].signatures);
        const Case one = {"1095-2025", "'signatures':[", to, "2026-11-20"};
        g_autoptr(GPtrArray) items = judge(&one, TRUE);
        g_autoptr(GString) found = g_string_new(NULL);
        for (guint n = 0; n < items->len; n++) {
            g_assert_cmpstr(((CheckItem *)items->pdata[n])->code, ==, "signature.inspector");
            g_string_append(found, check_item_text(items->pdata[n], LANGUAGE_EN));
        }
        g_assert_cmpstr(found->str, ==, joint[i].found);
    }
}

static void test_without_signatures(void)
{
    const Case none = {"1095-2025", "'signatures'", "'x'", "2026-11-20"};
    g_autoptr(GPtrArray) unsigned_items = judge(&none, FALSE);
    g_assert_cmpuint(unsigned_items->len, ==, 0);
    g_autoptr(GPtrArray) items = judge(&none, TRUE);
    g_assert_cmpuint(items->len, ==, 1);
}

/* "code due, …" of what is not noted as sent about the only entry. g_free. */
static char *unsent(const RulesSet *set, const char *state, gboolean anonymous)
{
    const Case whole_one = {"1095-2025", "", "", "2026-11-20"};
    g_autoptr(GPtrArray) items = judge(&whole_one, TRUE);
    g_autoptr(GString) found = g_string_new(NULL);
    g_autofree char *text =
        g_strdup_printf("[{\"entry\":6,\"type\":\"complaint\",\"state\":\"%s\",\"anonymous\":%s,"
                        "\"deadline\":\"2026-11-25\"},{\"entry\":null,\"decision\":1,"
                        "\"type\":\"decision\",\"state\":\"noted\",\"anonymous\":false,"
                        "\"deadline\":null}]",
                        state, anonymous ? "true" : "false");
    g_autoptr(JsonNode) follow = json_from_string(text, NULL);
    check_follow(items, json_node_get_array(follow), rules_by_id(set, "1095-2025", NULL));
    for (guint i = 0; i < items->len; i++) {
        const CheckItem *item = items->pdata[i];
        g_assert_false(item->blocking);
        g_assert_cmpstr(item->source, ==, "1095 p.32");
        g_assert_nonnull(strstr(item->text_ru, "Жалоба № 6: "));
        g_assert_nonnull(strstr(item->text_kk, "(мерзімі – 25.11.2026)"));
        g_string_append_printf(found, " %s", item->code);
    }
    return g_strdup(found->str);
}

/* 1095 p.32: what is forwarded goes by letter, and its initiator is told, if there is one. */
static void test_follow(void)
{
    static const struct {
        const char *state;
        gboolean anonymous;
        const char *found;
    } lives[] = {
        {"forward", FALSE, " letter notification"},
        {"forward", TRUE, " letter"},
        {"forwarded", FALSE, " notification"},
        {"forwarded", TRUE, ""},
        {"notified", FALSE, ""},
        {"check", FALSE, ""},
        {"closed", FALSE, ""},
    };
    g_autoptr(RulesSet) set = rules_set_load(NULL, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(lives); i++) {
        g_autofree char *found = unsent(set, lives[i].state, lives[i].anonymous);
        g_assert_cmpstr(found, ==, lives[i].found);
    }
}

static void test_texts(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) items = judge(&cases[i], TRUE);
        for (guint n = 0; n < items->len; n++) {
            const CheckItem *item = items->pdata[n];
            for (int l = 0; l < LANGUAGE_COUNT; l++) {
                const char *text = check_item_text(item, l);
                g_assert_cmpstr(text, !=, item->code);
                g_assert_null(g_strrstr(text, "{"));
            }
            g_assert_cmpstr(item->text_kk, !=, item->text_ru);
        }
    }
    const Case forward = {"1095-2025", "'to':'Akimat'", "'to':null", "2026-11-20"};
    g_autoptr(GPtrArray) items = judge(&forward, TRUE);
    const CheckItem *item = items->pdata[0];
    g_assert_cmpstr(item->text_kk, ==, "Ұсыныс № 6: қай органға жолданатыны көрсетілмеген.");
    g_assert_cmpstr(item->text_ru, ==, "Предложение № 6: не указано, в какой орган направить.");
    const Case late = {"1095-2025", "", "", "2026-11-21"};
    g_autoptr(GPtrArray) late_items = judge(&late, TRUE);
    item = late_items->pdata[0];
    g_assert_nonnull(g_strrstr(item->text_ru, "20.11.2026"));
    g_assert_nonnull(g_strrstr(item->text_en, "2026-11-20"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/check/each-thing-that-is-lacking-is-found-with-its-paragraph", test_cases);
    g_test_add_func("/check/at-a-joint-meeting-each-inspector-signs", test_joint);
    g_test_add_func("/check/signatures-are-asked-for-only-when-wanted", test_without_signatures);
    g_test_add_func("/check/letters-and-notices-that-did-not-go-out", test_follow);
    g_test_add_func("/check/every-text-is-there-in-three-languages", test_texts);
    return g_test_run();
}
