#include "media/guard.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_EVERY_MS 500
#define LOUDNESS_WINDOW_SAMPLES 24000
/* Measured: a dead microphone gives zeros, a lifeless picture not one other pixel;
 * a living camera always has noise. */
#define DEAD_AFTER_MS 2000
#define FAINT_DB (-60.0)
#define FAINT_AFTER_MS 30000
#define CLIPPED 32760
#define CLIPPED_SAMPLES 20 /* in a window */
#define PICTURE_AFTER_MS 3000
#define FROZEN_AFTER_MS 5000
#define BLACK_MEAN 20   /* of 16 to 235 */
#define FLAT_SPREAD 3.0 /* mean distance from the mean */
#define SHOWN_FOR_MS 10000
#define CLOCK_SHOWN_FOR_MS 60000
#define SLOW_WRITE_US 700000
#define NEARLY_FULL_MS (30 * 60 * 1000)
#define PIXEL_STEP 8
#define NEVER (-(gint64)G_MAXINT32)

struct Guard {
    gboolean sound; /* immutable */

    GMutex lock;
    /* protected by lock */
    gint64 nonzero_ms, audible_ms, clipped_ms; /* when last so */
    double squares;
    guint samples, clipped;
    double rms;
    gint64 looked_ms;                     /* at a picture */
    gint64 lit_ms, structured_ms, new_ms; /* when last so */
    guint8 *before;                       /* the pixels that were looked at last */
    gsize pixels;
    GuardFacts facts;
    gint64 lost_ms, slow_ms, clock_ms;
};

Guard *guard_new(gboolean sound)
{
    Guard *guard = g_new0(Guard, 1);
    guard->sound = sound;
    guard->clipped_ms = guard->lost_ms = guard->slow_ms = guard->clock_ms = NEVER;
    guard->looked_ms = NEVER;
    guard->facts = (GuardFacts){.camera_alive = TRUE, .mic_alive = TRUE, .time_left_ms = -1};
    g_mutex_init(&guard->lock);
    return guard;
}

void guard_free(Guard *guard)
{
    if (!guard)
        return;
    g_mutex_clear(&guard->lock);
    g_free(guard->before);
    g_free(guard);
}

static double to_db(double rms)
{
    return rms > 0 ? 20 * log10(rms / 32768.0) : -G_MAXDOUBLE;
}

static void close_window(Guard *guard, gint64 at_ms)
{
    guard->rms = sqrt(guard->squares / guard->samples);
    if (to_db(guard->rms) > FAINT_DB)
        guard->audible_ms = at_ms;
    if (guard->clipped >= CLIPPED_SAMPLES)
        guard->clipped_ms = at_ms;
    guard->squares = 0;
    guard->samples = guard->clipped = 0;
}

void guard_sound(Guard *guard, const gint16 *samples, gsize count, gint64 at_ms)
{
    gint64 squares = 0;
    guint clipped = 0;
    for (gsize i = 0; i < count; i++) {
        int sample = samples[i];
        squares += (gint64)sample * sample;
        clipped += sample >= CLIPPED || sample <= -CLIPPED;
    }
    g_mutex_lock(&guard->lock);
    if (squares > 0)
        guard->nonzero_ms = at_ms;
    guard->squares += (double)squares;
    guard->clipped += clipped;
    guard->samples += (guint)count;
    if (guard->samples >= LOUDNESS_WINDOW_SAMPLES)
        close_window(guard, at_ms);
    g_mutex_unlock(&guard->lock);
}

gboolean guard_wants_picture(Guard *guard, gint64 at_ms)
{
    g_mutex_lock(&guard->lock);
    gboolean wants = at_ms - guard->looked_ms >= LOOK_EVERY_MS;
    g_mutex_unlock(&guard->lock);
    return wants;
}

/* Every eighth pixel of every eighth line, into a buffer of its own. Free with g_free. */
static guint8 *sample_picture(const guint8 *luma, int width, int height, int stride, gsize *count)
{
    guint8 *pixels = g_malloc((gsize)(width / PIXEL_STEP + 1) * (gsize)(height / PIXEL_STEP + 1));
    *count = 0;
    for (int y = 0; y < height; y += PIXEL_STEP)
        for (int x = 0; x < width; x += PIXEL_STEP)
            pixels[(*count)++] = luma[y * stride + x];
    return pixels;
}

static double mean_of(const guint8 *pixels, gsize count)
{
    guint64 sum = 0;
    for (gsize i = 0; i < count; i++)
        sum += pixels[i];
    return (double)sum / (double)MAX(count, 1);
}

