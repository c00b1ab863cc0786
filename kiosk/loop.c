#include "kiosk/loop.h"

#include "kiosk/paint.h"
#include "kiosk/trace.h"
#include "kiosk/worker.h"
#include "protocol/error.h"

/* What takes longer is logged: a finger feels it. */
#define SLOW_PAINT_US 16000
#define SLOW_STEP_US 10000

typedef struct {
    const LoopSetup *setup;
    App *app;
    Uint32 result_event;
    SDL_Window *window;
    SDL_Renderer *renderer;
    Paint *paint;
    int painted;
    gboolean ended;
    gboolean touching; /* with this finger; others are ignored meanwhile */
    SDL_FingerID finger;
} Loop;

static gint64 now_ms(void)
{
    return g_get_monotonic_time() / 1000;
}

static gboolean open_window(Loop *loop, GError **error)
{
    const LoopSetup *setup = loop->setup;
    Uint32 flags = SDL_WINDOW_ALLOW_HIGHDPI;
    SDL_DisplayMode mode = {.w = 1280, .h = 800};
    SDL_GetDesktopDisplayMode(0, &mode);
    int width_px = setup->width_px ? setup->width_px : mode.w;
    int height_px = setup->height_px ? setup->height_px : mode.h;
    if (!setup->windowed)
        flags |= SDL_WINDOW_FULLSCREEN_DESKTOP;
    else if (width_px == mode.w && height_px == mode.h)
        flags |= SDL_WINDOW_BORDERLESS;
    else
        flags |= SDL_WINDOW_RESIZABLE;
    loop->window = SDL_CreateWindow("Esep", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
                                    width_px, height_px, flags);
    if (loop->window)
        loop->renderer = SDL_CreateRenderer(loop->window, -1, 0);
    if (loop->window && !loop->renderer)
        loop->renderer = SDL_CreateRenderer(loop->window, -1, SDL_RENDERER_SOFTWARE);
    if (!loop->renderer) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("The window cannot be opened: {1}. Start it from a graphical session, or on a "
                     "console with SDL_VIDEODRIVER=kmsdrm."),
                  SDL_GetError(), NULL);
        return FALSE;
    }
    loop->paint = paint_new(loop->renderer);
    return TRUE;
}

static void fit(Loop *loop)
{
    int width_px, height_px;
    float dpi = 0;
    if (SDL_GetRendererOutputSize(loop->renderer, &width_px, &height_px) != 0)
        return;
    int display = SDL_GetWindowDisplayIndex(loop->window);
    if (loop->setup->dpi > 0)
        dpi = (float)loop->setup->dpi;
    else if (SDL_GetDisplayDPI(MAX(0, display), NULL, &dpi, NULL) != 0)
        dpi = 0;
    app_resize(loop->app, width_px, height_px, dpi);
}

/* Window units to pixels, where a compositor scales. */
static void to_pixels(const Loop *loop, int *x, int *y)
{
    int width, height;
    SDL_GetWindowSize(loop->window, &width, &height);
    if (width > 0 && height > 0) {
        *x = (int)((gint64)*x * loop->app->theme.width_px / width);
        *y = (int)((gint64)*y * loop->app->theme.height_px / height);
    }
}

static void handle_pointer(Loop *loop, const SDL_Event *event)
{
    gboolean motion = event->type == SDL_MOUSEMOTION;
    int x = motion ? event->motion.x : event->button.x;
    int y = motion ? event->motion.y : event->button.y;
    to_pixels(loop, &x, &y);
    if (motion) {
        if (event->motion.state & SDL_BUTTON_LMASK)
            app_touch_move(loop->app, x, y, now_ms());
    } else if (event->button.button == SDL_BUTTON_LEFT) {
        if (event->type == SDL_MOUSEBUTTONDOWN)
            app_touch_down(loop->app, x, y, now_ms());
        else
            app_touch_up(loop->app, x, y, now_ms());
    }
}

/* A bare display has no pointer: SDL tells of fingers there, and makes no mouse of them. */
static void handle_finger(Loop *loop, const SDL_TouchFingerEvent *event)
{
    int x = (int)(event->x * (float)loop->app->theme.width_px);
    int y = (int)(event->y * (float)loop->app->theme.height_px);
    /* The first finger on its screen leads, even if one before it was never seen to leave: it went
     * with the screen that was unplugged. */
    if (event->type == SDL_FINGERDOWN &&
        (!loop->touching || SDL_GetNumTouchFingers(event->touchId) <= 1)) {
        loop->touching = TRUE;
        loop->finger = event->fingerId;
        app_touch_down(loop->app, x, y, now_ms());
    } else if (loop->touching && event->fingerId == loop->finger) {
        if (event->type == SDL_FINGERMOTION) {
            app_touch_move(loop->app, x, y, now_ms());
        } else if (event->type == SDL_FINGERUP) {
            loop->touching = FALSE;
            app_touch_up(loop->app, x, y, now_ms());
        }
    }
}

