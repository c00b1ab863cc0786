#include <string.h>

#include "kiosk/worker.h"

static void wipe(char *text)
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
    wipe(person->surname);
    wipe(person->name);
    wipe(person->patronymic);
    wipe(person->address);
    wipe(person->phone);
    wipe(person->strokes);
    g_free(person);
}

void worker_result_free(WorkerResult *result)
{
    if (!result)
        return;
    view_day_free(result->day);
    view_entry_free(result->entry);
    g_clear_error(&result->error);
    g_free(result);
}
