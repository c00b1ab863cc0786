/*
 * Sealing (1095 p.32; 608 p.13 to 15): checks what the edition demands, gives the number, writes
 * meeting.json and protocol.pdf, binds the video's chain into both, signs with the device's key,
 * and freezes the record. Killed at any moment it leaves the record unsealed or sealed whole: the
 * files are written first, the register's row last, and files of a seal that was not committed
 * are replaced by the next try.
 */
#pragma once

#include "protocol/home.h"
#include "protocol/signing_key.h"

/* late_reason: needed when today is after the meeting's day, else NULL. The protocol's number
 * through number_out (may be NULL). PROTOCOL_ERROR_REFUSED names the first thing that is missing.
 * Blocks. */
gboolean seal_meeting(Home *home, const char *id, const char *late_reason, int *number_out,
                      GError **error);
/* The same for a meeting that persons sign with keys (meeting_sign_with_key announced them): keys
 * are theirs, all of them, count in number. Once the record is sealed, each signs the protocol. */
gboolean seal_meeting_with_keys(Home *home, const char *id, const char *late_reason,
                                SigningKey *const *keys, gsize count, int *number_out,
                                GError **error);
