#include "aggregate/cells.h"

#include <stdlib.h>

/* From the left: region 22 + 1 bits, industry 14 + 1, group 10, period 14, basis 2. */
enum { BASIS_BITS = 2, PERIOD_BITS = 14, GROUP_BITS = 10, INDUSTRY_BITS = 15, REGION_BITS = 23 };

/* Periods are counted from January 1900. */
enum { FIRST_PERIOD = 1900 * 12 };

uint64_t cell_key_pack(const struct cell_key *key)
{
	uint64_t packed = place_order(key->region);

	packed = packed << INDUSTRY_BITS | place_order(key->industry);
	packed = packed << GROUP_BITS | key->group;
	packed = packed << PERIOD_BITS | (uint64_t)(key->period - FIRST_PERIOD);
	return packed << BASIS_BITS | (uint64_t)key->basis;
}

static uint64_t take(uint64_t *packed, unsigned bits)
{
	uint64_t value = *packed & ((1ULL << bits) - 1);

	*packed >>= bits;
	return value;
}

struct cell_key cell_key_unpack(uint64_t packed)
{
	struct cell_key key;

	key.basis = (enum basis)take(&packed, BASIS_BITS);
	key.period = (period)take(&packed, PERIOD_BITS) + FIRST_PERIOD;
	key.group = (unsigned)take(&packed, GROUP_BITS);
	key.industry = place_of_order((uint32_t)take(&packed, INDUSTRY_BITS));
	key.region = place_of_order((uint32_t)take(&packed, REGION_BITS));
	return key;
}

void cells_init(struct cells *cells, const struct indicators *indicators)
{
	*cells = (struct cells){.accumulators = indicators->accumulators,
	                        .accumulator_count = indicators->accumulator_count};
	cells->slots = xcalloc(cells->accumulator_count, sizeof(*cells->slots));
	for (size_t i = 0; i < cells->accumulator_count; i++) {
		const struct accumulator *a = &cells->accumulators[i];
		cells->slots[i] = cells->slot_count;
		cells->slot_count += a->kind == ACCUMULATE_TOP ? a->top : 1;
	}
}

void cells_release(struct cells *cells)
{
	free(cells->slots);
	free(cells->table);
	arena_release(&cells->arena);
	*cells = (struct cells){0};
}

static size_t first_slot(const struct cells *cells, uint64_t key)
{
	key *= 0x9e3779b97f4a7c15ULL;
	return (size_t)(key >> 32) & (cells->capacity - 1);
}

static struct cell **position(const struct cells *cells, uint64_t key)
{
	size_t i = first_slot(cells, key);

	while (cells->table[i] && cells->table[i]->key != key)
		i = (i + 1) & (cells->capacity - 1);
	return &cells->table[i];
}

struct cell *cells_find(const struct cells *cells, uint64_t key)
{
	return cells->capacity ? *position(cells, key) : NULL;
}

static void grow(struct cells *cells)
{
	struct cell **old = cells->table;
	size_t old_capacity = cells->capacity;

	cells->capacity = old_capacity ? old_capacity * 2 : 1024;
	cells->table = xcalloc(cells->capacity, sizeof(*cells->table));
	for (size_t i = 0; i < old_capacity; i++)
		if (old[i])
			*position(cells, old[i]->key) = old[i];
	free(old);
}

static struct cell *fresh_cell(struct cells *cells, uint64_t key)
{
	size_t size = sizeof(struct cell) + cells->slot_count * sizeof(wide);
	struct cell *cell = arena_alloc(&cells->arena, size);

	memset(cell, 0, size);
	cell->key = key;
	for (size_t i = 0; i < cells->accumulator_count; i++) {
		const struct accumulator *a = &cells->accumulators[i];
		for (unsigned t = 0; a->kind == ACCUMULATE_TOP && t < a->top; t++)
			cell->values[cells->slots[i] + t] = TOP_EMPTY;
	}
	return cell;
}

struct cell *cells_at(struct cells *cells, uint64_t key)
{
	struct cell **at;

	if (cells->count * 2 >= cells->capacity)
		grow(cells);
	at = position(cells, key);
	if (!*at) {
		*at = fresh_cell(cells, key);
		cells->count++;
	}
	return *at;
}

void top_insert(wide *list, unsigned size, wide value)
{
	for (unsigned i = 0; i < size; i++) {
		wide other = list[i];
		if (value <= other)
			continue;
		list[i] = value;
		value = other;
	}
}

bool cells_add_row(const struct cells *cells, struct cell *cell, const struct observation_row *row,
                   enum standing standing)
{
	for (size_t i = 0; i < cells->accumulator_count; i++) {
		const struct accumulator *a = &cells->accumulators[i];
		wide *slot = &cell->values[cells->slots[i]];
		wide value = row->values[a->measure][a->variant];
		if (!accumulator_takes(a, row, standing))
			continue;
		if (a->kind == ACCUMULATE_TOP) {
			top_insert(slot, a->top, value);
			continue;
		}
		if (a->kind == ACCUMULATE_COUNT)
			value = 1;
		else if (a->kind == ACCUMULATE_SQUARES)
			value *= value;
		if (!wide_add(slot, value))
			return false;
	}
	return true;
}

bool cells_merge(const struct cells *cells, struct cell *into, const struct cell *from)
{
	into->sample |= from->sample;
	for (size_t i = 0; i < cells->accumulator_count; i++) {
		const struct accumulator *a = &cells->accumulators[i];
		wide *to = &into->values[cells->slots[i]];
		const wide *values = &from->values[cells->slots[i]];
		if (a->kind != ACCUMULATE_TOP) {
			if (!wide_add(to, values[0]))
				return false;
			continue;
		}
		for (unsigned t = 0; t < a->top && values[t] != TOP_EMPTY; t++)
			top_insert(to, a->top, values[t]);
	}
	return true;
}

int cells_overflow(struct err *err)
{
	err_set(err, RD_INPUT, T("a sum is too large for 128 bits", "合计超出 128 位整数范围"));
	return err_hint(
	        err, T("look for absurd amounts in the returns", "请检查报表中是否有异常大的金额"));
}

static int by_key(const void *a, const void *b)
{
	uint64_t x = (*(struct cell *const *)a)->key, y = (*(struct cell *const *)b)->key;

	return (x > y) - (x < y);
}

struct cell **cells_sorted(const struct cells *cells)
{
	struct cell **sorted = xcalloc(cells->count, sizeof(*sorted));
	size_t n = 0;

	for (size_t i = 0; i < cells->capacity; i++)
		if (cells->table[i])
			sorted[n++] = cells->table[i];
	if (n)
		qsort(sorted, n, sizeof(*sorted), by_key);
	return sorted;
}
