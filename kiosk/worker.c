#include "kiosk/worker.h"

#include <string.h>

#include "kiosk/citizen/code_reader.h"
#include "kiosk/preferences.h"
#include "protocol/error.h"
#include "protocol/record.h"
#include "protocol/register.h"

#define PROGRESS_EVERY_US 100000
/* SDL_UserEvent.code */
enum { EVENT_RESULT, EVENT_PROGRESS };

typedef struct {
    const Work *work; /* NULL: the thread ends here */
    char *who;        /* owned; may be NULL */
    gpointer argument;
} Request;

/* A thread with its queue. */
typedef struct {
    GThread *thread; /* NULL: not needed yet */
    GAsyncQueue *requests;
    Workplace place; /* owned by the thread */
    gint64 told_us;  /* when progress was passed on last; owned by the thread */
    /* protected by Worker.lock */
    const Work *under_way;
    gboolean ending; /* what is queued is dropped */
} Hand;

struct Worker {
    /* immutable while the threads run */
    char *path, *only, *date, *camera, *mic;
    const Clock *clock;
    int keep_s;
    Uint32 event;
    gboolean homeless;   /* there was none at the start */
    GAsyncQueue *opened; /* one WorkResult: whether the home could be opened */

    GMutex lock;
    Hand hands[WORK_THREAD_COUNT];
};

typedef struct {
    Worker *worker;
    WorkThread which;
} Start;

void work_wipe(gpointer text)
{
    if (text)
        explicit_bzero(text, strlen(text));
    g_free(text);
}

void work_result_free(WorkResult *result)
{
    if (!result)
        return;
    if (result->work && result->work->free_argument && result->argument)
        result->work->free_argument(result->argument);
    if (result->work && result->work->free_value && result->value)
        result->work->free_value(result->value);
    g_clear_error(&result->error);
    g_free(result);
}

char *workplace_camera(const Workplace *place)
{
    g_autoptr(Preferences) preferences = preferences_read(home_path(place->home));
    return g_strdup(place->camera ? place->camera : preferences->camera);
}

char *workplace_mic(const Workplace *place)
{
    g_autoptr(Preferences) preferences = preferences_read(home_path(place->home));
    return g_strdup(place->mic ? place->mic : preferences->mic);
}

char *workplace_printer(const Workplace *place)
{
    g_autoptr(Preferences) preferences = preferences_read(home_path(place->home));
    return g_strdup(preferences->printer);
}

char *workplace_today(const Workplace *place)
{
    return place->date ? g_strdup(place->date) : clock_today(place->clock);
}

void workplace_progress(Workplace *place, double part)
{
    Worker *worker = place->worker;
    if (!worker)
        return;
    Hand *hand = &worker->hands[WORK_LONG];
    gint64 now_us = g_get_monotonic_time();
    if (now_us - hand->told_us < PROGRESS_EVERY_US)
        return;
    hand->told_us = now_us;
    workplace_say(place, part, NULL);
}

void workplace_say(Workplace *place, double part, const char *msgid)
{
    Worker *worker = place->worker;
    if (!worker)
        return;
    SDL_Event event = {.user = {.type = worker->event, .code = EVENT_PROGRESS}};
    event.user.data1 = GINT_TO_POINTER((int)(CLAMP(part, 0, 1) * 1000));
    event.user.data2 = (gpointer)msgid;
    SDL_PushEvent(&event);
}

WorkResult *worker_event(const SDL_UserEvent *event, WorkProgress *progress_out)
{
    if (event->code == EVENT_RESULT)
        return event->data1;
    *progress_out =
        (WorkProgress){GPOINTER_TO_INT(event->data1) / 1000.0, (const char *)event->data2};
    return NULL;
}

void workplace_hush(Workplace *place)
{
    if (place->speaker)
        g_subprocess_force_exit(place->speaker);
    g_clear_object(&place->speaker);
}

static void post(Worker *worker, WorkResult *result)
{
    SDL_Event event = {.user = {.type = worker->event, .code = EVENT_RESULT, .data1 = result}};
    if (SDL_PushEvent(&event) != 1)
        work_result_free(result);
}

static gboolean open_place(Worker *worker, WorkThread which, GError **error)
{
    Workplace *place = &worker->hands[which].place;
    if (place->home)
        return TRUE;
    place->home = home_open(worker->path, worker->clock, error);
    if (!place->home)
        return FALSE;
    if (which != WORK_REGISTER)
        return TRUE;
    if (worker->only) {
        g_autoptr(JsonNode) record = record_read(place->home, worker->only, error);
        if (!record)
            return FALSE;
    }
    place->draft = draft_open(worker->path, worker->clock, worker->keep_s);
    place->kept = draft_read(place->draft);
    return home_rules(place->home, error) != NULL;
}

static void close_place(Workplace *place)
{
    g_clear_pointer(&place->draft, draft_free);
    if (place->kept)
        memset(place->kept, 0, strlen(place->kept));
    g_clear_pointer(&place->kept, g_free);
    workplace_hush(place);
    g_clear_pointer(&place->recorder, recorder_client_free);
    g_clear_pointer(&place->reader, code_reader_free);
    g_clear_pointer(&place->recorder_of, g_free);
    g_clear_pointer(&place->player, player_free);
    g_clear_pointer(&place->home, home_free);
}

