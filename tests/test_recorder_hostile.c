/* What an enemy may send: the same as make fuzz, a little of it, from the same random numbers each
 * time. */
#include <string.h>

#include "tests/fuzz/hostile_media.h"
#include "tests/support_matroska.h"

#define ROUNDS 3000

static const char *const seeds[] = {
    "{\"do\":\"hello\",\"id\":7}\n{\"do\":\"status\"}\n",
    "{\"do\":\"preview\"}\n{\"do\":\"preview\",\"id\":\"x\"}\n{\"do\":\"mark\"}\n",
    "{\"do\":\"stop\",\"id\":[{}]}\n{\"do\":\"stop\",\"id\":1e999}\n",
    "{\"ok\":true,\"running_ms\":12,\"stopping\":false,\"alarms\":[\"mic-dead\"]}",
    "{\"ok\":false,\"error\":\"no-space\",\"detail\":\"\\u0000\"}",
    "{\"seq\":0,\"kind\":\"take\",\"prev\":"
    "\"0000000000000000000000000000000000000000000000000000000000000000\","
    "\"wall\":\"2026-11-20T18:00:00.000Z\",\"take\":1,\"file\":\"take-01.mkv\","
    "\"camera\":\"test\",\"mic\":\"test\"}",
    "{\"seq\":9,\"kind\":\"segment\",\"prev\":"
    "\"0000000000000000000000000000000000000000000000000000000000000000\","
    "\"wall\":\"2026-11-20T18:00:00.000Z\",\"take\":1,\"from\":0,\"to\":9,\"start_ms\":0,"
    "\"end_ms\":1,\"sha256\":"
    "\"0000000000000000000000000000000000000000000000000000000000000000\"}",
};

/* A few bytes changed, doubled or left out. */
static void mutate(GRand *random, GByteArray *bytes)
{
    static const char signs[] = "{}[]\":,\\\n\0\xFF\x80-+e.";
    for (int left = g_rand_int_range(random, 0, 6); left > 0 && bytes->len > 1; left--) {
        guint at = (guint)g_rand_int_range(random, 0, (gint32)bytes->len);
        guint size = (guint)g_rand_int_range(random, 1, 40);
        switch (g_rand_int_range(random, 0, 4)) {
        case 0:
            bytes->data[at] = (guint8)g_rand_int(random);
            break;
        case 1:
            bytes->data[at] = (guint8)signs[g_rand_int_range(random, 0, sizeof signs)];
            break;
        case 2:
            g_byte_array_remove_range(bytes, at, MIN(size, bytes->len - at));
            break;
        default: {
            g_autofree guint8 *part = g_memdup2(bytes->data + at, MIN(size, bytes->len - at));
            g_byte_array_append(bytes, part, MIN(size, bytes->len - at));
        }
        }
    }
}

static void test_messages(void)
{
    GRand *random = g_rand_new_with_seed(20261120);
    for (int i = 0; i < ROUNDS; i++) {
        const char *seed = seeds[i % G_N_ELEMENTS(seeds)];
        g_autoptr(GByteArray) bytes = g_byte_array_new();
        g_byte_array_append(bytes, (const guint8 *)seed, (guint)strlen(seed));
        mutate(random, bytes);
        hostile_media(bytes->data, bytes->len);
    }
    g_rand_free(random);
}

static void test_takes(void)
{
    GRand *random = g_rand_new_with_seed(20261121);
    for (int i = 0; i < ROUNDS / 10; i++) {
        g_autoptr(GByteArray) bytes = matroska_take(1);
        mutate(random, bytes);
        hostile_media(bytes->data, bytes->len);
    }
    g_rand_free(random);
}

static void test_endless(void)
{
    /* A line without end, and more requests than anybody reads the answers of. */
    g_autofree char *endless = g_strnfill(60000, 'x');
    hostile_media((const guint8 *)endless, 60000);
    g_autoptr(GString) many = g_string_new(NULL);
    while (many->len < 60000)
        g_string_append(many, "{\"do\":\"status\",\"id\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}\n");
    hostile_media((const guint8 *)many->str, many->len);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/hostile/messages-and-lines-get-an-answer-or-a-refusal", test_messages);
    g_test_add_func("/hostile/a-torn-take-is-covered-byte-for-byte", test_takes);
    g_test_add_func("/hostile/what-has-no-end-is-cut-off", test_endless);
    return g_test_run();
}
