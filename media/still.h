/* esep-recorder still: one picture of a camera, as large as it gives them, as a PNM file. */
#pragma once

/* Runs the program as that; the process's exit code. Says {"ok":true} or the error on the
 * descriptor that it is given. */
int still_main(int argc, char **argv);
