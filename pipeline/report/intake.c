#include "report/intake.h"

#include <stdlib.h>

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
	struct table_reader reader;
	size_t table; /* index in tables_at */
	int region, period, basis, tallied;
	/* of the row before, since neighbours mostly share it */
	uint32_t last_region;
	struct text last_code;
	struct err *err;
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
	const struct table *table = in->reader.table;

	while (tables_at(in->table) != table)
		in->table++;
	in->region = in->period = in->basis = in->tallied = -1;
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		if (subjects[i].table != table)
			continue;
		in->region = column_of(table, subjects[i].region);
		in->period = column_of(table, subjects[i].period);
		in->basis = column_of(table, subjects[i].basis);
		in->tallied = column_of(table, subjects[i].tallied);
	}
}

static void put_aside(struct intake *in, uint32_t region, uint32_t tag)
{
	struct publication *p = in->publication;
	const struct spool_row row = {tag, (uint32_t)p->source_count - 1, in->reader.csv.line,
	                              in->reader.csv.fields, in->reader.csv.field_count};

	spool_put(&p->spool, region, &row);
}

static bool find_region(struct intake *in, struct slice code)
{
	struct place place;

	if (slice_eq(code, text_slice(&in->last_code)))
		return true;
	if (!place_parse(&in->publication->config.regions, code, &place))
		return false;
	text_clear(&in->last_code);
	text_add_slice(&in->last_code, code);
	in->last_region = place.node;
	return true;
}

/* --- Figures -------------------------------------------------------------------------------- */

static bool is_whole(const struct intake *in)
{
	const struct code_tree *industries = &in->publication->config.industries;

	return slice_is(table_field(&in->reader, OBS_CLASS), "total") &&
	       slice_eq(table_field(&in->reader, OBS_INDUSTRY),
	                industries->nodes[industries->root].code) &&
	       !slice_ends(table_field(&in->reader, OBS_REGION), "_X");
}

static int take_figure(struct intake *in)
{
	struct publication *p = in->publication;
	const struct table_reader *r = &in->reader;
	const char *unknown = T("is not in the configuration", "不在配置中");
	const struct indicator *indicator =
	        indicators_find(&p->config.indicators, table_field(r, OBS_INDICATOR));
	period at = period_parse(table_field(r, OBS_PERIOD));
	int basis = basis_parse(table_field(r, OBS_BASIS));
	bool part = !is_whole(in);
	uint32_t tag;

	if (!find_region(in, table_field(r, OBS_REGION)))
		return table_wrong(r, OBS_REGION, in->err, unknown);
	if (!indicator)
		return table_wrong(r, OBS_INDICATOR, in->err, unknown);
	if (at == PERIOD_NONE)
		return table_wrong(r, OBS_PERIOD, in->err, T("is no period", "不是报告期"));
	if (basis < 0)
		return table_wrong(r, OBS_BASIS, in->err, T("is no basis", "不是口径"));
	p->sample |= slice_starts(table_field(r, OBS_ORIGIN), SAMPLE_PREFIX);
	if (!part && basis == (int)p->settings.basis &&
	    (p->period == PERIOD_NONE || at <= p->period) && at > p->latest[in->last_region])
		p->latest[in->last_region] = at;
	if (p->wanted[in->last_region] == WANT_NOTHING)
		return 0;
	tag = tag_of(in->table, at, (enum basis)basis);
	tag |= 1u << TAG_FIGURE | (uint32_t)part << TAG_PART;
	tag |= (uint32_t)(indicator - p->config.indicators.items) << TAG_INDICATOR;
	put_aside(in, in->last_region, tag);
	return 0;
}

/* --- Other tables --------------------------------------------------------------------------- */

static void count(struct intake *in, struct slice value)
{
	struct publication *p = in->publication;
	size_t i = 0;

	while (i < p->tally_count &&
	       (p->tallies[i].table != in->reader.table || !slice_eq(p->tallies[i].value, value)))
		i++;
	if (i == p->tally_count) {
		VEC_GROW(p->tallies, p->tally_count, p->tally_capacity);
		p->tallies[p->tally_count++] =
		        (struct tally){in->reader.table, arena_copy(&p->arena, value), 0};
	}
	p->tallies[i].count++;
}

static int take_record(struct intake *in)
{
	const struct table_reader *r = &in->reader;
	period at = PERIOD_NONE;
	int basis = 0;

	if (in->tallied >= 0)
		count(in, table_field(r, (size_t)in->tallied));
	if (in->region < 0)
		return 0;
	if (!find_region(in, table_field(r, (size_t)in->region)))
		return table_wrong(r, (size_t)in->region, in->err,
		                   T("is not in the configuration", "不在配置中"));
	if (in->period >= 0) {
		at = period_parse(table_field(r, (size_t)in->period));
		basis = basis_parse(table_field(r, (size_t)in->basis));
		if (at == PERIOD_NONE || basis < 0)
			return table_wrong(r, (size_t)in->period, in->err,
			                   T("is no period", "不是报告期"));
	}
	if (in->publication->wanted[in->last_region] != WANT_NOTHING)
		put_aside(in, in->last_region, tag_of(in->table, at, (enum basis)basis));
	return 0;
}

static int take_all(struct intake *in)
{
	/* Indicators and observations have the same columns. */
	bool figures =
	        in->reader.table == &table_indicators || in->reader.table == &table_observations;
	int got;

	while ((got = table_next(&in->reader, in->err)) > 0)
		if ((figures ? take_figure(in) : take_record(in)) < 0)
			return -1;
	return got;
}

int publication_read(struct publication *p, const char *path, struct package *package,
                     struct err *err)
{
	struct intake in = {.publication = p, .err = err};
	const struct table *candidates[MOST_TABLES];
	size_t count_of = 0;
	int result;

	while (count_of < MOST_TABLES && tables_at(count_of)) {
		candidates[count_of] = tables_at(count_of);
		count_of++;
	}
	if (table_open(&in.reader, path, candidates, count_of, err) < 0)
		return -1;
	VEC_GROW(p->sources, p->source_count, p->source_capacity);
	p->sources[p->source_count++] = xstrdup(path);
	find_columns(&in);
	result = take_all(&in);
	if (result == 0)
		package_input(package, &in.reader.csv.in.in);
	text_release(&in.last_code);
	table_reader_close(&in.reader);
	return result;
}
