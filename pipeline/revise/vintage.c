#include "revise/vintage.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "io/path.h"
#include "model/period.h"
#include "model/tables.h"

/* One file of all periods, or one for each. */
static void add_files(struct path_list *list, const char *run, const char *whole, const char *parts)
{
	size_t before = list->count;

	path_list_match(list, run, whole);
	if (list->count == before)
		path_list_match(list, run, parts);
}

static void add_run(struct vintage *v, const char *run)
{
	add_files(&v->indicators, run, "*ratio/indicators.csv", "*ratio/*/indicators.csv");
	path_list_match(&v->indicators, run, "*observations/indicators.csv");
	add_files(&v->rankings, run, "*rank/rankings.csv", "*rank/*/rankings.csv");
	add_files(&v->panels, run, "*panel/panel.csv", "*panel/*/panel.csv");
}

static int add_file(struct vintage *v, const char *path, const struct configuration *config,
                    struct err *err)
{
	const struct table *const candidates[] = {&table_indicators, &table_rankings,
	                                          &config->returns.panel};
	struct path_list *const lists[] = {&v->indicators, &v->rankings, &v->panels};
	struct table_reader r;

	v->named = true;
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

static bool is_same_file(const char *a, const char *b)
{
	struct stat one, other;

	return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
	       one.st_ino == other.st_ino;
}

static void drop(struct path_list *list, size_t i)
{
	free(list->items[i]);
	for (list->count--; i < list->count; i++)
		list->items[i] = list->items[i + 1];
}

static void drop_same(struct path_list *a, struct path_list *b)
{
	for (size_t i = a->count; i-- > 0;)
		for (size_t k = b->count; k-- > 0;)
			if (is_same_file(a->items[i], b->items[k])) {
				drop(a, i);
				drop(b, k);
				break;
			}
}

void vintage_drop_same(struct vintage *a, struct vintage *b)
{
	if (a->named || b->named)
		return;
	drop_same(&a->indicators, &b->indicators);
	drop_same(&a->rankings, &b->rankings);
	drop_same(&a->panels, &b->panels);
}

/* The directory's own name if it is a period, to be freed; else NULL. */
static char *period_of_path(const char *path)
{
	char *directory = path_directory(path), *name = NULL;

	if (period_parse(slice_of(path_name(directory))) != PERIOD_NONE)
		name = xstrdup(path_name(directory));
	free(directory);
	return name;
}

/* Adds to the pair of its period, or begins it; false if the path names none. */
static bool add_to_pair(struct panel_pair *pairs, size_t *count, const char *path, bool after)
{
	char *name = period_of_path(path);
	struct panel_pair *pair = pairs;
	bool paired = name;

	for (; name && pair < pairs + *count; pair++) {
		char *other = period_of_path(pair->before ? pair->before : pair->after);
		bool same = strcmp(other, name) == 0;
		free(other);
		if (same)
			break;
	}
	if (name && pair == pairs + *count)
		pairs[(*count)++] = (struct panel_pair){NULL, NULL};
	if (name && after)
		pair->after = path;
	else if (name)
		pair->before = path;
	free(name);
	return paired;
}

struct panel_pair *vintage_pair_panels(const struct vintage *before, const struct vintage *after,
                                       size_t *count)
{
	const struct path_list *a = &before->panels, *b = &after->panels;
	struct panel_pair *pairs = xcalloc(a->count + b->count + 1, sizeof(*pairs));
	bool paired = true;

	*count = 0;
	for (size_t i = 0; i < a->count && paired; i++)
		paired = add_to_pair(pairs, count, a->items[i], false);
	for (size_t i = 0; i < b->count && paired; i++)
		paired = add_to_pair(pairs, count, b->items[i], true);
	if (paired)
		return pairs;
	*count = 1;
	if (a->count == 1 && b->count == 1) {
		pairs[0] = (struct panel_pair){a->items[0], b->items[0]};
		return pairs;
	}
	free(pairs);
	return NULL;
}

void vintage_release(struct vintage *v)
{
	path_list_release(&v->indicators);
	path_list_release(&v->rankings);
	path_list_release(&v->panels);
}
