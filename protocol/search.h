/* Looking for people who came to meetings. Nobody is taken for somebody else because of a name:
 * what is found is shown, with the meeting, and a person judges. */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"

#define SEARCH_MAX 100

/* query: one to three beginnings of surname, name or patronymic, in any order, the longest of them
 * of the surname or name; small or capital, with Kazakh letters or without (name_fold.h).
 * [{"meeting","date","n","surname","name","patronymic"|null,"category"}], at most SEARCH_MAX, the
 * newest meeting of each name first; withdrawn ones are left out. Free with json_node_unref.
 * PROTOCOL_ERROR_USAGE: fewer than two letters, or more than three words. */
JsonNode *search_people(Home *home, const char *query, GError **error);
