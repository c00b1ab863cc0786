/* The settings of the kiosk: devices, language, key; and the home screen behind a meeting. */
#include <glib/gstdio.h>
#include <string.h>

#include "kiosk/secretary/devices.h"
#include "kiosk/secretary/key.h"
#include "kiosk/secretary/settings.h"
#include "protocol/error.h"
#include "protocol/master_key.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_kiosk_office.h"
#include "tests/support_kiosk_work.h"

static void write_file(const char *root, const char *path, const char *text)
{
    g_autofree char *whole = g_build_filename(root, path, NULL);
    g_autofree char *folder = g_path_get_dirname(whole);
    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    g_assert_true(g_file_set_contents(whole, text, -1, NULL));
}

static const DeviceChoice *at(GPtrArray *choices, guint i)
{
    g_assert_cmpuint(i, <, choices->len);
    return choices->pdata[i];
}

static void test_devices_are_found(void)
{
    g_autofree char *root = support_folder();
    write_file(root, "sys/class/video4linux/video0/index", "0\n");
    write_file(root, "sys/class/video4linux/video0/name", "HD Webcam C270\n");
    write_file(root, "sys/class/video4linux/video1/index", "1\n");
    write_file(root, "sys/class/video4linux/video1/name", "HD Webcam C270\n");
    write_file(root, "sys/class/video4linux/video4/index", "0\n");
    write_file(root, "sys/class/video4linux/video4/name", "bad \xff name\n");
    write_file(root, "proc/asound/pcm",
               "00-00: bcm2835 Headphones : bcm2835 Headphones : playback 8\n"
               "01-00: USB Audio : USB Audio : capture 1\nnonsense\n99-: capture\n");
    write_file(root, "proc/asound/card1/id", "C270\n");
    g_autoptr(GPtrArray) cameras = devices_cameras(root);
    g_assert_cmpuint(cameras->len, ==, 2);
    g_assert_cmpstr(at(cameras, 0)->value, ==, "/dev/video0");
    g_assert_cmpstr(at(cameras, 0)->label, ==, "HD Webcam C270");
    g_assert_cmpstr(at(cameras, 1)->value, ==, "/dev/video4");
    g_assert_true(g_utf8_validate(at(cameras, 1)->label, -1, NULL));
    g_autoptr(GPtrArray) mics = devices_microphones(root);
    g_assert_cmpuint(mics->len, ==, 1);
    g_assert_cmpstr(at(mics, 0)->value, ==, "alsa:plughw:CARD=C270,DEV=0");
    remove_folder(root);
}

static GPtrArray *some_choices(void)
{
    g_autofree char *root = support_folder();
    write_file(root, "sys/class/video4linux/video0/index", "0\n");
    write_file(root, "sys/class/video4linux/video0/name",
               "Logitech HD Pro Webcam C920 (usb-0000:01:00.0-1.2)\n");
    write_file(root, "sys/class/video4linux/video2/index", "0\n");
    write_file(root, "sys/class/video4linux/video2/name", "mmal service 16.1\n");
    GPtrArray *choices = devices_cameras(root);
    remove_folder(root);
    return choices;
}

/* Touches the row of a text on whichever page it stands. */
static void tap_setting(App *app, int row)
{
    g_autofree char *id = g_strdup_printf("setting:%d", row);
    app_layout(app);
    while (!layout_find(&app->layout, id))
        sample_tap(app, "page:after");
    sample_tap(app, id);
}

static void test_what_is_chosen_is_kept(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_office(&asked, LANGUAGE_KK, USER_ADMINISTRATOR);
    sample_tap(app, "settings");
    tap_setting(app, 1);
    g_assert_cmpint(app->state, ==, STATE_CHOOSE);
    sample_answer(app, &asked, &work_settings_choices, some_choices(), NULL);
    sample_tap(app, "choice:2");
    g_assert_cmpint(app->state, ==, STATE_SETTINGS);
    g_assert_cmpstr(app->preferences->camera, ==, "/dev/video2");
    g_assert_cmpint(sample_asked(&asked, &work_settings_keep), ==, 1);
    tap_setting(app, 1);
    sample_answer(app, &asked, &work_settings_choices, some_choices(), NULL);
    sample_tap(app, "choice:0");
    g_assert_null(app->preferences->camera);
    tap_setting(app, 8);
    sample_tap(app, "choice:1");
    g_assert_cmpint(app->preferences->language, ==, LANGUAGE_RU);
    tap_setting(app, 9);
    g_assert_true(app->preferences->larger);
    /* Whoever comes next is greeted so. */
    sample_tap(app, "lock");
    g_assert_cmpint(app->language, ==, LANGUAGE_RU);
    g_assert_true(app->larger);
    asked_clear(&asked);
}

