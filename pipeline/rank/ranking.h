/*
 * One ranking: the regions below one parent by one indicator at one period.
 */
#ifndef RANK_RANKING_H
#define RANK_RANKING_H

#include "model/figures.h"
#include "rank/rank.h"

/* A figure, as far as a ranking needs it: there are as many as figures. */
struct ranked {
	struct ratio exact;
	wide published;      /* the value in units of its last published decimal */
	const char *value;   /* as published; where it only serves to compare with, the whole row */
	struct ranked *next; /* of its ranking, in the order of the file */
	uint32_t region;
	unsigned rank, tied, published_rank;
	bool stable; /* the same rank on published values */
	bool sample;
};

struct ranking {
	uint32_t parent;
	const char *level;
	const struct indicator *indicator;
	period period;
	enum basis basis;
	struct ranked *first, *last; /* as they came */
	struct ranked **items;       /* the best first */
	size_t count;
	unsigned known_from; /* of one that only serves to compare with: its file, from 1 */
};

/* Ranks the items, of which `exact` and `region` are set; false if a value cannot be published. */
bool ranking_sort(struct ranking *r, const struct rank_options *options);

/* The best of those just ahead of item i, or NULL if it is first. */
const struct ranked *ranking_ahead(const struct ranking *r, size_t i);

/* The best of those just behind item i, or NULL if nobody is. */
const struct ranked *ranking_behind(const struct ranking *r, size_t i);

/* a − b in the indicator's unit as published; nothing is added if it cannot be told. */
void ranking_add_distance(struct text *t, const struct indicator *indicator, const struct ranked *a,
                          const struct ranked *b);

/*
 * What own's numerator must gain, its denominator unchanged, to be level with ahead; false
 * where that means nothing (a growth rate, an imported percentage).
 */
bool ranking_gap_amount(const struct indicator *indicator, const struct ranked *own,
                        const struct ranked *ahead, wide *amount);

#endif
