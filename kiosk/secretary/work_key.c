/* Runs on the worker's threads; nothing here touches the application. */
#include <sodium.h>

#include "kiosk/secretary/key.h"
#include "protocol/error.h"
#include "protocol/master_key.h"
#include "protocol/register.h"
#include "protocol/stick.h"
#include "protocol/vault.h"

static void free_place(gpointer data)
{
    KeyPlace *place = data;
    g_free(place->location);
    g_free(place->label);
    g_free(place);
}

static void free_state(gpointer data)
{
    KeyState *state = data;
    g_free(state->location);
    g_free(state);
}

void key_move_free(gpointer data)
{
    KeyMove *move = data;
    office_wipe(&move->passphrase);
    g_free(move->location);
    g_free(move);
}

static gboolean load(const char *folder, const char *passphrase, GError **error)
{
    guint8 key[MASTER_KEY_BYTES];
    gboolean ok = master_key_load(folder, passphrase, key, error);
    sodium_memzero(key, sizeof key);
    return ok;
}

static gboolean look(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    g_autofree char *folder = home_vault_path(place->home);
    g_autofree char *location = master_key_location(folder, error);
    if (!location)
        return FALSE;
    KeyState *state = g_new0(KeyState, 1);
    state->open = load(folder, NULL, NULL);
    if (!state->open && g_str_has_prefix(location, "usb:")) {
        /* Nobody else mounts a stick at a kiosk. */
        g_autoptr(GPtrArray) sticks = stick_list(NULL);
        state->open = sticks && load(folder, NULL, NULL);
    }
    state->location = g_steal_pointer(&location);
    *value_out = state;
    return TRUE;
}

static gboolean unlock(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const KeyMove *typed = argument;
    g_autofree char *folder = home_vault_path(place->home);
    if (!load(folder, typed->passphrase, error))
        return FALSE;
    if (load(folder, NULL, NULL))
        return TRUE;
    error_set(error, PROTOCOL_ERROR_REFUSED,
              N_("The key is right, but there is no memory to keep it in: neither "
                 "$XDG_RUNTIME_DIR nor /run is a tmpfs."),
              NULL);
    return FALSE;
}

static gboolean move(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const KeyMove *typed = argument;
    Register *register_ = home_register(place->home);
    /* A transaction without a change: nobody else writes, and so makes a key, meanwhile. */
    gboolean ok = register_begin(register_, error) &&
                  vault_move(register_vault(register_), typed->location, typed->passphrase, error);
    register_rollback(register_);
    return ok;
}

static void add_place(GPtrArray *places, const char *location, const char *label)
{
    KeyPlace *place = g_new0(KeyPlace, 1);
    *place = (KeyPlace){g_strdup(location), g_strdup(label)};
    g_ptr_array_add(places, place);
}

/* Runs without a home, too. */
static gboolean find_places(Workplace *place, gpointer argument, gpointer *value_out,
                            GError **error)
{
    GPtrArray *places = g_ptr_array_new_with_free_func(free_place);
    g_autoptr(GPtrArray) sticks = stick_list(NULL);
    add_place(places, "home", NULL);
    for (guint i = 0; sticks && i < sticks->len; i++) {
        const Stick *stick = sticks->pdata[i];
        g_autofree char *location = g_strconcat("usb:", stick->label, NULL);
        add_place(places, location, stick->label);
    }
    /* At the first start the disk or the network may not be there yet. */
    if (place->home) {
        add_place(places, "file:", NULL);
        add_place(places, "tang:", NULL);
    }
    add_place(places, "passphrase", NULL);
    *value_out = places;
    return TRUE;
}

const Work work_key_look = {.name = "key-look",
                            .thread = WORK_WATCH,
                            .run = look,
                            .done = key_take_state,
                            .free_value = free_state};
const Work work_key_unlock = {
    .name = "key-unlock", .run = unlock, .done = key_take_changed, .free_argument = key_move_free};
const Work work_key_move = {
    .name = "key-move", .run = move, .done = key_take_changed, .free_argument = key_move_free};
const Work work_key_places = {.name = "key-places",
                              .thread = WORK_WATCH,
                              .homeless = TRUE,
                              .run = find_places,
                              .done = key_take_places,
                              .free_value = (GDestroyNotify)g_ptr_array_unref};
