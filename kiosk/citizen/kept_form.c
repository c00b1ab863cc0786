/* The form as a text that is kept on the disk, and back. */
#include <string.h>

#include "kiosk/citizen/citizen.h"
#include "protocol/json_read.h"
#include "protocol/strokes.h"

#define KEPT_FIELDS (FIELD_RECEIPT - FIELD_SURNAME) /* from the surname on */

/* Where a person goes on: behind a question, what it was asked on; never on the way to the
 * register. */
static FlowState kept_state(const App *app)
{
    FlowState state = app->state;
    if (state == STATE_IDLE || state == STATE_STOP)
        state = app->remembered;
    return state > STATE_SIGN && state <= STATE_FAILED && state != STATE_THANKS ? STATE_SIGN
                                                                                : state;
}

char *citizen_draft(const App *app)
{
    FlowState state = kept_state(app);
    if (state < STATE_NAMES || state > STATE_SIGN || !app->meeting || form_empty(app->form))
        return NULL;
    g_autoptr(JsonBuilder) builder = json_builder_new();
    g_autofree char *strokes = signature_json(app->form->signature);
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "meeting");
    json_builder_add_string_value(builder, app->meeting);
    json_builder_set_member_name(builder, "screen");
    json_builder_add_string_value(builder, flow_state_name(state));
    json_builder_set_member_name(builder, "language");
    json_builder_add_string_value(builder, language_code(app->language));
    json_builder_set_member_name(builder, "larger");
    json_builder_add_boolean_value(builder, app->larger);
    json_builder_set_member_name(builder, "contrast");
    json_builder_add_boolean_value(builder, app->contrast);
    json_builder_set_member_name(builder, "category");
    json_builder_add_string_value(builder, app->form->category ? app->form->category : "");
    json_builder_set_member_name(builder, "strokes");
    json_builder_add_string_value(builder, strokes);
    json_builder_set_member_name(builder, "fields");
    json_builder_begin_array(builder);
    for (int i = 0; i < KEPT_FIELDS; i++)
        json_builder_add_string_value(builder, app->form->text[FIELD_SURNAME + i]->str);
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    return json_to_string(root, FALSE);
}

static void restore_signature(Signature *signature, const char *text)
{
    g_autoptr(JsonNode) node = strokes_parse(text, -1, NULL);
    if (!node)
        return;
    JsonObject *object = json_node_get_object(node);
    JsonArray *strokes = json_object_get_array_member(object, "strokes");
    signature_set_field(signature, (int)json_object_get_int_member(object, "width"),
                        (int)json_object_get_int_member(object, "height"));
    for (guint s = 0; s < json_array_get_length(strokes); s++) {
        JsonArray *points = json_array_get_array_element(strokes, s);
        for (guint i = 0; i < json_array_get_length(points); i++) {
            JsonArray *point = json_array_get_array_element(points, i);
            int x = (int)json_array_get_int_element(point, 0);
            int y = (int)json_array_get_int_element(point, 1);
            gint64 at_ms = json_array_get_int_element(point, 2);
            if (i == 0)
                signature_begin(signature, x, y, at_ms);
            else
                signature_move(signature, x, y, at_ms);
        }
        signature_end(signature);
    }
}

static void restore_form(App *app, JsonObject *object)
{
    JsonNode *fields = json_object_get_member(object, "fields");
    JsonArray *texts = fields && JSON_NODE_HOLDS_ARRAY(fields) ? json_node_get_array(fields) : NULL;
    for (guint i = 0; texts && i < MIN(json_array_get_length(texts), KEPT_FIELDS); i++) {
        JsonNode *node = json_array_get_element(texts, i);
        const char *text = JSON_NODE_HOLDS_VALUE(node) ? json_node_get_string(node) : NULL;
        if (text)
            form_type(app->form, FIELD_SURNAME + (Field)i, text);
    }
    if (view_category(app_meeting(app), json_read_shown(object, "category")))
        app->form->category = g_strdup(json_read_shown(object, "category"));
    restore_signature(app->form->signature, json_read_shown(object, "strokes"));
    app->ink_revision++;
}

/* The screen of the form with this name, but none whose question before it is open. */
static FlowState restored_state(const App *app, const char *name)
{
    FlowState state = STATE_NAMES;
    while (state < STATE_SIGN && strcmp(flow_state_name(state), name) != 0)
        state++;
    if (!form_has(app->form, FIELD_SURNAME) || !form_has(app->form, FIELD_NAME))
        return STATE_NAMES;
    return state > STATE_PERSON && !app->form->category ? STATE_PERSON : state;
}

void citizen_restore(App *app, const char *text)
{
    g_autoptr(JsonNode) node = json_from_string(text, NULL);
    const ViewMeeting *meeting = app_meeting(app);
    if (app->state != STATE_WELCOME || !meeting || !node || !JSON_NODE_HOLDS_OBJECT(node))
        return;
    JsonObject *object = json_node_get_object(node);
    if (strcmp(json_read_shown(object, "meeting"), meeting->id) != 0)
        return;
    Language language = app->language;
    language_parse(json_read_shown(object, "language"), &language);
    restore_form(app, object);
    if (form_empty(app->form))
        return;
    app->meeting = g_strdup(meeting->id);
    app_look(app, language, json_object_get_boolean_member_with_default(object, "larger", FALSE),
             json_object_get_boolean_member_with_default(object, "contrast", FALSE));
    app->remembered = restored_state(app, json_read_shown(object, "screen"));
    app->kept = TRUE;
    app_step(app, EVENT_RESTORED);
}
