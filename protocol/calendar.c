#include "protocol/calendar.h"

#include <string.h>

#include "protocol/clock.h"
#include "protocol/error.h"
#include "protocol/paths.h"

enum { DAY_FREE = 1, DAY_UNCERTAIN = 2 };
enum { DAYS_MAX = 366 };

typedef struct {
    int year;
    guint8 days[DAYS_MAX + 1]; /* by day of the year, from 1 */
} Year;

struct Calendar {
    GPtrArray *years;
};

/* While a file is read. */
typedef struct {
    const char *path;
    GKeyFile *keys;
    Year *year;
    GError **error;
} Reader;

static gboolean is_weekend(const GDate *date)
{
    return g_date_get_weekday(date) >= G_DATE_SATURDAY;
}

static gboolean bad_row(const Reader *reader, const char *group, const char *key)
{
    error_set(reader->error, PROTOCOL_ERROR_REFUSED,
              N_("The calendar {1}: the row “{3}” of [{2}] is wrong. See: "
                 "templates/calendar/README.md"),
              reader->path, group, key, NULL);
    return FALSE;
}

/* Calls row for each date of group; FALSE with an error at the first row that is wrong. */
static gboolean each_row(const Reader *reader, const char *group,
                         gboolean (*row)(Year *year, const GDate *date, const char *value))
{
    g_auto(GStrv) keys = g_key_file_get_keys(reader->keys, group, NULL, NULL);
    for (int i = 0; keys && keys[i]; i++) {
        GDate date;
        g_autofree char *value = g_key_file_get_string(reader->keys, group, keys[i], NULL);
        if (!date_parse(keys[i], &date) || g_date_get_year(&date) != reader->year->year || !value ||
            !*g_strstrip(value) || !row(reader->year, &date, value))
            return bad_row(reader, group, keys[i]);
    }
    return TRUE;
}

static gboolean row_free(Year *year, const GDate *date, const char *value)
{
    year->days[g_date_get_day_of_year(date)] |= DAY_FREE;
    return TRUE;
}

/* A holiday on the weekend gives the next working day off (law on holidays, art. 5). All
 * holidays themselves are known by now, and an earlier one's day too. */
static gboolean row_move(Year *year, const GDate *date, const char *value)
{
    if (!is_weekend(date))
        return TRUE;
    GDate next = *date;
    do
        g_date_add_days(&next, 1);
    while (g_date_get_year(&next) == year->year &&
           (is_weekend(&next) || (year->days[g_date_get_day_of_year(&next)] & DAY_FREE)));
    if (g_date_get_year(&next) != year->year)
        return FALSE;
    year->days[g_date_get_day_of_year(&next)] |= DAY_FREE;
    return TRUE;
}

static gboolean row_moved(Year *year, const GDate *date, const char *value)
{
    guint8 *day = &year->days[g_date_get_day_of_year(date)];
    if (strcmp(value, "free") == 0)
        *day |= DAY_FREE;
    else if (strcmp(value, "working") == 0)
        *day &= ~DAY_FREE;
    else
        return FALSE;
    return TRUE;
}

static gboolean row_uncertain(Year *year, const GDate *date, const char *value)
{
    year->days[g_date_get_day_of_year(date)] |= DAY_UNCERTAIN;
    return TRUE;
}

static void mark_weekends(Year *year)
{
    GDate day;
    g_date_clear(&day, 1);
    for (g_date_set_dmy(&day, 1, G_DATE_JANUARY, year->year); g_date_get_year(&day) == year->year;
         g_date_add_days(&day, 1))
        if (is_weekend(&day))
            year->days[g_date_get_day_of_year(&day)] |= DAY_FREE;
}

static gboolean check_groups(const Reader *reader)
{
    static const char *const known[] = {"calendar", "holidays",  "religious",
                                        "moved",    "uncertain", NULL};
    g_auto(GStrv) groups = g_key_file_get_groups(reader->keys, NULL);
    for (int i = 0; groups[i]; i++)
        if (!g_strv_contains(known, groups[i]))
            return bad_row(reader, groups[i], "");
    g_autofree char *weekend = g_key_file_get_string(reader->keys, "calendar", "weekend", NULL);
    if (g_strcmp0(weekend, "saturday;sunday") != 0)
        return bad_row(reader, "calendar", "weekend");
    return TRUE;
}

