#include "rank/rank.h"

#include <stdlib.h>

#include "base/log.h"
#include "model/panel_row.h"
#include "model/stage.h"
#include "rank/ranking.h"

enum { MONTHS_A_YEAR = 12 };

struct stage {
	struct configuration config;
	struct package package;
	struct figures figures;
	struct ranking *rankings;
	size_t count, capacity;
	struct ranked *items;  /* of all rankings, one after the other */
	struct hash_map ranks; /* figure's key at its period, to its rank */
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

/* Parent, level, period, basis, indicator: what the members of one ranking share. */
static int compare_sharing(const struct stage *s, const struct ranked *a, const struct ranked *b)
{
	const struct figure_key *x = &a->figure->key, *y = &b->figure->key;
	const struct code_node *p = region_of(s, a), *q = region_of(s, b);
	int by_level;

	if (p->parent != q->parent)
		return p->parent < q->parent ? -1 : 1;
	by_level = strcmp(p->level, q->level);
	if (by_level)
		return by_level;
	if (x->period != y->period)
		return x->period < y->period ? -1 : 1;
	if (x->basis != y->basis)
		return x->basis < y->basis ? -1 : 1;
	return (x->indicator > y->indicator) - (x->indicator < y->indicator);
}

static int by_sharing(const void *a, const void *b, void *stage)
{
	return compare_sharing(stage, a, b);
}

static void add_rank_key(struct text *t, const struct figure_key *k, period at)
{
	uint32_t numbers[] = {k->region.node, (uint32_t)at, (uint32_t)k->basis};

	text_add(t, (const char *)numbers, sizeof(numbers));
	text_adds(t, k->indicator->id);
}

static void add_ranking_key(struct text *t, const struct ranking *r, period at)
{
	uint32_t numbers[] = {r->parent, (uint32_t)at, (uint32_t)r->basis};

	text_add(t, (const char *)numbers, sizeof(numbers));
	text_addf(t, "\n%s\n%s", r->level, r->indicator->id);
}

static void remember_ranks(struct stage *s, const struct ranking *r)
{
	struct text key = TEXT_INIT;

	add_ranking_key(&key, r, r->period);
	hash_map_add(&s->ranks, text_slice(&key), 0);
	for (size_t i = 0; i < r->count; i++) {
		text_clear(&key);
		add_rank_key(&key, &r->items[i].figure->key, r->period);
		hash_map_add(&s->ranks, text_slice(&key), r->items[i].rank);
	}
	text_release(&key);
}

static int make_rankings(struct stage *s, const struct rank_options *options)
{
	size_t n = 0, end;

	s->items = xcalloc(s->figures.count, sizeof(*s->items));
	for (size_t i = 0; i < s->figures.count; i++)
		if (s->figures.items[i].known)
			s->items[n++].figure = &s->figures.items[i];
	if (n)
		qsort_r(s->items, n, sizeof(*s->items), by_sharing, s);
	for (size_t i = 0; i < n; i = end) {
		const struct figure_key *k = &s->items[i].figure->key;
		struct ranking *r;
		for (end = i + 1; end < n && compare_sharing(s, &s->items[i], &s->items[end]) == 0;)
			end++;
		VEC_GROW(s->rankings, s->count, s->capacity);
		r = &s->rankings[s->count++];
		*r = (struct ranking){region_of(s, &s->items[i])->parent,
		                      region_of(s, &s->items[i])->level,
		                      k->indicator,
		                      k->period,
		                      k->basis,
		                      &s->items[i],
		                      end - i};
		if (!ranking_sort(r, options))
			return err_set(s->err, RD_INPUT,
			               T("'%s' is too large to be ranked", "'%s' 过大，无法排名"),
			               r->indicator->id);
		remember_ranks(s, r);
	}
	return 0;
}

static bool was_ranked_at(const struct stage *s, const struct ranking *r, period at)
{
	struct text key = TEXT_INIT;
	bool found;

	add_ranking_key(&key, r, at);
	found = hash_map_get(&s->ranks, text_slice(&key)) != HASH_MAP_NONE;
	text_release(&key);
	return found;
}

/*
 * The period for which there was a ranking before this one, whether published by months or
 * quarters; PERIOD_NONE at the start of a cumulative year, which has nothing to compare with.
 */
static period period_before(const struct stage *s, const struct ranking *r)
{
	int most = r->basis == BASIS_YTD ? period_month(r->period) - 1 : MONTHS_A_YEAR;

	for (int months = 1; months <= most; months++)
		if (was_ranked_at(s, r, r->period - months))
			return r->period - months;
	return PERIOD_NONE;
}

static void put_rank_at(struct stage *s, const struct figure_key *k, period at)
{
	struct text key = TEXT_INIT;
	uint32_t rank;

	add_rank_key(&key, k, at);
	rank = hash_map_get(&s->ranks, text_slice(&key));
	text_release(&key);
	if (rank == HASH_MAP_NONE)
		table_put_missing(&s->writer);
	else
		table_put_u64(&s->writer, rank);
}

static void put_distances(struct stage *s, const struct ranking *r, size_t i)
{
	const struct ranked *ahead = ranking_ahead(r, i), *behind = ranking_behind(r, i);
	const struct figure *own = r->items[i].figure;
	struct text gap = TEXT_INIT, lead = TEXT_INIT;
	wide amount;

	if (ahead)
		table_put(&s->writer, s->config.regions.nodes[ahead->figure->key.region.node].code);
	else
		table_put_missing(&s->writer);
	if (ahead)
		ranking_add_distance(&gap, r->indicator, ahead->figure, own);
	table_put(&s->writer, text_slice(&gap));
	if (ahead && ranking_gap_amount(r->indicator, own, ahead->figure, &amount))
		table_put_i128(&s->writer, amount);
	else
		table_put_missing(&s->writer);
	if (behind)
		ranking_add_distance(&lead, r->indicator, own, behind->figure);
	table_put(&s->writer, text_slice(&lead));
	text_release(&gap);
	text_release(&lead);
}

static void put_ranked(struct stage *s, const struct ranking *r, size_t i, period before)
{
	const struct ranked *it = &r->items[i];
	struct table_writer *w = &s->writer;
	struct text t = TEXT_INIT;

	table_put(w, s->config.regions.nodes[r->parent].code);
	table_put_text(w, r->level);
	period_add(&t, r->period, r->basis);
	table_put(w, text_slice(&t));
	table_put_text(w, basis_name(r->basis));
	table_put_text(w, r->indicator->id);
	table_put(w, region_of(s, it)->code);
	table_put(w, it->figure->value);
	table_put_u64(w, it->rank);
	table_put_u64(w, r->count);
	table_put_u64(w, it->tied);
	put_rank_at(s, &it->figure->key, before);
	put_rank_at(s, &it->figure->key, r->period - MONTHS_A_YEAR);
	put_distances(s, r, i);
	table_put_u64(w, it->stable);
	table_put_text(w, it->figure->sample ? SAMPLE_PREFIX "indicators" : "indicators");
	table_end_row(w);
	text_release(&t);
}

static int write_rankings(struct stage *s)
{
	char *path = package_path(&s->package, "rankings");
	int result = table_create(&s->writer, path, &table_rankings, s->err);

	free(path);
	if (result < 0)
		return -1;
	for (size_t i = 0; i < s->count; i++) {
		const struct ranking *r = &s->rankings[i];
		period before = period_before(s, r);
		for (size_t k = 0; k < r->count; k++)
			put_ranked(s, r, k, before);
	}
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
	hash_map_release(&s.ranks);
	free(s.rankings);
	free(s.items);
	stage_end(&s.config, &s.package);
	return result;
}
