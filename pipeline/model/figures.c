#include "model/figures.h"

#include <stdlib.h>

#include "model/panel_row.h"

void figures_init(struct figures *f, const struct configuration *config)
{
	*f = (struct figures){.config = config};
	figure_key_reader_init(&f->keys, config);
}

void figures_release(struct figures *f)
{
	free(f->items);
	free(f->events);
	free(f->slots);
	figure_key_reader_release(&f->keys);
	arena_release(&f->arena);
	*f = (struct figures){0};
}

static uint64_t hash_key(const struct figures *f, const struct figure_key *key)
{
	uint64_t numbers[] = {
	        (uint64_t)place_order(key->region) << 32 | place_order(key->industry),
	        (uint64_t)(uint32_t)key->period << 32 | (uint64_t)key->basis,
	        (uint64_t)(key->indicator - f->config->indicators.items),
	        hash_bytes(key->group.p, key->group.n),
	};

	return hash_bytes(numbers, sizeof(numbers));
}

/* Where the key's item is noted (its index + 1), or is to be (0). */
static uint32_t *slot_of(const struct figures *f, const struct figure_key *key)
{
	size_t at = hash_key(f, key) & (f->slot_count - 1);

	while (f->slots[at] && figure_key_compare(&f->items[f->slots[at] - 1].key, key) != 0)
		at = (at + 1) & (f->slot_count - 1);
	return &f->slots[at];
}

static void index_all(struct figures *f)
{
	if (!f->slot_count)
		f->slot_count = 64;
	while (f->slot_count < f->count * 4)
		f->slot_count *= 2;
	free(f->slots);
	f->slots = xcalloc(f->slot_count, sizeof(*f->slots));
	for (uint32_t i = 0; i < f->count; i++)
		*slot_of(f, &f->items[i].key) = i + 1;
}

static const struct figure *search(const struct figures *f, const struct figure_key *key)
{
	size_t low = 0, high = f->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = figure_key_compare(&f->items[middle].key, key);
		if (order == 0)
			return &f->items[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct figure *figures_find(const struct figures *f, const struct figure_key *key)
{
	uint32_t slot;

	if (!f->slots)
		return search(f, key);
	slot = *slot_of(f, key);
	return slot ? &f->items[slot - 1] : NULL;
}

static bool is_last(const struct figures *f, const struct figure_key *key)
{
	return f->count == 0 || figure_key_compare(&f->items[f->count - 1].key, key) < 0;
}

bool figures_add(struct figures *f, const struct figure *figure)
{
	if (f->slots || !is_last(f, &figure->key)) {
		uint32_t *slot;
		if (!f->slots || f->count * 2 >= f->slot_count)
			index_all(f);
		slot = slot_of(f, &figure->key);
		if (*slot)
			return false;
		*slot = (uint32_t)f->count + 1;
	}
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

/* Neighbours say much the same: what stands in the figure before is not copied again. */
static struct slice keep(struct figures *f, struct slice text, struct slice before)
{
	return slice_eq(text, before) ? before : arena_copy(&f->arena, text);
}

static void keep_texts(struct figures *f, struct figure *figure)
{
	static const struct figure none = {
	        .status = {"", 0}, .origin = {"", 0}, .n = {"", 0}, .left_out = {"", 0}};
	const struct figure *before = f->count ? &f->items[f->count - 1] : &none;
	struct slice published = slice_of(figure->key.indicator->unit->name);

	figure->value = arena_copy(&f->arena, figure->value);
	figure->unit = keep(f, figure->unit, published);
	figure->status = keep(f, figure->status, before->status);
	figure->n = keep(f, figure->n, before->n);
	figure->left_out = keep(f, figure->left_out, before->left_out);
	figure->origin = keep(f, figure->origin, before->origin);
}

int figures_look(struct figures *f, const struct table_reader *r, struct figure *figure,
                 struct err *err)
{
	if (figure_key_read_figure(&f->keys, r, err) < 0)
		return -1;
	f->read++;
	if (f->wants && !f->wants(f, &f->keys.key))
		return 0;
	*figure = (struct figure){
	        .key = f->keys.key,
	        .value = table_field(r, OBS_VALUE),
	        .unit = table_field(r, OBS_UNIT),
	        .status = table_field(r, OBS_STATUS),
	        .origin = table_field(r, OBS_ORIGIN),
	        .n = table_field(r, OBS_N),
	        .left_out = table_field(r, OBS_LEFT_OUT),
	        .sample = slice_starts(table_field(r, OBS_ORIGIN), SAMPLE_PREFIX),
	};
	return read_exact(r, figure, err) < 0 ? -1 : 1;
}

int figures_stand_twice(const struct table_reader *r, struct err *err)
{
	table_wrong(r, OBS_INDICATOR, err,
	            T("stands twice for the same region, industry, class and period",
	              "同一地区、行业、分类、报告期重复出现"));
	return err_hint(err, T("let one source give the figure", "同一数字只应由一个来源提供"));
}

int figures_read_row(struct figures *f, const struct table_reader *r, struct err *err)
{
	struct figure figure;
	int got = figures_look(f, r, &figure, err);

	if (got <= 0)
		return got;
	keep_texts(f, &figure);
	if (f->keeps_events && figure.key.indicator->ledger)
		return add_event(f, r, &figure, err);
	return figures_add(f, &figure) ? 0 : figures_stand_twice(r, err);
}

bool figure_is_whole(const struct figures *f, const struct figure_key *key)
{
	return figure_key_is_whole(f->config, key);
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

static int by_key(const void *a, const void *b)
{
	return figure_key_compare(&((const struct figure *)a)->key,
	                          &((const struct figure *)b)->key);
}

void figures_sort(struct figures *f)
{
	if (f->slots)
		qsort(f->items, f->count, sizeof(*f->items), by_key);
	free(f->slots);
	f->slots = NULL;
	f->slot_count = 0;
}
