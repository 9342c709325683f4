#include "trace/run_files.h"

#include <stdlib.h>

#include "base/text.h"
#include "io/path.h"

static int missing(const struct trace_options *options, const char *what, const char *option,
                   struct err *err)
{
	err_set(err, RD_USAGE, T("'%s' holds no %s", "'%s' 中没有 %s"), options->run, what);
	return err_hint(err,
	                T("name a run of rd-run with --run, or the file with %s",
	                  "请用 --run 指定 rd-run 的一次运行，或用 %s 指定该文件"),
	                option);
}

static char *named_or_found(const char *named, const char *run, const char *pattern)
{
	return named ? xstrdup(named) : path_first_match(run, pattern);
}

/* "*ratio/2024-05/indicators.csv", to be freed. */
static char *of_period(const struct published *figure, const char *stage, const char *file)
{
	return xasprintf("*%s/%.*s/%s", stage, SLICE_FMT(figure->wanted[OBS_PERIOD]), file);
}

static char *find_indicators(const struct trace_options *options, const struct published *figure)
{
	char *found = named_or_found(options->indicators, options->run, "*ratio/indicators.csv");
	char *own = of_period(figure, "ratio", "indicators.csv");

	if (!found && indicator_from_cells(figure->key.indicator))
		found = path_first_match(options->run, own);
	else if (!found)
		found = path_first_match(options->run, "*observations/indicators.csv");
	free(own);
	return found;
}

/* One of all periods, that of the figure's, or those of shards. */
static void find_panels(struct path_list *panels, const struct trace_options *options,
                        const struct published *figure)
{
	char *own = of_period(figure, "panel", "panel.csv");
	const char *const patterns[] = {"*panel/panel.csv", own, "*panel/*/panel.csv"};

	for (size_t i = 0; i < options->panels.count; i++)
		path_list_add(panels, options->panels.items[i]);
	for (size_t i = 0; i < 3 && !panels->count; i++)
		path_list_match(panels, options->run, patterns[i]);
	free(own);
}

int run_files_find(struct run_files *files, const struct trace_options *options,
                   const struct published *figure, struct err *err)
{
	static const char *const observations[] = {
	        "*normalize/observations.csv", "*normalize/*/observations.csv",
	        "*normalize/*/*/observations.csv", "*normalize/*/*/*/observations.csv"};
	const char *run = options->run;

	*files = (struct run_files){0};
	files->indicators = find_indicators(options, figure);
	find_panels(&files->panels, options, figure);
	for (size_t i = 0; i < sizeof(observations) / sizeof(observations[0]); i++)
		path_list_match(&files->observations, run, observations[i]);
	files->raw = named_or_found(options->raw, run, "*fetch/raw");
	files->record = options->raw ? NULL : path_first_match(run, "*fetch/fetch.json");
	if (!files->indicators)
		return missing(options,
		               T("indicators.csv of that period", "该时期的 indicators.csv"),
		               "--indicators", err);
	return 0;
}

int run_files_need_panel(const struct run_files *files, const struct trace_options *options,
                         struct err *err)
{
	return files->panels.count ? 0 : missing(options, "panel.csv", "--panel", err);
}

void run_files_release(struct run_files *files)
{
	free(files->indicators);
	path_list_release(&files->panels);
	path_list_release(&files->observations);
	free(files->raw);
	free(files->record);
	*files = (struct run_files){0};
}

char *run_configuration(const struct trace_options *options)
{
	char *returns = path_first_match(options->run, "config/returns.json");
	char *directory = returns ? path_directory(returns) : NULL;

	free(returns);
	return directory;
}
