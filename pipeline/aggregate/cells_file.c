#include "aggregate/cells_file.h"

#include <stdlib.h>

#include "base/conveyor.h"
#include "model/panel_row.h"

enum { STRIPS_AT_ONCE = 16 };

/* --- Reading ------------------------------------------------------------------------------- */

static int read_key(struct strip_key *key, struct cell_time *time, const struct table_reader *r,
                    const struct configuration *config, const struct cell_plan *plan,
                    struct err *err)
{
	int group = cell_plan_find(plan, table_field(r, CELL_CLASS));
	int basis = basis_parse(table_field(r, CELL_BASIS));
	const char *not_configured = T("is not in the configuration", "不在配置中");

	if (!place_parse(&config->regions, table_field(r, CELL_REGION), &key->region))
		return table_wrong(r, CELL_REGION, err, not_configured);
	if (!place_parse(&config->industries, table_field(r, CELL_INDUSTRY), &key->industry))
		return table_wrong(r, CELL_INDUSTRY, err, not_configured);
	if (group < 0)
		return table_wrong(r, CELL_CLASS, err, not_configured);
	time->period = period_parse(table_field(r, CELL_PERIOD));
	if (time->period == PERIOD_NONE)
		return table_wrong(r, CELL_PERIOD, err, T("is no period", "不是报告期"));
	if (basis < 0)
		return table_wrong(r, CELL_BASIS, err, T("is no basis", "不是口径"));
	key->group = (unsigned)group;
	time->basis = (enum basis)basis;
	return 0;
}

/* "a;b;c", the largest first, into a list. */
static bool read_list(struct slice text, int64_t *list, unsigned most)
{
	while (text.n) {
		const char *end = memchr(text.p, ';', text.n);
		size_t n = end ? (size_t)(end - text.p) : text.n;
		int64_t value;
		if (!integer_parse((struct slice){text.p, n}, &value))
			return false;
		list_insert(list, most, value);
		text.p += n + (end != NULL);
		text.n -= n + (end != NULL);
	}
	return true;
}

int cells_read_row(struct cells *cells, const struct table_reader *r,
                   const struct configuration *config, const struct cell_plan *plan,
                   struct err *err)
{
	struct strip_key key = {0};
	struct cell_time time = {0};
	struct cell *cell;

	if (read_key(&key, &time, r, config, plan, err) < 0)
		return -1;
	cell = strip_cell(cells, cells_strip(cells, strip_key_pack(&key)), cells_time(cells, time));
	for (size_t i = 0; i < cells->accumulator_count; i++) {
		const struct accumulator *a = &cells->accumulators[i];
		struct slice text = table_field(r, CELL_ACCUMULATORS + i);
		wide value = 0;
		if (a->kind == ACCUMULATE_TOP
		            ? read_list(text, cells_list(cells, cell, cells->slots[i]), a->top)
		            : wide_parse(text, &value) && cells_add(cells, cell, i, value))
			continue;
		return table_wrong(r, CELL_ACCUMULATORS + i, err,
		                   T("is not a whole number, or the sum is too large",
		                     "不是整数，或合计过大"));
	}
	cell->sample |= slice_starts(table_field(r, r->table->count - 1), SAMPLE_PREFIX);
	return 0;
}

/* --- Writing ------------------------------------------------------------------------------- */

struct writing {
	const struct cells *cells;
	const struct configuration *config;
	const struct cell_plan *plan;
	struct table_writer *w;
	struct strip **strips; /* in their order */
	size_t next;           /* the first that nobody took */
	/* the times in their order */
	unsigned *order;
	struct text *periods; /* by number of the time */
};

/* Some strips that follow each other, in the hands of one thread. */
struct some {
	const struct writing *of;
	size_t first, end;
	struct table_writer w;
	/* what is the same in all cells of a strip */
	struct text region, industry;
	const char *group;
	struct text list;
};

static void write_list(struct some *some, const int64_t *list)
{
	text_clear(&some->list);
	for (int64_t i = 1; i <= list[0]; i++) {
		text_adds(&some->list, i > 1 ? ";" : "");
		text_add_i128(&some->list, list[i]);
	}
	table_put(&some->w, text_slice(&some->list));
}

