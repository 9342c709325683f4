#include "panel/panel.h"

#include <stdlib.h>

#include "base/log.h"
#include "io/path.h"
#include "model/shard.h"
#include "model/stage.h"
#include "model/tables.h"
#include "panel/history.h"

enum { MONTHS_A_YEAR = 12 };

struct stage {
	struct configuration config;
	struct panel_config rules;
	struct scope_register scope;
	struct package package;
	struct merge merge;
	struct history history;
	struct panel_notes notes;
	struct table_writer panel;
	struct shard shard;
	struct option_list facts; /* of the arguments, without lists of periods */
	struct reported_period *periods;
	size_t period_count, period_capacity;
	size_t register_at; /* entries before it have been dealt with */
	uint64_t enterprises, derived, outside;
	struct err *err;
};

static void put_if_other(struct table_writer *w, const struct fact *last, const struct fact *now,
                         size_t column)
{
	if (last && !slice_eq(last->fields[column], now->fields[column]))
		table_put(w, last->fields[column]);
	else
		table_put_missing(w);
}

static void put_measure(struct table_writer *w, const struct measure *m, const struct fact *f,
                        const struct fact *last)
{
	int now = m->facts_column[VARIANT_NOW], reported = m->facts_column[VARIANT_LAST_YEAR];

	table_put(w, f->fields[now]);
	if (reported >= 0)
		table_put(w, f->fields[reported]);
	if (last)
		table_put(w, last->fields[now]);
	else
		table_put_missing(w);
}

/* The enterprise's return of another year, if it was in scope then. */
static const struct fact *in_scope_at(const struct stage *s, const struct fact *f, int months)
{
	const struct fact *other = history_neighbour(&s->history, f, months);

	return other && other->presence != PRESENCE_OUTSIDE ? other : NULL;
}

static void put_tail(struct stage *s, const struct fact *f, const struct fact *last)
{
	const struct returns *returns = &s->config.returns;
	struct table_writer *w = &s->panel;

	table_put_text(w, presence_names[f->presence]);
	put_if_other(w, last, f, FACT_REGION);
	put_if_other(w, last, f, FACT_INDUSTRY);
	table_put_text(w, last ? "1" : "0");
	table_put_text(w, in_scope_at(s, f, MONTHS_A_YEAR) ? "1" : "0");
	for (size_t i = 0; i < returns->class_count; i++) {
		if (returns->classes[i].panel_ly_column < 0)
			continue;
		if (last)
			table_put(w, last->fields[FACT_CLASSES + i]);
		else
			table_put_missing(w);
	}
	table_put(w, f->fields[returns->facts_origin]);
	table_put(w, f->fields[returns->facts_origin + 1]);
	table_end_row(w);
}

static void put_fact(struct stage *s, const struct fact *f)
{
	const struct returns *returns = &s->config.returns;
	const struct fact *last = in_scope_at(s, f, -MONTHS_A_YEAR);

	for (size_t i = 0; i < returns->attributes_at + returns->attribute_count; i++)
		table_put(&s->panel, f->fields[i]);
	for (size_t i = 0; i < returns->measure_count; i++)
		put_measure(&s->panel, &returns->measures[i], f, last);
	put_tail(s, f, last);
	s->derived += f->derived;
	s->outside += f->presence == PRESENCE_OUTSIDE;
}

static void write_enterprise(struct stage *s)
{
	for (size_t i = 0; i < s->history.count; i++)
		put_fact(s, &s->history.facts[i]);
	s->enterprises += s->history.count > 0;
	log_progress(T("enterprises", "企业"), s->enterprises, 0);
}

static int write_silent(struct stage *s, struct slice enterprise)
{
	if (!shard_holds(s->shard, enterprise))
		return 0;
	if (history_build_silent(&s->history, enterprise, s->err) < 0)
		return -1;
	write_enterprise(s);
	return 0;
}

