#include "media/device.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "media/record_format.h"

#define VIDEO_NODES 64
#define LEAST_FRAMES_PER_SECOND 15

static gboolean is_camera(const char *path)
{
    struct v4l2_capability capability = {0};
    gboolean camera = FALSE;
    int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return FALSE;
    if (ioctl(fd, VIDIOC_QUERYCAP, &capability) == 0) {
        guint32 can = capability.capabilities & V4L2_CAP_DEVICE_CAPS ? capability.device_caps
                                                                     : capability.capabilities;
        /* A USB camera has a second node, for metadata; a decoder can both in and out. */
        camera = (can & (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_VIDEO_CAPTURE_MPLANE)) &&
                 (can & V4L2_CAP_STREAMING) &&
                 !(can & (V4L2_CAP_VIDEO_M2M | V4L2_CAP_VIDEO_OUTPUT));
    }
    close(fd);
    return camera;
}

char *device_find_camera(void)
{
    for (int i = 0; i < VIDEO_NODES; i++) {
        g_autofree char *path = g_strdup_printf("/dev/video%d", i);
        if (is_camera(path))
            return g_steal_pointer(&path);
    }
    return NULL;
}

char *device_find_mic(void)
{
    g_autofree char *text = NULL;
    char *found = NULL;
    if (!g_file_get_contents("/proc/asound/pcm", &text, NULL, NULL))
        return NULL;
    /* "01-00: USB Audio : USB Audio : capture 1" */
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (int i = 0; lines[i]; i++) {
        int card, device;
        if (sscanf(lines[i], "%d-%d:", &card, &device) != 2 || !strstr(lines[i], ": capture"))
            continue;
        gboolean usb = strstr(lines[i], "USB") != NULL;
        if (found && !usb)
            continue;
        g_free(found);
        found = g_strdup_printf("plughw:%d,%d", card, device);
        if (usb)
            break;
    }
    return found;
}

/* What an encoding costs to take, cheapest first. */
static const char *const encodings[] = {"video/x-raw", "image/jpeg", "video/x-h264"};

/* How well a format serves; 0: not at all. It is fixed to the best that its ranges hold. */
static double score(GstStructure *format)
{
    int width, height, numerator = RECORD_FRAMES_PER_SECOND, denominator = 1;
    gsize encoding = 0;
    while (encoding < G_N_ELEMENTS(encodings) &&
           !gst_structure_has_name(format, encodings[encoding]))
        encoding++;
    gst_structure_fixate_field_nearest_int(format, "width", RECORD_WIDTH_PX);
    gst_structure_fixate_field_nearest_int(format, "height", RECORD_HEIGHT_PX);
    gst_structure_fixate_field_nearest_fraction(format, "framerate", RECORD_FRAMES_PER_SECOND, 1);
    gst_structure_get_fraction(format, "framerate", &numerator, &denominator);
    if (encoding == G_N_ELEMENTS(encodings) || !gst_structure_get_int(format, "width", &width) ||
        !gst_structure_get_int(format, "height", &height) || denominator == 0)
        return 0;
    double pixels = MIN((double)width * height, (double)RECORD_WIDTH_PX * RECORD_HEIGHT_PX);
    double rate = MIN((double)numerator / denominator, RECORD_FRAMES_PER_SECOND);
    double larger = width > RECORD_WIDTH_PX || height > RECORD_HEIGHT_PX ? 0.5 : 1;
    /* Lips and hands do not follow below it: more of them, if smaller, serve better. */
    double jerky = rate < LEAST_FRAMES_PER_SECOND ? 0.5 : 1;
    return pixels * rate * larger * jerky * (1 - 0.01 * (double)encoding);
}

GstCaps *device_choose_caps(const GstCaps *offered)
{
    double best = 0;
    GstCaps *chosen = NULL;
    for (guint i = 0; i < gst_caps_get_size(offered); i++) {
        if (!gst_caps_features_is_equal(gst_caps_get_features(offered, i),
                                        GST_CAPS_FEATURES_MEMORY_SYSTEM_MEMORY))
            continue;
        GstStructure *format = gst_structure_copy(gst_caps_get_structure(offered, i));
        double value = score(format);
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
