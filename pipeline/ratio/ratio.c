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
	struct table_reader *panels; /* wait until all else is read */
	size_t panel_count;
	period until;                    /* PERIOD_NONE: the latest there is */
	const struct stored_cell *cell;  /* whose figures are being written */
	wide *values[WITHIN_KINDS];      /* its own, and of the cells above it … */
	bool looked[WITHIN_KINDS];       /* … once they were looked for … */
	const wide *bases[WITHIN_KINDS]; /* … NULL if there is none */
	struct text key;                 /* its columns as they are written */
	struct text value;
	struct table_writer writer;
	uint64_t missing;
	struct err *err;
};

/* One computed figure before it is written. */
struct result {
	const char *status;
	bool known;
	bool stated; /* anybody states what is asked for: a sum over nobody is no zero */
	bool based;  /* there is a denominator, though it may be zero */
	struct ratio exact;
	wide n, left_out;
};

/* What the denominator is taken from: the cell, or one above it; NULL if there is none. */
static const wide *base_values(struct stage *s, enum within within)
{
	const struct stored_cell *above;

	if (!s->looked[within]) {
		above = cell_store_above(&s->cells, s->cell, within);
		if (above)
			cell_store_values(&s->cells, above, s->values[within]);
		s->bases[within] = above ? s->values[within] : NULL;
		s->looked[within] = true;
	}
	return s->bases[within];
}

static void stand_on(struct stage *s, const struct stored_cell *cell)
{
	s->cell = cell;
	memset(s->looked, 0, sizeof(s->looked));
	cell_store_values(&s->cells, cell, s->values[WITHIN_SELF]);
	s->bases[WITHIN_SELF] = s->values[WITHIN_SELF];
	s->looked[WITHIN_SELF] = true;
}

/* False if a sum is too large; a result without a denominator is not known. */
static bool compute(struct stage *s, const struct indicator *indicator, struct result *result)
{
	const struct formula *f = &indicator->formula;
	const wide *own = s->values[WITHIN_SELF], *base = base_values(s, indicator->within);

	result->n = own[f->population];
	/* Those who left or moved out are not in scope: nobody is left out for them. */
	result->left_out = indicator->standing ? 0 : own[0] - result->n;
	if (!formula_evaluate(f, own, base, &result->exact))
		return false;
	/* But to the growth of the whole, nobody contributes nothing. */
	result->stated = result->n > 0 || indicator->type == INDICATOR_CONTRIBUTION;
	result->based = base != NULL;
	result->known = result->stated && base && result->exact.denominator > 0;
	result->status = result->known    ? STATUS_NORMAL
	                 : result->stated ? STATUS_MISSING
	                                  : STATUS_NOT_COLLECTED;
	return true;
}

/* Region to basis, which all figures of a cell share, as they are written. */
static void render_key(struct stage *s, const struct figure_key *key)
{
	struct text *t = &s->value;

	text_clear(&s->key);
	text_clear(t);
	place_add(t, &s->config.regions, key->region);
	table_render(&s->key, text_slice(t));
	text_clear(t);
	place_add(t, &s->config.industries, key->industry);
	table_render(&s->key, text_slice(t));
	table_render(&s->key, key->group);
	text_clear(t);
	period_add(t, key->period, key->basis);
	table_render(&s->key, text_slice(t));
	table_render(&s->key, slice_of(basis_name(key->basis)));
}

static void put_key(struct stage *s, const struct indicator *indicator)
{
	table_put_rendered(&s->writer, text_slice(&s->key), OBS_INDICATOR);
	table_put_text(&s->writer, indicator->id);
}

static void put_if(struct table_writer *w, bool there, wide value)
{
	if (there)
		table_put_i128(w, value);
	else
		table_put_missing(w);
}

static int put_result(struct stage *s, const struct indicator *indicator,
                      const struct result *result)
{
	struct table_writer *w = &s->writer;

	put_key(s, indicator);
	text_clear(&s->value);
	if (result->known &&
	    !indicator_publish(indicator, result->exact, indicator->formula.shift, &s->value))
		return err_set(s->err, RD_INPUT,
		               T("'%s' is too large to be published", "'%s' 过大，无法公布"),
		               indicator->id);
	s->missing += !result->known;
	table_put(w, text_slice(&s->value));
	table_put_text(w, indicator->unit->name);
	table_put_text(w, result->status);
	table_put_i128(w, result->n);
	table_put_i128(w, result->left_out);
	put_if(w, result->stated, result->exact.numerator);
	put_if(w, result->based, result->exact.denominator);
	table_put_text(w, s->cell->sample ? SAMPLE_PREFIX "cells" : "cells");
	table_end_row(w);
	return 0;
}

