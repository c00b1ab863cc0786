/* Step four: the signature; and the moment while it is saved. */
#include "kiosk/citizen/citizen.h"
#include "kiosk/parts.h"
#include "kiosk/screens.h"
#include "protocol/error.h"

/* "Surname Name Patronymic"; free with g_free. */
static char *whole_name(const App *app)
{
    GString *name = g_string_new(NULL);
    for (Field field = FIELD_SURNAME; field <= FIELD_PATRONYMIC; field++) {
        g_autofree char *value = form_value(app->form, field);
        if (value)
            g_string_append_printf(name, "%s%s", name->len ? " " : "", value);
    }
    return g_string_free(name, FALSE);
}

static void layout_sign_or_saving(App *app, gboolean saving)
{
    const ViewCategory *category = view_category(app_meeting(app), app->form->category);
    const char *question = app->hint ? app_say(app, N_("First sign in the field"))
                                     : app_say(app, N_("Sign with your finger"));
    g_autofree char *name = whole_name(app);
    SDL_Rect area = part_header(app, app_say(app, N_("Registration")), NULL, 4);
    if (!part_title(app, &area, area.h * 3 / 4, question,
                    category ? view_category_text(category, app->language) : NULL)) {
        layout_clear(&app->layout);
        area = part_header(app, question, NULL, 4);
    }
    part_signature(app, area, name, saving, app_say(app, N_("I cannot sign")));
}

static void layout_sign(App *app)
{
    layout_sign_or_saving(app, FALSE);
}

static void layout_unsigned(App *app)
{
    g_autofree char *name = whole_name(app);
    Notice notice = {.icon = ICON_PEN,
                     .colour = COLOUR_ACTION,
                     .title = app_say(app, N_("Register without a signature?")),
                     .text = app_say(app, N_("You count like everybody else. The place of your "
                                             "signature in the list stays empty.")),
                     .detail = name,
                     .second_id = "back",
                     .second_label = app_say(app, N_("Back")),
                     .second_event = EVENT_BACK,
                     .main_id = "next",
                     .main_label = app_say(app, N_("Register")),
                     .main_event = EVENT_NEXT};
    part_notice(app, &notice);
}

static void layout_saving(App *app)
{
    layout_sign_or_saving(app, TRUE);
    /* Nothing can be touched until the register has answered. */
    for (guint i = 0; i < app->layout.widgets->len; i++)
        g_array_index(app->layout.widgets, Widget, i).touch.kind = TOUCH_NONE;
}

const Screen screen_sign = {.layout = layout_sign, .handle = part_signature_handle};
const Screen screen_unsigned = {.layout = layout_unsigned};
const Screen screen_saving = {.layout = layout_saving, .idle_s = citizen_idle_never};
