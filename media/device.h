/*
 * Which cameras and microphones this machine has. Nothing is opened for longer than the look.
 * Any thread; blocks while a driver answers.
 */
#pragma once

#include <gst/gst.h>

/* "/dev/video0" of the first camera; NULL if there is none. Free with g_free. */
char *device_find_camera(void);
/* ALSA's name of the first microphone, a USB one before others; NULL if there is none. g_free. */
char *device_find_mic(void);
/* Of what a camera offers the one that serves best, as caps for a filter: nearest to 1280x720 at
 * 30 frames a second, raw before JPEG before H.264. NULL if there is nothing to use. Free with
 * gst_caps_unref. */
GstCaps *device_choose_caps(const GstCaps *offered);
