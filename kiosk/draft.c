#include "kiosk/draft.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "protocol/durable.h"

struct Draft {
    char *path;
    int keep_s;
    int lock; /* -1: another program keeps the draft */
};

/* Milliseconds since the machine started, its sleep too. */
static gint64 boot_ms(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (gint64)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What tells this boot from others; g_free. */
static char *boot_id(void)
{
    char *id = NULL;
    if (!g_file_get_contents("/proc/sys/kernel/random/boot_id", &id, NULL, NULL))
        return g_strdup("-");
    return g_strstrip(id);
}

Draft *draft_open(const char *home, int keep_s)
{
    Draft *draft = g_new0(Draft, 1);
    draft->path = g_build_filename(home, "kiosk.draft", NULL);
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
static char *fresh(const char *kept, int keep_s)
{
    g_autofree char *id = boot_id();
    const char *line_end = strchr(kept, '\n');
    gint64 at_ms;
    if (!line_end || !g_str_has_prefix(kept, id) || kept[strlen(id)] != ' ')
        return NULL;
    g_autofree char *digits = g_strndup(kept + strlen(id) + 1, line_end - kept - strlen(id) - 1);
    if (!g_ascii_string_to_signed(digits, 10, 0, G_MAXINT64, &at_ms, NULL))
        return NULL;
    gint64 age_ms = boot_ms() - at_ms;
    return age_ms >= 0 && age_ms < (gint64)keep_s * 1000 ? g_strdup(line_end + 1) : NULL;
}

char *draft_read(Draft *draft)
{
    g_autofree char *kept = NULL;
    if (draft->lock < 0 || !g_file_get_contents(draft->path, &kept, NULL, NULL))
        return NULL;
    char *text = fresh(kept, draft->keep_s);
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
    g_autofree char *id = boot_id();
    g_autofree char *kept = g_strdup_printf("%s %" G_GINT64_FORMAT "\n%s", id, boot_ms(), text);
    g_autoptr(GError) error = NULL;
    if (!durable_write(draft->path, kept, strlen(kept), 0600, &error))
        g_warning("draft: %s", error->message);
    memset(kept, 0, strlen(kept));
}
