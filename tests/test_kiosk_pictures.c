/* What the comparison with a reference picture finds, and what it lets pass. */
#include <string.h>

#include "protocol/message.h"
#include "tests/support.h"
#include "tests/support_home.h"
#include "tests/support_kiosk_office.h"
#include "tests/support_kiosk_picture.h"

static const FlowState states[] = {STATE_WELCOME, STATE_PERSON, STATE_HOME};

/* How many of the changes that it makes to a widget are not seen; each is told. */
typedef int (*Change)(App *app, const Picture *before, Widget *widget);

static App *reach(Asked *asked, FlowState state)
{
    if (state == STATE_HOME)
        return sample_office(asked, LANGUAGE_RU, USER_SECRETARY);
    App *app = sample_app(asked, LANGUAGE_KK, sample_day("announced"));
    if (state != STATE_WELCOME)
        sample_walk(app, state);
    return app;
}

static int is_overlooked(App *app, const Picture *before, const char *what)
{
    g_autoptr(Picture) after = sample_picture(app);
    int difference = sample_picture_difference(before, after);
    if (difference > SAMPLE_PICTURE_TOLERANCE)
        return 0;
    g_test_message("%s %dx%d: %s makes a difference of %d only", flow_state_name(app->state),
                   app->theme.width_px, app->theme.height_px, what, difference);
    return 1;
}

static gboolean is_button(const Widget *widget)
{
    return widget->touch.kind != TOUCH_NONE && widget->text.lines && !widget->typed &&
           strlen(widget->text.lines->pdata[0]) > 2;
}

static int moved(App *app, const Picture *before, Widget *widget)
{
    if (!is_button(widget))
        return 0;
    const Widget kept = *widget;
    widget->rect.x += 6;
    widget->text_rect.x += 6;
    widget->icon_rect.x += 6;
    int overlooked = is_overlooked(app, before, widget->id);
    *widget = kept;
    return overlooked;
}

static int wordless(App *app, const Picture *before, Widget *widget)
{
    int overlooked = 0;
    for (guint l = 0; widget->text.lines && l < widget->text.lines->len; l++) {
        char *line = widget->text.lines->pdata[l];
        g_auto(GStrv) words = g_strsplit(line, " ", -1);
        for (int i = 0; words[i]; i++) {
            if (g_utf8_strlen(words[i], -1) < 3)
                continue;
            char *word = words[i];
            words[i] = g_strnfill(strlen(word), ' ');
            g_autofree char *without = g_strjoinv(" ", words);
            widget->text.lines->pdata[l] = without;
            overlooked += is_overlooked(app, before, word);
            widget->text.lines->pdata[l] = line;
            g_free(words[i]);
            words[i] = word;
        }
    }
    return overlooked;
}

static int recoloured(App *app, const Picture *before, Widget *widget)
{
    static const Look others[LOOK_COUNT] = {
        [LOOK_MAIN] = LOOK_GOLD,   [LOOK_SECOND] = LOOK_MAIN, [LOOK_QUIET] = LOOK_CHOSEN,
        [LOOK_CHOSEN] = LOOK_GOLD, [LOOK_CARD] = LOOK_ALARM,  [LOOK_CHIP] = LOOK_CHIP_BAD,
        [LOOK_KEY] = LOOK_KEY_OWN, [LOOK_GOLD] = LOOK_ALARM};
    if (!others[widget->look])
        return 0;
    const Look kept = widget->look;
    widget->look = others[kept];
    int overlooked = is_overlooked(app, before, widget->id);
    widget->look = kept;
    return overlooked;
}

/* What a sheet keeps of the screen on a display; NULL: nothing. */
static Picture *keep(App *app, const SampleDisplay *display)
{
    app_resize(app, display->width_px, display->height_px, display->dpi);
    if (!sample_is_compared(app))
        return NULL;
    app_layout(app);
    return sample_picture(app);
}

static void test_sees(gconstpointer data)
{
    const Change *change = data;
    int overlooked = 0;
    for (gsize s = 0; s < G_N_ELEMENTS(states); s++)
        for (gsize i = 0; i < sample_display_count; i++) {
            Asked asked = {0};
            g_autoptr(App) app = reach(&asked, states[s]);
            gboolean small =
                sample_displays[i].width_px <= 1280 && sample_displays[i].height_px <= 800;
            g_autoptr(Picture) before = small ? keep(app, &sample_displays[i]) : NULL;
            for (guint w = 0; before && w < app->layout.widgets->len; w++)
                overlooked +=
                    (*change)(app, before, &g_array_index(app->layout.widgets, Widget, w));
            asked_clear(&asked);
        }
    g_assert_cmpint(overlooked, ==, 0);
}

/* FreeType reads this when it is opened, which the first application does. */
#define BOLDER                                                                                     \
    "autofitter:no-stem-darkening=0 autofitter:darkening-parameters="                              \
    "500,100,1000,70,1667,70,2333,0"

