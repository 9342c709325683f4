#include "aggregate/aggregate.h"

#include <stdlib.h>

#include "aggregate/cells_file.h"
#include "aggregate/leaves.h"
#include "aggregate/roll_up.h"
#include "base/conveyor.h"
#include "base/log.h"
#include "io/table_blocks.h"
#include "io/whole.h"
#include "model/stage.h"

/* What a thread reads into; the first thread's is what becomes of all in the end. */
struct worker {
	const struct stage *stage;
	struct cells cells;  /* the lowest cells of the panel's rows */
	struct cells merged; /* cells read as they are */
	struct leaves leaves;
	struct panel_row row;
};

struct stage {
	struct configuration config;
	struct cell_plan plan;
	struct package package;
	struct worker *workers[MOST_THREADS];
	unsigned threads;
	uint64_t panel_rows, cell_rows;
	bool merge;
	const char *whole;  /* the panel that merged cells are of, NULL if it was not named */
	const char **parts; /* files of cells, or the panels */
	size_t part_count;
	struct err *err;
};

static int read_panel(void *worker, struct table_reader *r, struct err *err)
{
	struct worker *w = worker;
	int got;

	panel_row_expect(&w->row, r, &w->stage->config);
	while ((got = table_next(r, err)) > 0) {
		if (panel_row_read(&w->row, r, &w->stage->config, err) < 0)
			return -1;
		if (leaves_add(&w->leaves, &w->row))
			continue;
		cells_overflow(err);
		return err_at(err, r->csv.in.in.path, r->csv.line, 0);
	}
	return got;
}

static int read_cells(void *worker, struct table_reader *r, struct err *err)
{
	struct worker *w = worker;
	int got;

	while ((got = table_next(r, err)) > 0)
		if (cells_read_row(&w->merged, r, &w->stage->config, &w->stage->plan, err) < 0)
			return -1;
	return got;
}

static int read_file(struct stage *s, const char *path)
{
	const struct table *const candidates[] = {&s->config.returns.panel,
	                                          &s->config.indicators.cells};
	struct table_reader r;
	bool panel;
	int result;

	if (table_open(&r, path, candidates, 2, s->err) < 0)
		return -1;
	panel = r.table == candidates[0];
	if (panel && s->merge) {
		s->whole = path;
		table_reader_close(&r);
		return 0;
	}
	s->parts[s->part_count++] = path;
	result = table_read_blocks(&r, panel ? read_panel : read_cells, NULL, (void **)s->workers,
	                           s->threads, s->err);
	*(panel ? &s->panel_rows : &s->cell_rows) += r.rows;
	if (result == 0)
		package_input(&s->package, &r.csv.in.in);
	table_reader_close(&r);
	return result;
}

/* Brings together what the threads read, and adds it up; the result is in *cells. */
static int add_up(struct stage *s, struct cells **cells)
{
	struct worker *first = s->workers[0];
	bool fits = true;

	*cells = &first->cells;
	for (unsigned i = 1; i < s->threads && fits; i++) {
		fits = cells_absorb(&first->cells, &s->workers[i]->cells);
		cells_release(&s->workers[i]->cells);
	}
	if (fits && roll_up(&first->cells, &s->config, s->err) < 0)
		return -1;
	for (unsigned i = 0; i < s->threads && fits; i++) {
		fits = cells_absorb(&first->cells, &s->workers[i]->merged);
		cells_release(&s->workers[i]->merged);
	}
	if (!fits)
		return cells_overflow(s->err);
	return roll_up_check(&first->cells, &s->config, s->cell_rows > 0, s->err);
}

static int write_cells(struct stage *s, const struct cells *cells)
{
	struct table_writer w;
	int result = package_create_table(&s->package, &w, &s->config.indicators.cells, s->err);

	if (result < 0)
		return -1;
	result = cells_write(cells, &w, &s->config, &s->plan, s->err);
	if (result == 0)
		result = package_commit_table(&s->package, &w, s->err);
	table_close(&w);
	return result;
}

/* Merged cells are those of their panel, into which nobody needs to see that it had parts. */
static void tell_of_whole(struct stage *s, uint64_t cells)
{
	if (s->whole)
		whole_of_parts_from(&s->package, s->parts, s->part_count, s->whole);
	else
		whole_counts(&s->package, s->parts, s->part_count);
	package_count(&s->package, "cells", cells);
}

static int run(struct stage *s, const struct program *program)
{
	struct cells *cells;

	s->parts = xcalloc(program->files.count + 1, sizeof(*s->parts));
	for (size_t i = 0; i < program->files.count; i++)
		if (read_file(s, program->files.items[i]) < 0)
			return -1;
	if (add_up(s, &cells) < 0 || write_cells(s, cells) < 0)
		return -1;
	package_count(&s->package, "read", s->panel_rows + s->cell_rows);
	package_count(&s->package, "cells", cells->cell_count);
	if (s->merge)
		tell_of_whole(s, cells->cell_count);
	if (package_write(&s->package, s->err) < 0)
		return -1;
	log_note(T("%llu rows into %zu cells", "%llu 行汇总为 %zu 个单元"),
	         (unsigned long long)s->panel_rows + s->cell_rows, cells->cell_count);
	return 0;
}

static void start_workers(struct stage *s)
{
	s->threads = threads_wanted();
	for (unsigned i = 0; i < s->threads; i++) {
		struct worker *w = xcalloc(1, sizeof(*w));
		w->stage = s;
		cells_init(&w->cells, &s->config.indicators);
		cells_init(&w->merged, &s->config.indicators);
		leaves_init(&w->leaves, &s->config, &s->plan, &w->cells);
		s->workers[i] = w;
	}
}

static void release_workers(struct stage *s)
{
	for (unsigned i = 0; i < s->threads; i++) {
		struct worker *w = s->workers[i];
		leaves_release(&w->leaves);
		cells_release(&w->merged);
		cells_release(&w->cells);
		free(w);
	}
}

int aggregate_run(const struct program *program, bool merge, struct err *err)
{
	struct stage s = {.merge = merge, .err = err};
	int result = -1;

	if (stage_begin(&s.config, &s.package, program, CONFIG_FIGURES, "cells", err) < 0)
		return -1;
	if (cell_plan_load(&s.plan, &s.config, err) == 0) {
		start_workers(&s);
		result = run(&s, program);
		release_workers(&s);
	}
	cell_plan_release(&s.plan);
	free(s.parts);
	stage_end(&s.config, &s.package);
	return result;
}
