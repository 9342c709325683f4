#include "report/intake.h"

#include <stdlib.h>

#include "base/conveyor.h"
#include "io/table_blocks.h"
#include "model/panel_row.h"
#include "report/publication.h"

/* Which columns of a table say what its rows are about; NULL where none does. */
static const struct {
	const struct table *table;
	const char *region, *period, *basis;
	const char *tallied; /* rows are only counted by this column */
} subjects[] = {
        {&table_rankings, "region", "period", "basis", NULL},
        {&table_attainment, "region", NULL, NULL, NULL},
        {&table_zero, "region", "period", "basis", NULL},
        {&table_revisions, "region", NULL, NULL, NULL},
        {&table_rejects, NULL, NULL, NULL, "code"},
        {&table_warnings, NULL, NULL, NULL, "code"},
        {&table_superseded, NULL, NULL, NULL, "reason"},
        {&table_moves, NULL, NULL, NULL, "reason"},
        {&table_differences, NULL, NULL, NULL, "measure"},
        {&table_falls, NULL, NULL, NULL, "measure"},
};

/* An input being read. */
struct intake {
	struct publication *publication;
	const struct table *table;
	size_t index; /* in tables_at */
	uint32_t source;
	int region, period, basis, tallied; /* columns, or -1 */
};

/* The latest figure of a region. */
struct sighting {
	uint32_t region;
	period at;
};

/* Enterprises behind a figure. */
struct population {
	struct figure_key key;
	uint32_t n;
};

/* What a thread reads, and has to hand on of it. */
struct reader {
	const struct intake *intake;
	struct figure_key_reader keys;
	struct sheaf sheaves[LOTS];
	struct sighting *sightings;
	size_t sighting_count, sighting_capacity;
	struct population *populations;
	size_t population_count, population_capacity;
	struct tally *tallies;
	size_t tally_count, tally_capacity;
	period latest; /* of all that it knows of */
	bool sample;
	/* of the row before, since neighbours mostly share it */
	uint32_t last_region;
	struct text last_code;
	struct arena arena;
};

static void want_at_least(struct publication *p, uint32_t region, enum want want)
{
	if (p->wanted[region] < want)
		p->wanted[region] = (unsigned char)want;
}

void publication_want(struct publication *p, uint32_t region)
{
	const struct code_node *nodes = p->config.regions.nodes;
	uint32_t parent = nodes[region].parent;

	want_at_least(p, region, WANT_ALL);
	if (parent != CODE_NONE)
		want_at_least(p, parent, WANT_COMPARED);
	for (uint32_t i = 0; i < p->config.regions.count; i++)
		if (nodes[i].parent == region || (parent != CODE_NONE && nodes[i].parent == parent))
			want_at_least(p, i, WANT_COMPARED);
}

static int column_of(const struct table *table, const char *name)
{
	return name ? table_column(table, name) : -1;
}

static void find_columns(struct intake *in)
{
	while (tables_at(in->index) != in->table)
		in->index++;
	in->region = in->period = in->basis = in->tallied = -1;
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		if (subjects[i].table != in->table)
			continue;
		in->region = column_of(in->table, subjects[i].region);
		in->period = column_of(in->table, subjects[i].period);
		in->basis = column_of(in->table, subjects[i].basis);
		in->tallied = column_of(in->table, subjects[i].tallied);
	}
}

static void put_aside(struct reader *r, const struct table_reader *row, uint32_t region,
                      enum lot lot, uint32_t tag)
{
	const struct spool_row it = {tag, r->intake->source, row->csv.line, row->csv.fields,
	                             row->csv.field_count};

	sheaf_add(&r->sheaves[lot], lot_of(region, lot), &it);
}

/* Whether a period may be the one reported on, from what was read so far. */
static bool may_be_now(const struct reader *r, period at, enum basis basis)
{
	const struct publication *p = r->intake->publication;

	return basis == p->settings.basis &&
	       (p->period == PERIOD_NONE ? at >= r->latest : at == p->period);
}

/* --- Figures -------------------------------------------------------------------------------- */

static void note_latest(struct reader *r, const struct figure_key *key)
{
	const struct publication *p = r->intake->publication;
	size_t count = r->sighting_count;

	if (key->basis != p->settings.basis ||
	    (p->period != PERIOD_NONE && key->period > p->period))
		return;
	if (key->period > r->latest)
		r->latest = key->period;
	if (count && r->sightings[count - 1].region == key->region.node) {
		if (key->period > r->sightings[count - 1].at)
			r->sightings[count - 1].at = key->period;
		return;
	}
	VEC_GROW(r->sightings, r->sighting_count, r->sighting_capacity);
	r->sightings[r->sighting_count++] = (struct sighting){key->region.node, key->period};
}

static bool is_same_cell(const struct figure_key *a, const struct figure_key *b)
{
	return place_order(a->region) == place_order(b->region) &&
	       place_order(a->industry) == place_order(b->industry) && a->period == b->period &&
	       a->basis == b->basis && slice_eq(a->group, b->group);
}

