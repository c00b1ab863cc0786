/* Keyboards, the form and the signature. */
#include <glib/gstdio.h>
#include <string.h>

#include "kiosk/form.h"
#include "kiosk/ink.h"
#include "kiosk/keyboard.h"
#include "kiosk/mask.h"
#include "protocol/message.h"
#include "protocol/strokes.h"
#include "tests/support.h"
#include "tests/support_kiosk.h"

static const char *const russian = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя";
static const char *const own = "әғқңөұүһі";

static Keyboards *keyboards(void)
{
    g_autoptr(GError) error = NULL;
    Keyboards *all = keyboards_load(NULL, &error);
    g_assert_no_error(error);
    return all;
}

/* Each letter of text once, and how many of them are in colour. */
static int count_letters(const Keyboards *all, KeyboardId id, gboolean high, const char *text)
{
    int in_colour = 0;
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        g_autofree char *letter = g_utf8_substring(at, 0, 1);
        int found = 0;
        for (int row = 0; row < keyboards_rows(all, id, high); row++) {
            int count;
            const Key *keys = keyboards_row(all, id, high, row, &count);
            for (int i = 0; i < count; i++)
                if (keys[i].kind == KEY_LETTER && strcmp(keys[i].letter, letter) == 0) {
                    found++;
                    in_colour += keys[i].own;
                }
        }
        if (found != 1)
            g_error("keyboard %d (high %d) has %s %d times", id, high, letter, found);
    }
    return in_colour;
}

static void test_kazakh_has_42_letters(void)
{
    g_autoptr(Keyboards) all = keyboards();
    g_assert_cmpuint(g_utf8_strlen(russian, -1) + g_utf8_strlen(own, -1), ==, 42);
    for (int high = 0; high < 2; high++) {
        g_assert_cmpint(count_letters(all, KEYBOARD_KK, high, russian), ==, 0);
        g_assert_cmpint(count_letters(all, KEYBOARD_KK, high, own), ==, 9);
        int count;
        const Key *first = keyboards_row(all, KEYBOARD_KK, high, 0, &count);
        g_assert_cmpint(count, ==, 9);
        for (int i = 0; i < count; i++)
            g_assert_true(first[i].own);
    }
}

static void test_others_are_complete(void)
{
    g_autoptr(Keyboards) all = keyboards();
    for (int high = 0; high < 2; high++) {
        count_letters(all, KEYBOARD_RU, high, russian);
        count_letters(all, KEYBOARD_LATIN, high, "abcdefghijklmnopqrstuvwxyz");
        count_letters(all, KEYBOARD_DIGITS, high, "0123456789");
        count_letters(all, KEYBOARD_SIGNS, high, "0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");
        count_letters(all, KEYBOARD_PHONE, high, "0123456789+");
    }
}

static int count_kind(const Keyboards *all, KeyboardId id, gboolean high, KeyKind kind)
{
    int found = 0;
    for (int row = 0; row < keyboards_rows(all, id, high); row++) {
        int count;
        const Key *keys = keyboards_row(all, id, high, row, &count);
        for (int i = 0; i < count; i++)
            found += keys[i].kind == kind;
    }
    return found;
}

static void test_no_keyboard_is_a_dead_end(void)
{
    g_autoptr(Keyboards) all = keyboards();
    for (int high = 0; high < 2; high++)
        for (int id = 0; id < KEYBOARD_COUNT; id++) {
            gboolean alphabet = id <= KEYBOARD_LATIN;
            g_assert_cmpint(count_kind(all, (KeyboardId)id, high, KEY_GO), ==, 1);
            g_assert_cmpint(count_kind(all, (KeyboardId)id, high, KEY_BACKSPACE), ==, 1);
            g_assert_cmpint(count_kind(all, (KeyboardId)id, high, KEY_SPACE), ==,
                            id != KEYBOARD_PIN);
            g_assert_cmpint(count_kind(all, (KeyboardId)id, high, KEY_LAYOUT), ==, alphabet);
            g_assert_cmpint(count_kind(all, (KeyboardId)id, high, KEY_DIGITS), ==, alphabet);
            g_assert_cmpint(count_kind(all, (KeyboardId)id, high, KEY_LETTERS), ==,
                            id == KEYBOARD_DIGITS || id == KEYBOARD_SIGNS);
        }
}

