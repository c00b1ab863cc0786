#include "media/streams.h"

#include "media/client.h"

enum { CAMERA, MIC, STREAMS_MAX = MIC + RECORD_SOUNDS_MAX };

struct Streams {
    Stream *all[STREAMS_MAX];
    int count;
};

static const StreamWords camera_words = {"camera", NULL}, mic_words = {"mic", NULL};
/* What is recorded as the first sound is of the second microphone, if need be; not the other way
 * round. */
static const StreamWords two_mics_words[RECORD_SOUNDS_MAX] = {{"mic", "mic-1"}, {"mic-2", NULL}};

Streams *streams_open(const char *camera, const char *const *mics, const Memory *memory,
                      GstClock *clock, const StreamOwner *owner)
{
    const PaceLevel *pace = pace_level(&memory->pace);
    const SourceWish wishes[STREAMS_MAX] = {
        {memory->camera, pace}, {memory->mic, pace}, {memory->second_mic, pace}};
    Streams *streams = g_new0(Streams, 1);
    streams->all[CAMERA] =
        stream_new(SOURCE_CAMERA, camera, &wishes[CAMERA], &camera_words, clock, owner);
    streams->count = MIC;
    for (int i = 0; i < RECORD_SOUNDS_MAX && mics[i]; i++)
        streams->all[streams->count++] =
            stream_new(SOURCE_MIC, mics[i], &wishes[MIC + i],
                       mics[1] ? &two_mics_words[i] : &mic_words, clock, owner);
    return streams;
}

void streams_free(Streams *streams)
{
    if (!streams)
        return;
    streams_stop(streams);
    for (int i = 0; i < streams->count; i++)
        stream_free(streams->all[i]);
    g_free(streams);
}

gboolean streams_wait(Streams *streams, gint64 until_us, GError **error)
{
    for (int i = 0; i < streams->count; i++)
        if (!stream_wait(streams->all[i], until_us, error))
            return FALSE;
    return TRUE;
}

RecordFormat streams_format(Streams *streams)
{
    Source *camera = stream_source(streams->all[CAMERA]);
    RecordFormat format = {.coded = source_coded(camera), .sounds = streams->count - MIC};
    source_size(camera, &format.width, &format.height);
    return format;
}

gboolean streams_connect(Streams *streams, Record *record, GError **error)
{
    RecordFormat format = streams_format(streams);
    if (!stream_connect(streams->all[CAMERA], record_pictures(record), format.width, format.height,
                        error))
        return FALSE;
    for (int i = MIC; i < streams->count; i++)
        if (!stream_connect(streams->all[i], record_sound(record, i - MIC), 0, 0, error))
            return FALSE;
    if (streams->count > MIC + 1)
        stream_lend(streams->all[MIC + 1], streams->all[MIC]);
    return TRUE;
}

void streams_go(Streams *streams, GstClockTime base_time)
{
    for (int i = 0; i < streams->count; i++)
        stream_go(streams->all[i], base_time);
}

void streams_tick(Streams *streams)
{
    for (int i = 0; i < streams->count; i++)
        stream_tick(streams->all[i]);
}

void streams_end(Streams *streams, GstClockTime at)
{
    for (int i = 0; i < streams->count; i++)
        stream_end(streams->all[i], at);
}

void streams_stop(Streams *streams)
{
    for (int i = 0; i < streams->count; i++)
        stream_stop(streams->all[i]);
}

Stream *streams_camera(Streams *streams)
{
    return streams->all[CAMERA];
}

Stream *streams_mic(Streams *streams)
{
    return streams->all[MIC];
}

void streams_remember(Streams *streams, Memory *memory)
{
    Device **places[STREAMS_MAX] = {&memory->camera, &memory->mic, &memory->second_mic};
    for (int i = 0; i < streams->count; i++) {
        Source *source = stream_source(streams->all[i]);
        Device *device = source ? source_device(source) : NULL;
        if (!device)
            continue;
        device_free(*places[i]);
        *places[i] = device;
    }
}

void streams_put_names(Streams *streams, JsonObject *answer)
{
    static const char *const members[STREAMS_MAX] = {"camera", "mic", "second_mic"};
    for (int i = 0; i < streams->count; i++) {
        Source *source = stream_source(streams->all[i]);
        g_autofree char *name = source ? source_name(source) : g_strdup("none");
        json_object_set_string_member(answer, members[i], name);
    }
    json_object_set_int_member(answer, "mics", streams->count - MIC);
}

guint streams_alarms(Streams *streams)
{
    int alive = 0;
    for (int i = MIC; i < streams->count; i++)
        alive += stream_alive(streams->all[i]);
    return alive > 0 && alive < streams->count - MIC ? RECORDER_ALARM_MIC_ONE_LOST : 0;
}
