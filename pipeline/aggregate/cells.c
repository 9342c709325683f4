#include "aggregate/cells.h"

#include <stdlib.h>

/* From the left: region 22 + 1 bits, industry 14 + 1, group 10. */
enum { GROUP_BITS = 10, INDUSTRY_BITS = 15, REGION_BITS = 23 };

/* Periods are months from January 1900 to December 2200, a year after the last that is read. */
enum { FIRST_PERIOD = 1900 * 12, PERIODS = 301 * 12 };

uint64_t strip_key_pack(const struct strip_key *key)
{
	uint64_t packed = place_order(key->region);

	packed = packed << INDUSTRY_BITS | place_order(key->industry);
	return packed << GROUP_BITS | key->group;
}

static uint64_t take(uint64_t *packed, unsigned bits)
{
	uint64_t value = *packed & ((1ULL << bits) - 1);

	*packed >>= bits;
	return value;
}

struct strip_key strip_key_unpack(uint64_t packed)
{
	struct strip_key key;

	key.group = (unsigned)take(&packed, GROUP_BITS);
	key.industry = place_of_order((uint32_t)take(&packed, INDUSTRY_BITS));
	key.region = place_of_order((uint32_t)take(&packed, REGION_BITS));
	return key;
}

/* How many of its kind's slots an accumulator takes, of which *count is the number so far. */
static size_t slots_of(struct cells *cells, const struct accumulator *a, size_t **count)
{
	switch (a->kind) {
	case ACCUMULATE_SQUARES:
		*count = &cells->square_count;
		return 1;
	case ACCUMULATE_TOP:
		*count = &cells->list_size;
		return 1 + a->top;
	default:
		*count = &cells->sum_count;
		return 1;
	}
}

void cells_init(struct cells *cells, const struct indicators *indicators)
{
	*cells = (struct cells){.accumulators = indicators->accumulators,
	                        .accumulator_count = indicators->accumulator_count};
	cells->slots = xcalloc(cells->accumulator_count, sizeof(*cells->slots));
	for (size_t i = 0; i < cells->accumulator_count; i++) {
		size_t *count;
		size_t more = slots_of(cells, &cells->accumulators[i], &count);
		cells->slots[i] = *count;
		*count += more;
	}
	cells->time_numbers = xcalloc((size_t)PERIODS * BASIS_COUNT, sizeof(*cells->time_numbers));
}

void cells_release(struct cells *cells)
{
	free(cells->slots);
	free(cells->strips);
	free(cells->table);
	free(cells->times);
	free(cells->time_numbers);
	arena_release(&cells->arena);
	*cells = (struct cells){0};
}

/* --- Finding them -------------------------------------------------------------------------- */

/* The place in the table of a key, or the free one where it belongs. */
static uint32_t *position(const struct cells *cells, uint64_t key)
{
	size_t mask = cells->table_size - 1;
	size_t i = (size_t)(key * 0x9e3779b97f4a7c15ULL >> 32) & mask;

	while (cells->table[i] && cells->strips[cells->table[i] - 1]->key != key)
		i = (i + 1) & mask;
	return &cells->table[i];
}

struct strip *cells_find(const struct cells *cells, uint64_t key)
{
	uint32_t found = cells->table_size ? *position(cells, key) : 0;

	return found ? cells->strips[found - 1] : NULL;
}

static void grow(struct cells *cells)
{
	free(cells->table);
	cells->table_size = cells->table_size ? cells->table_size * 2 : 1024;
	cells->table = xcalloc(cells->table_size, sizeof(*cells->table));
	for (size_t i = 0; i < cells->strip_count; i++)
		*position(cells, cells->strips[i]->key) = (uint32_t)i + 1;
}

struct strip *cells_strip(struct cells *cells, uint64_t key)
{
	struct strip *strip;
	uint32_t *at;

	if (cells->strip_count * 2 >= cells->table_size)
		grow(cells);
	at = position(cells, key);
	if (*at)
		return cells->strips[*at - 1];
	strip = arena_alloc(&cells->arena, sizeof(*strip));
	*strip = (struct strip){.key = key};
	VEC_GROW(cells->strips, cells->strip_count, cells->strip_capacity);
	cells->strips[cells->strip_count++] = strip;
	*at = (uint32_t)cells->strip_count;
	return strip;
}

unsigned cells_time(struct cells *cells, struct cell_time time)
{
	uint16_t *number = &cells->time_numbers[(size_t)(time.period - FIRST_PERIOD) * BASIS_COUNT +
	                                        time.basis];

	if (*number == 0) {
		VEC_GROW(cells->times, cells->time_count, cells->time_capacity);
		cells->times[cells->time_count++] = time;
		*number = (uint16_t)cells->time_count;
	}
	return *number - 1u;
}

static size_t cell_size(const struct cells *cells)
{
	return sizeof(struct cell) + cells->square_count * sizeof(wide) +
	       (cells->sum_count + cells->list_size) * sizeof(int64_t);
}

struct cell *cells_scratch(const struct cells *cells)
{
	return xcalloc(1, cell_size(cells));
}

/* Room for as many times as there are, but not for one more each time that one appears. */
static void widen_strip(struct cells *cells, struct strip *strip, unsigned time)
{
	unsigned capacity = strip->capacity ? strip->capacity * 2 : 4;
	struct cell **at;

	while (capacity <= time)
		capacity *= 2;
	at = arena_alloc(&cells->arena, capacity * sizeof(struct cell *));
	for (unsigned i = 0; i < capacity; i++)
		at[i] = strip_peek(strip, i);
	strip->at = at;
	strip->capacity = capacity;
}

