#include "rank/rank.h"

#include <stdlib.h>

#include "base/log.h"
#include "model/panel_row.h"
#include "model/stage.h"
#include "rank/ranking.h"

enum { MONTHS_A_YEAR = 12 };

/* What the members of one ranking share. */
struct sharing {
	uint32_t parent, level; /* level: its place among the levels' names */
	uint32_t period;
	uint16_t basis, indicator;
};

struct stage {
	struct configuration config;
	struct package package;
	struct figures figures;
	uint32_t *levels; /* of each region: the first that is of its level */
	struct ranking *rankings;
	size_t count, capacity;
	struct hash_map by_sharing; /* struct sharing's bytes, to the number of its ranking */
	struct ranked *items;       /* of all rankings, one after the other */
	/* ranks by region, 0 for none, in those that a ranking is compared with */
	uint32_t *before, *last_year;
	struct text shared, text; /* columns of all rows of a ranking; of one row */
	struct table_writer writer;
	struct err *err;
};

/* Only whole regions are ranked, over all industries and classes. */
static bool can_be_ranked(const struct figures *f, const struct figure_key *key)
{
	return key->indicator->ranked && figure_is_whole(f, key) &&
	       f->config->regions.nodes[key->region.node].parent != CODE_NONE;
}

static const struct code_node *region_of(const struct stage *s, const struct ranked *r)
{
	return &s->config.regions.nodes[r->figure->key.region.node];
}

static void number_levels(struct stage *s)
{
	const struct code_tree *regions = &s->config.regions;
	struct hash_map seen = HASH_MAP_INIT;

	s->levels = xcalloc(regions->count, sizeof(*s->levels));
	for (uint32_t i = 0; i < regions->count; i++)
		s->levels[i] = hash_map_add(&seen, slice_of(regions->nodes[i].level), i);
	hash_map_release(&seen);
}

/* Of the ranking that a figure is in, if it is of that period. */
static struct sharing sharing_of(const struct stage *s, const struct figure_key *key, period at)
{
	return (struct sharing){
	        .parent = s->config.regions.nodes[key->region.node].parent,
	        .level = s->levels[key->region.node],
	        .period = (uint32_t)at,
	        .basis = (uint16_t)key->basis,
	        .indicator = (uint16_t)(key->indicator - s->config.indicators.items),
	};
}

