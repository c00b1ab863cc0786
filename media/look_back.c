#include "media/look_back.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/syscall.h>

#include "media/picture.h"

/* ioprio_set(2), which the C library has no name for. */
enum { IO_WHO_PROCESS = 1, IO_CLASS_IDLE = 3, IO_CLASS_SHIFT = 13 };

static void become_idle(void)
{
    const struct sched_param param = {0};
    if (sched_setscheduler(0, SCHED_IDLE, &param) != 0 ||
        syscall(SYS_ioprio_set, IO_WHO_PROCESS, 0, IO_CLASS_IDLE << IO_CLASS_SHIFT) != 0)
        g_info("the look back is no idle work: %s", g_strerror(errno));
}

gboolean look_back(JobRun *run, int number, gint64 from_ms, gint64 to_ms, GError **error)
{
    become_idle();
    run->recording = recording_verify_stretch(run->directory, number, from_ms, to_ms, NULL, error);
    if (!run->recording)
        return FALSE;
    const RecordingTake *take =
        g_ptr_array_index(run->recording->takes, run->recording->takes->len - 1);
    run->until_ms = take->length_ms;
    return take->take != number || take->length_ms <= from_ms ||
           picture_decodes(run, number, (from_ms + MIN(to_ms, take->length_ms)) / 2, error);
}
