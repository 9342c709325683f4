#include "ratio/zero.h"

#include <stdlib.h>

#include "model/panel_row.h"
#include "model/tables.h"

struct zero_reporter {
	uint32_t region, industry;
	const char *state;
	bool newly, sized;
	int64_t months;
	int64_t size; /* what the list is ordered by; below any amount if missing */
	struct slice enterprise, name;
	struct slice amounts[3]; /* size, R&D, last year's R&D: as they stand in the panel */
	struct slice origin, line;
};

void zero_list_init(struct zero_list *list, const struct configuration *config)
{
	const struct zero_rule *rule = &config->indicators.zero;

	*list = (struct zero_list){.config = config, .latest = PERIOD_NONE, .only = PERIOD_NONE};
	if (!rule->measure)
		return;
	list->measure = (unsigned)returns_measure(&config->returns, slice_of(rule->measure));
	list->ordered_by = (unsigned)returns_measure(&config->returns, slice_of(rule->ordered_by));
}

void zero_list_apart(struct zero_list *list, period only)
{
	list->only = list->latest = only;
	zero_runs_keep(&list->runs);
}

void zero_list_release(struct zero_list *list)
{
	free(list->items);
	arena_release(&list->arena);
	zero_runs_release(&list->runs);
	*list = (struct zero_list){0};
}

/* The column that names the enterprise for people, if returns have one; else its id. */
static struct slice name_of(const struct zero_list *list, const struct table_reader *r)
{
	const struct returns *returns = &list->config->returns;
	int name = returns_attribute(returns, slice_of("name"));

	return name < 0 ? (struct slice){"", 0}
	                : table_field(r, returns->attributes_at + (size_t)name);
}

static struct slice amount_of(const struct zero_list *list, const struct table_reader *r,
                              unsigned measure, enum variant variant)
{
	int column = list->config->returns.measures[measure].panel_column[variant];

	return column < 0 ? (struct slice){"", 0} : table_field(r, (size_t)column);
}

static void keep(struct zero_list *list, const struct table_reader *r, const struct panel_row *row,
                 const char *state, bool newly, int64_t months)
{
	struct arena *arena = &list->arena;
	size_t origin = list->config->returns.panel_origin;
	const struct observation_row *v = &row->values;
	struct zero_reporter *z;

	VEC_GROW(list->items, list->count, list->capacity);
	z = &list->items[list->count++];
	*z = (struct zero_reporter){
	        .region = row->region,
	        .industry = row->industry,
	        .state = state,
	        .newly = newly,
	        .months = months,
	        .sized = v->stated[list->ordered_by][VARIANT_NOW],
	        .size = v->values[list->ordered_by][VARIANT_NOW],
	        .enterprise = arena_copy(arena, table_field(r, FACT_ENTERPRISE)),
	        .name = arena_copy(arena, name_of(list, r)),
	        .origin = arena_copy(arena, table_field(r, origin)),
	        .line = arena_copy(arena, table_field(r, origin + 1)),
	};
	z->amounts[0] = arena_copy(arena, amount_of(list, r, list->ordered_by, VARIANT_NOW));
	z->amounts[1] = arena_copy(arena, amount_of(list, r, list->measure, VARIANT_NOW));
	z->amounts[2] =
	        arena_copy(arena, amount_of(list, r, list->measure, VARIANT_LAST_YEAR_PANEL));
}

/* How many months the zero of this row adds to those before it. */
static int64_t months_added(const struct zero_run *run, const struct panel_row *row, bool goes_on)
{
	switch (row->basis) {
	case BASIS_MONTH:
		return 1;
	case BASIS_YEAR:
		return 12;
	default:
		/* A cumulative zero covers the year so far, or what is new since the return before. */
		if (goes_on || (run->before != PERIOD_NONE &&
		                period_year(run->before) == period_year(row->period)))
			return row->period - run->before;
		return period_month(row->period);
	}
}

static void follow(struct zero_list *list, const struct table_reader *r,
                   const struct panel_row *row)
{
	struct zero_run *run = zero_runs_of(&list->runs, table_field(r, FACT_ENTERPRISE));
	bool stated = row->values.stated[list->measure][VARIANT_NOW];
	bool zero = row->values.values[list->measure][VARIANT_NOW] <= 0;
	bool known, was_zero;

	known = run->before != PERIOD_NONE;
	was_zero = run->was_zero;
	if (zero)
		run->months = (was_zero ? run->months : 0) + months_added(run, row, was_zero);
	if (row->period >= list->latest && zero)
		keep(list, r, row, stated ? "zero" : "missing", known && !was_zero, run->months);
	else if (row->period >= list->latest && known && was_zero)
		keep(list, r, row, "cleared", true, run->months);
	run->before = row->period;
	run->was_zero = zero;
	if (!zero)
		run->months = 0;
}

