#include "ratio/zero_runs.h"

#include <stdlib.h>

#include "model/amount.h"
#include "model/tables.h"

enum { RUN_ENTERPRISE, RUN_PERIOD, RUN_ZERO, RUN_MONTHS };

void zero_runs_keep(struct zero_runs *runs)
{
	runs->keeps = true;
	table_gather(&runs->writer, &table_zero_run);
}

int zero_runs_read(struct zero_runs *runs, struct table_reader *r, struct err *err)
{
	int got;

	while ((got = table_next(r, err)) > 0) {
		struct slice enterprise = table_field(r, RUN_ENTERPRISE);
		struct zero_run run = {.before = period_parse(table_field(r, RUN_PERIOD)),
		                       .was_zero = slice_is(table_field(r, RUN_ZERO), "1")};
		if (run.before == PERIOD_NONE)
			return table_wrong(r, RUN_PERIOD, err, T("is no period", "不是报告期"));
		if (!integer_parse(table_field(r, RUN_MONTHS), &run.months))
			return table_wrong(r, RUN_MONTHS, err,
			                   T("is not a whole number", "不是整数"));
		if (runs->count &&
		    slice_cmp(runs->items[runs->count - 1].enterprise, enterprise) >= 0)
			return table_wrong(r, RUN_ENTERPRISE, err,
			                   T("stands after an enterprise that should follow it",
			                     "排在应在其后的企业之后"));
		run.enterprise = arena_copy(&runs->arena, enterprise);
		VEC_GROW(runs->items, runs->count, runs->capacity);
		runs->items[runs->count++] = run;
	}
	return got;
}

/* Both kinds of period are written as months: a year's as its December. */
static void put(struct zero_runs *runs, const struct zero_run *run)
{
	struct table_writer *w = &runs->writer;
	char buffer[PERIOD_TEXT];

	if (!runs->keeps || run->before == PERIOD_NONE)
		return;
	table_put(w, run->enterprise);
	table_put(w, period_write(run->before, BASIS_MONTH, buffer));
	table_put_u64(w, run->was_zero);
	table_put_i128(w, run->months);
	table_end_row(w);
}

/* Those that have no row any more are known as they were. */
static void pass_before(struct zero_runs *runs, const struct slice *enterprise)
{
	while (runs->next < runs->count &&
	       (!enterprise || slice_cmp(runs->items[runs->next].enterprise, *enterprise) < 0))
		put(runs, &runs->items[runs->next++]);
}

struct zero_run *zero_runs_of(struct zero_runs *runs, struct slice enterprise)
{
	struct zero_run *run = &runs->current;

	if (run->enterprise.p && slice_eq(enterprise, run->enterprise))
		return run;
	if (run->enterprise.p)
		put(runs, run);
	pass_before(runs, &enterprise);
	*run = (struct zero_run){.before = PERIOD_NONE};
	if (runs->next < runs->count && slice_eq(runs->items[runs->next].enterprise, enterprise))
		*run = runs->items[runs->next++];
	text_clear(&runs->enterprise);
	text_add_slice(&runs->enterprise, enterprise);
	run->enterprise = text_slice(&runs->enterprise);
	return run;
}

int zero_runs_write(struct zero_runs *runs, struct package *package, struct err *err)
{
	struct table_writer w;
	int result = package_create_table(package, &w, &table_zero_run, err);

	if (result < 0)
		return -1;
	if (runs->current.enterprise.p)
		put(runs, &runs->current);
	pass_before(runs, NULL);
	table_append(&w, &runs->writer);
	result = package_commit_table(package, &w, err);
	table_close(&w);
	return result;
}

void zero_runs_release(struct zero_runs *runs)
{
	if (runs->keeps)
		table_close(&runs->writer);
	free(runs->items);
	arena_release(&runs->arena);
	text_release(&runs->enterprise);
	*runs = (struct zero_runs){0};
}
