#include "media/keeper.h"

#include "media/answer.h"
#include "media/client.h"
#include "media/helper.h"

/* A look back is idle work: it may take its time, but not for ever. */
#define LATE_ROUNDS 3
#define MIRROR_EVERY_MS 1000
#define SILENT_US (4 * G_USEC_PER_SEC)
#define BEHIND_BYTES (4 << 20)

struct Keeper {
    const KeeperSetup *setup;
    int take;
    guint timers[2];

    Helper *look;
    gint64 from_ms; /* where the next look begins */
    gint64 began_us;
    int rounds; /* that the look under way has taken already */
    /* What read back wrong, or not at all: read again every other time until it is right, however
     * long that takes. bad_to_ms 0: there is nothing. */
    gint64 bad_from_ms, bad_to_ms;
    gboolean again; /* the look under way is at that */
    gboolean late;

    Helper *mirror;
    gboolean mirror_failed;
    gint64 heard_us; /* when it last said that all is well */
    gint64 behind_bytes;
};

static void handle_look(JsonObject *said, const GError *error, gpointer user_data)
{
    Keeper *keeper = user_data;
    if (error)
        g_warning("what was written reads back wrong: %s", error->message);
    if (error && !keeper->again) {
        if (keeper->bad_to_ms == 0)
            keeper->bad_from_ms = keeper->from_ms;
        keeper->from_ms = (g_get_monotonic_time() - keeper->began_us) / 1000;
        keeper->bad_to_ms = keeper->from_ms;
    }
    if (said && answer_true(said, "finished")) {
        if (keeper->again)
            keeper->bad_to_ms = 0;
        else
            keeper->from_ms = answer_int(said, "until_ms", keeper->from_ms);
        keeper->late = FALSE;
    }
}

static gboolean handle_look_time(gpointer user_data)
{
    Keeper *keeper = user_data;
    if (keeper->look && !helper_ended(keeper->look)) {
        if (++keeper->rounds >= LATE_ROUNDS)
            keeper->late = TRUE;
        return G_SOURCE_CONTINUE;
    }
    keeper->again = keeper->bad_to_ms > 0 && !keeper->again;
    g_autoptr(GError) error = NULL;
    g_autofree char *take = g_strdup_printf("%d", keeper->take);
    g_autofree char *from =
        g_strdup_printf("%" G_GINT64_FORMAT, keeper->again ? keeper->bad_from_ms : keeper->from_ms);
    g_autofree char *to =
        g_strdup_printf("%" G_GINT64_FORMAT, keeper->again ? keeper->bad_to_ms : 0);
    const char *options[] = {"look-back", "--directory", keeper->setup->directory,
                             "--take",    take,          "--from-ms",
                             from,        "--to-ms",     to,
                             NULL};
    helper_free(keeper->look);
    keeper->rounds = 0;
    keeper->look = helper_new(options, handle_look, keeper, &error);
    if (!keeper->look)
        g_warning("nothing is read back: %s", error->message);
    return G_SOURCE_CONTINUE;
}

static void handle_mirror(JsonObject *said, const GError *error, gpointer user_data)
{
    Keeper *keeper = user_data;
    keeper->mirror_failed = error != NULL;
    if (error)
        g_info("second copy: %s", error->message);
    if (!said)
        return;
    keeper->behind_bytes = answer_int(said, "behind_bytes", 0);
    keeper->heard_us = g_get_monotonic_time();
}

static gboolean handle_mirror_time(gpointer user_data)
{
    Keeper *keeper = user_data;
    g_autoptr(GError) error = NULL;
    if (keeper->mirror && !helper_ended(keeper->mirror))
        return G_SOURCE_CONTINUE;
    const char *options[] = {"mirror", "--directory",         keeper->setup->directory,
                             "--out",  keeper->setup->mirror, NULL};
    helper_free(keeper->mirror);
    keeper->mirror = helper_new(options, handle_mirror, keeper, &error);
    if (!keeper->mirror)
        g_warning("no second copy: %s", error->message);
    return G_SOURCE_CONTINUE;
}

Keeper *keeper_new(const KeeperSetup *setup, int take)
{
    Keeper *keeper = g_new0(Keeper, 1);
    keeper->setup = setup;
    keeper->take = take;
    keeper->began_us = keeper->heard_us = g_get_monotonic_time();
    keeper->timers[0] = g_timeout_add((guint)setup->look_back_every_ms, handle_look_time, keeper);
    keeper->behind_bytes = -1;
    if (setup->mirror && *setup->mirror) {
        keeper->behind_bytes = 0;
        keeper->timers[1] = g_timeout_add(MIRROR_EVERY_MS, handle_mirror_time, keeper);
        handle_mirror_time(keeper);
    }
    return keeper;
}

void keeper_free(Keeper *keeper)
{
    if (!keeper)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(keeper->timers); i++)
        if (keeper->timers[i])
            g_source_remove(keeper->timers[i]);
    helper_free(keeper->look);
    helper_free(keeper->mirror);
    g_free(keeper);
}

guint keeper_alarms(const Keeper *keeper)
{
    guint alarms = keeper->bad_to_ms > 0 || keeper->late ? RECORDER_ALARM_CARD_UNREADABLE : 0;
    if (keeper->behind_bytes >= 0 &&
        (keeper->mirror_failed || keeper->behind_bytes > BEHIND_BYTES ||
         g_get_monotonic_time() - keeper->heard_us > SILENT_US))
        alarms |= RECORDER_ALARM_MIRROR_BEHIND;
    return alarms;
}

gint64 keeper_behind_bytes(const Keeper *keeper)
{
    return keeper->behind_bytes;
}
