/* Every screen at every size, in three languages, in both sizes of type: nothing is cut, overlaps,
 * or is too small to touch. With $ESEP_KIOSK_PICTURES the screens are also painted into that
 * folder, for somebody to look at. */
#include "protocol/message.h"
#include "tests/support.h"
#include "tests/support_kiosk_picture.h"
#include "tests/support_kiosk_screen.h"

/* The application on one screen, reached as a person reaches it. */
static App *reach(Asked *asked, Language language, FlowState state)
{
    gboolean meeting = state != STATE_NONE;
    App *app = state == STATE_LOADING
                   ? sample_app_unanswered(asked, language)
                   : sample_app(asked, language, sample_day(meeting ? "announced" : NULL));
    if (state == STATE_TROUBLE)
        sample_answer_day(app, NULL);
    else if (state == STATE_IDLE || state == STATE_STOP) {
        sample_walk(app, STATE_NAMES);
        sample_keys(app, language == LANGUAGE_EN ? "a" : "а");
        app_step(app, state == STATE_IDLE ? EVENT_IDLE : EVENT_BACK);
    } else if (state >= STATE_RECEIPT && state <= STATE_ENTRY) {
        sample_tap(app, "entry");
        if (state == STATE_SHOW)
            sample_tap(app, "show");
        else
            sample_keys(app, "4821773052");
        if (state > STATE_SHOW)
            sample_tap(app, "key:go");
        if (state == STATE_ENTRY)
            sample_answer_entry(app, "answered");
    } else if (state > STATE_WELCOME)
        sample_walk(app, state);
    g_assert_cmpint(app->state, ==, state);
    return app;
}

static int check_statuses(App *app)
{
    static const char *const states[] = {"check", "forward", "forwarded", "closed", "unheard-of"};
    int faults = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
        app->state = STATE_ASKING;
        sample_answer_entry(app, states[i]);
        g_autofree char *name = g_strconcat("entry-", states[i], NULL);
        faults += sample_check(app, name);
    }
    app->state = STATE_ASKING;
    sample_answer_entry(app, "answered");
    return faults;
}

/* The keyboards of the names, and what is said when nothing is written; leaves it as it was. */
static int check_keyboards(App *app)
{
    int faults = 0;
    sample_tap(app, "key:digits");
    faults += sample_check(app, "names-digits");
    sample_tap(app, "key:letters");
    sample_tap(app, "key:layout");
    faults += sample_check(app, "names-second");
    sample_tap(app, "key:layout");
    faults += sample_check(app, "names-third");
    sample_tap(app, "key:layout");
    app_step(app, EVENT_NEXT);
    faults += sample_check(app, "names-hint");
    app->hint = FALSE;
    return faults;
}

static int check_pages(App *app)
{
    int faults = 0;
    while (layout_find(&app->layout, "page:after")) {
        sample_tap(app, "page:after");
        g_autofree char *page = g_strdup_printf("person-%d", app->page + 1);
        faults += sample_check(app, page);
    }
    app->page = 0;
    return faults;
}

static int check_everywhere(Asked *asked, Language language, FlowState state, Field field,
                            const char *what)
{
    int faults = 0;
    g_autoptr(App) app = reach(asked, language, state);
    if (field != FIELD_NONE)
        app_focus_field(app, field);
    for (gsize i = 0; i < sample_display_count; i++)
        for (int larger = 0; larger < 2; larger++) {
            app->larger = larger;
            app_resize(app, sample_displays[i].width_px, sample_displays[i].height_px,
                       sample_displays[i].dpi);
            faults += sample_check(app, what);
            if (state == STATE_NAMES)
                faults += check_keyboards(app);
            else if (state == STATE_PERSON)
                faults += check_pages(app);
            else if (state == STATE_ENTRY)
                faults += check_statuses(app);
            else if (state == STATE_SIGN) {
                sample_tap(app, "erase");
                faults += sample_check(app, "sign-empty");
                sample_sign(app);
            } else if (state == STATE_RECEIPT) {
                app->hint = TRUE;
                faults += sample_check(app, "receipt-hint");
                app->hint = FALSE;
            }
        }
    asked_clear(asked);
    return faults;
}

static void test_screens(gconstpointer data)
{
    Asked asked = {0};
    Language language = (Language)GPOINTER_TO_INT(data);
    int faults = 0;
    for (FlowState state = STATE_LOADING; state < STATE_STAFF; state++)
        faults += check_everywhere(&asked, language, state, FIELD_NONE, flow_state_name(state));
    faults += check_everywhere(&asked, language, STATE_CONTACT, FIELD_PHONE, "contact-phone");
    faults += check_everywhere(&asked, language, STATE_CONTACT, FIELD_ADDRESS, "contact-address");
    g_assert_cmpint(faults, ==, 0);
}

