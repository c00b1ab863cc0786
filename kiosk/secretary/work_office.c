/* Runs on the worker's threads; nothing here touches the application. */
#include "kiosk/secretary/work_office.h"

#include <string.h>

#include "protocol/disk_space.h"
#include "protocol/error.h"
#include "protocol/follow.h"
#include "protocol/plan.h"
#include "protocol/print.h"
#include "protocol/reconcile.h"
#include "protocol/record.h"
#include "protocol/register.h"
#include "protocol/register_body.h"

#define HOURS_MIN 3 /* a meeting is never longer */

void office_person_free(gpointer data)
{
    OfficePerson *person = data;
    g_free(person->name);
    g_free(person);
}

void office_desk_free(gpointer data)
{
    OfficeDesk *desk = data;
    if (!desk)
        return;
    g_free(desk->today);
    g_free(desk->body);
    g_free(desk->body_kk);
    g_free(desk->city);
    view_day_free(desk->day);
    g_clear_pointer(&desk->meetings, json_node_unref);
    g_clear_pointer(&desk->plan, json_node_unref);
    g_clear_pointer(&desk->entries, json_node_unref);
    g_free(desk);
}

void office_meeting_free(gpointer data)
{
    OfficeMeeting *meeting = data;
    if (!meeting)
        return;
    g_free(meeting->id);
    g_clear_pointer(&meeting->record, json_node_unref);
    g_clear_pointer(&meeting->rules, json_node_unref);
    g_clear_pointer(&meeting->categories, g_ptr_array_unref);
    g_free(meeting);
}

static void free_pin(gpointer data)
{
    OfficePin *pin = data;
    work_wipe(pin->pin);
    g_free(pin->name);
    g_free(pin);
}

static gboolean read_people(Workplace *place, gpointer argument, gpointer *value_out,
                            GError **error)
{
    g_autoptr(JsonNode) list = user_list(place->home, error);
    if (!list)
        return FALSE;
    GPtrArray *people = g_ptr_array_new_with_free_func(office_person_free);
    JsonArray *rows = json_node_get_array(list);
    for (guint i = 0; i < json_array_get_length(rows); i++) {
        JsonObject *row = json_array_get_object_element(rows, i);
        OfficePerson *person = g_new0(OfficePerson, 1);
        person->number = (int)json_object_get_int_member(row, "n");
        person->name = g_strdup(json_object_get_string_member(row, "name"));
        user_role_parse(json_object_get_string_member(row, "role"), &person->role);
        g_ptr_array_add(people, person);
    }
    *value_out = people;
    return TRUE;
}

static gboolean enter(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const OfficePin *pin = argument;
    int wait_s = 0;
    gboolean ok = user_enter(place->home, pin->number, pin->pin, &wait_s, error);
    *value_out = GINT_TO_POINTER(wait_s);
    return ok;
}

/* Somebody may have been added meanwhile by the command: then nobody becomes one here. */
static gboolean add_first(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const OfficePin *pin = argument;
    int number = 0;
    g_autoptr(JsonNode) list = user_list(place->home, error);
    if (!list)
        return FALSE;
    if (json_array_get_length(json_node_get_array(list)) > 0) {
        error_set(error, PROTOCOL_ERROR_REFUSED, N_("Somebody has a PIN already: go back."), NULL);
        return FALSE;
    }
    if (!user_add(place->home, pin->name, USER_ADMINISTRATOR, pin->pin, &number, error))
        return FALSE;
    *value_out = GINT_TO_POINTER(number);
    return TRUE;
}

static char *copy(JsonObject *object, const char *member)
{
    return g_strdup(json_object_get_string_member_with_default(object, member, NULL));
}

/* Whether the desk would be the same as when it was read last; notes that it is read now. */
static gboolean is_same(Workplace *place)
{
    gint64 version = 0;
    GDate day;
    g_autofree char *today = workplace_today(place);
    if (!date_parse(today, &day) || !register_version(home_register(place->home), &version, NULL))
        return FALSE;
    version ^= (gint64)g_date_get_julian(&day) << 24;
    gboolean same = place->seen == version;
    place->seen = version;
    return same;
}

static gboolean read_desk(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    gboolean ok = FALSE;
    GDate on;
    if (is_same(place) && !GPOINTER_TO_INT(argument))
        return TRUE;
    OfficeDesk *desk = g_new0(OfficeDesk, 1);
    desk->today = workplace_today(place);
    g_autoptr(JsonObject) body = register_body(home_register(place->home), desk->today, error);
    if (!body)
        goto cleanup;
    desk->body = copy(body, "name");
    desk->body_kk = copy(body, "name_kk");
    desk->city = copy(body, "city");
    date_parse(desk->today, &on);
    ok = (desk->meetings = record_list(place->home, NULL, error)) &&
         (desk->plan = plan_read(place->home, &on, error)) &&
         (desk->entries = follow_list(place->home, desk->today, FOLLOW_OPEN, error));
    if (ok) {
        g_autofree char *now = time_of_day(clock_now_ms(place->clock));
        desk->day = view_day_new(desk->meetings, desk->today, now, place->only);
    }

cleanup:
    if (ok)
        *value_out = desk;
    else
        office_desk_free(desk);
    return ok;
}