static void test_damaged_keyboard_is_named(void)
{
    static const char *const bad[] = {
        "[keyboard]\nname=X\nown=\n[wide]\nrow1=a <wrong>\n[high]\nrow1=a\n",
        "[keyboard]\nname=X\nown=\n[wide]\nrow1=a*99\n[high]\nrow1=a\n",
        "[keyboard]\nname=X\nown=\n[wide]\nrow1=ab\n[high]\nrow1=a\n",
        "[keyboard]\nname=X\nown=\n[wide]\nrow1=a\n",
        "[wide]\nrow1=a\n",
        "\xff\xfe",
    };
    g_autofree char *folder = g_dir_make_tmp("esep-keyboard-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "kk.keyboard", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_true(g_file_set_contents(path, bad[i], -1, NULL));
        g_assert_null(keyboards_load(folder, &error));
        g_assert_nonnull(error);
    }
    remove_folder(folder);
}

static void test_capitals(void)
{
    g_autoptr(Form) form = form_new();
    g_assert_true(form_wants_capital(form, FIELD_SURNAME));
    form_type(form, FIELD_SURNAME, "Мамин");
    g_assert_false(form_wants_capital(form, FIELD_SURNAME));
    form_type(form, FIELD_SURNAME, "-");
    g_assert_true(form_wants_capital(form, FIELD_SURNAME));
    form_type(form, FIELD_ADDRESS, "Абай көшесі ");
    g_assert_false(form_wants_capital(form, FIELD_ADDRESS));
}

static void test_typing(void)
{
    g_autoptr(Form) form = form_new();
    g_assert_true(form_type(form, FIELD_NAME, " Айгүл  Гүл "));
    g_assert_false(form_type(form, FIELD_NAME, "\n"));
    g_assert_false(form_type(form, FIELD_NAME, "\xff"));
    g_assert_false(form_type(form, FIELD_PHONE, "a"));
    g_assert_true(form_type(form, FIELD_PHONE, "+7 (701) 123-45-67"));
    g_assert_false(form_type(form, FIELD_NONE, "a"));
    g_autofree char *name = form_value(form, FIELD_NAME);
    g_assert_cmpstr(name, ==, "Айгүл Гүл");
    g_assert_null(form_value(form, FIELD_SURNAME));
    form_caret(form, FIELD_NAME, CARET_START);
    g_assert_false(form_backspace(form, FIELD_NAME));
    g_assert_true(form_delete(form, FIELD_NAME));
    form_caret(form, FIELD_NAME, CARET_RIGHT);
    form_type(form, FIELD_NAME, "ғ");
    g_assert_cmpstr(form->text[FIELD_NAME]->str, ==, "Ағйгүл  Гүл ");
    int taken = 0;
    while (form_type(form, FIELD_SURNAME, "ұ"))
        taken++;
    g_assert_cmpint(taken, >=, 40);
    g_assert_cmpint(taken, <=, 100);
    form_clear(form);
    g_assert_true(form_empty(form));
}

static void test_signature_is_what_the_register_takes(void)
{
    g_autoptr(Signature) signature = signature_new();
    signature_set_field(signature, 1600, 800);
    g_assert_false(signature_given(signature));
    signature_begin(signature, 100, 100, 5000);
    signature_end(signature);
    g_assert_false(signature_given(signature));
    signature_begin(signature, 100, 100, 5100);
    for (int i = 1; i < 60; i++)
        signature_move(signature, 100 + i * 20, 100 + i % 7 * 40, 5100 + i * 8);
    g_assert_false(signature_move(signature, 100 + 59 * 20 + 1, 100 + 59 % 7 * 40, 6000));
    signature_move(signature, 99999, -5, 6010);
    signature_end(signature);
    g_assert_true(signature_given(signature));
    g_autofree char *json = signature_json(signature);
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) parsed = strokes_parse(json, -1, &error);
    g_assert_no_error(error);
    JsonObject *object = json_node_get_object(parsed);
    g_assert_cmpint(json_object_get_int_member(object, "width"), ==, 1600);
    g_assert_cmpuint(json_array_get_length(json_object_get_array_member(object, "strokes")), ==, 2);
    signature_undo(signature);
    g_assert_cmpint(signature_strokes(signature), ==, 1);
    g_assert_false(signature_given(signature));
}

static void test_signature_has_an_end(void)
{
    g_autoptr(Signature) signature = signature_new();
    signature_set_field(signature, 4000, 2000);
    signature_begin(signature, 0, 0, 0);
    int taken = 1;
    for (int i = 0; i < 2 * STROKES_MAX_POINTS; i++)
        taken += signature_move(signature, i % 2 ? 3000 : 100, 500, i);
    signature_end(signature);
    g_assert_cmpint(taken, <=, STROKES_MAX_POINTS);
    signature_begin(signature, 0, 0, 0);
    g_autofree char *json = signature_json(signature);
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) parsed = strokes_parse(json, -1, &error);
    g_assert_no_error(error);
}

