/*
 * The fields that can be typed into, a row each: what they take, how they are named, which keyboard
 * they want. A screen names the first and the last of its fields; they stand side by side here.
 */
#pragma once

#include <glib.h>

#include "kiosk/keyboard.h"

typedef enum {
    FIELD_NONE,
    /* of citizens */
    FIELD_SURNAME,
    FIELD_NAME,
    FIELD_PATRONYMIC,
    FIELD_PHONE,
    FIELD_ADDRESS,
    FIELD_RECEIPT, /* the number of an entry, of somebody who only asks */
    /* of the staff */
    FIELD_BODY_KK,
    FIELD_BODY,
    FIELD_CITY,
    FIELD_PASSPHRASE,
    FIELD_KEY_ADDRESS,
    FIELD_WIFI_PASSWORD,
    FIELD_STAFF_NAME,
    FIELD_CHAIR, /* who signs an act of disposal */
    FIELD_MEMBER,
    FIELD_OTHER_MEMBER,
    FIELD_PIN,
    FIELD_RANK,
    FIELD_POSITION,
    FIELD_OFFICIAL_SURNAME,
    FIELD_OFFICIAL_NAME,
    FIELD_OFFICIAL_PATRONYMIC,
    FIELD_PLACE,
    FIELD_PRECINCTS,
    FIELD_CONVENER,
    FIELD_EXPECTED,
    FIELD_INVITED,
    FIELD_INVITED_PERSON,
    /* of what is noted at a meeting */
    FIELD_NOTE_TEXT,
    FIELD_NOTE_NAME,
    FIELD_NOTE_ANSWER,
    FIELD_NOTE_TO,
    FIELD_NOTE_SEARCH,
    FIELD_NOTE_SURNAME,
    FIELD_NOTE_GIVEN,
    FIELD_LATE_REASON,
    FIELD_SEARCH,    /* over all meetings */
    FIELD_STEP_TEXT, /* of a step in the life of an entry */
    FIELD_STEP_TO,
    FIELD_STEP_REF,
    FIELD_REASON, /* why something is withdrawn */
    FIELD_COUNT
} Field;

typedef enum {
    TAKES_TEXT,    /* any letter that can be printed; begins with a capital */
    TAKES_NAME,    /* the same; each part of it begins with a capital */
    TAKES_ADDRESS, /* of a file or a server: the same, without capitals */
    TAKES_PHONE,   /* digits, + - ( ) and spaces */
    TAKES_RECEIPT, /* digits, hyphens and spaces */
    TAKES_DIGITS,
} FieldTakes;

typedef struct {
    const char *id;      /* of its widget */
    const char *label;   /* message id */
    const char *missing; /* message id: said in place of the label when "next" was refused; NULL */
    FieldTakes takes;
    int letters;       /* the most; what the register takes is no less */
    int lines;         /* that are shown; 0: one */
    gboolean required; /* said to be missing while it is empty */
    gboolean secret;   /* shown as dots, never kept or traced */
    /* KEYBOARD_ALPHABET: that of the language; an alphabet: the one it begins with */
    KeyboardId keyboard;
} FieldKind;

/* The row of a field; static. */
const FieldKind *field_kind(Field field);