static gboolean read_meeting(Workplace *place, gpointer argument, gpointer *value_out,
                             GError **error)
{
    gboolean ok = FALSE;
    const RulesSet *set = home_rules(place->home, error);
    OfficeMeeting *meeting = g_new0(OfficeMeeting, 1);
    meeting->id = g_strdup(argument);
    meeting->record = set ? record_read(place->home, argument, error) : NULL;
    if (!meeting->record)
        goto cleanup;
    JsonObject *record = json_node_get_object(meeting->record);
    const Rules *rules = rules_by_id(set, json_object_get_string_member(record, "edition"), error);
    meeting->rules = rules ? rules_json(rules) : NULL;
    meeting->categories = rules ? view_categories(rules) : NULL;
    ok = meeting->rules != NULL;

cleanup:
    if (ok)
        *value_out = meeting;
    else
        office_meeting_free(meeting);
    return ok;
}

/* Whether a file of folder begins with prefix. */
static gboolean has_file(const char *folder, const char *prefix)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));)
        if (g_str_has_prefix(name, prefix))
            return TRUE;
    return FALSE;
}

/* Whether the kernel's list of sound devices has one that records. */
static gboolean has_microphone(void)
{
    g_autofree char *list = NULL;
    return g_file_get_contents("/proc/asound/pcm", &list, NULL, NULL) && strstr(list, "capture");
}

/* A device that was named is looked for by its name; what is no device of this machine (a file, an
 * address) is known only when it is tried. */
static gboolean is_there(const char *named, gboolean any)
{
    if (!named || strcmp(named, "auto") == 0)
        return any;
    return *named != '/' || g_file_test(named, G_FILE_TEST_EXISTS);
}

static void look_at_disk(Home *home, OfficeDevices *devices)
{
    g_autoptr(JsonNode) node = disk_space_read(home, NULL);
    if (!node)
        return;
    JsonObject *space = json_node_get_object(node);
    gint64 hours = json_object_get_int_member(space, "hours_left");
    gint64 after = json_object_get_int_member(space, "hours_after");
    devices->hours_left = (int)MIN(9999, hours);
    devices->hours_freed = (int)MIN(9999, after - hours);
    devices->state[DEVICE_DISK] = !json_object_get_boolean_member(space, "low") ? DEVICE_GOOD
                                  : hours >= HOURS_MIN                          ? DEVICE_CARE
                                                                                : DEVICE_BAD;
}

static gboolean look_at_devices(Workplace *place, gpointer argument, gpointer *value_out,
                                GError **error)
{
    OfficeDevices *devices = g_new0(OfficeDevices, 1);
    look_at_disk(place->home, devices);
    g_autoptr(GPtrArray) printers = print_printers();
    g_autofree char *camera = workplace_camera(place), *mic = workplace_mic(place);
    DeviceState *state = devices->state;
    state[DEVICE_CAMERA] = is_there(camera, has_file("/dev", "video")) ? DEVICE_GOOD : DEVICE_BAD;
    state[DEVICE_MICROPHONE] = is_there(mic, has_microphone()) ? DEVICE_GOOD : DEVICE_BAD;
    state[DEVICE_CLOCK] = clock_trusted(place->clock) ? DEVICE_GOOD : DEVICE_CARE;
    state[DEVICE_PRINTER] = printers->len > 0 ? DEVICE_GOOD : DEVICE_CARE;
    *value_out = devices;
    return TRUE;
}

static gboolean reconcile(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    reconcile_home(place->home);
    return TRUE;
}

const Work work_people = {.name = "people",
                          .run = read_people,
                          .done = office_take_people,
                          .free_value = (GDestroyNotify)g_ptr_array_unref};
const Work work_enter = {
    .name = "enter", .run = enter, .done = office_take_entered, .free_argument = free_pin};
const Work work_first = {
    .name = "first", .run = add_first, .done = office_take_first, .free_argument = free_pin};
const Work work_desk = {
    .name = "desk", .run = read_desk, .done = office_take_desk, .free_value = office_desk_free};
const Work work_meeting = {.name = "meeting",
                           .run = read_meeting,
                           .done = office_take_meeting,
                           .free_argument = g_free,
                           .free_value = office_meeting_free};
const Work work_devices = {.name = "devices",
                           .thread = WORK_WATCH,
                           .run = look_at_devices,
                           .done = office_take_devices,
                           .free_value = g_free};
const Work work_reconcile = {.name = "reconcile", .thread = WORK_LONG, .run = reconcile};
