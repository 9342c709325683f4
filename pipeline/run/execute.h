/*
 * An engine: calls go in, outcomes come out. This is all that the run knows of how its
 * steps are executed; another engine is another file that fills a struct executor.
 *
 *	struct executor *engine = executor_local(jobs);
 *	engine->submit(engine, calls, n, &err);
 *	while ((got = engine->wait(engine, &outcome, &err)) > 0) ...; outcome_release(&outcome);
 *	engine->free(engine);
 *
 * The texts of a call stay with the caller until its outcome came.
 * What is submitted at once does not depend on each other.
 */
#ifndef RUN_EXECUTE_H
#define RUN_EXECUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/text.h"

struct call {
	size_t step;           /* the caller's number for it */
	const char *name;      /* "02-normalize/sample/city" */
	const char *program;   /* path of the executable */
	char **argv;           /* argv[0] is the program's name; ends with NULL */
	const char *directory; /* where it runs */
	uint64_t timeout;      /* seconds; 0: none */
};

struct outcome {
	size_t step;
	int code;   /* exit code; meaningless if a signal ended it */
	int signal; /* 0 if it ended by itself */
	bool timed_out;
	bool canceled;
	uint64_t wall;    /* milliseconds */
	uint64_t cpu;     /* milliseconds, user and system */
	uint64_t peak;    /* bytes of memory */
	struct text said; /* the end of what it said on stderr */
};

struct executor {
	const char *name;
	int (*submit)(struct executor *, const struct call *calls, size_t count, struct err *err);
	/*
	 * 1: one has ended, 0: nothing is under way, -1: the engine failed, or the whole run was
	 * asked to stop (see run/interrupt.h; err is RD_STOPPED or RD_TIMEOUT): cancel then, and
	 * wait on for what comes of it.
	 */
	int (*wait)(struct executor *, struct outcome *outcome, struct err *err);
	void (*cancel)(struct executor *);
	void (*free)(struct executor *);
};

void outcome_release(struct outcome *outcome);

/* Runs them on this machine, up to `jobs` at a time; 0 is one for each processor. */
struct executor *executor_local(size_t jobs);

#endif
