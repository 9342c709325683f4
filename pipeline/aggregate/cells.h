/*
 * Cells in memory: the values of all accumulators for each region, industry, group of
 * classes, period and basis.
 *
 * The cells of one region, industry and group are a strip, with a cell for each time (period
 * and basis) that has one. The rows of an enterprise follow each other and mostly fall into
 * one strip, and what is done to all times alike (adding a strip to the one above it) needs
 * one look-up for all of them.
 *
 * Sums are exact: they take 64 bits until one does not fit, then 128; an overflow of those
 * is an error (RD_INPUT), never a wrong figure.
 */
#ifndef AGGREGATE_CELLS_H
#define AGGREGATE_CELLS_H

#include "base/arena.h"
#include "model/indicator.h"
#include "model/period.h"
#include "model/place.h"

struct cell_time {
	period period;
	enum basis basis;
};

struct cell {
	wide *large; /* the sums, once one of them is too large for 64 bits; else NULL */
	bool sample;
	wide squares[]; /* then the sums, then the lists, as cells_sums and cells_list find them */
};

struct strip {
	uint64_t key;
	struct cell **at; /* by number of the time; NULL where there is no cell */
	unsigned capacity;
	struct strip *child, *sibling; /* for roll_up_check */
};

struct strip_key {
	struct place region, industry;
	unsigned group; /* of classes: below 1024 */
};

struct cells {
	const struct accumulator *accumulators;
	size_t accumulator_count;
	size_t *slots; /* of each accumulator, among those of its kind */
	size_t square_count, sum_count, list_size;
	struct strip **strips;
	size_t strip_count, strip_capacity;
	uint32_t *table; /* open addressing: 1 + index of a strip, 0: free */
	size_t table_size;
	struct cell_time *times; /* by number, which is in the order of appearance */
	size_t time_count, time_capacity;
	uint16_t *time_numbers; /* 1 + number by time, 0: it has none yet */
	size_t cell_count;
	struct arena arena;
};

void cells_init(struct cells *cells, const struct indicators *indicators);
void cells_release(struct cells *cells);

/* Keys order by region, industry and group; both trees' nodes are in code order. */
uint64_t strip_key_pack(const struct strip_key *key);
struct strip_key strip_key_unpack(uint64_t packed);

/* The strip of a key, made empty if it is new. NULL from cells_find if there is none. */
struct strip *cells_strip(struct cells *cells, uint64_t key);
struct strip *cells_find(const struct cells *cells, uint64_t key);

/* The number of a time, for strip_cell. */
unsigned cells_time(struct cells *cells, struct cell_time time);

/* The cell of a strip at a time, made empty if it is new. */
struct cell *strip_cell(struct cells *cells, struct strip *strip, unsigned time);

/* The same, NULL if there is none. */
static inline struct cell *strip_peek(const struct strip *strip, unsigned time)
{
	return time < strip->capacity ? strip->at[time] : NULL;
}

/* A cell of no strip, to be freed with free. */
struct cell *cells_scratch(const struct cells *cells);

static inline int64_t *cells_sums(const struct cells *cells, struct cell *cell)
{
	return (int64_t *)(cell->squares + cells->square_count);
}

/* The list of an accumulator of that kind: how many values there are, then these, falling. */
static inline int64_t *cells_list(const struct cells *cells, struct cell *cell, size_t slot)
{
	return cells_sums(cells, cell) + cells->sum_count + slot;
}

/* The value of accumulator i, which is no list. */
wide cells_value(const struct cells *cells, const struct cell *cell, size_t i);

/* Puts a value into a list of the `most` largest. */
void list_insert(int64_t *list, unsigned most, int64_t value);

/* Adds a cell's values to another's; false on overflow. */
bool cells_merge(struct cells *cells, struct cell *into, const struct cell *from);

/* Adds to one of a cell's sums or squares; false on overflow. */
bool cells_add(struct cells *cells, struct cell *into, size_t accumulator, wide value);

/* Adds all cells of a strip to those of another, in the same cells; false on overflow. */
bool cells_merge_strip(struct cells *cells, struct strip *into, const struct strip *from);

/* Adds all of `from`, of the same accumulators; false on overflow. */
bool cells_absorb(struct cells *cells, const struct cells *from);

/* What to say when one of the above is false: RD_INPUT; returns -1. */
int cells_overflow(struct err *err);

#endif
