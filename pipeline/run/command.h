/*
 * A program of the system, run to its end for what it prints; never through a shell.
 *
 *	const char *const argv[] = {"squeue", "--noheader", NULL};
 *	struct command_result result;
 *	if (command_run(argv, directory, 30, &result) ...
 *	command_release(&result);
 */
#ifndef RUN_COMMAND_H
#define RUN_COMMAND_H

#include <stdbool.h>

#include "base/text.h"

struct command_result {
	struct text out, said; /* stdout and stderr */
	int code;              /* exit status; 127: there is no such program */
	bool ended;            /* in time, and by itself */
};

/* In a directory, NULL is this one; killed after so many seconds. True if it exits with 0. */
bool command_run(const char *const *argv, const char *directory, unsigned seconds,
                 struct command_result *result);
void command_release(struct command_result *result);

#endif
