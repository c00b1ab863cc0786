#include "protocol/workspace.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/durable.h"
#include "protocol/error.h"

#define FOLDER ".work"
#define INNER "now"

/* Takes the lock of the folder above; FALSE if another process has it, or it cannot be made. */
static gboolean take(Workspace *workspace, Home *home)
{
    g_autofree char *above = g_build_filename(home_path(home), FOLDER, NULL);
    workspace->path = g_build_filename(above, INNER, NULL);
    mkdir(above, 0700);
    workspace->lock = open(above, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return workspace->lock >= 0 && flock(workspace->lock, LOCK_EX | LOCK_NB) == 0;
}

gboolean workspace_open(Workspace *workspace, Home *home, GError **error)
{
    *workspace = (Workspace){.lock = -1};
    if (!take(workspace, home)) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("Another archive is being encrypted or opened. Wait for it to end."), NULL);
        g_clear_pointer(&workspace->path, g_free); /* not ours to empty */
        return FALSE;
    }
    if (durable_remove_tree(workspace->path) && mkdir(workspace->path, 0700) == 0)
        return TRUE;
    return durable_failed(workspace->path, error);
}

void workspace_close(Workspace *workspace)
{
    if (workspace->path)
        durable_remove_tree(workspace->path);
    if (workspace->lock >= 0)
        close(workspace->lock);
    g_clear_pointer(&workspace->path, g_free);
    workspace->lock = -1;
}

void workspace_reconcile(Home *home)
{
    g_autofree char *left = g_build_filename(home_path(home), FOLDER, INNER, NULL);
    Workspace workspace = {.lock = -1};
    if (!g_file_test(left, G_FILE_TEST_EXISTS))
        return;
    if (!take(&workspace, home))
        g_clear_pointer(&workspace.path, g_free);
    workspace_close(&workspace);
}
