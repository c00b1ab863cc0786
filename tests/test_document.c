/* Every document in both languages, as other programs read it: pdftotext, zbarimg, qpdf; and what
 * is refused. Works on a copy of the templates, one of which it breaks. */
#include <glib/gstdio.h>
#include <string.h>

#include "protocol/document.h"
#include "protocol/error.h"
#include "protocol/message.h"
#include "protocol/pdf.h"
#include "tests/support.h"

typedef struct {
    char *folder; /* for files; with a copy of the templates */
    char *record_path;
} World;

static const char sha256[] = "7f3a91c2e05b4d18a6f902bc83e75d417f3a91c2e05b4d18a6f902bc83e75d41";
static const char *const languages[] = {"kk", "ru", "both"};

static JsonNode *read_record(const World *world)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonParser) parser = json_parser_new();
    json_parser_load_from_file(parser, world->record_path, &error);
    g_assert_no_error(error);
    return json_parser_steal_root(parser);
}

static Document document_of(JsonNode *record, DocumentKind kind, const char *language)
{
    return (Document){kind, record, language, sha256, document_kind_about_entry(kind) ? 5 : 0};
}

static GBytes *render(const Document *document)
{
    g_autoptr(GError) error = NULL;
    GBytes *pdf = document_render(document, &error);
    if (error) {
        g_autofree char *text = message_error(LANGUAGE_EN, error);
        g_error("%s", text);
    }
    return pdf;
}

static char *write_pdf(const World *world, GBytes *pdf)
{
    char *path = g_build_filename(world->folder, "t.pdf", NULL);
    gsize size = 0;
    const char *data = g_bytes_get_data(pdf, &size);
    g_assert_true(g_file_set_contents(path, data, (gssize)size, NULL));
    return path;
}

/* All text, each run of white space as one space: how lines were broken does not matter. */
static char *text_of(const World *world, GBytes *pdf)
{
    g_autofree char *path = write_pdf(world, pdf);
    const char *const argv[] = {"pdftotext", "-q", path, "-", NULL};
    g_auto(Run) run = run_program(argv);
    g_assert_cmpint(run.exit_code, ==, 0);
    g_auto(GStrv) words = g_strsplit_set(run.out, " \n\f", -1);
    GString *out = g_string_new(NULL);
    for (gsize i = 0; words[i]; i++)
        if (*words[i])
            g_string_append_printf(out, "%s ", words[i]);
    return g_string_free(out, FALSE);
}

static void assert_says(const char *text, const char *wanted)
{
    if (!strstr(text, wanted))
        g_error("“%s” is not in: %s", wanted, text);
}

static void test_every_document(gconstpointer data)
{
    const World *world = data;
    g_autoptr(JsonNode) record = read_record(world);
    for (int kind = 0; kind < DOCUMENT_COUNT; kind++)
        for (gsize l = 0; l < G_N_ELEMENTS(languages); l++) {
            const Document document = document_of(record, (DocumentKind)kind, languages[l]);
            g_autoptr(GBytes) first = render(&document), second = render(&document);
            g_assert_true(g_bytes_equal(first, second));
            const PdfInfo info = {"t", "b", "kk", 1795000000000, sha256};
            g_autoptr(GError) error = NULL;
            g_autoptr(GBytes) finished = pdf_finish(first, &info, &error);
            g_assert_no_error(error);
            g_autofree char *path = write_pdf(world, finished);
            const char *const argv[] = {"qpdf", "--check", path, NULL};
            g_auto(Run) run = run_program(argv);
            g_assert_cmpint(run.exit_code, ==, 0);
        }
}

static const char *const protocol_kk[] = {
    "Ақжол ауданының полиция бөлімі",
    "ЕСЕП БЕРУ ХАТТАМАСЫ № 12",
    "2026 жылғы 20 қараша",
    "Ақжол ауылының клубы, Абай көшесі, 4",
    "басталуы 18:00, аяқталуы 19:26",
    "полиция майоры Әлиев Ерлан Серікұлы",
    "12 (тізім 1-қосымшада)",
    "00:02:10",
    "Абай көшесінде түнде",
    "00:40:12",
    "Мерзімі: 25.11.2026",
    "құпия",
    "Кешкі патруль бағытына Абай көшесі қосылсын.",
    "ҚАТЫСУШЫЛАР ТІЗІМІ",
    "Қайырбекқызы",
    "Құнанбаев Ұлықбек Һәкімұлы",
    "7F3A-91C2-E05B-4D18-A6F9-02BC-83E7-5D41",
    "4-бет, барлығы 4 бет",
    NULL,
};

