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

void shelf_release(struct shelf *shelf)
{
	figures_release(&shelf->figures);
	for (size_t i = 0; i < MOST_TABLES; i++)
		records_release(&shelf->records[i]);
	hash_map_release(&shelf->rankings);
	*shelf = (struct shelf){0};
}

const struct records *shelf_records(const struct shelf *shelf, const struct table *table)
{
	size_t i = 0;

	while (tables_at(i) != table)
		i++;
	return &shelf->records[i];
}

void publication_release(struct publication *p)
{
	shelf_release(&p->family);
	shelf_release(&p->own);
	spool_release(&p->spool);
	for (size_t i = 0; i < p->source_count; i++)
		free(p->sources[i]);
	free(p->sources);
	free(p->latest);
	free(p->wanted);
	free(p->tallies);
	disclosure_release(&p->disclosure);
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

/* --- What must not be shown ------------------------------------------------------------------- */

static bool key_of_row(const struct publication *p, const struct spool_row *row,
                       struct figure_key *key)
{
	*key = (struct figure_key){.group = row->fields[OBS_CLASS],
	                           .period = tag_period(row->tag),
	                           .basis = tag_basis(row->tag),
	                           .indicator =
	                                   &p->config.indicators.items[tag_indicator(row->tag)]};
	return place_parse(&p->config.regions, row->fields[OBS_REGION], &key->region) &&
	       place_parse(&p->config.industries, row->fields[OBS_INDUSTRY], &key->industry);
}

/* Parts are shown at the period of the report alone, whole regions at all periods. */
static int note_row(void *context, const struct spool_row *row, struct err *err)
{
	struct publication *p = context;
	struct figure_key key;

	(void)err;
	if (tag_is_figure(row->tag) &&
	    (!tag_is_part(row->tag) ||
	     (tag_period(row->tag) == p->period && tag_basis(row->tag) == p->settings.basis)) &&
	    key_of_row(p, row, &key))
		disclosure_note(&p->disclosure, &key, row->fields[OBS_N]);
	return 0;
}

int publication_settle(struct publication *p, struct err *err)
{
	disclosure_init(&p->disclosure, p->internal ? 0 : p->settings.least_enterprises);
	for (uint32_t i = 0; i < p->config.regions.count && p->disclosure.least; i++)
		if (spool_each(&p->spool, i, note_row, p, err) < 0)
			return -1;
	disclosure_settle(&p->disclosure, &p->config);
	return 0;
}

static struct figure_key whole_key(const struct publication *p, uint32_t region,
                                   const struct indicator *indicator)
{
	return (struct figure_key){.region = {.node = region},
	                           .industry = {.node = p->config.industries.root},
	                           .group = slice_of("total"),
	                           .period = p->period,
	                           .basis = p->settings.basis,
	                           .indicator = indicator};
}

static bool is_withheld(const struct publication *p, struct slice region, struct slice indicator)
{
	const struct indicator *it = indicators_find(&p->config.indicators, indicator);
	uint32_t node = code_tree_find(&p->config.regions, region);
	struct figure_key key;

	if (!it || node == CODE_NONE)
		return false;
	key = whole_key(p, node, it);
	return disclosure_withholds(&p->disclosure, &key);
}

static size_t column_of(const struct table *table, const char *name)
{
	return (size_t)table_column(table, name);
}

/* Whether something of a region below a parent is withheld. */
static bool hides_a_neighbour(const struct publication *p, struct slice parent)
{
	uint32_t node = code_tree_find(&p->config.regions, parent);

	for (uint32_t i = 0; node != CODE_NONE && i < p->config.regions.count; i++) {
		struct figure_key key = whole_key(p, i, NULL);
		if (p->config.regions.nodes[i].parent == node &&
		    disclosure_touches(&p->disclosure, &key))
			return true;
	}
	return false;
}

/* Withheld at the period that it revises, whichever of the two values it is. */
static bool shows_revision(const struct publication *p, const struct slice *fields)
{
	struct figure_key key = {
	        .group = fields[column_of(&table_revisions, "class")],
	        .period = period_parse(fields[column_of(&table_revisions, "period")])};
	int basis = basis_parse(fields[column_of(&table_revisions, "basis")]);

	if (!p->disclosure.count)
		return true;
	key.basis = (enum basis)basis;
	key.indicator = indicators_find(&p->config.indicators,
	                                fields[column_of(&table_revisions, "indicator")]);
	return basis >= 0 && key.indicator &&
	       place_parse(&p->config.regions, fields[column_of(&table_revisions, "region")],
	                   &key.region) &&
	       place_parse(&p->config.industries, fields[column_of(&table_revisions, "industry")],
	                   &key.industry) &&
	       !disclosure_withholds(&p->disclosure, &key);
}

/* A region's place says what it is not to say, and so do distances to it. */
static bool is_shown(const struct publication *p, const struct table *table, struct slice *fields)
{
	struct slice none = {"", 0};

	if (table == &table_zero)
		return p->internal;
	if (table == &table_attainment)
		return !is_withheld(p, fields[ATTAINMENT_REGION], fields[ATTAINMENT_INDICATOR]);
	if (table == &table_revisions)
		return shows_revision(p, fields);
	if (table != &table_rankings || !p->disclosure.count)
		return true;
	if (is_withheld(p, fields[RANKING_REGION], fields[RANKING_INDICATOR]))
		return false;
	if (is_withheld(p, fields[RANKING_NEXT_REGION], fields[RANKING_INDICATOR]))
		fields[RANKING_GAP] = fields[RANKING_GAP_AMOUNT] = none;
	if (hides_a_neighbour(p, fields[RANKING_PARENT]))
		fields[RANKING_LEAD] = none;
	return true;
}

static void hide(struct figure *f)
{
	f->value = slice_of(WITHHELD);
	f->status = slice_of(STATUS_SUPPRESSED);
	f->n = f->left_out = (struct slice){"", 0};
	f->exact = (struct ratio){0, 0};
	f->known = false;
}

static int take_figure(const struct publication *p, struct figures *figures,
                       const struct table_reader *r, struct err *err)
{
	size_t before = figures->count;

	if (figures_read_row(figures, r, err) < 0)
		return -1;
	for (size_t i = before; i < figures->count; i++)
		if (figures->items[i].known &&
		    disclosure_withholds(&p->disclosure, &figures->items[i].key))
			hide(&figures->items[i]);
	return 0;
}

/* --- Taking regions into memory -------------------------------------------------------------- */

struct taking {
	struct publication *publication;
	struct shelf *shelf;
	enum taken taken;
	bool reported; /* the region has a report of its own */
};

static bool takes_figure(const struct taking *t, uint32_t tag)
{
	const struct settings *s = &t->publication->settings;
	bool now = tag_period(tag) == t->publication->period;

	if (t->taken == TAKEN_PUBLISHED)
		return !tag_is_part(tag) || (now && tag_basis(tag) == s->basis && t->reported);
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
	struct records *records = &t->shelf->records[tag_table(row->tag)];

	if (tag_is_figure(row->tag) && !takes_figure(t, row->tag))
		return 0;
	if (tag_is_figure(row->tag)) {
		struct table_reader r =
		        table_on_row(table, p->sources[row->source], row->line, row->fields);
		return take_figure(p, &t->shelf->figures, &r, err);
	}
	if (tag_period(row->tag) != PERIOD_NONE &&
	    (tag_period(row->tag) != p->period || tag_basis(row->tag) != p->settings.basis))
		return 0;
	if (!is_shown(p, table, row->fields))
		return 0;
	if (table == &table_rankings)
		take_ranking(t->shelf, row->fields, (uint32_t)records->count);
	records_add(records, table, row->fields);
	return 0;
}

int publication_take(struct publication *p, struct shelf *shelf, uint32_t region, enum taken taken,
                     struct err *err)
{
	struct taking t = {p, shelf, taken, p->wanted[region] == WANT_ALL};

	if (!shelf->figures.config)
		figures_init(&shelf->figures, &p->config);
	return spool_each(&p->spool, region, take_row, &t, err);
}

static int take_children(struct publication *p, struct shelf *shelf, uint32_t parent,
                         struct err *err)
{
	for (uint32_t i = 0; i < p->config.regions.count; i++)
		if (p->config.regions.nodes[i].parent == parent &&
		    publication_take(p, shelf, i, TAKEN_COMPARED, err) < 0)
			return -1;
	return 0;
}

static void start_shelf(struct publication *p, struct shelf *shelf)
{
	shelf_release(shelf);
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
	if (publication_take(p, &p->family, parent, TAKEN_COMPARED, err) < 0)
		return -1;
	return take_children(p, &p->family, parent, err);
}

int publication_turn_to(struct publication *p, uint32_t region, struct err *err)
{
	if (p->own_of == region)
		return 0;
	start_shelf(p, &p->own);
	p->own_of = region;
	if (publication_take(p, &p->own, region, TAKEN_WHOLE, err) < 0 ||
	    take_children(p, &p->own, region, err) < 0)
		return -1;
	return turn_family(p, p->config.regions.nodes[region].parent, err);
}

void publication_view(struct publication *view, struct publication *p)
{
	*view = *p;
	view->own = view->family = (struct shelf){0};
	view->own_of = view->family_of = CODE_NONE;
	spool_view(&view->spool, &p->spool);
}

void publication_view_release(struct publication *view)
{
	shelf_release(&view->family);
	shelf_release(&view->own);
	spool_view_release(&view->spool);
}

const char *sample_mark(void)
{
	return T("[SAMPLE DATA: every enterprise is invented]", "【样例数据，企业均为虚构】");
}
