/* The way through the preparation of a meeting. */
#include "kiosk/secretary/desk_correct.h"
#include "kiosk/secretary/desk_moment.h"
#include "kiosk/secretary/invite.h"
#include "kiosk/secretary/prepare.h"

static const FlowRow rows[] = {
    OFFICE_LOCKS(STATE_PLANNED),
    {STATE_PLANNED, EVENT_BACK, NULL, NULL, STATE_HOME},
    {STATE_PLANNED, EVENT_PREPARE, NULL, NULL, STATE_PREPARE},
    {STATE_PLANNED, EVENT_NEW, NULL, NULL, STATE_NEW_KIND},

    OFFICE_LOCKS(STATE_NEW_KIND),
    {STATE_NEW_KIND, EVENT_BACK, NULL, NULL, STATE_PLANNED},
    {STATE_NEW_KIND, EVENT_NEXT, NULL, prepare_begin, STATE_EDIT_RANK},

    OFFICE_LOCKS(STATE_PREPARE),
    {STATE_PREPARE, EVENT_BACK, desk_corrects_facts, desk_end_facts, STATE_RECORD},
    {STATE_PREPARE, EVENT_BACK, NULL, NULL, STATE_HOME},
    {STATE_PREPARE, EVENT_EDIT_WHEN, NULL, prepare_edit_when, STATE_EDIT_WHEN},
    {STATE_PREPARE, EVENT_CLOCK, desk_may_correct_held, desk_begin_held, STATE_HELD},
    {STATE_PREPARE, EVENT_EDIT_PLACE, NULL, prepare_edit_place, STATE_EDIT_PLACE},
    {STATE_PREPARE, EVENT_EDIT_OFFICIAL, NULL, prepare_edit_official, STATE_EDIT_RANK},
    {STATE_PREPARE, EVENT_ANNOUNCE, NULL, prepare_forget, STATE_ANNOUNCE},
    {STATE_PREPARE, EVENT_FORMAT, NULL, prepare_forget, STATE_FORMAT},
    {STATE_PREPARE, EVENT_CONVENER, NULL, prepare_edit_convener, STATE_EDIT_CONVENER},
    {STATE_PREPARE, EVENT_INVITE, NULL, invite_look, STATE_INVITE},
    {STATE_PREPARE, EVENT_MATERIALS, NULL, invite_look_for_files, STATE_MATERIALS},
    {STATE_PREPARE, EVENT_NOTICE, NULL, prepare_print_notice, STATE_PREPARE},

    OFFICE_LOCKS(STATE_EDIT_RANK),
    {STATE_EDIT_RANK, EVENT_BACK, prepare_is_new, prepare_forget, STATE_NEW_KIND},
    {STATE_EDIT_RANK, EVENT_BACK, NULL, prepare_forget, STATE_PREPARE},
    {STATE_EDIT_RANK, EVENT_NEXT, prepare_has_rank, NULL, STATE_EDIT_OFFICIAL},
    {STATE_EDIT_RANK, EVENT_TAKE_AWAY, prepare_can_take_away, prepare_take_away, STATE_EDIT_RANK},
    {STATE_EDIT_RANK, EVENT_SAVED, NULL, prepare_forget, STATE_PREPARE},

    OFFICE_LOCKS(STATE_EDIT_OFFICIAL),
    {STATE_EDIT_OFFICIAL, EVENT_BACK, NULL, NULL, STATE_EDIT_RANK},
    {STATE_EDIT_OFFICIAL, EVENT_NEXT, prepare_next_is_place, NULL, STATE_EDIT_PLACE},
    {STATE_EDIT_OFFICIAL, EVENT_NEXT, prepare_is_named, prepare_save, STATE_EDIT_OFFICIAL},
    {STATE_EDIT_OFFICIAL, EVENT_SAVED, NULL, prepare_forget, STATE_PREPARE},

    OFFICE_LOCKS(STATE_EDIT_PLACE),
    {STATE_EDIT_PLACE, EVENT_BACK, prepare_is_new, NULL, STATE_EDIT_OFFICIAL},
    {STATE_EDIT_PLACE, EVENT_BACK, NULL, prepare_forget, STATE_PREPARE},
    {STATE_EDIT_PLACE, EVENT_NEXT, prepare_next_is_when, NULL, STATE_EDIT_WHEN},
    {STATE_EDIT_PLACE, EVENT_NEXT, prepare_has_place, prepare_save, STATE_EDIT_PLACE},
    {STATE_EDIT_PLACE, EVENT_SAVED, NULL, prepare_forget, STATE_PREPARE},

    OFFICE_LOCKS(STATE_EDIT_WHEN),
    {STATE_EDIT_WHEN, EVENT_BACK, prepare_is_new, NULL, STATE_EDIT_PLACE},
    {STATE_EDIT_WHEN, EVENT_BACK, NULL, prepare_forget, STATE_PREPARE},
    {STATE_EDIT_WHEN, EVENT_NEXT, prepare_can_save, prepare_save, STATE_EDIT_WHEN},
    {STATE_EDIT_WHEN, EVENT_SAVED, NULL, prepare_forget, STATE_PREPARE},

    OFFICE_LOCKS(STATE_FORMAT),
    {STATE_FORMAT, EVENT_BACK, NULL, prepare_forget, STATE_PREPARE},
    {STATE_FORMAT, EVENT_NEXT, prepare_can_save, prepare_save, STATE_FORMAT},
    {STATE_FORMAT, EVENT_SAVED, NULL, prepare_forget, STATE_PREPARE},

    OFFICE_LOCKS(STATE_HELD),
    {STATE_HELD, EVENT_BACK, NULL, prepare_forget, STATE_PREPARE},
    {STATE_HELD, EVENT_NEXT, prepare_can_save, prepare_save, STATE_HELD},
    {STATE_HELD, EVENT_SAVED, NULL, prepare_forget, STATE_PREPARE},

    OFFICE_LOCKS(STATE_EDIT_CONVENER),
    {STATE_EDIT_CONVENER, EVENT_BACK, NULL, prepare_forget, STATE_PREPARE},
    {STATE_EDIT_CONVENER, EVENT_NEXT, prepare_can_save, prepare_save, STATE_EDIT_CONVENER},
    {STATE_EDIT_CONVENER, EVENT_SAVED, NULL, prepare_forget, STATE_PREPARE},

    OFFICE_LOCKS(STATE_INVITE),
    {STATE_INVITE, EVENT_BACK, NULL, invite_forget, STATE_PREPARE},
    {STATE_INVITE, EVENT_SAVE_ALL, invite_can_save, invite_organisations_now, STATE_INVITE},
    {STATE_INVITE, EVENT_NEXT, NULL, invite_forget, STATE_INVITED},
    {STATE_INVITE, EVENT_SAVED, NULL, invite_look, STATE_INVITE},

    OFFICE_LOCKS(STATE_INVITED),
    {STATE_INVITED, EVENT_BACK, NULL, invite_forget, STATE_INVITE},
    {STATE_INVITED, EVENT_NEXT, invite_has_who, invite_one, STATE_INVITED},
    {STATE_INVITED, EVENT_SAVED, NULL, invite_look, STATE_INVITE},

    OFFICE_LOCKS(STATE_MATERIALS),
    {STATE_MATERIALS, EVENT_BACK, NULL, invite_forget, STATE_PREPARE},
    {STATE_MATERIALS, EVENT_NEXT, invite_can_save, invite_attach, STATE_MATERIALS},
    {STATE_MATERIALS, EVENT_SAVED, NULL, invite_look_for_files, STATE_MATERIALS},

    OFFICE_LOCKS(STATE_ANNOUNCE),
    {STATE_ANNOUNCE, EVENT_BACK, NULL, prepare_forget, STATE_PREPARE},
    {STATE_ANNOUNCE, EVENT_NEXT, prepare_has_channel, prepare_announce, STATE_ANNOUNCE},
    {STATE_ANNOUNCE, EVENT_SAVED, NULL, prepare_forget, STATE_PREPARE},
};

const FlowTable flow_prepare = {rows, G_N_ELEMENTS(rows)};
