/*
 * How far a region has come with one target, in exact numbers.
 *
 * The figure is the latest one at hand of the target's year, for the whole region over all
 * industries and classes: cumulative figures from December down, the year's own before
 * them. Growth is against the same period and basis of the year before.
 *
 * A target is attained when the exact value reaches it, not when the rounded one does; what
 * is still missing is therefore rounded up. A level and a growth are judged as they stand;
 * a total and a count against a linear pace, and are on schedule when the value is the
 * expected one rounded up or down to the indicator's last decimal.
 */
#ifndef TARGET_ATTAINMENT_H
#define TARGET_ATTAINMENT_H

#include "model/figures.h"
#include "model/targets.h"

enum verdict {
	VERDICT_NO_DATA, /* no figure of the year, or none to grow from */
	VERDICT_ATTAINED,
	VERDICT_AHEAD,
	VERDICT_ON_SCHEDULE,
	VERDICT_BEHIND,
	VERDICT_MISSED, /* the year is over */
	VERDICTS,
};

/* "attained", as files write it. */
const char *verdict_name(enum verdict verdict);

/* A value that may not exist. */
struct maybe {
	bool known;
	struct ratio exact;
};

/* All in the form of the indicator's figures, but achieved growth and progress: fractions. */
struct attainment {
	const struct target *target;
	const struct figure *figure, *base; /* base: last year's, for growth; NULL if missing */
	unsigned month;                     /* of the figure: months of the year that are gone */
	struct maybe achieved;              /* what is compared with the target */
	struct maybe needed;                /* the value at which the target is attained */
	struct maybe progress, expected, remaining, pace;
	enum verdict verdict;
};

/* False if a number leaves 128 bits. */
bool attainment_judge(struct attainment *a, const struct target *target,
                      const struct figures *figures);

#endif
