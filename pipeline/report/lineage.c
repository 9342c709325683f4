#include "report/lineage.h"

#include <stdlib.h>

#include "io/json_file.h"
#include "io/path.h"
#include "model/period.h"

/* It splits files by period. */
#define SPLIT "rd-shard"

/* Stands for any period. */
#define ANY "PERIOD"

/* Its inputs are two vintages. */
#define REVISE "rd-revise"

static const char *keep(struct lineage *l, const char *text)
{
	return text ? arena_strdup(&l->arena, slice_of(text)) : "";
}

static bool is_new(struct lineage *l, const char *path)
{
	uint32_t next = (uint32_t)l->seen.count;

	return hash_map_add(&l->seen, slice_of(path), next) == next;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* "05-ratio" of "05-ratio/2024-05"; else the directory itself. To be freed. */
static char *without_period(const char *directory)
{
	return period_parse(slice_of(path_name(directory))) == PERIOD_NONE
	               ? xstrdup(directory)
	               : path_directory(directory);
}

/* "05-ratio/PERIOD/indicators.csv", or, where a split named the file, "facts-PERIOD.csv". */
static char *with_any_period(const char *path, const char *directory, const char *stage)
{
	char *above = without_period(directory), *any = NULL;
	const char *name = path_name(path), *dash = strchr(name, '-');
	size_t n = dash ? strcspn(dash + 1, ".") : 0;

	if (strcmp(above, directory) != 0)
		any = xasprintf("%s/" ANY "/%s", above, name);
	else if (dash && strcmp(stage, SPLIT) == 0 &&
	         period_parse((struct slice){dash + 1, n}) != PERIOD_NONE)
		any = xasprintf("%s/%.*s-" ANY "%s", directory, (int)(dash - name), name,
		                dash + 1 + n);
	free(above);
	return any ? any : xstrdup(path);
}

static struct lineage_step *step_in(struct lineage *l, const char *directory, const char *stage)
{
	uint32_t i = hash_map_add(&l->by_directory, slice_of(directory), (uint32_t)l->step_count);

	if (i == l->step_count) {
		VEC_GROW(l->steps, l->step_count, l->step_capacity);
		l->steps[l->step_count++] = (struct lineage_step){stage, keep(l, directory), NULL};
	}
	return &l->steps[i];
}

static struct lineage_count *count_in(struct lineage *l, struct lineage_step *step,
                                      const char *name)
{
	struct lineage_count *count = step->counts;

	while (count && strcmp(count->name, name) != 0)
		count = count->next;
	if (count)
		return count;
	count = arena_alloc(&l->arena, sizeof(*count));
	*count = (struct lineage_count){keep(l, name), 0, step->counts};
	return step->counts = count;
}

static void add_counts(struct lineage *l, const json_t *rdstat, const char *directory)
{
	const json_t *counts = json_object_get(rdstat, "counts");
	const char *stage = keep(l, text_of(rdstat, "stage"));
	char *shown = without_period(directory);
	struct lineage_step *step = step_in(l, shown, stage);
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)counts, name, value)
	{
		count_in(l, step, name)->count += (uint64_t)json_integer_value(value);
	}
	free(shown);
}

/* The stage that wrote a directory's files, if its package was there; else "". */
static const char *maker_of(const struct lineage *l, const char *directory)
{
	uint32_t i = hash_map_get(&l->by_directory, slice_of(directory));

	return i == HASH_MAP_NONE ? "" : l->steps[i].stage;
}

static void add_file(struct lineage *l, const char *path, const json_t *input, const char *stage)
{
	uint64_t bytes = (uint64_t)json_integer_value(json_object_get(input, "bytes"));
	uint32_t i = hash_map_add(&l->numbers, slice_of(path), (uint32_t)l->file_count);

	if (i < l->file_count) {
		l->files[i].sha256 = "";
		l->files[i].bytes += bytes;
		return;
	}
	VEC_GROW(l->files, l->file_count, l->file_capacity);
	l->files[l->file_count++] = (struct lineage_file){
	        keep(l, path), keep(l, text_of(input, "sha256")), bytes, stage};
}

/* The package that stands beside a file, if there is one and it was not seen yet. */
static json_t *package_beside(struct lineage *l, const char *path, char **directory)
{
	struct err ignored = ERR_INIT;
	json_t *package = NULL;
	char *beside;

	*directory = path_directory(path);
	beside = path_join(*directory, "datapackage.json");
	if (path_exists(beside) && is_new(l, beside))
		package = json_load_path(beside, RD_INPUT, &ignored);
	free(beside);
	return package;
}

static void follow_file(struct lineage *l, const json_t *input, const char *stage)
{
	const char *path = text_of(input, "path");
	char *directory, *shown;
	json_t *package;

	if (!is_new(l, path))
		return;
	package = package_beside(l, path, &directory);
	if (package) {
		const json_t *rdstat = json_object_get(package, "rdstat");
		const char *own = keep(l, text_of(rdstat, "stage"));
		if (strcmp(own, REVISE) != 0) {
			lineage_follow(l, json_object_get(rdstat, "inputs"), own);
			add_counts(l, rdstat, directory);
		}
		json_decref(package);
	}
	shown = with_any_period(path, directory, maker_of(l, directory));
	add_file(l, shown, input, stage);
	free(shown);
	free(directory);
}

void lineage_follow(struct lineage *lineage, const json_t *inputs, const char *stage)
{
	for (size_t i = 0; i < json_array_size(inputs); i++)
		follow_file(lineage, json_array_get(inputs, i), stage);
}

void lineage_release(struct lineage *lineage)
{
	free(lineage->files);
	free(lineage->steps);
	hash_map_release(&lineage->by_directory);
	hash_map_release(&lineage->seen);
	hash_map_release(&lineage->numbers);
	arena_release(&lineage->arena);
	*lineage = (struct lineage){0};
}
