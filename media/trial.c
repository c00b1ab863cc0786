#include "media/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "media/chain.h"
#include "media/error.h"

#define TAKE_FILE "take-01.mkv"
#define MARK_FILE "trial"

struct Trial {
    char *directory;
    RecorderClient *client; /* NULL once it has ended */
    Preview *preview;
    Player *player;
};

/* Removes the folder of a trial, which is known by its mark: a recording of a meeting is never
 * touched, whatever path comes here. */
static gboolean clear_folder(const char *directory, GError **error)
{
    static const char *const files[] = {TAKE_FILE, CHAIN_FILE, RECORDER_SOCKET, MARK_FILE};
    g_autofree char *mark = g_build_filename(directory, MARK_FILE, NULL);
    gboolean ours = g_file_test(mark, G_FILE_TEST_IS_REGULAR);
    for (gsize i = 0; ours && i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(directory, files[i], NULL);
        unlink(path);
    }
    if (rmdir(directory) == 0 || errno == ENOENT)
        return TRUE;
    g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_FAILED, "%s: %s", directory, g_strerror(errno));
    return FALSE;
}

static gboolean make_folder(const char *directory, GError **error)
{
    g_autofree char *mark = g_build_filename(directory, MARK_FILE, NULL);
    int fd = -1;
    if (g_mkdir(directory, 0700) == 0)
        fd = open(mark, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        g_set_error(error, MEDIA_ERROR, errno == ENOSPC ? MEDIA_ERROR_NO_SPACE : MEDIA_ERROR_FAILED,
                    "%s: %s", directory, g_strerror(errno));
    else
        close(fd);
    return fd >= 0;
}

/* Ends a trial that goes on in the folder. */
static gboolean end_recorder(const char *directory, GError **error)
{
    g_autofree char *mark = g_build_filename(directory, MARK_FILE, NULL);
    if (!g_file_test(mark, G_FILE_TEST_IS_REGULAR))
        return TRUE;
    g_autoptr(RecorderClient) client = recorder_connect(directory, NULL);
    return !client || recorder_stop(client, error);
}

Trial *trial_new(const RecorderOptions *options, GError **error)
{
    if (!end_recorder(options->directory, error) || !clear_folder(options->directory, error) ||
        !make_folder(options->directory, error))
        return NULL;
    g_autoptr(Trial) trial = g_new0(Trial, 1);
    trial->directory = g_strdup(options->directory);
    trial->client = recorder_begin(options, error);
    if (!trial->client)
        return NULL;
    trial->preview = preview_open(trial->client, NULL);
    return g_steal_pointer(&trial);
}

/* Waits for the recorder's end, so that the folder is free. */
static gboolean finish(Trial *trial, GError **error)
{
    if (!trial->client)
        return TRUE;
    g_autoptr(GError) reason = NULL;
    gboolean ok = recorder_stop(trial->client, &reason);
    /* Its time may have been over before it was asked. */
    if (g_error_matches(reason, MEDIA_ERROR, MEDIA_ERROR_NOT_RUNNING))
        ok = TRUE;
    else if (reason)
        g_propagate_error(error, g_steal_pointer(&reason));
    g_clear_pointer(&trial->client, recorder_client_free);
    return ok;
}

void trial_free(Trial *trial)
{
    if (!trial)
        return;
    player_free(trial->player);
    preview_free(trial->preview);
    finish(trial, NULL);
    clear_folder(trial->directory, NULL);
    g_free(trial->directory);
    g_free(trial);
}

Preview *trial_preview(Trial *trial)
{
    return trial->preview;
}

gboolean trial_status(Trial *trial, RecorderStatus *status_out, GError **error)
{
    if (trial->client)
        return recorder_status(trial->client, status_out, error);
    g_set_error(error, MEDIA_ERROR, MEDIA_ERROR_NOT_RUNNING, "%s", trial->directory);
    return FALSE;
}

Player *trial_play(Trial *trial, const char *program, GError **error)
{
    g_autofree char *take = g_build_filename(trial->directory, TAKE_FILE, NULL);
    if (trial->player)
        return trial->player;
    if (finish(trial, error))
        trial->player = player_open(program, take, 0, error);
    return trial->player;
}
