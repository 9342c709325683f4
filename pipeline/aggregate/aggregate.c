#include "aggregate/aggregate.h"

#include <stdlib.h>

#include "aggregate/roll_up.h"
#include "base/log.h"
#include "model/stage.h"

enum { MONTHS_A_YEAR = 12, MOST_LEAF_GROUPS = 1024 };

struct stage {
	struct configuration config;
	struct cell_plan plan;
	struct package package;
	struct cells leaves; /* keyed by region, industry, classes, period, basis */
	struct cells cells;
	struct table_writer writer;
	uint64_t panel_rows, cell_rows;
	struct err *err;
};

/* All classes of an enterprise as one number below MOST_LEAF_GROUPS, for the key of its leaf. */
static unsigned pack_classes(const struct returns *returns, const int *classes)
{
	unsigned number = 0;

	for (size_t i = returns->class_count; i-- > 0;)
		number = number * (unsigned)(returns->classes[i].value_count + 1) +
		         (unsigned)(classes[i] + 1);
	return number;
}

static void unpack_classes(const struct returns *returns, unsigned number, int *classes)
{
	for (size_t i = 0; i < returns->class_count; i++) {
		unsigned size = (unsigned)returns->classes[i].value_count + 1;
		classes[i] = (int)(number % size) - 1;
		number /= size;
	}
}

static int add_to_leaf(struct stage *s, const struct panel_row *row,
                       const struct observation_row *values, period at, enum standing standing)
{
	struct cell_key key = {{row->region, false},
	                       {row->industry, false},
	                       pack_classes(&s->config.returns, values->classes),
	                       at,
	                       row->basis};
	struct cell *leaf = cells_at(&s->leaves, cell_key_pack(&key));

	leaf->sample |= row->sample;
	return cells_add_row(&s->leaves, leaf, values, standing) ? 0 : cells_overflow(s->err);
}

static int add_as_left(struct stage *s, const struct panel_row *row)
{
	struct observation_row left;

	panel_row_as_left(row, &s->config.returns, &left);
	return add_to_leaf(s, row, &left, row->period + MONTHS_A_YEAR, STANDING_LEFT);
}

static int add_row(struct stage *s, const struct panel_row *row)
{
	struct roll_up r = {.config = &s->config, .plan = &s->plan, .cells = &s->cells};

	if (row->presence == PRESENCE_OUTSIDE)
		return 0;
	if (!row->next_year && add_as_left(s, row) < 0)
		return -1;
	if (row->region != row->region_ly || row->industry != row->industry_ly)
		return roll_up_moved(&r, row, s->err);
	return add_to_leaf(s, row, &row->values, row->period,
	                   row->last_year ? STANDING_CONTINUING : STANDING_ENTERED);
}

static int read_panel(struct stage *s, struct table_reader *r)
{
	struct panel_row row;
	int got;

	while ((got = table_next(r, s->err)) > 0) {
		if (panel_row_read(&row, r, &s->config, s->err) < 0)
			return -1;
		if (add_row(s, &row) < 0)
			return err_at(s->err, r->csv.in.in.path, r->csv.line, 0);
		s->panel_rows++;
		log_progress(T("rows", "行"), s->panel_rows, 0);
	}
	return got;
}

static int read_cell_key(struct stage *s, const struct table_reader *r, struct cell_key *key)
{
	int group = cell_plan_find(&s->plan, table_field(r, CELL_CLASS));
	int basis = basis_parse(table_field(r, CELL_BASIS));
	const char *not_configured = T("is not in the configuration", "不在配置中");

	if (!place_parse(&s->config.regions, table_field(r, CELL_REGION), &key->region))
		return table_wrong(r, CELL_REGION, s->err, not_configured);
	if (!place_parse(&s->config.industries, table_field(r, CELL_INDUSTRY), &key->industry))
		return table_wrong(r, CELL_INDUSTRY, s->err, not_configured);
	if (group < 0)
		return table_wrong(r, CELL_CLASS, s->err, not_configured);
	key->period = period_parse(table_field(r, CELL_PERIOD));
	if (key->period == PERIOD_NONE)
		return table_wrong(r, CELL_PERIOD, s->err, T("is no period", "不是报告期"));
	if (basis < 0)
		return table_wrong(r, CELL_BASIS, s->err, T("is no basis", "不是口径"));
	key->group = (unsigned)group;
	key->basis = (enum basis)basis;
	return 0;
}

/* "a;b;c", the largest first, into a top list. */
static bool read_top(struct slice text, wide *list, unsigned size)
{
	while (text.n) {
		const char *end = memchr(text.p, ';', text.n);
		size_t n = end ? (size_t)(end - text.p) : text.n;
		wide value;
		if (!wide_parse((struct slice){text.p, n}, &value))
			return false;
		top_insert(list, size, value);
		text.p += n + (end != NULL);
		text.n -= n + (end != NULL);
	}
	return true;
}

static int read_cell(struct stage *s, const struct table_reader *r, struct cell *values)
{
	const struct cells *cells = &s->cells;

	for (size_t i = 0; i < cells->accumulator_count; i++) {
		const struct accumulator *a = &cells->accumulators[i];
		struct slice text = table_field(r, CELL_ACCUMULATORS + i);
		wide *slot = &values->values[cells->slots[i]];
		wide value = 0;
		if (a->kind == ACCUMULATE_TOP ? read_top(text, slot, a->top)
		                              : wide_parse(text, &value) && wide_add(slot, value))
			continue;
		return table_wrong(r, CELL_ACCUMULATORS + i, s->err,
		                   T("is not a whole number, or the sum is too large",
		                     "不是整数，或合计过大"));
	}
	values->sample |= slice_starts(table_field(r, r->table->count - 1), SAMPLE_PREFIX);
	return 0;
}

