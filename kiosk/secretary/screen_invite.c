/* Who is invited, and the files that the report was prepared from. */
#include "kiosk/parts.h"
#include "kiosk/parts_list.h"
#include "kiosk/parts_state.h"
#include "kiosk/screens.h"
#include "kiosk/secretary/invite.h"
#include "kiosk/secretary/prepare.h"
#include "protocol/error.h"
#include "protocol/json_read.h"

#define LOOK_MS 3000 /* sticks are looked for again */

static JsonArray *list_of(const App *app, const char *member)
{
    JsonObject *record = prepare_record(app);
    return record ? json_read_array(record, member) : NULL;
}

static int length(JsonArray *list)
{
    return list ? (int)json_array_get_length(list) : 0;
}

/* A category in the reader's language, by the edition's list. */
static const char *category_text(const App *app, const char *code)
{
    JsonObject *rules = json_node_get_object(app->office->meeting->rules);
    JsonArray *all = json_read_array(rules, "categories");
    const char *language = app->language == LANGUAGE_KK ? "kk" : "ru";
    for (int i = 0; i < length(all); i++) {
        JsonObject *category = json_array_get_object_element(all, (guint)i);
        if (g_strcmp0(json_read_shown(category, "code"), code) == 0)
            return json_object_get_string_member_with_default(category, language, code);
    }
    return code;
}

/* ---- the list: all organisations at once, whom the law names besides, who is invited */

typedef enum { LINE_ALL, LINE_CATEGORY, LINE_INVITED } LineKind;

/* What a row is; *index becomes that among its like. */
static LineKind line_kind(const App *app, int *index)
{
    int all = invite_organisations(app) > 0, categories = length(invite_categories(app));
    if (*index < all)
        return LINE_ALL;
    *index -= all;
    if (*index < categories)
        return LINE_CATEGORY;
    *index -= categories;
    return LINE_INVITED;
}

static char *invited_below(const App *app, JsonObject *invitation)
{
    const char *person = json_read_shown(invitation, "person");
    const char *category = category_text(app, json_read_shown(invitation, "category"));
    return *person ? g_strdup_printf("%s\u00a0· %s", person, category) : g_strdup(category);
}

static ListRow line_row(const App *app, int index)
{
    LineKind kind = line_kind(app, &index);
    if (kind == LINE_ALL)
        return (ListRow){
            .text = message_plural(app->language, "Invite {1} organisation",
                                   "Invite {1} organisations", invite_organisations(app)),
            .below = g_strdup(
                app_say(app, N_("Of the precinct's passport, by the names of their heads"))),
            .icon = ICON_CHECK};
    if (kind == LINE_CATEGORY) {
        const char *code = json_array_get_string_element(invite_categories(app), (guint)index);
        return (ListRow){.text = g_strdup(category_text(app, code)),
                         .below = g_strdup(app_say(app, N_("Nobody of them is invited yet"))),
                         .icon = ICON_PEN};
    }
    JsonObject *invitation =
        json_array_get_object_element(list_of(app, "invitations"), (guint)index);
    return (ListRow){.text = g_strdup(json_read_shown(invitation, "who")),
                     .below = invited_below(app, invitation)};
}

static int line_count(const App *app)
{
    return (invite_organisations(app) > 0) + length(invite_categories(app)) +
           length(list_of(app, "invitations"));
}

static const List line_list = {"line", line_row};

static void layout_invite(App *app)
{
    SDL_Rect area = part_header(app, app_say(app, N_("Invitations")), NULL, -1);
    if (!prepare_record(app))
        return;
    part_title(app, &area, area.h * 2 / 3, app_say(app, N_("Who is invited?")), NULL);
    part_list(app, area, &line_list, line_count(app), &app->page);
}

