/* The Mustache specification's cases (without lambdas), written out as data; escaping is
 * Markdown's, and a name that is not there is an error. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "protocol/error.h"
#include "protocol/message.h"
#include "protocol/mustache.h"

typedef struct {
    const char *name;
    const char *data, *source;
    const char *expected; /* NULL: refused at error_line */
    const char *partials; /* {"name":"source"}; NULL: none */
    int error_line;
} Case;

static const Case cases[] = {
    /* Comments */
    {"comments/inline", "{}", "12345{{! Comment Block! }}67890", "1234567890"},
    {"comments/multiline", "{}", "12345{{!\n  This is a\n  multi-line comment...\n}}67890\n",
     "1234567890\n"},
    {"comments/standalone", "{}", "Begin.\n{{! Comment Block! }}\nEnd.\n", "Begin.\nEnd.\n"},
    {"comments/indented-standalone", "{}", "Begin.\n  {{! Indented! }}\nEnd.\n", "Begin.\nEnd.\n"},
    {"comments/standalone-crlf", "{}", "|\r\n{{! Standalone }}\r\n|", "|\r\n|"},
    {"comments/standalone-without-previous-line", "{}", "  {{! I'm first }}\n!", "!"},
    {"comments/standalone-without-newline", "{}", "!\n  {{! I'm last }}", "!\n"},
    {"comments/multiline-standalone", "{}", "Begin.\n{{!\nSomething's going on here...\n}}\nEnd.\n",
     "Begin.\nEnd.\n"},
    {"comments/indented-multiline-standalone", "{}", "Begin.\n  {{!\n    x\n  }}\nEnd.\n",
     "Begin.\nEnd.\n"},
    {"comments/indented-inline", "{}", "  12 {{! 34 }}\n", "  12 \n"},
    {"comments/surrounding-whitespace", "{}", "12345 {{! Comment }} 67890", "12345  67890"},
    {"comments/no-collision-with-a-name", "{\"! comment\":1,\"! comment \":2,\"comment\":4}",
     "comments never show: >{{! comment }}<", "comments never show: ><"},

    /* Delimiters */
    {"delimiters/pair", "{\"text\":\"Hey!\"}", "{{=<% %>=}}(<%text%>)", "(Hey\\!)"},
    {"delimiters/special-characters", "{\"text\":\"It worked\"}", "({{=[ ]=}}[text])",
     "(It worked)"},
    {"delimiters/sections", "{\"section\":true,\"data\":\"I got interpolated\"}",
     "[\n{{#section}}\n  {{data}}\n  |data|\n{{/section}}\n\n{{= | | =}}\n|#section|\n  "
     "{{data}}\n  |data|\n|/section|\n]\n",
     "[\n  I got interpolated\n  |data|\n\n  {{data}}\n  I got interpolated\n]\n"},
    {"delimiters/inverted", "{\"section\":false,\"data\":\"yes\"}",
     "[\n{{^section}}\n  {{data}}\n  |data|\n{{/section}}\n\n{{= | | =}}\n|^section|\n  "
     "{{data}}\n  |data|\n|/section|\n]\n",
     "[\n  yes\n  |data|\n\n  {{data}}\n  yes\n]\n"},
    {"delimiters/partial-inheritance", "{\"value\":\"yes\"}",
     "[ {{>include}} ]\n{{= | | =}}\n[ |>include| ]\n", "[ .yes. ]\n[ .yes. ]\n",
     "{\"include\":\".{{value}}.\"}"},
    {"delimiters/post-partial-behavior", "{\"value\":\"yes\"}",
     "[ {{>include}} ]\n[ .{{value}}.  .|value|. ]\n", "[ .yes.  .yes. ]\n[ .yes.  .|value|. ]\n",
     "{\"include\":\".{{value}}. {{= | | =}} .|value|.\"}"},
    {"delimiters/surrounding-whitespace", "{}", "| {{=@ @=}} |", "|  |"},
    {"delimiters/outlying-whitespace", "{}", " | {{=@ @=}}\n", " | \n"},
    {"delimiters/standalone", "{}", "Begin.\n{{=@ @=}}\nEnd.\n", "Begin.\nEnd.\n"},
    {"delimiters/indented-standalone", "{}", "Begin.\n  {{=@ @=}}\nEnd.\n", "Begin.\nEnd.\n"},
    {"delimiters/standalone-crlf", "{}", "|\r\n{{= @ @ =}}\r\n|", "|\r\n|"},
    {"delimiters/standalone-without-previous-line", "{}", "  {{=@ @=}}\n=", "="},
    {"delimiters/standalone-without-newline", "{}", "=\n  {{=@ @=}}", "=\n"},
    {"delimiters/pair-with-padding", "{}", "|{{= @   @ =}}|", "||"},

    /* Interpolation */
    {"interpolation/no-interpolation", "{}", "Hello from {Mustache}!\n",
     "Hello from {Mustache}!\n"},
    {"interpolation/basic", "{\"subject\":\"world\"}", "Hello, {{subject}}!\n", "Hello, world!\n"},
    {"interpolation/no-re-interpolation", "{\"t\":\"{{p}}\",\"p\":1}", "{{{t}}}: {{p}}",
     "{{p}}: 1"},
    {"interpolation/escaping", "{\"forbidden\":\"& \\\" < >\"}", "These: {{forbidden}}\n",
     "These: \\& \\\" \\< \\>\n"},
    {"interpolation/triple-mustache", "{\"forbidden\":\"& \\\" < >\"}", "These: {{{forbidden}}}\n",
     "These: & \" < >\n"},
    {"interpolation/ampersand", "{\"forbidden\":\"& \\\" < >\"}", "These: {{&forbidden}}\n",
     "These: & \" < >\n"},
    {"interpolation/integer", "{\"mph\":85}", "\"{{mph}} miles an hour!\"",
     "\"85 miles an hour!\""},
    {"interpolation/triple-integer", "{\"mph\":85}", "{{{mph}}}|{{&mph}}", "85|85"},
    {"interpolation/decimal", "{\"power\":1.5}", "{{{power}}} jiggawatts", "1.5 jiggawatts"},
    {"interpolation/null", "{\"cannot\":null}", "I ({{cannot}}|{{{cannot}}}|{{&cannot}}) be seen!",
     "I (||) be seen!"},
    {"interpolation/context-miss", "{}", "I ({{cannot}}) be seen!", NULL, NULL, 1},
    {"interpolation/dotted", "{\"person\":{\"name\":\"Joe\"}}",
     "{{person.name}} == {{#person}}{{name}}{{/person}}", "Joe == Joe"},
    {"interpolation/dotted-arbitrary-depth",
     "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"name\":\"Phil\"}}}}}}", "{{a.b.c.d.e.name}} == Phil",
     "Phil == Phil"},
    {"interpolation/dotted-broken-chain", "{\"a\":{}}", "\n{{a.b.c}} == ", NULL, NULL, 2},
    {"interpolation/dotted-broken-chain-resolution", "{\"a\":{\"b\":{}},\"c\":{\"name\":\"Jim\"}}",
     "{{a.b.c.name}}", NULL, NULL, 1},
    {"interpolation/dotted-through-null", "{\"a\":null}", "({{a.b.c}})", "()"},
    {"interpolation/dotted-initial-resolution",
     "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"name\":\"Phil\"}}}}},\"b\":{\"c\":{\"d\":{\"e\":{"
     "\"name\":\"Wrong\"}}}}}",
     "{{#a}}{{b.c.d.e.name}}{{/a}} == Phil", "Phil == Phil"},
    {"interpolation/dotted-context-precedence", "{\"a\":{\"b\":{}},\"b\":{\"c\":\"ERROR\"}}",
     "{{#a}}{{b.c}}{{/a}}", NULL, NULL, 1},
    {"interpolation/implicit-iterator-basic", "\"world\"", "Hello, {{.}}!\n", "Hello, world!\n"},
    {"interpolation/implicit-iterator-escaping", "\"& < >\"", "{{.}}", "\\& \\< \\>"},
    {"interpolation/implicit-iterator-triple", "\"& < >\"", "{{{.}}}|{{&.}}", "& < >|& < >"},
    {"interpolation/implicit-iterator-integer", "85", "\"{{.}}\"", "\"85\""},
    {"interpolation/surrounding-whitespace", "{\"string\":\"---\"}", "| {{{string}}} |", "| --- |"},
    {"interpolation/standalone", "{\"string\":\"x\"}", "  {{string}}\n", "  x\n"},
    {"interpolation/standalone-triple", "{\"string\":\"---\"}", "  {{{string}}}\n", "  ---\n"},
    {"interpolation/padding", "{\"string\":\"x\"}", "|{{ string }}|{{{ string }}}|{{& string }}|",
     "|x|x|x|"},

    /* Inverted */
    {"inverted/falsey", "{\"boolean\":false}", "\"{{^boolean}}This{{/boolean}}\"", "\"This\""},
    {"inverted/truthy", "{\"boolean\":true}", "\"{{^boolean}}This{{/boolean}}\"", "\"\""},
    {"inverted/null", "{\"null\":null}", "\"{{^null}}This{{/null}}\"", "\"This\""},
    {"inverted/context", "{\"context\":{\"name\":\"Joe\"}}", "\"{{^context}}Hi{{/context}}\"",
     "\"\""},
    {"inverted/list", "{\"list\":[{\"n\":1},{\"n\":2}]}", "\"{{^list}}{{n}}{{/list}}\"", "\"\""},
    {"inverted/empty-list", "{\"list\":[]}", "\"{{^list}}Yay lists{{/list}}\"", "\"Yay lists\""},
    {"inverted/doubled", "{\"bool\":false,\"two\":\"second\"}",
     "{{^bool}}\n* first\n{{/bool}}\n* {{two}}\n{{^bool}}\n* third\n{{/bool}}\n",
     "* first\n* second\n* third\n"},
    {"inverted/nested-falsey", "{\"bool\":false}",
     "| A {{^bool}}B {{^bool}}C{{/bool}} D{{/bool}} E |", "| A B C D E |"},
    {"inverted/nested-truthy", "{\"bool\":true}",
     "| A {{^bool}}B {{^bool}}C{{/bool}} D{{/bool}} E |", "| A  E |"},
    {"inverted/context-miss", "{}", "[{{^missing}}x{{/missing}}]", NULL, NULL, 1},
    {"inverted/dotted-truthy", "{\"a\":{\"b\":{\"c\":true}}}", "\"{{^a.b.c}}Not{{/a.b.c}}\"",
     "\"\""},
    {"inverted/dotted-falsey", "{\"a\":{\"b\":{\"c\":false}}}", "\"{{^a.b.c}}Not{{/a.b.c}}\"",
     "\"Not\""},
    {"inverted/dotted-broken", "{\"a\":{}}", "{{^a.b.c}}Not{{/a.b.c}}", NULL, NULL, 1},
    {"inverted/surrounding-whitespace", "{\"boolean\":false}",
     " | {{^boolean}}\t|\t{{/boolean}} | \n", " | \t|\t | \n"},
    {"inverted/internal-whitespace", "{\"boolean\":false}",
     " | {{^boolean}} {{! Whitespace }}\n {{/boolean}} | \n", " |  \n  | \n"},
    {"inverted/indented-inline", "{\"boolean\":false}",
     " {{^boolean}}NO{{/boolean}}\n {{^boolean}}WAY{{/boolean}}\n", " NO\n WAY\n"},
    {"inverted/standalone-lines", "{\"boolean\":false}",
     "| This Is\n{{^boolean}}\n|\n{{/boolean}}\n| A Line\n", "| This Is\n|\n| A Line\n"},
    {"inverted/standalone-indented", "{\"boolean\":false}",
     "| This Is\n  {{^boolean}}\n|\n  {{/boolean}}\n| A Line\n", "| This Is\n|\n| A Line\n"},
    {"inverted/standalone-crlf", "{\"boolean\":false}", "|\r\n{{^boolean}}\r\n{{/boolean}}\r\n|",
     "|\r\n|"},
    {"inverted/standalone-without-previous-line", "{\"boolean\":false}",
     "  {{^boolean}}\n^{{/boolean}}\n/", "^\n/"},
    {"inverted/standalone-without-newline", "{\"boolean\":false}",
     "^{{^boolean}}\n/\n  {{/boolean}}", "^\n/\n"},
    {"inverted/padding", "{\"boolean\":false}", "|{{^ boolean }}={{/ boolean }}|", "|=|"},

    /* Partials */
    {"partials/basic", "{}", "\"{{>text}}\"", "\"from partial\"", "{\"text\":\"from partial\"}"},
    {"partials/failed-lookup", "{}", "\n\n\"{{>text}}\"", NULL, "{}", -1},
    {"partials/context", "{\"text\":\"content\"}", "\"{{>partial}}\"", "\"*content*\"",
     "{\"partial\":\"*{{text}}*\"}"},
    {"partials/recursion", "{\"content\":\"X\",\"nodes\":[{\"content\":\"Y\",\"nodes\":[]}]}",
     "{{>node}}", "X<Y<>>", "{\"node\":\"{{content}}<{{#nodes}}{{>node}}{{/nodes}}>\"}"},
    {"partials/nested", "{\"a\":\"hello\",\"b\":\"world\"}", "{{>outer}}", "*hello world!*",
     "{\"outer\":\"*{{a}} {{>inner}}*\",\"inner\":\"{{b}}!\"}"},
    {"partials/endless-recursion", "{}", "{{>a}}", NULL, "{\"a\":\"\\n{{>a}}\"}", 2},
    {"partials/surrounding-whitespace", "{}", "| {{>partial}} |", "| \t|\t |",
     "{\"partial\":\"\\t|\\t\"}"},
    {"partials/inline-indentation", "{\"data\":\"x\"}", "  {{data}}  {{> partial}}\n",
     "  x  >\n>\n", "{\"partial\":\">\\n>\"}"},
    {"partials/standalone-crlf", "{}", "|\r\n{{>partial}}\r\n|", "|\r\n>|", "{\"partial\":\">\"}"},
    {"partials/standalone-without-previous-line", "{}", "  {{>partial}}\n>", "  >\n  >>",
     "{\"partial\":\">\\n>\"}"},
    {"partials/standalone-without-newline", "{}", ">\n  {{>partial}}", ">\n  >\n  >",
     "{\"partial\":\">\\n>\"}"},
    {"partials/standalone-indentation", "{\"content\":\"<\\n->\"}", "\\\n {{>partial}}\n/\n",
     "\\\n |\n <\n->\n |\n/\n", "{\"partial\":\"|\\n{{{content}}}\\n|\\n\"}"},
    {"partials/padding", "{\"boolean\":true}", "|{{> partial }}|", "|[]|", "{\"partial\":\"[]\"}"},

    /* Sections */
    {"sections/truthy", "{\"boolean\":true}", "\"{{#boolean}}This{{/boolean}}\"", "\"This\""},
    {"sections/falsey", "{\"boolean\":false}", "\"{{#boolean}}This{{/boolean}}\"", "\"\""},
    {"sections/null-is-falsey", "{\"null\":null}", "\"{{#null}}This{{/null}}\"", "\"\""},
    {"sections/context", "{\"context\":{\"name\":\"Joe\"}}",
     "\"{{#context}}Hi {{name}}.{{/context}}\"", "\"Hi Joe.\""},
    {"sections/parent-contexts",
     "{\"a\":\"foo\",\"b\":\"wrong\",\"sec\":{\"b\":\"bar\"},\"c\":{\"d\":\"baz\"}}",
     "\"{{#sec}}{{a}}, {{b}}, {{c.d}}{{/sec}}\"", "\"foo, bar, baz\""},
    {"sections/variable-test", "{\"foo\":\"bar\"}", "\"{{#foo}}{{.}} is {{foo}}{{/foo}}\"",
     "\"bar is bar\""},
    {"sections/list-contexts",
     "{\"tops\":[{\"tname\":{\"upper\":\"A\",\"lower\":\"a\"},\"middles\":[{\"mname\":\"1\","
     "\"bottoms\":[{\"bname\":\"x\"},{\"bname\":\"y\"}]}]}]}",
     "{{#tops}}{{#middles}}{{tname.lower}}{{mname}}.{{#bottoms}}{{tname.upper}}{{mname}}{{bname}}."
     "{{/bottoms}}{{/middles}}{{/tops}}",
     "a1.A1x.A1y."},
    {"sections/deeply-nested-contexts",
     "{\"a\":{\"one\":1},\"b\":{\"two\":2},\"c\":{\"three\":3,\"d\":{\"four\":4,\"five\":5}}}",
     "{{#a}}\n{{one}}\n{{#b}}\n{{one}}{{two}}{{one}}\n{{#c}}\n{{one}}{{two}}{{three}}\n{{#d}}\n"
     "{{four}}{{#five}}\n{{four}}{{.}}\n{{/five}}\n{{/d}}\n{{/c}}\n{{/b}}\n{{/a}}\n",
     "1\n121\n123\n4\n45\n"},
    {"sections/list", "{\"list\":[{\"item\":1},{\"item\":2},{\"item\":3}]}",
     "\"{{#list}}{{item}}{{/list}}\"", "\"123\""},
    {"sections/empty-list", "{\"list\":[]}", "\"{{#list}}Yay{{/list}}\"", "\"\""},
    {"sections/doubled", "{\"bool\":true,\"two\":\"second\"}",
     "{{#bool}}\n* first\n{{/bool}}\n* {{two}}\n{{#bool}}\n* third\n{{/bool}}\n",
     "* first\n* second\n* third\n"},
    {"sections/nested-truthy", "{\"bool\":true}",
     "| A {{#bool}}B {{#bool}}C{{/bool}} D{{/bool}} E |", "| A B C D E |"},
    {"sections/nested-falsey", "{\"bool\":false}",
     "| A {{#bool}}B {{#bool}}C{{/bool}} D{{/bool}} E |", "| A  E |"},
    {"sections/context-miss", "{}", "a\nb\n[{{#missing}}x{{/missing}}]", NULL, NULL, 3},
    {"sections/implicit-iterator-string", "{\"list\":[\"a\",\"b\",\"c\"]}",
     "\"{{#list}}({{.}}){{/list}}\"", "\"(a)(b)(c)\""},
    {"sections/implicit-iterator-integer", "{\"list\":[1,2,3]}", "\"{{#list}}({{.}}){{/list}}\"",
     "\"(1)(2)(3)\""},
    {"sections/implicit-iterator-array", "{\"list\":[[1,2],[\"a\",\"b\"]]}",
     "\"{{#list}}({{#.}}{{.}}{{/.}}){{/list}}\"", "\"(12)(ab)\""},
    {"sections/implicit-iterator-escaping", "{\"list\":[\"&\",\"<\"]}",
     "\"{{#list}}({{.}}){{/list}}\"", "\"(\\&)(\\<)\""},
    {"sections/implicit-iterator-root", "[{\"v\":\"a\"},{\"v\":\"b\"}]", "\"{{#.}}({{v}}){{/.}}\"",
     "\"(a)(b)\""},
    {"sections/dotted-truthy", "{\"a\":{\"b\":{\"c\":true}}}", "\"{{#a.b.c}}Here{{/a.b.c}}\"",
     "\"Here\""},
    {"sections/dotted-falsey", "{\"a\":{\"b\":{\"c\":false}}}", "\"{{#a.b.c}}Here{{/a.b.c}}\"",
     "\"\""},
    {"sections/dotted-broken", "{\"a\":{}}", "{{#a.b.c}}Here{{/a.b.c}}", NULL, NULL, 1},
    {"sections/surrounding-whitespace", "{\"boolean\":true}",
     " | {{#boolean}}\t|\t{{/boolean}} | \n", " | \t|\t | \n"},
    {"sections/internal-whitespace", "{\"boolean\":true}",
     " | {{#boolean}} {{! Whitespace }}\n {{/boolean}} | \n", " |  \n  | \n"},
    {"sections/indented-inline", "{\"boolean\":true}",
     " {{#boolean}}YES{{/boolean}}\n {{#boolean}}GOOD{{/boolean}}\n", " YES\n GOOD\n"},
    {"sections/standalone-lines", "{\"boolean\":true}",
     "| This Is\n{{#boolean}}\n|\n{{/boolean}}\n| A Line\n", "| This Is\n|\n| A Line\n"},
    {"sections/indented-standalone", "{\"boolean\":true}",
     "| This Is\n  {{#boolean}}\n|\n  {{/boolean}}\n| A Line\n", "| This Is\n|\n| A Line\n"},
    {"sections/standalone-crlf", "{\"boolean\":true}", "|\r\n{{#boolean}}\r\n{{/boolean}}\r\n|",
     "|\r\n|"},
    {"sections/standalone-without-previous-line", "{\"boolean\":true}",
     "  {{#boolean}}\n#{{/boolean}}\n/", "#\n/"},
    {"sections/standalone-without-newline", "{\"boolean\":true}",
     "#{{#boolean}}\n/\n  {{/boolean}}", "#\n/\n"},
    {"sections/padding", "{\"boolean\":true}", "|{{# boolean }}={{/ boolean }}|", "|=|"},
    {"sections/empty-string-is-false", "{\"s\":\"\"}", "[{{#s}}x{{/s}}{{^s}}y{{/s}}]", "[y]"},

    /* What is wrong is found, with its line */
    {"errors/never-closed", "{\"a\":1}", "x\n{{#a}}\ny\n", NULL, NULL, 2},
    {"errors/closed-but-not-open", "{\"a\":1}", "x\n\n{{/a}}\n", NULL, NULL, 3},
    {"errors/closed-in-the-wrong-order", "{\"a\":1,\"b\":1}", "{{#a}}\n{{#b}}\n{{/a}}\n{{/b}}",
     NULL, NULL, 3},
    {"errors/tag-not-closed", "{\"a\":1}", "x\n{{a\n", NULL, NULL, 2},
    {"errors/tag-without-a-name", "{}", "{{}}", NULL, NULL, 1},
    {"errors/bad-delimiters", "{}", "{{=x=}}", NULL, NULL, 1},
    {"errors/list-as-a-variable", "{\"a\":[1]}", "\n\n\n{{a}}", NULL, NULL, 4},
    {"errors/line-after-standalone-lines", "{\"a\":true}", "{{#a}}\n{{! c }}\n{{/a}}\n{{nix}}",
     NULL, NULL, 4},

    /* A value is never markup */
    {"markdown/pipe-and-emphasis", "{\"a\":\"x|y *z* _w_ `c`\"}", "| {{a}} |",
     "| x\\|y \\*z\\* \\_w\\_ \\`c\\` |"},
    {"markdown/line-feed", "{\"a\":\"one\\ntwo\\r\\nthree\"}", "{{a}}", "one<br>two<br>three"},
    {"markdown/heading-and-list", "{\"a\":\"# x\",\"b\":\"- y\",\"c\":\"1. z\"}",
     "{{a}}\n{{b}}\n{{c}}", "\\# x\n\\- y\n1\\. z"},
    {"markdown/fence", "{\"a\":\"```signature\\n```\"}", "{{a}}",
     "\\`\\`\\`signature<br>\\`\\`\\`"},
    {"markdown/white-space-at-the-ends", "{\"a\":\"  \\t x  \"}", "({{a}})", "(x)"},
};

