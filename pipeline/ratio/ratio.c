#include "ratio/ratio.h"

#include <stdlib.h>

#include "base/log.h"
#include "model/panel_row.h"
#include "model/stage.h"
#include "ratio/cell_store.h"
#include "ratio/derived.h"
#include "ratio/ledger.h"
#include "ratio/zero.h"

struct stage {
	struct configuration config;
	struct package package;
	struct cell_store cells;
	struct figures observations;
	struct zero_list zero;
	bool zero_wanted; /* a panel was among the inputs */
	struct table_writer writer;
	uint64_t missing;
	struct err *err;
};

/* One computed figure before it is written. */
struct result {
	const char *status;
	bool stated; /* anybody states what is asked for: a sum over nobody is no zero */
	bool based;  /* there is a denominator, though it may be zero */
	struct ratio exact;
	wide n, left_out;
};

/* False if a sum is too large; a result without a denominator is not known. */
static bool compute(const struct stage *s, const struct indicator *indicator,
                    const struct stored_cell *cell, struct result *result)
{
	const struct formula *f = &indicator->formula;
	const struct stored_cell *base = cell;

	result->n = cell->values[f->population];
	/* Those who left or moved out are not in scope: nobody is left out for them. */
	result->left_out = indicator->standing ? 0 : cell->values[0] - result->n;
	if (indicator->within != WITHIN_SELF)
		base = cell_store_above(&s->cells, cell, indicator->within);
	if (!formula_evaluate(f, cell->values, base ? base->values : NULL, &result->exact))
		return false;
	/* But to the growth of the whole, nobody contributes nothing. */
	result->stated = result->n > 0 || indicator->type == INDICATOR_CONTRIBUTION;
	result->based = base != NULL;
	if (!result->stated)
		result->status = STATUS_NOT_COLLECTED;
	else
		result->status =
		        base && result->exact.denominator > 0 ? STATUS_NORMAL : STATUS_MISSING;
	return true;
}

static void put_key(struct stage *s, const struct figure_key *key,
                    const struct indicator *indicator)
{
	struct table_writer *w = &s->writer;
	struct text t = TEXT_INIT;

	place_add(&t, &s->config.regions, key->region);
	table_put(w, text_slice(&t));
	text_clear(&t);
	place_add(&t, &s->config.industries, key->industry);
	table_put(w, text_slice(&t));
	table_put(w, key->group);
	text_clear(&t);
	period_add(&t, key->period, key->basis);
	table_put(w, text_slice(&t));
	table_put_text(w, basis_name(key->basis));
	table_put_text(w, indicator->id);
	text_release(&t);
}

static void put_if(struct table_writer *w, bool there, wide value)
{
	if (there)
		table_put_i128(w, value);
	else
		table_put_missing(w);
}

static int put_result(struct stage *s, const struct stored_cell *cell,
                      const struct indicator *indicator, const struct result *result)
{
	struct table_writer *w = &s->writer;
	struct text value = TEXT_INIT;
	bool known = strcmp(result->status, STATUS_NORMAL) == 0;

	put_key(s, &cell->key, indicator);
	if (known &&
	    !indicator_publish(indicator, result->exact, indicator->formula.shift, &value)) {
		text_release(&value);
		return err_set(s->err, RD_INPUT,
		               T("'%s' is too large to be published", "'%s' 过大，无法公布"),
		               indicator->id);
	}
	s->missing += !known;
	table_put(w, text_slice(&value));
	table_put_text(w, indicator->unit->name);
	table_put_text(w, result->status);
	table_put_i128(w, result->n);
	table_put_i128(w, result->left_out);
	put_if(w, result->stated, result->exact.numerator);
	put_if(w, result->based, result->exact.denominator);
	table_put_text(w, cell->sample ? SAMPLE_PREFIX "cells" : "cells");
	table_end_row(w);
	text_release(&value);
	return 0;
}

static void put_observation(struct stage *s, const struct figure *f)
{
	struct table_writer *w = &s->writer;

	put_key(s, &f->key, f->key.indicator);
	table_put(w, f->value);
	table_put(w, f->unit);
	table_put(w, f->status);
	table_put(w, f->n);
	table_put(w, f->left_out);
	if (f->known) {
		table_put_i128(w, f->exact.numerator);
		table_put_i128(w, f->exact.denominator);
	} else {
		table_put_missing(w);
		table_put_missing(w);
		s->missing++;
	}
	table_put(w, f->origin);
	table_end_row(w);
}

/* Whether the indicator's figure is made from this cell. */
static bool gives(const struct stage *s, const struct stored_cell *cell,
                  const struct indicator *indicator)
{
	/* A cell without enterprises only serves next year's growth. */
	return cell->values[0] != 0 && indicator_from_cells(indicator) &&
	       (!indicator->whole || figure_is_whole(&s->observations, &cell->key));
}

