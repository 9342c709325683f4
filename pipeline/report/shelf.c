#include "report/shelf.h"

#include <stdlib.h>

#include "model/panel_row.h"
#include "report/publication.h"

/* Figures that were taken of one region, side by side. */
struct shelf_range {
	uint32_t region;
	size_t first, end;
};

void shelf_release(struct shelf *shelf)
{
	figures_release(&shelf->figures);
	for (size_t i = 0; i < MOST_TABLES; i++)
		records_release(&shelf->records[i]);
	hash_map_release(&shelf->rankings);
	free(shelf->ranges);
	*shelf = (struct shelf){0};
}

const struct records *shelf_records(const struct shelf *shelf, const struct table *table)
{
	size_t i = 0;

	while (tables_at(i) != table)
		i++;
	return &shelf->records[i];
}

/* --- What may be shown ------------------------------------------------------------------------ */

static bool is_withheld(const struct publication *p, struct slice region, struct slice indicator)
{
	const struct indicator *it = indicators_find(&p->config.indicators, indicator);
	uint32_t node = code_tree_find(&p->config.regions, region);
	struct figure_key key;

	if (!it || node == CODE_NONE)
		return false;
	key = publication_key(p, node, it);
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

	return node != CODE_NONE && p->touched[node];
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

/* --- Taking ----------------------------------------------------------------------------------- */

struct taking {
	struct publication *publication;
	struct shelf *shelf;
	enum lot lot;
};

/* Before the period was known, more was put aside than is needed. */
static bool takes(const struct taking *t, uint32_t tag)
{
	const struct publication *p = t->publication;
	const struct settings *s = &p->settings;
	bool now = tag_period(tag) == p->period && tag_basis(tag) == s->basis;

	if (!tag_is_figure(tag))
		return now || tag_period(tag) == PERIOD_NONE;
	if (t->lot == LOT_DATA)
		return now || !tag_is_part(tag);
	return now || (!tag_is_part(tag) && s->in_time[tag_indicator(tag)] >> tag_basis(tag) & 1);
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

static struct slice ranking_key(const uint32_t key[2])
{
	return (struct slice){(const char *)key, 2 * sizeof(key[0])};
}

static void take_ranking(const struct publication *p, struct shelf *shelf,
                         const struct slice *fields, uint32_t row)
{
	const struct indicators *all = &p->config.indicators;
	const struct indicator *it = indicators_find(all, fields[RANKING_INDICATOR]);
	const uint32_t key[] = {code_tree_find(&p->config.regions, fields[RANKING_REGION]),
	                        (uint32_t)(it ? it - all->items : -1)};

	hash_map_add(&shelf->rankings, ranking_key(key), row);
}

uint32_t shelf_ranking(const struct shelf *shelf, uint32_t region, size_t indicator)
{
	const uint32_t key[] = {region, (uint32_t)indicator};

	return hash_map_get(&shelf->rankings, ranking_key(key));
}

static int take_row(void *context, const struct spool_row *row, struct err *err)
{
	struct taking *t = context;
	struct publication *p = t->publication;
	const struct table *table = tables_at(tag_table(row->tag));
	struct records *records = &t->shelf->records[tag_table(row->tag)];

	if (!takes(t, row->tag))
		return 0;
	if (tag_is_figure(row->tag)) {
		struct table_reader r =
		        table_on_row(table, p->sources[row->source], row->line, row->fields);
		return take_figure(p, &t->shelf->figures, &r, err);
	}
	if (!is_shown(p, table, row->fields))
		return 0;
	if (table == &table_rankings)
		take_ranking(p, t->shelf, row->fields, (uint32_t)records->count);
	records_add(records, table, row->fields);
	return 0;
}

int shelf_take(struct shelf *shelf, struct publication *p, uint32_t region, enum lot lot,
               struct err *err)
{
	struct taking t = {p, shelf, lot};
	size_t first;

	if (!shelf->figures.config)
		figures_init(&shelf->figures, &p->config);
	first = shelf->figures.count;
	if (spool_each(&p->spool, lot_of(region, lot), take_row, &t, err) < 0)
		return -1;
	VEC_GROW(shelf->ranges, shelf->range_count, shelf->range_capacity);
	shelf->ranges[shelf->range_count++] =
	        (struct shelf_range){region, first, shelf->figures.count};
	return 0;
}

const struct figure *shelf_figures(const struct shelf *shelf, uint32_t region, size_t *count)
{
	*count = 0;
	for (size_t i = 0; i < shelf->range_count; i++)
		if (shelf->ranges[i].region == region) {
			*count = shelf->ranges[i].end - shelf->ranges[i].first;
			return shelf->figures.items + shelf->ranges[i].first;
		}
	return NULL;
}
