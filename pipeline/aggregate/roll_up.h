/*
 * From the lowest cells to all that the plan asks for.
 */
#ifndef AGGREGATE_ROLL_UP_H
#define AGGREGATE_ROLL_UP_H

#include "aggregate/cells.h"
#include "model/configuration.h"

/* Adds every cell to those above it in both trees; RD_INPUT on overflow. */
int roll_up(struct cells *cells, const struct configuration *config, struct err *err);

/*
 * Checks that in every region and industry that has parts, children and what is unallocated
 * add up to it. RD_INTERNAL if not, or RD_INPUT if cells were `merged` from files: the
 * figures must not be published.
 */
int roll_up_check(const struct cells *cells, const struct configuration *config, bool merged,
                  struct err *err);

#endif
