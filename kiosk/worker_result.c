#include <string.h>

#include "kiosk/worker.h"

void worker_wipe(char *text)
{
    if (text)
        memset(text, 0, strlen(text));
    g_free(text);
}

void worker_person_free(WorkerPerson *person)
{
    if (!person)
        return;
    g_free(person->meeting);
    g_free(person->category);
    worker_wipe(person->surname);
    worker_wipe(person->name);
    worker_wipe(person->patronymic);
    worker_wipe(person->address);
    worker_wipe(person->phone);
    worker_wipe(person->strokes);
    g_free(person);
}

void worker_result_free(WorkerResult *result)
{
    if (!result)
        return;
    view_day_free(result->day);
    view_entry_free(result->entry);
    worker_wipe(result->draft);
    g_clear_error(&result->error);
    g_free(result);
}
