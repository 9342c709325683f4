/*
 * What earlier runs already made. A step whose program, call, configuration and inputs are
 * byte for byte those of an earlier run need not run again: its outputs are linked from there.
 *
 *	struct reuse reuse;
 *	reuse_open(&reuse, output, &names);
 *	reuse_load(&reuse);
 *	reuse_key(&plan, step);
 *	if (reuse_find(&reuse, &plan, step)) ...          // step->why says why, or why not
 *	reuse_link(&reuse, step, directory, &err);   // its outputs, into this run
 *	reuse_close(&reuse);
 *
 * Two runs are looked at: the published one, and the last one if that was not published, so
 * that nothing a failed or killed run got done is done again. Records that cannot be read are
 * as if they were not there: then steps run.
 */
#ifndef RUN_REUSE_H
#define RUN_REUSE_H

#include "run/plan.h"
#include "run/runs.h"

struct past_run {
	char *id;
	int directory; /* -1: it cannot be opened */
	json_t *root;
	struct hash_map steps; /* name to index in root's steps */
};

struct reuse {
	const char *output;
	const struct run_names *names;
	bool loaded;
	struct past_run published, last; /* root NULL: there is none, or not loaded */
};

/* names: all runs there are, without one that is only about to begin. They stay the caller's. */
void reuse_open(struct reuse *reuse, const char *output, const struct run_names *names);
void reuse_close(struct reuse *reuse);

/* Reads their records, if that was not done yet: whoever looks for something there need not. */
void reuse_load(struct reuse *reuse);

/* Computes step->key. */
void reuse_key(const struct plan *plan, struct step *step);

/*
 * True if an earlier run made what this step would make, and still holds it: then the step is
 * STEP_TAKEN, with outputs and record. Either way step->why says why.
 */
bool reuse_find(struct reuse *reuse, const struct plan *plan, struct step *step);

/* The same from one run, without looking at what the step depends on. */
bool reuse_find_as_it_is(const struct past_run *run, struct step *step);

/* Links (else copies) the outputs of a taken step into this run. RD_OUTPUT. */
int reuse_link(const struct reuse *reuse, const struct step *step, const char *directory,
               struct err *err);

#endif
