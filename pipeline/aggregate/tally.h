/*
 * What one row of the panel adds to each cell that it counts in: worked out once a row and
 * standing, however many cells there are.
 *
 *	tally_take(&t, &row);
 *	tally_add(&t, STANDING_ENTERED, cells, cell);
 *
 * The conditions of all accumulators are looked at once a row and kept as bits. Whether the
 * row counts in an accumulator is then a comparison of bits. Few sets of bits ever appear:
 * for each, it is remembered which accumulators the row counts in, and nothing is compared.
 */
#ifndef AGGREGATE_TALLY_H
#define AGGREGATE_TALLY_H

#include "aggregate/cells.h"
#include "model/accumulator.h"

struct tally_rule;
struct tally_test;
struct tally_plan;

struct tally {
	const struct cells *cells;
	struct tally_rule *rules;     /* one an accumulator */
	struct condition *conditions; /* each that any accumulator has, once */
	size_t condition_count;
	struct tally_test *tests; /* of those that ask for an amount */
	size_t test_count;
	size_t *others; /* numbers of those that ask for something else of the row */
	size_t other_count;
	size_t words;             /* of 64 bits, one a condition */
	uint64_t *holds;          /* of the row and, behind them, of each standing */
	uint64_t *needs;          /* of each accumulator */
	struct tally_plan *plans; /* what a row counts in, by a hash of the conditions that hold */
	const struct observation_row *row;
	struct cell *cell; /* what tally_as returns */
};

void tally_init(struct tally *t, const struct cells *cells);
void tally_release(struct tally *t);

/* The row must live as long as what is asked about it. */
void tally_take(struct tally *t, const struct observation_row *row);

/* Adds what the row adds, standing to the cell as given; false on overflow. */
bool tally_add(struct tally *t, enum standing standing, struct cells *cells, struct cell *cell);

/* What the row adds, as a cell of its own; until the next call. */
struct cell *tally_as(struct tally *t, enum standing standing);

#endif
