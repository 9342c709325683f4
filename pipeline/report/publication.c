#include "report/publication.h"

#include <stdlib.h>

#include "model/panel_row.h"
#include "report/intake.h"

int publication_open(struct publication *p, const char *config, struct err *err)
{
	size_t regions;

	*p = (struct publication){
	        .period = PERIOD_NONE, .family_of = CODE_NONE, .own_of = CODE_NONE};
	p->spool.fd = -1;
	if (configuration_open(&p->config, config, err) < 0)
		return -1;
	if (configuration_load(&p->config, CONFIG_INDICATORS | CONFIG_REGIONS | CONFIG_INDUSTRIES,
	                       err) < 0 ||
	    settings_load(&p->settings, &p->config, err) < 0 ||
	    spool_open(&p->spool, p->config.regions.count, err) < 0) {
		publication_release(p);
		return -1;
	}
	regions = p->config.regions.count;
	p->wanted = xcalloc(regions, sizeof(*p->wanted));
	p->latest = xmalloc(regions * sizeof(*p->latest));
	for (size_t i = 0; i < regions; i++)
		p->latest[i] = PERIOD_NONE;
	return 0;
}

static void clear_shelf(struct shelf *shelf)
{
	figures_release(&shelf->figures);
	for (size_t i = 0; i < MOST_TABLES; i++)
		records_release(&shelf->records[i]);
	hash_map_release(&shelf->rankings);
}

void publication_release(struct publication *p)
{
	clear_shelf(&p->family);
	clear_shelf(&p->own);
	spool_release(&p->spool);
	for (size_t i = 0; i < p->source_count; i++)
		free(p->sources[i]);
	free(p->sources);
	free(p->latest);
	free(p->wanted);
	free(p->tallies);
	lineage_release(&p->lineage);
	arena_release(&p->arena);
	settings_release(&p->settings);
	configuration_release(&p->config);
}

int publication_choose_period(struct publication *p, struct err *err)
{
	if (p->period != PERIOD_NONE)
		return 0;
	for (size_t i = 0; i < p->config.regions.count; i++)
		if (p->latest[i] > p->period)
			p->period = p->latest[i];
	if (p->period != PERIOD_NONE)
		return 0;
	err_set(err, RD_INPUT, T("there is no figure with basis '%s'", "没有口径为 '%s' 的数字"),
	        basis_name(p->settings.basis));
	return err_hint(err, T("name an indicators.csv, or change 'basis' in report.json",
	                       "请给出 indicators.csv，或修改 report.json 中的 basis"));
}

bool publication_has(const struct publication *p, uint32_t region)
{
	return p->latest[region] == p->period;
}

/* --- Taking regions into memory -------------------------------------------------------------- */

/* How much of a region is taken: all that is shown of it, or what others are compared with. */
enum taken { TAKEN_WHOLE, TAKEN_COMPARED };

struct taking {
	struct publication *publication;
	struct shelf *shelf;
	enum taken taken;
};

static bool takes_figure(const struct taking *t, uint32_t tag)
{
	const struct settings *s = &t->publication->settings;
	bool now = tag_period(tag) == t->publication->period;

	if (!tag_is_part(tag))
		return (now && tag_basis(tag) == s->basis) ||
		       (s->in_time[tag_indicator(tag)] >> tag_basis(tag) & 1);
	return now && tag_basis(tag) == s->basis &&
	       (t->taken == TAKEN_WHOLE || s->in_parts[tag_indicator(tag)]);
}

static void take_ranking(struct shelf *shelf, const struct slice *fields, uint32_t row)
{
	struct text key = TEXT_INIT;

	text_add_slice(&key, fields[RANKING_REGION]);
	text_addc(&key, ',');
	text_add_slice(&key, fields[RANKING_INDICATOR]);
	hash_map_add(&shelf->rankings, text_slice(&key), row);
	text_release(&key);
}

static int take_row(void *context, const struct spool_row *row, struct err *err)
{
	struct taking *t = context;
	struct publication *p = t->publication;
	const struct table *table = tables_at(tag_table(row->tag));
	struct table_reader r =
	        table_on_row(table, p->sources[row->source], row->line, row->fields);
	struct records *records = &t->shelf->records[tag_table(row->tag)];

	if (tag_is_figure(row->tag))
		return takes_figure(t, row->tag) ? figures_read_row(&t->shelf->figures, &r, err)
		                                 : 0;
	if (tag_period(row->tag) != PERIOD_NONE &&
	    (tag_period(row->tag) != p->period || tag_basis(row->tag) != p->settings.basis))
		return 0;
	if (table == &table_rankings)
		take_ranking(t->shelf, row->fields, (uint32_t)records->count);
	records_add(records, table, row->fields);
	return 0;
}

static int take(struct publication *p, struct shelf *shelf, uint32_t region, enum taken taken,
                struct err *err)
{
	struct taking t = {p, shelf, taken};

	return spool_each(&p->spool, region, take_row, &t, err);
}

static int take_children(struct publication *p, struct shelf *shelf, uint32_t parent,
                         struct err *err)
{
	for (uint32_t i = 0; i < p->config.regions.count; i++)
		if (p->config.regions.nodes[i].parent == parent &&
		    take(p, shelf, i, TAKEN_COMPARED, err) < 0)
			return -1;
	return 0;
}

static void start_shelf(struct publication *p, struct shelf *shelf)
{
	clear_shelf(shelf);
	figures_init(&shelf->figures, &p->config);
}

static int turn_family(struct publication *p, uint32_t parent, struct err *err)
{
	if (p->family_of == parent)
		return 0;
	start_shelf(p, &p->family);
	p->family_of = parent;
	if (parent == CODE_NONE)
		return 0;
	if (take(p, &p->family, parent, TAKEN_COMPARED, err) < 0)
		return -1;
	return take_children(p, &p->family, parent, err);
}

int publication_turn_to(struct publication *p, uint32_t region, struct err *err)
{
	if (p->own_of == region)
		return 0;
	start_shelf(p, &p->own);
	p->own_of = region;
	if (take(p, &p->own, region, TAKEN_WHOLE, err) < 0 ||
	    take_children(p, &p->own, region, err) < 0)
		return -1;
	return turn_family(p, p->config.regions.nodes[region].parent, err);
}

/* --- Handing out rows ----------------------------------------------------------------------- */

struct handing {
	const struct publication *publication;
	const struct table *table;
	int (*use)(void *context, const struct table_reader *r, struct err *err);
	void *context;
};

static int hand_row(void *context, const struct spool_row *row, struct err *err)
{
	const struct handing *h = context;
	const struct table *table = tables_at(tag_table(row->tag));
	struct table_reader r;

	if (table != h->table)
		return 0;
	r = table_on_row(table, h->publication->sources[row->source], row->line, row->fields);
	return h->use(h->context, &r, err);
}

int publication_each(struct publication *p, uint32_t region, const struct table *table,
                     int (*use)(void *context, const struct table_reader *r, struct err *err),
                     void *context, struct err *err)
{
	struct handing h = {p, table, use, context};

	return spool_each(&p->spool, region, hand_row, &h, err);
}

const char *sample_mark(void)
{
	return T("[SAMPLE DATA: every enterprise is invented]", "【样例数据，企业均为虚构】");
}
