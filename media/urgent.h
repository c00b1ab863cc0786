/*
 * Threads that go before every ordinary program (sched(7), SCHED_RR, priority 1): those on which a
 * picture comes from the camera into the file. A nice value alone lets each of them wait behind a
 * dozen busy programs for a twentieth of a second, and a kill costs all that waits.
 *
 * They cannot take the machine. It must have two processors or more, and the kernel leaves ordinary
 * programs a twentieth of each (sched_rt_runtime_us). RLIMIT_RTTIME is not set: what it does to a
 * runaway thread ends the recording.
 */
#pragma once

#include <gst/gst.h>

/* The name of elements whose thread only looks on. */
#define URGENT_NOT "look"

/* Makes the streaming threads that pipeline will start urgent, and the threads of encoders that
 * they start. Those of devices and of sound servers stay as they are, and all of them where that is
 * not allowed (RLIMIT_RTPRIO), which is logged once. Before pipeline leaves the state NULL; it sets
 * the sync handler of its bus. */
void urgent_streaming(GstElement *pipeline);
