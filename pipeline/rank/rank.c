#include "rank/rank.h"

#include <stdlib.h>

#include "base/conveyor.h"
#include "base/log.h"
#include "model/panel_row.h"
#include "model/stage.h"
#include "rank/rankings.h"

enum { MONTHS_A_YEAR = 12, PLACES_AT_ONCE = 200 };

struct stage {
	struct configuration config;
	struct package package;
	struct rankings rankings;
	const struct rank_options *options;
	period only;    /* the period that is ranked apart; PERIOD_NONE: all are */
	unsigned known; /* files of places that it is compared with */
	struct table_writer writer, earlier; /* earlier: only with `only` */
	struct err *err;
};

/* Some rankings that follow each other, in the hands of one thread. */
struct some {
	const struct stage *stage;
	size_t first, end;
	/* ranks by region, 0 for none, in those that a ranking is compared with */
	uint32_t *before, *last_year;
	struct text shared, text; /* columns of all rows of a ranking; of one row */
	struct table_writer writer, earlier;
};

static int read_row(struct stage *s, const struct table_reader *r)
{
	period at;

	if (r->table != &table_observations)
		return rankings_read_known(&s->rankings, r, s->known, s->only, s->err);
	if (s->only != PERIOD_NONE) {
		at = period_parse(table_field(r, OBS_PERIOD));
		if (at != s->only)
			return table_wrong(
			        r, OBS_PERIOD, s->err,
			        T("is not of the period that is ranked", "与本次排名的报告期不符"));
	}
	return rankings_read(&s->rankings, r, s->err);
}

static int load(struct stage *s, const char *path)
{
	const struct table *const candidates[] = {&table_observations, &table_rankings,
	                                          &table_earlier};
	struct table_reader r;
	int got;

	if (table_open(&r, path, candidates, s->only == PERIOD_NONE ? 1 : 3, s->err) < 0)
		return -1;
	s->known += r.table != &table_observations;
	while ((got = table_next(&r, s->err)) > 0)
		if ((got = read_row(s, &r)) < 0)
			break;
	if (got == 0)
		package_input(&s->package, &r.csv.in.in);
	table_reader_close(&r);
	return got;
}

/* --- Ranking ------------------------------------------------------------------------------- */

static const struct code_node *region_of(const struct stage *s, const struct ranked *r)
{
	return &s->config.regions.nodes[r->region];
}

static int rank_some(void *stage, void *slot, struct err *err)
{
	struct stage *s = stage;
	const struct some *some = slot;

	for (size_t i = some->first; i < some->end; i++) {
		struct ranking *r = s->rankings.ordered[i];
		struct ranked **item = r->items;
		for (struct ranked *it = r->first; it; it = it->next)
			*item++ = it;
		if (!r->known_from && !ranking_sort(r, s->options))
			return err_set(err, RD_INPUT,
			               T("'%s' is too large to be ranked", "'%s' 过大，无法排名"),
			               r->indicator->id);
	}
	return 0;
}

/* --- Writing ------------------------------------------------------------------------------- */

/*
 * The ranking that was before this one, whether published by months or quarters; NULL at
 * the start of a cumulative year, which has nothing to compare with.
 */
static const struct ranking *ranking_before(const struct stage *s, const struct ranking *r)
{
	int most = r->basis == BASIS_YTD ? period_month(r->period) - 1 : MONTHS_A_YEAR;
	const struct ranking *found = NULL;

	for (int months = 1; months <= most && !found; months++)
		found = rankings_find(&s->rankings, r, r->period - months);
	return found;
}

/* Notes the ranks of a ranking's regions, or forgets them. */
static void note_ranks(uint32_t *ranks, const struct ranking *r, bool noted)
{
	for (size_t i = 0; r && i < r->count; i++)
		ranks[r->items[i]->region] = noted ? r->items[i]->rank : 0;
}

static void put_rank(struct table_writer *w, uint32_t rank)
{
	if (rank)
		table_put_u64(w, rank);
	else
		table_put_missing(w);
}