static int put_cell(struct stage *s, const struct stored_cell *cell)
{
	for (size_t i = 0; i < s->config.indicators.count; i++) {
		const struct indicator *indicator = &s->config.indicators.items[i];
		struct result result = {0};
		if (!gives(s, cell, indicator))
			continue;
		if (!compute(s, indicator, cell, &result)) {
			err_set(s->err, RD_INPUT,
			        T("'%s': a sum is too large for 128 bits",
			          "'%s'：合计超出 128 位整数范围"),
			        indicator->id);
			return -1;
		}
		if (put_result(s, cell, indicator, &result) < 0)
			return -1;
	}
	return 0;
}

static int two_sources(struct stage *s, const struct figure *f)
{
	err_set(s->err, RD_INPUT,
	        T("'%s' of region '%.*s' comes from cells, and from '%.*s' too",
	          "'%s'（地区 '%.*s'）既由单元计算，又来自 '%.*s'"),
	        f->key.indicator->id, SLICE_FMT(s->config.regions.nodes[f->key.region.node].code),
	        SLICE_FMT(f->origin));
	return err_hint(s->err, T("let one source give the figure", "同一数字只应由一个来源提供"));
}

/* Writes the observations from *at on that come before the key; `of` is the cell they may be of. */
static int put_observations(struct stage *s, size_t *at, const struct figure_key *key,
                            const struct stored_cell *of)
{
	for (; *at < s->observations.count; ++*at) {
		const struct figure *f = &s->observations.items[*at];
		if (key && figure_key_compare(&f->key, key) >= 0)
			break;
		if (of && gives(s, of, f->key.indicator))
			return two_sources(s, f);
		put_observation(s, f);
	}
	return 0;
}

/* Cells and observations are both in order: they are merged as they are written. */
static int put_all(struct stage *s)
{
	size_t at = 0;

	figures_sort(&s->observations);
	for (size_t i = 0; i < s->cells.count; i++) {
		const struct stored_cell *cell = &s->cells.items[i];
		struct figure_key behind = cell->key;
		behind.indicator = s->config.indicators.items + s->config.indicators.count;
		if (put_observations(s, &at, &cell->key, NULL) < 0 || put_cell(s, cell) < 0 ||
		    put_observations(s, &at, &behind, cell) < 0)
			return -1;
	}
	return put_observations(s, &at, NULL, NULL);
}

static int read_file(struct stage *s, const char *path)
{
	const struct table *const candidates[] = {&s->config.indicators.cells, &table_observations,
	                                          &s->config.returns.panel};
	struct table_reader r;
	int result;

	if (table_open(&r, path, candidates, 3, s->err) < 0)
		return -1;
	if (r.table == candidates[0]) {
		result = cell_store_read(&s->cells, &r, s->err);
	} else if (r.table == candidates[1]) {
		result = figures_read(&s->observations, &r, s->err);
	} else {
		s->zero_wanted = true;
		result = zero_list_read(&s->zero, &r, s->err);
	}
	if (result == 0)
		package_input(&s->package, &r.csv.in.in);
	table_reader_close(&r);
	return result;
}

static int write_indicators(struct stage *s)
{
	char *path = package_path(&s->package, "indicators");
	int result = table_create(&s->writer, path, &table_indicators, s->err);

	free(path);
	if (result < 0)
		return -1;
	result = put_all(s);
	if (result == 0)
		result = table_commit(&s->writer, s->err);
	if (result == 0)
		package_table(&s->package, &s->writer);
	table_close(&s->writer);
	return result;
}

static int run(struct stage *s, const struct program *program)
{
	for (size_t i = 0; i < program->files.count; i++)
		if (read_file(s, program->files.items[i]) < 0)
			return -1;
	if (ledger_sum(&s->observations, cell_store_latest(&s->cells), s->err) < 0 ||
	    derive_figures(&s->observations, s->err) < 0 || write_indicators(s) < 0)
		return -1;
	if (s->zero_wanted && zero_list_write(&s->zero, &s->cells, &s->package, s->err) < 0)
		return -1;
	package_count(&s->package, "cells", s->cells.count);
	package_count(&s->package, "observations", s->observations.count);
	package_count(&s->package, "events", s->observations.event_count);
	package_count(&s->package, "indicators", s->writer.rows);
	package_count(&s->package, "missing", s->missing);
	package_count(&s->package, "zero_reporters", s->zero.count);
	if (package_write(&s->package, s->err) < 0)
		return -1;
	log_note(T("%llu figures, %llu of them missing", "%llu 个指标值，其中缺失 %llu 个"),
	         (unsigned long long)s->writer.rows, (unsigned long long)s->missing);
	return 0;
}

int ratio_run(const struct program *program, struct err *err)
{
	struct stage s = {.err = err};
	int result;

	if (stage_begin(&s.config, &s.package, program, CONFIG_FIGURES, "indicators", err) < 0)
		return -1;
	cell_store_init(&s.cells, &s.config);
	figures_init(&s.observations, &s.config);
	s.observations.keeps_events = true;
	zero_list_init(&s.zero, &s.config);
	result = run(&s, program);
	cell_store_release(&s.cells);
	figures_release(&s.observations);
	zero_list_release(&s.zero);
	stage_end(&s.config, &s.package);
	return result;
}
