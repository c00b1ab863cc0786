/* Alarms of a recording in words. */
#include <string.h>

#include "protocol/message.h"
#include "protocol/recording_alarm.h"
#include "tests/support.h"

static void test_texts(void)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < RECORDER_ALARM_COUNT; i++) {
        const char *text = recording_alarm_text(1U << i);
        g_assert_nonnull(text);
        g_assert_true(g_hash_table_add(seen, (gpointer)text));
        g_assert_cmpstr(message(LANGUAGE_KK, text), !=, text);
        g_assert_cmpstr(message(LANGUAGE_RU, text), !=, text);
    }
    g_assert_null(recording_alarm_text(1U << RECORDER_ALARM_COUNT));
    g_assert_null(recording_alarm_text(0));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    message_init(NULL);
    g_test_add_func("/recording/each-alarm-has-a-text-of-its-own-in-every-language", test_texts);
    return g_test_run();
}
