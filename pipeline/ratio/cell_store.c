#include "ratio/cell_store.h"

#include <stdlib.h>

#include "model/panel_row.h"

void cell_store_init(struct cell_store *store, const struct configuration *config)
{
	*store = (struct cell_store){.config = config};
}

void cell_store_release(struct cell_store *store)
{
	free(store->items);
	hash_map_release(&store->by_key);
	arena_release(&store->arena);
	*store = (struct cell_store){0};
}

static void add_key(struct text *t, const struct figure_key *key)
{
	uint32_t numbers[] = {place_order(key->region), place_order(key->industry),
	                      (uint32_t)key->period, (uint32_t)key->basis};

	text_add(t, (const char *)numbers, sizeof(numbers));
	text_add_slice(t, key->group);
}

const struct stored_cell *cell_store_find(const struct cell_store *store,
                                          const struct figure_key *key)
{
	struct text t = TEXT_INIT;
	uint32_t index;

	add_key(&t, key);
	index = hash_map_get(&store->by_key, text_slice(&t));
	text_release(&t);
	return index == HASH_MAP_NONE ? NULL : &store->items[index];
}

static int read_key(const struct cell_store *store, const struct table_reader *r,
                    struct figure_key *key, struct err *err)
{
	const char *unknown = T("is not in the configuration", "不在配置中");
	int basis = basis_parse(table_field(r, CELL_BASIS));

	if (!place_parse(&store->config->regions, table_field(r, CELL_REGION), &key->region))
		return table_wrong(r, CELL_REGION, err, unknown);
	if (!place_parse(&store->config->industries, table_field(r, CELL_INDUSTRY), &key->industry))
		return table_wrong(r, CELL_INDUSTRY, err, unknown);
	key->period = period_parse(table_field(r, CELL_PERIOD));
	if (key->period == PERIOD_NONE)
		return table_wrong(r, CELL_PERIOD, err, T("is no period", "不是报告期"));
	if (basis < 0)
		return table_wrong(r, CELL_BASIS, err, T("is no basis", "不是口径"));
	key->basis = (enum basis)basis;
	key->group = table_field(r, CELL_CLASS);
	return 0;
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

static int add_row(struct cell_store *store, const struct table_reader *r, struct err *err)
{
	size_t n = store->config->indicators.accumulator_count;
	struct stored_cell cell = {0};
	struct text key = TEXT_INIT;

	if (read_key(store, r, &cell.key, err) < 0)
		return -1;
	cell.key.group = arena_copy(&store->arena, cell.key.group);
	cell.sample = slice_starts(table_field(r, r->table->count - 1), SAMPLE_PREFIX);
	cell.values = arena_alloc(&store->arena, n * sizeof(wide));
	memset(cell.values, 0, n * sizeof(wide));
	for (size_t i = 0; i < n; i++)
		if (!read_sum(table_field(r, CELL_ACCUMULATORS + i), &cell.values[i]))
			return table_wrong(r, CELL_ACCUMULATORS + i, err,
			                   T("is not a whole number", "不是整数"));
	if (store->count && figure_key_compare(&store->items[store->count - 1].key, &cell.key) >= 0)
		return table_wrong(r, CELL_REGION, err,
		                   T("is out of order, or stands twice: merge several files of "
		                     "cells with rd-aggregate first",
		                     "顺序不对或重复：多个 cells 文件请先用 rd-aggregate 合并"));
	add_key(&key, &cell.key);
	hash_map_add(&store->by_key, text_slice(&key), (uint32_t)store->count);
	text_release(&key);
	VEC_GROW(store->items, store->count, store->capacity);
	store->items[store->count++] = cell;
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

bool cell_store_has_period(const struct cell_store *store, period p, enum basis basis)
{
	struct figure_key key = {
	        .region = {store->config->regions.root, false},
	        .industry = {store->config->industries.root, false},
	        .group = slice_of("total"),
	        .period = p,
	        .basis = basis,
	};
	const struct stored_cell *root = cell_store_find(store, &key);

	return root && root->values[0] > 0;
}

period cell_store_latest(const struct cell_store *store)
{
	period latest = PERIOD_NONE;

	for (size_t i = 0; i < store->count; i++)
		if (store->items[i].values[0] > 0 && store->items[i].key.period > latest)
			latest = store->items[i].key.period;
	return latest;
}
