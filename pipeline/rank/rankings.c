#include "rank/rankings.h"

#include <stdlib.h>

#include "model/amount.h"
#include "model/tables.h"

/* What the members of one ranking share. */
struct sharing {
	uint32_t parent, level; /* level: its place among the levels' names */
	uint32_t period;
	uint16_t basis, indicator;
};

/* Which figure of a ranking. */
struct identity {
	struct sharing sharing;
	uint32_t region;
};

/* Only whole regions are ranked, over all industries and classes. */
static bool can_be_ranked(const struct figures *f, const struct figure_key *key)
{
	return key->indicator->ranked && figure_is_whole(f, key) &&
	       f->config->regions.nodes[key->region.node].parent != CODE_NONE;
}

static void number_levels(struct rankings *all)
{
	const struct code_tree *regions = &all->config->regions;
	struct hash_map seen = HASH_MAP_INIT;

	all->levels = xcalloc(regions->count, sizeof(*all->levels));
	for (uint32_t i = 0; i < regions->count; i++)
		all->levels[i] = hash_map_add(&seen, slice_of(regions->nodes[i].level), i);
	hash_map_release(&seen);
}

void rankings_init(struct rankings *all, const struct configuration *config)
{
	*all = (struct rankings){.config = config};
	figures_init(&all->figures, config);
	all->figures.wants = can_be_ranked;
	number_levels(all);
}

void rankings_release(struct rankings *all)
{
	figures_release(&all->figures);
	text_release(&all->row);
	hash_map_release(&all->numbers);
	hash_map_release(&all->seen);
	arena_release(&all->arena);
	free(all->levels);
	free(all->items);
	free(all->ordered);
	free(all->places);
	free(all->missing);
}

/* Of the ranking that a figure is in. */
static struct sharing sharing_of(const struct rankings *all, const struct figure_key *key)
{
	return (struct sharing){
	        .parent = all->config->regions.nodes[key->region.node].parent,
	        .level = all->levels[key->region.node],
	        .period = (uint32_t)key->period,
	        .basis = (uint16_t)key->basis,
	        .indicator = (uint16_t)(key->indicator - all->config->indicators.items),
	};
}

/* Of a ranking, or of what it is at another period. */
static struct sharing sharing_at(const struct rankings *all, const struct ranking *r, period at)
{
	return (struct sharing){
	        .parent = r->parent,
	        .level = all->levels[r->first->region],
	        .period = (uint32_t)at,
	        .basis = (uint16_t)r->basis,
	        .indicator = (uint16_t)(r->indicator - all->config->indicators.items),
	};
}

/* Parent, level, period, basis, indicator: the order of the file. */
static int by_sharing(const void *a, const void *b)
{
	const struct ranking *x = *(struct ranking *const *)a, *y = *(struct ranking *const *)b;
	int by_level;

	if (x->parent != y->parent)
		return x->parent < y->parent ? -1 : 1;
	by_level = strcmp(x->level, y->level);
	if (by_level)
		return by_level;
	if (x->period != y->period)
		return x->period < y->period ? -1 : 1;
	if (x->basis != y->basis)
		return x->basis < y->basis ? -1 : 1;
	return (x->indicator > y->indicator) - (x->indicator < y->indicator);
}

static struct slice bytes_of(const struct sharing *sharing)
{
	return (struct slice){(const char *)sharing, sizeof(*sharing)};
}

static bool note(struct rankings *all, const struct identity *identity)
{
	struct slice key = {(const char *)identity, sizeof(*identity)};
	uint32_t number = (uint32_t)all->seen.count;

	return hash_map_add(&all->seen, key, number) == number;
}

static void note_all(struct rankings *all)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct ranking *r = &all->items[i];
		struct identity identity = {.sharing = sharing_at(all, r, r->period)};
		for (const struct ranked *it = r->first; it; it = it->next) {
			identity.region = it->region;
			note(all, &identity);
		}
	}
	for (size_t i = 0; i < all->missing_count; i++)
		note(all, &all->missing[i]);
}

/* Whether no figure before had this key. */
static bool is_new(struct rankings *all, const struct figure_key *key,
                   const struct identity *identity)
{
	bool ascends = !all->started || figure_key_compare(&all->last, key) < 0;

	all->last = *key;
	all->started = true;
	if (ascends && !all->unordered)
		return true;
	if (!all->unordered)
		note_all(all);
	all->unordered = true;
	return note(all, identity);
}

static struct ranking *ranking_of(struct rankings *all, const struct figure_key *key,
                                  const struct sharing *sharing)
{
	uint32_t index = hash_map_add(&all->numbers, bytes_of(sharing), (uint32_t)all->count);

	if (index == all->count) {
		VEC_GROW(all->items, all->count, all->capacity);
		all->items[all->count++] = (struct ranking){
		        .parent = sharing->parent,
		        .level = all->config->regions.nodes[key->region.node].level,
		        .indicator = key->indicator,
		        .period = key->period,
		        .basis = key->basis,
		};
	}
	return &all->items[index];
}

