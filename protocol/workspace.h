/*
 * The folder of a home for what must not stay there: an archive in the clear while it is encrypted
 * or opened. Nobody but the home's owner reads it, one process at a time has it, and it is emptied
 * before and after; what a crash left goes at the start of the next program (workspace_reconcile).
 */
#pragma once

#include "protocol/home.h"

typedef struct {
    char *path; /* of the empty folder */
    int lock;
} Workspace;

/* PROTOCOL_ERROR_REFUSED if another process has it. Blocks for the disk. Close it in any case. */
gboolean workspace_open(Workspace *workspace, Home *home, GError **error);
void workspace_close(Workspace *workspace);
/* Empties it, unless a process has it. */
void workspace_reconcile(Home *home);
