#include "protocol/blank_plan.h"

#include "protocol/error.h"
#include "protocol/json_read.h"

#define NOWHERE (-1)

static const struct {
    const char *code, *text;
} kinds[BLANK_WHY_COUNT] = {
    [BLANK_CONFIDENTIAL] = {"confidential-entry", N_("confidential entry")},
    [BLANK_WITHDRAWN] = {"withdrawn-entry", N_("confidential entry that was withdrawn")},
    [BLANK_BY_HAND] = {"by-hand", N_("by decision of the police body")},
};

const char *blank_why_code(BlankWhy why)
{
    return kinds[why].code;
}

const char *blank_why_text(const char *code)
{
    for (gsize i = 0; i < BLANK_WHY_COUNT; i++)
        if (g_strcmp0(code, kinds[i].code) == 0)
            return kinds[i].text;
    return kinds[BLANK_BY_HAND].text;
}

gint64 blank_copy_ms(const Recording *recording)
{
    return recording->length_ms + ((gint64)recording->takes->len - 1) * JOB_SEAM_MS;
}

void blank_place(const Recording *recording, gint64 copy_ms, int *take_out, gint64 *at_ms_out)
{
    for (guint i = 0; i < recording->takes->len; i++) {
        const RecordingTake *take = g_ptr_array_index(recording->takes, i);
        *take_out = take->take;
        *at_ms_out = CLAMP(copy_ms, 0, take->length_ms);
        if (copy_ms <= take->length_ms)
            return;
        copy_ms -= take->length_ms + JOB_SEAM_MS;
    }
}

/* The moment of the copy at which something was noted: {"take","position_ms"}. */
static gint64 moment_of(const Recording *recording, JsonObject *noted)
{
    const gint64 number = json_object_get_int_member_with_default(noted, "take", 0);
    const gint64 at_ms = json_object_get_int_member_with_default(noted, "position_ms", NOWHERE);
    gint64 begins_ms = 0;
    for (guint i = 0; i < recording->takes->len; i++) {
        const RecordingTake *take = g_ptr_array_index(recording->takes, i);
        if (take->take == number)
            return at_ms < 0 ? NOWHERE : begins_ms + MIN(at_ms, take->length_ms);
        begins_ms += take->length_ms + JOB_SEAM_MS;
    }
    return NOWHERE;
}

static gboolean is_confidential(JsonObject *entry)
{
    return json_object_get_boolean_member_with_default(entry, "confidential", TRUE);
}

/* When the next thing that everybody may see begins. */
static gint64 next_public_ms(const Recording *recording, JsonObject *record, gint64 after_ms)
{
    gint64 next_ms = G_MAXINT64;
    JsonArray *entries = json_read_array(record, "entries"),
              *agenda = json_read_array(record, "agenda");
    for (guint i = 0; entries && i < json_array_get_length(entries); i++) {
        JsonObject *entry = json_array_get_object_element(entries, i);
        const gint64 at_ms = is_confidential(entry) ? NOWHERE : moment_of(recording, entry);
        if (at_ms > after_ms)
            next_ms = MIN(next_ms, at_ms);
    }
    for (guint i = 0; agenda && i < json_array_get_length(agenda); i++) {
        JsonObject *point = json_array_get_object_element(agenda, i);
        JsonNode *mark = json_object_get_member(point, "mark");
        const gint64 at_ms = mark && JSON_NODE_HOLDS_OBJECT(mark)
                                 ? moment_of(recording, json_node_get_object(mark))
                                 : NOWHERE;
        if (at_ms > after_ms)
            next_ms = MIN(next_ms, at_ms);
    }
    return next_ms;
}

/* Whether the place of entry is known. */
static gboolean add_entry(GArray *stretches, const Recording *recording, JsonObject *record,
                          JsonObject *entry, BlankWhy why)
{
    const gint64 at_ms = moment_of(recording, entry);
    BlankStretch stretch = {.why = why};
    if (at_ms == NOWHERE)
        return FALSE;
    stretch.at.from_ms = MAX(0, at_ms - BLANK_BEFORE_MS);
    stretch.at.to_ms = MAX(next_public_ms(recording, record, at_ms), at_ms + BLANK_AT_LEAST_MS);
    g_array_append_val(stretches, stretch);
    return TRUE;
}

static int by_time(gconstpointer a, gconstpointer b)
{
    const BlankStretch *first = a, *second = b;
    return (first->at.from_ms > second->at.from_ms) - (first->at.from_ms < second->at.from_ms);
}

void blank_plan_join(GArray *stretches)
{
    g_array_sort(stretches, by_time);
    for (guint i = 1; i < stretches->len;) {
        BlankStretch *before = &g_array_index(stretches, BlankStretch, i - 1);
        const BlankStretch *one = &g_array_index(stretches, BlankStretch, i);
        if (one->at.from_ms > before->at.to_ms) {
            i++;
            continue;
        }
        before->at.to_ms = MAX(before->at.to_ms, one->at.to_ms);
        before->why = MIN(before->why, one->why);
        g_array_remove_index(stretches, i);
    }
}

GArray *blank_plan(const Recording *recording, JsonObject *record, JsonArray *withdrawn,
                   const JobBlank *by_hand, gsize by_hand_count)
{
    g_autoptr(GArray) stretches = g_array_new(FALSE, FALSE, sizeof(BlankStretch));
    JsonArray *entries = json_read_array(record, "entries");
    gboolean known = TRUE;
    for (guint i = 0; entries && i < json_array_get_length(entries); i++) {
        JsonObject *entry = json_array_get_object_element(entries, i);
        if (is_confidential(entry))
            known = add_entry(stretches, recording, record, entry, BLANK_CONFIDENTIAL) && known;
    }
    for (guint i = 0; i < json_array_get_length(withdrawn); i++)
        known = add_entry(stretches, recording, record, json_array_get_object_element(withdrawn, i),
                          BLANK_WITHDRAWN) &&
                known;
    for (gsize i = 0; i < by_hand_count; i++) {
        const BlankStretch stretch = {by_hand[i], BLANK_BY_HAND};
        g_array_append_val(stretches, stretch);
    }
    blank_plan_join(stretches);
    return known || by_hand_count > 0 ? g_steal_pointer(&stretches) : NULL;
}