struct cell *strip_cell(struct cells *cells, struct strip *strip, unsigned time)
{
	struct cell *cell = strip_peek(strip, time);

	if (cell)
		return cell;
	if (time >= strip->capacity)
		widen_strip(cells, strip, time);
	cell = arena_alloc(&cells->arena, cell_size(cells));
	memset(cell, 0, cell_size(cells));
	strip->at[time] = cell;
	cells->cell_count++;
	return cell;
}

/* --- Adding them up ------------------------------------------------------------------------ */

static const int64_t *small_sums(const struct cells *cells, const struct cell *cell)
{
	return (const int64_t *)(cell->squares + cells->square_count);
}

wide cells_value(const struct cells *cells, const struct cell *cell, size_t i)
{
	size_t slot = cells->slots[i];

	if (cells->accumulators[i].kind == ACCUMULATE_SQUARES)
		return cell->squares[slot];
	return cell->large ? cell->large[slot] : small_sums(cells, cell)[slot];
}

void list_insert(int64_t *list, unsigned most, int64_t value)
{
	unsigned count = (unsigned)list[0], at = count;
	int64_t *values = list + 1;

	while (at > 0 && values[at - 1] < value)
		at--;
	if (at == most)
		return;
	if (count < most)
		list[0] = ++count;
	for (unsigned i = count - 1; i > at; i--)
		values[i] = values[i - 1];
	values[at] = value;
}

static void enlarge(struct cells *cells, struct cell *cell)
{
	const int64_t *sums = cells_sums(cells, cell);

	if (cell->large)
		return;
	cell->large = arena_alloc(&cells->arena, cells->sum_count * sizeof(wide));
	for (size_t i = 0; i < cells->sum_count; i++)
		cell->large[i] = sums[i];
}

/* False, with nothing changed, if a sum does not fit. */
static bool add_small(int64_t *into, const int64_t *from, size_t n)
{
	uint64_t overflow = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t a = (uint64_t)into[i], b = (uint64_t)from[i], sum = a + b;
		overflow |= (a ^ sum) & (b ^ sum);
		into[i] = (int64_t)sum;
	}
	if (!(overflow >> 63))
		return true;
	for (size_t i = 0; i < n; i++)
		into[i] = (int64_t)((uint64_t)into[i] - (uint64_t)from[i]);
	return false;
}

static bool add_large(const struct cells *cells, wide *into, const struct cell *from)
{
	const int64_t *small = small_sums(cells, from);

	for (size_t i = 0; i < cells->sum_count; i++)
		if (!wide_add(&into[i], from->large ? from->large[i] : small[i]))
			return false;
	return true;
}

static void merge_lists(const struct cells *cells, int64_t *into, const int64_t *from)
{
	for (size_t i = 0; i < cells->accumulator_count; i++) {
		const int64_t *list = from + cells->slots[i];
		if (cells->accumulators[i].kind != ACCUMULATE_TOP)
			continue;
		for (int64_t k = 1; k <= list[0]; k++)
			list_insert(into + cells->slots[i], cells->accumulators[i].top, list[k]);
	}
}

bool cells_merge(struct cells *cells, struct cell *into, const struct cell *from)
{
	int64_t *sums = cells_sums(cells, into);
	const int64_t *more = small_sums(cells, from);

	into->sample |= from->sample;
	if (into->large || from->large || !add_small(sums, more, cells->sum_count)) {
		enlarge(cells, into);
		if (!add_large(cells, into->large, from))
			return false;
	}
	for (size_t i = 0; i < cells->square_count; i++)
		if (!wide_add(&into->squares[i], from->squares[i]))
			return false;
	if (cells->list_size)
		merge_lists(cells, sums + cells->sum_count, more + cells->sum_count);
	return true;
}

bool cells_add(struct cells *cells, struct cell *into, size_t accumulator, wide value)
{
	size_t slot = cells->slots[accumulator];
	int64_t *sums = cells_sums(cells, into), sum;

	if (cells->accumulators[accumulator].kind == ACCUMULATE_SQUARES)
		return wide_add(&into->squares[slot], value);
	if (!into->large && value == (int64_t)value &&
	    !__builtin_add_overflow(sums[slot], (int64_t)value, &sum)) {
		sums[slot] = sum;
		return true;
	}
	enlarge(cells, into);
	return wide_add(&into->large[slot], value);
}

bool cells_merge_strip(struct cells *cells, struct strip *into, const struct strip *from)
{
	for (unsigned t = 0; t < from->capacity; t++)
		if (from->at[t] && !cells_merge(cells, strip_cell(cells, into, t), from->at[t]))
			return false;
	return true;
}

bool cells_absorb(struct cells *cells, const struct cells *from)
{
	bool fits = true;
	unsigned *times = xcalloc(from->time_count, sizeof(*times));

	for (size_t t = 0; t < from->time_count; t++)
		times[t] = cells_time(cells, from->times[t]);
	for (size_t i = 0; i < from->strip_count && fits; i++) {
		const struct strip *strip = from->strips[i];
		struct strip *into = cells_strip(cells, strip->key);
		for (unsigned t = 0; t < strip->capacity && fits; t++)
			if (strip->at[t])
				fits = cells_merge(cells, strip_cell(cells, into, times[t]),
				                   strip->at[t]);
	}
	free(times);
	return fits;
}

int cells_overflow(struct err *err)
{
	err_set(err, RD_INPUT, T("a sum is too large for 128 bits", "合计超出 128 位整数范围"));
	return err_hint(
	        err, T("look for absurd amounts in the returns", "请检查报表中是否有异常大的金额"));
}
