/*
 * The public copy of a sealed meeting (protocol/export_public.h) before it is written: how much of
 * the recording is covered in it and why, and whether the recording is in it at all. UI thread.
 */
#pragma once

#include "kiosk/secretary/desk.h"
#include "protocol/public_video.h"

/* What the copy would be; argument the meeting's id, value PublicPlan. */
extern const Work work_public_plan;
void public_take_plan(App *app, WorkResult *result);

/* Guards: it is what is to be given out, and onto a stick that is there; and its plan is known. */
gboolean public_is_chosen(const App *app);
gboolean public_may_write(const App *app);
/* Asks for the plan. */
void public_begin(App *app);
