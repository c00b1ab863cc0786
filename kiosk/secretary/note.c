#include "kiosk/secretary/note.h"

#include <string.h>

#include "protocol/clock.h"
#include "protocol/json_read.h"

static const char *const codes[NOTE_KIND_COUNT] = {"complaint", "suggestion", "remark", "decision",
                                                   "award"};

/* The texts of a note by their names in the file. */
static const struct {
    const char *name;
    gsize offset;
} texts[] = {
    {"at", G_STRUCT_OFFSET(Note, at)},         {"who", G_STRUCT_OFFSET(Note, who)},
    {"text", G_STRUCT_OFFSET(Note, text)},     {"outcome", G_STRUCT_OFFSET(Note, outcome)},
    {"answer", G_STRUCT_OFFSET(Note, answer)}, {"to", G_STRUCT_OFFSET(Note, to)},
    {"due", G_STRUCT_OFFSET(Note, due)},       {"surname", G_STRUCT_OFFSET(Note, surname)},
    {"given", G_STRUCT_OFFSET(Note, given)},
};

static char **text_of(const Note *note, gsize i)
{
    return G_STRUCT_MEMBER_P(note, texts[i].offset);
}

Note *note_new(NoteKind kind)
{
    Note *note = g_new0(Note, 1);
    note->kind = kind;
    note->from = NOTE_FROM_UNKNOWN;
    return note;
}

void note_free(gpointer data)
{
    Note *note = data;
    if (!note)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        char *text = *text_of(note, i);
        if (text)
            explicit_bzero(text, strlen(text));
        g_free(text);
    }
    g_free(note);
}

Note *note_copy(const Note *note)
{
    Note *copy = g_new0(Note, 1);
    *copy = *note;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        *text_of(copy, i) = g_strdup(*text_of(note, i));
    return copy;
}

gboolean note_is_entry(const Note *note)
{
    return note->kind <= NOTE_REMARK;
}

const char *note_code(NoteKind kind)
{
    return codes[kind];
}

NoteKind note_kind(const char *code)
{
    int kind = 0;
    while (kind < NOTE_KIND_COUNT && g_strcmp0(code, codes[kind]) != 0)
        kind++;
    return (NoteKind)kind;
}

gboolean note_is_bare(const Note *note)
{
    return note->from == NOTE_FROM_UNKNOWN && !note->who && !note->text && !note->outcome &&
           !note->due && !note->surname && !note->given;
}

gboolean note_is_whole(const Note *note)
{
    if (!note->text)
        return FALSE;
    if (note->kind == NOTE_DECISION)
        return note->who && note->due;
    if (note->kind == NOTE_AWARD)
        return note->who != NULL;
    return note->from != NOTE_FROM_UNKNOWN && note->outcome &&
           (strcmp(note->outcome, "forward") != 0 || note->to);
}

/* "Жанғабылова Айгүл Нұрланқызы"; g_free, NULL: nobody. */
static char *full_name(JsonObject *person)
{
    const char *surname = json_read_text(person, "surname"), *name = json_read_text(person, "name");
    const char *patronymic = json_read_text(person, "patronymic");
    if (!surname)
        return NULL;
    return g_strjoin(" ", surname, name ? name : patronymic, name ? patronymic : NULL, NULL);
}

static Note *read_entry(JsonObject *entry)
{
    const char *code = json_read_text(entry, "type");
    NoteKind kind = note_kind(code ? code : "");
    if (kind > NOTE_REMARK)
        return NULL;
    Note *note = note_new(kind);
    note->at = g_strdup(json_read_text(entry, "said"));
    note->take = (int)json_object_get_int_member_with_default(entry, "take", 0);
    note->position_ms = json_object_get_int_member_with_default(entry, "position_ms", 0);
    note->from = (int)json_object_get_int_member_with_default(entry, "from", 0);
    note->who = full_name(json_read_object(entry, "initiator"));
    note->outcome = g_strdup(json_read_text(entry, "outcome"));
    note->answer = g_strdup(json_read_text(entry, "answer"));
    note->to = g_strdup(json_read_text(entry, "to"));
    note->confidential = json_object_get_boolean_member_with_default(entry, "confidential", FALSE);
    return note;
}

