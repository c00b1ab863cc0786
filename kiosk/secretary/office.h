/*
 * The staff's side: who is at work, what is shown of the register, what is said in passing. Screens
 * read it; it changes only by results of work. Everything the register tells is an immutable
 * snapshot that is replaced whole, so that a screen never sees half of a change. UI thread.
 *
 * The folder's parts: office*, flow_office.c and screen_office_* are access, home, preparation and
 * settings; a part beside them brings flow_<part>.c, work_<part>.c and screens of its own, and
 * keeps what only its screens know in an object of its own, made and freed by office.c.
 */
#pragma once

#include "kiosk/citizen/citizen.h"
#include "protocol/user.h"

typedef struct {
    int number;
    char *name;
    UserRole role;
} OfficePerson;

/* The state of a device: a chip on the home screen. */
typedef enum {
    DEVICE_CAMERA,
    DEVICE_MICROPHONE,
    DEVICE_DISK,
    DEVICE_CLOCK,
    DEVICE_PRINTER,
    DEVICE_COUNT
} Device;
typedef enum { DEVICE_UNKNOWN, DEVICE_GOOD, DEVICE_CARE, DEVICE_BAD } DeviceState;

/* The devices as they were looked at last. */
typedef struct {
    DeviceState state[DEVICE_COUNT];
    int hours_left;  /* of recording on the disk (protocol/disk_space.h) */
    int hours_freed; /* more, once records past their term that are safe elsewhere are disposed of
                      */
} OfficeDevices;

/* What the home screen shows. */
typedef struct {
    char *today;          /* YYYY-MM-DD */
    char *body, *body_kk; /* the police body as it is named today; body_kk may be NULL */
    char *city;           /* NULL: not given */
    ViewDay *day;         /* today's meeting and the next */
    JsonNode *meetings;   /* as record_list gives them */
    JsonNode *plan;       /* as plan_read gives it */
    JsonNode *entries;    /* as follow_list gives the open ones */
} OfficeDesk;

/* The meeting that was chosen. */
typedef struct {
    char *id;
    JsonNode *record;      /* as record_read gives it */
    JsonNode *rules;       /* as rules_json gives the edition's */
    GPtrArray *categories; /* of the edition, of ViewCategory; NULL: not known */
} OfficeMeeting;

typedef struct Office {
    /* who is at work; number 0: nobody, locked */
    OfficePerson who;
    GPtrArray *people;    /* of OfficePerson, who may be at work; NULL: not read yet */
    int chosen;           /* index of the one who says to be there; -1: nobody yet */
    gint64 wait_until_ms; /* no PIN is taken before, of App.now_ms */
    GError *refused;      /* why the last request was refused; shown by the screen that asked */
    char *first_pin;      /* of a new PIN, until it is typed again */

    /* what is shown of the register */
    OfficeDesk *desk;       /* NULL: not read yet */
    OfficeMeeting *meeting; /* NULL: none is chosen, or it is not read yet */
    char *meeting_id;       /* of the one that is chosen; NULL: none */
    OfficeDevices devices;
    gint64 read_ms, looked_ms; /* when register and devices are looked at again */

    struct Prepare *prepare;       /* prepare.h; owned */
    struct Invite *invite;         /* invite.h; owned */
    struct KeyChoice *key;         /* key.h; owned */
    struct Settings *settings;     /* settings.h; owned */
    struct NetworkChoice *network; /* network.h; owned */
    struct Dispose *dispose;       /* dispose.h; owned */
    OfficePerson edited;           /* whose PIN is given or taken; number 0: somebody new */
    struct Hall *hall;             /* the meeting while it goes on (hall.h) */

    /* what is typed */
    Form *form;

    /* the long work under way; NULL: none */
    const Work *job;
    double job_part;      /* 0 to 1 */
    const char *job_said; /* message id of what it waits for; NULL: nothing */

    struct Desk *after;        /* of the screens after the meeting (desk.h); owned */
    struct Playback *playback; /* of a recording (playback.h); owned */
    struct Case *followed;     /* the follow-up of entries (case.h); owned */
} Office;

Office *office_new(void);
void office_free(Office *office);

/* What a role may do. */
typedef enum {
    MAY_MEET = 1 << 0,     /* prepare, hold, note, sign, seal */
    MAY_FOLLOW = 1 << 1,   /* the follow-up of entries */
    MAY_ARCHIVE = 1 << 2,  /* look at and export sealed records */
    MAY_SETTINGS = 1 << 3, /* body, people, devices, keys */
} OfficeRight;
gboolean office_may(const App *app, OfficeRight right);

/* Whoever is named so is at work from now on, and comes from the screen by EVENT_ENTERED. */
void office_enter_as(App *app, int number, const char *name, UserRole role);

/* Overwrites and frees, and leaves NULL. */
void office_wipe(char **text);
/* Reads again what is shown of the register; nothing changes on the screen until it is there. */
void office_refresh(App *app);
/* The newest meeting that was held and is not sealed yet, of the desk; NULL: none. */
JsonObject *office_unsealed(const App *app);
/* There is one, whoever is at work may seal it, and no other meeting comes first today. */
gboolean office_has_unsealed(const App *app);
void office_open_unsealed(App *app); /* chooses it */
/* Chooses the meeting that the screens are about (NULL: none) and reads it. */
void office_choose(App *app, const char *id);

/* Guards and actions that more than one part needs. */
gboolean office_may_meet(const App *app);
gboolean office_may_follow(const App *app);
gboolean office_may_archive(const App *app);
gboolean office_may_settings(const App *app);
/* The police body in the reader's language; NULL: not read yet. */
const char *office_body(const App *app);
gboolean office_is_at_work(const App *app); /* anybody */
/* Ends the work of who is there: wipes what they typed; citizens' language and type again. */
void office_lock(App *app);

/* Rows of a flow table: in state event locks and leads to the citizens' first screen. */
#define OFFICE_LOCKS_BY(state, event)                                                              \
    {state, event, citizen_has_meeting, office_lock, STATE_WELCOME},                               \
    {                                                                                              \
        state, event, NULL, office_lock, STATE_NONE                                                \
    }
/* The rows that every screen of the staff has. */
#define OFFICE_LOCKS(state) OFFICE_LOCKS_BY(state, EVENT_LOCK), OFFICE_LOCKS_BY(state, EVENT_IDLE)

/* Keeps why a work was refused, for the screen that asked for it; TRUE if it was. */
gboolean office_refused(App *app, WorkResult *result);

/* Seconds without a touch until the office locks, for Screen.idle_s. */
int office_idle_s(const App *app);
/* Reads again now and then, for Screen.tick. */
int office_tick(App *app);