/* The two paragraphs on personal data and recording are of one size, whatever room they have. */
static void test_paragraphs_are_alike(void)
{
    for (Language language = LANGUAGE_KK; language < LANGUAGE_COUNT; language++)
        for (gsize i = 0; i < sample_display_count; i++) {
            Asked asked = {0};
            g_autoptr(App) app = reach(&asked, language, STATE_CONTACT);
            app->larger = TRUE;
            app_resize(app, sample_displays[i].width_px, sample_displays[i].height_px,
                       sample_displays[i].dpi);
            app_layout(app);
            int px = 0, count = 0;
            gboolean below = FALSE;
            for (guint w = 0; w < app->layout.widgets->len; w++) {
                const Widget *widget = &g_array_index(app->layout.widgets, Widget, w);
                below = below || widget->look == LOOK_PANEL;
                if (!below || !widget->text.lines)
                    continue;
                g_assert_true(count == 0 || widget->text.px == px);
                px = widget->text.px;
                count++;
            }
            g_assert_cmpint(count, ==, 2);
        }
}

static ViewDay *crowded_day(void)
{
    ViewDay *day = sample_day("announced");
    ViewMeeting *meeting = day->meeting;
    const char *position =
        "Солтүстік Қазақстан облысы Полиция департаменті Мағжан Жұмабаев ауданы "
        "полиция бөлімінің учаскелік полиция инспекторлары тобының аға учаскелік "
        "полиция инспекторы";
    for (int i = 0; i < 4; i++) {
        g_ptr_array_add(
            meeting->speakers,
            g_strdup("полиция подполковнигі Көшербай-Сейітқазина Гүлбаршын Қасымжомартқызы"));
        g_ptr_array_add(meeting->positions, g_strdup(position));
    }
    g_free(meeting->place);
    meeting->place =
        g_strdup("Солтүстік Қазақстан облысы, Мағжан Жұмабаев ауданы, Ақжол ауылы, «Достық» "
                 "мәдениет үйінің үлкен залы, Абай Құнанбайұлы көшесі, 4, екінші қабат");
    g_free(meeting->precincts);
    meeting->precincts = g_strdup("12, 13, 14, 15, 16, 17, 18, 19, 20");
    meeting->attendees = 1247;
    return day;
}

static void test_crowded(void)
{
    Asked asked = {0};
    int faults = 0;
    for (gsize i = 0; i < sample_display_count; i++)
        for (int larger = 0; larger < 2; larger++) {
            g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, crowded_day());
            app->larger = larger;
            app_resize(app, sample_displays[i].width_px, sample_displays[i].height_px,
                       sample_displays[i].dpi);
            faults += sample_check(app, "crowded");
        }
    g_assert_cmpint(faults, ==, 0);
}

static void test_check_finds(void)
{
    Asked asked = {0};
    g_autoptr(App) app = sample_app(&asked, LANGUAGE_KK, sample_day("announced"));
    layout_clear(&app->layout);
    LabelStyle style = {TYPE_BODY, WEIGHT_REGULAR, COLOUR_INK, ALIGN_LEFT, FALSE, 1};
    layout_label(&app->layout, (SDL_Rect){0, 0, 60, 30}, style, "Қатысушылардың тізімі");
    layout_label(&app->layout, (SDL_Rect){0, 0, 400, 60}, style, "Екінші мәтін");
    layout_add(&app->layout, "a", LOOK_MAIN, (SDL_Rect){600, 600, 20, 20}, (Touch){TOUCH_ERASE, 0});
    layout_add(&app->layout, "b", LOOK_MAIN, (SDL_Rect){610, 600, 900, 90}, (Touch){TOUCH_UNDO, 0});
    g_autoptr(GPtrArray) faults = layout_check(&app->layout);
    static const char *const expected[] = {"text is cut", "texts overlap", "target is too small",
                                           "targets overlap", "off the screen"};
    for (gsize e = 0; e < G_N_ELEMENTS(expected); e++) {
        gboolean found = FALSE;
        for (guint i = 0; i < faults->len; i++)
            found |= g_str_has_prefix(faults->pdata[i], expected[e]);
        if (!found)
            g_error("the check does not find: %s", expected[e]);
    }
}

