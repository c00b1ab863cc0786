#include "protocol/meeting_deadline.h"

#include <string.h>

void meeting_deadline(const Rules *rules, const Calendar *calendar, const char *date,
                      const char *outcome, char **deadline_out, const char **source_out)
{
    *deadline_out = NULL;
    *source_out = NULL;
    gboolean check = strcmp(outcome, "check") == 0;
    GDate event, last;
    if ((!check && strcmp(outcome, "forward") != 0) || !date_parse(date, &event))
        return;
    gboolean certain;
    g_date_clear(&last, 1);
    int calendar_days = check ? rules_check_calendar_days(rules) : 0;
    if (calendar_days > 0)
        calendar_deadline_calendar(calendar, &event, calendar_days, &last, &certain);
    else
        calendar_deadline(calendar, &event,
                          check ? rules_check_working_days(rules)
                                : rules_forward_working_days(rules),
                          &last, &certain);
    *deadline_out = date_iso(&last);
    *source_out = rules_source(rules, calendar_days > 0 ? "check_calendar_days"
                                      : check           ? "check_working_days"
                                                        : "forward_working_days");
}