static void append(struct ranking *r, struct ranked *it)
{
	if (r->last)
		r->last->next = it;
	else
		r->first = it;
	r->last = it;
	r->count++;
}

static void add_figure(struct rankings *all, const struct figure *f, const struct sharing *sharing)
{
	struct ranking *r = ranking_of(all, &f->key, sharing);
	struct ranked *it = arena_alloc(&all->arena, sizeof(*it));

	*it = (struct ranked){.exact = f->exact,
	                      .value = arena_strdup(&all->arena, f->value),
	                      .region = f->key.region.node,
	                      .sample = f->sample};
	append(r, it);
}

int rankings_read(struct rankings *all, const struct table_reader *r, struct err *err)
{
	struct figure figure;
	struct identity identity;
	int got = figures_look(&all->figures, r, &figure, err);

	if (got <= 0)
		return got;
	identity.sharing = sharing_of(all, &figure.key);
	identity.region = figure.key.region.node;
	if (!is_new(all, &figure.key, &identity))
		return figures_stand_twice(r, err);
	if (figure.known) {
		add_figure(all, &figure, &identity.sharing);
		return 0;
	}
	VEC_GROW(all->missing, all->missing_count, all->missing_capacity);
	all->missing[all->missing_count++] = identity;
	return 0;
}

static int read_key(struct rankings *all, const struct table_reader *r, struct figure_key *key,
                    struct err *err)
{
	int basis = basis_parse(table_field(r, RANKING_BASIS));

	*key = (struct figure_key){
	        .region = {code_tree_find(&all->config->regions, table_field(r, RANKING_REGION)),
	                   false},
	        .period = period_parse(table_field(r, RANKING_PERIOD)),
	        .basis = (enum basis)basis,
	        .indicator = indicators_find(&all->config->indicators,
	                                     table_field(r, RANKING_INDICATOR)),
	};
	if (key->region.node == CODE_NONE ||
	    all->config->regions.nodes[key->region.node].parent == CODE_NONE)
		return table_wrong(r, RANKING_REGION, err,
		                   T("is not in the configuration", "不在配置中"));
	if (!key->indicator)
		return table_wrong(r, RANKING_INDICATOR, err,
		                   T("is not in the configuration", "不在配置中"));
	if (basis < 0 || key->period == PERIOD_NONE)
		return table_wrong(r, RANKING_PERIOD, err, T("is no period", "不是报告期"));
	return 0;
}

int rankings_read_known(struct rankings *all, const struct table_reader *r, unsigned n,
                        period before, struct err *err)
{
	struct figure_key key;
	struct sharing sharing;
	struct ranking *known;
	struct ranked *it;
	int64_t rank;

	if (read_key(all, r, &key, err) < 0)
		return -1;
	if (key.period >= before)
		return table_wrong(
		        r, RANKING_PERIOD, err,
		        T("is not before the period that is ranked", "不早于本次排名的报告期"));
	if (!integer_parse(table_field(r, RANKING_RANK), &rank) || rank < 1 || rank > UINT32_MAX)
		return table_wrong(r, RANKING_RANK, err, T("is no place", "不是名次"));
	sharing = sharing_of(all, &key);
	known = ranking_of(all, &key, &sharing);
	if (!known->first)
		known->known_from = n;
	if (known->known_from != n)
		return 0;
	it = arena_alloc(&all->arena, sizeof(*it));
	text_clear(&all->row);
	for (size_t i = 0; i < RANKING_COLUMNS; i++)
		table_render(&all->row, table_field(r, i));
	*it = (struct ranked){.region = key.region.node,
	                      .rank = (unsigned)rank,
	                      .value = arena_strdup(&all->arena, text_slice(&all->row))};
	append(known, it);
	return 0;
}

void rankings_order(struct rankings *all)
{
	size_t at = 0;

	all->ordered = xcalloc(all->count, sizeof(struct ranking *));
	for (size_t i = 0; i < all->count; i++) {
		all->ordered[i] = &all->items[i];
		at += all->items[i].count;
	}
	if (all->count)
		qsort(all->ordered, all->count, sizeof(struct ranking *), by_sharing);
	all->places = xcalloc(at, sizeof(struct ranked *));
	at = 0;
	for (size_t i = 0; i < all->count; i++) {
		all->ordered[i]->items = all->places + at;
		at += all->ordered[i]->count;
	}
}

const struct ranking *rankings_find(const struct rankings *all, const struct ranking *r, period at)
{
	struct sharing sharing = sharing_at(all, r, at);
	uint32_t index = hash_map_get(&all->numbers, bytes_of(&sharing));

	return index == HASH_MAP_NONE ? NULL : &all->items[index];
}
