/*
 * Many facts files, each sorted by enterprise, period and basis, read as one: an enterprise
 * at a time, with all that any file says of it.
 *
 *	struct merge m;
 *	if (merge_open(&m, paths, count, &returns, &err) < 0) ...
 *	while ((got = merge_next(&m, &err)) > 0)
 *		use(m.facts, m.fact_count);      // by period and basis, the one that counts last
 *	merge_close(&m);
 *
 * Memory follows one enterprise and the number of files, not the number of rows. A file
 * that is not sorted is RD_INPUT with the line at which its order breaks.
 */
#ifndef PANEL_MERGE_H
#define PANEL_MERGE_H

#include "base/arena.h"
#include "io/table.h"
#include "model/period.h"
#include "model/returns.h"

struct fact {
	struct slice *fields; /* as in returns->facts */
	period period;
	enum basis basis;
	unsigned file;     /* index of its path: a later file takes precedence */
	unsigned serial;   /* of its row among those of its enterprise and file */
	unsigned priority; /* of its source: a higher one takes precedence */
	enum presence presence;
	bool derived; /* a month taken out of cumulative figures, or a silence */
};

struct merge_source;

struct merge {
	const struct returns *returns;
	struct merge_source *sources;
	size_t source_count;
	struct merge_source **heap; /* sources that have a row, the smallest first */
	size_t heap_count;
	struct arena arena; /* the fields of the facts below */
	struct fact *facts;
	size_t fact_count, fact_capacity;
	uint64_t rows; /* read so far */
};

int merge_open(struct merge *m, const char *const *paths, size_t count,
               const struct returns *returns, struct err *err);

/* 1: the next enterprise, 0: the end, -1: RD_INPUT. Facts live until the next call. */
int merge_next(struct merge *m, struct err *err);

/* The streams, for the record of inputs; valid when merge_next has returned 0. */
const struct input *merge_input(const struct merge *m, size_t i);

void merge_close(struct merge *m);

#endif