static KeyState *key_state(const char *location, gboolean open)
{
    KeyState *state = g_new0(KeyState, 1);
    *state = (KeyState){g_strdup(location), open};
    return state;
}

/* Answers every look at the key. */
static void answer_key(App *app, Asked *asked, const char *location, gboolean open)
{
    do
        sample_answer(app, asked, &work_key_look, key_state(location, open), NULL);
    while (sample_asked(asked, &work_key_look));
}

/* After a start whoever comes to work is asked for the passphrase, and is back at home with it. */
static void test_passphrase_is_asked_for(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_office(&asked, LANGUAGE_RU, USER_SECRETARY);
    answer_key(app, &asked, "passphrase", FALSE);
    g_assert_cmpint(app->state, ==, STATE_KEY);
    sample_tap(app, "unlock");
    g_assert_cmpint(app->state, ==, STATE_KEY_WORDS);
    sample_tap(app, "key:go");
    g_assert_cmpint(sample_asked(&asked, &work_key_unlock), ==, 0);
    form_set(app->office->form, FIELD_PASSPHRASE, "жеті рет өлше");
    sample_tap(app, "key:go");
    g_assert_false(form_has(app->office->form, FIELD_PASSPHRASE));
    sample_answer(app, &asked, &work_key_unlock, NULL, "That is not the passphrase.");
    g_assert_cmpint(app->state, ==, STATE_KEY_WORDS);
    form_set(app->office->form, FIELD_PASSPHRASE, "жеті рет өлше");
    sample_tap(app, "key:go");
    sample_answer(app, &asked, &work_key_unlock, NULL, NULL);
    g_assert_cmpint(app->state, ==, STATE_HOME);
    answer_key(app, &asked, "passphrase", TRUE);
    g_assert_cmpint(app->state, ==, STATE_HOME);
    asked_clear(&asked);
}

/* Who puts it off is not asked again, but finds it in the settings; only an administrator moves it.
 */
static void test_key_can_be_put_off(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_office(&asked, LANGUAGE_KK, USER_SECRETARY);
    answer_key(app, &asked, "usb:POLICE-KEY", FALSE);
    sample_tap(app, "back");
    g_assert_cmpint(app->state, ==, STATE_HOME);
    key_look(app);
    answer_key(app, &asked, "usb:POLICE-KEY", FALSE);
    g_assert_cmpint(app->state, ==, STATE_HOME);
    sample_tap(app, "settings");
    tap_setting(app, 0);
    g_assert_cmpint(app->state, ==, STATE_KEY);
    answer_key(app, &asked, "usb:POLICE-KEY", TRUE);
    g_assert_cmpint(app->state, ==, STATE_KEY);
    g_assert_false(app_step(app, EVENT_MOVE));
    asked_clear(&asked);
    g_autoptr(App) other = sample_office(&asked, LANGUAGE_KK, USER_ADMINISTRATOR);
    app_step(other, EVENT_SETTINGS);
    app_step(other, EVENT_KEY);
    answer_key(other, &asked, "usb:POLICE-KEY", TRUE);
    sample_tap(other, "move");
    g_assert_cmpint(other->state, ==, STATE_KEY_PLACE);
    asked_clear(&asked);
}

static void put_key(Workplace *place, const char *location)
{
    g_autoptr(GError) error = NULL;
    KeyMove *move = g_new0(KeyMove, 1);
    move->location = g_strdup(location);
    g_assert_true(work_key_move.run(place, move, NULL, &error));
    g_assert_no_error(error);
    key_move_free(move);
}

/* The disk with the key is not there, then it is plugged in: nobody touches anything. */
static void test_key_is_found_by_itself(RealFixture *f, gconstpointer unused)
{
    g_autofree char *file = g_build_filename(f->in.folder, "key", NULL);
    g_autofree char *away = g_build_filename(f->in.folder, "away", NULL);
    g_autofree char *location = g_strconcat("file:", file, NULL);
    put_key(&f->place, location);
    g_assert_cmpint(g_rename(file, away), ==, 0);
    App *app = f->app = sample_office(&f->asked, LANGUAGE_RU, USER_SECRETARY);
    real_answer(f, &work_key_look);
    g_assert_cmpint(app->state, ==, STATE_KEY);
    real_answer(f, &work_key_look); /* on entering */
    g_assert_cmpint(g_rename(away, file), ==, 0);
    app_tick(app, app->now_ms + 3000);
    real_answer(f, &work_key_look);
    g_assert_cmpint(app->state, ==, STATE_HOME);
    g_assert_nonnull(app->toast);
}