int zero_list_read(struct zero_list *list, struct table_reader *r, struct err *err)
{
	struct panel_row row = {0};
	int got;

	while ((got = table_next(r, err)) > 0) {
		if (panel_row_read(&row, r, list->config, err) < 0)
			return -1;
		if (list->only != PERIOD_NONE && row.period != list->only)
			return table_wrong(r, FACT_PERIOD, err,
			                   T("is not of the period that this file is read for",
			                     "与本次所做报告期不符"));
		if (!list->config->indicators.zero.measure ||
		    row.basis != list->config->indicators.zero.basis ||
		    row.presence == PRESENCE_OUTSIDE || row.presence == PRESENCE_LEFT)
			continue;
		if (row.period > list->latest) {
			list->latest = row.period;
			list->count = 0;
			arena_clear(&list->arena);
		}
		follow(list, r, &row);
	}
	return got;
}

static int by_region_and_size(const void *a, const void *b)
{
	const struct zero_reporter *x = a, *y = b;

	if (x->region != y->region)
		return x->region < y->region ? -1 : 1;
	if (x->sized != y->sized)
		return x->sized ? -1 : 1;
	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	return slice_cmp(x->enterprise, y->enterprise);
}

/*
 * The enterprise's peers: all enterprises of the nearest industry, from its own upward,
 * that has a cell with a known intensity.
 */
static const struct stored_cell *peers_of(const struct zero_list *list,
                                          const struct cell_store *cells,
                                          const struct zero_reporter *z, struct ratio *intensity)
{
	const struct configuration *config = list->config;
	const struct formula *f =
	        &indicators_find(&config->indicators, slice_of(config->indicators.zero.intensity))
	                 ->formula;
	struct figure_key key = {
	        .region = {config->regions.root, false},
	        .group = slice_of("total"),
	        .period = list->latest,
	        .basis = config->indicators.zero.basis,
	};
	wide *values = xcalloc(config->indicators.accumulator_count, sizeof(*values));
	const struct stored_cell *found = NULL;

	for (uint32_t i = z->industry; i != CODE_NONE && !found;
	     i = config->industries.nodes[i].parent) {
		const struct stored_cell *cell;
		key.industry = (struct place){i, false};
		cell = cell_store_find(cells, &key);
		if (!cell)
			continue;
		cell_store_values(cells, cell, values);
		intensity->numerator = values[f->numerator[0].accumulator];
		intensity->denominator = values[f->denominator[0].accumulator];
		if (intensity->numerator > 0 && intensity->denominator > 0)
			found = cell;
	}
	free(values);
	return found;
}

static void put_peers(struct table_writer *w, const struct zero_list *list,
                      const struct cell_store *cells, const struct zero_reporter *z)
{
	const struct configuration *config = list->config;
	const struct indicator *indicator =
	        indicators_find(&config->indicators, slice_of(config->indicators.zero.intensity));
	struct ratio intensity, spend;
	const struct stored_cell *peers = peers_of(list, cells, z, &intensity);
	struct text text = TEXT_INIT;
	wide amount;

	if (!peers) {
		for (int i = 0; i < 3; i++)
			table_put_missing(w);
		return;
	}
	table_put(w, config->industries.nodes[peers->key.industry.node].code);
	indicator_publish(indicator, intensity, indicator->formula.shift, &text);
	table_put(w, text_slice(&text));
	text_release(&text);
	spend = intensity;
	if (z->sized && !__builtin_mul_overflow(intensity.numerator, z->size, &spend.numerator) &&
	    ratio_round(spend, 0, ROUND_HALF_UP, &amount))
		table_put_i128(w, amount);
	else
		table_put_missing(w);
}

static void put(struct table_writer *w, const struct zero_list *list,
                const struct cell_store *cells, const struct zero_reporter *z)
{
	enum basis basis = list->config->indicators.zero.basis;
	struct text period_text = TEXT_INIT;

	period_add(&period_text, list->latest, basis);
	table_put(w, list->config->regions.nodes[z->region].code);
	table_put(w, z->enterprise);
	table_put(w, z->name);
	table_put(w, list->config->industries.nodes[z->industry].code);
	table_put(w, text_slice(&period_text));
	table_put_text(w, basis_name(basis));
	table_put_text(w, z->state);
	table_put_u64(w, z->newly);
	table_put_i128(w, z->months);
	for (int i = 0; i < 3; i++)
		table_put(w, z->amounts[i]);
	put_peers(w, list, cells, z);
	table_put(w, z->origin);
	table_put(w, z->line);
	table_end_row(w);
	text_release(&period_text);
}

int zero_list_write(struct zero_list *list, const struct cell_store *cells, struct package *package,
                    struct err *err)
{
	struct table_writer w;
	int result = package_create_table(package, &w, &table_zero, err);

	if (result < 0)
		return -1;
	if (list->count)
		qsort(list->items, list->count, sizeof(*list->items), by_region_and_size);
	for (size_t i = 0; i < list->count; i++)
		put(&w, list, cells, &list->items[i]);
	result = package_commit_table(package, &w, err);
	table_close(&w);
	if (result == 0 && list->only != PERIOD_NONE)
		result = zero_runs_write(&list->runs, package, err);
	return result;
}