static char *load_partial(const char *name, gpointer user_data, GError **error)
{
    JsonObject *partials = user_data;
    JsonNode *node = partials ? json_object_get_member(partials, name) : NULL;
    if (!node)
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("There is no template {1}."), name, NULL);
    return node ? g_strdup(json_node_get_string(node)) : NULL;
}

static void assert_line(const GError *error, int line)
{
    if (line < 0)
        return; /* the loader's own error */
    g_autofree char *text = message_error(LANGUAGE_EN, error);
    g_autofree char *wanted = g_strdup_printf("line %d", line);
    g_assert_nonnull(strstr(text, wanted));
}

static void test_case(gconstpointer data)
{
    const Case *row = data;
    g_autoptr(JsonNode) view = json_from_string(row->data, NULL);
    g_autoptr(JsonNode) partials = row->partials ? json_from_string(row->partials, NULL) : NULL;
    g_autoptr(GError) error = NULL;
    g_assert_nonnull(view);
    g_autofree char *text =
        mustache_render("t.md", row->source, view, load_partial,
                        partials ? json_node_get_object(partials) : NULL, &error);
    if (row->expected) {
        g_assert_no_error(error);
        g_assert_cmpstr(text, ==, row->expected);
    } else {
        g_assert_null(text);
        g_assert_error(error, PROTOCOL_ERROR, PROTOCOL_ERROR_REFUSED);
        assert_line(error, row->error_line);
    }
}

static void test_error_names_partial(void)
{
    g_autoptr(JsonNode) view = json_from_string("{}", NULL);
    g_autoptr(JsonNode) partials = json_from_string("{\"inner\":\"a\\n{{typo}}\"}", NULL);
    g_autoptr(GError) error = NULL;
    char *text = mustache_render("outer.md", "{{>inner}}", view, load_partial,
                                 json_node_get_object(partials), &error);
    g_assert_null(text);
    g_autofree char *said = message_error(LANGUAGE_EN, error);
    g_assert_nonnull(strstr(said, "inner, line 2"));
    g_assert_nonnull(strstr(said, "typo"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    message_init(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/mustache/", cases[i].name, NULL);
        g_test_add_data_func(path, &cases[i], test_case);
    }
    g_test_add_func("/mustache/an-error-in-a-partial-names-the-partial", test_error_names_partial);
    return g_test_run();
}
