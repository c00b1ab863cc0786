/*
 * A process that works for the recorder beside it: its own program, called with a word. It speaks
 * in JSON lines (answer.h); whatever becomes of it, a card that holds it for ever included, costs
 * the recording nothing.
 *
 * Belongs to the main thread; nothing blocks.
 */
#pragma once

#include <json-glib/json-glib.h>

typedef struct Helper Helper;

/* It said something that is ok; or, with said NULL, that it failed (error); or it ended (error
 * NULL too). The helper must not be freed in it. */
typedef void (*HelperSaid)(JsonObject *said, const GError *error, gpointer user_data);

/* word and options up to a NULL; what it needs to speak is added. NULL with an error. */
Helper *helper_new(const char *const *options, HelperSaid said, gpointer user_data, GError **error);
/* Whether it has ended. */
gboolean helper_ended(const Helper *helper);
/* Hangs up, which is the word to end; it may take its time. NULL is fine. */
void helper_free(Helper *helper);
