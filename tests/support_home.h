/* What tests of the record need: a home of their own at a moment of their own. */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"

/* 2026-11-20T18:00:00+05:00, a Friday: "now" of the tests' fixed clocks. */
#define SUPPORT_NOW_MS G_GINT64_CONSTANT(1795179600000)

/* 10:00 in Kazakhstan of a day ("2026-11-20"), and a clock set to it. */
gint64 support_moment(const char *day);
void support_set_day(Clock *clock, const char *day);
/* JSON that is there in the source, with ' for ". Free with json_node_unref. */
JsonNode *support_json(const char *text);
/* A new empty folder in the place for temporary files; remove with remove_folder, g_free. */
char *support_folder(void);
/* A new home "home" in folder, opened with clock. Free with home_free. */
Home *support_home(const char *folder, const Clock *clock);
