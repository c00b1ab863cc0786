/*
 * A failing disk for the recorder: a library that is loaded before the C library's and lets what is
 * written to certain files fail or wait, as long as the test says so.
 *
 * The test and the program share the memory of a file whose path is in $ESEP_FAULT.
 */
#pragma once

typedef struct {
    char part[64]; /* of the paths that are meant; empty: none */
    int error;     /* errno of a write or a flush; 0: it succeeds */
    int delay_ms;  /* ahead of each flush; below zero: for as long as it is so */
    int hits;      /* how often it struck */
    long type;     /* of the file systems that they are on, as statfs gives it; 0: the real one */
} Fault;