static void write_cell(struct some *some, struct cell *cell, unsigned time)
{
	const struct cells *cells = some->of->cells;
	struct table_writer *w = &some->w;

	table_put(w, text_slice(&some->region));
	table_put(w, text_slice(&some->industry));
	table_put_text(w, some->group);
	table_put(w, text_slice(&some->of->periods[time]));
	table_put_text(w, basis_name(cells->times[time].basis));
	for (size_t i = 0; i < cells->accumulator_count; i++) {
		if (cells->accumulators[i].kind == ACCUMULATE_TOP)
			write_list(some, cells_list(cells, cell, cells->slots[i]));
		else
			table_put_i128(w, cells_value(cells, cell, i));
	}
	table_put_text(w, cell->sample ? SAMPLE_PREFIX "panel" : "panel");
	table_end_row(w);
}

static void write_strip(struct some *some, const struct strip *strip)
{
	const struct writing *of = some->of;
	struct strip_key key = strip_key_unpack(strip->key);

	text_clear(&some->region);
	text_clear(&some->industry);
	place_add(&some->region, &of->config->regions, key.region);
	place_add(&some->industry, &of->config->industries, key.industry);
	some->group = of->plan->groups[key.group].name;
	for (size_t i = 0; i < of->cells->time_count; i++) {
		struct cell *cell = strip_peek(strip, of->order[i]);
		if (cell)
			write_cell(some, cell, of->order[i]);
	}
}

static int take(void *writing, void *slot, struct err *err)
{
	struct writing *of = writing;
	struct some *some = slot;
	size_t rest = of->cells->strip_count - of->next;

	(void)err;
	some->first = of->next;
	some->end = of->next += rest < STRIPS_AT_ONCE ? rest : STRIPS_AT_ONCE;
	return some->end > some->first;
}

static int work(void *writing, void *slot, struct err *err)
{
	struct some *some = slot;

	(void)writing;
	(void)err;
	for (size_t i = some->first; i < some->end; i++)
		write_strip(some, some->of->strips[i]);
	return 0;
}

static int give(void *writing, void *slot, struct err *err)
{
	(void)err;
	table_append(((struct writing *)writing)->w, &((struct some *)slot)->w);
	return 0;
}

static void stop(struct some *some)
{
	text_release(&some->region);
	text_release(&some->industry);
	text_release(&some->list);
	table_close(&some->w);
}

static int write_strips(struct writing *of, struct err *err)
{
	struct some some[MOST_THREADS] = {0};
	void *slots[MOST_THREADS];
	struct conveyor belt = {.shared = of,
	                        .slots = slots,
	                        .threads = threads_wanted(),
	                        .take = take,
	                        .work = work,
	                        .give = give};
	int result;

	for (unsigned i = 0; i < belt.threads; i++) {
		some[i].of = of;
		table_gather(&some[i].w, of->w->table);
		table_follow(&some[i].w, of->w);
		slots[i] = &some[i];
	}
	result = conveyor_run(&belt, err);
	for (unsigned i = 0; i < belt.threads; i++)
		stop(&some[i]);
	return result;
}

static int by_key(const void *a, const void *b)
{
	uint64_t x = (*(struct strip *const *)a)->key, y = (*(struct strip *const *)b)->key;

	return (x > y) - (x < y);
}

static int by_time(const void *a, const void *b, void *times)
{
	const struct cell_time *x = (const struct cell_time *)times + *(const unsigned *)a;
	const struct cell_time *y = (const struct cell_time *)times + *(const unsigned *)b;

	if (x->period != y->period)
		return x->period < y->period ? -1 : 1;
	return (x->basis > y->basis) - (x->basis < y->basis);
}

static void order_times(struct writing *at)
{
	const struct cells *cells = at->cells;

	at->order = xcalloc(cells->time_count, sizeof(*at->order));
	at->periods = xcalloc(cells->time_count, sizeof(*at->periods));
	for (unsigned t = 0; t < cells->time_count; t++) {
		at->order[t] = t;
		period_add(&at->periods[t], cells->times[t].period, cells->times[t].basis);
	}
	qsort_r(at->order, cells->time_count, sizeof(*at->order), by_time, cells->times);
}

int cells_write(const struct cells *cells, struct table_writer *w,
                const struct configuration *config, const struct cell_plan *plan, struct err *err)
{
	struct writing of = {.cells = cells, .config = config, .plan = plan, .w = w};
	size_t n = cells->strip_count;
	int result;

	order_times(&of);
	of.strips = xcalloc(n, sizeof(struct strip *));
	if (n) {
		memcpy(of.strips, cells->strips, n * sizeof(struct strip *));
		qsort(of.strips, n, sizeof(struct strip *), by_key);
	}
	result = write_strips(&of, err);
	for (size_t t = 0; t < cells->time_count; t++)
		text_release(&of.periods[t]);
	free(of.periods);
	free(of.order);
	free(of.strips);
	return result;
}