static double spread_of(const guint8 *pixels, gsize count, double mean)
{
    guint64 sum = 0;
    int middle = (int)(mean + 0.5);
    for (gsize i = 0; i < count; i++)
        sum += (guint64)abs(pixels[i] - middle);
    return (double)sum / (double)MAX(count, 1);
}

void guard_picture(Guard *guard, const guint8 *luma, int width, int height, int stride_bytes,
                   gint64 at_ms)
{
    gsize count;
    guint8 *pixels = sample_picture(luma, width, height, stride_bytes, &count);
    double mean = mean_of(pixels, count), spread = spread_of(pixels, count, mean);
    g_mutex_lock(&guard->lock);
    if (mean > BLACK_MEAN)
        guard->lit_ms = at_ms;
    if (spread > FLAT_SPREAD)
        guard->structured_ms = at_ms;
    if (count != guard->pixels || memcmp(pixels, guard->before, count) != 0)
        guard->new_ms = at_ms;
    g_free(guard->before);
    guard->before = pixels;
    guard->pixels = count;
    guard->looked_ms = at_ms;
    g_mutex_unlock(&guard->lock);
}

void guard_look(Guard *guard, const GuardFacts *facts, gint64 at_ms)
{
    g_mutex_lock(&guard->lock);
    if (facts->frames_lost > guard->facts.frames_lost)
        guard->lost_ms = at_ms;
    if (facts->slowest_write_us > SLOW_WRITE_US)
        guard->slow_ms = at_ms;
    if (facts->clock_changed)
        guard->clock_ms = at_ms;
    /* What is not there cannot be faint or frozen; nor when it has just come back. */
    if (!facts->mic_alive)
        guard->nonzero_ms = guard->audible_ms = at_ms;
    if (!facts->camera_alive)
        guard->lit_ms = guard->structured_ms = guard->new_ms = at_ms;
    guard->facts = *facts;
    g_mutex_unlock(&guard->lock);
}

static guint sound_alarms(const Guard *guard, gint64 at_ms)
{
    guint alarms = 0;
    if (!guard->sound)
        return 0;
    if (!guard->facts.mic_alive)
        return RECORDER_ALARM_MIC_LOST;
    if (at_ms - guard->nonzero_ms > DEAD_AFTER_MS)
        alarms |= RECORDER_ALARM_MIC_DEAD;
    else if (at_ms - guard->audible_ms > FAINT_AFTER_MS)
        alarms |= RECORDER_ALARM_MIC_FAINT;
    if (at_ms - guard->clipped_ms < SHOWN_FOR_MS)
        alarms |= RECORDER_ALARM_MIC_CLIPPING;
    return alarms;
}

static guint picture_alarms(const Guard *guard, gint64 at_ms)
{
    if (!guard->facts.camera_alive)
        return RECORDER_ALARM_CAMERA_LOST;
    if (at_ms - guard->lit_ms > PICTURE_AFTER_MS)
        return RECORDER_ALARM_CAMERA_BLACK;
    if (at_ms - guard->structured_ms > PICTURE_AFTER_MS)
        return RECORDER_ALARM_CAMERA_COVERED;
    return at_ms - guard->new_ms > FROZEN_AFTER_MS ? RECORDER_ALARM_CAMERA_FROZEN : 0;
}

guint guard_alarms(Guard *guard, gint64 at_ms)
{
    g_mutex_lock(&guard->lock);
    guint alarms = sound_alarms(guard, at_ms) | picture_alarms(guard, at_ms);
    if (at_ms - guard->lost_ms < SHOWN_FOR_MS)
        alarms |= RECORDER_ALARM_FRAMES_LOST;
    if (at_ms - guard->slow_ms < SHOWN_FOR_MS)
        alarms |= RECORDER_ALARM_CARD_SLOW;
    if (guard->facts.time_left_ms >= 0 && guard->facts.time_left_ms < NEARLY_FULL_MS)
        alarms |= RECORDER_ALARM_CARD_NEARLY_FULL;
    if (at_ms - guard->clock_ms < CLOCK_SHOWN_FOR_MS)
        alarms |= RECORDER_ALARM_CLOCK_CHANGED;
    g_mutex_unlock(&guard->lock);
    return alarms;
}

double guard_rms_db(Guard *guard)
{
    g_mutex_lock(&guard->lock);
    double rms = guard->rms;
    g_mutex_unlock(&guard->lock);
    return to_db(rms);
}