static Note *read_item(JsonObject *item, const char *list)
{
    gboolean decision = strcmp(list, "decisions") == 0;
    if (strcmp(list, "entries") == 0)
        return read_entry(item);
    Note *note = note_new(decision ? NOTE_DECISION : NOTE_AWARD);
    note->who = g_strdup(json_read_text(item, decision ? "owner" : "to"));
    note->due = g_strdup(json_read_text(item, "due"));
    return note;
}

Note *note_of_record(JsonObject *record, const char *list, int number)
{
    const char *member = strcmp(list, "entries") == 0 ? "entry" : "n";
    JsonObject *item = json_read_row(json_read_array(record, list), member, number);
    Note *note = item ? read_item(item, list) : NULL;
    if (note) {
        note->number = number;
        note->text = g_strdup(json_read_text(item, "text"));
    }
    return note;
}

char *note_position(int take, gint64 position_ms)
{
    int second = (int)(position_ms / 1000);
    return g_strdup_printf("%d/%d:%02d:%02d.%03d", take, second / 3600, second / 60 % 60,
                           second % 60, (int)(position_ms % 1000));
}

static void add(JsonBuilder *builder, const Note *note)
{
    json_builder_begin_object(builder);
    json_builder_set_member_name(builder, "kind");
    json_builder_add_string_value(builder, codes[note->kind]);
    json_builder_set_member_name(builder, "take");
    json_builder_add_int_value(builder, note->take);
    json_builder_set_member_name(builder, "position_ms");
    json_builder_add_int_value(builder, note->position_ms);
    json_builder_set_member_name(builder, "from");
    json_builder_add_int_value(builder, note->from);
    json_builder_set_member_name(builder, "confidential");
    json_builder_add_boolean_value(builder, note->confidential);
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        if (*text_of(note, i)) {
            json_builder_set_member_name(builder, texts[i].name);
            json_builder_add_string_value(builder, *text_of(note, i));
        }
    json_builder_end_object(builder);
}

char *notes_json(GPtrArray *notes)
{
    if (notes->len == 0)
        return NULL;
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_array(builder);
    for (guint i = 0; i < notes->len; i++)
        add(builder, notes->pdata[i]);
    json_builder_end_array(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    return json_to_string(root, FALSE);
}

static Note *parse(JsonObject *object)
{
    int seconds;
    const char *code = json_object_get_string_member_with_default(object, "kind", "");
    const char *at = json_object_get_string_member_with_default(object, "at", "");
    NoteKind kind = note_kind(code);
    if (kind == NOTE_KIND_COUNT || !at || !time_of_day_parse(at, &seconds))
        return NULL;
    Note *note = note_new(kind);
    note->take = (int)json_object_get_int_member_with_default(object, "take", 0);
    note->position_ms = json_object_get_int_member_with_default(object, "position_ms", 0);
    note->from = (int)json_object_get_int_member_with_default(object, "from", NOTE_FROM_UNKNOWN);
    note->confidential = json_object_get_boolean_member_with_default(object, "confidential", FALSE);
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        *text_of(note, i) =
            g_strdup(json_object_get_string_member_with_default(object, texts[i].name, NULL));
    return note;
}

GPtrArray *notes_parse(const char *json)
{
    GPtrArray *notes = g_ptr_array_new_with_free_func(note_free);
    g_autoptr(JsonNode) node = json ? json_from_string(json, NULL) : NULL;
    JsonArray *array = node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
    for (guint i = 0; array && i < json_array_get_length(array) && notes->len < NOTES_MAX; i++) {
        JsonNode *element = json_array_get_element(array, i);
        Note *note = JSON_NODE_HOLDS_OBJECT(element) ? parse(json_node_get_object(element)) : NULL;
        if (note)
            g_ptr_array_add(notes, note);
    }
    return notes;
}
