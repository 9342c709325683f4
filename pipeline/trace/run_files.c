#include "trace/run_files.h"

#include <glob.h>
#include <stdlib.h>

#include "base/text.h"
#include "io/path.h"

/* RUN/PATTERN, where the run's own name is no pattern. */
static char *pattern_in(const char *run, const char *pattern)
{
	struct text t = TEXT_INIT;

	for (; *run; run++)
		text_addf(&t, strchr("*?[\\", *run) ? "\\%c" : "%c", *run);
	text_addf(&t, "/%s", pattern);
	return text_detach(&t);
}

/* Adds what RUN/PATTERN matches, in byte order. */
static void add_matches(const char *run, const char *pattern, char ***paths, size_t *count)
{
	char *joined = pattern_in(run, pattern);
	glob_t found;

	if (glob(joined, 0, NULL, &found) == 0) {
		*paths = xrealloc(*paths, (*count + found.gl_pathc) * sizeof(**paths));
		for (size_t i = 0; i < found.gl_pathc; i++)
			(*paths)[(*count)++] = xstrdup(found.gl_pathv[i]);
		globfree(&found);
	}
	free(joined);
}

/* The first match; NULL if there is none. */
static char *first_match(const char *run, const char *pattern)
{
	char **paths = NULL, *first = NULL;
	size_t count = 0;

	add_matches(run, pattern, &paths, &count);
	for (size_t i = 0; i < count; i++) {
		if (i == 0)
			first = paths[i];
		else
			free(paths[i]);
	}
	free(paths);
	return first;
}

static int missing(const struct trace_options *options, const char *what, const char *option,
                   struct err *err)
{
	err_set(err, RD_USAGE, T("'%s' holds no %s", "'%s' 中没有 %s"), options->run, what);
	return err_hint(err,
	                T("name a run of rd-run with --run, or the file with %s",
	                  "请用 --run 指定 rd-run 的一次运行，或用 %s 指定该文件"),
	                option);
}

int run_files_find(struct run_files *files, const struct trace_options *options, struct err *err)
{
	const char *run = options->run;

	*files = (struct run_files){0};
	files->indicators = options->indicators ? xstrdup(options->indicators)
	                                        : first_match(run, "*ratio/indicators.csv");
	for (size_t i = 0; i < options->panels.count; i++) {
		files->panels = xrealloc(files->panels, (i + 1) * sizeof(*files->panels));
		files->panels[files->panel_count++] = xstrdup(options->panels.items[i]);
	}
	if (!files->panel_count) {
		add_matches(run, "*panel/panel.csv", &files->panels, &files->panel_count);
		add_matches(run, "*panel/*/panel.csv", &files->panels, &files->panel_count);
	}
	add_matches(run, "*normalize/observations.csv", &files->observations,
	            &files->observation_count);
	add_matches(run, "*normalize/*/observations.csv", &files->observations,
	            &files->observation_count);
	add_matches(run, "*normalize/*/*/observations.csv", &files->observations,
	            &files->observation_count);
	files->raw = options->raw ? xstrdup(options->raw) : first_match(run, "*fetch/raw");
	files->record = options->raw ? NULL : first_match(run, "*fetch/fetch.json");
	if (!files->indicators)
		return missing(options, "indicators.csv", "--indicators", err);
	return 0;
}

int run_files_need_panel(const struct run_files *files, const struct trace_options *options,
                         struct err *err)
{
	return files->panel_count ? 0 : missing(options, "panel.csv", "--panel", err);
}

void run_files_release(struct run_files *files)
{
	free(files->indicators);
	for (size_t i = 0; i < files->panel_count; i++)
		free(files->panels[i]);
	free(files->panels);
	for (size_t i = 0; i < files->observation_count; i++)
		free(files->observations[i]);
	free(files->observations);
	free(files->raw);
	free(files->record);
	*files = (struct run_files){0};
}