/* From home to where the address is typed; begin: what stands there already. */
static App *open_address(RealFixture *f, const char *location, const char *begin)
{
    put_key(&f->place, "home");
    App *app = f->app = sample_office(&f->asked, LANGUAGE_KK, USER_ADMINISTRATOR);
    real_answer(f, &work_key_look);
    sample_tap(app, "settings");
    tap_setting(app, 5);
    real_answer(f, &work_key_look);
    sample_tap(app, "move");
    real_answer(f, &work_key_places);
    GPtrArray *places = app->office->key->places;
    guint i = 0;
    while (i < places->len && strcmp(((KeyPlace *)places->pdata[i])->location, location) != 0)
        i++;
    g_autofree char *id = g_strdup_printf("place:%u", i);
    app_layout(app);
    while (!layout_find(&app->layout, id))
        sample_tap(app, "page:after");
    sample_tap(app, id);
    g_assert_cmpint(app->state, ==, STATE_KEY_ADDRESS);
    g_assert_cmpstr(app->office->form->text[FIELD_KEY_ADDRESS]->str, ==, begin);
    while (form_has(app->office->form, FIELD_KEY_ADDRESS))
        sample_tap(app, "key:backspace");
    sample_tap(app, "key:go");
    g_assert_cmpint(sample_asked(&f->asked, &work_key_move), ==, 0);
    return app;
}

/* Goes on, twice as a nervous finger does; the work is done once. */
static void move_key(RealFixture *f)
{
    sample_tap(f->app, "key:go");
    sample_tap(f->app, "key:go");
    g_assert_cmpint(sample_asked(&f->asked, &work_key_move), ==, 1);
    real_answer(f, &work_key_move);
}

static void assert_location(RealFixture *f, const char *expected)
{
    g_autofree char *folder = home_vault_path(f->in.home);
    g_autofree char *location = master_key_location(folder, NULL);
    g_assert_cmpstr(location, ==, expected);
}

static void test_key_goes_to_a_file(RealFixture *f, gconstpointer unused)
{
    g_autofree char *disk = g_build_filename(f->in.folder, "disk", NULL);
    g_autofree char *file = g_build_filename(disk, "esep-1.key", NULL);
    g_autofree char *location = g_strconcat("file:", file, NULL);
    App *app = open_address(f, "file:", "/media/");
    sample_type(app, file);
    move_key(f); /* the disk is not there */
    g_assert_cmpint(app->state, ==, STATE_KEY_ADDRESS);
    g_assert_nonnull(app->office->refused);
    assert_location(f, "home");
    g_assert_cmpstr(app->office->form->text[FIELD_KEY_ADDRESS]->str, ==, file);
    g_assert_cmpint(g_mkdir_with_parents(disk, 0700), ==, 0);
    move_key(f);
    g_assert_null(app->office->refused);
    g_assert_cmpint(app->state, ==, STATE_KEY);
    assert_location(f, location);
    g_assert_true(g_file_test(file, G_FILE_TEST_IS_REGULAR));
}

/* What is no server's address, and a server that does not answer, change nothing. */
static void test_key_stays_without_server(RealFixture *f, gconstpointer unused)
{
    static const char *const wrong[] = {"tang.police.kz", "http://127.0.0.1:1"};
    App *app = open_address(f, "tang:", "http://");
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        form_set(app->office->form, FIELD_KEY_ADDRESS, NULL);
        sample_type(app, wrong[i]);
        move_key(f);
        g_assert_cmpint(app->state, ==, STATE_KEY_ADDRESS);
        g_assert_nonnull(app->office->refused);
        assert_location(f, "home");
    }
}

static void test_network(void)
{
    g_auto(GStrv) networks = devices_networks();
    g_assert_nonnull(networks);
    for (int i = 0; networks[i]; i++)
        g_assert_null(strstr(networks[i], "127.0.0.1"));
}

static App *held(Asked *asked, Language language, const char *date)
{
    App *app = sample_office(asked, language, USER_ADMINISTRATOR);
    OfficeDesk *desk = app->office->desk;
    JsonObject *meeting = json_array_get_object_element(json_node_get_array(desk->meetings), 0);
    json_object_set_string_member(meeting, "state", "closed");
    json_object_set_string_member(meeting, "date", date);
    view_day_free(desk->day);
    desk->day = view_day_new(desk->meetings, desk->today, "19:00", NULL);
    app->dirty = TRUE;
    return app;
}

static void test_held_meeting_comes_first(void)
{
    Asked asked = {0};
    g_autoptr(App) app = held(&asked, LANGUAGE_RU, "2026-11-20");
    sample_tap(app, "draw-up");
    g_assert_cmpint(app->state, ==, STATE_RECORD);
    g_assert_cmpstr(app->office->meeting_id, ==, "2026-0007");
    asked_clear(&asked);
    g_autoptr(App) other = sample_office(&asked, LANGUAGE_RU, USER_CONTROLLER);
    g_assert_false(app_step(other, EVENT_SEAL));
    asked_clear(&asked);
}

static int check_held(App *app)
{
    return sample_check(app, "home-held");
}

