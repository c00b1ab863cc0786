/* Runs on the worker's threads: who came to which meeting. */
#include "kiosk/secretary/archive.h"
#include "protocol/search.h"

static gboolean look(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    *value_out = search_people(place->home, argument, error);
    return *value_out != NULL;
}

const Work work_search = {.name = "search",
                          .run = look,
                          .done = archive_take_found,
                          .free_argument = work_wipe,
                          .free_value = (GDestroyNotify)json_node_unref};
