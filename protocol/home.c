#include "protocol/home.h"

#include <errno.h>
#include <json-glib/json-glib.h>
#include <unistd.h>

#include "protocol/error.h"
#include "protocol/home_names.h"
#include "protocol/register.h"
#include "protocol/register_device.h"

struct Home {
    char *path;
    const Clock *clock; /* borrowed */
    Register *register_;
    char *device_uuid;
    RulesSet *rules;    /* NULL until asked for */
    Calendar *calendar; /* NULL until asked for */
    int signatures_removed;
};

char *home_path_default(const char *option)
{
    const char *variable = g_getenv("ESEP_HOME");
    if (option && *option)
        return g_strdup(option);
    if (variable && *variable)
        return g_strdup(variable);
    if (geteuid() == 0)
        return g_strdup("/var/lib/esep");
    return g_build_filename(g_get_user_data_dir(), "esep", NULL);
}

static gboolean has_file(const char *path, const char *name)
{
    g_autofree char *file = g_build_filename(path, name, NULL);
    return g_file_test(file, G_FILE_TEST_EXISTS);
}

static gboolean read_device(Home *home, GError **error)
{
    g_autoptr(JsonObject) device = register_device(home->register_, error);
    if (!device)
        return FALSE;
    home->device_uuid = g_strdup(json_object_get_string_member(device, "uuid"));
    return TRUE;
}

/* Another user's home is there, but not for us: to make a new one would be the wrong advice. */
static gboolean may_enter(const char *path, GError **error)
{
    if (access(path, X_OK) == 0 || errno != EACCES)
        return TRUE;
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("The home {1} belongs to another user: run the command as that user."), path,
              NULL);
    return FALSE;
}

/* What a crash left of moving the master key, while nobody else is at it. If it cannot go now, the
 * next program tries again. */
static void tidy_vault(Register *register_)
{
    Vault *vault = register_vault(register_);
    if (vault_untidy(vault) && register_begin(register_, NULL)) {
        vault_tidy(vault, NULL);
        register_rollback(register_);
    }
}

Home *home_open(const char *path, const Clock *clock, GError **error)
{
    if (!may_enter(path, error))
        return NULL;
    if (!has_file(path, REGISTER_FILE) || has_file(path, UNFINISHED_FILE)) {
        error_set(error, PROTOCOL_ERROR_NOT_FOUND,
                  N_("{1} is no home of Esep. Make one with esep init, or name it with --home."),
                  path, NULL);
        return NULL;
    }
    g_autoptr(Home) home = g_new0(Home, 1);
    home->path = g_canonicalize_filename(path, NULL);
    home->clock = clock;
    g_autofree char *file = g_build_filename(home->path, REGISTER_FILE, NULL);
    home->register_ = register_open(file, error);
    if (!home->register_ || !read_device(home, error))
        return NULL;
    tidy_vault(home->register_);
    return g_steal_pointer(&home);
}

void home_free(Home *home)
{
    if (!home)
        return;
    register_close(home->register_);
    rules_set_free(home->rules);
    calendar_free(home->calendar);
    g_free(home->device_uuid);
    g_free(home->path);
    g_free(home);
}

const char *home_path(const Home *home)
{
    return home->path;
}

const Clock *home_clock(const Home *home)
{
    return home->clock;
}

const char *home_device_uuid(const Home *home)
{
    return home->device_uuid;
}

Register *home_register(const Home *home)
{
    return home->register_;
}

const RulesSet *home_rules(Home *home, GError **error)
{
    if (!home->rules)
        home->rules = rules_set_load(NULL, error);
    return home->rules;
}

const Calendar *home_calendar(Home *home, GError **error)
{
    if (!home->calendar)
        home->calendar = calendar_load(NULL, error);
    return home->calendar;
}

int home_signatures_removed(const Home *home)
{
    return home->signatures_removed;
}

void home_add_signatures_removed(Home *home, int count)
{
    home->signatures_removed += count;
}

char *home_key_path(const Home *home)
{
    return g_build_filename(home->path, KEY_FILE, NULL);
}

char *home_certificate_path(const Home *home)
{
    return g_build_filename(home->path, CERTIFICATE_FILE, NULL);
}

char *home_vault_path(const Home *home)
{
    return g_build_filename(home->path, VAULT_FOLDER, NULL);
}

char *home_meeting_path(const Home *home, const char *id, const char *file)
{
    return g_build_filename(home->path, MEETINGS_FOLDER, id, file, NULL);
}
