/*
 * All rankings, each with its figures, as these are read.
 *
 *	struct rankings all;
 *	rankings_init(&all, &config);
 *	while ((got = table_next(&reader, err)) > 0)
 *		if (rankings_read(&all, &reader, err) < 0) ...
 *	rankings_order(&all);
 *	... all.ordered[i] ...
 *	rankings_release(&all);
 */
#ifndef RANK_RANKINGS_H
#define RANK_RANKINGS_H

#include "rank/ranking.h"

struct identity;

struct rankings {
	const struct configuration *config;
	struct figures figures; /* reads them, and keeps none */
	uint32_t *levels;       /* of each region: the first that is of its level */
	struct ranking *items;
	size_t count, capacity;
	struct hash_map numbers;  /* of rankings in items, by what their members share */
	struct ranking **ordered; /* by parent, level, period, basis, indicator */
	struct ranked **places;   /* of all rankings, one after the other */
	struct arena arena;       /* of the figures that are ranked */
	/* No figure may stand twice: in ascending order none does, else they are all noted. */
	struct figure_key last;
	struct identity *missing; /* figures without a value */
	size_t missing_count, missing_capacity;
	struct hash_map seen; /* struct identity's bytes */
	struct text row;
	bool started, unordered;
};

/* config needs CONFIG_FIGURES. */
void rankings_init(struct rankings *all, const struct configuration *config);
void rankings_release(struct rankings *all);

/* Takes in the row of observations or indicators that the reader stands on; RD_INPUT. */
int rankings_read(struct rankings *all, const struct table_reader *r, struct err *err);

/*
 * Takes in a row of rankings.csv or earlier.csv, the file being the n-th of them, from 1: a place
 * to compare with, in a ranking before the period. What stands in two files counts once. RD_INPUT.
 */
int rankings_read_known(struct rankings *all, const struct table_reader *r, unsigned n,
                        period before, struct err *err);

/* When all are in: makes `ordered`, and gives each ranking room for its items. */
void rankings_order(struct rankings *all);

/* The ranking of the same regions by the same indicator at another period; NULL: none. */
const struct ranking *rankings_find(const struct rankings *all, const struct ranking *r, period at);

#endif