static void put_distance(struct some *some, const struct ranking *r, const struct ranked *better,
                         const struct ranked *worse)
{
	text_clear(&some->text);
	if (better && worse)
		ranking_add_distance(&some->text, r->indicator, better, worse);
	table_put(&some->writer, text_slice(&some->text));
}

static void put_distances(struct some *some, const struct ranking *r, size_t i)
{
	const struct ranked *ahead = ranking_ahead(r, i), *own = r->items[i];
	wide amount;

	if (ahead)
		table_put(&some->writer, region_of(some->stage, ahead)->code);
	else
		table_put_missing(&some->writer);
	put_distance(some, r, ahead, own);
	if (ahead && ranking_gap_amount(r->indicator, own, ahead, &amount))
		table_put_i128(&some->writer, amount);
	else
		table_put_missing(&some->writer);
	put_distance(some, r, own, ranking_behind(r, i));
}

static void put_ranked(struct some *some, const struct ranking *r, size_t i)
{
	const struct ranked *it = r->items[i];
	struct table_writer *w = &some->writer;

	table_put_rendered(w, text_slice(&some->shared), RANKING_REGION);
	table_put(w, region_of(some->stage, it)->code);
	table_put_text(w, it->value);
	table_put_u64(w, it->rank);
	table_put_u64(w, r->count);
	table_put_u64(w, it->tied);
	put_rank(w, some->before[it->region]);
	put_rank(w, some->last_year[it->region]);
	put_distances(some, r, i);
	table_put_u64(w, it->stable);
	table_put_text(w, it->sample ? SAMPLE_PREFIX "indicators" : "indicators");
	table_end_row(w);
}

static void put_ranking(struct some *some, const struct ranking *r)
{
	const struct stage *s = some->stage;
	const struct ranking *before = ranking_before(s, r);
	const struct ranking *last_year = rankings_find(&s->rankings, r, r->period - MONTHS_A_YEAR);

	text_clear(&some->shared);
	text_clear(&some->text);
	table_render(&some->shared, s->config.regions.nodes[r->parent].code);
	table_render(&some->shared, slice_of(r->level));
	period_add(&some->text, r->period, r->basis);
	table_render(&some->shared, text_slice(&some->text));
	table_render(&some->shared, slice_of(basis_name(r->basis)));
	table_render(&some->shared, slice_of(r->indicator->id));
	note_ranks(some->before, before, true);
	note_ranks(some->last_year, last_year, true);
	for (size_t i = 0; i < r->count; i++)
		put_ranked(some, r, i);
	note_ranks(some->before, before, false);
	note_ranks(some->last_year, last_year, false);
}

/* Whether the next period may be compared with a ranking that was known, for lack of a later one. */
static bool is_latest(const struct stage *s, const struct ranking *known)
{
	for (period at = s->only; at > known->period; at--)
		if (rankings_find(&s->rankings, known, at))
			return false;
	return known->period > s->only - MONTHS_A_YEAR;
}

static void put_known(struct some *some, const struct ranking *known)
{
	if (!is_latest(some->stage, known))
		return;
	for (const struct ranked *it = known->first; it; it = it->next) {
		table_put_rendered(&some->earlier, slice_of(it->value), RANKING_COLUMNS);
		table_end_row(&some->earlier);
	}
}

static int write_some(void *stage, void *slot, struct err *err)
{
	const struct stage *s = stage;
	struct some *some = slot;

	(void)err;
	for (size_t i = some->first; i < some->end; i++) {
		if (s->rankings.ordered[i]->known_from)
			put_known(some, s->rankings.ordered[i]);
		else
			put_ranking(some, s->rankings.ordered[i]);
	}
	return 0;
}

/* --- Side by side -------------------------------------------------------------------------- */

struct round {
	struct stage *stage;
	size_t next;
	int (*work)(void *stage, void *slot, struct err *err);
};

