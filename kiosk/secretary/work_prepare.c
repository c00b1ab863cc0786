/* Runs on the worker's threads. */
#include "kiosk/secretary/work_prepare.h"

#include "protocol/document_meeting.h"
#include "protocol/meeting.h"
#include "protocol/print.h"

static void free_new(gpointer data)
{
    PrepareNew *new = data;
    g_free(new->kind);
    g_free(new->date);
    g_free(new->time);
    g_free(new->place);
    g_free(new->precincts);
    g_free(new->speaker);
    g_free(new);
}

static void free_set(gpointer data)
{
    PrepareSet *set = data;
    for (gsize i = 0; i < G_N_ELEMENTS(set->field); i++) {
        g_free(set->field[i]);
        g_free(set->value[i]);
    }
    g_free(set->id);
    g_free(set);
}

static void free_announce(gpointer data)
{
    PrepareAnnounce *announce = data;
    g_free(announce->id);
    g_free(announce->channel);
    g_free(announce->on);
    g_free(announce);
}

static gboolean create(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const PrepareNew *new = argument;
    g_auto(GStrv) parts = NULL;
    g_auto(GStrv) precincts =
        new->precincts &&*new->precincts ? g_strsplit(new->precincts, "\n", -1) : NULL;
    Official speaker;
    char *id = NULL;
    if (!official_parse(new->speaker, &speaker, &parts, error))
        return FALSE;
    const MeetingNew meeting = {.kind = new->kind,
                                .date = new->date,
                                .time = new->time,
                                .place = new->place,
                                .precincts = (const char *const *)precincts,
                                .speakers = &speaker,
                                .speaker_count = 1};
    if (!meeting_create(place->home, &meeting, &id, error))
        return FALSE;
    *value_out = id;
    return TRUE;
}

static gboolean set_fields(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const PrepareSet *set = argument;
    MeetingField fields[2];
    gsize count = 0;
    for (; count < G_N_ELEMENTS(fields) && set->field[count]; count++)
        fields[count] = (MeetingField){set->field[count], set->value[count]};
    return meeting_set_all(place->home, set->id, fields, count, error);
}

static gboolean announce(Workplace *place, gpointer argument, gpointer *value_out, GError **error)
{
    const PrepareAnnounce *what = argument;
    return meeting_announce(place->home, what->id, what->channel, what->on, NULL, error);
}

static gboolean print_notice(Workplace *place, gpointer argument, gpointer *value_out,
                             GError **error)
{
    const Document notice = {.kind = DOCUMENT_NOTICE, .language = "both"};
    gboolean sealed;
    g_autoptr(GBytes) pdf = document_of_meeting(place->home, argument, &notice, &sealed, error);
    if (!pdf)
        return FALSE;
    workplace_progress(place, 0.3);
    g_autofree char *printer = workplace_printer(place);
    const PrintRequest request = {.printer = printer, .title = "Esep", .copies = 1};
    return print_document(pdf, &request, NULL, NULL, error);
}

const Work work_prepare_new = {.name = "prepare-new",
                               .run = create,
                               .done = prepare_take_new,
                               .free_argument = free_new,
                               .free_value = g_free,
                               .changes = TRUE};
const Work work_prepare_set = {.name = "prepare-set",
                               .run = set_fields,
                               .done = prepare_take_saved,
                               .free_argument = free_set,
                               .changes = TRUE};
const Work work_prepare_announce = {.name = "prepare-announce",
                                    .run = announce,
                                    .done = prepare_take_saved,
                                    .free_argument = free_announce,
                                    .changes = TRUE};
const Work work_prepare_notice = {.name = "prepare-notice",
                                  .thread = WORK_LONG,
                                  .run = print_notice,
                                  .done = prepare_take_printed,
                                  .free_argument = g_free};
