#include "kiosk/screens.h"

static const Screen *const screens[STATE_COUNT] = {
    [STATE_LOADING] = &screen_loading,
    [STATE_NONE] = &screen_none,
    [STATE_WELCOME] = &screen_welcome,
    [STATE_NAMES] = &screen_names,
    [STATE_PERSON] = &screen_person,
    [STATE_CONTACT] = &screen_contact,
    [STATE_SIGN] = &screen_sign,
    [STATE_SAVING] = &screen_saving,
    [STATE_RECEIPT] = &screen_receipt,
    [STATE_ASKING] = &screen_asking,
    [STATE_ENTRY] = &screen_entry,
    [STATE_THANKS] = &screen_thanks,
    [STATE_FAILED] = &screen_failed,
    [STATE_IDLE] = &screen_idle,
    [STATE_STOP] = &screen_stop,
    [STATE_TROUBLE] = &screen_trouble,
    [STATE_UNSIGNED] = &screen_unsigned,

    [STATE_STAFF] = &screen_staff,
    [STATE_PIN] = &screen_pin,
    [STATE_ENTERING] = &screen_entering,
    [STATE_FIRST] = &screen_first,
    [STATE_NEW_PIN] = &screen_new_pin,
    [STATE_PIN_AGAIN] = &screen_pin_again,
    [STATE_HOME] = &screen_home,
    [STATE_PLANNED] = &screen_planned,
    [STATE_NEW_KIND] = &screen_new_kind,
    [STATE_PREPARE] = &screen_prepare,
    [STATE_EDIT_RANK] = &screen_edit_rank,
    [STATE_EDIT_OFFICIAL] = &screen_edit_official,
    [STATE_EDIT_PLACE] = &screen_edit_place,
    [STATE_EDIT_WHEN] = &screen_edit_when,
    [STATE_ANNOUNCE] = &screen_announce,
    [STATE_SETTINGS] = &screen_settings,
    [STATE_PEOPLE] = &screen_people,
    [STATE_PERSON_PIN] = &screen_person_pin,
    [STATE_PERSON_REMOVE] = &screen_person_remove,
    [STATE_PERSON_ROLE] = &screen_person_role,
    [STATE_PERSON_NAME] = &screen_person_name,
    [STATE_GIVE_PIN] = &screen_give_pin,
    [STATE_GIVE_AGAIN] = &screen_give_again,

};

const Screen *app_screen(FlowState state)
{
    return screens[state];
}
