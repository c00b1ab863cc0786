/* A recorder whose disk fails when a test says so (fault/fault.h), and small disks of a test's own.
 */
#pragma once

#include <gio/gio.h>

#include "tests/fault/fault.h"
#include "tests/support.h"

typedef struct {
    char *path;
    Fault *memory; /* shared with the recorder and its helpers */
} SupportFault;

/* Lies in folder. */
void support_fault_set_up(SupportFault *fault, const char *folder);
void support_fault_tear_down(SupportFault *fault);
/* A recorder of test camera and microphone with further options up to a NULL. Free with
 * g_object_unref. */
GSubprocess *support_fault_run(const SupportFault *fault, const char *folder,
                               ...) G_GNUC_NULL_TERMINATED;
/* The esep command with such a disk and these words of a shell. */
Run support_fault_esep(const SupportFault *fault, const char *arguments);
/* From now on; part, error and delay_ms as in Fault. */
void support_fault_strike(SupportFault *fault, const char *part, int error, int delay_ms);

/* An ext4 of 64 MB in the file image, mounted at mounted, which is made. FALSE if that is not
 * allowed here. Unmount it before the folder is removed. */
gboolean support_fault_mount(const char *image, const char *mounted);
