/* How dates, lengths, names and sources of law are written in a language of the documents, by
 * templates/documents/<language>/words.ini. Every result is freed with g_free. */
#pragma once

#include <json-glib/json-glib.h>

typedef struct ViewWords ViewWords;

/* PROTOCOL_ERROR_REFUSED names what is missing in the file. Free with view_words_free. */
ViewWords *view_words_load(const char *language, GError **error);
void view_words_free(ViewWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ViewWords, view_words_free)

/* "20 ноября 2026 г.", "20.11.2026" of a date. */
char *view_words_date(const ViewWords *words, const GDate *date);
char *view_words_date_short(const ViewWords *words, const GDate *date);
/* "1 ч 26 мин 04 с". */
char *view_words_length(const ViewWords *words, gint64 length_ms);
/* "01:26:04". */
char *view_words_clock(gint64 length_ms);
/* "1095 p.32" as a reader expects it. */
char *view_words_source(const ViewWords *words, const char *source);

/* Surname, name and patronymic as they are. */
char *view_person_full(JsonObject *person);
/* "Е. С. Әлиев". */
char *view_person_short(JsonObject *person);
/* The position, its first letter a capital, as it begins a signature. */
char *view_person_position(JsonObject *person);
/* A position as it is written of an official who acts for somebody: "… (вр.и.о.)". g_free. */
char *view_words_acting(const ViewWords *words, const char *position);
/* Hex in groups: "7F3A-91C2-…" of the first digits of hex. */
char *view_groups(const char *hex, gsize digits, const char *separator);