static void handle_event(Loop *loop, const SDL_Event *event)
{
    if (event->type == loop->result_event) {
        WorkProgress progress;
        WorkResult *result = worker_event(&event->user, &progress);
        if (result)
            app_result(loop->app, result);
        else
            app_progress(loop->app, &progress);
        return;
    }
    switch (event->type) {
    case SDL_QUIT:
        loop->ended = TRUE;
        break;
    case SDL_WINDOWEVENT:
        if (event->window.event == SDL_WINDOWEVENT_SIZE_CHANGED)
            fit(loop);
        loop->app->dirty = TRUE;
        break;
    case SDL_RENDER_TARGETS_RESET:
    case SDL_RENDER_DEVICE_RESET:
        lettering_forget(loop->app->text);
        paint_free(loop->paint);
        loop->paint = paint_new(loop->renderer);
        loop->app->dirty = TRUE;
        break;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
    case SDL_MOUSEMOTION:
        handle_pointer(loop, event);
        break;
    case SDL_FINGERDOWN:
    case SDL_FINGERUP:
    case SDL_FINGERMOTION:
        handle_finger(loop, &event->tfinger);
        break;
    case SDL_TEXTINPUT:
        app_type(loop->app, event->text.text, now_ms());
        break;
    case SDL_KEYDOWN:
        app_key(loop->app, event->key.keysym.sym, (event->key.keysym.mod & KMOD_SHIFT) != 0,
                now_ms());
        break;
    default:
        break;
    }
}

static void paint(Loop *loop)
{
    gint64 start_us = g_get_monotonic_time();
    paint_app(loop->paint, loop->app);
    loop->app->moved = FALSE;
    SDL_RenderPresent(loop->renderer);
    gint64 took_us = g_get_monotonic_time() - start_us;
    loop->painted++;
    if (took_us > SLOW_PAINT_US)
        g_debug("paint %d of %s took %" G_GINT64_FORMAT " us", loop->painted,
                flow_state_name(loop->app->state), took_us);
    if (loop->setup->trace)
        trace_write(loop->setup->trace, loop->app, loop->painted);
}

/* Only the picture and the meter are new. */
static void move_picture(Loop *loop)
{
    paint_moved(loop->paint, loop->app);
    loop->app->moved = FALSE;
    SDL_RenderPresent(loop->renderer);
}

/* The screen waits for what stands between two paints: nothing there may block. */
static void note_slow(const Loop *loop, const char *what, gint64 since_us)
{
    gint64 took_us = g_get_monotonic_time() - since_us;
    if (took_us > SLOW_STEP_US)
        g_debug("%s on %s took %" G_GINT64_FORMAT " us", what, flow_state_name(loop->app->state),
                took_us);
}

static int tick(Loop *loop)
{
    gint64 since_us = g_get_monotonic_time();
    int wait_ms = app_tick(loop->app, now_ms());
    note_slow(loop, "tick", since_us);
    return wait_ms;
}

static void prepare(const LoopSetup *setup)
{
    /* A screen that owns the display ends by a signal, never by Alt+F4. */
    SDL_SetHint(SDL_HINT_QUIT_ON_LAST_WINDOW_CLOSE, setup->windowed ? "1" : "0");
    /* One touch is one touch: fingers are taken as such, never as a mouse besides. */
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
    SDL_SetHint(SDL_HINT_RENDER_SCALE_QUALITY, "linear");
    SDL_SetHint(SDL_HINT_VIDEO_MINIMIZE_ON_FOCUS_LOSS, "0");
    /* The pictures are flat and change seldom: the processor draws them in less memory and starts
     * at once, where a graphics stack would have to be loaded first. */
    SDL_SetHintWithPriority(SDL_HINT_RENDER_DRIVER, "software", SDL_HINT_DEFAULT);
    SDL_SetHintWithPriority(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0", SDL_HINT_DEFAULT);
}

static void run(Loop *loop)
{
    SDL_StartTextInput();
    SDL_DisableScreenSaver();
    if (SDL_GetNumTouchDevices() > 0 && !loop->setup->windowed)
        SDL_ShowCursor(SDL_DISABLE);
    fit(loop);
    while (!loop->ended) {
        int wait_ms = tick(loop);
        if (loop->app->dirty)
            paint(loop);
        else if (loop->app->moved)
            move_picture(loop);
        SDL_Event event;
        if (!SDL_WaitEventTimeout(&event, wait_ms))
            continue;
        do {
            gint64 since_us = g_get_monotonic_time();
            handle_event(loop, &event);
            note_slow(loop, "event", since_us);
        } while (SDL_PollEvent(&event));
    }
}

gboolean loop_run(const LoopSetup *setup, App *app, Uint32 event, GError **error)
{
    Loop loop = {.setup = setup, .app = app, .result_event = event};
    gboolean ok = FALSE;
    prepare(setup);
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0) {
        error_set(error, PROTOCOL_ERROR_REFUSED,
                  N_("There is no display: {1}. Start it from a graphical session, or on a console "
                     "with SDL_VIDEODRIVER=kmsdrm."),
                  SDL_GetError(), NULL);
        return FALSE;
    }
    if (!open_window(&loop, error))
        goto cleanup;
    run(&loop);
    ok = TRUE;

cleanup:
    lettering_forget(app->text);
    paint_free(loop.paint);
    if (loop.renderer)
        SDL_DestroyRenderer(loop.renderer);
    if (loop.window)
        SDL_DestroyWindow(loop.window);
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    return ok;
}
