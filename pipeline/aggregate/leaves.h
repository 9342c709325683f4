/*
 * Rows of the panel to the lowest cells that they count in; roll_up.h adds these up.
 *
 * A row counts where its enterprise reports now. One that moved counts besides where it was
 * (as moved out), and the cells that hold both places see it as one that stayed: for those,
 * the difference goes to the lowest of them.
 */
#ifndef AGGREGATE_LEAVES_H
#define AGGREGATE_LEAVES_H

#include "aggregate/cell_plan.h"
#include "aggregate/tally.h"
#include "model/panel_row.h"

struct leaves {
	const struct configuration *config;
	const struct cell_plan *plan;
	struct cells *cells; /* where rows go */
	struct tally tally;
	/* where the row before went: NULL for a wish that has no cell there */
	struct strip **strips; /* by wish */
	uint32_t region, industry;
	int classes[MOST_CLASSES];
	bool known;
};

void leaves_init(struct leaves *l, const struct configuration *config, const struct cell_plan *plan,
                 struct cells *cells);
void leaves_release(struct leaves *l);

/* Adds a row, unless it is outside the scope; false on overflow. */
bool leaves_add(struct leaves *l, const struct panel_row *row);

#endif