static gboolean handle_invite(App *app, Touch touch)
{
    if (touch.kind != TOUCH_ROW || !prepare_record(app) || touch.value >= line_count(app))
        return FALSE;
    int index = touch.value;
    LineKind kind = line_kind(app, &index);
    if (kind == LINE_ALL)
        return app_step(app, EVENT_SAVE_ALL);
    if (kind == LINE_INVITED)
        return FALSE;
    g_free(app->office->invite->category);
    app->office->invite->category =
        g_strdup(json_array_get_string_element(invite_categories(app), (guint)index));
    return app_step(app, EVENT_NEXT);
}

static void layout_invited(App *app)
{
    const char *category = app->office->invite->category;
    const char *question = app->office->meeting && category ? category_text(app, category) : "";
    SDL_Rect area = part_header(app, app_say(app, N_("Invitations")), NULL, -1);
    int fields_px = part_fields_px(app, FIELD_INVITED, 2),
        keyboard_px = part_keyboard_px(app, area);
    if (!part_title(app, &area, fields_px + keyboard_px, question, NULL)) {
        layout_clear(&app->layout);
        area = part_header(app, app_say(app, N_("Who is invited?")), NULL, -1);
    }
    part_keyboard(app, &area, app_say(app, N_("Invite")));
    part_fields(app, cut_top(&area, MIN(fields_px, area.h), 0), FIELD_INVITED, 2);
}

/* ---- materials */

static int file_count(const App *app)
{
    const GPtrArray *files = app->office->invite->files;
    return length(list_of(app, "materials")) + (files ? (int)files->len : 0);
}

static ListRow file_row(const App *app, int index)
{
    JsonArray *materials = list_of(app, "materials");
    gboolean kept = index < length(materials);
    const InviteFile *file =
        kept ? NULL : app->office->invite->files->pdata[index - length(materials)];
    JsonObject *material = kept ? json_array_get_object_element(materials, (guint)index) : NULL;
    gint64 bytes =
        kept ? json_object_get_int_member_with_default(material, "bytes", 0) : file->bytes;
    g_autofree char *size = view_size(app->language, (guint64)bytes);
    return (ListRow){
        .text = g_strdup(kept ? json_read_shown(material, "file") : file->name),
        .below = message_format(
            app->language, kept ? N_("Attached, {1}") : N_("On the USB stick, {1}"), size, NULL),
        .icon = kept ? ICON_CHECK : ICON_NEXT};
}

static const List file_list = {"file", file_row};

static void layout_materials(App *app)
{
    const GPtrArray *files = app->office->invite->files;
    SDL_Rect area = part_header(app, app_say(app, N_("Materials of the report")), NULL, -1);
    if (!prepare_record(app))
        return;
    part_title(app, &area, area.h / 2, app_say(app, N_("What was the report prepared from?")),
               !files       ? app_say(app, N_("Looking for devices…"))
               : files->len ? app_say(app, N_("A file that is touched is copied and attached."))
                            : app_say(app, N_("Put in a USB stick: its files are shown here.")));
    part_list(app, area, &file_list, file_count(app), &app->page);
}

static gboolean handle_materials(App *app, Touch touch)
{
    int kept = length(list_of(app, "materials"));
    if (touch.kind != TOUCH_ROW || touch.value < kept || touch.value >= file_count(app))
        return FALSE;
    const InviteFile *file = app->office->invite->files->pdata[touch.value - kept];
    g_free(app->office->invite->path);
    app->office->invite->path = g_strdup(file->path);
    return app_step(app, EVENT_NEXT);
}

/* A stick that is put in meanwhile shows by itself. */
static int tick_materials(App *app)
{
    Invite *invite = app->office->invite;
    if (app->now_ms >= invite->look_ms) {
        invite->look_ms = app->now_ms + LOOK_MS;
        app_ask(app, &work_invite_files, NULL);
    }
    return (int)(invite->look_ms - app->now_ms);
}

#define INVITE .idle_s = office_idle_s
const Screen screen_invite = {.layout = layout_invite, .handle = handle_invite, INVITE};
const Screen screen_invited = {
    .layout = layout_invited, INVITE, .first = FIELD_INVITED, .last = FIELD_INVITED_PERSON};
const Screen screen_materials = {
    .layout = layout_materials, .handle = handle_materials, .tick = tick_materials, INVITE};