static const char *const protocol_ru[] = {
    "Отдел полиции Акжолского района",
    "ПРОТОКОЛ ОТЧЁТА № 12",
    "20 ноября 2026 г.",
    "начало 18:00, окончание 19:26",
    "Слушали по повестке дня",
    "Жалобы, предложения и замечания",
    "Участковый пункт вечером закрыт.",
    "Принятые решения",
    "прервана сбоем",
    "СПИСОК УЧАСТНИКОВ",
    "Иванова Ёлкина-Мария Петровна",
    "страница 4 из 4",
    NULL,
};

static void assert_document_says(const World *world, DocumentKind kind, const char *language,
                                 const char *const *wanted)
{
    g_autoptr(JsonNode) record = read_record(world);
    const Document document = document_of(record, kind, language);
    g_autoptr(GBytes) pdf = render(&document);
    g_autofree char *text = text_of(world, pdf);
    for (gsize i = 0; wanted[i]; i++)
        assert_says(text, wanted[i]);
    g_assert_null(strstr(text, "\\")); /* no escape has come through */
    g_assert_null(strstr(text, "{{"));
}

static void test_protocol(gconstpointer world)
{
    assert_document_says(world, DOCUMENT_PROTOCOL, "kk", protocol_kk);
    assert_document_says(world, DOCUMENT_PROTOCOL, "ru", protocol_ru);
}

static void test_others(gconstpointer world)
{
    static const char *const notice[] = {"ХАБАРЛАНДЫРУ", "2026 жылғы 20 қараша", "18:00", NULL};
    static const char *const letter[] = {
        "О направлении обращения по подведомственности",
        "Ақжол ауылдық округінің әкімі",
        "25 ноября 2026 г.",
        "Жанғабылова Айгүл Нурланқызы",
        "Уведомление о рассмотрении обращения",
        "4821-7730-52",
        NULL,
    };
    static const char *const receipt[] = {"ТАЛОН № 5", "4821-7730-52", "2026 жылғы 25 қараша",
                                          NULL};
    static const char *const attendees[] = {"СПИСОК УЧАСТНИКОВ", "Петров Иван", "Житель", NULL};
    assert_document_says(world, DOCUMENT_NOTICE, "kk", notice);
    assert_document_says(world, DOCUMENT_LETTER, "ru", letter);
    assert_document_says(world, DOCUMENT_RECEIPT, "kk", receipt);
    assert_document_says(world, DOCUMENT_ATTENDEES, "ru", attendees);
}

static void test_of_one_entry(gconstpointer world)
{
    static const char *const excerpt[] = {"ВЫПИСКА ИЗ ПРОТОКОЛА", "часть 1, 00:40:12",
                                          "Жанғабылова Айгүл Нурланқызы", NULL};
    static const char *const answer[] = {"Өтінішке жауап", "Жанғабылова Айгүл Нурланқызы", NULL};
    static const char *const notification[] = {"Уведомление о рассмотрении обращения",
                                               "4821-7730-52", NULL};
    static const char *const roll[] = {"ТАЛОН № 5", "4821-7730-52", NULL};
    assert_document_says(world, DOCUMENT_EXCERPT, "ru", excerpt);
    assert_document_says(world, DOCUMENT_ANSWER, "kk", answer);
    assert_document_says(world, DOCUMENT_NOTIFICATION, "ru", notification);
    assert_document_says(world, DOCUMENT_RECEIPT_ROLL, "kk", roll);
}

/* A roll is cut below what stands on it, however long that is. */
static void test_roll(gconstpointer data)
{
    const World *world = data;
    g_autoptr(JsonNode) record = read_record(world);
    const Document document = document_of(record, DOCUMENT_RECEIPT_ROLL, "ru");
    g_autoptr(GBytes) pdf = render(&document);
    g_autofree char *path = write_pdf(world, pdf);
    const char *const argv[] = {"pdfinfo", path, NULL};
    g_auto(Run) run = run_program(argv);
    const char *size = strstr(run.out, "Page size:");
    double width = 0, height = 0;
    g_assert_nonnull(size);
    g_assert_cmpint(sscanf(size, "Page size: %lf x %lf", &width, &height), ==, 2);
    g_assert_cmpfloat_with_epsilon(width, 80 / 25.4 * 72, 0.1);
    g_assert_cmpfloat(height, >, 200);
    g_assert_cmpfloat(height, <, 500);
}

