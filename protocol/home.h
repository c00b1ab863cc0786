/*
 * The home folder: register, device key and certificate, and a folder for each meeting.
 *
 *   register.db  device.key (0600)  device.crt  keys/ (vault.h)  meetings/YYYY-NNNN/…  outbox/
 *   devices.ini (what the recorder remembers, media/memory.h)  trial/ (while devices are tried)
 *
 * A Home owns its register's connection and belongs to one thread; a second thread or process
 * opens the same folder itself (SQLite, WAL).
 */
#pragma once

#include <glib.h>

#include "protocol/calendar.h"
#include "protocol/clock.h"
#include "protocol/rules.h"

typedef struct Home Home;
typedef struct Register Register;

/* What a home is made with: the police body that the device serves (for documents), and where the
 * master key of its personal data lives. */
typedef struct {
    const char *name;       /* in Russian, or the only one */
    const char *name_kk;    /* may be NULL: then name */
    const char *city;       /* may be NULL */
    const char *key;        /* a location of master_key.h; NULL: "home" */
    const char *passphrase; /* for the location "passphrase" alone */
} HomeBody;

/* option, else $ESEP_HOME, else /var/lib/esep for root, else $XDG_DATA_HOME/esep. g_free. */
char *home_path_default(const char *option);

/* Makes the folder, the register, the device's P-256 key and its self-signed certificate (20
 * years). Refuses a folder that is a home already or is not empty. Leaves nothing on failure. */
gboolean home_init(const char *path, const HomeBody *body, const Clock *clock, GError **error);
/* Opens a home, migrates its register if it is older. PROTOCOL_ERROR_NOT_FOUND if path is no
 * home. clock is borrowed and must outlive the home. Free with home_free. */
Home *home_open(const char *path, const Clock *clock, GError **error);
void home_free(Home *home);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Home, home_free)

const char *home_path(const Home *home);
const Clock *home_clock(const Home *home);
const char *home_device_uuid(const Home *home);
/* The register's connection, owned by the home; for the modules of the record (register.h). */
Register *home_register(const Home *home);
/* The program's editions of the rules and its calendar, read at the first call and owned by the
 * home. NULL with an error. */
const RulesSet *home_rules(Home *home, GError **error);
const Calendar *home_calendar(Home *home, GError **error);
/* How many hand signatures the changes made through this home removed: they are given again, and
 * whoever made the change is told so. meeting_change.c counts. */
int home_signatures_removed(const Home *home);
void home_add_signatures_removed(Home *home, int count);
/* Paths; free with g_free. */
char *home_key_path(const Home *home);
char *home_certificate_path(const Home *home);
char *home_vault_path(const Home *home);
/* Path of a file in the meeting's folder (NULL: the folder itself). Does not look whether it
 * exists. id must be a valid meeting id. */
char *home_meeting_path(const Home *home, const char *id, const char *file);
