/*
 * Which cameras and microphones this machine has, and how one is known again when it comes back
 * under another number: by where it is plugged in and by its name.
 *
 * Nothing is opened for longer than the look. Any thread; blocks while a driver answers.
 */
#pragma once

#include <gst/gst.h>
#include <sys/types.h>

#include "media/pace.h"

typedef struct {
    char *node;   /* "/dev/video0"; of a microphone ALSA's name: "plughw:1,0", or "pulse:SOURCE" */
    char *bus;    /* where it is plugged in: "usb-0000:00:14.0-1.2"; "" if nobody says */
    char *name;   /* of the card */
    int index;    /* of several inputs that one card has */
    dev_t number; /* of a camera's node */
} Device;

Device *device_copy(const Device *device);
void device_free(Device *device);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Device, device_free)

/* What a device says of itself without what is no text: it is whatever its maker, or an attacker,
 * put there. g_free. */
char *device_clean(const char *text, gsize size);

/* Those that are there now, in the system's order; microphones of a sound server before others,
 * then those on USB. GPtrArray of Device; free with g_ptr_array_unref. */
GPtrArray *device_cameras(void);
GPtrArray *device_mics(void);
/* Microphones from the texts of /proc/asound/cards and /proc/asound/pcm. */
GPtrArray *device_parse_mics(const char *cards, const char *pcm);

/* Of those that are there the ones to try, best first: the one that was used before where it was;
 * one of its name elsewhere; the wanted node; and all others if none is wanted (NULL). before may
 * be NULL. GPtrArray of Device; free with g_ptr_array_unref. */
GPtrArray *device_order(const GPtrArray *there, const Device *before, const char *wanted);

/* Lets go of what GStreamer still holds open of a camera whose pipeline is gone: after the camera
 * was pulled out v4l2src's buffers cannot be given back to it, and keep a descriptor and memory
 * of it for ever, and with them its number. Only when nothing uses the device any more. */
void device_let_go(const Device *camera);

/* Of what a camera offers the one that serves best, as caps for a filter: nearest to what is
 * wanted, raw before JPEG before H.264; passed: H.264 before all, as it is recorded as it comes.
 * NULL if there is nothing to use. Free with gst_caps_unref. */
GstCaps *device_choose_caps(const GstCaps *offered, const PaceLevel *wanted, gboolean passed);
