#include "report/lineage.h"

#include <stdlib.h>

#include "io/json_file.h"
#include "io/path.h"

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

static void add_counts(struct lineage *l, const json_t *rdstat, const char *directory)
{
	const json_t *counts = json_object_get(rdstat, "counts");
	const char *stage = keep(l, text_of(rdstat, "stage"));
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)counts, name, value)
	{
		VEC_GROW(l->counts, l->count_count, l->count_capacity);
		l->counts[l->count_count++] =
		        (struct lineage_count){stage, keep(l, directory), keep(l, name),
		                               (uint64_t)json_integer_value(value)};
	}
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
	char *directory;
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
	free(directory);
	VEC_GROW(l->files, l->file_count, l->file_capacity);
	l->files[l->file_count++] = (struct lineage_file){
	        keep(l, path), keep(l, text_of(input, "sha256")),
	        (uint64_t)json_integer_value(json_object_get(input, "bytes")), stage};
}

void lineage_follow(struct lineage *lineage, const json_t *inputs, const char *stage)
{
	for (size_t i = 0; i < json_array_size(inputs); i++)
		follow_file(lineage, json_array_get(inputs, i), stage);
}

void lineage_release(struct lineage *lineage)
{
	free(lineage->files);
	free(lineage->counts);
	hash_map_release(&lineage->seen);
	arena_release(&lineage->arena);
	*lineage = (struct lineage){0};
}
