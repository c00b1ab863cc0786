#include "media/device.h"

#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "media/device_pulse.h"

#define VIDEO_NODES 64
#define LEAST_FRAMES_PER_SECOND 15

Device *device_copy(const Device *device)
{
    Device *copy = g_memdup2(device, sizeof *device);
    copy->node = g_strdup(device->node);
    copy->bus = g_strdup(device->bus);
    copy->name = g_strdup(device->name);
    return copy;
}

void device_free(Device *device)
{
    if (!device)
        return;
    g_free(device->node);
    g_free(device->bus);
    g_free(device->name);
    g_free(device);
}

static GPtrArray *new_list(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)device_free);
}

char *device_clean(const char *text, gsize size)
{
    g_autofree char *raw = g_strndup(text, size);
    char *valid = g_utf8_make_valid(raw, -1);
    for (char *at = valid; *at; at++)
        if (g_ascii_iscntrl(*at))
            *at = ' ';
    return g_strstrip(valid);
}

/* Which of the nodes of its camera this one is. */
static int node_index(const char *path)
{
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *file = g_build_filename("/sys/class/video4linux", name, "index", NULL);
    g_autofree char *text = NULL;
    return g_file_get_contents(file, &text, NULL, NULL) ? atoi(text) : 0;
}

/* The camera at path; NULL if it is none. */
static Device *look_at_camera(const char *path)
{
    struct v4l2_capability capability = {0};
    struct stat status;
    Device *device = NULL;
    int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    if (ioctl(fd, VIDIOC_QUERYCAP, &capability) == 0 && fstat(fd, &status) == 0) {
        guint32 can = capability.capabilities & V4L2_CAP_DEVICE_CAPS ? capability.device_caps
                                                                     : capability.capabilities;
        /* A USB camera has a second node, for metadata; a decoder can both in and out. */
        if ((can & (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_VIDEO_CAPTURE_MPLANE)) &&
            (can & V4L2_CAP_STREAMING) && !(can & (V4L2_CAP_VIDEO_M2M | V4L2_CAP_VIDEO_OUTPUT))) {
            device = g_new0(Device, 1);
            device->node = g_strdup(path);
            device->bus =
                device_clean((const char *)capability.bus_info, sizeof capability.bus_info);
            device->name = device_clean((const char *)capability.card, sizeof capability.card);
            device->index = node_index(path);
            device->number = status.st_rdev;
        }
    }
    close(fd);
    return device;
}

GPtrArray *device_cameras(void)
{
    GPtrArray *cameras = new_list();
    for (int i = 0; i < VIDEO_NODES; i++) {
        g_autofree char *path = g_strdup_printf("/dev/video%d", i);
        Device *device = look_at_camera(path);
        if (device)
            g_ptr_array_add(cameras, device);
    }
    return cameras;
}

/* What /proc/asound/cards says of a card in two lines:
 * " 1 [Device         ]: USB-Audio - USB PnP Sound Device"
 * "                      C-Media … at usb-0000:01:00.0-1.1, full speed" */
static void describe_card(Device *device, char **lines, int card)
{
    for (int i = 0; lines[i]; i++) {
        int number;
        const char *name = strstr(lines[i], " - ");
        if (!strstr(lines[i], "]: ") || sscanf(lines[i], "%d", &number) != 1 || number != card ||
            !name)
            continue;
        const char *bus = lines[i + 1] ? strstr(lines[i + 1], " at ") : NULL;
        device->name = device_clean(name + strlen(" - "), strlen(name));
        device->bus =
            bus ? device_clean(bus + strlen(" at "), strcspn(bus + strlen(" at "), ",")) : NULL;
        break;
    }
    if (!device->name)
        device->name = g_strdup("");
    if (!device->bus)
        device->bus = g_strdup("");
}

GPtrArray *device_parse_mics(const char *cards, const char *pcm)
{
    GPtrArray *mics = new_list();
    g_auto(GStrv) card_lines = g_strsplit(cards, "\n", -1);
    g_auto(GStrv) lines = g_strsplit(pcm, "\n", -1);
    guint usb = 0;
    /* "01-00: USB Audio : USB Audio : capture 1" */
    for (int i = 0; lines[i]; i++) {
        int card, index;
        if (sscanf(lines[i], "%d-%d:", &card, &index) != 2 || !strstr(lines[i], ": capture"))
            continue;
        Device *device = g_new0(Device, 1);
        device->node = g_strdup_printf("plughw:%d,%d", card, index);
        device->index = index;
        describe_card(device, card_lines, card);
        g_ptr_array_insert(mics, strstr(lines[i], "USB") ? (int)usb++ : -1, device);
    }
    return mics;
}

GPtrArray *device_mics(void)
{
    g_autofree char *cards = NULL, *pcm = NULL;
    g_file_get_contents("/proc/asound/cards", &cards, NULL, NULL);
    g_file_get_contents("/proc/asound/pcm", &pcm, NULL, NULL);
    GPtrArray *mics = device_pulse_mics();
    g_ptr_array_extend_and_steal(mics, device_parse_mics(cards ? cards : "", pcm ? pcm : ""));
    return mics;
}