/* Enterprises of the register that come before the one given returned nothing at all. */
static int write_silent_before(struct stage *s, const struct slice *enterprise)
{
	const struct scope_register *r = &s->scope;

	while (s->register_at < r->count) {
		struct slice own = r->entries[s->register_at].fields[0];
		int order = enterprise ? slice_cmp(own, *enterprise) : -1;
		if (order > 0)
			return 0;
		if (order < 0 && write_silent(s, own) < 0)
			return -1;
		while (s->register_at < r->count &&
		       slice_eq(r->entries[s->register_at].fields[0], own))
			s->register_at++;
	}
	return 0;
}

static void add_period(struct stage *s, period at, enum basis basis)
{
	for (size_t i = 0; i < s->period_count; i++)
		if (s->periods[i].period == at && s->periods[i].basis == basis)
			return;
	VEC_GROW(s->periods, s->period_count, s->period_capacity);
	s->periods[s->period_count++] = (struct reported_period){at, basis};
}

static int read_periods(struct stage *s, struct table_reader *r)
{
	int got;

	while ((got = table_next(r, s->err)) > 0) {
		period at = period_parse(table_field(r, 0));
		int basis = basis_parse(table_field(r, 1));
		if (at == PERIOD_NONE || basis < 0)
			return table_wrong(r, basis < 0, s->err, T("is no period", "不是报告期"));
		add_period(s, at, (enum basis)basis);
	}
	return got;
}

/* Lists of periods are read at once, everything else is left to be merged. */
static int sort_arguments(struct stage *s, const struct program *program)
{
	const struct table *const candidates[] = {&s->config.returns.facts, &table_periods};
	struct option_list *facts = &s->facts;

	for (size_t i = 0; i < program->files.count; i++) {
		const char *path = program->files.items[i];
		struct table_reader r;
		int got = 0;
		if (s->shard.of) {
			if (table_open(&r, path, candidates, 2, s->err) < 0)
				return -1;
			if (r.table == &table_periods)
				got = read_periods(s, &r) < 0 ? -1 : 1;
			table_reader_close(&r);
		}
		if (got < 0)
			return -1;
		if (got > 0)
			continue;
		VEC_GROW(facts->items, facts->count, facts->capacity);
		facts->items[facts->count++] = path;
	}
	return 0;
}

/* Silence is known only when all periods are: with a register the facts are read twice. */
static int list_periods(struct stage *s)
{
	struct merge m = {0};
	int got = 0;

	for (size_t i = 0; i < s->facts.count && got == 0; i++) {
		if (strcmp(s->facts.items[i], "-") != 0)
			continue;
		got = err_set(s->err, RD_USAGE,
		              T("with a register, facts cannot come from a pipe",
		                "使用名录时，facts 不能来自管道"));
		err_hint(s->err, T("write them to a file first", "请先写成文件"));
	}
	if (got == 0)
		got = merge_open(&m, s->facts.items, s->facts.count, &s->config.returns, s->err);
	if (got == 0)
		while ((got = merge_next(&m, s->err)) > 0)
			for (size_t i = 0; i < m.fact_count; i++)
				add_period(s, m.facts[i].period, m.facts[i].basis);
	merge_close(&m);
	return got;
}

static int load_register(struct stage *s)
{
	char *path;
	int result;

	if (!s->rules.register_file)
		return 0;
	path = configuration_path(&s->config, s->rules.register_file);
	result = scope_register_load(&s->scope, path, &s->config, s->err);
	free(path);
	return result < 0 ? -1 : list_periods(s);
}

struct side_table {
	struct table_writer *writer;
	const struct table *table;
};

enum { SIDE_TABLES = 4 };

static void side_tables(struct stage *s, struct side_table side[SIDE_TABLES])
{
	const struct side_table all[SIDE_TABLES] = {
	        {&s->notes.superseded, &table_superseded},
	        {&s->notes.moves, &table_moves},
	        {&s->notes.differences, &table_differences},
	        {&s->notes.falls, &table_falls},
	};

	memcpy(side, all, sizeof(all));
}

static int create_tables(struct stage *s)
{
	struct side_table side[SIDE_TABLES];
	char *path = package_path(&s->package, "panel");
	int result = table_create(&s->panel, path, &s->config.returns.panel, s->err);

	free(path);
	side_tables(s, side);
	for (size_t i = 0; i < SIDE_TABLES && result == 0; i++) {
		path = package_path(&s->package, side[i].table->name);
		result = table_create(side[i].writer, path, side[i].table, s->err);
		free(path);
	}
	return result;
}

