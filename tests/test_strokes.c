/* Hand signatures, from friend and foe. */
#include "protocol/canonical.h"
#include "protocol/error.h"
#include "protocol/strokes.h"

static void check(const char *text, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = strokes_parse(text, -1, &error);
    g_assert_no_error(error);
    g_autofree char *canonical = canonical_json(node, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(canonical, ==, expected);
}

static void refuse(const char *text, gssize size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) node = strokes_parse(text, size, &error);
    if (node)
        g_error("accepted: %.60s", text);
    g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_USAGE);
}

static void test_the_form_of_the_record_stays(void)
{
    check("{\"width\":400,\"height\":200,\"strokes\":[[[10,20,0],[30,40,16]],[[5,5,90]]]}",
          "{\"height\":200,\"strokes\":[[[10,20,0],[30,40,16]],[[5,5,90]]],\"width\":400}");
}

static void test_a_bare_array_is_measured_and_moved_to_the_origin(void)
{
    check("[[[110,20],[130,60]]]",
          "{\"height\":40,\"strokes\":[[[0,0,0],[20,40,0]]],\"width\":20}");
}

static void test_points_may_be_objects_with_fractions(void)
{
    check("{\"width\":50,\"height\":50,\"strokes\":[[{\"x\":1.4,\"y\":2.6},{\"x\":3,\"y\":-4}]]}",
          "{\"height\":50,\"strokes\":[[[1,3,0],[3,-4,0]]],\"width\":50}");
}

static void test_an_empty_stroke_is_left_out(void)
{
    check("[[],[[0,0],[1,1]]]", "{\"height\":1,\"strokes\":[[[0,0,0],[1,1,0]]],\"width\":1}");
}

static void test_what_is_no_signature_is_refused(void)
{
    const char *bad[] = {"",
                         " ",
                         "null",
                         "7",
                         "\"a\"",
                         "{}",
                         "[]",
                         "[[]]",
                         "[[[1,1]]]",
                         "[[[1,1]],[[2,2]]]",
                         "[[[1],[2]]]",
                         "[[[1,1,1,1],[2,2,2,2]]]",
                         "[[[1,\"1\"],[2,2]]]",
                         "[[[1,null],[2,2]]]",
                         "[[[1,true],[2,2]]]",
                         "[[[32768,1],[2,2]]]",
                         "[[[1,-32768],[2,2]]]",
                         "[[[1e300,1],[2,2]]]",
                         "[[[1,1,-5],[2,2,0]]]",
                         "[[{\"x\":1},{\"x\":2,\"y\":2}]]",
                         "[{\"x\":1,\"y\":2}]",
                         "{\"strokes\":7}",
                         "{\"width\":0,\"height\":5,\"strokes\":[[[0,0],[1,1]]]}",
                         "{\"width\":5,\"strokes\":[[[0,0],[1,1]]]}",
                         "{\"width\":-5,\"height\":5,\"strokes\":[[[0,0],[1,1]]]}",
                         "[[[0,0],[1,1]]",
                         "[[[0,0],[1,1]]] x",
                         "[[[0,0],[1,1]]\xff]"};
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        refuse(bad[i], -1);
}

static char *many(int points)
{
    GString *text = g_string_new("[[[0,0]");
    for (int i = 1; i < points; i++)
        g_string_append(text, ",[1,1]");
    g_string_append(text, "]]");
    return g_string_free(text, FALSE);
}

static void test_points_are_counted(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *most = many(STROKES_MAX_POINTS);
    g_autoptr(JsonNode) node = strokes_parse(most, -1, &error);
    g_assert_no_error(error);
    g_autofree char *over = many(STROKES_MAX_POINTS + 1);
    refuse(over, -1);
}

static void test_deep_nesting_does_not_end_the_program(void)
{
    g_autofree char *deep = g_strnfill(2000000, '[');
    refuse(deep, -1);
}

static void test_every_cut_of_a_signature_is_refused(void)
{
    const char text[] = "{\"width\":9,\"height\":9,\"strokes\":[[[1,2,0],[3,4,16]]]}";
    for (gsize size = 0; size < sizeof text - 1; size++)
        refuse(text, (gssize)size);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/strokes/the-form-of-the-record-stays", test_the_form_of_the_record_stays);
    g_test_add_func("/strokes/a-bare-array-is-measured-and-moved-to-the-origin",
                    test_a_bare_array_is_measured_and_moved_to_the_origin);
    g_test_add_func("/strokes/points-may-be-objects-with-fractions",
                    test_points_may_be_objects_with_fractions);
    g_test_add_func("/strokes/an-empty-stroke-is-left-out", test_an_empty_stroke_is_left_out);
    g_test_add_func("/strokes/what-is-no-signature-is-refused",
                    test_what_is_no_signature_is_refused);
    g_test_add_func("/strokes/points-are-counted", test_points_are_counted);
    g_test_add_func("/strokes/deep-nesting-does-not-end-the-program",
                    test_deep_nesting_does_not_end_the_program);
    g_test_add_func("/strokes/every-cut-of-a-signature-is-refused",
                    test_every_cut_of_a_signature_is_refused);
    return g_test_run();
}
