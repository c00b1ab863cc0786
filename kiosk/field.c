#include "kiosk/field.h"

#include "protocol/error.h"

#define ALPHABET .keyboard = KEYBOARD_ALPHABET
#define WORDS .takes = TAKES_TEXT, ALPHABET
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
    [FIELD_BODY_KK] = {"body-kk", N_("Name in Kazakh"), N_("Write the name in Kazakh"),
                       .takes = TAKES_TEXT, .letters = 200, .required = TRUE,
                       .keyboard = KEYBOARD_KK},
    [FIELD_BODY] = {"body", N_("Name in Russian"), N_("Write the name in Russian"),
                    .takes = TAKES_TEXT, .letters = 200, .required = TRUE, .keyboard = KEYBOARD_RU},
    [FIELD_CITY] = {"city", N_("City or village"), .takes = TAKES_TEXT, .letters = 60, ALPHABET},
    [FIELD_PASSPHRASE] = {"passphrase", N_("Passphrase"), N_("Write the passphrase"),
                          .takes = TAKES_TEXT, .letters = 120, .required = TRUE, ALPHABET},
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
    [FIELD_NOTE_TEXT] = {"note-text", N_("What was said, in short"), WORDS, .letters = 2000,
                         .lines = 4},
    [FIELD_NOTE_NAME] = {"note-name", N_("Rank, post, surname and name"), WORDS, .letters = 160},
    [FIELD_NOTE_ANSWER] = {"note-answer", N_("What was answered (may stay empty)"), WORDS,
                           .letters = 2000, .lines = 4},
    [FIELD_NOTE_TO] = {"note-to", N_("To which body"), N_("Write to which body it goes"), WORDS,
                       .letters = 200, .lines = 2, .required = TRUE},
    [FIELD_NOTE_SEARCH] = {"note-search", N_("Beginning of the surname or name"), PERSON},
    [FIELD_NOTE_SURNAME] = {"note-surname", N_("Surname"), N_("Write the surname"), PERSON,
                            .required = TRUE},
    [FIELD_NOTE_GIVEN] = {"note-given", N_("Name"), N_("Write the name"), PERSON, .required = TRUE},
    [FIELD_SEARCH] = {"search", N_("Number, date, precinct, or a name"), WORDS, .letters = 60},
    [FIELD_STEP_TEXT] = {"step-text", N_("In a few words"), N_("Write it in a few words"), WORDS,
                         .letters = 2000, .lines = 4},
    [FIELD_STEP_TO] = {"step-to", N_("To which body"), N_("Write to which body it goes"), WORDS,
                       .letters = 200, .required = TRUE},
    [FIELD_STEP_REF] = {"step-ref", N_("Number of the letter (may stay empty)"), WORDS,
                        .letters = 60},
    [FIELD_REASON] = {"reason", N_("Why? The reason stays in the register"), N_("Write why"), WORDS,
                      .letters = 200, .lines = 2, .required = TRUE},
    [FIELD_LATE_REASON] = {"late-reason", N_("Why is it sealed later than on its day?"),
                           N_("Write why it is sealed later"), .takes = TAKES_TEXT, .letters = 300,
                           .required = TRUE, ALPHABET},
};

const FieldKind *field_kind(Field field)
{
    return &kinds[field];
}