static void close_tables(struct stage *s)
{
	struct side_table side[SIDE_TABLES];

	table_close(&s->panel);
	side_tables(s, side);
	for (size_t i = 0; i < SIDE_TABLES; i++)
		table_close(side[i].writer);
}

static int commit_tables(struct stage *s)
{
	struct side_table side[SIDE_TABLES];

	if (table_commit(&s->panel, s->err) < 0)
		return -1;
	package_table(&s->package, &s->panel);
	side_tables(s, side);
	for (size_t i = 0; i < SIDE_TABLES; i++) {
		if (table_commit(side[i].writer, s->err) < 0)
			return -1;
		package_table(&s->package, side[i].writer);
	}
	return 0;
}

static int finish(struct stage *s)
{
	struct package *p = &s->package;

	for (size_t i = 0; i < s->merge.source_count; i++)
		package_input(p, merge_input(&s->merge, i));
	if (commit_tables(s) < 0)
		return -1;
	package_count(p, "read", s->merge.rows);
	package_count(p, "written", s->panel.rows - s->derived);
	package_count(p, "derived", s->derived);
	package_count(p, "outside", s->outside);
	package_count(p, "superseded", s->notes.superseded.rows);
	package_count(p, "moves", s->notes.moves.rows);
	package_count(p, "differences", s->notes.differences.rows);
	package_count(p, "falls", s->notes.falls.rows);
	package_count(p, "enterprises", s->enterprises);
	if (package_reconcile(p, s->err, "read", "written", "superseded", NULL) < 0 ||
	    package_write(p, s->err) < 0)
		return -1;
	log_note(T("%llu returns of %llu enterprises, %llu superseded; %llu rows derived",
	           "%llu 条报表，%llu 家企业，%llu 条被替换；推算 %llu 行"),
	         (unsigned long long)(s->panel.rows - s->derived),
	         (unsigned long long)s->enterprises, (unsigned long long)s->notes.superseded.rows,
	         (unsigned long long)s->derived);
	return 0;
}

static int run(struct stage *s, const struct program *program)
{
	int got;

	if (sort_arguments(s, program) < 0 || load_register(s) < 0 || create_tables(s) < 0 ||
	    merge_open(&s->merge, s->facts.items, s->facts.count, &s->config.returns, s->err) < 0)
		return -1;
	s->history = (struct history){.config = &s->config,
	                              .rules = &s->rules,
	                              .scope = s->rules.register_file ? &s->scope : NULL,
	                              .periods = s->periods,
	                              .period_count = s->period_count,
	                              .notes = &s->notes};
	while ((got = merge_next(&s->merge, s->err)) > 0) {
		if (write_silent_before(s, &s->merge.facts[0].fields[FACT_ENTERPRISE]) < 0 ||
		    history_build(&s->history, &s->merge, s->err) < 0)
			return -1;
		write_enterprise(s);
	}
	if (got < 0 || write_silent_before(s, NULL) < 0)
		return -1;
	return finish(s);
}

static void release(struct stage *s)
{
	close_tables(s);
	merge_close(&s->merge);
	history_release(&s->history);
	scope_register_release(&s->scope);
	panel_config_release(&s->rules);
	free(s->periods);
	free(s->facts.items);
}

int panel_run(const struct program *program, const char *shard, struct err *err)
{
	const struct table_writer none = {.discards = true};
	struct stage s = {.err = err, .panel = none, .notes = {none, none, none, none}};
	int result = -1;

	if (shard && !shard_parse(shard, &s.shard))
		return err_set(err, RD_USAGE,
		               T("'--shard' takes K/N, such as 3/16, not '%s'",
		                 "'--shard' 须为 K/N，如 3/16，而不是 '%s'"),
		               shard);
	if (stage_begin(&s.config, &s.package, program,
	                CONFIG_RETURNS | CONFIG_REGIONS | CONFIG_INDUSTRIES, "panel", err) < 0)
		return -1;
	if (panel_config_load(&s.rules, &s.config, err) == 0)
		result = run(&s, program);
	release(&s);
	stage_end(&s.config, &s.package);
	return result;
}