static int take(void *round, void *slot, struct err *err)
{
	struct round *r = round;
	struct some *some = slot;
	size_t places = 0;

	(void)err;
	for (some->first = r->next; r->next < r->stage->rankings.count && places < PLACES_AT_ONCE;)
		places += r->stage->rankings.ordered[r->next++]->count;
	some->end = r->next;
	return some->end > some->first;
}

static int work(void *round, void *slot, struct err *err)
{
	struct round *r = round;

	return r->work(r->stage, slot, err);
}

static int give(void *round, void *slot, struct err *err)
{
	struct round *r = round;

	(void)err;
	table_append(&r->stage->writer, &((struct some *)slot)->writer);
	if (r->stage->only != PERIOD_NONE)
		table_append(&r->stage->earlier, &((struct some *)slot)->earlier);
	return 0;
}

static void start(struct some *some, const struct stage *s)
{
	some->stage = s;
	some->before = xcalloc(s->config.regions.count, sizeof(*some->before));
	some->last_year = xcalloc(s->config.regions.count, sizeof(*some->last_year));
	table_gather(&some->writer, &table_rankings);
	table_gather(&some->earlier, &table_earlier);
	table_follow(&some->writer, &s->writer);
}

static void stop(struct some *some)
{
	free(some->before);
	free(some->last_year);
	text_release(&some->shared);
	text_release(&some->text);
	table_close(&some->writer);
	table_close(&some->earlier);
}

/* All places of a ranking are known before any ranking is compared with it. */
static int rank_and_write(struct stage *s)
{
	struct some some[MOST_THREADS] = {0};
	void *slots[MOST_THREADS];
	struct round ranking = {.stage = s, .work = rank_some};
	struct round writing = {.stage = s, .work = write_some};
	struct conveyor belt = {
	        .slots = slots, .threads = threads_wanted(), .take = take, .work = work};
	int result;

	for (unsigned i = 0; i < belt.threads; i++) {
		start(&some[i], s);
		slots[i] = &some[i];
	}
	belt.shared = &ranking;
	result = conveyor_run(&belt, s->err);
	belt.shared = &writing;
	belt.give = give;
	if (result == 0)
		result = conveyor_run(&belt, s->err);
	for (unsigned i = 0; i < belt.threads; i++)
		stop(&some[i]);
	return result;
}

static int write_rankings(struct stage *s)
{
	bool apart = s->only != PERIOD_NONE;

	if (package_create_table(&s->package, &s->writer, &table_rankings, s->err) < 0 ||
	    (apart && package_create_table(&s->package, &s->earlier, &table_earlier, s->err) < 0))
		return -1;
	rankings_order(&s->rankings);
	if (rank_and_write(s) < 0 || package_commit_table(&s->package, &s->writer, s->err) < 0)
		return -1;
	return apart ? package_commit_table(&s->package, &s->earlier, s->err) : 0;
}

static int run(struct stage *s, const struct program *program)
{
	for (size_t i = 0; i < program->files.count; i++)
		if (load(s, program->files.items[i]) < 0)
			return -1;
	if (write_rankings(s) < 0)
		return -1;
	package_count(&s->package, "read", s->rankings.figures.read);
	package_count(&s->package, "rankings", s->rankings.count);
	package_count(&s->package, "ranked", s->writer.rows);
	if (package_write(&s->package, s->err) < 0)
		return -1;
	log_note(T("%llu places in %zu rankings", "%llu 个名次，%zu 个排名"),
	         (unsigned long long)s->writer.rows, s->rankings.count);
	return 0;
}

int rank_run(const struct program *program, const struct rank_options *options, struct err *err)
{
	struct stage s = {.options = options, .err = err};
	int result;

	if (period_of_option("--period", options->period, &s.only, err) < 0)
		return -1;
	if (stage_begin(&s.config, &s.package, program, CONFIG_FIGURES, "rankings", err) < 0)
		return -1;
	rankings_init(&s.rankings, &s.config);
	result = run(&s, program);
	if (s.writer.table)
		table_close(&s.writer);
	if (s.earlier.table)
		table_close(&s.earlier);
	rankings_release(&s.rankings);
	stage_end(&s.config, &s.package);
	return result;
}
