#include "model/figure_key.h"

#include <stdlib.h>

int figure_key_compare(const struct figure_key *a, const struct figure_key *b)
{
	uint32_t x[] = {place_order(a->region), place_order(a->industry)};
	uint32_t y[] = {place_order(b->region), place_order(b->industry)};
	int by_group;

	for (int i = 0; i < 2; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	by_group = a->group.p == b->group.p ? 0 : slice_cmp(a->group, b->group);
	if (by_group)
		return by_group;
	if (a->period != b->period)
		return a->period < b->period ? -1 : 1;
	if (a->basis != b->basis)
		return a->basis < b->basis ? -1 : 1;
	return (a->indicator > b->indicator) - (a->indicator < b->indicator);
}

bool figure_key_is_whole(const struct configuration *config, const struct figure_key *key)
{
	return !key->region.unallocated && !key->industry.unallocated &&
	       key->industry.node == config->industries.root && slice_is(key->group, "total");
}

void figure_key_reader_init(struct figure_key_reader *k, const struct configuration *config)
{
	*k = (struct figure_key_reader){.config = config};
}

void figure_key_reader_release(struct figure_key_reader *k)
{
	for (size_t i = 0; i < OBS_VALUE; i++)
		text_release(&k->texts[i]);
	text_release(&k->cell);
	free(k->groups);
	arena_release(&k->arena);
	*k = (struct figure_key_reader){0};
}

static bool changed(struct figure_key_reader *k, const struct table_reader *r, size_t column)
{
	struct slice field = table_field(r, column);

	if (k->started && slice_eq(field, text_slice(&k->texts[column])))
		return false;
	text_clear(&k->texts[column]);
	text_add_slice(&k->texts[column], field);
	return true;
}

/* Every group once: there are as many as classes have values. */
static struct slice group_of(struct figure_key_reader *k, struct slice text)
{
	for (size_t i = 0; i < k->group_count; i++)
		if (slice_eq(k->groups[i], text))
			return k->groups[i];
	VEC_GROW(k->groups, k->group_count, k->group_capacity);
	k->groups[k->group_count] = arena_copy(&k->arena, text);
	return k->groups[k->group_count++];
}

static int read_places(struct figure_key_reader *k, const struct table_reader *r, struct err *err)
{
	const char *unknown = T("is not in the configuration", "不在配置中");

	if (changed(k, r, OBS_REGION) &&
	    !place_parse(&k->config->regions, table_field(r, OBS_REGION), &k->key.region))
		return table_wrong(r, OBS_REGION, err, unknown);
	if (changed(k, r, OBS_INDUSTRY) &&
	    !place_parse(&k->config->industries, table_field(r, OBS_INDUSTRY), &k->key.industry))
		return table_wrong(r, OBS_INDUSTRY, err, unknown);
	if (changed(k, r, OBS_CLASS))
		k->key.group = group_of(k, table_field(r, OBS_CLASS));
	return 0;
}

static int read_period(struct figure_key_reader *k, const struct table_reader *r, struct err *err)
{
	if (changed(k, r, OBS_PERIOD)) {
		k->key.period = period_parse(table_field(r, OBS_PERIOD));
		if (k->key.period == PERIOD_NONE)
			return table_wrong(r, OBS_PERIOD, err, T("is no period", "不是报告期"));
	}
	if (changed(k, r, OBS_BASIS)) {
		int basis = basis_parse(table_field(r, OBS_BASIS));
		if (basis < 0)
			return table_wrong(r, OBS_BASIS, err, T("is no basis", "不是口径"));
		k->key.basis = (enum basis)basis;
	}
	return 0;
}

/* Figures of one cell stand in the order of the indicators. */
static const struct indicator *indicator_of(const struct figure_key_reader *k, struct slice id)
{
	const struct indicators *all = &k->config->indicators;
	const struct indicator *next = k->key.indicator ? k->key.indicator + 1 : all->items;

	if (next < all->items + all->count && slice_is(id, next->id))
		return next;
	return indicators_find(all, id);
}

/*
 * Region to basis as they stand in the row, in one piece; empty unless each field begins where
 * the one before it ends, or behind a comma.
 */
static struct slice cell_text(const struct table_reader *r)
{
	const char *first = table_field(r, OBS_REGION).p;
	uintptr_t end = (uintptr_t)first;

	for (size_t i = OBS_REGION; i <= OBS_BASIS; i++) {
		struct slice field = table_field(r, i);
		if ((uintptr_t)field.p - end > (i != OBS_REGION))
			return (struct slice){"", 0};
		end = (uintptr_t)field.p + field.n;
	}
	return (struct slice){first, (size_t)(end - (uintptr_t)first)};
}

/* Most rows are of the same cell as the row before, to the letter. */
static bool is_same_cell(const struct figure_key_reader *k, const struct table_reader *r,
                         struct slice text)
{
	if (!text.n || !slice_eq(text, text_slice(&k->cell)))
		return false;
	for (size_t i = OBS_REGION; i <= OBS_BASIS; i++)
		if (table_field(r, i).n != k->texts[i].n)
			return false;
	return true;
}

int figure_key_read_cell(struct figure_key_reader *k, const struct table_reader *r, struct err *err)
{
	struct slice text = cell_text(r);

	if (is_same_cell(k, r, text))
		return 0;
	if (read_places(k, r, err) < 0 || read_period(k, r, err) < 0)
		return -1;
	text_clear(&k->cell);
	text_add_slice(&k->cell, text);
	k->started = true;
	return 0;
}

int figure_key_read_figure(struct figure_key_reader *k, const struct table_reader *r,
                           struct err *err)
{
	if (figure_key_read_cell(k, r, err) < 0)
		return -1;
	if (!changed(k, r, OBS_INDICATOR) && k->key.indicator)
		return 0;
	k->key.indicator = indicator_of(k, table_field(r, OBS_INDICATOR));
	if (!k->key.indicator)
		return table_wrong(r, OBS_INDICATOR, err,
		                   T("is not in the configuration", "不在配置中"));
	return 0;
}
