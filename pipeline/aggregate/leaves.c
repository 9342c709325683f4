#include "aggregate/leaves.h"

#include <stdlib.h>

enum { MONTHS_A_YEAR = 12 };

void leaves_init(struct leaves *l, const struct configuration *config, const struct cell_plan *plan,
                 struct cells *cells)
{
	*l = (struct leaves){.config = config, .plan = plan, .cells = cells};
	l->strips = xcalloc(plan->wish_count, sizeof(struct strip *));
	tally_init(&l->tally, cells);
}

void leaves_release(struct leaves *l)
{
	free(l->strips);
	tally_release(&l->tally);
	*l = (struct leaves){0};
}

/* The lowest place that holds what is reported for a node. */
static struct place lowest(const struct code_tree *tree, uint32_t node)
{
	return (struct place){node, tree->nodes[node].child_count > 0};
}

/* The lowest place that holds what is reported for either node. */
static struct place lowest_of_both(const struct code_tree *tree, uint32_t a, uint32_t b)
{
	if (a == b)
		return lowest(tree, a);
	while (!code_tree_contains(tree, a, b))
		a = tree->nodes[a].parent;
	return (struct place){a, false};
}

/* A wish's strip at a place or, where it wants none, at the next above; NULL if it wants none. */
static struct strip *strip_at(struct leaves *l, const struct cell_wish *wish, struct place region,
                              struct place industry, const int *classes)
{
	const struct code_tree *industries = &l->config->industries;
	struct strip_key key = {region, industry,
	                        cell_wish_group(wish, &l->config->returns, classes)};

	while (!cell_wish_wants(wish, industries, key.industry))
		if (!place_ascend(industries, &key.industry))
			return NULL;
	return cells_strip(l->cells, strip_key_pack(&key));
}

/* The strips that a row adds to by where it reports now. */
static void find_strips(struct leaves *l, const struct panel_row *row)
{
	size_t size = l->config->returns.class_count * sizeof(*l->classes);

	if (l->known && row->repeats)
		return;
	if (l->known && l->region == row->region && l->industry == row->industry &&
	    memcmp(l->classes, row->values.classes, size) == 0)
		return;
	l->region = row->region;
	l->industry = row->industry;
	memcpy(l->classes, row->values.classes, size);
	l->known = true;
	for (size_t w = 0; w < l->plan->wish_count; w++)
		l->strips[w] =
		        strip_at(l, &l->plan->wishes[w], lowest(&l->config->regions, row->region),
		                 lowest(&l->config->industries, row->industry), l->classes);
}

static bool add_to_strip(struct leaves *l, struct strip *strip, unsigned time,
                         enum standing standing, bool sample)
{
	struct cell *cell = strip_cell(l->cells, strip, time);

	cell->sample |= sample;
	return tally_add(&l->tally, standing, l->cells, cell);
}

static bool add_to_strips(struct leaves *l, struct cell_time at, enum standing standing,
                          bool sample)
{
	unsigned time = cells_time(l->cells, at);

	for (size_t w = 0; w < l->plan->wish_count; w++)
		if (l->strips[w] && !add_to_strip(l, l->strips[w], time, standing, sample))
			return false;
	return true;
}

static bool add_as_left(struct leaves *l, const struct panel_row *row)
{
	struct observation_row left;

	panel_row_as_left(row, &l->config->returns, &left);
	tally_take(&l->tally, &left);
	return add_to_strips(l, (struct cell_time){row->period + MONTHS_A_YEAR, row->basis},
	                     STANDING_LEFT, row->sample);
}

/*
 * In cells that hold both places the row counted as moved in and as moved out, and should
 * count as staying. Lists of the largest values need nothing: they take whoever is in the
 * cell now, and nobody else.
 */
static bool correct_both(struct leaves *l, struct cell *cell)
{
	static const struct {
		enum standing standing;
		int sign;
	} parts[] = {{STANDING_CONTINUING, 1}, {STANDING_MOVED_IN, -1}, {STANDING_MOVED_OUT, -1}};
	const struct cells *cells = l->cells;

	for (size_t p = 0; p < 3; p++) {
		const struct cell *values = tally_as(&l->tally, parts[p].standing);
		for (size_t i = 0; i < cells->accumulator_count; i++) {
			if (cells->accumulators[i].kind == ACCUMULATE_TOP)
				continue;
			if (!cells_add(l->cells, cell, i,
			               parts[p].sign * cells_value(cells, values, i)))
				return false;
		}
	}
	return true;
}

static bool add_moved(struct leaves *l, const struct panel_row *row)
{
	const struct code_tree *regions = &l->config->regions, *industries = &l->config->industries;
	struct place region = lowest(regions, row->region_ly);
	struct place industry = lowest(industries, row->industry_ly);
	struct place both_region = lowest_of_both(regions, row->region, row->region_ly);
	struct place both_industry = lowest_of_both(industries, row->industry, row->industry_ly);
	unsigned time = cells_time(l->cells, (struct cell_time){row->period, row->basis});

	for (size_t w = 0; w < l->plan->wish_count; w++) {
		const struct cell_wish *wish = &l->plan->wishes[w];
		struct strip *before = strip_at(l, wish, region, industry, row->values.classes);
		struct strip *both =
		        strip_at(l, wish, both_region, both_industry, row->values.classes);
		if (before && !add_to_strip(l, before, time, STANDING_MOVED_OUT, row->sample))
			return false;
		if (both && !correct_both(l, strip_cell(l->cells, both, time)))
			return false;
	}
	return true;
}

bool leaves_add(struct leaves *l, const struct panel_row *row)
{
	bool moved = row->region != row->region_ly || row->industry != row->industry_ly;
	struct cell_time now = {row->period, row->basis};

	if (row->presence == PRESENCE_OUTSIDE)
		return true;
	find_strips(l, row);
	if (row->leaves && !add_as_left(l, row))
		return false;
	tally_take(&l->tally, &row->values);
	if (row->presence == PRESENCE_LEFT)
		return add_to_strips(l, now, STANDING_LEFT, row->sample);
	if (!moved)
		return add_to_strips(l, now,
		                     row->last_year ? STANDING_CONTINUING : STANDING_ENTERED,
		                     row->sample);
	return add_to_strips(l, now, STANDING_MOVED_IN, row->sample) && add_moved(l, row);
}