/* Parent, level, period, basis, indicator: the order of the file. */
static int by_sharing(const void *a, const void *b)
{
	const struct ranking *x = a, *y = b;
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

/* The ranking that a figure is in, or would be in at another period; NULL if there is none. */
static struct ranking *find_ranking(const struct stage *s, const struct figure *figure, period at)
{
	struct sharing sharing = sharing_of(s, &figure->key, at);
	uint32_t index = hash_map_get(&s->by_sharing, bytes_of(&sharing));

	return index == HASH_MAP_NONE ? NULL : &s->rankings[index];
}

/* Counts the figure as one more of its ranking. */
static void count_figure(struct stage *s, const struct figure *f)
{
	struct sharing sharing = sharing_of(s, &f->key, f->key.period);
	uint32_t index = hash_map_add(&s->by_sharing, bytes_of(&sharing), (uint32_t)s->count);

	if (index == s->count) {
		VEC_GROW(s->rankings, s->count, s->capacity);
		s->rankings[s->count++] = (struct ranking){
		        .parent = sharing.parent,
		        .level = s->config.regions.nodes[f->key.region.node].level,
		        .indicator = f->key.indicator,
		        .period = f->key.period,
		        .basis = f->key.basis,
		        .first = f,
		};
	}
	s->rankings[index].count++;
}

/* Puts the rankings in order and gives each its part of the items. */
static void lay_out_rankings(struct stage *s)
{
	struct ranked *next = s->items = xcalloc(s->figures.count, sizeof(*s->items));

	if (s->count)
		qsort(s->rankings, s->count, sizeof(*s->rankings), by_sharing);
	hash_map_release(&s->by_sharing);
	for (uint32_t i = 0; i < s->count; i++) {
		struct ranking *r = &s->rankings[i];
		struct sharing sharing = sharing_of(s, &r->first->key, r->period);
		hash_map_add(&s->by_sharing, bytes_of(&sharing), i);
		r->items = next;
		next += r->count;
		r->count = 0;
	}
}

static int make_rankings(struct stage *s, const struct rank_options *options)
{
	number_levels(s);
	for (size_t i = 0; i < s->figures.count; i++)
		if (s->figures.items[i].known)
			count_figure(s, &s->figures.items[i]);
	lay_out_rankings(s);
	for (size_t i = 0; i < s->figures.count; i++) {
		const struct figure *f = &s->figures.items[i];
		struct ranking *r = f->known ? find_ranking(s, f, f->key.period) : NULL;
		if (r)
			r->items[r->count++].figure = f;
	}
	for (struct ranking *r = s->rankings; r && r < s->rankings + s->count; r++)
		if (!ranking_sort(r, options))
			return err_set(s->err, RD_INPUT,
			               T("'%s' is too large to be ranked", "'%s' 过大，无法排名"),
			               r->first->key.indicator->id);
	return 0;
}

/*
 * The ranking that was before this one, whether published by months or quarters; NULL at
 * the start of a cumulative year, which has nothing to compare with.
 */
static const struct ranking *ranking_before(const struct stage *s, const struct ranking *r)
{
	int most = r->basis == BASIS_YTD ? period_month(r->period) - 1 : MONTHS_A_YEAR;
	const struct ranking *found = NULL;

	for (int months = 1; months <= most && !found; months++)
		found = find_ranking(s, r->first, r->period - months);
	return found;
}

/* Notes the ranks of a ranking's regions, or forgets them. */
static void note_ranks(uint32_t *ranks, const struct ranking *r, bool noted)
{
	for (size_t i = 0; r && i < r->count; i++)
		ranks[r->items[i].figure->key.region.node] = noted ? r->items[i].rank : 0;
}

static void put_rank(struct stage *s, uint32_t rank)
{
	if (rank)
		table_put_u64(&s->writer, rank);
	else
		table_put_missing(&s->writer);
}

static void put_distance(struct stage *s, const struct ranking *r, const struct ranked *better,
                         const struct ranked *worse)
{
	text_clear(&s->text);
	if (better && worse)
		ranking_add_distance(&s->text, r->indicator, better->figure, worse->figure);
	table_put(&s->writer, text_slice(&s->text));
}

static void put_distances(struct stage *s, const struct ranking *r, size_t i)
{
	const struct ranked *ahead = ranking_ahead(r, i), *own = &r->items[i];
	wide amount;

	if (ahead)
		table_put(&s->writer, region_of(s, ahead)->code);
	else
		table_put_missing(&s->writer);
	put_distance(s, r, ahead, own);
	if (ahead && ranking_gap_amount(r->indicator, own->figure, ahead->figure, &amount))
		table_put_i128(&s->writer, amount);
	else
		table_put_missing(&s->writer);
	put_distance(s, r, own, ranking_behind(r, i));
}

static void put_ranked(struct stage *s, const struct ranking *r, size_t i)
{
	const struct ranked *it = &r->items[i];
	uint32_t region = it->figure->key.region.node;
	struct table_writer *w = &s->writer;

	table_put_rendered(w, text_slice(&s->shared), RANKING_REGION);
	table_put(w, region_of(s, it)->code);
	table_put(w, it->figure->value);
	table_put_u64(w, it->rank);
	table_put_u64(w, r->count);
	table_put_u64(w, it->tied);
	put_rank(s, s->before[region]);
	put_rank(s, s->last_year[region]);
	put_distances(s, r, i);
	table_put_u64(w, it->stable);
	table_put_text(w, it->figure->sample ? SAMPLE_PREFIX "indicators" : "indicators");
	table_end_row(w);
}

static void put_ranking(struct stage *s, const struct ranking *r)
{
	const struct ranking *before = ranking_before(s, r);
	const struct ranking *last_year = find_ranking(s, r->first, r->period - MONTHS_A_YEAR);

	text_clear(&s->shared);
	text_clear(&s->text);
	table_render(&s->shared, s->config.regions.nodes[r->parent].code);
	table_render(&s->shared, slice_of(r->level));
	period_add(&s->text, r->period, r->basis);
	table_render(&s->shared, text_slice(&s->text));
	table_render(&s->shared, slice_of(basis_name(r->basis)));
	table_render(&s->shared, slice_of(r->indicator->id));
	note_ranks(s->before, before, true);
	note_ranks(s->last_year, last_year, true);
	for (size_t i = 0; i < r->count; i++)
		put_ranked(s, r, i);
	note_ranks(s->before, before, false);
	note_ranks(s->last_year, last_year, false);
}

static int write_rankings(struct stage *s)
{
	char *path = package_path(&s->package, "rankings");
	int result = table_create(&s->writer, path, &table_rankings, s->err);

	free(path);
	if (result < 0)
		return -1;
	s->before = xcalloc(s->config.regions.count, sizeof(*s->before));
	s->last_year = xcalloc(s->config.regions.count, sizeof(*s->last_year));
	for (size_t i = 0; i < s->count; i++)
		put_ranking(s, &s->rankings[i]);
	result = table_commit(&s->writer, s->err);
	if (result == 0)
		package_table(&s->package, &s->writer);
	table_close(&s->writer);
	return result;
}

static int run(struct stage *s, const struct program *program, const struct rank_options *options)
{
	for (size_t i = 0; i < program->files.count; i++)
		if (figures_load(&s->figures, program->files.items[i], &s->package, s->err) < 0)
			return -1;
	if (make_rankings(s, options) < 0 || write_rankings(s) < 0)
		return -1;
	package_count(&s->package, "read", s->figures.read);
	package_count(&s->package, "rankings", s->count);
	package_count(&s->package, "ranked", s->writer.rows);
	if (package_write(&s->package, s->err) < 0)
		return -1;
	log_note(T("%llu places in %zu rankings", "%llu 个名次，%zu 个排名"),
	         (unsigned long long)s->writer.rows, s->count);
	return 0;
}

int rank_run(const struct program *program, const struct rank_options *options, struct err *err)
{
	struct stage s = {.err = err};
	int result;

	if (stage_begin(&s.config, &s.package, program, CONFIG_FIGURES, "rankings", err) < 0)
		return -1;
	figures_init(&s.figures, &s.config);
	s.figures.wants = can_be_ranked;
	result = run(&s, program, options);
	figures_release(&s.figures);
	hash_map_release(&s.by_sharing);
	free(s.levels);
	free(s.rankings);
	free(s.items);
	free(s.before);
	free(s.last_year);
	text_release(&s.shared);
	text_release(&s.text);
	stage_end(&s.config, &s.package);
	return result;
}
