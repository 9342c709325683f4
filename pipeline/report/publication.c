#include "report/publication.h"

#include <stdlib.h>

#include "model/panel_row.h"

int publication_open(struct publication *p, const char *config, struct err *err)
{
	*p = (struct publication){.period = PERIOD_NONE};
	if (configuration_open(&p->config, config, err) < 0)
		return -1;
	if (configuration_load(&p->config, CONFIG_INDICATORS | CONFIG_REGIONS | CONFIG_INDUSTRIES,
	                       err) < 0 ||
	    settings_load(&p->settings, &p->config, err) < 0) {
		configuration_release(&p->config);
		return -1;
	}
	figures_init(&p->figures, &p->config);
	return 0;
}

void publication_release(struct publication *p)
{
	figures_release(&p->figures);
	for (size_t i = 0; i < MOST_TABLES; i++)
		records_release(&p->records[i]);
	hash_map_release(&p->ranking_rows);
	settings_release(&p->settings);
	configuration_release(&p->config);
}

static void add_ranking_key(struct text *t, struct slice region, struct slice indicator,
                            struct slice at, struct slice basis)
{
	const struct slice parts[] = {region, indicator, at, basis};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		text_add_slice(t, parts[i]);
		text_addc(t, ',');
	}
}

static size_t table_index(const struct table *table)
{
	size_t i = 0;

	while (i + 1 < MOST_TABLES && tables_at(i) != table)
		i++;
	return i;
}

const struct records *publication_records(const struct publication *p, const struct table *table)
{
	return &p->records[table_index(table)];
}

static void index_rankings(struct publication *p, size_t first)
{
	const struct records *rankings = publication_records(p, &table_rankings);
	struct text key = TEXT_INIT;

	for (size_t i = first; i < rankings->count; i++) {
		text_clear(&key);
		add_ranking_key(&key, records_field(rankings, i, RANKING_REGION),
		                records_field(rankings, i, RANKING_INDICATOR),
		                records_field(rankings, i, RANKING_PERIOD),
		                records_field(rankings, i, RANKING_BASIS));
		hash_map_add(&p->ranking_rows, text_slice(&key), (uint32_t)i);
	}
	text_release(&key);
}

static int read_figures(struct publication *p, struct table_reader *r, struct err *err)
{
	if (figures_read(&p->figures, r, err) < 0)
		return -1;
	for (size_t i = 0; i < p->figures.count && !p->sample; i++)
		p->sample = p->figures.items[i].sample;
	return 0;
}

static int read_table(struct publication *p, struct table_reader *r, struct err *err)
{
	struct records *records = &p->records[table_index(r->table)];
	size_t first = records->count;

	/* Indicators and observations have the same columns. */
	if (r->table == &table_indicators || r->table == &table_observations)
		return read_figures(p, r, err);
	if (records_read(records, r, err) < 0)
		return -1;
	if (r->table == &table_rankings)
		index_rankings(p, first);
	return 0;
}

int publication_read(struct publication *p, const char *path, struct package *package,
                     struct err *err)
{
	const struct table *candidates[MOST_TABLES];
	struct table_reader r;
	size_t count = 0;
	int result;

	while (count < MOST_TABLES && tables_at(count)) {
		candidates[count] = tables_at(count);
		count++;
	}
	if (table_open(&r, path, candidates, count, err) < 0)
		return -1;
	result = read_table(p, &r, err);
	if (result == 0)
		package_input(package, &r.csv.in.in);
	table_reader_close(&r);
	return result;
}

int publication_choose_period(struct publication *p, const char *wanted, struct err *err)
{
	if (wanted) {
		p->period = period_parse(slice_of(wanted));
		if (p->period != PERIOD_NONE)
			return 0;
		err_set(err, RD_USAGE, T("'%s' is no period", "'%s' 不是报告期"), wanted);
		return err_hint(err, T("write it like 2024-05", "请写成 2024-05 的形式"));
	}
	for (size_t i = 0; i < p->figures.count; i++) {
		const struct figure_key *key = &p->figures.items[i].key;
		if (key->basis == p->settings.basis && key->period > p->period)
			p->period = key->period;
	}
	if (p->period != PERIOD_NONE)
		return 0;
	err_set(err, RD_INPUT, T("there is no figure with basis '%s'", "没有口径为 '%s' 的数字"),
	        basis_name(p->settings.basis));
	return err_hint(err, T("name an indicators.csv, or change 'basis' in report.json",
	                       "请给出 indicators.csv，或修改 report.json 中的 basis"));
}

struct subject subject_of(const struct publication *p, uint32_t region)
{
	return (struct subject){p, region, p->config.regions.nodes[region].parent};
}

bool subject_exists(const struct subject *s)
{
	const struct indicators *all = &s->publication->config.indicators;

	for (size_t i = 0; i < all->count; i++)
		if (publication_figure(s->publication, s->region, &all->items[i],
		                       s->publication->period))
			return true;
	return false;
}

const struct figure *publication_figure(const struct publication *p, uint32_t region,
                                        const struct indicator *indicator, period at)
{
	struct figure_key key = {.region = {.node = region},
	                         .industry = {.node = p->config.industries.root},
	                         .group = slice_of("total"),
	                         .period = at,
	                         .basis = p->settings.basis,
	                         .indicator = indicator};

	return figures_find(&p->figures, &key);
}

size_t publication_place(const struct publication *p, uint32_t region,
                         const struct indicator *indicator, period at)
{
	const struct records *rankings = publication_records(p, &table_rankings);
	struct text key = TEXT_INIT, period_text = TEXT_INIT;
	uint32_t row;

	period_add(&period_text, at, p->settings.basis);
	add_ranking_key(&key, p->config.regions.nodes[region].code, slice_of(indicator->id),
	                text_slice(&period_text), slice_of(basis_name(p->settings.basis)));
	row = hash_map_get(&p->ranking_rows, text_slice(&key));
	text_release(&key);
	text_release(&period_text);
	if (row == HASH_MAP_NONE || slice_is(records_field(rankings, row, RANKING_OF), "1"))
		return SIZE_MAX;
	return row;
}

const char *sample_mark(void)
{
	return T("[SAMPLE DATA: every enterprise is invented]", "【样例数据，企业均为虚构】");
}
