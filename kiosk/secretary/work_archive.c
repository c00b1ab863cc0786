/* Runs on the worker's threads: who came to which meeting. */
#include <string.h>

#include "kiosk/secretary/archive.h"
#include "protocol/search.h"

static void wipe(gpointer text)
{
    explicit_bzero(text, strlen(text));
    g_free(text);
}

static void free_node(gpointer node)
{
    json_node_unref(node);
}

static gboolean look(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    *value_out = search_people(place->home, argument, error);
    return *value_out != NULL;
}

const Work work_search = {.name = "search",
                          .run = look,
                          .done = archive_take_found,
                          .free_argument = wipe,
                          .free_value = free_node};
