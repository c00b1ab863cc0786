/* The staff's screens after the meeting, with a record as real ones are, for tests. */
#pragma once

#include "kiosk/secretary/work_desk.h"
#include "tests/support_kiosk_office.h"

typedef struct {
    Asked asked;
    RulesSet *set;
    App *app;
} DeskFixture;

/* On the record's screen of a meeting, with what it lacks on that day. */
void desk_fixture_open(DeskFixture *fixture, Language language, gboolean sealed, const char *today,
                       gboolean signed_);
void desk_fixture_clear(DeskFixture *fixture);
/* What was asked for with this work, which must be under way. */
gconstpointer desk_fixture_argument(DeskFixture *fixture, const Work *work);
/* Touches the nth row of that kind of the record, on whatever page of the list it stands. */
void desk_fixture_tap(App *app, DeskRowKind kind, int nth);

/* A meeting that was held: an entry is as long as one may be; sealed, or not signed by anybody. */
OfficeMeeting *sample_held(const RulesSet *set, const char *id, gboolean sealed);
const Rules *sample_rules_of(const RulesSet *set, JsonNode *record);
DeskLacks *sample_desk_lacks(const RulesSet *set, const char *today, gboolean signed_);
/* Checks a screen at all sizes in all looks; the number of faults. */
int sample_check_sizes(App *app, const char *what);
