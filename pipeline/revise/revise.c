#include "revise/revise.h"

#include <stdlib.h>

#include "base/log.h"
#include "io/path.h"
#include "model/stage.h"
#include "model/tables.h"
#include "revise/revisions.h"
#include "revise/vintage.h"

enum { BEFORE, AFTER, SIDES };

struct stage {
	const struct revise_options *options;
	struct configuration config;
	struct package package;
	struct vintage vintages[SIDES];
	struct panel_pair *pairs; /* NULL: no panels are compared */
	size_t pair_count;
	struct row_store figures[SIDES], ranks[SIDES];
	struct panel_comparison panels;
	struct causes causes;
	struct table_writer writer;
	uint64_t counts[REVISION_STATUSES], rank_counts[REVISION_STATUSES];
	struct err *err;
};

static int load(struct stage *s, struct row_store *store, const struct path_list *files)
{
	for (size_t i = 0; i < files->count; i++)
		if (row_store_load(store, files->items[i], &s->package, s->err) < 0)
			return -1;
	return 0;
}

/* A kind of file that one side has, the other must have too. */
static int check_pair(const struct stage *s, const struct path_list *before,
                      const struct path_list *after, const char *what)
{
	bool lacks_before = !before->count && after->count;

	if (!before->count == !after->count)
		return 0;
	err_set(s->err, RD_USAGE, T("only one side has a %s", "只有一方有 %s"), what);
	return err_hint(s->err, T("name it for the other with %s", "请用 %s 指定另一方的文件"),
	                lacks_before ? "--before" : "--after");
}

/* The first vintage has none before it. */
static int find_before(struct stage *s)
{
	const struct option_list *before = &s->options->before;
	bool any = before->count == 0;

	for (size_t i = 0; i < before->count; i++)
		any |= path_exists(before->items[i]);
	if (s->options->if_any && !any)
		return 0;
	return vintage_find(&s->vintages[BEFORE], before, &s->config, s->err);
}

/* A run by period and one that is not cannot be held against each other row by row. */
static int pair_panels(struct stage *s)
{
	const struct vintage *v = s->vintages;

	s->pairs = vintage_pair_panels(&v[BEFORE], &v[AFTER], &s->pair_count);
	if (s->pairs)
		return 0;
	if (s->options->if_any) {
		log_note(T("panels that are cut in different ways are not compared",
		           "面板分法不同，不作逐行比较"));
		return 0;
	}
	err_set(s->err, RD_USAGE, T("more than one panel on a side", "一方有多个面板文件"));
	return err_hint(s->err, T("merge them first", "请先合并"));
}

static int find_files(struct stage *s)
{
	struct vintage *v = s->vintages;
	bool has_panels;

	if (find_before(s) < 0 ||
	    vintage_find(&v[AFTER], &s->options->after, &s->config, s->err) < 0)
		return -1;
	if (s->options->if_any)
		vintage_keep_common(&v[BEFORE], &v[AFTER]);
	if (check_pair(s, &v[BEFORE].indicators, &v[AFTER].indicators, "indicators.csv") < 0 ||
	    check_pair(s, &v[BEFORE].rankings, &v[AFTER].rankings, "rankings.csv") < 0 ||
	    check_pair(s, &v[BEFORE].panels, &v[AFTER].panels, "panel.csv") < 0)
		return -1;
	has_panels = v[BEFORE].panels.count > 0;
	vintage_drop_same(&v[BEFORE], &v[AFTER]);
	return has_panels ? pair_panels(s) : 0;
}

/* Which rows of the panel differ, and how many lie behind each cell. */
static int compare_panels(struct stage *s)
{
	const struct row_store *figures = s->figures;
	struct figure_key key;

	if (!s->pairs)
		return 0;
	if (panel_comparison_make(&s->panels, &s->config, s->pairs, s->pair_count, &s->package,
	                          s->err) < 0)
		return -1;
	causes_init(&s->causes, &s->config);
	for (int side = BEFORE; side <= AFTER; side++)
		for (size_t i = 0; i < figures[side].count; i++)
			if (figure_key_read(&s->config, figures[side].items[i].cells, &key))
				causes_expect(&s->causes, key.group, key.industry);
	for (size_t i = 0; i < s->panels.count; i++)
		causes_add(&s->causes, &s->panels.items[i]);
	return 0;
}

static struct revisions compare(struct stage *s, const struct row_store *stores)
{
	return (struct revisions){
	        .config = &s->config,
	        .before = &stores[BEFORE],
	        .after = &stores[AFTER],
	        .causes = s->causes.interests ? &s->causes : NULL,
	        .all = s->options->all,
	        .w = &s->writer,
	};
}

