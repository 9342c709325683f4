/*
 * rd-rank: the place of every region among its parent's children, by every indicator that
 * is ranked, with movement and the distance to the next place.
 *
 * Competition ranking (1, 2, 3, 3, 5) on exact values; with --dense 1, 2, 3, 3, 4; with
 * --published on values as published. Missing values are not ranked, nor is what is
 * unallocated.
 */
#ifndef RANK_RANK_H
#define RANK_RANK_H

#include "base/options.h"

struct rank_options {
	bool dense;
	bool published;
	const char *period; /* "2024-05": only that period is ranked; NULL: all */
};

/*
 * Reads indicators.csv files, writes rankings.csv and datapackage.json. Of one period apart
 * it also reads what it is compared with, rankings.csv and earlier.csv of the period before and
 * rankings.csv of a year before, and writes earlier.csv: rankings that this period does not
 * have, as they were last made.
 */
int rank_run(const struct program *program, const struct rank_options *options, struct err *err);

#endif
