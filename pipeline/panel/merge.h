/*
 * Many facts files, each sorted by enterprise, period and basis, read as one: some whole
 * enterprises at a time, each with all that any file says of it. Where each period's panel is
 * made apart, what is known of the periods before and the panel of a year before come along.
 *
 *	struct merge m;
 *	struct batch b = {0};
 *	if (merge_open(&m, paths, count, &returns, PERIOD_NONE, &err) < 0) ...
 *	while ((got = merge_take(&m, &b, &err)) > 0)
 *		for (size_t i = 0; i < b.count; i++)
 *			use(batch_facts(&b, i), batch_fact_count(&b, i));
 *	batch_release(&b);
 *	merge_close(&m);
 *
 * Memory follows the number of files and what one enterprise has, not the number of rows. A
 * file that is not sorted is RD_INPUT with the line at which its order breaks.
 */
#ifndef PANEL_MERGE_H
#define PANEL_MERGE_H

#include "base/arena.h"
#include "io/table.h"
#include "model/period.h"
#include "model/returns.h"

/* Whose period the fact is of. */
enum fact_role { FACT_OWN, FACT_KNOWN, FACT_LAST_YEAR, FACT_ROLES };

struct fact {
	struct slice *fields; /* as in returns->facts */
	enum fact_role role;
	period period;
	enum basis basis;
	unsigned file;     /* index of its path: a later file takes precedence */
	unsigned serial;   /* of its row among those of its enterprise and file */
	unsigned priority; /* of its source: a higher one takes precedence */
	enum presence presence;
	bool derived; /* a month taken out of cumulative figures, or a silence */
};

/* Some enterprises' facts, by period and basis, the one that counts last. */
struct batch {
	struct fact *facts;
	size_t fact_count, fact_capacity;
	size_t *starts; /* of each enterprise's facts, and where the last one's end */
	size_t count, capacity;
	bool first;             /* no other came before it */
	struct slice preceding; /* the enterprise that did */
	struct arena arena;     /* the fields of the facts */
};

struct merge_source;
struct merge_entry;

struct merge {
	const struct returns *returns;
	period only;             /* the only period that facts may be of; PERIOD_NONE: any */
	uint16_t *panel_columns; /* of the panel, for each column of facts */
	struct merge_source *sources;
	size_t source_count;
	struct merge_entry *heap; /* sources that have a row, the smallest first */
	size_t heap_count;
	struct text preceding; /* the last enterprise that was taken */
	uint64_t rows;         /* of facts files, read so far */
};

/* `only`: the period whose panel is made apart; PERIOD_NONE: all are made together. */
int merge_open(struct merge *m, const char *const *paths, size_t count,
               const struct returns *returns, period only, struct err *err);

/* 1: there are some, 0: the end, -1: RD_INPUT. They live until the batch is used again. */
int merge_take(struct merge *m, struct batch *b, struct err *err);

static inline struct fact *batch_facts(const struct batch *b, size_t i)
{
	return b->facts + b->starts[i];
}

static inline size_t batch_fact_count(const struct batch *b, size_t i)
{
	return b->starts[i + 1] - b->starts[i];
}

void batch_release(struct batch *b);

/* The streams, for the record of inputs; valid when merge_take has returned 0. */
const struct input *merge_input(const struct merge *m, size_t i);

void merge_close(struct merge *m);

#endif
