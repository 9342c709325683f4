/*
 * Old runs go: those beyond a number, and those beyond an age. Runs that left data and those
 * that left only their record are counted apart, so that quiet nights do not push out good
 * ones. The published run always stays.
 */
#ifndef RUN_PRUNE_H
#define RUN_PRUNE_H

#include <stdint.h>

/*
 * keep_runs, keep_days: 0 is no limit. `current` is the id of the run that asks. What cannot be
 * removed stays, and is tried again the next time. Returns the number of runs removed.
 */
unsigned prune(const char *output, const char *current, uint64_t keep_runs, uint64_t keep_days);

#endif
