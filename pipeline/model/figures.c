#include "model/figures.h"

#include <stdlib.h>

#include "model/panel_row.h"

void figures_init(struct figures *f, const struct configuration *config)
{
	*f = (struct figures){.config = config};
}

void figures_release(struct figures *f)
{
	free(f->items);
	free(f->events);
	hash_map_release(&f->by_key);
	arena_release(&f->arena);
	*f = (struct figures){0};
}

/* The key as bytes, for the hash table. */
static void add_key(struct text *t, const struct figures *f, const struct figure_key *key)
{
	uint32_t numbers[] = {place_order(key->region), place_order(key->industry),
	                      (uint32_t)key->period, (uint32_t)key->basis,
	                      (uint32_t)(key->indicator - f->config->indicators.items)};

	text_add(t, (const char *)numbers, sizeof(numbers));
	text_add_slice(t, key->group);
}

const struct figure *figures_find(const struct figures *f, const struct figure_key *key)
{
	struct text t = TEXT_INIT;
	uint32_t index;

	add_key(&t, f, key);
	index = hash_map_get(&f->by_key, text_slice(&t));
	text_release(&t);
	return index == HASH_MAP_NONE ? NULL : &f->items[index];
}

bool figures_add(struct figures *f, const struct figure *figure)
{
	uint32_t index = (uint32_t)f->count;
	struct text key = TEXT_INIT;
	bool is_new;

	add_key(&key, f, &figure->key);
	is_new = hash_map_add(&f->by_key, text_slice(&key), index) == index;
	text_release(&key);
	if (!is_new)
		return false;
	VEC_GROW(f->items, f->count, f->capacity);
	f->items[f->count++] = *figure;
	return true;
}

static bool multiply(wide *value, unsigned exponent)
{
	return exponent <= 30 && !__builtin_mul_overflow(*value, power_of_ten(exponent), value);
}

bool figure_exact(const struct indicator *indicator, const struct unit *unit, struct slice value,
                  struct ratio *exact)
{
	const struct unit *published = indicator->unit;

	if (unit->kind != published->kind || !decimal_parse(value, exact))
		return false;
	if (unit->kind != UNIT_AMOUNT)
		return multiply(&exact->denominator, indicator->formula.shift);
	if (!multiply(&exact->numerator, unit->exponent) ||
	    !multiply(&exact->denominator, published->exponent))
		return false;
	while (exact->denominator > power_of_ten(published->exponent) &&
	       exact->numerator % 10 == 0) {
		exact->numerator /= 10;
		exact->denominator /= 10;
	}
	return true;
}

static int read_key(const struct figures *f, const struct table_reader *r, struct figure_key *key,
                    struct err *err)
{
	const char *unknown = T("is not in the configuration", "不在配置中");
	int basis = basis_parse(table_field(r, OBS_BASIS));

	if (!place_parse(&f->config->regions, table_field(r, OBS_REGION), &key->region))
		return table_wrong(r, OBS_REGION, err, unknown);
	if (!place_parse(&f->config->industries, table_field(r, OBS_INDUSTRY), &key->industry))
		return table_wrong(r, OBS_INDUSTRY, err, unknown);
	key->indicator = indicators_find(&f->config->indicators, table_field(r, OBS_INDICATOR));
	if (!key->indicator)
		return table_wrong(r, OBS_INDICATOR, err, unknown);
	key->period = period_parse(table_field(r, OBS_PERIOD));
	if (key->period == PERIOD_NONE)
		return table_wrong(r, OBS_PERIOD, err, T("is no period", "不是报告期"));
	if (basis < 0)
		return table_wrong(r, OBS_BASIS, err, T("is no basis", "不是口径"));
	key->basis = (enum basis)basis;
	key->group = table_field(r, OBS_CLASS);
	return 0;
}

static int read_exact(const struct table_reader *r, struct figure *figure, struct err *err)
{
	struct slice numerator = table_field(r, OBS_NUMERATOR);
	struct slice denominator = table_field(r, OBS_DENOMINATOR);
	const struct unit *unit;

	figure->known = figure->value.n > 0;
	if (!figure->known)
		return 0;
	if (numerator.n && denominator.n) {
		if (!wide_parse(numerator, &figure->exact.numerator))
			return table_wrong(r, OBS_NUMERATOR, err,
			                   T("is not a whole number", "不是整数"));
		if (!wide_parse(denominator, &figure->exact.denominator) ||
		    figure->exact.denominator <= 0)
			return table_wrong(r, OBS_DENOMINATOR, err,
			                   T("is not a positive whole number", "不是正整数"));
		return 0;
	}
	unit = unit_find(figure->unit);
	if (!unit)
		return table_wrong(r, OBS_UNIT, err, T("is no unit", "不是单位"));
	if (!figure_exact(figure->key.indicator, unit, figure->value, &figure->exact))
		return table_wrong(r, OBS_VALUE, err,
		                   T("is no decimal in a unit of the indicator's kind",
		                     "不是该指标同类单位的数值"));
	return 0;
}

