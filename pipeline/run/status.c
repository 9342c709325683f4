#include "run/status.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/lock.h"
#include "io/path.h"
#include "run/runs.h"

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/*
 * What run.json says last need not be true any more: a run that was killed says it is
 * running, or, killed in its very last instant, that it was published.
 */
static const char *state_of(const json_t *record, const char *id, const char *published,
                            bool locked)
{
	const char *state = text_of(record, "state");

	if (!record)
		return "killed";
	if (strcmp(state, "running") == 0 && !locked)
		return "killed";
	if (strcmp(state, "published") == 0 && (!published || strcmp(id, published) > 0))
		return "killed";
	return state;
}

static json_int_t rows_of(const json_t *record, const char *which)
{
	const json_t *step;
	json_int_t sum = 0;
	size_t i;

	json_array_foreach(json_object_get(record, "steps"), i, step) sum +=
	        json_integer_value(json_object_get(json_object_get(step, "rows"), which));
	return sum;
}

static size_t steps_in(const json_t *record, const char *state)
{
	const json_t *step;
	size_t count = 0, i;

	json_array_foreach(json_object_get(record, "steps"), i, step) count +=
	        strcmp(text_of(step, "state"), state) == 0;
	return count;
}

static void print_run(const char *output, const char *id, const char *published, bool locked)
{
	json_t *record = runs_record(output, id);
	json_int_t wall = json_integer_value(json_object_get(record, "wall_ms"));
	bool is_current = published && strcmp(id, published) == 0;

	printf("%c %-23s %-9s %8lld.%llds %5zu %5zu %10lld  %s\n", is_current ? '*' : ' ', id,
	       state_of(record, id, published, locked), (long long)wall / 1000,
	       (long long)wall / 100 % 10, steps_in(record, "ran"), steps_in(record, "taken"),
	       (long long)rows_of(record, "rejected"), text_of(record, "message"));
	json_decref(record);
}

/* --- What Slurm does with it ---------------------------------------------------------------- */

static size_t files_that_match(const char *directory, const char *pattern)
{
	char *path = path_join(directory, pattern);
	glob_t found = {0};
	size_t count;

	glob(path, GLOB_NOSORT, NULL, &found);
	count = found.gl_pathc;
	globfree(&found);
	free(path);
	return count;
}

/* A line for an array of tasks: its stage, and how many have begun and ended. */
static void print_array(const char *directory)
{
	char *path = path_join(directory, "tasks.json");
	json_t *json = json_load_file(path, 0, NULL);
	const json_t *tasks = json_object_get(json, "tasks");
	const char *step = text_of(json_array_get(tasks, 0), "step");
	size_t done = files_that_match(directory, "*.done.json");
	size_t failed = files_that_match(directory, "*.failed-*.json");
	size_t begun = files_that_match(directory, "*.log"), ended = done + failed;

	if (json_array_size(tasks))
		printf(T("  %-23.*s %5zu tasks: %zu done, %zu running, %zu failed\n",
		         "  %-23.*s %5zu 个任务：完成 %zu，运行中 %zu，失败 %zu\n"),
		       (int)strcspn(step, "/"), step, json_array_size(tasks), done,
		       begun > ended ? begun - ended : 0, failed);
	json_decref(json);
	free(path);
}

static void print_arrays(const char *output, const char *id)
{
	char *run = runs_directory(output, id), *pattern = path_join(run, "slurm/[0-9]*");
	glob_t found = {0};

	glob(pattern, 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++)
		print_array(found.gl_pathv[i]);
	globfree(&found);
	free(pattern);
	free(run);
}

int status_print(const char *output, uint64_t most, struct err *err)
{
	char *lock = path_join(output, "lock");
	char *published = runs_published(output);
	bool locked = lock_is_held(lock);
	struct run_names names;
	int result;

	run_names_list(&names, output);
	if (names.count == 0) {
		err_set(err, RD_USAGE, T("there are no runs", "没有运行记录"));
		err_hint(err, T("name the output directory with -o", "请用 -o 指明输出目录"));
		err_at(err, output, 0, 0);
	} else {
		puts(T("  run                     state           time   ran taken   rejected  message",
		       "  运行                    状态            用时  执行  沿用       拒收  信息"));
	}
	for (size_t i = names.count; i-- > 0 && most-- > 0;)
		print_run(output, names.items[i], published, locked);
	if (names.count && locked)
		print_arrays(output, names.items[names.count - 1]);
	result = names.count ? 0 : -1;
	run_names_release(&names);
	free(published);
	free(lock);
	return result;
}
