/*
 * How long each enterprise has been at zero: followed from row to row and, where each
 * period's panel is made apart, from period to period by way of zero_run.csv.
 *
 *	zero_runs_read(&runs, &reader, &err);          // of the period before; or not at all
 *	run = zero_runs_of(&runs, enterprise);         // for the rows of each, in their order
 *	... *run changes ...
 *	zero_runs_write(&runs, &package, &err);        // only after zero_runs_keep
 */
#ifndef RATIO_ZERO_RUNS_H
#define RATIO_ZERO_RUNS_H

#include "base/arena.h"
#include "io/package.h"
#include "model/period.h"

/* What is known of an enterprise before the row that comes next. */
struct zero_run {
	struct slice enterprise;
	period before; /* of the row before; PERIOD_NONE if there is none */
	bool was_zero;
	int64_t months;
};

struct zero_runs {
	struct zero_run *items; /* of the period before, by enterprise */
	size_t count, capacity;
	struct arena arena;
	size_t next; /* those before it have gone by */
	struct zero_run current;
	struct text enterprise; /* the current one's */
	bool keeps;
	struct table_writer writer; /* gathers */
};

/* From now on every run is kept for zero_runs_write. */
void zero_runs_keep(struct zero_runs *runs);

/* Reads zero_run.csv, which is in order of enterprises; RD_INPUT. */
int zero_runs_read(struct zero_runs *runs, struct table_reader *r, struct err *err);

/* The run of an enterprise, which comes at or behind the one before. */
struct zero_run *zero_runs_of(struct zero_runs *runs, struct slice enterprise);

/* Writes zero_run.csv: for every enterprise that ever returned what is known now. */
int zero_runs_write(struct zero_runs *runs, struct package *package, struct err *err);
void zero_runs_release(struct zero_runs *runs);

#endif
