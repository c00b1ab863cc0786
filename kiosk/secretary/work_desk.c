/* Runs on the worker's threads; nothing here touches the application. */
#include "kiosk/secretary/work_desk.h"

#include <string.h>

#include "kiosk/secretary/case.h"
#include "protocol/check.h"
#include "protocol/disposal.h"
#include "protocol/document_meeting.h"
#include "protocol/error.h"
#include "protocol/export_readers.h"
#include "protocol/print_meeting.h"
#include "protocol/record.h"
#include "protocol/seal.h"
#include "protocol/stick.h"

DeskTask *desk_task_new(const App *app)
{
    DeskTask *task = g_new0(DeskTask, 1);
    task->id = g_strdup(app->office->meeting_id);
    task->copies = 1;
    task->entries = g_array_new(FALSE, FALSE, sizeof(int));
    return task;
}

static void free_task(gpointer data)
{
    DeskTask *task = data;
    g_free(task->id);
    work_wipe(task->text);
    g_free(task->role);
    g_free(task->printer);
    g_free(task->act);
    g_array_unref(task->entries);
    g_free(task);
}

static void lacks_free(gpointer data)
{
    DeskLacks *lacks = data;
    g_clear_pointer(&lacks->items, g_ptr_array_unref);
    g_clear_pointer(&lacks->record, json_node_unref);
    g_free(lacks);
}

static gboolean judge(Workplace *place, gpointer id, gpointer *value_out, GError **error)
{
    const RulesSet *set = home_rules(place->home, error);
    g_autoptr(JsonNode) record = set ? record_read(place->home, id, error) : NULL;
    if (!record)
        return FALSE;
    JsonObject *object = json_node_get_object(record);
    const Rules *rules = rules_by_id(set, json_object_get_string_member(object, "edition"), error);
    if (!rules)
        return FALSE;
    g_autofree char *today = workplace_today(place);
    DeskLacks *lacks = g_new0(DeskLacks, 1);
    lacks->items = check_record(record, rules, today, TRUE);
    lacks->record = g_steal_pointer(&record);
    *value_out = lacks;
    return TRUE;
}

static gboolean sign(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const DeskTask *task = argument;
    return meeting_sign(place->home, task->id, task->role, task->text, error);
}

static gboolean seal(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const DeskTask *task = argument;
    int number = 0;
    gboolean ok = seal_meeting(place->home, task->id, task->text, &number, error);
    *value_out = GINT_TO_POINTER(number);
    return ok;
}

/* How far a print of several papers is. */
typedef struct {
    Workplace *place;
    double part;
} Printing;

static void say(const char *msgid, gpointer data)
{
    const Printing *printing = data;
    workplace_say(printing->place, printing->part, msgid);
}

/* A paper about an entry is made anew; the protocol and an act go to paper as they were signed. */
static gboolean print_paper(Printing *printing, const DeskTask *task, int entry, GError **error)
{
    Home *home = printing->place->home;
    const Document document = {.kind = task->paper, .language = "both", .entry = entry};
    const PrintRequest request = {
        .printer = task->printer, .title = "Esep", .copies = task->copies};
    g_autoptr(GBytes) pdf = task->act ? disposal_act_read(home, task->act, error)
                                      : document_of_meeting(home, task->id, &document, NULL, error);
    return pdf && print_document(pdf, &request, say, printing, error);
}

static gboolean print(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const DeskTask *task = argument;
    const PrintRequest request = {.printer = task->printer, .copies = task->copies};
    Printing printing = {place, 0};
    GArray *printed = *value_out = g_array_new(FALSE, FALSE, sizeof(int));
    gboolean again = FALSE;
    if (task->act)
        return print_paper(&printing, task, 0, error);
    if (task->paper == DOCUMENT_PROTOCOL)
        return print_protocol(place->home, task->id, &request, say, &printing, &again, error);
    for (guint i = 0; i < task->entries->len; i++) {
        int entry = g_array_index(task->entries, int, i);
        printing.part = (double)i / task->entries->len;
        if (g_cancellable_set_error_if_cancelled(place->cancel, error) ||
            !print_paper(&printing, task, entry, error))
            return FALSE;
        g_array_append_val(printed, entry);
    }
    return TRUE;
}

static gboolean tell(gint64 done_bytes, gint64 all_bytes, gpointer data)
{
    Workplace *place = data;
    workplace_progress(place, all_bytes > 0 ? (double)done_bytes / (double)all_bytes : 0);
    return !g_cancellable_is_cancelled(place->cancel);
}

/* No stick is mounted there any more. */
static gboolean is_pulled(const char *folder)
{
    g_autoptr(GPtrArray) sticks = stick_list(NULL);
    for (guint i = 0; sticks && i < sticks->len; i++)
        if (strcmp(((const Stick *)sticks->pdata[i])->folder, folder) == 0)
            return FALSE;
    return sticks != NULL;
}

