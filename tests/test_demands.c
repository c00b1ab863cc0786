/* Every document that an edition of the rules asks for holds what the edition says, in both
 * languages. Outside witness: pdftotext. */
#include <glib/gstdio.h>
#include <string.h>

#include "protocol/document.h"
#include "protocol/json_read.h"
#include "protocol/rules.h"
#include "tests/support.h"
#include "tests/support_document.h"
#include "tests/support_home.h"
#include "tests/support_pdf.h"

typedef struct {
    const char *code, *kk, *ru; /* what stands on the page */
} Field;

/* Of tests/data/record.json. */
static const Field fields[] = {
    {"time", "18:00", "18:00"},
    {"date", "2026 жылғы 20 қараша", "20 ноября 2026"},
    {"place", "Ақжол ауылының клубы, Абай көшесі, 4", "Ақжол ауылының клубы, Абай көшесі, 4"},
    {"questions", "сұрақтар мен ұсыныстарды", "Вопросы и предложения"},
    {"attendees", "Қатысушылар саны 12 (тізім", "Количество участников 12 (список"},
    {"decisions", "Кешкі патруль бағытына Абай көшесі қосылсын.",
     "Кешкі патруль бағытына Абай көшесі қосылсын."},
    {"entries", "қараңғыда", "қараңғыда"},
    {"names", "Жанғабылова", "Жанғабылова"},
    {"to", "Ақжол ауылдық округінің әкімі", "Ақжол ауылдық округінің әкімі"},
    {"text", "қараңғыда", "қараңғыда"},
    {"initiator", "Жанғабылова", "Жанғабылова"},
};

/* The letters alone: lines break where they may. g_free. */
static char *letters_of(const char *text)
{
    GString *letters = g_string_new(NULL);
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar letter = g_utf8_get_char(at);
        if (!g_unichar_isspace(letter) && letter != 0xa0 && letter != 0xad)
            g_string_append_unichar(letters, letter);
    }
    return g_string_free(letters, FALSE);
}

static gboolean holds(const char *page, const char *words)
{
    g_autofree char *wanted = letters_of(words);
    return strstr(page, wanted) != NULL;
}

/* The record as one of the edition. */
static JsonNode *record_of(const Rules *rules)
{
    g_autofree char *path =
        g_build_filename(g_getenv("ESEP_TEMPLATES"), "..", "tests", "data", "record.json", NULL);
    gboolean chief = strcmp(rules_kind(rules), "chief") == 0;
    gboolean stamp = rules_stamp(rules);
    JsonNode *record = specimen_read(path, stamp   ? SPECIMEN_STAMP
                                           : chief ? SPECIMEN_CHIEF
                                                   : SPECIMEN_INSPECTOR);
    JsonObject *object = json_node_get_object(record);
    json_object_set_string_member(object, "edition", rules_id(rules));
    json_object_set_string_member(object, "kind", rules_kind(rules));
    json_object_set_string_member(object, "date", "2026-11-20");
    return record;
}

/* The letters of the document's pages. g_free. */
static char *page_of(JsonNode *record, const char *name, const char *language, const char *folder)
{
    static const char sha256[] = "7f3a91c2e05b4d18a6f902bc83e75d417f3a91c2e05b4d18a6f902bc83e75d41";
    g_autoptr(GError) error = NULL;
    Document document = {.record = record, .language = language, .sha256 = sha256};
    g_assert_true(document_kind_parse(name, &document.kind));
    document.entry = document_kind_about_entry(document.kind) ? 5 : 0;
    g_autoptr(GBytes) pdf = document_render(&document, &error);
    g_assert_no_error(error);
    g_autofree char *file = support_write(folder, "document.pdf", pdf);
    g_auto(Run) run = run_program((const char *[]){"pdftotext", "-q", "-raw", file, "-", NULL});
    g_assert_cmpint(run.exit_code, ==, 0);
    return letters_of(run.out);
}

static void assert_fields(const RulesDemand *demand, const char *page, gboolean kk)
{
    for (int i = 0; demand->fields[i]; i++) {
        gsize f = 0;
        while (f < G_N_ELEMENTS(fields) && strcmp(fields[f].code, demand->fields[i]) != 0)
            f++;
        g_assert_cmpuint(f, <, G_N_ELEMENTS(fields));
        if (!holds(page, kk ? fields[f].kk : fields[f].ru))
            g_error("%s lacks %s", demand->name, demand->fields[i]);
    }
}

/* Who has to sign stands with the name, and the stamp has a place of its own. */
static void assert_signed(const RulesDemand *demand, JsonNode *record, const char *page,
                          gboolean kk)
{
    JsonObject *object = json_node_get_object(record);
    for (int i = 0; demand->signatories[i]; i++) {
        JsonObject *official =
            strcmp(demand->signatories[i], "secretary") == 0
                ? json_read_object(object, "secretary")
                : json_array_get_object_element(json_read_array(object, "speakers"), 0);
        g_assert_nonnull(official);
        g_assert_true(holds(page, json_read_text(official, "surname")));
    }
    g_assert_true(holds(page, kk ? "М.О." : "М.П.") == demand->stamp);
}

static void test_demands(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(RulesSet) set = rules_set_load(NULL, &error);
    g_assert_no_error(error);
    g_autofree char *folder = support_folder();
    guint documents = 0;
    for (guint n = 0; rules_nth(set, n); n++) {
        const Rules *rules = rules_nth(set, n);
        g_autoptr(JsonNode) record = record_of(rules);
        RulesDemand demand;
        for (guint d = 0; rules_document(rules, d, &demand); d++, documents++)
            for (int kk = 0; kk < 2; kk++) {
                g_test_message("%s %s", rules_id(rules), demand.name);
                g_autofree char *page = page_of(record, demand.name, kk ? "kk" : "ru", folder);
                assert_fields(&demand, page, kk);
                if (*demand.signatories)
                    assert_signed(&demand, record, page, kk);
            }
    }
    g_assert_cmpuint(documents, >=, 36);
    remove_folder(folder);
}

/* Every edition asks for the protocol and for the announcement, and for each with its paragraph. */
static void test_least(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(RulesSet) set = rules_set_load(NULL, &error);
    for (guint n = 0; rules_nth(set, n); n++) {
        RulesDemand demand;
        const Rules *rules = rules_nth(set, n);
        g_assert_true(rules_document_by_name(rules, "notice", &demand));
        g_assert_false(demand.stamp);
        g_assert_true(rules_document_by_name(rules, "protocol", &demand));
        g_assert_true(demand.stamp == rules_stamp(rules));
        g_assert_true(g_strv_contains(demand.fields, "decisions"));
        g_assert_true(strncmp(demand.source, rules_id(rules), 3) == 0);
        g_assert_true(rules_document_by_name(rules, "attendees", &demand) ==
                      rules_registration(rules));
        g_assert_false(rules_document_by_name(rules, "diploma", &demand));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/demands/every-document-holds-what-its-edition-says", test_demands);
    g_test_add_func("/demands/every-edition-asks-for-protocol-and-announcement", test_least);
    return g_test_run();
}