static void put_observation(struct stage *s, const struct figure *f)
{
	struct table_writer *w = &s->writer;

	render_key(s, &f->key);
	put_key(s, f->key.indicator);
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

/* Whether the indicator's figure is made from a cell, which may be of a whole region. */
static bool gives(const struct stored_cell *cell, bool whole, const struct indicator *indicator)
{
	/* A cell without enterprises only serves next year's growth. */
	return cell->counts && indicator_from_cells(indicator) && (whole || !indicator->whole);
}

static int put_cell(struct stage *s, const struct stored_cell *cell)
{
	bool whole = figure_key_is_whole(&s->config, &cell->key);

	stand_on(s, cell);
	render_key(s, &cell->key);
	for (size_t i = 0; i < s->config.indicators.count; i++) {
		const struct indicator *indicator = &s->config.indicators.items[i];
		struct result result = {0};
		if (!gives(cell, whole, indicator))
			continue;
		if (!compute(s, indicator, &result)) {
			err_set(s->err, RD_INPUT,
			        T("'%s': a sum is too large for 128 bits",
			          "'%s'：合计超出 128 位整数范围"),
			        indicator->id);
			return -1;
		}
		if (put_result(s, indicator, &result) < 0)
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
		if (of && gives(of, figure_key_is_whole(&s->config, &of->key), f->key.indicator))
			return two_sources(s, f);
		put_observation(s, f);
	}
	return 0;
}

/* Cells and observations are both in order: they are merged as they are written. */
static int put_all(struct stage *s)
{
	size_t at = 0;

	for (int within = WITHIN_SELF; within < WITHIN_KINDS; within++)
		s->values[within] = xcalloc(s->config.indicators.accumulator_count, sizeof(wide));
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
	                                          &s->config.returns.panel, &table_zero_run};
	struct table_reader *r = &s->panels[s->panel_count]; /* of a panel it stays open */
	int result;

	if (table_open(r, path, candidates, s->zero.only == PERIOD_NONE ? 3 : 4, s->err) < 0)
		return -1;
	if (r->table == candidates[2]) {
		s->panel_count++;
		return 0;
	}
	if (r->table == candidates[0])
		result = cell_store_read(&s->cells, r, s->err);
	else if (r->table == candidates[1])
		result = figures_read(&s->observations, r, s->err);
	else
		result = zero_runs_read(&s->zero.runs, r, s->err);
	if (result == 0)
		package_input(&s->package, &r->csv.in.in);
	table_reader_close(r);
	return result;
}

static int read_panels(struct stage *s)
{
	for (size_t i = 0; i < s->panel_count; i++) {
		if (zero_list_read(&s->zero, &s->panels[i], s->err) < 0)
			return -1;
		package_input(&s->package, &s->panels[i].csv.in.in);
	}
	return 0;
}

static int write_indicators(struct stage *s)
{
	int result = package_create_table(&s->package, &s->writer, &table_indicators, s->err);

	if (result < 0)
		return -1;
	result = put_all(s);
	if (result == 0)
		result = package_commit_table(&s->package, &s->writer, s->err);
	table_close(&s->writer);
	return result;
}

static period latest_of(const struct stage *s)
{
	period latest = cell_store_latest(&s->cells);

	return latest > s->until ? latest : s->until;
}

static int run(struct stage *s, const struct program *program)
{
	for (size_t i = 0; i < program->files.count; i++)
		if (read_file(s, program->files.items[i]) < 0)
			return -1;
	if (read_panels(s) < 0 || ledger_sum(&s->observations, latest_of(s), s->err) < 0 ||
	    derive_figures(&s->observations, s->err) < 0 || write_indicators(s) < 0)
		return -1;
	if (s->panel_count && zero_list_write(&s->zero, &s->cells, &s->package, s->err) < 0)
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

int ratio_run(const struct program *program, const struct ratio_options *options, struct err *err)
{
	struct stage s = {.err = err};
	period only;
	int result;

	if (period_of_option("--period", options->period, &only, err) < 0 ||
	    period_of_option("--until", options->until, &s.until, err) < 0)
		return -1;
	if (stage_begin(&s.config, &s.package, program, CONFIG_FIGURES, "indicators", err) < 0)
		return -1;
	cell_store_init(&s.cells, &s.config);
	figures_init(&s.observations, &s.config);
	s.observations.keeps_events = true;
	zero_list_init(&s.zero, &s.config);
	if (only != PERIOD_NONE)
		zero_list_apart(&s.zero, only);
	s.panels = xcalloc(program->files.count, sizeof(*s.panels));
	result = run(&s, program);
	for (size_t i = 0; i < s.panel_count; i++)
		table_reader_close(&s.panels[i]);
	free(s.panels);
	cell_store_release(&s.cells);
	figures_release(&s.observations);
	zero_list_release(&s.zero);
	for (int within = WITHIN_SELF; within < WITHIN_KINDS; within++)
		free(s.values[within]);
	text_release(&s.key);
	text_release(&s.value);
	stage_end(&s.config, &s.package);
	return result;
}