static void test_lets_bolder_letters_pass(void)
{
    for (gsize i = 0; i < sample_display_count; i++) {
        Asked asked = {0};
        g_autoptr(App) app = reach(&asked, STATE_PERSON);
        g_autoptr(Picture) before = keep(app, &sample_displays[i]);
        g_clear_pointer(&app, app_free);
        g_setenv("FREETYPE_PROPERTIES", BOLDER, TRUE);
        app = reach(&asked, STATE_PERSON);
        g_autoptr(Picture) after = keep(app, &sample_displays[i]);
        g_unsetenv("FREETYPE_PROPERTIES");
        if (before) {
            g_assert_cmpint(memcmp(before->pixels, after->pixels, picture_bytes(before)), !=, 0);
            g_assert_cmpint(sample_picture_difference(before, after), <=, SAMPLE_PICTURE_TOLERANCE);
        }
        asked_clear(&asked);
    }
}

static void test_leaves_what_differs(void)
{
    Asked asked = {0};
    g_autofree char *folder = support_folder();
    g_autofree char *build = g_strdup(g_getenv("ESEP_BUILD"));
    g_setenv("ESEP_BUILD", folder, TRUE);
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    app_resize(app, 1280, 800, 0);
    g_assert_cmpint(sample_compare_to(app, folder, "some-screen", FALSE), ==, 1); /* none is kept */
    app_layout(app);
    sample_compare_to(app, folder, "screen", TRUE);
    g_assert_cmpint(sample_compare_to(app, folder, "screen", FALSE), ==, 0);
    g_autofree char *proof = g_build_filename(folder, "pictures", "screen-kk-1280x800.png", NULL);
    g_assert_false(g_file_test(proof, G_FILE_TEST_EXISTS));
    sample_tap(app, "start");
    g_assert_cmpint(sample_compare_to(app, folder, "screen", FALSE), ==, 1);
    Run run = run_program((const char *[]){"identify", "-format", "%m %wx%h", proof, NULL});
    g_assert_cmpstr(run.out, ==, "PNG 1440x300");
    run_clear(&run);
    g_setenv("ESEP_BUILD", build, TRUE);
    asked_clear(&asked);
    remove_folder(folder);
}

/* A state that is pictured under the name of another: the same screen, further on. */
static const struct {
    FlowState state, as;
} pictured_as[] = {{STATE_TRIAL_PLAY, STATE_TRIAL}};

/* Whose picture a file is: its name is <program>-<state>, with more behind it or not; of "note" and
 * "note-who" the longer counts. STATE_COUNT: no state's. */
static FlowState state_of(const char *file)
{
    const char *dash = strchr(file, '-');
    FlowState found = STATE_COUNT;
    gsize longest = 0;
    for (FlowState state = STATE_LOADING; dash && state < STATE_COUNT; state++) {
        const char *name = flow_state_name(state);
        gsize length = strlen(name);
        gboolean is = g_str_has_prefix(dash + 1, name) && strchr("-.", dash[1 + length]);
        if (is && length > longest) {
            found = state;
            longest = length;
        }
    }
    return found;
}

static void test_every_state_has_one(void)
{
    if (g_strcmp0(g_getenv("ESEP_PICTURES"), "compare") != 0) {
        g_test_skip("the pictures belong to a run of the whole set");
        return;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) folder = g_dir_open("tests/pictures", 0, &error);
    g_assert_no_error(error);
    gboolean seen[STATE_COUNT + 1] = {FALSE};
    for (const char *file; (file = g_dir_read_name(folder));)
        seen[state_of(file)] = TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(pictured_as); i++)
        seen[pictured_as[i].state] = seen[pictured_as[i].as];
    g_autoptr(GString) missing = g_string_new(NULL);
    for (FlowState state = STATE_LOADING; state < STATE_COUNT; state++)
        if (!seen[state])
            g_string_append_printf(missing, "%s ", flow_state_name(state));
    g_assert_cmpstr(missing->str, ==, "");
}

int main(int argc, char **argv)
{
    static const Change changes[] = {moved, wordless, recoloured};
    sample_init(&argc, &argv);
    g_test_add_data_func("/pictures/a-button-moved-by-six-pixels-is-seen", &changes[0], test_sees);
    g_test_add_data_func("/pictures/a-missing-word-is-seen", &changes[1], test_sees);
    g_test_add_data_func("/pictures/another-colour-is-seen", &changes[2], test_sees);
    g_test_add_func("/pictures/letters-a-little-bolder-are-let-pass",
                    test_lets_bolder_letters_pass);
    g_test_add_func("/pictures/what-differs-is-left-side-by-side", test_leaves_what_differs);
    g_test_add_func("/pictures/every-state-has-one", test_every_state_has_one);
    return g_test_run();
}
