#include "ratio/cell_store.h"

#include <stdlib.h>

#include "model/panel_row.h"

typedef unsigned __int128 uwide;

void cell_store_init(struct cell_store *store, const struct configuration *config)
{
	*store = (struct cell_store){.config = config};
	store->regions = xcalloc(config->regions.count * 2, sizeof(*store->regions));
	figure_key_reader_init(&store->keys, config);
}

void cell_store_release(struct cell_store *store)
{
	free(store->items);
	free(store->regions);
	figure_key_reader_release(&store->keys);
	arena_release(&store->arena);
	*store = (struct cell_store){0};
}

/* Seven bits a byte, the lowest first, the sign below them: small sums take a byte or two. */
enum { LONGEST_PACKED = (129 + 6) / 7 };

static unsigned char *pack(unsigned char *to, wide value)
{
	uwide left = (uwide)value << 1 ^ (uwide)(value >> 127);

	for (; left >= 0x80; left >>= 7)
		*to++ = (unsigned char)(left | 0x80);
	*to++ = (unsigned char)left;
	return to;
}

static const unsigned char *unpack(const unsigned char *from, wide *value)
{
	uwide whole = *from & 0x7f;

	for (unsigned shift = 7; *from++ & 0x80; shift += 7)
		whole |= (uwide)(*from & 0x7f) << shift;
	*value = (wide)(whole >> 1) ^ -(wide)(whole & 1);
	return from;
}

void cell_store_values(const struct cell_store *store, const struct stored_cell *cell, wide *values)
{
	const unsigned char *from = cell->packed;

	for (size_t i = 0; i < store->config->indicators.accumulator_count; i++)
		from = unpack(from, &values[i]);
}

const struct stored_cell *cell_store_find(const struct cell_store *store,
                                          const struct figure_key *key)
{
	struct cell_range region = store->regions[place_order(key->region)];
	size_t low = region.from, high = region.to;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (figure_key_compare(&store->items[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < region.to && figure_key_compare(&store->items[low].key, key) == 0
	               ? &store->items[low]
	               : NULL;
}

static bool read_sum(struct slice text, wide *sum)
{
	while (text.n) {
		const char *end = memchr(text.p, ';', text.n);
		size_t n = end ? (size_t)(end - text.p) : text.n;
		wide value;
		if (!wide_parse((struct slice){text.p, n}, &value) || !wide_add(sum, value))
			return false;
		text.p += n + (end != NULL);
		text.n -= n + (end != NULL);
	}
	return true;
}

static int read_values(struct cell_store *store, const struct table_reader *r,
                       struct stored_cell *cell, struct err *err)
{
	size_t n = store->config->indicators.accumulator_count;
	unsigned char *packed = arena_alloc(&store->arena, n * LONGEST_PACKED), *to = packed;

	cell->packed = packed;
	for (size_t i = 0; i < n; i++) {
		wide value = 0;
		if (!read_sum(table_field(r, CELL_ACCUMULATORS + i), &value))
			return table_wrong(r, CELL_ACCUMULATORS + i, err,
			                   T("is not a whole number", "不是整数"));
		to = pack(to, value);
		if (i == 0)
			cell->counts = value != 0;
	}
	arena_shrink(&store->arena, packed, (size_t)(to - packed));
	return 0;
}

static void add_cell(struct cell_store *store, const struct stored_cell *cell)
{
	struct cell_range *region = &store->regions[place_order(cell->key.region)];

	VEC_GROW(store->items, store->count, store->capacity);
	if (region->to == 0)
		region->from = (uint32_t)store->count;
	store->items[store->count++] = *cell;
	region->to = (uint32_t)store->count;
}

static int add_row(struct cell_store *store, const struct table_reader *r, struct err *err)
{
	struct stored_cell cell = {0};

	if (figure_key_read_cell(&store->keys, r, err) < 0)
		return -1;
	cell.key = store->keys.key;
	cell.sample = slice_starts(table_field(r, r->table->count - 1), SAMPLE_PREFIX);
	if (read_values(store, r, &cell, err) < 0)
		return -1;
	if (store->count && figure_key_compare(&store->items[store->count - 1].key, &cell.key) >= 0)
		return table_wrong(r, CELL_REGION, err,
		                   T("is out of order, or stands twice: merge several files of "
		                     "cells with rd-aggregate first",
		                     "顺序不对或重复：多个 cells 文件请先用 rd-aggregate 合并"));
	add_cell(store, &cell);
	return 0;
}

int cell_store_read(struct cell_store *store, struct table_reader *r, struct err *err)
{
	int got;

	while ((got = table_next(r, err)) > 0)
		if (add_row(store, r, err) < 0)
			return -1;
	return got;
}

const struct stored_cell *cell_store_above(const struct cell_store *store,
                                           const struct stored_cell *cell, enum within within)
{
	struct figure_key key = cell->key;
	const struct stored_cell *above = NULL;

	/* Industry levels that cells.json leaves out are stepped over. */
	while (!above &&
	       (within == WITHIN_REGION ? place_ascend(&store->config->regions, &key.region)
	                                : place_ascend(&store->config->industries, &key.industry)))
		above = cell_store_find(store, &key);
	return above;
}

period cell_store_latest(const struct cell_store *store)
{
	period latest = PERIOD_NONE;

	for (size_t i = 0; i < store->count; i++)
		if (store->items[i].counts && store->items[i].key.period > latest)
			latest = store->items[i].key.period;
	return latest;
}
