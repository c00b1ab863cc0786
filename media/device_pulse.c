#include "media/device_pulse.h"

#include <string.h>

#include "media/device.h"

/* Asking a server that is not there would start one. */
static gboolean is_there(void)
{
    g_autofree char *socket = g_build_filename(g_get_user_runtime_dir(), "pulse", "native", NULL);
    return g_getenv("PULSE_SERVER") || g_file_test(socket, G_FILE_TEST_EXISTS) ||
           g_file_test("/run/pulse/native", G_FILE_TEST_EXISTS);
}

/* What a server passes on of a device is whatever its maker put there. g_free. */
static char *text_of(const GstStructure *properties, const char *name)
{
    const char *text = properties ? gst_structure_get_string(properties, name) : NULL;
    return device_clean(text ? text : "", text ? strlen(text) : 0);
}

static void add(GPtrArray *mics, GstDevice *found)
{
    g_autoptr(GstStructure) properties = gst_device_get_properties(found);
    g_autofree char *source = NULL, *class = text_of(properties, "device.class");
    gboolean preferred = FALSE;
    g_object_get(found, "internal-name", &source, NULL);
    if (!source || !gst_device_has_classes(found, "Audio/Source") || strcmp(class, "monitor") == 0)
        return;
    if (properties)
        gst_structure_get_boolean(properties, "is-default", &preferred);
    g_autofree char *name = gst_device_get_display_name(found);
    Device *device = g_new0(Device, 1);
    device->node = g_strconcat(DEVICE_PULSE, source, NULL);
    device->name = device_clean(name, strlen(name));
    device->bus = text_of(properties, "device.bus_path");
    g_ptr_array_insert(mics, preferred ? 0 : -1, device);
}

GPtrArray *device_pulse_mics(void)
{
    GPtrArray *mics = g_ptr_array_new_with_free_func((GDestroyNotify)device_free);
    GstDeviceProvider *provider =
        is_there() ? gst_device_provider_factory_get_by_name("pulsedeviceprovider") : NULL;
    if (!provider)
        return mics;
    GList *found = gst_device_provider_get_devices(provider);
    for (GList *at = found; at; at = at->next)
        add(mics, at->data);
    g_list_free_full(found, gst_object_unref);
    gst_object_unref(provider);
    return mics;
}
