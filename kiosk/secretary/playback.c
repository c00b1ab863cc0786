#include "kiosk/secretary/playback.h"

#include "kiosk/secretary/desk.h"
#include "protocol/json_read.h"

#define ASK_MS 250
#define PICTURE_MS 66 /* between two pictures on the screen */

Playback *playback_new(void)
{
    return g_new0(Playback, 1);
}

void playback_free(Playback *playback)
{
    if (!playback)
        return;
    g_free(playback->why);
    g_free(playback);
}

static Playback *of(const App *app)
{
    return app->office->playback;
}

static JsonArray *takes(const App *app)
{
    return json_read_array(json_read_object(desk_record(app), "recording"), "takes");
}

static int take_count(const App *app)
{
    return takes(app) ? (int)json_array_get_length(takes(app)) : 0;
}

/* 0: the record was read again, and there is no such take in it. */
static gint64 take_member(const App *app, int take, const char *member)
{
    if (take >= take_count(app))
        return 0;
    JsonObject *object = json_array_get_object_element(takes(app), (guint)take);
    return json_object_get_int_member_with_default(object, member, 0);
}

/* Length of the takes before this one. */
static gint64 before_ms(const App *app, int take)
{
    gint64 sum_ms = 0;
    for (int i = 0; i < MIN(take, take_count(app)); i++)
        sum_ms += take_member(app, i, "length_ms");
    return sum_ms;
}

gint64 playback_length_ms(const App *app)
{
    return before_ms(app, take_count(app));
}

gint64 playback_at_ms(const App *app)
{
    return before_ms(app, of(app)->take) + of(app)->status.at_ms;
}

void playback_place(const App *app, int *take_out, gint64 *at_ms_out)
{
    *take_out = (int)take_member(app, of(app)->take, "take");
    *at_ms_out = CLAMP(of(app)->status.at_ms, 0, take_member(app, of(app)->take, "length_ms"));
}

gint64 playback_entry_ms(const App *app, JsonObject *entry)
{
    gint64 take = json_object_get_int_member_with_default(entry, "take", 0);
    for (int i = 0; take > 0 && i < take_count(app); i++)
        if (take_member(app, i, "take") == take)
            return before_ms(app, i) +
                   json_object_get_int_member_with_default(entry, "position_ms", 0);
    return -1;
}

static gint by_place(gconstpointer one, gconstpointer other, gpointer app)
{
    gint64 a = playback_entry_ms(app, *(JsonObject *const *)one);
    gint64 b = playback_entry_ms(app, *(JsonObject *const *)other);
    return (a > b) - (a < b);
}

GPtrArray *playback_entries(const App *app)
{
    GPtrArray *found = g_ptr_array_new();
    JsonArray *entries = desk_list(app, "entries");
    for (guint i = 0; entries && i < json_array_get_length(entries); i++) {
        JsonObject *entry = json_array_get_object_element(entries, i);
        if (playback_entry_ms(app, entry) >= 0)
            g_ptr_array_add(found, entry);
    }
    g_ptr_array_sort_with_data(found, by_place, (gpointer)app);
    return found;
}

int playback_entry_now(const App *app)
{
    g_autoptr(GPtrArray) entries = playback_entries(app);
    int now = -1;
    for (guint i = 0; i < entries->len; i++)
        if (MAX(0, playback_entry_ms(app, entries->pdata[i]) - PLAYBACK_BEFORE_MS) <=
            playback_at_ms(app))
            now = (int)i;
    return now;
}

void playback_go_entry(App *app, JsonObject *entry)
{
    gint64 to_ms = MAX(0, playback_entry_ms(app, entry) - PLAYBACK_BEFORE_MS);
    playback_go(app, to_ms - playback_at_ms(app));
}

static void ask(App *app, PlayWhat what, gint64 at_ms)
{
    PlayTask *task = g_new0(PlayTask, 1);
    *task = (PlayTask){.what = what, .at_ms = at_ms, .round = of(app)->round};
    if (what == PLAY_OPEN) {
        task->id = g_strdup(app->office->meeting_id);
        task->take = (int)take_member(app, of(app)->take, "take");
    }
    of(app)->asked = TRUE;
    of(app)->ask_ms = app->now_ms + ASK_MS;
    app_ask(app, &work_play, task);
}

