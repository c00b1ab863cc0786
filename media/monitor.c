#include "media/monitor.h"

struct Monitor {
    GstVideoInfo format;
    Guard *guard;
    PreviewWriter *preview;
};

Monitor *monitor_new(int width, int height, gboolean sound, GError **error)
{
    PreviewWriter *preview = preview_writer_new(width, height, error);
    if (!preview)
        return NULL;
    Monitor *monitor = g_new0(Monitor, 1);
    gst_video_info_set_format(&monitor->format, GST_VIDEO_FORMAT_I420, (guint)width, (guint)height);
    monitor->preview = preview;
    monitor->guard = guard_new(sound);
    return monitor;
}

void monitor_free(Monitor *monitor)
{
    if (!monitor)
        return;
    guard_free(monitor->guard);
    preview_writer_free(monitor->preview);
    g_free(monitor);
}

void monitor_picture(Monitor *monitor, GstBuffer *buffer, gint64 at_ms)
{
    gboolean look = guard_wants_picture(monitor->guard, at_ms);
    gboolean show = preview_writer_wants(monitor->preview, at_ms);
    GstVideoFrame frame;
    if ((!look && !show) || !gst_video_frame_map(&frame, &monitor->format, buffer,
                                                 GST_MAP_READ | GST_VIDEO_FRAME_MAP_FLAG_NO_REF))
        return;
    if (look)
        guard_picture(monitor->guard, GST_VIDEO_FRAME_PLANE_DATA(&frame, 0),
                      GST_VIDEO_FRAME_WIDTH(&frame), GST_VIDEO_FRAME_HEIGHT(&frame),
                      GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0), at_ms);
    if (show)
        preview_writer_put(monitor->preview, &frame, at_ms);
    gst_video_frame_unmap(&frame);
}

void monitor_sound(Monitor *monitor, GstBuffer *buffer, gint64 at_ms)
{
    GstMapInfo map;
    if (!gst_buffer_map(buffer, &map, GST_MAP_READ))
        return;
    guard_sound(monitor->guard, (const gint16 *)map.data, map.size / sizeof(gint16), at_ms);
    gst_buffer_unmap(buffer, &map);
}

Guard *monitor_guard(Monitor *monitor)
{
    return monitor->guard;
}

PreviewWriter *monitor_preview(Monitor *monitor)
{
    return monitor->preview;
}