/* Figures of a cell follow each other, and mostly have the population of the one before. */
static void note_population(struct reader *r, const struct figure_key *key, struct slice text)
{
	const struct publication *p = r->intake->publication;
	size_t count = r->population_count;
	int64_t n;

	if (!p->disclosure.least || !indicator_from_cells(key->indicator) ||
	    !integer_parse(text, &n) || n <= 0)
		return;
	n = n > UINT32_MAX ? UINT32_MAX : n;
	if (count && (uint32_t)n == r->populations[count - 1].n &&
	    (uint64_t)n >= p->disclosure.least && !disclosure_looks_at(key->indicator) &&
	    is_same_cell(key, &r->populations[count - 1].key))
		return;
	VEC_GROW(r->populations, r->population_count, r->population_capacity);
	r->populations[r->population_count++] = (struct population){*key, (uint32_t)n};
}

/* What of a region's pages a figure is for; LOTS: none. */
static enum lot lot_for(const struct reader *r, const struct figure_key *key, bool part)
{
	const struct publication *p = r->intake->publication;
	const struct settings *s = &p->settings;
	size_t indicator = (size_t)(key->indicator - p->config.indicators.items);
	bool now = may_be_now(r, key->period, key->basis);

	if (!part)
		return now || s->in_time[indicator] >> key->basis & 1 ? LOT_COMPARED : LOTS;
	if (now && s->in_parts[indicator])
		return LOT_COMPARED;
	/* A bulletin may ask for any figure of a class. */
	return now && p->wanted[key->region.node] == WANT_ALL &&
	                       key->industry.node == p->config.industries.root
	               ? LOT_OWN
	               : LOTS;
}

static void put_figure(struct reader *r, const struct table_reader *row, bool part)
{
	const struct publication *p = r->intake->publication;
	const struct figure_key *key = &r->keys.key;
	uint32_t tag = tag_of(r->intake->index, key->period, key->basis);
	enum lot lot = lot_for(r, key, part);

	tag |= 1u << TAG_FIGURE | (uint32_t)part << TAG_PART;
	tag |= (uint32_t)(key->indicator - p->config.indicators.items) << TAG_INDICATOR;
	if (lot != LOTS)
		put_aside(r, row, key->region.node, lot, tag);
	if (p->settings.data && (!part || (p->wanted[key->region.node] == WANT_ALL &&
	                                   may_be_now(r, key->period, key->basis))))
		put_aside(r, row, key->region.node, LOT_DATA, tag);
}

static int take_figure(struct reader *r, const struct table_reader *row, struct err *err)
{
	const struct publication *p = r->intake->publication;
	const struct figure_key *key = &r->keys.key;
	bool part;

	if (figure_key_read_figure(&r->keys, row, err) < 0)
		return -1;
	part = !figure_key_is_whole(&p->config, key);
	r->sample |= slice_starts(table_field(row, OBS_ORIGIN), SAMPLE_PREFIX);
	if (!part)
		note_latest(r, key);
	if (p->wanted[key->region.node] == WANT_NOTHING)
		return 0;
	if (!part || may_be_now(r, key->period, key->basis))
		note_population(r, key, table_field(row, OBS_N));
	put_figure(r, row, part);
	return 0;
}

/* --- Other tables --------------------------------------------------------------------------- */

static void add_up(struct tally **tallies, size_t *used, size_t *capacity, struct arena *arena,
                   const struct tally *what)
{
	size_t i = 0;

	while (i < *used &&
	       ((*tallies)[i].table != what->table || !slice_eq((*tallies)[i].value, what->value)))
		i++;
	if (i == *used) {
		VEC_GROW(*tallies, *used, *capacity);
		(*tallies)[(*used)++] =
		        (struct tally){what->table, arena_copy(arena, what->value), 0};
	}
	(*tallies)[i].count += what->count;
}

static bool find_region(struct reader *r, struct slice code)
{
	struct place place;

	if (r->last_code.n && slice_eq(code, text_slice(&r->last_code)))
		return true;
	if (!place_parse(&r->intake->publication->config.regions, code, &place))
		return false;
	text_clear(&r->last_code);
	text_add_slice(&r->last_code, code);
	r->last_region = place.node;
	return true;
}

/* A list of enterprises is the parent's too. */
static void put_listed(struct reader *r, const struct table_reader *row, uint32_t tag)
{
	const struct publication *p = r->intake->publication;
	uint32_t parent = p->config.regions.nodes[r->last_region].parent;

	put_aside(r, row, r->last_region, LOT_OWN, tag);
	if (parent != CODE_NONE && p->wanted[parent] == WANT_ALL)
		put_aside(r, row, parent, LOT_OWN, tag);
}

static void put_record(struct reader *r, const struct table_reader *row, period at,
                       enum basis basis)
{
	const struct publication *p = r->intake->publication;
	const struct table *table = r->intake->table;
	uint32_t tag = tag_of(r->intake->index, at, basis);
	bool ranking = table == &table_rankings;

