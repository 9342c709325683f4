/*
 * Work that comes in order, is done at the same time, and leaves in order.
 *
 *	struct conveyor belt = {
 *		.shared = &stage, .slots = slots, .threads = threads_wanted(),
 *		.take = take_block, .work = read_block, .give = write_block,
 *	};
 *	if (conveyor_run(&belt, err) < 0) ...
 *
 * Each thread has one slot, and goes round: it takes the next piece of work into its slot,
 * does it, and gives the result when all that was taken before has been given. So `take`
 * and `give` see the order in which one thread would do it, `work` may see any, and the
 * outcome is the same for any number of threads. So are errors: the first one in that
 * order stops the belt, and comes back.
 *
 * With one thread no other is started.
 */
#ifndef BASE_CONVEYOR_H
#define BASE_CONVEYOR_H

#include "base/err.h"

enum { MOST_THREADS = 64 };

struct conveyor {
	void *shared;
	void **slots; /* as many as threads */
	unsigned threads;
	/* One at a time. 1: there is work, 0: there is no more, -1: an error. */
	int (*take)(void *shared, void *slot, struct err *err);
	/* At any time, other slots' at the same. */
	int (*work)(void *shared, void *slot, struct err *err);
	/* One at a time, in the order of `take`. NULL: nothing is to be done, and none waits. */
	int (*give)(void *shared, void *slot, struct err *err);
};

/* 0, or -1 with the first error. */
int conveyor_run(const struct conveyor *belt, struct err *err);

/* How many threads a stage runs: $RDSTAT_THREADS if that is a number, else processors_allotted. */
unsigned threads_wanted(void);

#endif
