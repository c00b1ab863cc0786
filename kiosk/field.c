#include "kiosk/field.h"

#include "protocol/error.h"

#define ALPHABET .keyboard = KEYBOARD_ALPHABET
#define PERSON .takes = TAKES_NAME, .letters = 60, ALPHABET

static const FieldKind kinds[FIELD_COUNT] = {
    [FIELD_NONE] = {"", ALPHABET},
    [FIELD_SURNAME] = {"surname", N_("Surname"), N_("Write your surname"), PERSON,
                       .required = TRUE},
    [FIELD_NAME] = {"name", N_("Name"), N_("Write your name"), PERSON, .required = TRUE},
    [FIELD_PATRONYMIC] = {"patronymic", N_("Patronymic (if any)"), PERSON},
    [FIELD_PHONE] = {"phone", N_("Phone"), .takes = TAKES_PHONE, .letters = 24,
                     .keyboard = KEYBOARD_PHONE},
    [FIELD_ADDRESS] = {"address", N_("Address"), .takes = TAKES_TEXT, .letters = 160, ALPHABET},
    [FIELD_RECEIPT] = {"receipt", N_("Number on the receipt"),
                       N_("There is no such number: look again"), TAKES_RECEIPT, 14,
                       .keyboard = KEYBOARD_PHONE},
    [FIELD_STAFF_NAME] = {"staff-name", N_("Rank and name"), N_("Write rank and name"),
                          .takes = TAKES_TEXT, .letters = 100, .required = TRUE, ALPHABET},
    [FIELD_RANK] = {"rank", N_("Rank"), N_("Write the rank"), .takes = TAKES_TEXT, .letters = 60,
                    .required = TRUE, ALPHABET},
    [FIELD_POSITION] = {"position", N_("Position"), N_("Write the position"), .takes = TAKES_TEXT,
                        .letters = 160, .required = TRUE, ALPHABET},
    [FIELD_OFFICIAL_SURNAME] = {"official-surname", N_("Surname"), N_("Write the surname"), PERSON,
                                .required = TRUE},
    [FIELD_OFFICIAL_NAME] = {"official-name", N_("Name"), N_("Write the name"), PERSON,
                             .required = TRUE},
    [FIELD_OFFICIAL_PATRONYMIC] = {"official-patronymic", N_("Patronymic (if any)"), PERSON},
    [FIELD_PLACE] = {"place", N_("Place"), N_("Write the place"), .takes = TAKES_TEXT,
                     .letters = 300, .required = TRUE, ALPHABET},
    [FIELD_PRECINCTS] = {"precincts", N_("Precincts, with commas"), .takes = TAKES_TEXT,
                         .letters = 60, ALPHABET},
    [FIELD_PIN] = {"pin", N_("PIN"), .takes = TAKES_DIGITS, .letters = 6, .secret = TRUE,
                   .keyboard = KEYBOARD_PIN},
};

const FieldKind *field_kind(Field field)
{
    return &kinds[field];
}
