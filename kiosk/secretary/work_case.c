/* Runs on the worker's threads: the follow-up of an entry or a decision. */
#include "kiosk/secretary/case.h"
#include "protocol/follow.h"

static void task_free(gpointer data)
{
    CaseTask *task = data;
    work_wipe(task->text);
    g_free(task->meeting);
    g_free(task->to);
    g_free(task->ref);
    g_free(task->until);
    g_free(task);
}

static FollowSubject subject_of(const CaseTask *task)
{
    return task->decision ? (FollowSubject){task->meeting, task->decision}
                          : follow_entry(task->entry);
}

static gboolean read_case(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    g_autofree char *today = workplace_today(place);
    *value_out = follow_read(place->home, subject_of(argument), today, error);
    return *value_out != NULL;
}

static gboolean step(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const CaseTask *task = argument;
    const FollowStep taken = {.event = task->event,
                              .text = task->text,
                              .to = task->to,
                              .ref = task->ref,
                              .until = task->until};
    return follow_do(place->home, subject_of(task), &taken, NULL, error);
}

const Work work_case = {.name = "case",
                        .run = read_case,
                        .done = case_take_read,
                        .free_argument = task_free,
                        .free_value = (GDestroyNotify)json_node_unref};
const Work work_step = {.name = "step",
                        .run = step,
                        .done = case_take_stepped,
                        .free_argument = task_free,
                        .changes = TRUE};
