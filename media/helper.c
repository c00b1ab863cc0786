#include "media/helper.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>

#include "media/answer.h"
#include "media/child.h"

#define START_TIMEOUT_MS 10000
#define LINE_BYTES_MAX 16384

struct Helper {
    Child child;
    guint watch; /* 0: it has ended */
    GString *text;
    HelperSaid said;
    gpointer user_data;
};

static void handle_line(Helper *helper, const char *line)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonObject) said = answer_parse(line, &error);
    helper->said(said, error, helper->user_data);
}

static gboolean handle_readable(gint fd, GIOCondition condition, gpointer user_data)
{
    Helper *helper = user_data;
    char block[1024], *newline;
    gssize got = recv(fd, block, sizeof block, MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return G_SOURCE_CONTINUE;
    if (got <= 0 || helper->text->len > LINE_BYTES_MAX) {
        helper->watch = 0;
        helper->said(NULL, NULL, helper->user_data);
        return G_SOURCE_REMOVE;
    }
    g_string_append_len(helper->text, block, got);
    while ((newline = strchr(helper->text->str, '\n'))) {
        *newline = 0;
        handle_line(helper, helper->text->str);
        g_string_erase(helper->text, 0, newline + 1 - helper->text->str);
    }
    return G_SOURCE_CONTINUE;
}

Helper *helper_new(const char *const *options, HelperSaid said, gpointer user_data, GError **error)
{
    g_autofree char *self = g_file_read_link("/proc/self/exe", error);
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    if (!self)
        return NULL;
    g_ptr_array_add(argv, self);
    for (; *options; options++)
        g_ptr_array_add(argv, (gpointer)*options);
    g_ptr_array_add(argv, (gpointer) "--ready-fd");
    g_ptr_array_add(argv, (gpointer)G_STRINGIFY(CHILD_FD));
    g_ptr_array_add(argv, NULL);
    Helper *helper = g_new0(Helper, 1);
    helper->said = said;
    helper->user_data = user_data;
    helper->text = g_string_new(NULL);
    if (!child_spawn(&helper->child, (char **)argv->pdata, START_TIMEOUT_MS, error)) {
        helper_free(helper);
        return NULL;
    }
    helper->watch = g_unix_fd_add(helper->child.fd, G_IO_IN | G_IO_HUP, handle_readable, helper);
    return helper;
}

gboolean helper_ended(const Helper *helper)
{
    return helper->watch == 0;
}

void helper_free(Helper *helper)
{
    if (!helper)
        return;
    if (helper->watch)
        g_source_remove(helper->watch);
    child_clear(&helper->child);
    g_string_free(helper->text, TRUE);
    g_free(helper);
}
