/*
 * Which periods a stage "for each period" has, and what a step reads of another period
 * (chain.h).
 */
#ifndef RUN_PERIODS_H
#define RUN_PERIODS_H

#include "run/plan.h"

/*
 * The periods of a stage whose input stages have ended, in the order of time, a year behind its
 * December; each as it is written. In the plan's arena; *count is how many.
 */
const char **periods_of_stage(struct plan *plan, size_t stage, size_t *count);

/* The latest of the files that "STAGE/FILE" with {period} means; NULL if there are none. */
const char *periods_latest(struct plan *plan, const char *pattern);

/* The period before the step's among those of its stage of the same kind; NULL for the first. */
const char *periods_before(const struct plan *plan, const struct step *step);

/* The same period a year before, in the plan's arena. */
const char *periods_year_before(struct plan *plan, const struct step *step);

#endif
