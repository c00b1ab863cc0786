/* The jobs of the recorder's program (jobs.h), by their names. */
#pragma once

/* Runs the job that argv[1] names; the process's exit code. */
int job_main(int argc, char **argv);