/* Nobody's name, no confidential word, no hand signature is in the file, and it says so. */
static void test_public(gconstpointer data)
{
    static const char *const gone[] = {"Жанғабылова", "Петров", "4821-7730-52",
                                       "Көрші үйде",  "Ким",    "02:05"};
    const World *world = data;
    g_autoptr(JsonNode) record = read_record(world);
    for (gsize l = 0; l < G_N_ELEMENTS(languages); l++) {
        const Document document = document_of(record, DOCUMENT_PUBLIC, languages[l]);
        g_autoptr(GBytes) pdf = render(&document);
        g_autofree char *text = text_of(world, pdf);
        for (gsize i = 0; i < G_N_ELEMENTS(gone); i++)
            g_assert_null(strstr(text, gone[i]));
        assert_says(text, "Абай көшесінде түнде");
        assert_says(text, l == 1 ? "КОПИЯ ДЛЯ ОБЩЕГО ДОСТУПА" : "КӨПШІЛІККЕ АРНАЛҒАН КӨШІРМЕ");
        assert_says(text, l == 1 ? "содержание исключено" : "мазмұны алынып тасталды");
        assert_says(text, "7F3A-91C2-E05B-4D18-A6F9-02BC-83E7-5D41");
    }
    /* The record itself was only read. */
    const Document whole = document_of(record, DOCUMENT_PROTOCOL, "kk");
    g_autoptr(GBytes) pdf = render(&whole);
    g_autofree char *text = text_of(world, pdf);
    assert_says(text, "Жанғабылова");
}

/* Kazakh comes first, and pages are numbered through. */
static void test_both(gconstpointer data)
{
    const World *world = data;
    g_autoptr(JsonNode) record = read_record(world);
    const Document document = document_of(record, DOCUMENT_PROTOCOL, "both");
    g_autoptr(GBytes) pdf = render(&document);
    g_autofree char *text = text_of(world, pdf);
    const char *kazakh = strstr(text, "ЕСЕП БЕРУ ХАТТАМАСЫ");
    const char *russian = strstr(text, "ПРОТОКОЛ ОТЧЁТА №");
    g_assert_true(kazakh && russian && kazakh < russian);
    assert_says(text, "1-бет, барлығы 8 бет");
    assert_says(text, "страница 8 из 8");
}

static void test_codes_are_read(gconstpointer data)
{
    const World *world = data;
    g_autoptr(JsonNode) record = read_record(world);
    const Document document = document_of(record, DOCUMENT_PROTOCOL, "kk");
    g_autoptr(GBytes) pdf = render(&document);
    g_autofree char *path = write_pdf(world, pdf);
    g_autofree char *stem = g_build_filename(world->folder, "page", NULL);
    const char *const draw[] = {"pdftoppm", "-q", "-r", "150", "-png", path, stem, NULL};
    g_auto(Run) drawn = run_program(draw);
    g_assert_cmpint(drawn.exit_code, ==, 0);
    for (int page = 1; page <= 4; page++) {
        g_autofree char *picture = g_strdup_printf("%s-%d.png", stem, page);
        const char *const read[] = {"zbarimg", "-q", "--raw", picture, NULL};
        g_auto(Run) found = run_program(read);
        g_autoptr(JsonNode) payload = json_from_string(found.out, NULL);
        g_assert_nonnull(payload);
        JsonObject *object = json_node_get_object(payload);
        g_assert_cmpstr(json_object_get_string_member(object, "sha256"), ==, sha256);
        g_assert_cmpstr(json_object_get_string_member(object, "body"), ==,
                        "Ақжол ауданының полиция бөлімі");
    }
}

