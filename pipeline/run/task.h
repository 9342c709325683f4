/*
 * Calls that run on another machine: what lies for them in a directory that both see, and
 * what they leave there.
 *
 *	task_write(directory, calls, count, &err);           // tasks.json
 *	task_run(directory, 3, &err);                        // on the node: rd-run step DIRECTORY 3
 *	if (task_outcome(directory, 3, "1234", &outcome)) ...   // what came of it
 *
 * The directory is two levels below the run's, and is all that a node is told: no word of
 * a call passes through a shell. A task may run twice, even twice at once: what it writes is put
 * in its place whole and is the same bytes each time; one that went well is never taken back
 * by a copy of it that did not, and a copy that comes late finds it done.
 */
#ifndef RUN_TASK_H
#define RUN_TASK_H

#include "run/execute.h"

/* RD_OUTPUT. */
int task_write(const char *directory, const struct call *calls, size_t count, struct err *err);

/*
 * Runs one of the calls, unless it is done and its outputs are what they were. What it ended
 * with is the error; RD_STOPPED, without an outcome, if it was told to stop.
 */
int task_run(const char *directory, uint64_t number, struct err *err);

/* True with the outcome once there is one: a good one, or that of an attempt of this job. */
bool task_outcome(const char *directory, size_t number, const char *job, struct outcome *outcome);

/* What a task said until now, or before it was lost: the end of its log. */
char *task_log(const char *directory, size_t number);

#endif
