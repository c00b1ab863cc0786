/*
 * Keeps safe what is recorded, by two helpers (helper.h): one reads back each minute from the card
 * what was written to it (look_back.h), one copies take and chain to a second place as they grow
 * (mirror.h). Neither can hold the recording up.
 *
 * Belongs to the main thread; nothing blocks.
 */
#pragma once

#include <glib.h>

typedef struct Keeper Keeper;

typedef struct {
    const char *directory; /* of the recording */
    const char *mirror;    /* the folder of the copy; NULL or empty: none */
    int look_back_every_ms;
} KeeperSetup;

/* For a take that begins now. setup is borrowed until keeper_free. */
Keeper *keeper_new(const KeeperSetup *setup, int take);
/* The mirror goes on by itself until it has all. NULL is fine. */
void keeper_free(Keeper *keeper);
/* Those of RecorderAlarm that are its. */
guint keeper_alarms(const Keeper *keeper);
/* What is not in the copy yet, as far as is known; -1: there is none. */
gint64 keeper_behind_bytes(const Keeper *keeper);
