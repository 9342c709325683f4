/*
 * The zero-reporters: enterprises in scope whose R&D is zero or missing, for the visits to
 * their doors. Those of the latest period, by region, the largest revenue first, with how
 * long they have been at zero, what they spent last year, and what they would spend at the
 * intensity of their industry; and those that were at zero in the return before and are
 * not any more (cleared).
 */
#ifndef RATIO_ZERO_H
#define RATIO_ZERO_H

#include "io/package.h"
#include "ratio/cell_store.h"
#include "ratio/zero_runs.h"

struct zero_reporter;

struct zero_list {
	const struct configuration *config;
	unsigned measure, ordered_by;
	period latest, only; /* only: PERIOD_NONE unless it is of one period apart */
	struct zero_runs runs;
	struct zero_reporter *items;
	size_t count, capacity;
	struct arena arena;
};

/* config needs CONFIG_INDICATORS, CONFIG_REGIONS, CONFIG_INDUSTRIES. */
void zero_list_init(struct zero_list *list, const struct configuration *config);
void zero_list_release(struct zero_list *list);

/* The list is made of the panel of one period apart: its runs go on from the period before. */
void zero_list_apart(struct zero_list *list, period only);

/* Takes in the rows of a reader that is open on panel.csv; RD_INPUT. */
int zero_list_read(struct zero_list *list, struct table_reader *r, struct err *err);

/* Writes zero.csv, with the peers' intensity from the cells, and notes it in the package. */
int zero_list_write(struct zero_list *list, const struct cell_store *cells, struct package *package,
                    struct err *err);

#endif