static void test_draft(gconstpointer data)
{
    const World *world = data;
    g_autoptr(JsonNode) record = read_record(world);
    Document document = document_of(record, DOCUMENT_PROTOCOL, "both");
    document.sha256 = NULL;
    g_autoptr(GBytes) pdf = render(&document);
    g_autofree char *text = text_of(world, pdf);
    assert_says(text, "ЖОБА");
    assert_says(text, "ПРОЕКТ");
    g_assert_null(strstr(text, "7F3A"));
}

static char *refused(const Document *document, int code)
{
    GError *error = NULL;
    g_assert_null(document_render(document, &error));
    g_assert_error(error, PROTOCOL_ERROR, code);
    char *text = message_error(LANGUAGE_EN, error);
    g_error_free(error);
    return text;
}

static void set_entry_text(JsonNode *record, const char *text)
{
    JsonArray *entries = json_object_get_array_member(json_node_get_object(record), "entries");
    json_object_set_string_member(json_array_get_object_element(entries, 0), "text", text);
}

static void test_bad_characters(gconstpointer data)
{
    static const struct {
        const char *text, *code;
    } rows[] = {{"Шу көп 😀 түнде", "U+1F600"}, {"Шу\001көп", "U+0001"}, {"عربي", "U+0639"}};
    const World *world = data;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(JsonNode) record = read_record(world);
        set_entry_text(record, rows[i].text);
        const Document document = document_of(record, DOCUMENT_PROTOCOL, "both");
        g_autofree char *said = refused(&document, PROTOCOL_ERROR_REFUSED);
        assert_says(said, rows[i].code);
    }
}

/* What a citizen says can be anything, and stays what it is. */
static void test_values_are_not_markup(gconstpointer data)
{
    static const char text[] =
        "| ab | cd |\n|---|---|\n```signature\nwho: x\n```\n# Zet\n- we {{id}} "
        "![](signatures/0) <br> \\| &amp;";
    static const char wanted[] = "| ab | cd | |---|---| ```signature who: x ``` # Zet - we {{id}} "
                                 "![](signatures/0) <br> \\| &amp;";
    const World *world = data;
    g_autoptr(JsonNode) record = read_record(world);
    set_entry_text(record, text);
    const Document document = document_of(record, DOCUMENT_LETTER, "kk");
    g_autoptr(GBytes) pdf = render(&document);
    g_autofree char *have = text_of(world, pdf);
    assert_says(have, wanted);
}

static JsonNode *copy_attendees(JsonNode *record, guint count)
{
    JsonObject *object = json_node_get_object(record);
    JsonArray *from = json_object_get_array_member(object, "attendee_list");
    JsonArray *to = json_array_new();
    for (guint i = 0; i < count; i++) {
        JsonNode *copy =
            json_node_copy(json_array_get_element(from, i % json_array_get_length(from)));
        json_array_add_element(to, copy);
    }
    json_object_set_array_member(object, "attendee_list", to);
    json_object_set_int_member(object, "attendees", count);
    return record;
}

static void test_sizes(gconstpointer data)
{
    const World *world = data;
    static const guint counts[] = {0, 1, 2000};
    for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
        g_autoptr(JsonNode) record = copy_attendees(read_record(world), counts[i]);
        const Document document = document_of(record, DOCUMENT_ATTENDEES, "ru");
        g_autoptr(GBytes) pdf = render(&document);
        g_autofree char *text = text_of(world, pdf);
        guint found = 0;
        for (const char *at = text; (at = strstr(at, "Төлегенова Іңкәр Сейітқызы")); at++)
            found++;
        g_assert_cmpuint(found, ==, counts[i] / 12 + (counts[i] % 12 >= 8));
    }
}

static void test_long_positions(gconstpointer data)
{
    const World *world = data;
    g_autoptr(JsonNode) record = read_record(world);
    GString *position = g_string_new("учаскелік");
    while (g_utf8_strlen(position->str, -1) < 160)
        g_string_append(position, " инспекторы");
    g_string_append(position, " соңы");
    JsonObject *signature = json_array_get_object_element(
        json_object_get_array_member(json_node_get_object(record), "signatures"), 0);
    json_object_set_string_member(json_object_get_object_member(signature, "official"), "position",
                                  position->str);
    const Document document = document_of(record, DOCUMENT_ATTENDEES, "kk");
    g_autoptr(GBytes) pdf = render(&document);
    g_autofree char *text = text_of(world, pdf);
    assert_says(text, "соңы,");
    g_string_free(position, TRUE);
}

