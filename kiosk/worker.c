#include "kiosk/worker.h"

#include "kiosk/draft.h"
#include "protocol/follow.h"
#include "protocol/home.h"
#include "protocol/meeting.h"
#include "protocol/record.h"
#include "protocol/rules.h"

typedef struct {
    Work work;
    gboolean last; /* the thread ends here */
    WorkerPerson *person;
    char *receipt;
    char *form;
} Request;

struct Worker {
    /* immutable while the thread runs */
    char *path, *only, *date;
    const Clock *clock;
    int keep_s;
    Uint32 event;
    GThread *thread;
    GAsyncQueue *requests; /* of Request */
    GAsyncQueue *opened;   /* one WorkerResult: whether the home could be opened */
    /* owned by the thread */
    Home *home;
    Draft *draft;
    char *form; /* that was kept, until it is given out */
    RulesSet *rules;
};

static void read_categories(Worker *worker, ViewMeeting *meeting)
{
    const Rules *rules = rules_by_id(worker->rules, meeting->edition, NULL);
    if (!rules)
        return;
    meeting->video = rules_video_required(rules);
    meeting->retention_years = rules_retention_years(rules);
    const char *const *codes = rules_categories(rules);
    for (int i = 0; codes && codes[i]; i++)
        view_add_category(meeting, rules, codes[i]);
}

static ViewDay *read_day(Worker *worker, GError **error)
{
    g_autoptr(JsonNode) list = record_list(worker->home, NULL, error);
    if (!list)
        return NULL;
    g_autofree char *today = worker->date ? g_strdup(worker->date) : clock_today(worker->clock);
    g_autofree char *now = time_of_day(clock_now_ms(worker->clock));
    ViewDay *day = view_day_new(list, today, now, worker->only);
    if (day->meeting)
        read_categories(worker, day->meeting);
    return day;
}

static void attend(Worker *worker, const WorkerPerson *person, WorkerResult *result)
{
    Attendee attendee = {
        .surname = person->surname,
        .name = person->name,
        .patronymic = person->patronymic,
        .category = person->category,
        .address = person->address,
        .phone = person->phone,
        .strokes = person->strokes,
    };
    if (meeting_attend(worker->home, person->meeting, &attendee, &result->number, &result->error))
        draft_keep(worker->draft, NULL);
}

static ViewEntry *look_up(Worker *worker, const char *receipt, GError **error)
{
    g_autofree char *today = clock_today(worker->clock);
    g_autoptr(JsonNode) status = follow_status(worker->home, receipt, today, error);
    return status ? view_entry_new(status) : NULL;
}

static void post(Worker *worker, WorkerResult *result)
{
    SDL_Event event = {.user = {.type = worker->event, .data1 = result}};
    if (SDL_PushEvent(&event) != 1)
        worker_result_free(result);
}

static gboolean open_home(Worker *worker, GError **error)
{
    worker->home = home_open(worker->path, worker->clock, error);
    if (!worker->home)
        return FALSE;
    if (worker->only) {
        g_autoptr(JsonNode) record = record_read(worker->home, worker->only, error);
        if (!record)
            return FALSE;
    }
    worker->draft = draft_open(worker->path, worker->keep_s);
    worker->form = draft_read(worker->draft);
    worker->rules = rules_set_load(NULL, error);
    return worker->rules != NULL;
}

static void serve(Worker *worker, const Request *request, WorkerResult *result)
{
    if (request->work == WORK_DAY) {
        result->day = read_day(worker, &result->error);
        if (result->day)
            result->draft = g_steal_pointer(&worker->form);
    } else if (request->work == WORK_ENTRY)
        result->entry = look_up(worker, request->receipt, &result->error);
    else
        attend(worker, request->person, result);
}

static void request_free(Request *request)
{
    worker_person_free(request->person);
    g_free(request->receipt);
    worker_wipe(request->form);
    g_free(request);
}

static gpointer work(gpointer data)
{
    Worker *worker = data;
    WorkerResult *opened = g_new0(WorkerResult, 1);
    gboolean able = open_home(worker, &opened->error);
    g_async_queue_push(worker->opened, opened);
    while (able) {
        Request *request = g_async_queue_pop(worker->requests);
        gboolean last = request->last;
        if (!last && request->work == WORK_KEEP) {
            draft_keep(worker->draft, request->form);
        } else if (!last) {
            WorkerResult *result = g_new0(WorkerResult, 1);
            result->work = request->work;
            serve(worker, request, result);
            post(worker, result);
        }
        request_free(request);
        if (last)
            break;
    }
    g_clear_pointer(&worker->rules, rules_set_free);
    g_clear_pointer(&worker->draft, draft_free);
    g_clear_pointer(&worker->home, home_free);
    return NULL;
}

static void push(Worker *worker, const Request *request)
{
    g_async_queue_push(worker->requests, g_memdup2(request, sizeof *request));
}

Worker *worker_new(const WorkerSetup *setup, GError **error)
{
    g_autoptr(Worker) worker = g_new0(Worker, 1);
    worker->path = g_strdup(setup->home);
    worker->only = g_strdup(setup->meeting);
    worker->date = g_strdup(setup->date);
    worker->clock = setup->clock;
    worker->keep_s = setup->keep_s;
    worker->event = setup->event;
    worker->requests = g_async_queue_new();
    worker->opened = g_async_queue_new();
    worker->thread = g_thread_new("register", work, worker);
    g_autoptr(WorkerResult) opened = g_async_queue_pop(worker->opened);
    if (opened->error) {
        g_propagate_error(error, g_steal_pointer(&opened->error));
        return NULL;
    }
    return g_steal_pointer(&worker);
}

void worker_free(Worker *worker)
{
    if (!worker)
        return;
    push(worker, &(Request){.last = TRUE});
    g_thread_join(worker->thread);
    for (Request *left; (left = g_async_queue_try_pop(worker->requests));)
        request_free(left);
    g_async_queue_unref(worker->requests);
    g_async_queue_unref(worker->opened);
    worker_wipe(worker->form);
    g_free(worker->path);
    g_free(worker->only);
    g_free(worker->date);
    g_free(worker);
}

void worker_read_day(Worker *worker)
{
    push(worker, &(Request){.work = WORK_DAY});
}

void worker_attend(Worker *worker, WorkerPerson *person)
{
    push(worker, &(Request){.work = WORK_ATTEND, .person = person});
}

void worker_keep(Worker *worker, char *draft)
{
    push(worker, &(Request){.work = WORK_KEEP, .form = draft});
}

void worker_look_up(Worker *worker, const char *receipt)
{
    push(worker, &(Request){.work = WORK_ENTRY, .receipt = g_strdup(receipt)});
}