/* Every text and icon on everything it stands on, in each palette. */
static void test_contrast(void)
{
    static const Colour pairs[][2] = {
        {COLOUR_INK, COLOUR_PAPER},
        {COLOUR_INK, COLOUR_SURFACE},
        {COLOUR_INK, COLOUR_FOCUS},
        {COLOUR_INK, COLOUR_WARM},
        {COLOUR_INK, COLOUR_WARM_DOWN},
        {COLOUR_INK, COLOUR_KEY_QUIET},
        {COLOUR_INK, COLOUR_DIM},
        {COLOUR_INK_SECOND, COLOUR_PAPER},
        {COLOUR_INK_SECOND, COLOUR_SURFACE},
        {COLOUR_OWN, COLOUR_WARM},
        {COLOUR_OWN, COLOUR_WARM_DOWN},
        {COLOUR_ACTION, COLOUR_SURFACE},
        {COLOUR_SURFACE, COLOUR_ACTION},
        {COLOUR_SURFACE, COLOUR_ACTION_DOWN},
        {COLOUR_DANGER, COLOUR_PAPER},
        {COLOUR_DANGER, COLOUR_SURFACE},
        {COLOUR_SURFACE, COLOUR_GOOD},
        {COLOUR_SURFACE, COLOUR_INK},
        {COLOUR_ON_GOLD, COLOUR_GOLD},
        {COLOUR_ON_ALARM, COLOUR_ALARM},
        {COLOUR_CARE, COLOUR_SURFACE},
    };
    for (Palette palette = PALETTE_DAY; palette < PALETTE_COUNT; palette++) {
        for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
            double contrast = theme_contrast(palette, pairs[i][0], pairs[i][1]);
            if (contrast < 7)
                g_error("palette %d: %d on %d is %.2f:1", palette, pairs[i][0], pairs[i][1],
                        contrast);
        }
        g_assert_cmpfloat(theme_contrast(palette, COLOUR_INK, COLOUR_INK), <, 1.01);
    }
    /* Lines are seen as well as texts there, and nothing but black, white, yellow and grey. */
    g_assert_cmpfloat(theme_contrast(PALETTE_CONTRAST, COLOUR_LINE, COLOUR_PAPER), >=, 7);
    g_assert_cmpfloat(theme_contrast(PALETTE_CONTRAST, COLOUR_GOLD, COLOUR_PAPER), >=, 7);
    g_assert_cmpfloat(theme_contrast(PALETTE_CONTRAST, COLOUR_ORNAMENT, COLOUR_ACTION), >=, 7);
    g_assert_cmpfloat(theme_contrast(PALETTE_CONTRAST, COLOUR_ACTION_DOWN, COLOUR_ACTION), >, 1.2);
}

static void test_high_contrast(void)
{
    const SDL_Color black = {0, 0, 0, 0xFF}, paper = theme_colour(PALETTE_DAY, COLOUR_PAPER);
    for (FlowState state = STATE_WELCOME; state < STATE_STAFF; state++) {
        Asked asked = {0};
        g_autoptr(App) app = reach(&asked, LANGUAGE_KK, state);
        if (state != STATE_SAVING && state != STATE_ASKING) {
            g_autofree char *surname = form_value(app->form, FIELD_SURNAME);
            sample_tap(app, "contrast");
            g_assert_cmpint(app->state, ==, state);
            g_autofree char *after = form_value(app->form, FIELD_SURNAME);
            g_assert_cmpstr(after, ==, surname);
        }
        app->contrast = TRUE;
        app_resize(app, 1280, 800, 0);
        g_assert_cmpint(sample_count_pixels(app, paper), ==, 0);
        g_assert_cmpint(sample_count_pixels(app, black), >, 1280 * 800 / 3);
        g_assert_cmpint(sample_check(app, flow_state_name(state)), ==, 0);
        app_resize(app, 800, 480, 133);
        g_assert_cmpint(sample_check(app, flow_state_name(state)), ==, 0);
        asked_clear(&asked);
    }
    Asked asked = {0};
    g_autoptr(App) app = reach(&asked, LANGUAGE_RU, STATE_NAMES);
    sample_tap(app, "contrast");
    app_tick(app, app->now_ms + 60001);
    app_tick(app, app->now_ms + 20001);
    g_assert_cmpint(app->state, ==, STATE_WELCOME);
    g_assert_false(app->contrast);
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    sample_add_screens("screens", test_screens);
    g_test_add_func("/screens/high-contrast-is-one-touch-away", test_high_contrast);
    g_test_add_func("/screens/the-paragraphs-on-privacy-are-of-one-size",
                    test_paragraphs_are_alike);
    g_test_add_func("/screens/long-names-and-places-are-not-cut", test_crowded);
    g_test_add_func("/screens/the-check-finds-what-is-wrong", test_check_finds);
    g_test_add_func("/screens/contrast-is-seven-to-one", test_contrast);
    return g_test_run();
}
