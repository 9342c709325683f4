#include "panel/panel.h"

#include <stdlib.h>

#include "base/conveyor.h"
#include "base/log.h"
#include "model/stage.h"
#include "model/tables.h"
#include "panel/panel_part.h"

struct stage {
	struct configuration config;
	struct panel_config rules;
	struct scope_register scope;
	struct package package;
	struct merge merge;
	struct panel_tables tables;
	struct shard shard;
	struct option_list facts; /* of the arguments, without lists of periods */
	struct reported_period *periods;
	size_t period_count, period_capacity;
	period only; /* the period whose panel is made apart; PERIOD_NONE: all together */
	uint64_t enterprises, derived, outside, left;
	struct err *err;
};

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
	struct batch b = {0};
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
		got = merge_open(&m, s->facts.items, s->facts.count, &s->config.returns, s->only,
		                 s->err);
	if (got == 0)
		while ((got = merge_take(&m, &b, s->err)) > 0)
			for (size_t i = 0; i < b.fact_count; i++)
				if (b.facts[i].role == FACT_OWN)
					add_period(s, b.facts[i].period, b.facts[i].basis);
	batch_release(&b);
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

/* --- Parts, made side by side -------------------------------------------------------------- */

static int take(void *stage, void *part, struct err *err)
{
	return merge_take(&((struct stage *)stage)->merge, &((struct panel_part *)part)->batch,
	                  err);
}

static int make(void *stage, void *part, struct err *err)
{
	(void)stage;
	return panel_part_make(part, err);
}

static int give(void *stage, void *part, struct err *err)
{
	struct stage *s = stage;
	struct panel_part *p = part;

	(void)err;
	panel_tables_append(&s->tables, &p->tables);
	s->enterprises += p->enterprises;
	s->derived += p->derived;
	s->outside += p->outside;
	s->left += p->left;
	log_progress(T("enterprises", "企业"), s->enterprises, 0);
	return 0;
}

static void start_part(struct stage *s, struct panel_part *p)
{
	p->shard = s->shard;
	p->row = xcalloc(s->config.returns.panel.count, sizeof(*p->row));
	p->history = (struct history){.config = &s->config,
	                              .rules = &s->rules,
	                              .scope = s->rules.register_file ? &s->scope : NULL,
	                              .periods = s->periods,
	                              .period_count = s->period_count,
	                              .only = s->only,
	                              .tables = &p->tables};
	panel_tables_gather(&p->tables, &s->tables);
}

static int make_panel(struct stage *s)
{
	struct panel_part parts[MOST_THREADS] = {0};
	void *slots[MOST_THREADS];
	struct conveyor belt = {.shared = s,
	                        .slots = slots,
	                        .threads = threads_wanted(),
	                        .take = take,
	                        .work = make,
	                        .give = give};
	int result;

	for (unsigned i = 0; i < belt.threads; i++) {
		start_part(s, &parts[i]);
		slots[i] = &parts[i];
	}
	result = conveyor_run(&belt, s->err);
	if (result == 0)
		result = panel_part_make_last(&parts[0], s->merge.preceding.p == NULL,
		                              text_slice(&s->merge.preceding), s->err);
	if (result == 0)
		result = give(s, &parts[0], s->err);
	for (unsigned i = 0; i < belt.threads; i++)
		panel_part_release(&parts[i]);
	return result;
}

static int finish(struct stage *s)
{
	struct package *p = &s->package;
	const struct table_writer *tables = s->tables.at;
	uint64_t written = tables[PANEL_ROWS].rows - s->derived - s->left;

	for (size_t i = 0; i < s->merge.source_count; i++)
		package_input(p, merge_input(&s->merge, i));
	if (panel_tables_commit(&s->tables, p, s->err) < 0)
		return -1;
	package_count(p, "read", s->merge.rows);
	package_count(p, "written", written);
	package_count(p, "derived", s->derived);
	package_count(p, "outside", s->outside);
	package_count(p, "superseded", tables[PANEL_SUPERSEDED].rows);
	package_count(p, "moves", tables[PANEL_MOVES].rows);
	package_count(p, "differences", tables[PANEL_DIFFERENCES].rows);
	package_count(p, "falls", tables[PANEL_FALLS].rows);
	if (s->only != PERIOD_NONE) {
		package_count(p, "left", s->left);
		package_count(p, "known", tables[PANEL_KNOWN].rows);
	}
	package_count(p, "enterprises", s->enterprises);
	if (package_reconcile(p, s->err, "read", "written", "superseded", NULL) < 0 ||
	    package_write(p, s->err) < 0)
		return -1;
	log_note(T("%llu returns of %llu enterprises, %llu superseded; %llu rows derived",
	           "%llu 条报表，%llu 家企业，%llu 条被替换；推算 %llu 行"),
	         (unsigned long long)written, (unsigned long long)s->enterprises,
	         (unsigned long long)tables[PANEL_SUPERSEDED].rows, (unsigned long long)s->derived);
	return 0;
}

static int run(struct stage *s, const struct program *program)
{
	if (sort_arguments(s, program) < 0 || load_register(s) < 0 ||
	    panel_tables_create(&s->tables, &s->package, &s->config.returns, s->only != PERIOD_NONE,
	                        s->err) < 0 ||
	    merge_open(&s->merge, s->facts.items, s->facts.count, &s->config.returns, s->only,
	               s->err) < 0 ||
	    make_panel(s) < 0)
		return -1;
	return finish(s);
}

static void release(struct stage *s)
{
	panel_tables_close(&s->tables);
	merge_close(&s->merge);
	scope_register_release(&s->scope);
	panel_config_release(&s->rules);
	free(s->periods);
	free(s->facts.items);
}

int panel_run(const struct program *program, const char *shard, const char *only, struct err *err)
{
	struct stage s = {.err = err};
	int result = -1;

	if (period_of_option("--period", only, &s.only, err) < 0)
		return -1;

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
