#include "panel/panel.h"

#include <stdlib.h>

#include "base/log.h"
#include "io/package.h"
#include "model/configuration.h"
#include "model/tables.h"
#include "panel/merge.h"

enum { MONTHS_A_YEAR = 12 };

struct stage {
	struct configuration config;
	struct package package;
	struct merge merge;
	struct table_writer panel, superseded;
	uint64_t enterprises;
	struct err *err;
};

static void put_supersession(struct stage *s, const struct fact *loser, const struct fact *winner)
{
	size_t n = s->config.returns.facts.count, origin = s->config.returns.facts_origin;
	bool same = true;

	for (size_t i = FACT_REGION; i < n && i < origin; i++)
		same = same && slice_eq(loser->fields[i], winner->fields[i]);
	table_put(&s->superseded, loser->fields[FACT_ENTERPRISE]);
	table_put(&s->superseded, loser->fields[FACT_PERIOD]);
	table_put(&s->superseded, loser->fields[FACT_BASIS]);
	table_put(&s->superseded, loser->fields[origin]);
	table_put(&s->superseded, loser->fields[origin + 1]);
	table_put_text(&s->superseded, same ? "duplicate" : "revision");
	table_put(&s->superseded, winner->fields[origin]);
	table_put(&s->superseded, winner->fields[origin + 1]);
	table_end_row(&s->superseded);
}

/* Of the facts of one period and basis the last wins; the winners move to the front. */
static size_t settle(struct stage *s, struct fact *facts, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		size_t winner = i;
		while (winner + 1 < count && facts[winner + 1].period == facts[i].period &&
		       facts[winner + 1].basis == facts[i].basis)
			winner++;
		for (; i < winner; i++)
			put_supersession(s, &facts[i], &facts[winner]);
		facts[kept++] = facts[winner];
	}
	return kept;
}

/* The fact of the same basis some months away; NULL if there is none. */
static const struct fact *neighbour(const struct fact *facts, size_t count, const struct fact *f,
                                    int months)
{
	for (size_t i = 0; i < count; i++)
		if (facts[i].period == f->period + months && facts[i].basis == f->basis)
			return &facts[i];
	return NULL;
}

/* The code's last successor; a code that is not in the tree is an error of the facts. */
static int follow_code(struct stage *s, const struct code_tree *tree, const char *what,
                       struct slice *code)
{
	uint32_t node = code_tree_find(tree, *code);

	if (node == CODE_NONE) {
		err_set(s->err, RD_INPUT,
		        T("%s '%.*s' is not in the configuration", "%s '%.*s' 不在配置中"), what,
		        SLICE_FMT(*code));
		return err_hint(s->err, T("normalize the source again with this configuration",
		                          "请用当前配置重新执行 rd-normalize"));
	}
	*code = tree->nodes[code_tree_current(tree, node, INT32_MAX)].code;
	return 0;
}

static int follow_codes(struct stage *s, struct fact *facts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (follow_code(s, &s->config.regions, T("region", "地区"),
		                &facts[i].fields[FACT_REGION]) < 0 ||
		    follow_code(s, &s->config.industries, T("industry", "行业"),
		                &facts[i].fields[FACT_INDUSTRY]) < 0)
			return -1;
	return 0;
}

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

static void put_fact(struct stage *s, const struct fact *f, const struct fact *last, bool next)
{
	const struct returns *returns = &s->config.returns;
	struct table_writer *w = &s->panel;

	for (size_t i = 0; i < returns->attributes_at + returns->attribute_count; i++)
		table_put(w, f->fields[i]);
	for (size_t i = 0; i < returns->measure_count; i++)
		put_measure(w, &returns->measures[i], f, last);
	table_put_text(w, presence_names[PRESENCE_RETURNED]);
	put_if_other(w, last, f, FACT_REGION);
	put_if_other(w, last, f, FACT_INDUSTRY);
	table_put_text(w, last ? "1" : "0");
	table_put_text(w, next ? "1" : "0");
	table_put(w, f->fields[returns->facts_origin]);
	table_put(w, f->fields[returns->facts_origin + 1]);
	table_end_row(w);
}

static int write_enterprise(struct stage *s)
{
	struct fact *facts = s->merge.facts;
	size_t count = settle(s, facts, s->merge.fact_count);

	if (follow_codes(s, facts, count) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		put_fact(s, &facts[i], neighbour(facts, count, &facts[i], -MONTHS_A_YEAR),
		         neighbour(facts, count, &facts[i], MONTHS_A_YEAR) != NULL);
	s->enterprises++;
	return 0;
}

static int create_tables(struct stage *s)
{
	char *panel = package_path(&s->package, "panel");
	char *superseded = package_path(&s->package, "superseded");
	int result = -1;

	if (table_create(&s->panel, panel, &s->config.returns.panel, s->err) == 0 &&
	    table_create(&s->superseded, superseded, &table_superseded, s->err) == 0)
		result = 0;
	free(panel);
	free(superseded);
	return result;
}

static int finish(struct stage *s)
{
	struct package *p = &s->package;

	for (size_t i = 0; i < s->merge.source_count; i++)
		package_input(p, merge_input(&s->merge, i));
	if (table_commit(&s->panel, s->err) < 0 || table_commit(&s->superseded, s->err) < 0)
		return -1;
	package_table(p, &s->panel);
	package_table(p, &s->superseded);
	package_count(p, "read", s->merge.rows);
	package_count(p, "written", s->panel.rows);
	package_count(p, "superseded", s->superseded.rows);
	package_count(p, "enterprises", s->enterprises);
	if (package_reconcile(p, s->err, "read", "written", "superseded", NULL) < 0 ||
	    package_write(p, s->err) < 0)
		return -1;
	log_note(T("%llu facts of %llu enterprises, %llu superseded",
	           "%llu 条报表，%llu 家企业，%llu 条被替换"),
	         (unsigned long long)s->panel.rows, (unsigned long long)s->enterprises,
	         (unsigned long long)s->superseded.rows);
	return 0;
}

static int run(struct stage *s, const struct program *program)
{
	int got;

	if (create_tables(s) < 0 ||
	    merge_open(&s->merge, program->files.items, program->files.count, &s->config.returns,
	               s->err) < 0)
		return -1;
	while ((got = merge_next(&s->merge, s->err)) > 0) {
		if (write_enterprise(s) < 0)
			return -1;
		log_progress(T("enterprises", "企业"), s->enterprises, 0);
	}
	return got < 0 ? -1 : finish(s);
}

int panel_run(const struct program *program, struct err *err)
{
	struct stage s = {.err = err, .panel.discards = true, .superseded.discards = true};
	int result = -1;

	if (configuration_open(&s.config, program->config, err) < 0)
		return -1;
	if (configuration_load(&s.config, CONFIG_RETURNS | CONFIG_REGIONS | CONFIG_INDUSTRIES,
	                       err) == 0 &&
	    package_init(&s.package, program, "panel", err) == 0) {
		result = run(&s, program);
		table_close(&s.panel);
		table_close(&s.superseded);
		merge_close(&s.merge);
		package_release(&s.package);
	}
	configuration_release(&s.config);
	return result;
}