/* The picture of the player that is open goes with it. */
static void let_go(App *app)
{
    if (of(app)->shown)
        app_show(app, NULL);
    of(app)->shown = FALSE;
    of(app)->round++;
    g_clear_pointer(&of(app)->why, g_free);
}

static void open_take(App *app, int take, gint64 at_ms)
{
    let_go(app);
    of(app)->take = take;
    of(app)->opened = TRUE;
    of(app)->status = (PlayerStatus){.at_ms = at_ms, .playing = TRUE};
    ask(app, PLAY_OPEN, at_ms);
}

void playback_open(App *app, int take, gint64 position_ms, gboolean of_case)
{
    of(app)->of_case = of_case;
    for (int i = 0; i < take_count(app); i++)
        if (take == 0 || take_member(app, i, "take") == take) {
            open_take(app, i, position_ms);
            return;
        }
}

gboolean playback_is_of_case(const App *app)
{
    return of(app)->of_case;
}

gboolean playback_is_there(const App *app)
{
    return take_count(app) > 0 && !desk_is_disposed(app);
}

void playback_begin(App *app)
{
    playback_open(app, 0, 0, FALSE);
}

void playback_close(App *app)
{
    if (!of(app)->opened)
        return;
    let_go(app);
    ask(app, PLAY_CLOSE, 0);
    of(app)->opened = of(app)->asked = FALSE;
}

void playback_turn(App *app)
{
    PlayerStatus *status = &of(app)->status;
    if (!of(app)->shown)
        return;
    status->playing = !status->playing;
    ask(app, status->playing ? PLAY_ON : PLAY_PAUSE, 0);
}

void playback_go(App *app, gint64 by_ms)
{
    gint64 at_ms = CLAMP(playback_at_ms(app) + by_ms, 0, MAX(0, playback_length_ms(app) - 1000));
    int take = 0, last = take_count(app) - 1;
    while (take < last && at_ms >= before_ms(app, take + 1))
        take++;
    at_ms -= before_ms(app, take);
    if (!of(app)->shown || take != of(app)->take) {
        open_take(app, take, at_ms);
        return;
    }
    of(app)->status.at_ms = at_ms;
    ask(app, PLAY_SEEK, at_ms);
}

int playback_tick(App *app)
{
    int office_ms = office_tick(app);
    if (!of(app)->shown)
        return office_ms;
    app_read_picture(app);
    if (!of(app)->asked && app->now_ms >= of(app)->ask_ms)
        ask(app, PLAY_STATUS, 0);
    return MIN(office_ms, of(app)->status.playing ? PICTURE_MS : ASK_MS);
}

static gboolean reads_the_same(const PlayerStatus *one, const PlayerStatus *other)
{
    return one->at_ms / 1000 == other->at_ms / 1000 && one->playing == other->playing &&
           one->sound == other->sound;
}

/* Behind the end of a take comes the next. */
static void take_status(App *app, const PlayerStatus *status)
{
    if (status->ended && of(app)->take + 1 < take_count(app)) {
        open_take(app, of(app)->take + 1, 0);
        return;
    }
    app->dirty = app->dirty || !reads_the_same(status, &of(app)->status);
    of(app)->status = *status;
    if (status->ended)
        of(app)->status.playing = FALSE;
}

void playback_take(App *app, WorkResult *result)
{
    const PlayTask *task = result->argument;
    const PlayAnswer *answer = result->value;
    if (!of(app)->opened || task->round != of(app)->round)
        return;
    of(app)->asked = FALSE;
    if (result->error) {
        let_go(app);
        of(app)->why = message_error(app->language, result->error);
        app->dirty = TRUE;
        return;
    }
    if (task->what == PLAY_OPEN) {
        app_show(app, answer->preview);
        of(app)->shown = TRUE;
        app->dirty = TRUE;
    }
    take_status(app, &answer->status);
}
