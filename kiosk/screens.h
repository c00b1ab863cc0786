/* The screens: a const table of functions each. */
#pragma once

#include "kiosk/app.h"

/* The screen of each state, for app_new. */
extern const Screen *const screens[STATE_COUNT];

extern const Screen screen_loading, screen_none, screen_welcome;
extern const Screen screen_names, screen_contact;
extern const Screen screen_person;
extern const Screen screen_receipt, screen_show, screen_asking, screen_entry;
extern const Screen screen_sign, screen_unsigned, screen_saving;
extern const Screen screen_thanks, screen_failed, screen_idle, screen_stop, screen_trouble;

/* of the staff: access and home (secretary/screen_enter.c, screen_home.c) */
extern const Screen screen_staff, screen_pin, screen_entering;
extern const Screen screen_first, screen_new_pin, screen_pin_again;
extern const Screen screen_home;
extern const Screen screen_setup, screen_setup_body, screen_setup_city, screen_setup_making;
extern const Screen screen_key, screen_key_place, screen_key_address, screen_key_words;
/* preparation and settings (screen_prepare.c, screen_edit.c, screen_settings.c) */
extern const Screen screen_planned, screen_new_kind, screen_prepare;
extern const Screen screen_edit_rank, screen_edit_official, screen_edit_place, screen_edit_when;
extern const Screen screen_announce, screen_format, screen_edit_convener;
extern const Screen screen_invite, screen_invited, screen_materials;
extern const Screen screen_choose;
extern const Screen screen_network, screen_wifi, screen_wifi_password, screen_wifi_join;
extern const Screen screen_body, screen_body_city, screen_body_keep;
extern const Screen screen_dispose, screen_dispose_who, screen_dispose_pin, screen_dispose_record,
    screen_dispose_why, screen_dispose_end;
extern const Screen screen_settings, screen_people, screen_person_pin, screen_person_remove;
extern const Screen screen_person_role, screen_person_name, screen_give_pin, screen_give_again;
extern const Screen screen_ready, screen_ready_doubts, screen_trial, screen_clock, screen_clock_set;
extern const Screen screen_hall_wait, screen_live, screen_live_locked, screen_end, screen_note,
    screen_note_drop, screen_note_who, screen_note_search, screen_note_person, screen_note_category,
    screen_note_name, screen_note_text, screen_note_how, screen_note_answer, screen_note_to,
    screen_note_due, screen_note_day;
extern const Screen screen_meetings, screen_record, screen_signers, screen_signature, screen_seal;
/* looking through and correcting (screen_desk_review.c, screen_desk_correct.c) */
extern const Screen screen_review, screen_attendees, screen_attendee, screen_attendee_search;
extern const Screen screen_attendee_name, screen_attendee_category, screen_attendee_contact;
extern const Screen screen_withdraw, screen_say_none, screen_add;
/* (screen_desk_moment.c) */
extern const Screen screen_gone, screen_marks, screen_moment, screen_moment_time, screen_held;
/* the archive (screen_archive*.c) */
extern const Screen screen_search, screen_play;
/* the follow-up (screen_follow*.c) */
extern const Screen screen_follow, screen_case, screen_papers;
extern const Screen screen_steps, screen_step_day, screen_step_words, screen_step_letter;
extern const Screen screen_step_number, screen_receipts;
extern const Screen screen_public; /* (screen_desk_public.c) */
extern const Screen screen_print, screen_give, screen_busy, screen_done;
