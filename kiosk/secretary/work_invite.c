/* Runs on the worker's threads; nothing here touches the application. */
#include <glib/gstdio.h>

#include "kiosk/secretary/invite.h"
#include "protocol/meeting.h"
#include "protocol/stick.h"

#define FILES_MAX 200

static void free_set(gpointer data)
{
    InviteSet *set = data;
    g_free(set->id);
    g_free(set->category);
    g_free(set->who);
    g_free(set->person);
    g_free(set->on);
    g_free(set->path);
    g_free(set);
}

static void free_file(gpointer data)
{
    InviteFile *file = data;
    g_free(file->path);
    g_free(file->name);
    g_free(file);
}

static gboolean find_left(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    *value_out = meeting_uninvited(place->home, argument, error);
    return *value_out != NULL;
}

static gboolean invite(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const InviteSet *set = argument;
    const Invitation invitation = {
        .category = set->category, .who = set->who, .person = set->person, .on = set->on};
    int number;
    return set->category
               ? meeting_invite(place->home, set->id, &invitation, &number, error)
               : meeting_invite_organisations(place->home, set->id, set->on, &number, error);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    const InviteFile *one = *(InviteFile *const *)a, *other = *(InviteFile *const *)b;
    return g_utf8_collate(one->name, other->name);
}

/* Ordinary files alone, and none that is hidden. */
static void add_files(GPtrArray *files, const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && files->len < FILES_MAX && (name = g_dir_read_name(dir));) {
        GStatBuf status;
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (*name == '.' || g_lstat(path, &status) != 0 || !S_ISREG(status.st_mode))
            continue;
        InviteFile *file = g_new0(InviteFile, 1);
        *file = (InviteFile){g_steal_pointer(&path), g_filename_display_name(name), status.st_size};
        g_ptr_array_add(files, file);
    }
}

static gboolean find_files(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(free_file);
    g_autoptr(GPtrArray) sticks = stick_list(NULL);
    for (guint i = 0; sticks && i < sticks->len; i++)
        add_files(files, ((const Stick *)sticks->pdata[i])->folder);
    g_ptr_array_sort(files, by_name);
    *value_out = files;
    return TRUE;
}

static gboolean attach(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const InviteSet *set = argument;
    return meeting_material(place->home, set->id, set->path, error);
}

const Work work_invite_left = {.name = "invite-left",
                               .run = find_left,
                               .done = invite_take_left,
                               .free_argument = g_free,
                               .free_value = (GDestroyNotify)json_node_unref};
const Work work_invite = {.name = "invite",
                          .run = invite,
                          .done = invite_take_saved,
                          .free_argument = free_set,
                          .changes = TRUE};
const Work work_invite_files = {.name = "invite-files",
                                .thread = WORK_WATCH,
                                .run = find_files,
                                .done = invite_take_files,
                                .free_value = (GDestroyNotify)g_ptr_array_unref};
const Work work_invite_attach = {.name = "invite-attach",
                                 .thread = WORK_LONG,
                                 .run = attach,
                                 .done = invite_take_saved,
                                 .free_argument = free_set,
                                 .changes = TRUE};
