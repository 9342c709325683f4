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

/* What a call may take of a cluster; 0 or NULL: as the cluster has it. */
struct resources {
	uint64_t cores;
	uint64_t memory; /* MiB */
	uint64_t time;   /* seconds */
	const char *partition, *account;
};

struct call {
	size_t step;           /* the caller's number for it */
	const char *name;      /* "02-normalize/sample/city" */
	const char *program;   /* path of the executable */
	char **argv;           /* argv[0] is the program's name; ends with NULL */
	const char *directory; /* where it runs */
	uint64_t timeout;      /* seconds; 0: none */
	bool here; /* on this machine, whatever the engine: it reads what lies outside */
	const struct resources *resources;
};

struct outcome {
	size_t step;
	int code;   /* exit code; meaningless if a signal ended it */
	int signal; /* 0 if it ended by itself */
	bool timed_out;
	bool canceled;
	uint64_t wall;     /* milliseconds */
	uint64_t cpu;      /* milliseconds, user and system */
	uint64_t peak;     /* bytes of memory */
	struct text said;  /* the end of what it said on stderr */
	struct text where; /* node and log, if it was not this machine; else empty */
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

struct slurm_settings {
	struct resources resources; /* of stages that have none of their own */
	uint64_t retries;           /* of a task that was lost, not of one that failed */
	uint64_t poll;              /* seconds between questions to the controller */
	uint64_t patience;          /* seconds to wait for a controller that does not answer */
	uint64_t grace;             /* seconds for a file of another node to be seen here */
	uint64_t at_a_time;         /* tasks of an array; 0: any number */
};

/*
 * Hands them to Slurm, as arrays whose tasks are `rd-run step`; run is the run's directory, which
 * all nodes must see. Calls that are to run here do so, by `local`, which it takes over.
 */
struct executor *executor_slurm(const struct slurm_settings *settings, const char *run,
                                const char *id, struct executor *local);

#endif