	if (p->wanted[r->last_region] == WANT_NOTHING ||
	    (at != PERIOD_NONE && !may_be_now(r, at, basis)))
		return;
	if (table == &table_zero)
		put_listed(r, row, tag);
	else
		put_aside(r, row, r->last_region, ranking ? LOT_COMPARED : LOT_OWN, tag);
	if (p->settings.data && (ranking || table == &table_attainment))
		put_aside(r, row, r->last_region, LOT_DATA, tag);
}

static int take_record(struct reader *r, const struct table_reader *row, struct err *err)
{
	const struct intake *in = r->intake;
	period at = PERIOD_NONE;
	int basis = 0;

	if (in->tallied >= 0) {
		const struct tally one = {in->table, table_field(row, (size_t)in->tallied), 1};
		add_up(&r->tallies, &r->tally_count, &r->tally_capacity, &r->arena, &one);
	}
	if (in->region < 0)
		return 0;
	if (!find_region(r, table_field(row, (size_t)in->region)))
		return table_wrong(row, (size_t)in->region, err,
		                   T("is not in the configuration", "不在配置中"));
	if (in->period >= 0) {
		at = period_parse(table_field(row, (size_t)in->period));
		basis = basis_parse(table_field(row, (size_t)in->basis));
		if (at == PERIOD_NONE || basis < 0)
			return table_wrong(row, (size_t)in->period, err,
			                   T("is no period", "不是报告期"));
	}
	put_record(r, row, at, (enum basis)basis);
	return 0;
}

/* --- Reading a file ------------------------------------------------------------------------- */

static int read_block(void *worker, struct table_reader *rows, struct err *err)
{
	struct reader *r = worker;
	/* Indicators and observations have the same columns. */
	bool figures = rows->table == &table_indicators || rows->table == &table_observations;
	int got;

	while ((got = table_next(rows, err)) > 0)
		if ((figures ? take_figure(r, rows, err) : take_record(r, rows, err)) < 0)
			return -1;
	return got;
}

static int hand_on(void *worker, struct err *err)
{
	struct reader *r = worker;
	struct publication *p = r->intake->publication;

	(void)err;
	for (size_t i = 0; i < LOTS; i++)
		spool_put(&p->spool, &r->sheaves[i]);
	for (size_t i = 0; i < r->sighting_count; i++)
		if (r->sightings[i].at > p->latest[r->sightings[i].region])
			p->latest[r->sightings[i].region] = r->sightings[i].at;
	for (size_t i = 0; i < r->population_count; i++)
		disclosure_note(&p->disclosure, &r->populations[i].key, r->populations[i].n);
	for (size_t i = 0; i < r->tally_count; i++) {
		if (r->tallies[i].count)
			add_up(&p->tallies, &p->tally_count, &p->tally_capacity, &p->arena,
			       &r->tallies[i]);
		r->tallies[i].count = 0;
	}
	p->sample |= r->sample;
	r->sighting_count = r->population_count = 0;
	return 0;
}

static void release_reader(struct reader *r)
{
	figure_key_reader_release(&r->keys);
	for (size_t i = 0; i < LOTS; i++)
		sheaf_release(&r->sheaves[i]);
	free(r->sightings);
	free(r->populations);
	free(r->tallies);
	text_release(&r->last_code);
	arena_release(&r->arena);
}

static int read_all(struct intake *in, struct table_reader *table, struct err *err)
{
	unsigned threads = threads_wanted();
	struct reader *readers = xcalloc(threads, sizeof(*readers));
	void *workers[MOST_THREADS];
	int result;

	for (unsigned i = 0; i < threads; i++) {
		readers[i] = (struct reader){.intake = in, .latest = PERIOD_NONE};
		figure_key_reader_init(&readers[i].keys, &in->publication->config);
		workers[i] = &readers[i];
	}
	result = table_read_blocks(table, read_block, hand_on, workers, threads, err);
	for (unsigned i = 0; i < threads; i++)
		release_reader(&readers[i]);
	free(readers);
	return result;
}

int publication_read(struct publication *p, const char *path, struct package *package,
                     struct err *err)
{
	struct intake in = {.publication = p, .source = (uint32_t)p->source_count};
	const struct table *candidates[MOST_TABLES];
	struct table_reader table;
	size_t count_of = 0;
	int result;

	while (count_of < MOST_TABLES && tables_at(count_of)) {
		candidates[count_of] = tables_at(count_of);
		count_of++;
	}
	if (table_open(&table, path, candidates, count_of, err) < 0)
		return -1;
	VEC_GROW(p->sources, p->source_count, p->source_capacity);
	p->sources[p->source_count++] = xstrdup(path);
	in.table = table.table;
	find_columns(&in);
	result = read_all(&in, &table, err);
	if (result == 0)
		package_input(package, &table.csv.in.in);
	table_reader_close(&table);
	return result;
}
