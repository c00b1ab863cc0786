/* The recording's ends, what is attached, the freezing, and what comes after it. */
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/durable.h"
#include "protocol/error.h"
#include "protocol/meeting_change.h"
#include "protocol/register_device.h"
#include "protocol/register_entry.h"
#include "protocol/register_meeting.h"
#include "protocol/register_passport.h"
#include "protocol/text.h"

#define MATERIALS_FOLDER "materials"
#define FILE_NAME_MAX 100

static char *now_hh_mm(Home *home)
{
    char *time = time_of_day(clock_now_ms(home_clock(home)));
    time[5] = 0;
    return time;
}

gboolean meeting_recording_allowed(Home *home, const char *id, GError **error)
{
    Change change;
    if (!change_begin(&change, home, id, LIFE_START, error))
        return FALSE;
    change_end(&change, FALSE, NULL);
    return TRUE;
}

gboolean meeting_recording_started(Home *home, const char *id, GError **error)
{
    Change change;
    if (!change_begin(&change, home, id, LIFE_START, error))
        return FALSE;
    g_autofree char *now = now_hh_mm(home);
    gboolean first = !change_text(&change, "started");
    gboolean ok =
        (!first || register_meeting_set(change.register_, id, MEETING_STARTED, now, error)) &&
        register_meeting_set(change.register_, id, MEETING_ENDED, NULL, error) &&
        change_log(&change, "recording", change_text(&change, "started"), now, error);
    return change_end(&change, ok, error);
}

gboolean meeting_recording_stopped(Home *home, const char *id, GError **error)
{
    Change change;
    if (!change_begin(&change, home, id, LIFE_STOP, error))
        return FALSE;
    g_autofree char *now = now_hh_mm(home);
    /* Told a second time (by the recorder's end and by whoever stopped it) nothing changes. */
    gboolean again = change.from == LIFE_CLOSED;
    change.keeps_signatures = again;
    gboolean ok =
        again || (register_meeting_set(change.register_, id, MEETING_ENDED, now, error) &&
                  change_log(&change, "recording", change_text(&change, "ended"), now, error));
    return change_end(&change, ok, error);
}

static gboolean is_taken(JsonArray *materials, const char *name)
{
    for (guint i = 0; i < json_array_get_length(materials); i++) {
        JsonObject *material = json_array_get_object_element(materials, i);
        if (g_strcmp0(json_object_get_string_member(material, "file"), name) == 0)
            return TRUE;
    }
    return FALSE;
}

/* The name under which a file is kept: its own, if that is a name for documents; the same name a
 * second time gets a number. */
static char *material_name(Change *change, const char *path, GError **error)
{
    g_autofree char *base = g_path_get_basename(path);
    if (!text_check("file", base, FILE_NAME_MAX, FALSE, error))
        return NULL;
    g_autoptr(JsonArray) known = register_materials(change->register_, change->id, error);
    if (!known)
        return NULL;
    char *name = g_strdup(base);
    for (int number = 2; is_taken(known, name); number++) {
        g_free(name);
        name = g_strdup_printf("%d-%s", number, base);
    }
    return name;
}

/* Copies the file and adds its row; a copy without a row is removed. */
static gboolean copy_material(Change *change, const char *path, const char *name, GError **error)
{
    struct stat status;
    g_autofree char *folder = home_meeting_path(change->home, change->id, MATERIALS_FOLDER);
    g_autofree char *target = g_build_filename(folder, name, NULL);
    g_autofree char *sha256 = NULL;
    if (!durable_mkdir(folder, error) || !durable_copy(path, target, 0644, &sha256, error))
        return FALSE;
    gboolean ok =
        stat(target, &status) == 0 &&
        register_material_add(change->register_, change->id, name, sha256, status.st_size, error) &&
        change_log(change, name, NULL, sha256, error);
    if (!ok)
        unlink(target);
    return ok;
}

static gboolean add_material(Change *change, const char *path, GError **error)
{
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
        error_set(error, PROTOCOL_ERROR_NOT_FOUND, N_("There is no file {1}."), path, NULL);
        return FALSE;
    }
    g_autofree char *name = material_name(change, path, error);
    return name && copy_material(change, path, name, error);
}

gboolean meeting_material(Home *home, const char *id, const char *path, GError **error)
{
    Change change;
    return change_begin(&change, home, id, LIFE_ATTACH, error) &&
           change_end(&change, add_material(&change, path, error), error);
}

/* Number, freezing and the log's line first, so that files() reads the record as it stays; the
 * hashes of what it wrote then close the transaction. */
static gboolean seal(Change *change, const char *late_reason, MeetingSealFiles files,
                     gpointer user_data, int *number_out, GError **error)
{
    Register *register_ = change->register_;
    g_autofree char *json_sha256 = NULL;
    g_autofree char *pdf_sha256 = NULL;
    g_autofree char *head = NULL;
    g_autofree char *now = time_iso(clock_now_ms(home_clock(change->home)));
    g_autoptr(JsonObject) device = register_device(register_, error);
    if (!device || !register_carried_keep(register_, change->id, error) ||
        !register_adults_keep(register_, change->id, error) ||
        !register_meeting_seal(register_, change->id, json_object_get_string_member(device, "name"),
                               late_reason, now, number_out, error))
        return FALSE;
    g_autofree char *number = g_strdup_printf("%d", *number_out);
    return change_log(change, "number", NULL, number, error) &&
           (head = register_audit_head(register_, error)) &&
           files(change->home, change->id, *number_out, &json_sha256, &pdf_sha256, user_data,
                 error) &&
           register_seal_add(register_, change->id, json_sha256, pdf_sha256, head, error);
}

gboolean meeting_seal_commit(Home *home, const char *id, const char *late_reason,
                             MeetingSealFiles files, gpointer user_data, int *number_out,
                             GError **error)
{
    Change change;
    return text_check_optional("late_reason", late_reason, TEXT_LONG_MAX, TRUE, error) &&
           change_begin(&change, home, id, LIFE_SEAL, error) &&
           change_end(&change, seal(&change, late_reason, files, user_data, number_out, error),
                      error);
}
