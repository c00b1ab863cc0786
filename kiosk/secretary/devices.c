#include "kiosk/secretary/devices.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "media/client.h"
#include "protocol/print.h"

#define CAMERAS_MAX 64
#define CAMERAS "sys/class/video4linux"
#define SOUND "proc/asound"

static void choice_free(gpointer data)
{
    DeviceChoice *choice = data;
    g_free(choice->value);
    g_free(choice->label);
    g_free(choice);
}

/* Takes both. A name that a device gives itself may be anything. */
static void add(GPtrArray *choices, char *value, char *label)
{
    DeviceChoice *choice = g_new0(DeviceChoice, 1);
    choice->value = value;
    choice->label = g_utf8_make_valid(g_strstrip(label), -1);
    g_free(label);
    g_ptr_array_add(choices, choice);
}

static char *read_file(const char *root, const char *folder, const char *node, const char *name)
{
    char *text = NULL;
    g_autofree char *path = g_build_filename(*root ? root : "/", folder, node, name, NULL);
    g_file_get_contents(path, &text, NULL, NULL);
    return text ? g_strchomp(text) : NULL;
}

/* A camera has a node for its picture (index 0) and often one that only describes it. */
GPtrArray *devices_cameras(const char *root)
{
    GPtrArray *choices = g_ptr_array_new_with_free_func(choice_free);
    for (int i = 0; i < CAMERAS_MAX; i++) {
        g_autofree char *node = g_strdup_printf("video%d", i);
        g_autofree char *index = read_file(root, CAMERAS, node, "index");
        char *name = read_file(root, CAMERAS, node, "name");
        if (name && g_strcmp0(index, "0") == 0)
            add(choices, g_strconcat("/dev/", node, NULL), name);
        else
            g_free(name);
    }
    return choices;
}

/* "01-00: USB Audio : USB Audio : capture 1" of /proc/asound/pcm; the card by the name that it
 * keeps at whatever place it is plugged in. */
static void add_microphone(GPtrArray *choices, const char *root, const char *line)
{
    int card, device;
    g_auto(GStrv) parts = g_strsplit(line, ": ", -1);
    if (!strstr(line, "capture") || sscanf(line, "%2d-%2d:", &card, &device) != 2 || !parts[1])
        return;
    g_autofree char *node = g_strdup_printf("card%d", card);
    g_autofree char *id = read_file(root, SOUND, node, "id");
    g_autofree char *value = id ? g_strdup_printf("alsa:plughw:CARD=%s,DEV=%d", id, device) : NULL;
    if (value && recorder_mic_valid(value))
        add(choices, g_steal_pointer(&value), g_strdup_printf("%s (%s)", parts[1], id));
}

GPtrArray *devices_microphones(const char *root)
{
    GPtrArray *choices = g_ptr_array_new_with_free_func(choice_free);
    g_autofree char *list = read_file(root, SOUND, "pcm", NULL);
    g_auto(GStrv) lines = g_strsplit(list ? list : "", "\n", -1);
    for (int i = 0; lines[i]; i++)
        add_microphone(choices, root, lines[i]);
    return choices;
}

GPtrArray *devices_printers(void)
{
    GPtrArray *choices = g_ptr_array_new_with_free_func(choice_free);
    g_autoptr(GPtrArray) printers = print_printers();
    for (guint i = 0; i < printers->len; i++) {
        const Printer *printer = printers->pdata[i];
        add(choices, g_strdup(printer->name), g_strdup(printer->name));
    }
    return choices;
}

char **devices_networks(void)
{
    g_autoptr(GStrvBuilder) lines = g_strv_builder_new();
    struct ifaddrs *all = NULL;
    if (getifaddrs(&all) != 0)
        all = NULL;
    for (const struct ifaddrs *at = all; at; at = at->ifa_next) {
        char address[INET_ADDRSTRLEN];
        if (!at->ifa_addr || at->ifa_addr->sa_family != AF_INET || (at->ifa_flags & IFF_LOOPBACK) ||
            !(at->ifa_flags & IFF_RUNNING))
            continue;
        const struct sockaddr_in *in = (const void *)at->ifa_addr;
        if (!inet_ntop(AF_INET, &in->sin_addr, address, sizeof address))
            continue;
        g_autofree char *line = g_strdup_printf("%s\u00a0– %s", at->ifa_name, address);
        g_strv_builder_add(lines, line);
    }
    freeifaddrs(all);
    return g_strv_builder_end(lines);
}
