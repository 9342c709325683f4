#include "revise/vintage.h"

#include "io/path.h"
#include "model/tables.h"

static void add_run(struct vintage *v, const char *run)
{
	path_list_match(&v->indicators, run, "*ratio/indicators.csv");
	path_list_match(&v->rankings, run, "*rank/rankings.csv");
	path_list_match(&v->panels, run, "*panel/panel.csv");
}

static int add_file(struct vintage *v, const char *path, const struct configuration *config,
                    struct err *err)
{
	const struct table *const candidates[] = {&table_indicators, &table_rankings,
	                                          &config->returns.panel};
	struct path_list *const lists[] = {&v->indicators, &v->rankings, &v->panels};
	struct table_reader r;

	if (table_open(&r, path, candidates, 3, err) < 0)
		return -1;
	for (size_t i = 0; i < 3; i++)
		if (r.table == candidates[i])
			path_list_add(lists[i], path);
	table_reader_close(&r);
	return 0;
}

int vintage_find(struct vintage *v, const struct option_list *given,
                 const struct configuration *config, struct err *err)
{
	for (size_t i = 0; i < given->count; i++) {
		if (path_is_directory(given->items[i]))
			add_run(v, given->items[i]);
		else if (add_file(v, given->items[i], config, err) < 0)
			return -1;
	}
	if (v->indicators.count + v->rankings.count + v->panels.count)
		return 0;
	err_set(err, RD_USAGE,
	        T("'%s' holds no indicators, rankings or panel", "'%s' 中没有指标、排名或面板文件"),
	        given->count ? given->items[0] : "");
	return err_hint(err, T("name a run of rd-run, or its files",
	                       "请指定 rd-run 的一次运行，或其中的文件"));
}

static void keep_common(struct path_list *a, struct path_list *b)
{
	if (!a->count == !b->count)
		return;
	path_list_release(a);
	path_list_release(b);
}

void vintage_keep_common(struct vintage *a, struct vintage *b)
{
	keep_common(&a->indicators, &b->indicators);
	keep_common(&a->rankings, &b->rankings);
	keep_common(&a->panels, &b->panels);
}

void vintage_release(struct vintage *v)
{
	path_list_release(&v->indicators);
	path_list_release(&v->rankings);
	path_list_release(&v->panels);
}