static int write_revisions(struct stage *s)
{
	struct revisions figures = compare(s, s->figures), ranks = compare(s, s->ranks);
	int result = package_create_table(&s->package, &s->writer, &table_revisions, s->err);

	if (result < 0)
		return -1;
	revisions_of_figures(&figures);
	revisions_of_ranks(&ranks);
	result = package_commit_table(&s->package, &s->writer, s->err);
	table_close(&s->writer);
	memcpy(s->counts, figures.counts, sizeof(s->counts));
	memcpy(s->rank_counts, ranks.counts, sizeof(s->rank_counts));
	return result;
}

static void count_all(struct stage *s)
{
	struct text name = TEXT_INIT;

	for (int side = BEFORE; side <= AFTER; side++) {
		package_count(&s->package, side ? "figures_after" : "figures_before",
		              s->figures[side].count);
		package_count(&s->package, side ? "ranks_after" : "ranks_before",
		              s->ranks[side].count);
	}
	for (unsigned i = 0; i < REVISION_STATUSES; i++) {
		const char *status = revision_status_name((enum revision_status)i);
		text_clear(&name);
		text_addf(&name, "figures_%s", status);
		package_count(&s->package, name.p, s->counts[i]);
		text_clear(&name);
		text_addf(&name, "ranks_%s", status);
		package_count(&s->package, name.p, s->rank_counts[i]);
	}
	package_count(&s->package, "rows_before", s->panels.before);
	package_count(&s->package, "rows_after", s->panels.after);
	package_count(&s->package, "rows_changed", s->panels.changed);
	package_count(&s->package, "rows_appeared", s->panels.appeared);
	package_count(&s->package, "rows_vanished", s->panels.vanished);
	text_release(&name);
}

static void tell(const struct stage *s)
{
	const uint64_t *f = s->counts, *r = s->rank_counts;

	log_note(T("figures: changed %llu, appeared %llu, vanished %llu, another flag %llu; "
	           "beneath the last decimal %llu",
	           "指标值：变动 %llu，新增 %llu，消失 %llu，标志变动 %llu；仅末位以下变动 %llu"),
	         (unsigned long long)f[REVISION_CHANGED], (unsigned long long)f[REVISION_APPEARED],
	         (unsigned long long)f[REVISION_VANISHED], (unsigned long long)f[REVISION_FLAG],
	         (unsigned long long)f[REVISION_EXACT]);
	log_note(T("ranks: changed %llu, appeared %llu, vanished %llu",
	           "名次：变动 %llu，新增 %llu，消失 %llu"),
	         (unsigned long long)r[REVISION_CHANGED], (unsigned long long)r[REVISION_APPEARED],
	         (unsigned long long)r[REVISION_VANISHED]);
	if (s->pairs)
		log_note(T("rows: changed %llu, appeared %llu, vanished %llu, of enterprises %llu",
		           "面板行：变动 %llu，新增 %llu，消失 %llu，涉及企业 %llu 家"),
		         (unsigned long long)s->panels.changed,
		         (unsigned long long)s->panels.appeared,
		         (unsigned long long)s->panels.vanished,
		         (unsigned long long)s->panels.enterprises);
}

static int run(struct stage *s)
{
	if (find_files(s) < 0)
		return -1;
	for (int side = BEFORE; side <= AFTER; side++) {
		row_store_init(&s->figures[side], &table_indicators, figure_key_columns,
		               FIGURE_KEY);
		row_store_init(&s->ranks[side], &table_rankings, rank_key_columns, RANK_KEY);
		if (load(s, &s->figures[side], &s->vintages[side].indicators) < 0 ||
		    load(s, &s->ranks[side], &s->vintages[side].rankings) < 0)
			return -1;
	}
	if (compare_panels(s) < 0 || write_revisions(s) < 0)
		return -1;
	count_all(s);
	if (package_write(&s->package, s->err) < 0)
		return -1;
	tell(s);
	return 0;
}

int revise_run(const struct program *program, const struct revise_options *options, struct err *err)
{
	struct stage s = {.options = options, .err = err};
	int result;

	if (stage_begin(&s.config, &s.package, program, CONFIG_FIGURES, "revisions", err) < 0)
		return -1;
	result = run(&s);
	for (int side = BEFORE; side <= AFTER; side++) {
		row_store_release(&s.figures[side]);
		row_store_release(&s.ranks[side]);
		vintage_release(&s.vintages[side]);
	}
	free(s.pairs);
	causes_release(&s.causes);
	panel_comparison_release(&s.panels);
	stage_end(&s.config, &s.package);
	return result;
}