static gboolean read_rows(const Reader *reader)
{
    if (!check_groups(reader) || !each_row(reader, "holidays", row_free) ||
        !each_row(reader, "religious", row_free) || !each_row(reader, "holidays", row_move))
        return FALSE;
    mark_weekends(reader->year);
    return each_row(reader, "moved", row_moved) && each_row(reader, "uncertain", row_uncertain);
}

static gboolean read_file(Calendar *calendar, const char *path, GError **error)
{
    g_autoptr(GKeyFile) keys = g_key_file_new();
    g_autoptr(GError) failed = NULL;
    if (!g_key_file_load_from_file(keys, path, G_KEY_FILE_NONE, &failed)) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("The calendar {1} cannot be read: {2}"), path,
                  failed->message, NULL);
        return FALSE;
    }
    Year *year = g_new0(Year, 1);
    g_ptr_array_add(calendar->years, year);
    Reader reader = {.path = path, .keys = keys, .year = year, .error = error};
    year->year = g_key_file_get_integer(keys, "calendar", "year", NULL);
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *wanted = g_strdup_printf("%d.calendar", year->year);
    if (year->year < 2000 || year->year > 2199 || strcmp(name, wanted) != 0)
        return bad_row(&reader, "calendar", "year");
    return read_rows(&reader);
}

Calendar *calendar_load(const char *directory, GError **error)
{
    g_autofree char *own = paths_template("calendar", NULL);
    const char *path = directory ? directory : own;
    g_autoptr(GError) failed = NULL;
    g_autoptr(GDir) folder = g_dir_open(path, 0, &failed);
    if (!folder) {
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  N_("The folder of the calendar {1} cannot be read: {2}"), path, failed->message,
                  NULL);
        return NULL;
    }
    g_autoptr(Calendar) calendar = g_new0(Calendar, 1);
    calendar->years = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; (name = g_dir_read_name(folder));) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        if (g_str_has_suffix(name, ".calendar") && !read_file(calendar, file, error))
            return NULL;
    }
    return g_steal_pointer(&calendar);
}

void calendar_free(Calendar *calendar)
{
    if (!calendar)
        return;
    g_ptr_array_unref(calendar->years);
    g_free(calendar);
}

gboolean calendar_is_working(const Calendar *calendar, const GDate *date, gboolean *certain_out)
{
    for (guint i = 0; i < calendar->years->len; i++) {
        const Year *year = calendar->years->pdata[i];
        if (year->year != g_date_get_year(date))
            continue;
        guint8 day = year->days[g_date_get_day_of_year(date)];
        *certain_out = !(day & DAY_UNCERTAIN);
        return !(day & DAY_FREE);
    }
    *certain_out = FALSE;
    return !is_weekend(date);
}

void calendar_deadline(const Calendar *calendar, const GDate *event, int working_days,
                       GDate *deadline_out, gboolean *certain_out)
{
    GDate day = *event;
    *certain_out = TRUE;
    for (int left = working_days; left > 0;) {
        gboolean certain;
        g_date_add_days(&day, 1);
        if (calendar_is_working(calendar, &day, &certain))
            left--;
        *certain_out = *certain_out && certain;
    }
    *deadline_out = day;
}

void calendar_deadline_calendar(const Calendar *calendar, const GDate *event, int calendar_days,
                                GDate *deadline_out, gboolean *certain_out)
{
    GDate before = *event;
    g_date_add_days(&before, (guint)calendar_days - 1);
    calendar_deadline(calendar, &before, 1, deadline_out, certain_out);
}

gboolean calendar_is_certain(const Calendar *calendar, const GDate *event, const GDate *deadline)
{
    GDate day = *event;
    gboolean certain = TRUE;
    while (certain && g_date_compare(&day, deadline) < 0) {
        g_date_add_days(&day, 1);
        calendar_is_working(calendar, &day, &certain);
    }
    return certain;
}
