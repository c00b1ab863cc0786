/* Who signs, the signature by hand, and sealing. */
#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/desk.h"
#include "protocol/error.h"

static char *signer_name(const App *app, const DeskSigner *signer)
{
    g_autofree char *name = signer->official ? desk_name(signer->official) : NULL;
    return name && *name ? g_steal_pointer(&name)
                         : g_strdup(app_say(app, N_("Nobody is named yet")));
}

static char *signer_below(const App *app, const DeskSigner *signer)
{
    return g_strdup_printf("%s · %s", app_say(app, signer->title),
                           signer->signed_ ? app_say(app, N_("has signed"))
                                           : app_say(app, N_("signs here")));
}

static ListRow signer_row(const App *app, int index)
{
    g_autoptr(GPtrArray) signers = app_once(app, desk_signers);
    const DeskSigner *signer = signers->pdata[index];
    return (ListRow){.text = signer_name(app, signer),
                     .below = signer_below(app, signer),
                     .icon = signer->signed_ ? ICON_CHECK : ICON_PEN};
}

static const List signers_list = {"signer", signer_row};

static void layout_signers(App *app)
{
    const Theme *theme = &app->theme;
    g_autoptr(GPtrArray) signers = app_once(app, desk_signers);
    g_autofree char *why =
        app->office->refused ? message_error(app->language, app->office->refused) : NULL;
    SDL_Rect area = part_header(app, app_say(app, N_("Signatures")), why, -1);
    SDL_Rect bar =
        cut_bottom(&area, MAX(theme->target_px, theme_px(theme, 84)), theme_px(theme, 16));
    const char *seal = app_say(app, N_("Seal"));
    Widget *button =
        layout_button(&app->layout, "seal", LOOK_MAIN,
                      cut_right(&bar, layout_button_width(&app->layout, ICON_LOCK, seal), 0),
                      (Touch){TOUCH_FLOW, EVENT_SEAL}, ICON_LOCK, seal);
    button->dim = desk_blocking(app, FALSE) != 0;
    part_title(app, &area, area.h / 2, app_say(app, N_("Who signs?")),
               app_say(app, N_("A change of the record after this takes the signatures back.")));
    part_list(app, area, &signers_list, (int)signers->len, &app->page);
}

static gboolean handle_signers(App *app, Touch touch)
{
    g_autoptr(GPtrArray) signers = app_once(app, desk_signers);
    if (touch.kind != TOUCH_ROW || touch.value >= (int)signers->len)
        return FALSE;
    const DeskSigner *signer = signers->pdata[touch.value];
    if (!signer->official)
        return FALSE;
    desk_choose_signer(app, signer);
    return app_step(app, EVENT_NEXT);
}

static void layout_signature(App *app)
{
    g_autoptr(GPtrArray) signers = app_once(app, desk_signers);
    const DeskSigner *signer = desk_signer(app, signers);
    if (!signer)
        return;
    g_autofree char *name = signer_name(app, signer);
    const char *question = app->hint ? app_say(app, N_("First sign in the field"))
                                     : app_say(app, N_("Sign with your finger"));
    SDL_Rect area = part_header(app, question, app_say(app, signer->title), -1);
    part_signature(app, area, name, FALSE, NULL);
}

static void enter_signature(App *app)
{
    signature_clear(app->office->form->signature);
    app->ink_revision++;
}

/* Whoever was to sign was taken out of the record meanwhile: who does is asked again. */
static int tick_signature(App *app)
{
    g_autoptr(GPtrArray) signers = app_once(app, desk_signers);
    if (!desk_signer(app, signers))
        app_step(app, EVENT_BACK);
    return desk_tick(app);
}

static void layout_seal(App *app)
{
    gboolean late = desk_is_late(app);
    const char *title = app_say(app, N_("Seal the protocol?"));
    const char *text = app_say(app, N_("It gets its number, and from then on nothing of it can be "
                                       "changed. Corrections are made by an addendum."));
    if (!late) {
        Notice notice = {.icon = ICON_LOCK,
                         .colour = COLOUR_ACTION,
                         .title = title,
                         .text = text,
                         .second_id = "back",
                         .second_label = app_say(app, N_("Back")),
                         .second_event = EVENT_BACK,
                         .main_id = "next",
                         .main_label = app_say(app, N_("Seal")),
                         .main_event = EVENT_NEXT};
        part_notice(app, &notice);
        return;
    }
    SDL_Rect area = part_header(app, title, NULL, -1);
    int fields_px = part_fields_px(app, FIELD_LATE_REASON, 1);
    part_title(app, &area, fields_px + part_keyboard_px(app, area), title, text);
    part_keyboard(app, &area, app_say(app, N_("Seal")));
    part_fields(app, cut_top(&area, MIN(fields_px, area.h), 0), FIELD_LATE_REASON, 1);
}

static void enter_seal(App *app)
{
    app_focus_field(app, desk_is_late(app) ? FIELD_LATE_REASON : FIELD_NONE);
}

const Screen screen_signers = {
    .layout = layout_signers, .handle = handle_signers, .idle_s = office_idle_s, .tick = desk_tick};
const Screen screen_signature = {.enter = enter_signature,
                                 .layout = layout_signature,
                                 .handle = part_signature_handle,
                                 .idle_s = office_idle_s,
                                 .tick = tick_signature};
const Screen screen_seal = {.enter = enter_seal,
                            .layout = layout_seal,
                            .idle_s = office_idle_s,
                            .tick = desk_tick,
                            .first = FIELD_LATE_REASON,
                            .last = FIELD_LATE_REASON};