static void test_wrong_request(gconstpointer data)
{
    const World *world = data;
    g_autoptr(JsonNode) record = read_record(world);
    Document document = document_of(record, DOCUMENT_RECEIPT, "kk");
    document.entry = 99;
    g_autofree char *no_entry = refused(&document, PROTOCOL_ERROR_NOT_FOUND);
    assert_says(no_entry, "99");
    document.entry = 0;
    g_autofree char *no_number = refused(&document, PROTOCOL_ERROR_USAGE);
    g_assert_nonnull(no_number);
    DocumentKind kind;
    g_assert_false(document_kind_parse("diploma", &kind));
    g_assert_true(document_kind_parse("letter", &kind));
    g_assert_cmpint(kind, ==, DOCUMENT_LETTER);
}

/* Runs last: the lawyer makes a typing error in line 3 of a template. */
static void test_template_error(gconstpointer data)
{
    const World *world = data;
    g_autofree char *path =
        g_build_filename(world->folder, "templates", "documents", "ru", "notice.md", NULL);
    g_assert_true(g_file_set_contents(path, "a\n\n{{plase}}\n", -1, NULL));
    g_autoptr(JsonNode) record = read_record(world);
    const Document document = document_of(record, DOCUMENT_NOTICE, "ru");
    g_autofree char *text = refused(&document, PROTOCOL_ERROR_REFUSED);
    assert_says(text, "ru/notice.md, line 3");
    assert_says(text, "plase");
    g_assert_true(g_file_set_contents(path, "a \xff b", -1, NULL));
    g_autofree char *no_text = refused(&document, PROTOCOL_ERROR_REFUSED);
    assert_says(no_text, "UTF-8");
    g_assert_cmpint(g_remove(path), ==, 0);
    g_autofree char *none = refused(&document, PROTOCOL_ERROR_REFUSED);
    assert_says(none, "notice.md");
}

static void copy_templates(World *world)
{
    g_autofree char *copy = g_build_filename(world->folder, "templates", NULL);
    const char *const argv[] = {"cp", "-r", g_getenv("ESEP_TEMPLATES"), copy, NULL};
    g_auto(Run) run = run_program(argv);
    g_assert_cmpint(run.exit_code, ==, 0);
    world->record_path =
        g_build_filename(g_getenv("ESEP_TEMPLATES"), "..", "tests", "data", "record.json", NULL);
    g_setenv("ESEP_TEMPLATES", copy, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    World world = {.folder = g_dir_make_tmp("esep-document-XXXXXX", NULL)};
    copy_templates(&world);
    message_init(NULL);
    g_test_add_data_func("/document/every-one-is-rendered-twice-alike", &world,
                         test_every_document);
    g_test_add_data_func("/document/protocol-has-what-the-order-demands", &world, test_protocol);
    g_test_add_data_func("/document/others-say-what-they-are-for", &world, test_others);
    g_test_add_data_func("/document/of-one-entry", &world, test_of_one_entry);
    g_test_add_data_func("/document/a-roll-is-as-long-as-its-text", &world, test_roll);
    g_test_add_data_func("/document/a-public-copy-names-nobody", &world, test_public);
    g_test_add_data_func("/document/kazakh-comes-before-russian", &world, test_both);
    g_test_add_data_func("/document/every-page-has-a-code-that-can-be-read", &world,
                         test_codes_are_read);
    g_test_add_data_func("/document/a-draft-says-so", &world, test_draft);
    g_test_add_data_func("/document/a-character-without-a-glyph-is-named", &world,
                         test_bad_characters);
    g_test_add_data_func("/document/what-people-say-is-never-markup", &world,
                         test_values_are_not_markup);
    g_test_add_data_func("/document/none-or-2000-attendees", &world, test_sizes);
    g_test_add_data_func("/document/a-position-of-160-characters-wraps", &world,
                         test_long_positions);
    g_test_add_data_func("/document/a-wrong-request-is-refused", &world, test_wrong_request);
    g_test_add_data_func("/document/a-typing-error-in-a-template-is-named", &world,
                         test_template_error);
    int result = g_test_run();
    remove_folder(world.folder);
    g_free(world.folder);
    g_free(world.record_path);
    return result;
}
