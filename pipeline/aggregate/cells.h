/*
 * A map of cells: for each key the values of all accumulators.
 *
 * A cell is known by region, industry, group of classes, period and basis, packed into one
 * 64-bit key whose order is the order of cells.csv.
 *
 * Sums are 128-bit; an overflow is an error (RD_INPUT), never a wrong figure.
 */
#ifndef AGGREGATE_CELLS_H
#define AGGREGATE_CELLS_H

#include "model/indicator.h"
#include "model/period.h"
#include "model/place.h"

struct cell_key {
	struct place region, industry;
	unsigned group; /* of classes: below 1024 */
	period period;
	enum basis basis;
};

/* Keys order by region, industry, group, period, basis; both trees' nodes are in code order. */
uint64_t cell_key_pack(const struct cell_key *key);
struct cell_key cell_key_unpack(uint64_t packed);

struct cell {
	uint64_t key;
	bool sample;
	wide values[]; /* slots of the accumulators, one after the other */
};

struct cells {
	const struct accumulator *accumulators;
	size_t accumulator_count;
	size_t *slots; /* where each accumulator's values start */
	size_t slot_count;
	struct cell **table; /* open addressing by key */
	size_t count, capacity;
	struct arena arena;
};

void cells_init(struct cells *cells, const struct indicators *indicators);
void cells_release(struct cells *cells);

/* The cell of a key, made empty if it is new. */
struct cell *cells_at(struct cells *cells, uint64_t key);
struct cell *cells_find(const struct cells *cells, uint64_t key);

/* Adds one enterprise's row; false on overflow. */
bool cells_add_row(const struct cells *cells, struct cell *cell, const struct observation_row *row,
                   enum standing standing);

/* Adds a cell's values to another's; false on overflow. */
bool cells_merge(const struct cells *cells, struct cell *into, const struct cell *from);

/* What to say when one of the two above is false: RD_INPUT; returns -1. */
int cells_overflow(struct err *err);

/* Puts a value into slot 0.. of a top list, keeping the largest in front. */
void top_insert(wide *list, unsigned size, wide value);

/* What an unused place of a top list holds. */
#define TOP_EMPTY ((wide)INT64_MIN - 1)

/* All cells by key, in an array to be freed. */
struct cell **cells_sorted(const struct cells *cells);

#endif
