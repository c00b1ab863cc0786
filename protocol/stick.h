/*
 * USB sticks through UDisks2, which mounts them noexec, nodev and nosuid. Any thread but the
 * screen's: all functions block for the system bus and the medium.
 */
#pragma once

#include <glib.h>

typedef struct {
    char *folder; /* where it is mounted */
    char *label;  /* its name, or the model of the stick */
    guint64 free_bytes;
} Stick;

void stick_free(Stick *stick);

/* The sticks that are plugged in and hold a file system that can be written to; one that is not
 * mounted yet is mounted. Free with g_ptr_array_unref; NULL with an error where there is no
 * UDisks2.
 */
GPtrArray *stick_list(GError **error);
/* Writes out what the machine still keeps back, unmounts the stick of that folder and switches it
 * off, so that it can be pulled. PROTOCOL_ERROR_NOT_FOUND if the folder is on no stick,
 * _REFUSED if it is still in use. */
gboolean stick_remove(const char *folder, GError **error);