/* Darkness of the surface where the ink went. */
static guint64 darkness(SDL_Surface *surface)
{
    guint64 sum = 0;
    for (int y = 0; y < surface->h; y++)
        for (int x = 0; x < surface->w; x++)
            sum += 255 - (((guint32 *)surface->pixels)[y * surface->pitch / 4 + x] & 0xFF);
    return sum;
}

static guint64 painted(const Signature *signature, gboolean in_pieces)
{
    const SDL_Color black = {0, 0, 0, 0xFF};
    SDL_Surface *surface =
        SDL_CreateRGBSurfaceWithFormat(0, 400, 200, 32, SDL_PIXELFORMAT_ARGB8888);
    SDL_Renderer *renderer = SDL_CreateSoftwareRenderer(surface);
    Ink *ink = ink_new(renderer);
    g_autoptr(Signature) grown = signature_new();
    signature_set_field(grown, signature_width(signature), signature_height(signature));
    for (int s = 0; s < signature_strokes(signature); s++) {
        int count;
        const SignaturePoint *points = signature_stroke(signature, s, &count);
        for (int i = 0; i < count; i++) {
            if (i == 0)
                signature_begin(grown, points[i].x, points[i].y, points[i].t_ms);
            else
                signature_move(grown, points[i].x, points[i].y, points[i].t_ms);
            if (in_pieces)
                ink_paint(ink, grown, (SDL_Rect){0, 0, 400, 200}, 1, 5, black);
        }
        signature_end(grown);
    }
    SDL_SetRenderDrawColor(renderer, 255, 255, 255, 255);
    SDL_RenderClear(renderer);
    ink_paint(ink, grown, (SDL_Rect){0, 0, 400, 200}, 1, 5, black);
    SDL_RenderPresent(renderer);
    guint64 sum = darkness(surface);
    ink_free(ink);
    SDL_DestroyRenderer(renderer);
    SDL_FreeSurface(surface);
    return sum;
}

static void test_ink_grows_to_the_same_line(void)
{
    g_autoptr(Signature) signature = signature_new();
    signature_set_field(signature, 1600, 800);
    for (int s = 0; s < 3; s++) {
        signature_begin(signature, 200, 200 + s * 150, s * 1000);
        for (int i = 1; i < 80; i++)
            signature_move(signature, 200 + i * 15, 200 + s * 150 + i * i % 130, s * 1000 + i * 8);
        signature_end(signature);
    }
    guint64 whole = painted(signature, FALSE), pieces = painted(signature, TRUE);
    g_assert_cmpuint(whole, >, 100000);
    g_assert_cmpuint(pieces, ==, whole);
}

static void test_mask_is_smooth_and_inside(void)
{
    g_autoptr(Mask) mask = mask_new(40, 40);
    mask_line(mask, 20, 20, 20, 20, 20);
    g_assert_cmpint(mask->alpha[20 * 40 + 20], ==, 255);
    g_assert_cmpint(mask->alpha[0], ==, 0);
    guint64 sum = 0;
    for (int i = 0; i < 1600; i++)
        sum += mask->alpha[i];
    g_assert_cmpfloat_with_epsilon((double)sum / 255, G_PI * 100, 2);
    mask_line(mask, -500, -500, 900, 900, 3);
    mask_path(mask, "M 0 0 L 5 5 nonsense L 9 9", 0, 0, 1, 1);
    mask_clear(mask);
    g_assert_cmpint(mask->alpha[20 * 40 + 20], ==, 0);
}

int main(int argc, char **argv)
{
    sample_init(&argc, &argv);
    g_test_add_func("/keyboard/kazakh-has-all-42-letters", test_kazakh_has_42_letters);
    g_test_add_func("/keyboard/russian-latin-and-digits-are-complete", test_others_are_complete);
    g_test_add_func("/keyboard/none-is-a-dead-end", test_no_keyboard_is_a_dead_end);
    g_test_add_func("/keyboard/a-damaged-file-is-refused", test_damaged_keyboard_is_named);
    g_test_add_func("/form/names-begin-with-a-capital", test_capitals);
    g_test_add_func("/form/takes-letters-and-nothing-else", test_typing);
    g_test_add_func("/signature/is-what-the-register-takes",
                    test_signature_is_what_the_register_takes);
    g_test_add_func("/signature/has-an-end", test_signature_has_an_end);
    g_test_add_func("/signature/ink-grows-to-the-same-line", test_ink_grows_to_the_same_line);
    g_test_add_func("/mask/is-smooth-and-stays-inside", test_mask_is_smooth_and_inside);
    return g_test_run();
}
