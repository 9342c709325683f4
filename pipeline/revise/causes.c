#include "revise/causes.h"

#include <stdlib.h>

enum { MONTHS_A_YEAR = 12, MOST_PLACES = CODE_DEPTH + 1 };

/* --- What indicators look at ----------------------------------------------------------------- */

static void look_at(struct interest *interest, int column)
{
	if (column >= 0)
		interest->columns[column / 64] |= (uint64_t)1 << column % 64;
}

static void look_at_condition(struct interest *interest, const struct returns *returns,
                              const struct condition *c)
{
	switch (c->kind) {
	case IF_STATED:
	case IF_POSITIVE:
		look_at(interest, returns->measures[c->measure].panel_column[c->variant]);
		break;
	case IF_CLASS:
	case IF_CLASS_STATED:
	case IF_CLASS_CLIMBED:
	case IF_CLASS_FELL:
		look_at(interest, (int)(FACT_CLASSES + c->column));
		look_at(interest, returns->classes[c->column].panel_ly_column);
		break;
	case IF_STANDING:
		break;
	}
}

static void look_at_accumulator(struct interest *interest, const struct returns *returns,
                                const struct accumulator *a)
{
	const int *columns = returns->measures[a->measure].panel_column;

	for (size_t i = 0; i < a->condition_count; i++)
		look_at_condition(interest, returns, &a->conditions[i]);
	if (a->kind != ACCUMULATE_COUNT)
		look_at(interest, columns[a->variant]);
	if (!(a->standings & 1u << STANDING_LEFT))
		return;
	/* Who left is known from last year's row, by what it stated then. */
	interest->looks_back = true;
	if (a->kind != ACCUMULATE_COUNT)
		look_at(interest, columns[VARIANT_NOW]);
}

static void look_at_terms(struct causes *causes, struct interest *interest,
                          const struct term *terms, size_t count)
{
	for (size_t i = 0; i < count; i++)
		look_at_accumulator(interest, &causes->config->returns,
		                    &causes->config->indicators.accumulators[terms[i].accumulator]);
}

void causes_init(struct causes *causes, const struct configuration *config)
{
	const struct indicators *all = &config->indicators;

	*causes = (struct causes){.config = config};
	causes->interests = xcalloc(all->count + 1, sizeof(*causes->interests));
	for (size_t i = 0; i < all->count; i++) {
		const struct formula *f = &all->items[i].formula;
		struct interest *interest = &causes->interests[i];
		if (!indicator_from_cells(&all->items[i]))
			continue;
		look_at_terms(causes, interest, f->numerator, f->numerator_count);
		look_at_terms(causes, interest, f->denominator, f->denominator_count);
		look_at_accumulator(interest, &config->returns, &all->accumulators[f->population]);
	}
}

void causes_release(struct causes *causes)
{
	free(causes->interests);
	free(causes->groups);
	free(causes->counts);
	hash_map_release(&causes->by_group);
	hash_map_release(&causes->by_cell);
	arena_release(&causes->arena);
	*causes = (struct causes){0};
}

void causes_expect(struct causes *causes, struct slice group, struct place industry)
{
	size_t size = causes->config->industries.count * sizeof(bool);
	uint32_t index = (uint32_t)causes->group_count;
	uint32_t at = hash_map_add(&causes->by_group, group, index);

	if (at == index) {
		struct cause_group new = {.name = arena_copy(&causes->arena, group),
		                          .industries = arena_alloc(&causes->arena, size)};
		memset(new.industries, 0, size);
		VEC_GROW(causes->groups, causes->group_count, causes->group_capacity);
		causes->groups[causes->group_count++] = new;
	}
	if (!industry.unallocated)
		causes->groups[at].industries[industry.node] = true;
}

/* --- Cells ----------------------------------------------------------------------------------- */

struct cell_key {
	struct place region, industry;
	uint32_t group;
	period period;
	enum basis basis;
};

/* The cell that a denominator is taken from; false if there is none. */
static bool ascend(const struct causes *causes, enum within within, struct cell_key *key)
{
	if (within == WITHIN_REGION)
		return place_ascend(&causes->config->regions, &key->region);
	/* Levels that have no figures are stepped over. */
	while (place_ascend(&causes->config->industries, &key->industry))
		if (causes->groups[key->group].industries[key->industry.node])
			return true;
	return false;
}

/*
 * What a cell counts for each indicator: the rows behind it; and of those the rows that the
 * cell above does not count, since they only moved within it.
 */
enum { ROWS, INNER, KINDS };

static struct slice key_bytes(const struct cell_key *key, uint32_t bytes[5])
{
	bytes[0] = place_order(key->region);
	bytes[1] = place_order(key->industry);
	bytes[2] = key->group;
	bytes[3] = (uint32_t)key->period;
	bytes[4] = (uint32_t)key->basis;
	return (struct slice){(const char *)bytes, 5 * sizeof(*bytes)};
}

