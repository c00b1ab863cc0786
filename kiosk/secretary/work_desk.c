/* Runs on the worker's threads; nothing here touches the application. */
#include "kiosk/secretary/work_desk.h"

#include <string.h>

#include "protocol/check.h"
#include "protocol/document_meeting.h"
#include "protocol/error.h"
#include "protocol/export.h"
#include "protocol/print_meeting.h"
#include "protocol/record.h"
#include "protocol/seal.h"
#include "protocol/stick.h"

DeskTask *desk_task_new(const App *app)
{
    DeskTask *task = g_new0(DeskTask, 1);
    task->id = g_strdup(app->office->meeting_id);
    task->copies = 1;
    return task;
}

static void wipe(gpointer text)
{
    if (text)
        explicit_bzero(text, strlen(text));
    g_free(text);
}

void desk_task_free(gpointer data)
{
    DeskTask *task = data;
    g_free(task->id);
    wipe(task->text);
    g_free(task->role);
    g_free(task->printer);
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

/* A receipt is made anew; the protocol goes to paper as it was signed. */
static gboolean print_receipt(Workplace *place, const DeskTask *task, GError **error)
{
    const Document document = {.kind = DOCUMENT_RECEIPT, .language = "both", .entry = task->number};
    const PrintRequest request = {.printer = task->printer,
                                  .title = "Esep",
                                  .media = "iso_a6_105x148mm",
                                  .copies = task->copies};
    g_autoptr(GBytes) pdf = document_of_meeting(place->home, task->id, &document, NULL, error);
    return pdf && print_document(pdf, &request, NULL, NULL, error);
}

static gboolean print(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const DeskTask *task = argument;
    const PrintRequest request = {.printer = task->printer, .copies = task->copies};
    gboolean again = FALSE;
    if (task->number)
        return print_receipt(place, task, error);
    return print_protocol(place->home, task->id, &request, NULL, NULL, &again, error);
}

static void tell(gint64 done_bytes, gint64 all_bytes, gpointer place)
{
    workplace_progress(place, all_bytes > 0 ? (double)done_bytes / (double)all_bytes : 0);
}

static gboolean give(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const DeskTask *task = argument;
    char *path = NULL;
    gboolean ok = export_meeting(place->home, task->id, task->text,
                                 task->public_copy ? EXPORT_PUBLIC : EXPORT_FULL, 0, tell, place,
                                 &path, error);
    *value_out = path;
    return ok;
}

static gboolean find_printers(Workplace *place, gpointer argument, gpointer *value_out,
                              GError **error)
{
    *value_out = print_printers();
    return TRUE;
}

static gboolean find_sticks(Workplace *place, gpointer argument, gpointer *value_out,
                            GError **error)
{
    return (*value_out = stick_list(error)) != NULL;
}

static void free_array(gpointer array)
{
    g_ptr_array_unref(array);
}

#define TASK .free_argument = desk_task_free

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
const Work work_print = {
    .name = "print", .thread = WORK_LONG, .run = print, .done = desk_take_printed, TASK};
const Work work_give = {.name = "give",
                        .thread = WORK_LONG,
                        .run = give,
                        .done = desk_take_given,
                        TASK,
                        .free_value = g_free};
const Work work_printers = {.name = "printers",
                            .thread = WORK_WATCH,
                            .run = find_printers,
                            .done = desk_take_printers,
                            .free_value = free_array};
const Work work_sticks = {.name = "sticks",
                          .thread = WORK_WATCH,
                          .run = find_sticks,
                          .done = desk_take_sticks,
                          .free_value = free_array};
