/*
 * From leaf cells to the cells that the plan asks for.
 */
#ifndef AGGREGATE_ROLL_UP_H
#define AGGREGATE_ROLL_UP_H

#include "aggregate/cell_plan.h"
#include "aggregate/cells.h"
#include "model/panel_row.h"

struct roll_up {
	const struct configuration *config;
	const struct cell_plan *plan;
	struct cells *cells; /* where sums go */
	bool merged;         /* they hold cells of other runs too */
};

/* A leaf: where enterprises report, and the values of all their classes. */
struct leaf {
	uint32_t region, industry;
	int classes[MOST_CLASSES];
	period period;
	enum basis basis;
};

/* Adds a leaf cell to every cell that contains it; RD_INPUT on overflow. */
int roll_up_leaf(const struct roll_up *r, const struct leaf *leaf, const struct cell *values,
                 struct err *err);

/* Adds one row that moved: each cell sees whether it came, went or stayed. */
int roll_up_moved(const struct roll_up *r, const struct panel_row *row, struct err *err);

/*
 * Checks that in every region and industry that has parts, children and what is unallocated
 * add up to it. RD_INTERNAL if not, or RD_INPUT if cells were merged: the figures must not
 * be published.
 */
int roll_up_check(const struct roll_up *r, struct err *err);

#endif