static uint32_t *counts_of(struct causes *causes, const struct cell_key *key)
{
	size_t size = KINDS * causes->config->indicators.count * sizeof(uint32_t);
	uint32_t bytes[5], index = (uint32_t)causes->cell_count;
	uint32_t at = hash_map_add(&causes->by_cell, key_bytes(key, bytes), index);

	if (at != index)
		return causes->counts[at];
	VEC_GROW(causes->counts, causes->cell_count, causes->cell_capacity);
	causes->counts[index] = arena_alloc(&causes->arena, size);
	memset(causes->counts[index], 0, size);
	causes->cell_count++;
	return causes->counts[index];
}

static uint32_t look_up(const struct causes *causes, const struct cell_key *key,
                        const struct indicator *indicator, unsigned kind)
{
	uint32_t bytes[5], at = hash_map_get(&causes->by_cell, key_bytes(key, bytes));
	size_t index = (size_t)(indicator - causes->config->indicators.items);

	return at == HASH_MAP_NONE ? 0 : causes->counts[at][KINDS * index + kind];
}

/* --- Counting -------------------------------------------------------------------------------- */

/* A revised row as one group sees it: a side counts if its classes are of the group. */
struct view {
	const struct revised_row *row;
	struct row_side before, after;
};

static bool is_in(const struct causes *causes, const struct row_side *side,
                  const struct cell_key *key)
{
	return side->counts && place_holds(&causes->config->regions, key->region, side->region) &&
	       place_holds(&causes->config->industries, key->industry, side->industry);
}

/* Whether the row is in the cell in one vintage only. */
static bool crosses(const struct causes *causes, const struct view *v, const struct cell_key *key)
{
	return is_in(causes, &v->before, key) != is_in(causes, &v->after, key);
}

static bool concerns(const struct interest *interest, const struct revised_row *row)
{
	for (size_t i = 0; i < COLUMN_WORDS; i++)
		if (interest->columns[i] & row->columns[i])
			return true;
	return false;
}

static void count_in(struct causes *causes, const struct view *v, struct cell_key key,
                     bool next_year)
{
	const struct indicators *all = &causes->config->indicators;
	bool crossed = crosses(causes, v, &key);
	uint32_t *counts;

	if (next_year)
		key.period += MONTHS_A_YEAR;
	counts = counts_of(causes, &key);
	for (size_t i = 0; i < all->count; i++, counts += KINDS) {
		const struct interest *interest = &causes->interests[i];
		struct cell_key above = key;
		bool concerned = concerns(interest, v->row);
		if (next_year && !interest->looks_back)
			continue;
		counts[ROWS] += crossed || concerned;
		if (crossed && !concerned && all->items[i].within != WITHIN_SELF)
			counts[INNER] += ascend(causes, all->items[i].within, &above) &&
			                 !crosses(causes, v, &above);
	}
}

static unsigned places(const struct code_tree *tree, uint32_t node, struct place at[MOST_PLACES])
{
	struct place place = {node, tree->nodes[node].child_count > 0};
	unsigned n = 0;

	do {
		at[n++] = place;
	} while (place_ascend(tree, &place));
	return n;
}

/* All cells around one side; `skip`: but for those around the other. */
static void count_around(struct causes *causes, const struct view *v, const struct row_side *side,
                         const struct row_side *skip, struct cell_key key)
{
	struct place regions[MOST_PLACES], industries[MOST_PLACES];
	unsigned m = places(&causes->config->regions, side->region, regions);
	unsigned n = places(&causes->config->industries, side->industry, industries);

	for (unsigned k = 0; k < m * n; k++) {
		key.region = regions[k % m];
		key.industry = industries[k / m];
		if (skip && is_in(causes, skip, &key))
			continue;
		count_in(causes, v, key, false);
		count_in(causes, v, key, true);
	}
}

void causes_add(struct causes *causes, const struct revised_row *row)
{
	const struct returns *returns = &causes->config->returns;

	for (uint32_t g = 0; g < causes->group_count; g++) {
		struct slice group = causes->groups[g].name;
		struct cell_key key = {.group = g, .period = row->period, .basis = row->basis};
		struct view v = {row, row->before, row->after};
		v.before.counts &= class_group_holds(returns, group, v.before.classes);
		v.after.counts &= class_group_holds(returns, group, v.after.classes);
		if (v.before.counts)
			count_around(causes, &v, &v.before, NULL, key);
		if (v.after.counts)
			count_around(causes, &v, &v.after, &v.before, key);
	}
}

bool causes_count(const struct causes *causes, const struct figure_key *key, uint32_t *rows)
{
	const struct indicator *indicator = key->indicator;
	struct cell_key cell = {key->region, key->industry,
	                        hash_map_get(&causes->by_group, key->group), key->period,
	                        key->basis};
	struct cell_key above = cell;

	if (!indicator_from_cells(indicator) || cell.group == HASH_MAP_NONE)
		return false;
	*rows = look_up(causes, &cell, indicator, ROWS);
	if (indicator->within == WITHIN_SELF)
		return true;
	if (!ascend(causes, indicator->within, &above))
		return false;
	*rows = look_up(causes, &above, indicator, ROWS) + look_up(causes, &cell, indicator, INNER);
	return true;
}