/* 0: the very device; higher: less likely what is meant; -1: not meant at all. */
static int rank(const Device *device, const Device *before, const char *wanted)
{
    gboolean alike = before && device->index == before->index && *before->name &&
                     strcmp(device->name, before->name) == 0;
    if (alike)
        return strcmp(device->bus, before->bus) == 0 ? 0 : 1;
    if (!wanted)
        return 3;
    return strcmp(device->node, wanted) == 0 ? 2 : -1;
}

GPtrArray *device_order(const GPtrArray *there, const Device *before, const char *wanted)
{
    GPtrArray *order = new_list();
    for (int wanted_rank = 0; wanted_rank <= 3; wanted_rank++)
        for (guint i = 0; i < there->len; i++) {
            const Device *device = g_ptr_array_index(there, i);
            if (rank(device, before, wanted) == wanted_rank)
                g_ptr_array_add(order, device_copy(device));
        }
    return order;
}

/* The library may close its descriptor some day: the number stays taken until then, by nothing. */
static void let_go_of_descriptors(const Device *camera)
{
    g_autoptr(GDir) dir = g_dir_open("/proc/self/fd", 0, NULL);
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const char *name; dir && nothing >= 0 && (name = g_dir_read_name(dir));) {
        struct stat status;
        int fd = atoi(name);
        if (fstat(fd, &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == camera->number)
            dup3(nothing, fd, O_CLOEXEC);
    }
    if (nothing >= 0)
        close(nothing);
}

/* A mapping holds the device like a descriptor. Memory of nobody takes its place, as the library
 * may unmap it some day. */
static void let_go_of_memory(const Device *camera)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents("/proc/self/maps", &text, NULL, NULL))
        return;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (int i = 0; lines[i]; i++) {
        guintptr from, to;
        int path = 0;
        if (sscanf(lines[i], "%" G_GINTPTR_MODIFIER "x-%" G_GINTPTR_MODIFIER "x %*s %*s %*s %*s %n",
                   &from, &to, &path) != 2 ||
            path == 0 || !g_str_has_prefix(lines[i] + path, camera->node))
            continue;
        const char *rest = lines[i] + path + strlen(camera->node);
        if (*rest == 0 || strcmp(rest, " (deleted)") == 0)
            mmap((void *)from, to - from, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
    }
}

void device_let_go(const Device *camera)
{
    if (camera->number == 0)
        return;
    let_go_of_descriptors(camera);
    let_go_of_memory(camera);
}

/* What an encoding costs to take, cheapest first. */
static const char *const encodings[] = {"video/x-raw", "image/jpeg", "video/x-h264"};

/* How well a format serves; 0: not at all. It is fixed to the best that its ranges hold. */
static double score(GstStructure *format, const PaceLevel *wanted, gboolean passed)
{
    int width, height, numerator = wanted->frames_per_second, denominator = 1;
    gsize encoding = 0;
    while (encoding < G_N_ELEMENTS(encodings) &&
           !gst_structure_has_name(format, encodings[encoding]))
        encoding++;
    gst_structure_fixate_field_nearest_int(format, "width", wanted->width);
    gst_structure_fixate_field_nearest_int(format, "height", wanted->height);
    gst_structure_fixate_field_nearest_fraction(format, "framerate", wanted->frames_per_second, 1);
    gst_structure_get_fraction(format, "framerate", &numerator, &denominator);
    if (encoding == G_N_ELEMENTS(encodings) || !gst_structure_get_int(format, "width", &width) ||
        !gst_structure_get_int(format, "height", &height) || denominator == 0)
        return 0;
    double pixels = MIN((double)width * height, (double)wanted->width * wanted->height);
    double rate = MIN((double)numerator / denominator, wanted->frames_per_second);
    double larger = width > wanted->width || height > wanted->height ? 0.5 : 1;
    /* Lips and hands do not follow below it: more of them, if smaller, serve better. */
    double jerky = rate < LEAST_FRAMES_PER_SECOND ? 0.5 : 1;
    double cost = passed ? (double)(G_N_ELEMENTS(encodings) - encoding) : (double)encoding;
    return pixels * rate * larger * jerky * (1 - 0.01 * cost);
}

GstCaps *device_choose_caps(const GstCaps *offered, const PaceLevel *wanted, gboolean passed)
{
    double best = 0;
    GstCaps *chosen = NULL;
    for (guint i = 0; i < gst_caps_get_size(offered); i++) {
        if (!gst_caps_features_is_equal(gst_caps_get_features(offered, i),
                                        GST_CAPS_FEATURES_MEMORY_SYSTEM_MEMORY))
            continue;
        GstStructure *format = gst_structure_copy(gst_caps_get_structure(offered, i));
        double value = score(format, wanted, passed);
        if (value > best) {
            best = value;
            gst_clear_caps(&chosen);
            chosen = gst_caps_new_full(format, NULL);
        } else {
            gst_structure_free(format);
        }
    }
    return chosen;
}