/* What everybody may read is not encrypted; all else only for whom the administrator named. */
static gboolean write_archive(Workplace *place, const DeskTask *task, char **path_out,
                              GError **error)
{
    const ExportChoice choice = {
        .profile = task->profile,
        .video = {.leave_out = task->without_recording},
        .entry = task->profile == EXPORT_ENTRY ? g_array_index(task->entries, int, 0) : 0};
    g_autoptr(GPtrArray) readers = NULL;
    if (task->profile != EXPORT_PUBLIC && !export_readers(place->home, &readers, error))
        return FALSE;
    return readers ? export_encrypted(place->home, task->id, task->text, &choice, readers, tell,
                                      place, path_out, error)
                   : export_meeting(place->home, task->id, task->text, &choice, tell, place,
                                    path_out, error);
}

static gboolean find_readers(Workplace *place, gpointer argument, gpointer *value_out,
                             GError **error)
{
    g_autoptr(GPtrArray) readers = NULL;
    if (!export_readers(place->home, &readers, error))
        return FALSE;
    *value_out = readers ? export_readers_text(readers) : NULL;
    return TRUE;
}

static gboolean give(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const DeskTask *task = argument;
    char *path = NULL;
    g_autoptr(GError) reason = NULL;
    gboolean ok = write_archive(place, task, &path, &reason);
    *value_out = path;
    if (!ok && is_pulled(task->text))
        error_set(
            error, PROTOCOL_ERROR_REFUSED,
            N_("The stick was pulled out in the middle: what is on it is not whole. Put it in "
               "again and write the archive anew."),
            NULL);
    else if (!ok)
        g_propagate_error(error, g_steal_pointer(&reason));
    return ok;
}

static gboolean eject(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const DeskTask *task = argument;
    return stick_remove(task->text, error);
}

/* The printer that the staff chose (name, taken; NULL: none) stands first, also if it does not
 * announce itself: it may be given by its address. */
static void put_first(GPtrArray *printers, char *name)
{
    Printer *chosen = NULL;
    if (!name)
        return;
    for (guint i = 0; i < printers->len; i++) {
        Printer *printer = printers->pdata[i];
        printer->is_default = FALSE;
        if (strcmp(printer->name, name) == 0)
            chosen = printer;
    }
    if (chosen) {
        guint index = 0;
        g_ptr_array_find(printers, chosen, &index);
        g_ptr_array_steal_index(printers, index);
        g_free(name);
    } else {
        chosen = g_new0(Printer, 1);
        chosen->name = name;
        chosen->info = g_strdup("");
    }
    chosen->is_default = TRUE;
    g_ptr_array_insert(printers, 0, chosen);
}

static gboolean find_printers(Workplace *place, gpointer argument, gpointer *value_out,
                              GError **error)
{
    GPtrArray *printers = print_printers();
    put_first(printers, workplace_printer(place));
    *value_out = printers;
    return TRUE;
}

static gboolean find_sticks(Workplace *place, gpointer argument, gpointer *value_out,
                            GError **error)
{
    return (*value_out = stick_list(error)) != NULL;
}

#define TASK .free_argument = free_task

const Work work_lacks = {.name = "lacks",
                         .run = judge,
                         .done = desk_take_lacks,
                         .free_argument = g_free,
                         .free_value = lacks_free};
const Work work_sign = {
    .name = "sign", .run = sign, .done = desk_take_changed, TASK, .changes = TRUE};
const Work work_seal = {.name = "seal",
                        .thread = WORK_LONG,
                        .run = seal,
                        .done = desk_take_sealed,
                        TASK,
                        .changes = TRUE};
const Work work_print = {.name = "print",
                         .thread = WORK_LONG,
                         .run = print,
                         .done = desk_take_printed,
                         TASK,
                         .free_value = (GDestroyNotify)g_array_unref};
const Work work_eject = {
    .name = "eject", .thread = WORK_LONG, .run = eject, .done = desk_take_ejected, TASK};
const Work work_give = {.name = "give",
                        .thread = WORK_LONG,
                        .run = give,
                        .done = desk_take_given,
                        TASK,
                        .free_value = g_free};
const Work work_readers = {.name = "readers",
                           .thread = WORK_WATCH,
                           .run = find_readers,
                           .done = desk_take_readers,
                           .free_value = g_free};
const Work work_printers = {.name = "printers",
                            .thread = WORK_WATCH,
                            .run = find_printers,
                            .done = desk_take_printers,
                            .free_value = (GDestroyNotify)g_ptr_array_unref};
const Work work_sticks = {.name = "sticks",
                          .thread = WORK_WATCH,
                          .run = find_sticks,
                          .done = desk_take_sticks,
                          .free_value = (GDestroyNotify)g_ptr_array_unref};