static int read_cells(struct stage *s, struct table_reader *r)
{
	struct cell_key key;
	int got;

	while ((got = table_next(r, s->err)) > 0) {
		if (read_cell_key(s, r, &key) < 0 ||
		    read_cell(s, r, cells_at(&s->cells, cell_key_pack(&key))) < 0)
			return -1;
		s->cell_rows++;
	}
	return got;
}

static int read_file(struct stage *s, const char *path)
{
	const struct table *const candidates[] = {&s->config.returns.panel,
	                                          &s->config.indicators.cells};
	struct table_reader r;
	int result;

	if (table_open(&r, path, candidates, 2, s->err) < 0)
		return -1;
	result = r.table == candidates[0] ? read_panel(s, &r) : read_cells(s, &r);
	if (result == 0)
		package_input(&s->package, &r.csv.in.in);
	table_reader_close(&r);
	return result;
}

static int roll_up_all(struct stage *s)
{
	struct roll_up r = {.config = &s->config,
	                    .plan = &s->plan,
	                    .cells = &s->cells,
	                    .merged = s->cell_rows > 0};

	for (size_t i = 0; i < s->leaves.capacity; i++) {
		struct cell_key key;
		struct leaf leaf;
		if (!s->leaves.table[i])
			continue;
		key = cell_key_unpack(s->leaves.table[i]->key);
		leaf = (struct leaf){
		        key.region.node, key.industry.node, {0}, key.period, key.basis};
		unpack_classes(&s->config.returns, key.group, leaf.classes);
		if (roll_up_leaf(&r, &leaf, s->leaves.table[i], s->err) < 0)
			return -1;
	}
	return roll_up_check(&r, s->err);
}

static void put_place(struct table_writer *w, const struct code_tree *tree, struct place p)
{
	struct text code = TEXT_INIT;

	place_add(&code, tree, p);
	table_put(w, text_slice(&code));
	text_release(&code);
}

static void put_top(struct table_writer *w, const wide *list, unsigned size)
{
	struct text t = TEXT_INIT;

	for (unsigned i = 0; i < size && list[i] != TOP_EMPTY; i++) {
		text_adds(&t, i ? ";" : "");
		text_add_i128(&t, list[i]);
	}
	table_put(w, text_slice(&t));
	text_release(&t);
}

static void put_cell(struct stage *s, const struct cell *cell)
{
	struct cell_key key = cell_key_unpack(cell->key);
	struct table_writer *w = &s->writer;
	struct text period_text = TEXT_INIT;

	put_place(w, &s->config.regions, key.region);
	put_place(w, &s->config.industries, key.industry);
	table_put_text(w, s->plan.groups[key.group].name);
	period_add(&period_text, key.period, key.basis);
	table_put(w, text_slice(&period_text));
	text_release(&period_text);
	table_put_text(w, basis_name(key.basis));
	for (size_t i = 0; i < s->cells.accumulator_count; i++) {
		const struct accumulator *a = &s->cells.accumulators[i];
		const wide *slot = &cell->values[s->cells.slots[i]];
		if (a->kind == ACCUMULATE_TOP)
			put_top(w, slot, a->top);
		else
			table_put_i128(w, *slot);
	}
	table_put_text(w, cell->sample ? SAMPLE_PREFIX "panel" : "panel");
	table_end_row(w);
}

static int write_cells(struct stage *s)
{
	char *path = package_path(&s->package, "cells");
	int result = table_create(&s->writer, path, &s->config.indicators.cells, s->err);
	struct cell **sorted;

	free(path);
	if (result < 0)
		return -1;
	sorted = cells_sorted(&s->cells);
	for (size_t i = 0; i < s->cells.count; i++)
		put_cell(s, sorted[i]);
	free(sorted);
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
	if (roll_up_all(s) < 0 || write_cells(s) < 0)
		return -1;
	package_count(&s->package, "read", s->panel_rows + s->cell_rows);
	package_count(&s->package, "cells", s->cells.count);
	if (package_write(&s->package, s->err) < 0)
		return -1;
	log_note(T("%llu rows into %zu cells", "%llu 行汇总为 %zu 个单元"),
	         (unsigned long long)s->panel_rows + s->cell_rows, s->cells.count);
	return 0;
}

static int check_limits(struct stage *s)
{
	size_t groups = 1;

	for (size_t i = 0; i < s->config.returns.class_count && groups <= MOST_LEAF_GROUPS; i++)
		groups *= s->config.returns.classes[i].value_count + 1;
	if (groups > MOST_LEAF_GROUPS)
		return err_set(s->err, RD_CONFIG,
		               T("returns.json: the classes have more than %d "
		                 "combinations of values",
		                 "returns.json：分类取值的组合超过 %d 种"),
		               MOST_LEAF_GROUPS);
	return 0;
}

int aggregate_run(const struct program *program, struct err *err)
{
	struct stage s = {.err = err};
	int result = -1;

	if (stage_begin(&s.config, &s.package, program, CONFIG_FIGURES, "cells", err) < 0)
		return -1;
	cells_init(&s.leaves, &s.config.indicators);
	cells_init(&s.cells, &s.config.indicators);
	if (check_limits(&s) == 0 && cell_plan_load(&s.plan, &s.config, err) == 0)
		result = run(&s, program);
	cells_release(&s.leaves);
	cells_release(&s.cells);
	cell_plan_release(&s.plan);
	stage_end(&s.config, &s.package);
	return result;
}
