/*
 * esep-recorder-jobs: the jobs on a recording (jobs.h), which esep-recorder turns into when it is
 * called with a word. A program of its own, because libavformat brings a hundred libraries along:
 * from a cold card they would cost a recorder seconds at its start, and memory for the whole
 * meeting.
 */
#include <signal.h>
#include <unistd.h>

#include "media/job.h"

int main(int argc, char **argv)
{
    /* It belongs to no terminal and to no session that may end. */
    setsid();
    signal(SIGPIPE, SIG_IGN);
    return job_main(argc, argv);
}