static int add_event(struct figures *f, const struct table_reader *r, struct figure *event,
                     struct err *err)
{
	wide scale = event->key.indicator->formula.scale;
	struct ratio whole;

	if (event->key.basis != BASIS_MONTH) {
		table_wrong(r, OBS_BASIS, err,
		            T("events of a ledger have a month", "台账事项须按月"));
		return err_hint(err, T("set the basis to month in the mapping",
		                       "请在映射中将口径设为 month"));
	}
	if (event->known && (!ratio_multiply(event->exact, (struct ratio){scale, 1}, &whole) ||
	                     whole.denominator != 1))
		return table_wrong(r, OBS_VALUE, err,
		                   T("is no whole number, or finer than 1/100 of the currency",
		                     "不是整数，或小于货币单位的 1/100"));
	if (event->known)
		event->exact = (struct ratio){whole.numerator, scale};
	VEC_GROW(f->events, f->event_count, f->event_capacity);
	f->events[f->event_count++] = *event;
	return 0;
}

int figures_read_row(struct figures *f, const struct table_reader *r, struct err *err)
{
	struct figure figure = {0};

	if (read_key(f, r, &figure.key, err) < 0)
		return -1;
	f->read++;
	if (f->wants && !f->wants(f, &figure.key))
		return 0;
	figure.key.group = arena_copy(&f->arena, figure.key.group);
	figure.value = arena_copy(&f->arena, table_field(r, OBS_VALUE));
	figure.unit = arena_copy(&f->arena, table_field(r, OBS_UNIT));
	figure.status = arena_copy(&f->arena, table_field(r, OBS_STATUS));
	figure.n = arena_copy(&f->arena, table_field(r, OBS_N));
	figure.left_out = arena_copy(&f->arena, table_field(r, OBS_LEFT_OUT));
	figure.origin = arena_copy(&f->arena, table_field(r, OBS_ORIGIN));
	figure.sample = slice_starts(figure.origin, SAMPLE_PREFIX);
	if (read_exact(r, &figure, err) < 0)
		return -1;
	if (f->keeps_events && figure.key.indicator->ledger)
		return add_event(f, r, &figure, err);
	if (figures_add(f, &figure))
		return 0;
	table_wrong(r, OBS_INDICATOR, err,
	            T("stands twice for the same region, industry, class and period",
	              "同一地区、行业、分类、报告期重复出现"));
	return err_hint(err, T("let one source give the figure", "同一数字只应由一个来源提供"));
}

bool figure_is_whole(const struct figures *f, const struct figure_key *key)
{
	return !key->region.unallocated && !key->industry.unallocated &&
	       key->industry.node == f->config->industries.root && slice_is(key->group, "total");
}

int figures_read(struct figures *f, struct table_reader *r, struct err *err)
{
	int got;

	while ((got = table_next(r, err)) > 0)
		if (figures_read_row(f, r, err) < 0)
			return -1;
	return got;
}

int figures_load(struct figures *f, const char *path, struct package *package, struct err *err)
{
	const struct table *const candidates[] = {&table_observations};
	struct table_reader r;
	int result;

	if (table_open(&r, path, candidates, 1, err) < 0)
		return -1;
	result = figures_read(f, &r, err);
	if (result == 0)
		package_input(package, &r.csv.in.in);
	table_reader_close(&r);
	return result;
}

int figure_key_compare(const struct figure_key *a, const struct figure_key *b)
{
	uint32_t x[] = {place_order(a->region), place_order(a->industry)};
	uint32_t y[] = {place_order(b->region), place_order(b->industry)};
	int by_group;

	for (int i = 0; i < 2; i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	by_group = slice_cmp(a->group, b->group);
	if (by_group)
		return by_group;
	if (a->period != b->period)
		return a->period < b->period ? -1 : 1;
	if (a->basis != b->basis)
		return a->basis < b->basis ? -1 : 1;
	return (a->indicator > b->indicator) - (a->indicator < b->indicator);
}

static int by_key(const void *a, const void *b)
{
	return figure_key_compare(&((const struct figure *)a)->key,
	                          &((const struct figure *)b)->key);
}

void figures_sort(struct figures *f)
{
	struct text key = TEXT_INIT;

	if (f->count)
		qsort(f->items, f->count, sizeof(*f->items), by_key);
	hash_map_release(&f->by_key);
	for (uint32_t i = 0; i < f->count; i++) {
		text_clear(&key);
		add_key(&key, f, &f->items[i].key);
		hash_map_add(&f->by_key, text_slice(&key), i);
	}
	text_release(&key);
}
