/*
 * cells.csv in memory, to be looked up by place and period. Cells are many and their sums
 * mostly small, so these are kept packed.
 */
#ifndef RATIO_CELL_STORE_H
#define RATIO_CELL_STORE_H

#include "model/figures.h"

struct stored_cell {
	struct figure_key key; /* without an indicator */
	bool sample;
	bool counts; /* it has enterprises in scope */
	const unsigned char *packed;
};

struct cell_range {
	uint32_t from, to; /* indices in items; to is 0 if there are none */
};

struct cell_store {
	const struct configuration *config;
	struct stored_cell *items; /* in the order of the file, which is figure_key_compare's */
	size_t count, capacity;
	struct cell_range *regions; /* by place_order: a region's cells */
	struct figure_key_reader keys;
	struct arena arena;
};

/* config needs CONFIG_INDICATORS, CONFIG_REGIONS and CONFIG_INDUSTRIES. */
void cell_store_init(struct cell_store *store, const struct configuration *config);
void cell_store_release(struct cell_store *store);

/* Adds the rows of a reader that is open on cells.csv; RD_INPUT. */
int cell_store_read(struct cell_store *store, struct table_reader *r, struct err *err);

/* The cell's value for each accumulator; of a top list its sum. */
void cell_store_values(const struct cell_store *store, const struct stored_cell *cell,
                       wide *values);

/* NULL if there is no such cell. */
const struct stored_cell *cell_store_find(const struct cell_store *store,
                                          const struct figure_key *key);

/* The cell of the parent region or industry; NULL if there is none. */
const struct stored_cell *cell_store_above(const struct cell_store *store,
                                           const struct stored_cell *cell, enum within within);

/* The last period of any cell with enterprises in scope; PERIOD_NONE without cells. */
period cell_store_latest(const struct cell_store *store);

#endif
