/* Calendar files, read by another library (python3-icalendar). */
#include "protocol/ical.h"

#include <string.h>

#include "protocol/clock.h"
#include "tests/support.h"

#define BEGIN_MS G_GINT64_CONSTANT(1795179600000) /* 2026-11-20T18:00:00+05:00 */
#define LONG                                                                                                                                            \
    "Ақжол ауылының клубы; Абай көшесі, 12 \\ екінші қабат, оң жақтағы бөлме, есігі көк, " \
    "кіреберіс – аула жағынан 😀"

/* Prints what the library reads: the values of each event, and whether it writes the same. */
static const char reader[] =
    "import sys, icalendar\n"
    "data = open(sys.argv[1], 'rb').read()\n"
    "calendar = icalendar.Calendar.from_ical(data)\n"
    "assert calendar['version'] == '2.0' and calendar['prodid']\n"
    "for event in calendar.walk('VEVENT'):\n"
    "    assert not event.errors, event.errors\n"
    "    print('|'.join([event['uid'], str(event.decoded('dtstart')), event['summary'],\n"
    "          event.get('location', '-'), event.get('description', '-').replace('\\n', '/'),\n"
    "          event.get('transp', '-'), str(event.decoded('dtstamp'))]))\n"
    "assert calendar.to_ical(sorted=False).count(b'BEGIN:VEVENT') == data.count(b'BEGIN:VEVENT')\n";

static char *read_back(const GString *file)
{
    g_autofree char *folder = g_dir_make_tmp("esep-ical-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "plan.ics", NULL);
    g_assert_true(g_file_set_contents(path, file->str, (gssize)file->len, NULL));
    const char *argv[] = {"/usr/bin/python3", "-c", reader, path, NULL};
    g_auto(Run) run = run_program(argv);
    remove_folder(folder);
    g_assert_cmpstr(run.err, ==, "");
    g_assert_cmpint(run.exit_code, ==, 0);
    return g_steal_pointer(&run.out);
}

static void test_read_back(void)
{
    GDate day;
    g_assert_true(date_parse("2028-02-29", &day));
    g_autoptr(GString) file = ical_begin();
    const IcalEvent whole = {.uid = "deadline-1@x",
                             .summary = "бір;екі,үш\\төрт",
                             .description = "line\nnext\tone",
                             .day = &day};
    const IcalEvent hour = {
        .uid = "meeting-2026-0001@x", .summary = "S", .location = LONG, .begin_ms = BEGIN_MS};
    ical_add(file, &whole, BEGIN_MS);
    ical_add(file, &hour, BEGIN_MS);
    ical_end(file);
    g_autofree char *text = read_back(file);
    g_assert_cmpstr(text, ==,
                    "deadline-1@x|2028-02-29|бір;екі,үш\\төрт|-|line/next one|TRANSPARENT|"
                    "2026-11-20 13:00:00+00:00\n"
                    "meeting-2026-0001@x|2026-11-20 13:00:00+00:00|S|" LONG
                    "|-|-|2026-11-20 13:00:00+00:00\n");
}

/* RFC 5545, section 3.1: lines of 75 bytes at most end with CR LF, and no character is cut. */
static void test_folding(void)
{
    for (int length = 0; length < 200; length++) {
        g_autofree char *narrow = g_strnfill((gsize)length, 'x');
        g_autofree char *summary = g_strconcat(narrow, LONG, NULL);
        g_autoptr(GString) file = ical_begin();
        const IcalEvent event = {.uid = "u", .summary = summary, .begin_ms = BEGIN_MS};
        ical_add(file, &event, BEGIN_MS);
        ical_end(file);
        g_auto(GStrv) lines = g_strsplit(file->str, "\r\n", -1);
        for (int i = 0; lines[i]; i++) {
            g_assert_cmpuint(strlen(lines[i]), <=, 75);
            g_assert_true(g_utf8_validate(lines[i], -1, NULL));
            g_assert_null(strpbrk(lines[i], "\r\n"));
        }
        g_assert_true(g_str_has_suffix(file->str, "END:VCALENDAR\r\n"));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ical/another-library-reads-what-was-written", test_read_back);
    g_test_add_func("/ical/lines-are-folded-between-characters", test_folding);
    return g_test_run();
}