static int check_key(App *app)
{
    static const char *const locations[] = {"usb:POLICE-KEY", "passphrase", "home",
                                            "file:/media/esep/ASTANA-2026/keys/master.key",
                                            "tang:http://10.20.30.40:7500"};
    int faults = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(locations); i++)
        for (int open = 0; open < 2; open++) {
            g_autofree char *name = g_strdup_printf("key-%d-%d", (int)i, open);
            g_free(app->office->key->state.location);
            app->office->key->state = (KeyState){g_strdup(locations[i]), open};
            faults += sample_check(app, name);
        }
    return faults;
}

static void free_key_place(gpointer place)
{
    g_free(((KeyPlace *)place)->location);
    g_free(place);
}

static GPtrArray *key_places(void)
{
    static const char *const locations[] = {"home", "usb:POLICE-KEY",
                                            "file:", "tang:", "passphrase"};
    GPtrArray *places = g_ptr_array_new_with_free_func(free_key_place);
    for (gsize i = 0; i < G_N_ELEMENTS(locations); i++) {
        const KeyPlace place = {.location = g_strdup(locations[i])};
        g_ptr_array_add(places, g_memdup2(&place, sizeof place));
    }
    return places;
}

static int check_address(App *app)
{
    int faults = 0;
    for (int server = 0; server < 2; server++) {
        g_free(app->office->key->place);
        app->office->key->place = g_strdup(server ? "tang:" : "file:");
        form_set(app->office->form, FIELD_KEY_ADDRESS,
                 server ? "http://10.20.30.40:7500" : "/media/esep/astana-2026/esep.key");
        faults += sample_check(app, server ? "key-address-tang" : "key-address-file");
    }
    error_set(&app->office->refused, PROTOCOL_ERROR_REFUSED,
              N_("The tang server did not answer within {1} seconds. Is the network there?"), "20",
              NULL);
    faults += sample_check(app, "key-address-refused");
    g_clear_error(&app->office->refused);
    return faults;
}

static int check_choices(App *app)
{
    int faults = 0;
    for (SettingsWhich which = CHOOSE_CAMERA; which <= CHOOSE_LANGUAGE; which++) {
        app->office->settings->which = which;
        g_autofree char *name = g_strdup_printf("choose-%d", (int)which);
        faults += sample_check(app, name);
    }
    return faults;
}

static void test_screens(gconstpointer data)
{
    Asked asked = {0};
    Language language = (Language)GPOINTER_TO_INT(data);
    g_autoptr(App) app = held(&asked, language, "2026-11-20");
    int faults = sample_check_everywhere(app, check_held);
    g_autoptr(App) late = held(&asked, language, "2026-11-18");
    faults += sample_check_everywhere(late, check_held);
    app->state = STATE_KEY;
    faults += sample_check_everywhere(app, check_key);
    app->state = STATE_KEY_WORDS;
    app->field = FIELD_PASSPHRASE;
    faults += sample_check_everywhere(app, sample_check_state);
    app->field = FIELD_NONE;
    app->office->key->places = key_places();
    app->state = STATE_KEY_PLACE;
    faults += sample_check_everywhere(app, sample_check_state);
    app->state = STATE_KEY_ADDRESS;
    app_focus_field(app, FIELD_KEY_ADDRESS);
    faults += sample_check_everywhere(app, check_address);
    app->field = FIELD_NONE;
    app->state = STATE_CHOOSE;
    app->office->settings->choices = some_choices();
    faults += sample_check_everywhere(app, check_choices);
    g_assert_cmpint(faults, ==, 0);
    asked_clear(&asked);
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    g_test_add_func("/settings/devices-are-found-by-what-the-kernel-says", test_devices_are_found);
    g_test_add_func("/settings/what-is-chosen-is-kept", test_what_is_chosen_is_kept);
    g_test_add_func("/settings/the-passphrase-is-asked-for-at-the-start",
                    test_passphrase_is_asked_for);
    g_test_add_func("/settings/a-key-can-be-put-off", test_key_can_be_put_off);
    g_test_add("/settings/a-key-that-is-plugged-in-is-found", RealFixture, NULL, real_set_up,
               test_key_is_found_by_itself, real_tear_down);
    g_test_add("/settings/a-key-goes-to-a-file-that-is-typed", RealFixture, NULL, real_set_up,
               test_key_goes_to_a_file, real_tear_down);
    g_test_add("/settings/without-its-server-a-key-stays", RealFixture, NULL, real_set_up,
               test_key_stays_without_server, real_tear_down);
    g_test_add_func("/settings/the-network-is-shown", test_network);
    g_test_add_func("/settings/a-held-meeting-comes-first", test_held_meeting_comes_first);
    sample_add_screens("settings", test_screens);
    return g_test_run();
}
