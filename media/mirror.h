/*
 * The second copy of a recording, as it is made: follows the take and the chain in their files and
 * writes them to another disk, the bytes before the lines that vouch for them, so that what is
 * there verifies by itself at any moment. It reads what was just written, which the system still
 * remembers: a card that dies takes nothing away that was on its way.
 *
 * A disk that is full, slow or pulled out only makes the copy wait: it goes on from where it was,
 * at the latest until the recorder is gone and a minute later. A folder that holds another
 * recording is left alone: the copy goes to one beside it (NAME-2 …). It is refused where it would
 * be of no use, on the recording's own disk; so it never lands in the folder that a stick that was
 * pulled out leaves behind.
 *
 * A process of its own (helper.h). Each second it says {"ok":true,"behind_bytes":N}, or the error.
 */
#pragma once

/* esep-recorder mirror --directory DIR --out DIR --ready-fd N; the exit code. */
int mirror_main(int argc, char **argv);
