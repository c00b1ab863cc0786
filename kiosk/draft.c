#include "kiosk/draft.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "protocol/durable.h"

struct Draft {
    char *path;
    const Clock *clock; /* borrowed */
    int keep_s;
    int lock; /* -1: another program keeps the draft */
};

Draft *draft_open(const char *home, const Clock *clock, int keep_s)
{
    Draft *draft = g_new0(Draft, 1);
    draft->path = g_build_filename(home, "kiosk.draft", NULL);
    draft->clock = clock;
    draft->keep_s = keep_s;
    g_autofree char *lock = g_build_filename(home, "kiosk.lock", NULL);
    draft->lock = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (draft->lock >= 0 && flock(draft->lock, LOCK_EX | LOCK_NB) != 0) {
        close(draft->lock);
        draft->lock = -1;
    }
    return draft;
}

void draft_free(Draft *draft)
{
    if (!draft)
        return;
    if (draft->lock >= 0)
        close(draft->lock);
    g_free(draft->path);
    g_free(draft);
}

/* The text after the line that says when; NULL if that is too long ago. */
static char *fresh(const Draft *draft, const char *kept)
{
    g_autofree char *id = clock_boot_id(draft->clock);
    const char *line_end = strchr(kept, '\n');
    gint64 at_ms;
    if (!line_end || !g_str_has_prefix(kept, id) || kept[strlen(id)] != ' ')
        return NULL;
    g_autofree char *digits = g_strndup(kept + strlen(id) + 1, line_end - kept - strlen(id) - 1);
    if (!g_ascii_string_to_signed(digits, 10, 0, G_MAXINT64, &at_ms, NULL))
        return NULL;
    gint64 age_ms = clock_boot_ms(draft->clock) - at_ms;
    return age_ms >= 0 && age_ms < (gint64)draft->keep_s * 1000 ? g_strdup(line_end + 1) : NULL;
}

char *draft_read(Draft *draft)
{
    g_autofree char *kept = NULL;
    if (draft->lock < 0 || !g_file_get_contents(draft->path, &kept, NULL, NULL))
        return NULL;
    char *text = fresh(draft, kept);
    if (!text)
        draft_keep(draft, NULL);
    return text;
}

void draft_keep(Draft *draft, const char *text)
{
    if (draft->lock < 0)
        return;
    if (!text) {
        g_autofree char *folder = g_path_get_dirname(draft->path);
        if (unlink(draft->path) == 0)
            durable_sync_dir(folder, NULL);
        return;
    }
    g_autofree char *id = clock_boot_id(draft->clock);
    g_autofree char *kept =
        g_strdup_printf("%s %" G_GINT64_FORMAT "\n%s", id, clock_boot_ms(draft->clock), text);
    g_autoptr(GError) error = NULL;
    if (!durable_write(draft->path, kept, strlen(kept), 0600, &error))
        g_warning("draft: %s", error->message);
    memset(kept, 0, strlen(kept));
}
