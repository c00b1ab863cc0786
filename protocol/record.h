/*
 * The record of a meeting as one JSON value: what the command shows, what sealing freezes
 * (canonical.h makes the bytes), what the templates of documents are filled from, what check.h
 * judges. Only strings, integers, booleans, null, arrays and objects; no floating point.
 *
 * {
 *  "schema":"esep-meeting-1",
 *  "device":{"uuid","certificate_sha256"},
 *  "body":{"name","name_kk","city"|null},
 *  "id":"2026-0007","kind","edition","state","number":12|null,
 *  "date","time","started":"HH:MM"|null,"ended":"HH:MM"|null,
 *  "place","format","convener"|null,"expected":N|null,"precincts":["12"],
 *  "speakers":[{"rank","surname","name","patronymic"|null,"position",
 *               "acting":true where the official stands in for whoever has the position}],
 *  "secretary":{same}|null,
 *  "announcements":[{"n","channel","on","ref"|null,"days_before":14}],
 *  "invitations":[{"n","category","who","person"|null,"position" if it is known,"on"|null,
 *                 "came":bool|null}],
 *  "adults":N|null,   residents of age of all precincts, by their passports
 *  "attendees":N,
 *  "attendee_list":[{"n","surname","name","patronymic"|null,"category","address"|null,
 *                    "phone"|null,"registered":ISO,"strokes":{…}|null}],
 *  "agenda":[{"point":1,"kk","ru","mark":{"take","position_ms"|null,"wall":ISO}|null}],
 *  "carried":[{"entry","meeting","type","text","state","deadline"|null,"outcome_text"|null}],
 *  "carried_decisions":[{"decision","meeting","text","owner","state","deadline"|null,
 *                        "outcome_text"|null}],
 *  "entries":[{"entry":N,"type","from":N|null,"initiator":{"surname","name","patronymic"|null}|null,
 *              "text","said":"HH:MM:SS","take":N|null,"position_ms":N|null,"outcome",
 *              "answer"|null,"to"|null,"confidential":bool,"deadline"|null,
 *              "deadline_source"|null,"receipt"}],
 *  "no_entries":bool,"no_decisions":bool,
 *  "decisions":[{"n","text","owner","due"}],
 *  "awards":[{"n","to","text"}],
 *  "recording":{"takes":[{"take","file","bytes","length_ms","started":ISO,"end"}],
 *               "gaps":[{"take","at_ms","for_ms","what","cause"}],"length_ms","segments",
 *               "head":hex,"root":hex}|null,
 *  "materials":[{"file","sha256","bytes"}],   file: the name in the folder materials/
 *  "signatures":[{"role","official":{as speaker},"signed":ISO,"strokes":{…}|null,
 *                 "certificate":{"name","sha256"}}],   only if by a key (signing_key.h)
 *  "remarks":[{"kk","ru","source"}],   what check.h found that does not block
 *  "late_reason":null|text,"sealed":ISO|null,
 *  "withdrawn":[{"what":"attendee|entry|decision|award|announcement|mark|invitation","n","why"}],
 *  "addenda":[{"n","text","added":ISO,
 *             "signature":{"role","official":{as speaker},"signed":ISO,"strokes":{…}|null,
 *                          "certificate":{"name","sha256"}|null}|null}],
 *  "audit_head":hex
 *  "imported":{"id","at":ISO}       only of one that came in an archive (import.h): its id there
 * }
 *
 * The position in the recording of an entry counts from the start of its take.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "protocol/home.h"

/* The whole record; free with json_node_unref. Blocks for the disk. PROTOCOL_ERROR_NOT_FOUND. */
JsonNode *record_read(Home *home, const char *id, GError **error);
/* Puts the police body as it is named on a day (YYYY-MM-DD) in place of the record's. */
gboolean record_set_body(Home *home, JsonNode *record, const char *on, GError **error);
/* All meetings, newest first: [{"id","kind","date","time","place","state","edition","number",
 * "attendees":N,"precincts":[…],"speakers":[…]}]; only those of date if it is not NULL. */
JsonNode *record_list(Home *home, const char *date, GError **error);