/* Does a request, unless the worker is ending; NULL: nobody waits. */
static WorkResult *serve(Worker *worker, Hand *hand, const Request *request)
{
    WorkResult *result = g_new0(WorkResult, 1);
    const Work *work = result->work = request->work;
    result->argument = request->argument;
    g_mutex_lock(&worker->lock);
    gboolean drop = hand->ending && work->thread != WORK_REGISTER;
    hand->under_way = work;
    g_cancellable_reset(hand->place.cancel);
    g_mutex_unlock(&worker->lock);
    gboolean done = !drop && (work->homeless || open_place(worker, work->thread, &result->error));
    if (done) {
        if (hand->place.home)
            register_act_as(home_register(hand->place.home), request->who);
        done = work->run(&hand->place, result->argument, &result->value, &result->error);
    }
    if (!done && !drop && !work->done)
        g_warning("%s: %s", work->name, result->error ? result->error->message : "failed");
    g_mutex_lock(&worker->lock);
    hand->under_way = NULL;
    g_mutex_unlock(&worker->lock);
    if (work->done && !drop)
        return result;
    work_result_free(result);
    return NULL;
}

static void request_free(Request *request)
{
    g_free(request->who);
    g_free(request);
}

static gpointer run(gpointer data)
{
    g_autofree Start *start = data;
    Worker *worker = start->worker;
    Hand *hand = &worker->hands[start->which];
    if (start->which == WORK_REGISTER) {
        WorkResult *opened = g_new0(WorkResult, 1);
        open_place(worker, WORK_REGISTER, &opened->error);
        g_async_queue_push(worker->opened, opened);
    }
    for (;;) {
        Request *request = g_async_queue_pop(hand->requests);
        gboolean last = !request->work;
        WorkResult *result = last ? NULL : serve(worker, hand, request);
        request_free(request);
        if (last)
            break;
        if (result)
            post(worker, result);
    }
    close_place(&hand->place);
    return NULL;
}

static void start_thread(Worker *worker, WorkThread which)
{
    static const char *const names[] = {"register", "long", "watch", "recorder", "show"};
    Start *start = g_new0(Start, 1);
    *start = (Start){worker, which};
    worker->hands[which].thread = g_thread_new(names[which], run, start);
}

void worker_ask(Worker *worker, const char *who, const Work *work, gpointer argument)
{
    Request *request = g_new0(Request, 1);
    *request = (Request){work, g_strdup(who), argument};
    g_async_queue_push(worker->hands[work->thread].requests, request);
    if (!worker->hands[work->thread].thread)
        start_thread(worker, work->thread);
}

void worker_cancel(Worker *worker, const Work *work)
{
    Hand *hand = &worker->hands[work->thread];
    g_mutex_lock(&worker->lock);
    if (hand->under_way == work)
        g_cancellable_cancel(hand->place.cancel);
    g_mutex_unlock(&worker->lock);
}

Worker *worker_new(const WorkerSetup *setup, GError **error)
{
    g_autoptr(Worker) worker = g_new0(Worker, 1);
    worker->path = g_strdup(setup->home);
    worker->only = g_strdup(setup->meeting);
    worker->date = g_strdup(setup->date);
    worker->camera = g_strdup(setup->camera);
    worker->mic = g_strdup(setup->mic);
    worker->clock = setup->clock;
    worker->keep_s = setup->keep_s;
    worker->event = setup->event;
    worker->opened = g_async_queue_new();
    g_mutex_init(&worker->lock);
    for (int i = 0; i < WORK_THREAD_COUNT; i++) {
        worker->hands[i].requests = g_async_queue_new();
        worker->hands[i].place = (Workplace){.path = worker->path,
                                             .clock = worker->clock,
                                             .only = worker->only,
                                             .date = worker->date,
                                             .camera = worker->camera,
                                             .mic = worker->mic,
                                             .cancel = g_cancellable_new(),
                                             .worker = worker};
    }
    start_thread(worker, WORK_REGISTER);
    g_autoptr(WorkResult) opened = g_async_queue_pop(worker->opened);
    worker->homeless =
        !setup->meeting && g_error_matches(opened->error, PROTOCOL_ERROR, PROTOCOL_ERROR_NOT_FOUND);
    if (opened->error && !worker->homeless) {
        g_propagate_error(error, g_steal_pointer(&opened->error));
        return NULL;
    }
    return g_steal_pointer(&worker);
}

gboolean worker_is_homeless(const Worker *worker)
{
    return worker->homeless;
}

static void end_hand(Worker *worker, Hand *hand)
{
    g_mutex_lock(&worker->lock);
    hand->ending = TRUE;
    if (hand->under_way && hand->under_way->thread != WORK_REGISTER)
        g_cancellable_cancel(hand->place.cancel);
    g_mutex_unlock(&worker->lock);
    g_async_queue_push(hand->requests, g_new0(Request, 1));
    if (hand->thread)
        g_thread_join(hand->thread);
    for (Request *left; (left = g_async_queue_try_pop(hand->requests)); request_free(left))
        if (left->work && left->work->free_argument && left->argument)
            left->work->free_argument(left->argument);
    g_async_queue_unref(hand->requests);
    g_object_unref(hand->place.cancel);
}

void worker_free(Worker *worker)
{
    if (!worker)
        return;
    for (int i = WORK_THREAD_COUNT - 1; i >= 0; i--)
        end_hand(worker, &worker->hands[i]);
    g_async_queue_unref(worker->opened);
    g_mutex_clear(&worker->lock);
    g_free(worker->path);
    g_free(worker->only);
    g_free(worker->date);
    g_free(worker->camera);
    g_free(worker->mic);
    g_free(worker);
}
